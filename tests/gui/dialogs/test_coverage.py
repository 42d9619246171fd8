from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from reviewer.corpus import import_runs
from reviewer.corpus.database import Corpus
from reviewer.corpus.imports import Item, Outcome, add_items
from reviewer.corpus.schema import RemarkRecord
from reviewer.review.coverage import Listing
from reviewer.ui.dialogs import concordance_export
from reviewer.ui.dialogs.concordance_export import LinesExport
from reviewer.ui.dialogs.coverage import CoverageDialog
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace

ITEMS = [
    Item("/from/good.txt", Outcome.IMPORTED, documents=1),
    Item("/from/=cmd.pdf", Outcome.FAILED, "“=cmd.pdf” is <b>damaged</b>.\nGet it again."),
    Item("/from/two.zip", Outcome.FAILED, "It is cut.", locator="inner.doc"),
    Item("/from/two.zip", Outcome.PARTLY, "inner.doc: It is cut.", 2),
]


@pytest.fixture
def finding(corpus: Corpus, workspace: Workspace) -> Iterator[Finding]:
    with corpus.write() as connection:
        add_items(connection, "1", ITEMS)
        connection.execute(
            insert(RemarkRecord),
            [{"document_id": 2, "kind": "hidden", "detail": "A <i>comment</i>."}],
        )
    made = Finding(workspace)
    yield made
    made.close_index()


@pytest.fixture
def dialog(workspace: Workspace, finding: Finding, qtbot: QtBot) -> CoverageDialog:
    made = CoverageDialog(None, workspace, finding)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def _choose(dialog: CoverageDialog, listing: Listing) -> None:
    for row in range(dialog.counts.count()):
        if dialog.counts.item(row).data(Qt.ItemDataRole.UserRole) == listing.value:
            dialog.counts.setCurrentRow(row)
            return
    raise AssertionError(f"{listing} is not offered")


def _cells(dialog: CoverageDialog) -> list[list[str]]:
    model = dialog.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_counts_are_offered_and_the_first_list_is_shown(dialog: CoverageDialog) -> None:
    offered = [dialog.counts.item(row).text() for row in range(dialog.counts.count())]
    assert offered == [
        "Files and parts of files",
        "Not read: 2",
        "Imported in part: 1",
        "Imported: 1",
        "Documents",
        "Not in the search index: 3",
        "With hidden content: 1",
    ]
    assert "2 could not be read" in dialog.sentence.text()
    assert _cells(dialog) == [
        ["/from/=cmd.pdf", "“=cmd.pdf” is <b>damaged</b>. Get it again."],
        ["/from/two.zip ▸ inner.doc", "It is cut."],
    ]


def test_a_list_is_filtered_as_she_types(dialog: CoverageDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(dialog.filter, "INNER")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert _cells(dialog)[0][0] == "/from/two.zip ▸ inner.doc"
    QTest.keyClicks(dialog.filter, " nowhere")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0)
    assert (dialog.note.text(), dialog.export_list.isEnabled()) == (
        "Nothing in this list holds that text.",
        False,
    )
    _choose(dialog, Listing.IMPORTED)  # another list begins unfiltered
    assert (dialog.filter.text(), dialog.model.rowCount()) == ("", 1)


def test_enter_opens_the_document(
    dialog: CoverageDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    _choose(dialog, Listing.HIDDEN)
    dialog.table.selectRow(0)
    assert "A <i>comment</i>." in dialog.note.text()
    assert dialog.note.textFormat() is Qt.TextFormat.PlainText
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert workspace.document is not None
    assert workspace.document.id == 2


def test_enter_on_a_file_keeps_the_dialog(dialog: CoverageDialog) -> None:
    dialog.table.selectRow(0)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert (dialog.isVisible(), dialog.open_button.isEnabled()) == (True, False)


def test_the_list_and_all_lists_are_exported(
    dialog: CoverageDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "list.csv"
    monkeypatch.setattr(
        concordance_export, "ask_lines_export", lambda *_args: LinesExport(target, True)
    )

    def exported() -> list[list[str]]:
        with target.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]

    dialog.export_list.click()
    qtbot.waitUntil(lambda: "2 lines were written" in dialog.note.text())
    assert [row[1:3] for row in exported()] == [
        ["/from/=cmd.pdf", ""],
        ["/from/two.zip", "inner.doc"],
    ]
    dialog.export_all.click()
    qtbot.waitUntil(lambda: "8 lines were written" in dialog.note.text())
    assert [row[0] for row in exported()] == [
        *("failed", "failed", "partly", "imported"),
        *("not_indexed", "not_indexed", "not_indexed", "hidden"),
    ]


def test_an_export_that_cannot_be_written_says_so(
    dialog: CoverageDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "nowhere" / "list.csv"
    monkeypatch.setattr(
        concordance_export, "ask_lines_export", lambda *_args: LinesExport(target, True)
    )
    dialog.export_list.click()
    qtbot.waitUntil(lambda: "There is no folder" in dialog.note.text())


def test_a_stopped_import_is_told_exported_and_gone_on_with(
    corpus: Corpus,
    workspace: Workspace,
    finding: Finding,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with corpus.write() as connection:
        import_runs.begin(connection, "2", [Path("/box")])
        import_runs.set_files(connection, "2", 435)
    dialog = CoverageDialog(None, workspace, finding)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.go_on.isVisible)
    assert "An import stopped after 0 of 435 files: /box" in dialog.stopped.text()
    target = tmp_path / "all.csv"
    monkeypatch.setattr(
        concordance_export, "ask_lines_export", lambda *_args: LinesExport(target, True)
    )
    dialog.export_all.click()
    qtbot.waitUntil(lambda: "lines were written" in dialog.note.text())
    assert "stopped_import" in target.read_text(encoding="utf-8")
    with qtbot.waitSignal(workspace.import_wanted) as wanted:
        dialog.go_on.click()
    assert wanted.args == [[Path("/box")]]
    assert not dialog.isVisible()


def test_what_there_is_to_know_is_in_sight_beside_the_document(dialog: CoverageDialog) -> None:
    _choose(dialog, Listing.HIDDEN)
    (cells,) = _cells(dialog)
    assert cells[1] == "A <i>comment</i>."
    across = dialog.table.horizontalHeader()
    end = across.sectionViewportPosition(1) + across.sectionSize(1)
    assert end <= dialog.table.viewport().width()
