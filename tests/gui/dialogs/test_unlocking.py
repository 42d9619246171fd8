"""Passwords for locked files: asked for where they are listed, read by the real worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus
from reviewer.corpus.imports import Item, Outcome, add_items
from reviewer.review.coverage import Listing
from reviewer.settings import Settings
from reviewer.ui.corpus_jobs import CorpusJobs
from reviewer.ui.dialogs import import_report, password_entry
from reviewer.ui.dialogs.coverage import CoverageDialog
from reviewer.ui.dialogs.import_dialog import ImportDialog
from reviewer.ui.dialogs.import_report import ImportReport
from reviewer.ui.dialogs.password_entry import Entered, PasswordEntry, PasswordList
from reviewer.ui.finding import Finding
from reviewer.ui.views.status_line import StatusLine
from reviewer.ui.workspace import Workspace
from tests.unit.ingest.locking import pdf_of


@pytest.fixture
def finding(workspace: Workspace) -> Iterator[Finding]:
    made = Finding(workspace)
    yield made
    made.close_index()


@pytest.fixture
def locked(corpus: Corpus, tmp_path: Path) -> list[Path]:
    """Give two locked files that were imported, and one more that is gone since."""
    paths = [tmp_path / "one.pdf", tmp_path / "two.pdf", tmp_path / "gone.pdf"]
    for path, password in zip(paths[:2], ("first", "second"), strict=True):
        path.write_bytes(pdf_of(f"By {password}.", password))
    with corpus.write() as connection:
        add_items(connection, "1", [Item(str(path), Outcome.LOCKED, "Locked.") for path in paths])
    return paths


def answer(monkeypatch: pytest.MonkeyPatch, *passwords: str, for_all: bool = True) -> list[str]:
    """Answer each question with the next password, and return what was asked about."""
    asked: list[str] = []
    left = list(passwords)

    def ask(_parent: QWidget | None, what: str, others: int = 0) -> Entered:
        asked.append(f"{what} {others}")
        return Entered(left.pop(0), for_all and others > 0)

    monkeypatch.setattr(password_entry, "ask_password", ask)
    return asked


def report_of(workspace: Workspace, qtbot: QtBot) -> ImportReport:
    made = ImportReport(None, workspace)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def test_the_report_asks_for_the_chosen_file_and_offers_the_others(
    workspace: Workspace, locked: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_of(workspace, qtbot)
    asked = answer(monkeypatch, "first", for_all=False)
    report.table.selectRow(0)
    with qtbot.waitSignal(workspace.unlocking_wanted) as wanted:
        report.unlock.click()
    assert wanted.args == [[str(locked[0])]]
    assert asked == [f"{locked[0]} is locked. 1"]
    assert workspace.passwords.all == ["first"]
    assert not report.isVisible()


def test_without_a_choice_all_that_are_still_there_are_read(
    workspace: Workspace, locked: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_of(workspace, qtbot)
    asked = answer(monkeypatch, "first")
    with qtbot.waitSignal(workspace.unlocking_wanted) as wanted:
        report.unlock.click()
    assert wanted.args == [[str(path) for path in locked[:2]]]
    assert asked == ["2 files are locked. 0"]


def test_a_file_that_is_gone_is_told_and_nothing_asked(
    workspace: Workspace, locked: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_of(workspace, qtbot)
    asked = answer(monkeypatch)
    report.table.selectRow(2)
    report.unlock.click()
    qtbot.waitUntil(lambda: "no longer at that place" in report.note.text())
    assert asked == [] and report.isVisible()


def test_where_nothing_is_locked_no_password_is_asked_for(
    workspace: Workspace, corpus: Corpus, qtbot: QtBot
) -> None:
    with corpus.write() as connection:
        add_items(connection, "1", [Item("/a.txt", Outcome.IMPORTED)])
    assert not report_of(workspace, qtbot).unlock.isVisible()


def test_the_coverage_offers_it_at_the_list_of_locked_files(
    workspace: Workspace,
    finding: Finding,
    locked: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = CoverageDialog(None, workspace, finding)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    assert dialog.chosen is Listing.LOCKED and dialog.unlock.isVisible()
    answer(monkeypatch, "first")
    with qtbot.waitSignal(workspace.unlocking_wanted) as wanted:
        dialog.unlock.click()
    assert wanted.args == [[str(path) for path in locked[:2]]]


def test_the_worker_reads_them_and_the_report_tells_of_each(
    workspace: Workspace,
    finding: Finding,
    locked: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[bool] = []
    monkeypatch.setattr(
        import_report, "show_import_report", lambda _window, _space: shown.append(True)
    )
    window = QWidget()
    qtbot.addWidget(window)
    jobs = CorpusJobs(workspace, finding, StatusLine(workspace), Settings(), window)
    spoken: list[str] = []
    workspace.told.connect(spoken.append)
    answer(monkeypatch, "first", "second")
    for times in (1, 2):
        report = report_of(workspace, qtbot)
        report.unlock.click()
        qtbot.waitUntil(lambda times=times: len(shown) == times, timeout=30_000)  # type: ignore[misc]
    corpus = workspace.corpus
    with corpus.read() as connection:
        last = imports.last_import_id(connection) or ""
        told = [(Path(i.path).name, i.outcome) for i in imports.import_items(connection, last)]
        texts = documents.texts(connection, documents.document_ids(connection)).values()
    assert told == [("two.pdf", Outcome.IMPORTED)]
    assert {"By first.", "By second."} <= set(texts)
    assert not any("first" in each or "second" in each for each in spoken)
    assert not jobs.is_running
    jobs.close()


def test_a_password_is_hidden_until_she_wants_to_see_it(qtbot: QtBot) -> None:
    dialog = PasswordEntry(None, "/a.pdf is locked.", 3)
    qtbot.addWidget(dialog)
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.field, " x ")
    assert dialog.field.echoMode() is QLineEdit.EchoMode.Password
    dialog.shown.click()
    assert dialog.field.echoMode() is QLineEdit.EchoMode.Normal
    assert dialog.field.text() == " x "  # spaces count
    assert dialog.accept_button.isEnabled() and "3 other" in dialog.for_all.text()


def test_passwords_of_an_import_are_one_a_line(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("A note.")
    dialog = ImportDialog(None, [tmp_path / "a.txt"], Settings(), ["known"])
    qtbot.addWidget(dialog)
    entry = PasswordList(None, dialog.passwords)
    qtbot.addWidget(entry)
    entry.field.setPlainText("known\n\n two words \n")
    monkeypatch.setattr(password_entry, "ask_passwords", lambda _parent, _before: entry.passwords)
    dialog.passwords_button.click()
    assert dialog.request.passwords == ["known", " two words "]
    assert "known" not in repr(dialog.request)
    assert "(2)" in dialog.passwords_button.text()
    dialog.done(0)
