"""What the window tells when an import is over, while she does something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import create_corpus
from reviewer.settings import Settings
from reviewer.ui.corpus_jobs import CorpusJobs
from reviewer.ui.dialogs import import_report
from reviewer.ui.finding import Finding
from reviewer.ui.views.status_line import StatusLine
from reviewer.ui.workspace import Workspace


class Desk:
    """A window with a field to type in, a button, and the status line."""

    def __init__(self, qtbot: QtBot, folder: Path, shown: list[bool]) -> None:
        self.shown = shown
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.space = Workspace(create_corpus(folder), self.window)
        self.finding = Finding(self.space, self.window)
        self.status = StatusLine(self.space)
        self.field, self.button = QLineEdit(), QPushButton("Elsewhere")
        column = QVBoxLayout(self.window)
        for widget in (self.field, self.button, self.status):
            column.addWidget(widget)
        self.jobs = CorpusJobs(self.space, self.finding, self.status, Settings(), self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    shown: list[bool] = []
    monkeypatch.setattr(
        import_report, "show_import_report", lambda _window, _space: shown.append(True)
    )
    made = Desk(qtbot, tmp_path / "Cables", shown)
    yield made
    made.jobs.close()
    made.finding.close_index()
    made.space.close()


def _import(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(30))
    desk.jobs.start({"job": "import", "paths": [str(tmp_path / "broken.zip")]})


def test_the_report_opens_when_she_is_not_typing(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    desk.button.setFocus()
    _import(desk, tmp_path)
    qtbot.waitUntil(lambda: desk.shown == [True], timeout=30_000)
    assert desk.status.report.whole_text == ""


def test_while_she_types_the_report_is_offered_and_keeps_her_keys(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.field.setFocus()
    _import(desk, tmp_path)
    qtbot.waitUntil(desk.status.report.isVisible, timeout=30_000)
    QTest.keyClicks(desk.field, "the consul")
    assert (desk.shown, desk.field.text()) == ([], "the consul")
    desk.status.report.click()
    assert desk.shown == [True]
    assert not desk.status.report.isVisible()


def test_an_import_that_is_cancelled_is_reported_too(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "box"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Crate {number}.")
    desk.button.setFocus()
    desk.jobs.start({"job": "import", "paths": [str(folder)]})
    desk.jobs._runner.cancel()
    qtbot.waitUntil(lambda: desk.shown == [True], timeout=30_000)
