from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus import import_runs
from reviewer.corpus.database import Corpus
from reviewer.corpus.imports import Item, Outcome, add_items
from reviewer.ui.dialogs import import_report
from reviewer.ui.dialogs.import_report import ImportReport
from reviewer.ui.workspace import Workspace

ITEMS = [
    Item("/from/a.csv", Outcome.IMPORTED, documents=12),
    Item("/from/=cmd.pdf", Outcome.FAILED, "“=cmd.pdf” is <b>damaged</b>.\nGet it again."),
    Item("/from/b.txt", Outcome.SEEN_BEFORE),
    Item("/from/c.txt", Outcome.FAILED, "“c.txt” is empty."),
]


@pytest.fixture
def report(corpus: Corpus, workspace: Workspace, qtbot: QtBot) -> ImportReport:
    with corpus.write() as connection:
        add_items(connection, "first", [Item("/old.txt", Outcome.IMPORTED, documents=1)])
        add_items(connection, "last", ITEMS)
    made = ImportReport(None, workspace)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.model.rowCount() == len(ITEMS))
    return made


def test_the_last_import_is_shown_first_and_earlier_ones_can_be(
    report: ImportReport, qtbot: QtBot
) -> None:
    assert report.counts.text() == "Imported: 1 · Seen before: 1 · Not read: 2 · documents: 12"
    report.imports.setCurrentIndex(1)
    qtbot.waitUntil(lambda: report.model.rowCount() == 1)
    assert report.model.index(0, 1).data() == "/old.txt"


def test_one_outcome_alone(report: ImportReport) -> None:
    report.outcomes.setCurrentIndex(report.outcomes.findData("failed"))
    assert report.outcomes.currentText() == "Not read (2)"
    assert [report.model.index(row, 1).data() for row in range(report.model.rowCount())] == [
        "/from/=cmd.pdf",
        "/from/c.txt",
    ]
    report.table.selectRow(1)
    assert "“c.txt” is empty." in report.note.text()


def test_the_list_that_is_shown_is_exported(
    report: ImportReport, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "list.csv"
    monkeypatch.setattr(import_report, "choose_list_file", lambda _parent, _start: target)
    report.outcomes.setCurrentIndex(report.outcomes.findData("failed"))
    report.export.click()
    qtbot.waitUntil(lambda: "were listed" in report.note.text())
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["file", "part", "outcome", "documents", "reason"],
        ["/from/=cmd.pdf", "", "failed", "0", ITEMS[1].reason],
        ["/from/c.txt", "", "failed", "0", "“c.txt” is empty."],
    ]


def test_formulas_are_not_run_by_spreadsheets(tmp_path: Path) -> None:
    import_report.write_list(tmp_path / "x.csv", [Item("=1+1", Outcome.EMPTY)])
    assert '"\'=1+1"' in (tmp_path / "x.csv").read_text(encoding="utf-8")


def test_a_list_that_cannot_be_written_is_told(
    report: ImportReport, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "nowhere" / "list.csv"
    monkeypatch.setattr(import_report, "choose_list_file", lambda _parent, _start: target)
    report.export.click()
    qtbot.waitUntil(lambda: "was not written" in report.note.text())


def test_a_corpus_without_imports_says_what_to_do(workspace: Workspace, qtbot: QtBot) -> None:
    report = ImportReport(None, workspace)
    qtbot.addWidget(report)
    assert "Nothing was imported" in report.counts.text()
    assert "Import files" in report.note.text()
    assert not report.export.isEnabled()


def test_of_a_stopped_import_it_tells_what_was_not_reached(
    corpus: Corpus, workspace: Workspace, qtbot: QtBot
) -> None:
    with corpus.write() as connection:
        import_runs.begin(connection, "last", [Path("/from")])
        import_runs.set_files(connection, "last", 10)
        add_items(connection, "last", ITEMS)
    report = ImportReport(None, workspace)
    qtbot.addWidget(report)
    report.show()
    qtbot.waitUntil(report.stopped.isVisible)
    assert "This import stopped after 4 of 10 files. 6 were not reached." in report.stopped.text()
