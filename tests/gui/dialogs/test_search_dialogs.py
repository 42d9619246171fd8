from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reviewer.corpus.searches import TermList
from reviewer.ui.dialogs.search_saver import Naming, SearchSaver, name_search
from reviewer.ui.dialogs.term_list_editor import ListValues, TermListEditor, edit_term_list

NAMES = TermList(1, "Names", "#2ea8e5", "# people\nBout", True, 0)
LISTS = {1: NAMES}


def test_a_search_gets_a_name_that_no_other_has(window: QWidget, answered: Any) -> None:
    def act(dialog: SearchSaver) -> None:
        assert dialog.problem() == ""
        dialog.name.clear()
        assert dialog.problem() == "A saved search needs a name."
        QTest.keyClicks(dialog.name, "ARMS")
        assert "already" in dialog.message.text()
        assert not dialog.accept_button.isEnabled()
        QTest.keyClicks(dialog.name, "  sales ")
        dialog.pinned.click()
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)

    asked = name_search
    assert answered(
        lambda: asked(window, "Save", "Query: <b>arms</b>", Naming("x", True), ["Arms"]), act
    ) == Naming("ARMS sales", False)


def test_leaving_names_nothing(window: QWidget, answered: Any) -> None:
    def act(dialog: SearchSaver) -> None:
        dialog.reject()

    assert answered(lambda: name_search(window, "Save", "", Naming("x", True), []), act) is None


def test_a_list_is_pasted_and_what_cannot_be_sought_is_told(window: QWidget, answered: Any) -> None:
    def act(editor: TermListEditor) -> None:
        QTest.keyClicks(editor.name, "Ships")
        assert "at least one term" in editor.message.text()
        editor.text.setPlainText('Port Lisse\n\n# later\nport lisse\nigla*\n"open')
        editor.read()
        told = editor.message.text()
        assert told.startswith("3 terms. 1 line is the same as another")
        assert '“port lisse”. “"open” cannot be sought' in told
        assert editor.accept_button.isEnabled()
        QTest.keyClick(editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    values = answered(lambda: edit_term_list(window, LISTS, None), act)
    assert values == ListValues(
        "Ships", 'Port Lisse\n\n# later\nport lisse\nigla*\n"open', "#a28ae5"
    )


def test_names_that_are_pasted_where_the_name_stands_become_the_terms(
    window: QWidget, answered: Any
) -> None:
    def act(editor: TermListEditor) -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText("Ships\n")
        QTest.keyClick(editor.name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        clipboard.setText("Port Lisse\nigla*\n")
        QTest.keyClick(editor.name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        editor.accept()

    values = answered(lambda: edit_term_list(window, LISTS, None), act)
    assert values == ListValues("Ships", "Port Lisse\nigla*\n", "#a28ae5")


def test_a_list_keeps_its_comments_and_may_keep_its_name(window: QWidget, answered: Any) -> None:
    def act(editor: TermListEditor) -> None:
        assert editor.problem() == ""
        editor.name.setText("names")
        editor.accept()

    values = answered(lambda: edit_term_list(window, LISTS, NAMES), act)
    assert values == ListValues("names", "# people\nBout", "#2ea8e5")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("", "Bout", "needs a name"),
        ("NAMES", "Bout", "already"),
        ("New", "# nothing", "at least one term"),
        ("New", "\n".join(f"word{place}" for place in range(5_001)), "Make several lists"),
    ],
)
def test_a_list_that_cannot_be_taken_is_told_and_not_closed(
    window: QWidget, answered: Any, name: str, text: str, said: str
) -> None:
    def act(editor: TermListEditor) -> None:
        editor.name.setText(name)
        editor.text.setPlainText(text)
        editor.accept()
        assert editor.isVisible()
        assert said in editor.message.text()
        editor.text.clear()
        editor.reject()

    assert answered(lambda: edit_term_list(window, LISTS, None), act) is None
