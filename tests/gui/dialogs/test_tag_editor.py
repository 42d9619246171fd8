from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reviewer.model import COLOURS, Tag
from reviewer.ui.dialogs import swatches
from reviewer.ui.dialogs.tag_editor import TagEditor, edit_tag

ARMS = Tag(1, "Arms", COLOURS[0], "All arms", 1, None, 0)
IGLA = Tag(2, "Igla", COLOURS[1], "", None, 1, 1)
BRIBES = Tag(3, "Bribes", COLOURS[2], "", None, None, 2)
TAGS = {1: ARMS, 2: IGLA, 3: BRIBES}


def test_a_new_tag_has_what_was_entered(window: QWidget, answered: Any) -> None:
    def act(editor: TagEditor) -> None:
        QTest.keyClicks(editor.name, " Air   defence ")
        QTest.mouseClick(editor.colour.buttons[4], Qt.MouseButton.LeftButton)
        QTest.keyClicks(editor.description, "Missiles")
        editor.shortcut.setFocus()
        QTest.keyClick(editor.shortcut, Qt.Key.Key_5)
        QTest.keyClick(editor.name, Qt.Key.Key_Return)

    assert answered(lambda: edit_tag(window, TAGS, None, 1), act) == {
        "name": "Air defence",
        "colour": COLOURS[4],
        "description": "Missiles",
        "shortcut": 5,
        "parent_id": 1,
    }


def test_a_new_tag_takes_a_colour_that_no_other_has(window: QWidget, answered: Any) -> None:
    def act(editor: TagEditor) -> None:
        QTest.keyClicks(editor.name, "New")
        QTest.keyClick(editor.name, Qt.Key.Key_Return)

    assert answered(lambda: edit_tag(window, TAGS, None), act)["colour"] == COLOURS[3]


def test_a_new_tag_takes_the_lowest_key_that_no_other_has(window: QWidget, answered: Any) -> None:
    def act(editor: TagEditor) -> None:
        QTest.keyClicks(editor.name, "New")
        QTest.keyClick(editor.name, Qt.Key.Key_Return)

    taken = TAGS | {3: replace(BRIBES, shortcut=3)}
    assert answered(lambda: edit_tag(window, taken, None), act)["shortcut"] == 2


def test_saving_at_once_changes_nothing(window: QWidget, answered: Any) -> None:
    def act(editor: TagEditor) -> None:
        QTest.keyClick(editor.description, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert answered(lambda: edit_tag(window, TAGS, ARMS), act) == {
        "name": "Arms",
        "colour": COLOURS[0],
        "description": "All arms",
        "shortcut": 1,
        "parent_id": None,
    }


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("  ", "needs a name"), ("bribes", "already"), ("a > b", "cannot hold “>”")],
)
def test_a_name_that_cannot_be_taken_is_told(
    window: QWidget, answered: Any, name: str, sentence: str
) -> None:
    def act(editor: TagEditor) -> None:
        editor.name.setText(name)
        assert sentence in editor.message.text()
        assert not editor.accept_button.isEnabled()
        QTest.keyClick(editor.name, Qt.Key.Key_Return)
        QTest.keyClick(editor.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert editor.isVisible()
        editor.name.setText("ARMS")  # its own name in other letters
        assert editor.accept_button.isEnabled()
        QTest.keyClick(editor.name, Qt.Key.Key_Escape)

    assert answered(lambda: edit_tag(window, TAGS, ARMS), act) is None


def test_it_says_which_tag_loses_its_key(window: QWidget, answered: Any) -> None:
    def act(editor: TagEditor) -> None:
        editor.shortcut.setCurrentIndex(1)
        assert "“Arms” has the key 1 now" in editor.message.text()
        editor.shortcut.setCurrentIndex(2)
        assert not editor.message.text()
        editor.reject()

    answered(lambda: edit_tag(window, TAGS, BRIBES), act)


def test_a_tag_cannot_go_below_itself_or_its_own(window: QWidget, answered: Any) -> None:
    def act(editor: TagEditor) -> None:
        places = [editor.parent_tag.itemText(row) for row in range(editor.parent_tag.count())]
        assert places == ["No other tag", "Bribes"]
        editor.reject()

    answered(lambda: edit_tag(window, TAGS, ARMS), act)


def test_a_colour_of_her_own_is_kept(
    window: QWidget, answered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swatches, "ask_colour", lambda _parent, _colour: "#123456")

    def act(editor: TagEditor) -> None:
        editor.colour.own_button.click()
        assert not any(button.isChecked() for button in editor.colour.buttons)
        editor.accept()

    assert answered(lambda: edit_tag(window, TAGS, IGLA), act)["colour"] == "#123456"


def test_an_endless_name_does_not_widen_the_dialog(window: QWidget, answered: Any) -> None:
    tags = {**TAGS, 4: Tag(4, "W" * 5_000, COLOURS[0], "", 4, None, 3)}

    def act(editor: TagEditor) -> None:
        editor.shortcut.setCurrentIndex(4)
        editor.name.setText("W" * 5_000)
        assert "already" in editor.message.text()
        assert editor.minimumSizeHint().width() < 900
        editor.reject()

    answered(lambda: edit_tag(window, tags, None), act)
