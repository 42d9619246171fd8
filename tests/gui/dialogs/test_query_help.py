from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QTextBrowser
from pytestqt.qtbot import QtBot

from reviewer.search.fields import HAS, IS, NAMES
from reviewer.search.query import parse_query
from reviewer.ui.dialogs.query_help import SECTIONS, QueryHelp, show_query_help

EXAMPLES = [query for _heading, examples in SECTIONS for query, _meaning in examples]


@pytest.mark.parametrize("query", EXAMPLES)
def test_every_example_is_a_query(query: str) -> None:
    assert not parse_query(query).is_empty


def test_every_field_is_told() -> None:
    told = " ".join(f"{query} {meaning}" for _h, section in SECTIONS for query, meaning in section)
    for field in NAMES:
        assert f"{field}:" in told
    for value in (*HAS, *IS):
        assert value in told


def test_the_page_stands_at_the_right_where_it_hides_no_query(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(780, 600)
    window.show()
    show_query_help(window)
    page = window.findChild(QueryHelp)
    assert page is not None
    assert abs(page.geometry().right() - window.frameGeometry().right()) <= 2
    assert page.height() <= page.screen().availableGeometry().height()
    page.close()


def test_there_is_one_page_beside_the_window_which_escape_closes(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    show_query_help(window)
    show_query_help(window)
    pages = window.findChildren(QueryHelp)
    assert len(pages) == 1
    assert pages[0].isVisible()
    assert not pages[0].isModal()
    page = pages[0].findChild(QTextBrowser)
    assert page is not None
    assert '"missile launcher"~5' in page.toPlainText()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(QueryHelp) is None)
