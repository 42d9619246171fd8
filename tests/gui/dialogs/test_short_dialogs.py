"""The short questions: merging, deleting a tag, confirming, and notes."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from reviewer.model import Tag
from reviewer.review.tags import Fate
from reviewer.ui.dialogs import note_editor
from reviewer.ui.dialogs.confirming import Confirmation, confirm
from reviewer.ui.dialogs.merging import TargetPicker, pick_target
from reviewer.ui.dialogs.note_editor import NoteEditor, edit_note
from reviewer.ui.dialogs.tag_removal import TagRemoval, ask_fate

TAG = Tag(1, "<img src='file:///x'>", "#ffd400", "", None, None, 0)
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_target_of_a_merge_is_found_by_typing(window: QWidget, answered: Any) -> None:
    def act(picker: TargetPicker) -> None:
        shown = [label.text() for label in picker.findChildren(QLabel)]
        assert "Merge “<b>x</b>” into" in shown
        assert "Its 12 highlights move." in shown
        QTest.keyClicks(picker.field, "bri")
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    names = {1: "Arms", 7: "Bribes"}
    assert (
        answered(
            lambda: pick_target(window, "Merge “<b>x</b>” into", "Its 12 highlights move.", names),
            act,
        )
        == 7
    )


def test_a_merge_that_has_no_target_says_so(window: QWidget, answered: Any) -> None:
    def act(picker: TargetPicker) -> None:
        assert "nothing else" in picker.sentence.text()
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
        QTest.keyClick(picker.field, Qt.Key.Key_Escape)

    assert answered(lambda: pick_target(window, "Merge", "", {}), act) is None


@pytest.mark.parametrize(
    ("highlights", "sentence"),
    [(1, "1 highlight carries"), (1_200, "1,200 highlights carry"), (0, "No highlight carries")],
)
def test_deleting_a_tag_says_how_many_highlights_carry_it(
    window: QWidget, answered: Any, highlights: int, sentence: str
) -> None:
    def act(dialog: TagRemoval) -> None:
        shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert sentence in shown
        assert TAG.name in shown
        dialog.accept_button.click()

    assert answered(lambda: ask_fate(window, TAG, highlights), act) is Fate.KEEP


def test_highlights_go_only_when_that_was_chosen(window: QWidget, answered: Any) -> None:
    def choose(dialog: TagRemoval) -> None:
        dialog.keep.setFocus()
        QTest.keyClick(dialog.keep, Qt.Key.Key_Down)
        QTest.keyClick(dialog.remove, Qt.Key.Key_Return)

    def leave(dialog: TagRemoval) -> None:
        QTest.keyClick(dialog.keep, Qt.Key.Key_Escape)

    assert answered(lambda: ask_fate(window, TAG, 2), choose) is Fate.REMOVE
    assert answered(lambda: ask_fate(window, TAG, 2), leave) is None


def test_enter_alone_confirms_nothing(window: QWidget, answered: Any) -> None:
    def enter(dialog: Confirmation) -> None:
        assert dialog.cancel_button.isDefault()
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    def go_on(dialog: Confirmation) -> None:
        dialog.accept_button.click()

    assert answered(lambda: confirm(window, "Stop?", "", "&Stop"), enter) is False
    assert answered(lambda: confirm(window, "Stop?", "", "&Stop"), go_on) is True


def test_a_question_is_shown_as_it_is_and_fits_the_window(window: QWidget, answered: Any) -> None:
    def act(dialog: Confirmation) -> None:
        labels = dialog.findChildren(QLabel)
        assert "Open <b>x</b>?" in [label.text() for label in labels]
        assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
        assert dialog.minimumSizeHint().width() < 900
        dialog.reject()

    answered(lambda: confirm(window, "Open <b>x</b>?", "W" * 9_000, "&Open"), act)


def test_a_note_is_saved_with_a_key(window: QWidget, answered: Any) -> None:
    def act(editor: NoteEditor) -> None:
        assert editor.field.toPlainText() == "<b>old</b>"
        editor.field.selectAll()
        QTest.keyClicks(editor.field, "New")
        QTest.keyClick(editor.field, Qt.Key.Key_Return)
        QTest.keyClicks(editor.field, "lines")
        QTest.keyClick(editor.field, Qt.Key.Key_Return, CTRL)

    assert answered(lambda: edit_note(window, "Note", "<b>old</b>"), act) == "New\nlines"


def test_a_note_left_as_it_was_is_left_at_once(window: QWidget, answered: Any) -> None:
    def act(editor: NoteEditor) -> None:
        QTest.keyClick(editor.field, Qt.Key.Key_Escape)

    assert answered(lambda: edit_note(window, "Note", "old"), act) is None


def test_what_was_written_is_thrown_away_only_when_she_says_so(
    window: QWidget, answered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(note_editor, "confirm", lambda *_asked: next(answers))

    def act(editor: NoteEditor) -> None:
        QTest.keyClicks(editor.field, "more")
        QTest.keyClick(editor.field, Qt.Key.Key_Escape)
        assert editor.isVisible()
        QTest.keyClick(editor.field, Qt.Key.Key_Escape)

    assert answered(lambda: edit_note(window, "Note", "old"), act) is None
