from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from reviewer.ui.dialogs import job_results
from reviewer.ui.dialogs.job_results import CheckReportDialog, ExportSummaryDialog

RESULT: dict[str, Any] = {
    "path": "/out/<b>x.csv",
    "rows": 1204,
    "documents": 3,
    "warnings": ["1 cell is long."],
    "size_bytes": 7,
    "sha256": "ab" * 32,
}


def test_an_export_tells_what_was_written_and_where(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_folder(folder: Path) -> bool:
        opened.append(folder)
        return False

    monkeypatch.setattr(job_results, "open_folder", open_folder)
    dialog = ExportSummaryDialog(None, RESULT)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.path.text() == RESULT["path"]
    assert dialog.sha256.text() == RESULT["sha256"]
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "1,204" in told
    assert "“<b>x.csv” was written." in told
    assert [field.toPlainText() for field in dialog.findChildren(QPlainTextEdit)] == [
        "1 cell is long."
    ]
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == RESULT["path"]
    dialog.show_folder.click()
    assert opened == [Path("/out")]
    assert "No program shows folders" in dialog.note.text()


def test_a_sound_corpus(qtbot: QtBot) -> None:
    dialog = CheckReportDialog(None, {"checked": [["highlights", 1204]], "problems": []})
    qtbot.addWidget(dialog)
    assert dialog.heading.text().startswith("Nothing is wrong")
    number = dialog.checked.item(0, 1)
    assert number is not None
    assert number.text() == "1,204"


def test_what_is_wrong_is_listed(qtbot: QtBot) -> None:
    dialog = CheckReportDialog(None, {"checked": [], "problems": ["One <i>.", "Two."]})
    qtbot.addWidget(dialog)
    assert dialog.heading.text().startswith("2 things are wrong.")
    assert dialog.problems.toPlainText() == "One <i>.\n\nTwo."
