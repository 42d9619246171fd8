"""Exports as the window asks for them, and what it tells when a job is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from reviewer.export.log import LogFormat
from reviewer.ui.dialogs.excerpt_export import ExcerptExport
from reviewer.ui.dialogs.form import Form, plain_label
from reviewer.ui.dialogs.job_results import CheckReportDialog, ExportSummaryDialog
from reviewer.ui.dialogs.target_field import TargetField, default_target
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace


def ask_excerpt_export(
    parent: QWidget | None, workspace: Workspace, finding: Finding, selected_ids: Sequence[int]
) -> dict[str, Any] | None:
    """Ask what excerpts to export and where to, and return the job for it."""
    dialog = ExcerptExport(parent, workspace, finding, selected_ids)
    return dialog.spec if _accepted(dialog) else None


def ask_log_export(parent: QWidget | None, workspace: Workspace) -> dict[str, Any] | None:
    """Ask where to export the review log to, and return the job for it."""
    dialog = LogExport(parent, workspace)
    return dialog.spec if _accepted(dialog) else None


def show_export_summary(parent: QWidget | None, result: Mapping[str, Any]) -> None:
    """Tell what an export wrote; `result` is that of its job."""
    _accepted(ExportSummaryDialog(parent, result))


def show_check_report(parent: QWidget | None, result: Mapping[str, Any]) -> None:
    """Tell what a check found; `result` is that of its job."""
    _accepted(CheckReportDialog(parent, result))


class LogExport(Form):
    """Asks for format and file of the review log; `spec` is the job that was chosen."""

    def __init__(self, parent: QWidget | None, workspace: Workspace) -> None:
        super().__init__(parent, "Export the review log", "&Export")
        self._corpus = workspace.corpus
        self.format = QComboBox()
        self.format.addItem("CSV, for spreadsheets", LogFormat.CSV.value)
        self.format.addItem("JSON Lines, for programs", LogFormat.JSONL.value)
        self.format.setAccessibleName("Format")
        self.target = TargetField(default_target(f"{workspace.corpus.name} log.csv"))
        self.rows.addRow(
            plain_label(
                "The log says who changed what and when. Every line is sealed by the one before "
                "it, so that a line which is altered or taken away shows. It does not quote what "
                "you marked, but it names tags and entities and holds your notes."
            )
        )
        self.rows.addRow("&Format:", self.format)
        self.rows.addRow("F&ile:", self.target)
        self.format.currentIndexChanged.connect(self._on_format_changed)
        self.target.changed.connect(self.check)
        self.check()
        self.resize(self.fontMetrics().averageCharWidth() * 85, self.sizeHint().height())

    @property
    def spec(self) -> dict[str, Any]:
        """The job for the worker."""
        return {
            "job": "export_log",
            "corpus": str(self._corpus.paths.folder),
            "reviewer": self._corpus.reviewer,
            "target": str(self.target.target),
            "format": str(self.format.currentData()),
        }

    def problem(self) -> str:
        """Return what keeps the export from being made, or nothing."""
        return self.target.problem()

    def remark(self) -> str:
        """Return what will happen to the file."""
        return self.target.remark()

    def _on_format_changed(self) -> None:
        self.target.set_suffix(f".{self.format.currentData()}")


def _accepted(dialog: QDialog) -> bool:
    """Show a dialog until it is closed and tell whether she said yes."""
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted
