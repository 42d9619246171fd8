"""What an export wrote and what a check found, told when the job is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.ui.dialogs.form import plain_label
from reviewer.ui.dialogs.labels import fact_line, strong_label
from reviewer.ui.dialogs.text_table import TextTable


def open_folder(folder: Path) -> bool:
    """Show a folder in the system's file manager and tell whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class ExportSummaryDialog(QDialog):
    """Tells what was written and where it is."""

    def __init__(self, parent: QWidget | None, result: Mapping[str, Any]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export done")
        self._path = Path(str(result["path"]))
        warnings = [str(warning) for warning in result.get("warnings", ())]
        self.rows = _line(f"{int(result['rows']):,}", "Rows")
        self.documents = _line(f"{int(result['documents']):,}", "Documents")
        self.path = fact_line(str(self._path), "File")
        self.sha256 = fact_line(str(result["sha256"]), "SHA-256")
        self.note = plain_label("")
        self.note.hide()
        facts = QFormLayout()
        facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        facts.addRow("&File:", self.path)
        facts.addRow("Rows:", self.rows)
        facts.addRow("Documents:", self.documents)
        facts.addRow("&SHA-256:", self.sha256)
        layout = QVBoxLayout(self)
        layout.addWidget(strong_label(f"“{self._path.name}” was written."))
        layout.addLayout(facts)
        if warnings:
            layout.addWidget(strong_label("Please read:"))
            layout.addWidget(_reading_field("\n\n".join(warnings), "Warnings"), 1)
        layout.addWidget(self.note)
        buttons = QDialogButtonBox()
        self.copy = _button(buttons, "&Copy path")
        self.show_folder = _button(buttons, "Show in f&older")
        self.copy.clicked.connect(self._on_copy)
        self.show_folder.clicked.connect(self._on_show_folder)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        _add_close(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 85, self.sizeHint().height())

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._path))
        self._tell("The path was copied.")

    def _on_show_folder(self) -> None:
        if not open_folder(self._path.parent):
            self._tell("No program shows folders here. Copy the path instead.")

    def _tell(self, note: str) -> None:
        self.note.setText(note)
        self.note.show()


class CheckReportDialog(QDialog):
    """Tells what was checked and what is wrong."""

    def __init__(self, parent: QWidget | None, result: Mapping[str, Any]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Check of the corpus")
        problems = [str(problem) for problem in result.get("problems", ())]
        checked: Sequence[Sequence[Any]] = result.get("checked", ())
        self.heading = strong_label(_verdict(len(problems)))
        self.checked = TextTable("What was checked")
        self.checked.show_rows(
            ("Checked", "Number"), [(str(what), f"{int(count):,}") for what, count in checked]
        )
        self.checked.horizontalHeader().setStretchLastSection(True)
        self._report = "\n\n".join(problems)
        self.problems = _reading_field(self._report, "What is wrong")
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        buttons = QDialogButtonBox()
        if problems:
            layout.addWidget(self.problems, 3)
            _button(buttons, "&Copy the list").clicked.connect(self._on_copy)
        layout.addWidget(self.checked, 2)
        layout.addWidget(buttons)
        buttons.rejected.connect(self.reject)
        _add_close(buttons)
        self.resize(
            self.fontMetrics().averageCharWidth() * 85, self.fontMetrics().lineSpacing() * 24
        )

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)


def _verdict(problems: int) -> str:
    if not problems:
        return "Nothing is wrong: every mark stands where it was made."
    found = "1 thing is wrong." if problems == 1 else f"{problems:,} things are wrong."
    return (
        f"{found} Nothing was changed by the check. Keep a copy of the corpus folder as it is "
        "before you go on."
    )


def _line(text: str, name: str) -> QWidget:
    label = plain_label(text)
    label.setAccessibleName(f"{name}: {text}")
    return label


def _button(buttons: QDialogButtonBox, text: str) -> QPushButton:
    button: QPushButton = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
    button.setAutoDefault(False)
    return button


def _add_close(buttons: QDialogButtonBox) -> None:
    # The standard button brings an icon that cannot be seen in the dark.
    close: QPushButton = buttons.addButton("C&lose", QDialogButtonBox.ButtonRole.RejectRole)
    close.setDefault(True)
    close.setFocus()


def _reading_field(text: str, name: str) -> QPlainTextEdit:
    field = QPlainTextEdit(text)
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setAccessibleName(name)
    field.setMinimumHeight(field.fontMetrics().lineSpacing() * 4)
    return field
