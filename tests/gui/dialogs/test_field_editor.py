"""Fields are corrected by keys alone, and what is not touched stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer.review.fields import correct_fields
from reviewer.ui.dialogs.field_editor import Correction, FieldEditor, correct
from reviewer.ui.workspace import Workspace
from tests.corpora import add_documents

Answered = Callable[[Callable[[], Any], Callable[[Any], None]], Any]
CTRL = Qt.KeyboardModifier.ControlModifier


def ready(editor: FieldEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(editor.lines["title"].isEnabled)


def write(editor: FieldEditor, name: str, text: str) -> None:
    line = editor.lines[name]
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)


def test_only_what_was_written_is_corrected(
    window: QWidget, workspace: Workspace, answered: Answered, qtbot: QtBot
) -> None:
    def act(editor: FieldEditor) -> None:
        ready(editor, qtbot)
        assert editor.lines["date"].hasFocus()
        write(editor, "date", "2005-06")
        write(editor, "author", "Holm")
        write(editor, "author", "")
        QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)

    wanted = answered(lambda: correct(window, workspace, [1], "date"), act)
    assert wanted == Correction({"date": "2005-06"}, frozenset())


def test_a_date_that_is_none_is_told_and_keeps_the_dialog_open(
    window: QWidget, workspace: Workspace, answered: Answered, qtbot: QtBot
) -> None:
    def act(editor: FieldEditor) -> None:
        ready(editor, qtbot)
        write(editor, "date", "yesterday")
        assert "2005-06-30" in editor.message.text()
        assert not editor.accept_button.isEnabled()
        QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)
        assert editor.isVisible()
        QTest.keyClick(editor, Qt.Key.Key_Escape)

    assert answered(lambda: correct(window, workspace, [1]), act) is None


def test_known_values_are_completed(
    window: QWidget, workspace: Workspace, answered: Answered, qtbot: QtBot
) -> None:
    correct_fields(workspace.corpus, [2], {"origin": "Legation Tervin"})

    def act(editor: FieldEditor) -> None:
        ready(editor, qtbot)
        write(editor, "origin", "terv")
        popup = editor.lines["origin"].completer().popup()
        assert popup is not None
        qtbot.waitUntil(popup.isVisible)
        QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        assert editor.isVisible()
        QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)

    wanted = answered(lambda: correct(window, workspace, [1]), act)
    assert wanted.values == {"origin": "Legation Tervin"}


def test_of_many_documents_a_field_is_left_emptied_or_put_back(
    window: QWidget, workspace: Workspace, answered: Answered, qtbot: QtBot
) -> None:
    correct_fields(workspace.corpus, [1, 2], {"date": "2001", "author": "Holm"})
    correct_fields(workspace.corpus, [3], {"author": "Lind"})

    def act(editor: FieldEditor) -> None:
        ready(editor, qtbot)
        assert editor.backs["date"].isVisibleTo(editor)
        assert not editor.backs["origin"].isVisibleTo(editor)
        editor.backs["date"].click()
        write(editor, "author", "x")
        write(editor, "author", "")
        assert "Empties author, puts back date of 3 documents." in editor.message.text()
        QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)

    wanted = answered(lambda: correct(window, workspace, [1, 2, 3]), act)
    assert wanted == Correction({"author": None}, frozenset({"date"}))


def test_the_cable_marks_of_the_open_document_can_be_corrected(
    window: QWidget, workspace: Workspace, answered: Answered, qtbot: QtBot
) -> None:
    marks = {"recognised": '["metadata:TAGS"]', "metadata": {"TAGS": "MARR", "Pages": "3"}}
    (document_id,) = add_documents(workspace.corpus, ["cable"], **marks)
    workspace.open_document(document_id)

    def act(editor: FieldEditor) -> None:
        ready(editor, qtbot)
        assert "metadata:Pages" not in editor.lines
        assert editor.lines["metadata:TAGS"].text() == "MARR"
        write(editor, "metadata:TAGS", "PREL")
        assert "Changes TAGS of the document." in editor.message.text()
        QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)

    wanted = answered(lambda: correct(window, workspace, [document_id], "metadata:TAGS"), act)
    assert wanted.values == {"metadata:TAGS": "PREL"}


def test_nothing_written_is_no_correction(
    window: QWidget, workspace: Workspace, answered: Answered, qtbot: QtBot
) -> None:
    def act(editor: FieldEditor) -> None:
        ready(editor, qtbot)
        QTest.keyClick(editor, Qt.Key.Key_Return, CTRL)

    assert answered(lambda: correct(window, workspace, [1, 2]), act) is None
