"""The dialog that asks where lines of a concordance or the coverage go, and whether redacted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QRadioButton, QVBoxLayout, QWidget

from reviewer.export.excerpts import UNREDACTED
from reviewer.ui.dialogs.form import Form, plain_label
from reviewer.ui.dialogs.labels import strong_label
from reviewer.ui.dialogs.target_field import TargetField, default_target


@dataclass(frozen=True, slots=True)
class LinesExport:
    """What she chose."""

    target: Path
    redacted: bool


class ConcordanceExport(Form):
    """Asks for the file and whether what is redacted may be in it; `of` names what is exported."""

    def __init__(
        self, parent: QWidget | None, corpus_name: str, what: str, of: str = "concordance"
    ) -> None:
        super().__init__(parent, f"Export {of}", "&Export")
        self.redacted = QRadioButton("&Redacted: what is redacted is not in the file")
        self.unredacted = QRadioButton("Unre&dacted: everything is in the file")
        self.warning = strong_label(
            "The file will hold what you marked for redaction, in plain text. Do not hand it on. "
            "Its name and the review log will say that it is unredacted."
        )
        self.confirmed = QCheckBox("I wa&nt a file that holds what is redacted")
        # Not named after what was searched for: a file's name is read by many.
        self.target = TargetField(default_target(f"{corpus_name} {of}.csv"), self._final)
        choices = QVBoxLayout()
        for widget in (self.redacted, self.unredacted, self.warning, self.confirmed):
            choices.addWidget(widget)
        self.rows.addRow(plain_label(f"{what}, in the order in which they are shown."))
        self.rows.addRow("Redaction:", choices)
        self.rows.addRow("F&ile:", self.target)
        self.redacted.setChecked(True)
        self._on_redaction_changed()
        self.unredacted.toggled.connect(self._on_redaction_changed)
        self.confirmed.toggled.connect(self.check)
        self.target.changed.connect(self.check)
        self.resize(self.fontMetrics().averageCharWidth() * 90, self.sizeHint().height())
        self.target.setFocus()
        self.target.line.selectAll()

    def problem(self) -> str:
        """Return what keeps the export from being made, or nothing."""
        if self.unredacted.isChecked() and not self.confirmed.isChecked():
            return "Confirm that the file may hold what is redacted, or export it redacted."
        return self.target.problem()

    def remark(self) -> str:
        """Return what will happen to the file."""
        return self.target.remark()

    def _final(self, target: Path) -> Path:
        """Return the path as the export itself will name it."""
        if self.redacted.isChecked() or target.stem.upper().endswith(UNREDACTED):
            return target
        return target.with_name(f"{target.stem}{UNREDACTED}{target.suffix}")

    def _on_redaction_changed(self) -> None:
        # What was confirmed once is asked again, or a slip of the mouse would be enough.
        self.confirmed.setChecked(False)
        self.warning.setVisible(self.unredacted.isChecked())
        self.confirmed.setVisible(self.unredacted.isChecked())
        self.check()


def ask_lines_export(
    parent: QWidget | None, corpus_name: str, what: str, of: str = "concordance"
) -> LinesExport | None:
    """Ask where lines go; `what` tells how many. None when she left."""
    dialog = ConcordanceExport(parent, corpus_name, what, of)
    accepted = bool(dialog.exec())
    target, redacted = dialog.target.target, dialog.redacted.isChecked()
    dialog.deleteLater()
    return LinesExport(target, redacted) if accepted and target is not None else None
