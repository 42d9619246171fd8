from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus import documents, import_runs
from reviewer.corpus.database import Access, open_corpus
from reviewer.corpus.imports import Item, Outcome, add_items
from reviewer.search.index import SearchIndex
from reviewer.ui.dialogs import coverage
from reviewer.ui.finding import Finding
from reviewer.ui.views.coverage_line import CoverageLine, GoOnLine
from reviewer.ui.workspace import Workspace
from tests.corpora import add_documents, make_corpus


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    corpus = make_corpus(tmp_path / "Cables", ["One missile.", "Two missiles."])
    index = SearchIndex.create(corpus.paths.index)
    with corpus.read() as connection:
        index.add(documents.searchable_documents(connection, [1, 2]))
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
def line(workspace: Workspace, finding: Finding, qtbot: QtBot) -> CoverageLine:
    made = CoverageLine(workspace, finding)
    qtbot.addWidget(made)
    made.resize(1_000, 30)
    return made


def test_every_search_tells_what_it_covers(
    line: CoverageLine, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    finding.search("missile")
    qtbot.waitUntil(lambda: line.text() == "Covers all 2 documents")
    with workspace.corpus.write() as connection:
        add_items(connection, "1", [Item("/a.pdf", Outcome.FAILED, "Damaged.")])
    add_documents(workspace.corpus, ["Three missiles."])
    finding.search("missile")
    expected = "Covers 2 of 4; 1 could not be read; 1 not yet in the index"
    qtbot.waitUntil(lambda: line.text() == expected)


def test_it_is_cut_where_there_is_no_room_and_told_in_the_tip(
    line: CoverageLine, finding: Finding, qtbot: QtBot
) -> None:
    line.resize(60, 30)
    finding.search("missile")
    qtbot.waitUntil(lambda: line.text().endswith("…"))
    assert "Covers all 2 documents" in line.toolTip()
    assert "Covers all 2 documents" in line.accessibleName()


def test_a_click_shows_the_statement(
    line: CoverageLine, finding: Finding, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Finding] = []
    monkeypatch.setattr(
        coverage, "show_coverage", lambda _parent, _space, found: shown.append(found)
    )
    finding.search("missile")
    qtbot.waitUntil(lambda: bool(line.text()))
    line.click()
    assert shown == [finding]


def test_a_stopped_import_can_be_gone_on_with(
    line: CoverageLine, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    go_on = GoOnLine(workspace, line)
    qtbot.addWidget(go_on)
    finding.search("missile")
    qtbot.waitUntil(lambda: bool(line.text()))
    assert go_on.whole_text == ""
    with workspace.corpus.write() as connection:
        import_runs.begin(connection, "1", [Path("/box")])
        import_runs.set_files(connection, "1", 435)
    finding.search("missile")
    told = "An import stopped after 0 of 435 files; covers all 2 documents"
    qtbot.waitUntil(lambda: line.text() == told)
    assert go_on.whole_text == "Go on with the import…"
    with qtbot.waitSignal(workspace.import_wanted) as wanted:
        go_on.click()
    assert wanted.args == [[Path("/box")]]


def test_a_reader_is_told_of_it_and_offered_nothing(workspace: Workspace, qtbot: QtBot) -> None:
    with workspace.corpus.write() as connection:
        import_runs.begin(connection, "1", [Path("/box")])
    reading = Workspace(open_corpus(workspace.corpus.paths.folder, Access.READ))
    finding = Finding(reading)
    line = CoverageLine(reading, finding)
    qtbot.addWidget(line)
    line.resize(1_000, 30)
    go_on = GoOnLine(reading, line)
    qtbot.addWidget(go_on)
    finding.search("missile")
    qtbot.waitUntil(lambda: "An import stopped while" in line.text())
    assert go_on.whole_text == ""
    finding.close_index()
    reading.close()
