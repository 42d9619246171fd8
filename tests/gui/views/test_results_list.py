"""The list after a new query: where it begins, and whose results it shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reviewer.corpus import documents
from reviewer.model import Facet, Filters, Sort, Status
from reviewer.review.documents import set_status
from reviewer.search.index import SearchIndex
from reviewer.settings import Settings
from reviewer.ui.finding import Finding
from reviewer.ui.views.documents_pane import DocumentsPane
from reviewer.ui.views.results_list import (
    NOT_FOUND_YET,
    NOT_SEARCHED,
    NOTHING_FOUND,
    SEARCHING,
)
from reviewer.ui.workspace import Workspace
from tests.corpora import add_documents, make_corpus
from tests.gui.searching import hold_searches

TEXTS = [
    "The missiles of Karsk were counted twice. 😀",
    "The consul of Port Lisse dined with the harbour master.",
    "Missiles and rifles left Karsk by sea.",
    "Nobody wrote about the depot.",
    "A note on rifles alone.",
]
ORIGINS = ["Embassy Velmora", "Consulate Lisse", "Embassy Velmora", None, "Embassy Velmora"]
DATES = ["2005-06-14", "2005-07-01", "2006-01-02", None, "2004-12-31"]


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    corpus = make_corpus(tmp_path / "Cables", TEXTS, origin=ORIGINS, date=DATES)
    index = SearchIndex.create(corpus.paths.index)
    with corpus.read() as connection:
        index.add(documents.searchable_documents(connection, range(1, len(TEXTS) + 1)))
    index.close()
    held = Workspace(corpus)
    yield held
    held.close()


@pytest.fixture
def finding(workspace: Workspace) -> Iterator[Finding]:
    held = Finding(workspace)
    yield held
    held.close_index()


@pytest.fixture
def pane(workspace: Workspace, finding: Finding, qtbot: QtBot) -> DocumentsPane:
    made = DocumentsPane(workspace, finding, Settings())
    qtbot.addWidget(made)
    made.resize(420, 700)
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitSignal(finding.results_changed):
        finding.search()
    qtbot.waitUntil(lambda: workspace.is_idle)
    return made


def type_query(pane: DocumentsPane, query: str) -> None:
    pane.focus_search()
    pane.search.line.insert(query)  # QTest types nothing beyond Latin-1
    QTest.keyClick(pane.search.line, Qt.Key.Key_Return)


def shown(pane: DocumentsPane) -> list[int]:
    return list(pane.results.model.ids)


def test_results_of_another_query_than_is_written_say_whose_they_are(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "missiles")
    with qtbot.waitSignal(finding.stale_changed):
        pane.search.line.setText("tag:Nothing")
        QTest.keyClick(pane.search.line, Qt.Key.Key_Return)
    assert pane.count.text() == "Results of: missiles"
    pane.results.view.selectAll()
    assert "all 2 results of “missiles”" in pane.results.status_menu().actions()[0].text()
    with qtbot.waitSignal(finding.results_changed):
        finding.search(sort=Sort.TITLE)
    assert pane.search.line.text() == "tag:Nothing"
    assert pane.count.text() == "Results of: missiles"
    pane.search.line.setText("missiles")
    assert pane.count.text() == "2 of 5 documents"


def test_an_empty_result_before_a_wrong_query_is_not_its_answer(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "zeppelin")
    with qtbot.waitSignal(finding.stale_changed):
        pane.search.line.setText('"zeppelin')
        QTest.keyClick(pane.search.line, Qt.Key.Key_Return)
    assert pane.results.empty_sentence == NOT_SEARCHED
    assert pane.count.text() == "Not searched"


def test_an_empty_result_says_that_another_query_is_being_looked_for(
    pane: DocumentsPane, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "zeppelin")
    held = hold_searches(workspace)
    with qtbot.waitSignals([finding.started, finding.stale_changed]):
        type_query(pane, "/K.rsk/")
    assert pane.results.empty_sentence == SEARCHING
    finding.cancel()
    assert pane.results.empty_sentence == NOT_SEARCHED
    held.set()


def test_a_new_query_begins_at_its_best_match(
    pane: DocumentsPane, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    add_documents(workspace.corpus, [f"Another report {n}." for n in range(40)])
    with qtbot.waitSignal(finding.results_changed):
        finding.search()
    workspace.open_document(45)
    assert pane.results.view.verticalScrollBar().value() > 0
    assert pane.selected_ids().tolist() == [45]
    with qtbot.waitSignal(finding.results_changed):
        finding.search("is:unreviewed")
    assert pane.results.view.verticalScrollBar().value() == 0
    assert pane.selected_ids().tolist() == []
    workspace.open_document(2)
    with qtbot.waitSignal(finding.results_changed):
        finding.search(filters=Filters().including(Facet.STATUS, {"unreviewed"}))
    assert pane.selected_ids().tolist() == [2]
    assert workspace.document is not None
    assert workspace.document.id == 2


def test_a_list_that_marks_have_outdated_says_so_and_is_searched_again(
    pane: DocumentsPane, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "is:unreviewed")
    with qtbot.waitSignal(pane.again.changed):
        workspace.perform(set_status, [2], Status.REVIEWED)
    assert pane.count.text() == "5 of 5 documents, as of the search"
    assert pane.again.isVisible()
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClick(pane.again, Qt.Key.Key_Space)
    assert shown(pane) == [1, 3, 4, 5]
    assert not pane.again.isVisible()
    assert "as of" not in pane.count.text()


def test_while_the_index_is_built_it_is_not_claimed_that_nothing_matches(
    pane: DocumentsPane, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    add_documents(workspace.corpus, ["A depot near Karsk.", "A zither."])
    results = pane.results
    results.show_index(True, None)
    with qtbot.waitSignal(finding.results_changed):
        finding.search("zither")
    assert "5 of 7 documents" in results.empty_sentence
    assert "is being built" in results.empty_sentence
    results.show_index(True, 1)
    assert "6 of 7 documents" in results.empty_sentence
    assert "No document matches" not in results.empty_sentence
    index = SearchIndex.open(workspace.corpus.paths.index)
    with workspace.corpus.read() as connection:
        index.add(documents.searchable_documents(connection, [6, 7]))
    index.close()
    with qtbot.waitSignal(finding.results_changed):
        finding.search("nowhere")
    assert results.empty_sentence == NOT_FOUND_YET  # an import may still bring it
    results.show_index(False, None)
    with qtbot.waitSignal(finding.results_changed):
        finding.search("nowhere")
    assert results.empty_sentence == NOTHING_FOUND


def test_without_an_index_it_says_so_and_what_to_do(
    workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    shutil.rmtree(workspace.corpus.paths.index)
    pane = DocumentsPane(workspace, finding, Settings())
    qtbot.addWidget(pane)
    with qtbot.waitSignal(finding.index_missing):
        finding.search("zither")
    assert pane.results.empty_sentence.startswith("There is no search index")
    assert "Rebuild search index" in pane.results.empty_sentence
    pane.results.show_index(True, 3)
    assert "is being built" in pane.results.empty_sentence
    qtbot.waitUntil(lambda: workspace.is_idle)
