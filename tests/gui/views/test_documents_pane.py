from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus import documents
from reviewer.model import Facet, Filters, Sort, Status
from reviewer.review.documents import set_status
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_passage
from reviewer.search.index import SearchIndex
from reviewer.settings import Settings
from reviewer.ui.dialogs import confirming
from reviewer.ui.finding import Finding
from reviewer.ui.views.documents_pane import DocumentsPane
from reviewer.ui.views.results_list import (
    CONFIRM_FROM,
    EMPTY_CORPUS,
    NOTHING_FOUND,
    NOTHING_LEFT,
)
from reviewer.ui.workspace import Workspace
from tests.corpora import add_documents, make_corpus

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


def test_a_query_and_enter_show_the_documents_that_match(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "missiles karsk")
    assert set(shown(pane)) == {1, 3}
    assert pane.count.text() == "2 of 5 documents"


def test_emptying_the_line_brings_all_documents_back(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "missiles")
    with qtbot.waitSignal(finding.results_changed):
        pane.search.line.clear()
    assert shown(pane) == [1, 2, 3, 4, 5]
    assert pane.count.text() == "5 documents"


def test_a_query_that_cannot_be_read_says_what_and_where_and_offers_another(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.query_failed):
        type_query(pane, "😀 karsk (missiles OR")
    assert pane.search.problem.isVisible()
    assert "OR needs a word" in pane.search.problem.sentence.text()
    assert pane.search.line.selectedText() == "OR"
    assert shown(pane) == [1, 2, 3, 4, 5]
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClick(pane.search.problem.mend, Qt.Key.Key_Space)
    assert not pane.search.problem.isVisible()
    assert pane.search.line.text() == finding.query_text


def test_up_and_down_go_through_earlier_queries_and_then_to_the_results(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    for query in ("missiles", "rifles"):
        pane.search.line.clear()
        with qtbot.waitSignal(finding.results_changed):
            type_query(pane, query)
    line = pane.search.line
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "missiles"
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "rifles"
    QTest.keyClick(line, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.search.results_wanted):
        QTest.keyClick(line, Qt.Key.Key_Down)


def test_a_query_asked_elsewhere_stands_in_the_line(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        finding.search("rifles")
    assert pane.search.line.text() == "rifles"


def test_changing_a_filter_keeps_what_is_being_typed(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    pane.search.line.setText("rifles and")
    with qtbot.waitSignal(finding.results_changed):
        finding.search(filters=Filters().including(Facet.ORIGIN, {""}))
    assert pane.search.line.text() == "rifles and"


def test_a_missing_index_is_told_with_what_can_be_searched_meanwhile(
    pane: DocumentsPane, finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    for file in workspace.corpus.paths.index.iterdir():
        file.unlink()
    with qtbot.waitSignal(finding.index_missing):
        type_query(pane, "rifles")
    assert pane.search.problem.isVisible()
    assert "built again" in pane.search.problem.sentence.text()
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "is:unreviewed")
    assert finding.results.total
    assert not pane.search.problem.isVisible()


def test_a_tag_set_a_moment_ago_can_be_filtered_by(
    pane: DocumentsPane, finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    change = workspace.perform(add_highlight, 4, 0, 6, new_tag="Depots")
    assert change is not None
    tag_id = next(tag.id for tag in workspace.tags.values() if tag.name == "Depots")
    button = pane.filters.tag
    button.open_panel()
    place = next(
        index
        for index in range(button.model.rowCount())
        if button.model.value_at(button.model.index(index, 0)) == tag_id
    )
    button.list.setCurrentIndex(button.model.index(place, 0))
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClick(button.list, Qt.Key.Key_Space)
    button.panel.hide()
    assert shown(pane) == [4]
    assert button.told == "Tag: Depots"
    with qtbot.waitSignal(finding.results_changed):
        pane.filters.clear.click()
    assert len(shown(pane)) == 5
    assert button.told == "Tag"


def test_values_are_chosen_by_keys_alone(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    button = pane.filters.status
    QTest.keyClick(button, Qt.Key.Key_Down)
    assert button.panel.isVisible()
    QTest.keyClick(button.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClick(button.list, Qt.Key.Key_Return)
    assert finding.filters.values(Facet.STATUS) == {Status.IN_REVIEW}
    QTest.keyClick(button.list, Qt.Key.Key_Escape)
    assert not button.panel.isVisible()
    assert pane.results.empty_sentence == NOTHING_LEFT


def test_documents_without_an_origin_can_be_asked_for(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        pane.filters.origin.chosen_changed.emit(frozenset({""}), frozenset())
    assert shown(pane) == [4]
    assert pane.filters.origin.told == "Origin: (none)"


def test_dates_are_as_precise_as_they_are_written(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    date = pane.filters.date
    date.open_panel()
    QTest.keyClicks(date.first, "2005-13")
    QTest.keyClick(date.first, Qt.Key.Key_Return)
    assert "2005-13" in date.problem.text()
    assert date.panel.isVisible()
    date.first.clear()
    QTest.keyClicks(date.first, "2005")
    QTest.keyClicks(date.last, "2005-06")
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClick(date.last, Qt.Key.Key_Return)
    assert shown(pane) == [1]
    assert not date.panel.isVisible()
    assert date.told == "Date: 2005 to 2005-06"


def test_with_and_without_redactions_exclude_each_other(
    pane: DocumentsPane, finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.perform(redact_passage, 2, 0, 5, [1])
    button = pane.filters.redaction
    button.open_panel()
    for place, expected in ((0, [2]), (1, [1, 3, 4, 5])):
        button.list.setCurrentIndex(button.model.index(place, 0))
        with qtbot.waitSignal(finding.results_changed):
            QTest.keyClick(button.list, Qt.Key.Key_Space)
        assert len(button.model.included) == 1
        assert shown(pane) == expected
    button.panel.hide()


def test_moving_through_the_results_opens_the_documents(
    pane: DocumentsPane, workspace: Workspace
) -> None:
    pane.focus_results()
    assert workspace.document is not None
    assert workspace.document.id == 1
    QTest.keyClick(pane.results.view, Qt.Key.Key_Down)
    assert workspace.document.id == 2
    QTest.keyClick(pane.results.view, Qt.Key.Key_End)
    assert workspace.document.id == 5
    QTest.keyClick(pane.results.view, Qt.Key.Key_Home)
    assert workspace.document.id == 1


def test_a_click_opens_a_document(pane: DocumentsPane, workspace: Workspace) -> None:
    view = pane.results.view
    place = view.visualRect(pane.results.model.index(3, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert workspace.document is not None
    assert workspace.document.id == 4


def test_enter_on_a_result_goes_on_to_the_text(pane: DocumentsPane, qtbot: QtBot) -> None:
    pane.focus_results()
    with qtbot.waitSignal(pane.text_wanted):
        QTest.keyClick(pane.results.view, Qt.Key.Key_Return)


def test_a_document_opened_elsewhere_is_the_current_row(
    pane: DocumentsPane, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    opened: list[int] = []
    workspace.document_opened.connect(lambda: opened.append(1))
    workspace.open_document(3)
    assert pane.selected_ids().tolist() == [3]
    with qtbot.waitSignal(finding.results_changed):
        finding.search(sort=Sort.DATE_DESCENDING)
    assert shown(pane) == [3, 2, 1, 5, 4]
    assert pane.selected_ids().tolist() == [3]
    with qtbot.waitSignal(finding.results_changed):
        finding.search("consul")
    assert pane.selected_ids().tolist() == []
    assert workspace.document is not None
    assert workspace.document.id == 3
    assert opened == [1]


def test_several_documents_are_marked_as_one_change(
    pane: DocumentsPane, workspace: Workspace, qtbot: QtBot
) -> None:
    pane.focus_results()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(pane.results.view, Qt.Key.Key_Down, shift)
    QTest.keyClick(pane.results.view, Qt.Key.Key_Down, shift)
    assert pane.selected_ids().tolist() == [1, 2, 3]
    menu = pane.results.status_menu()
    action = next(action for action in menu.actions() if "&reviewed" in action.text())
    assert "3 documents" in action.text()
    with qtbot.waitSignal(workspace.changed):
        action.trigger()
    with workspace.corpus.read() as connection:
        assert documents.reviewed_count(connection) == 3
    assert workspace.undo_label == "mark 3 documents “Reviewed”"
    assert pane.selected_ids().tolist() == [1, 2, 3]


def test_nothing_found_says_so_and_offers_to_clear_the_filters(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        type_query(pane, "zeppelin")
    assert pane.results.empty_sentence == NOTHING_FOUND
    with qtbot.waitSignal(finding.results_changed):
        finding.search("rifles", Filters().including(Facet.ORIGIN, {"Consulate Lisse"}))
    assert pane.results.empty_sentence == NOTHING_LEFT
    with qtbot.waitSignal(finding.results_changed):
        pane.results.clear.click()
    assert pane.results.empty_sentence == ""
    assert set(shown(pane)) == {3, 5}


def test_an_empty_corpus_says_how_to_fill_it(tmp_path: Path, qtbot: QtBot) -> None:
    workspace = Workspace(make_corpus(tmp_path / "Empty", []))
    finding = Finding(workspace)
    pane = DocumentsPane(workspace, finding, Settings())
    qtbot.addWidget(pane)
    with qtbot.waitSignal(finding.results_changed):
        finding.search()
    assert pane.results.empty_sentence == EMPTY_CORPUS
    workspace.close()


def test_the_order_is_chosen_from_a_list(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    pane.sort.setCurrentIndex(pane.sort.findData(Sort.DATE))
    with qtbot.waitSignal(finding.results_changed):
        pane.sort.activated.emit(pane.sort.currentIndex())
    assert shown(pane) == [5, 1, 2, 3, 4]


def test_what_is_to_be_read_comes_first_when_she_asks_for_it(
    pane: DocumentsPane, finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.perform(set_status, [1, 3], Status.REVIEWED)
    pane.sort.setCurrentIndex(pane.sort.findData(Sort.REVIEW_ORDER))
    with qtbot.waitSignal(finding.results_changed):
        pane.sort.activated.emit(pane.sort.currentIndex())
    assert shown(pane) == [2, 4, 5, 1, 3]


def test_folded_duplicates_are_told(tmp_path: Path, qtbot: QtBot) -> None:
    texts = ["The depot burned.", "The depot burned.", "Nothing happened.", "The depot burned."]
    workspace = Workspace(make_corpus(tmp_path / "Alike", texts))
    finding = Finding(workspace)
    pane = DocumentsPane(workspace, finding, Settings())
    qtbot.addWidget(pane)
    with qtbot.waitSignal(finding.results_changed):
        finding.search()
    qtbot.waitUntil(lambda: workspace.is_idle)
    with qtbot.waitSignal(finding.results_changed):
        pane.fold.click()
    assert shown(pane) == [1, 3]
    assert pane.count._whole == "2 of 4 documents, 2 duplicates folded"
    with qtbot.waitSignal(finding.results_changed):
        pane.fold.click()
    assert shown(pane) == [1, 2, 3, 4]
    workspace.close()


def test_all_results_are_selected_as_one_and_told(pane: DocumentsPane, finding: Finding) -> None:
    pane.focus_results()
    QTest.keyClick(pane.results.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert pane.selected_ids() is finding.results.ids
    assert pane.count.text() == "5 documents, all selected"
    QTest.keyClick(pane.results.view, Qt.Key.Key_Home)
    QTest.keyClick(pane.results.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert pane.count.text() == "5 documents, 2 selected"


def test_marking_more_than_she_sees_is_asked_about_by_number(
    pane: DocumentsPane,
    finding: Finding,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    answers = iter([False, True])

    def answer(_parent: QWidget, question: str, *_rest: str) -> bool:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr(confirming, "confirm", answer)
    add_documents(workspace.corpus, [f"Another report {n}." for n in range(CONFIRM_FROM)])
    with qtbot.waitSignal(finding.results_changed):
        finding.search()
    pane.results.view.selectAll()
    pane.results.mark(Status.REVIEWED)
    assert asked == ["Mark all 30 results “Reviewed”?"]
    with workspace.corpus.read() as connection:
        assert documents.reviewed_count(connection) == 0
    with qtbot.waitSignal(workspace.changed):
        pane.results.mark(Status.REVIEWED)
    assert workspace.undo_label == "mark 30 documents “Reviewed”"
    with workspace.corpus.read() as connection:
        assert documents.reviewed_count(connection) == 30


def test_a_widget_of_the_side_bar_stands_between_query_and_filters(
    pane: DocumentsPane, qtbot: QtBot
) -> None:
    saved = QLabel("Saved searches")
    pane.add_sidebar_widget(saved)
    qtbot.waitUntil(
        lambda: pane.search.geometry().bottom() < saved.y() < pane.filters.y() and saved.isVisible()
    )


def test_the_pane_is_a_column_of_three_hundred_pixels(
    pane: DocumentsPane, finding: Finding, qtbot: QtBot
) -> None:
    filters = Filters(date_from="2004").excluding(Facet.ORIGIN, {"Consulate Lisse"})
    with qtbot.waitSignal(finding.facets_changed):
        finding.search(filters=filters)
    assert pane.minimumSizeHint().width() <= 300


def test_a_document_that_is_read_stays_open_when_the_list_without_it_gets_the_focus(
    pane: DocumentsPane, finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_document(2)
    with qtbot.waitSignal(finding.results_changed):
        finding.search("rifles")
    pane.filters.status.setFocus()
    pane.results.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert workspace.document is not None
    assert workspace.document.id == 2
    QTest.keyClick(pane.results.view, Qt.Key.Key_Down)
    assert workspace.document.id == shown(pane)[0]
