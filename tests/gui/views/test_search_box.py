"""Typing a query: it runs as she types, completes names and values, and remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reviewer.corpus import documents
from reviewer.review.entities import create_entity
from reviewer.review.highlights import add_highlight
from reviewer.review.tags import create_tag
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from reviewer.settings import MAX_SEARCHES, Settings
from reviewer.ui.finding import Finding
from reviewer.ui.views.documents_pane import DocumentsPane
from reviewer.ui.views.drop_down import DropDownButton
from reviewer.ui.views.search_box import SearchBox
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus
from tests.gui.searching import hold_searches

TEXTS = [
    "The missiles of Karsk were counted twice. 😀",
    "The consul of Port Lisse dined with the harbour master.",
    "Missiles and rifles left Karsk by sea.",
]
FIELDS: dict[str, list[str | None]] = {
    "origin": ["Velmora", "Port Lisse", "Velmora"],
    "sender": ["Brandt, Ida <ib@velmora.example>", None, None],
    "recipients": ["Mwangi <m@lisse.example>, Okello <o@lisse.example>", "Mwangi", None],
    "classification": ["SECRET", "SECRET", "Secret"],
}


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    corpus = make_corpus(tmp_path / "Cables", TEXTS, **FIELDS)
    create_tag(corpus, "Shipment")
    own, corpus.reviewer = corpus.reviewer, "Ana Lyst"
    add_highlight(corpus, 1, 4, 12)
    corpus.reviewer = own
    create_entity(corpus, "Ruđer Mwangi", 1)
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
def box(
    workspace: Workspace, finding: Finding, settings: Settings, qtbot: QtBot
) -> Iterator[SearchBox]:
    pane = DocumentsPane(workspace, finding, settings)
    qtbot.addWidget(pane)
    pane.resize(300, 700)
    pane.show()
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    with qtbot.waitSignal(finding.facets_changed):
        finding.search()
    pane.focus_search()
    yield pane.search
    workspace.background.close()  # what is still read must not come back to a pane that is gone


def press(box: SearchBox, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(box.line, key)


def test_what_is_typed_is_searched_for_without_enter(
    box: SearchBox, finding: Finding, qtbot: QtBot
) -> None:
    started: list[str] = []
    finding.started.connect(lambda: started.append(finding.query_text))
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClicks(box.line, "rifles")
    assert finding.results.ids.tolist() == [3]
    assert started == ["rifles"]


def test_a_query_that_is_being_written_is_not_told_to_be_wrong_at_once(
    box: SearchBox, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.query_failed):
        box.line.insert("😀 (missiles OR")
    assert not box.problem.isVisible()
    qtbot.waitUntil(box.problem.isVisible)
    assert not box.line.hasSelectedText()  # or the next key would take the word away
    assert box.line.text() == "😀 (missiles OR"
    QTest.keyClicks(box.line, " rifles)")
    assert not box.problem.isVisible()
    qtbot.waitUntil(lambda: finding.results.total == 2)


def test_no_problem_is_told_while_values_are_offered_for_it(
    box: SearchBox, finding: Finding, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.query_failed):
        QTest.keyClicks(box.line, "is:")
    qtbot.waitUntil(box.line.popup.isVisible)
    with qtbot.waitSignal(box._late.timeout):
        pass
    assert not box.problem.isVisible()
    press(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(box.problem.isVisible)
    assert not box.problem.mend.isVisible()


def test_a_label_stands_for_a_query_that_cannot_be_typed(
    box: SearchBox, finding: Finding, settings: Settings, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        finding.search(parse_query("=rifles"), label="Like: The depot at (Karsk")
    assert box.line.text() == "Like: The depot at (Karsk"
    assert box.line.cursorPosition() == 0
    with qtbot.waitSignal(finding.results_changed):
        press(box, Qt.Key.Key_Return)  # asks the same again
    assert finding.results.ids.tolist() == [3]
    assert finding.written_query == "=rifles"
    box.line.left.emit()
    assert not settings.searches
    with qtbot.waitSignal(finding.results_changed):
        box.line.setText("missiles")
        press(box, Qt.Key.Key_Return)
    assert finding.query_text == "missiles"


def test_names_of_fields_and_their_values_are_completed_by_keys(
    box: SearchBox, finding: Finding, qtbot: QtBot
) -> None:
    QTest.keyClicks(box.line, "ori")
    assert box.line.popup.offers == ["origin:"]
    press(box, Qt.Key.Key_Tab)
    assert box.line.text() == "origin:"
    assert box.line.popup.offers == ["Velmora", "Port Lisse"]
    press(box, Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(finding.results_changed):
        press(box, Qt.Key.Key_Return)
    assert box.line.text() == 'origin:"Port Lisse"'
    assert finding.results.ids.tolist() == [2]
    assert box.line.popup.offers == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("tag:sh", "Shipment"),
        ("entity:mwa", "Ruđer Mwangi"),
        ("is:unr", "unreviewed"),
        ("has:red", "redaction"),
        ("type:", "json"),
        ("from:brand", "Brandt, Ida <ib@velmora.example>"),
        ("to:okello", "Okello <o@lisse.example>"),
        ("reviewer:ana", "Ana Lyst"),
    ],
)
def test_values_are_found_by_the_beginning_of_any_word(
    box: SearchBox, workspace: Workspace, typed: str, offered: str, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: workspace.is_idle)
    QTest.keyClicks(box.line, typed)
    assert offered in box.line.popup.offers


def test_a_value_that_differs_in_capitals_only_is_offered_once(
    box: SearchBox, qtbot: QtBot
) -> None:
    QTest.keyClicks(box.line, "classification:")
    assert box.line.popup.offers == ["SECRET"]


def test_one_offer_takes_the_room_of_one(box: SearchBox) -> None:
    QTest.keyClicks(box.line, "ori")
    popup = box.line.popup
    assert popup.height() < 2 * popup.list.sizeHintForRow(0)


def test_a_long_offer_is_not_cut(box: SearchBox, workspace: Workspace, qtbot: QtBot) -> None:
    box.window().resize(900, 700)
    box.line.setFixedWidth(150)
    qtbot.waitUntil(lambda: workspace.is_idle)
    QTest.keyClicks(box.line, "from:b")
    popup = box.line.popup
    assert popup.offers == ["Brandt, Ida <ib@velmora.example>"]
    assert popup.list.viewport().width() >= popup.list.sizeHintForColumn(0)


def test_no_name_of_a_filter_is_cut_in_a_pane_of_the_usual_width(
    box: SearchBox, finding: Finding
) -> None:
    pane = box.parentWidget()
    assert isinstance(pane, DocumentsPane)
    names = [button.text() for button in pane.findChildren(DropDownButton)]
    assert len(names) == 8
    assert not [name for name in names if "…" in name]


def test_enter_searches_for_what_is_written_while_something_else_is_offered(
    box: SearchBox, finding: Finding, qtbot: QtBot
) -> None:
    QTest.keyClicks(box.line, "origin:v")
    assert box.line.popup.offers == ["Velmora"]
    with qtbot.waitSignal(finding.started):
        press(box, Qt.Key.Key_Return)
    assert finding.query_text == "origin:v"
    assert box.line.popup.offers == []


def test_escape_sends_the_offers_away_and_keeps_the_query(box: SearchBox) -> None:
    QTest.keyClicks(box.line, "origin:v")
    press(box, Qt.Key.Key_Escape)
    assert box.line.popup.offers == []
    assert box.line.text() == "origin:v"


def test_earlier_queries_are_listed_newest_first_also_after_a_restart(
    box: SearchBox, finding: Finding, workspace: Workspace, settings: Settings, qtbot: QtBot
) -> None:
    for query in ("missiles", "rifles"):
        box.line.clear()
        QTest.keyClicks(box.line, query)
        with qtbot.waitSignal(finding.results_changed):
            press(box, Qt.Key.Key_Return)
    again = DocumentsPane(workspace, finding, settings)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: workspace.is_idle)
    assert again.search.line.history == ["missiles", "rifles"]
    QTest.keyClick(box.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert box.line.popup.offers == ["rifles", "missiles"]
    press(box, Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(finding.results_changed):
        press(box, Qt.Key.Key_Return)
    assert finding.query_text == "missiles"
    assert settings.searches[workspace.corpus.id] == ["rifles", "missiles"]


def test_an_earlier_query_is_searched_for_as_if_it_were_typed(
    box: SearchBox, finding: Finding, qtbot: QtBot
) -> None:
    for query in ("missiles", "rifles"):
        box.line.clear()
        QTest.keyClicks(box.line, query)
        with qtbot.waitSignal(finding.results_changed):
            press(box, Qt.Key.Key_Return)
    with qtbot.waitSignal(finding.results_changed):
        press(box, Qt.Key.Key_Up)
    assert finding.query_text == box.line.text() == "missiles"
    with qtbot.waitSignal(finding.results_changed):
        press(box, Qt.Key.Key_Down)
    assert finding.query_text == box.line.text() == "rifles"


def test_only_the_last_fifty_queries_are_kept(settings: Settings) -> None:
    for number in range(MAX_SEARCHES + 5):
        settings.add_search("one", f"query {number}")
    assert len(settings.searches["one"]) == MAX_SEARCHES
    assert settings.searches["one"][-1] == f"query {MAX_SEARCHES + 4}"


@pytest.mark.parametrize(
    ("by_button", "key"), [(True, Qt.Key.Key_Space), (False, Qt.Key.Key_Escape)]
)
def test_a_second_pass_over_the_texts_tells_how_far_it_is_and_can_be_stopped(
    box: SearchBox,
    finding: Finding,
    workspace: Workspace,
    qtbot: QtBot,
    by_button: bool,
    key: Qt.Key,
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        finding.search("missiles")
    qtbot.waitUntil(lambda: workspace.is_idle)
    held = hold_searches(workspace)
    finding.search("/K.rsk/")
    finding.progressed.emit(0, 25_000)
    assert not box.reading  # it may be done in a moment
    qtbot.waitUntil(lambda: not box._patience.isActive())
    finding.progressed.emit(1_200, 25_000)
    assert box.stop.isVisible()
    assert "1,200 of 25,000" in box.reading
    with qtbot.waitSignal(finding.stopped):
        QTest.keyClick(box.stop if by_button else box.line, key)
    assert not box.stop.isVisible()
    assert finding.query_text == "missiles"
    assert finding.results.total == 2
    held.set()
