"""Correcting fields at the assembled page: where from, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow, QTableWidget, QToolButton
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, open_corpus
from reviewer.jobs.index_job import is_complete
from reviewer.model import Sort
from reviewer.settings import Settings
from reviewer.ui.actions import Actions
from reviewer.ui.dialogs import field_editor
from reviewer.ui.dialogs.field_editor import Correction
from reviewer.ui.review_page import ReviewPage
from tests.corpora import make_corpus
from tests.indexes import index_corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "Letters"
    recognised = '["date", "metadata:TAGS"]'
    with make_corpus(
        place,
        ["one letter", "two letters", "three letters"],
        title=["Alpha", "Beta", "Gamma"],
        date=["2001", "2002", "2003"],
        recognised=[recognised, recognised, None],
        metadata={"TAGS": "MARR"},
    ) as corpus:
        index_corpus(corpus)
    return place


@pytest.fixture
def page(qtbot: QtBot, folder: Path) -> Iterator[ReviewPage]:
    yield from opened(qtbot, folder, Access.WRITE)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give what was asked for; the next answers are put behind it as Corrections."""
    told: list[Any] = []

    def answer(_parent: Any, _space: Any, ids: Sequence[int], field: str = "") -> Correction:
        wanted = Correction({"title": "Omega", "date": "2009"}, frozenset())
        told.append((list(ids), field))
        return wanted

    monkeypatch.setattr(field_editor, "correct", answer)
    return told


def opened(qtbot: QtBot, folder: Path, access: Access) -> Iterator[ReviewPage]:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, {})
    made = ReviewPage(open_corpus(folder, access), actions, Settings())
    window.setCentralWidget(made)
    window.resize(1200, 700)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: made.workspace.document is not None and made.workspace.is_idle)
    yield made
    made.close_corpus()


def settle(page: ReviewPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.workspace.is_idle)


def facts(page: ReviewPage) -> dict[str, tuple[str, str]]:
    table = page.document.header.findChild(QTableWidget)
    assert table is not None
    rows = {}
    for row in range(table.rowCount()):
        name, value, known_by = (table.item(row, column) for column in range(3))
        assert name is not None and value is not None and known_by is not None
        rows[name.text()] = value.text(), known_by.text()
    return rows


def test_the_key_corrects_the_open_document_and_all_that_shows_it(
    page: ReviewPage, asked: list[Any], qtbot: QtBot
) -> None:
    page.document.text_view.setFocus()
    with qtbot.waitSignal(page.jobs.corrections_indexed, timeout=20_000):
        QTest.keyClick(page.document.text_view, Qt.Key.Key_F2)
    settle(page, qtbot)
    assert asked == [([1], "")]
    labels = [label.text() for label in page.document.header.findChildren(QLabel)]
    assert "Omega" in labels and "2009" in labels
    model = page.documents.results.model
    assert model.data(model.index(0, 0)) == "Omega"
    assert is_complete(page.workspace.corpus)
    with qtbot.waitSignal(page.finding.results_changed):
        page.finding.search("title:omega")
    assert page.finding.results.ids.tolist() == [1]


def test_what_is_known_of_a_field_is_shown_with_it(
    page: ReviewPage, asked: list[Any], qtbot: QtBot
) -> None:
    assert facts(page)["Date"] == ("2001", "recognised in the text")
    assert facts(page)["TAGS"] == ("MARR", "recognised in the text")
    page.correcting.handlers()["correct_fields"]()
    assert facts(page)["Date"] == ("2009", "corrected")
    assert facts(page)["Date, as imported"] == ("2001", "recognised in the text")
    assert facts(page)["Title, as imported"] == ("Alpha", "told by the file")
    page.workspace.undo()
    settle(page, qtbot)
    assert facts(page)["Date"] == ("2001", "recognised in the text")
    page.workspace.open_document(3)
    assert facts(page)["Date"] == ("2003", "")  # imported before it was noted


def test_the_selected_documents_of_the_list_are_corrected_at_once(
    page: ReviewPage, asked: list[Any], qtbot: QtBot
) -> None:
    page.documents.focus_results()
    page.documents.results.view.selectAll()
    QTest.keyClick(page.documents.results.view, Qt.Key.Key_F2)
    settle(page, qtbot)
    assert asked == [([1, 2, 3], "")]
    assert page.workspace.undo_label == "correct title and date of 3 documents"


def test_a_list_in_another_order_than_it_would_be_offers_to_search_again(
    page: ReviewPage, asked: list[Any], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.finding.results_changed):
        page.finding.search(sort=Sort.DATE)
    with qtbot.waitSignal(page.documents.again.changed):
        page.correcting.handlers()["correct_fields"]()
    assert page.documents.again.is_wanted
    assert page.finding.results.ids.tolist() == [1, 2, 3]
    with qtbot.waitSignal(page.finding.results_changed):
        page.documents.again.clicked.emit()
    assert page.finding.results.ids.tolist() == [2, 3, 1]


def test_a_double_click_begins_with_what_was_clicked(page: ReviewPage, asked: list[Any]) -> None:
    header = page.document.header
    title = next(each for each in header.findChildren(QLabel) if each.text() == "Alpha")
    QTest.mouseDClick(title, Qt.MouseButton.LeftButton)
    assert asked == [([1], "title")]


def test_the_key_begins_with_the_row_of_the_table_that_she_stands_on(
    page: ReviewPage, asked: list[Any], qtbot: QtBot
) -> None:
    page.document.header.findChildren(QToolButton)[-1].click()  # More
    table = page.document.header.findChild(QTableWidget)
    assert table is not None and table.isVisible()
    table.setFocus()
    table.setCurrentCell(0, 1)
    QTest.keyClick(table, Qt.Key.Key_F2)
    assert asked == [([1], "date")]


def test_a_window_that_only_reads_corrects_nothing(
    qtbot: QtBot, folder: Path, asked: list[Any]
) -> None:
    for page in opened(qtbot, folder, Access.READ):
        page.document.header.correction_wanted.emit("date")
        assert asked == []
