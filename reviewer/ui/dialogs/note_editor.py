"""Edits a note."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from reviewer.ui.dialogs.confirming import confirm
from reviewer.ui.dialogs.form import Form


class NoteEditor(Form):
    """A field for a note of any length; what was typed is not thrown away without asking."""

    def __init__(self, parent: QWidget | None, title: str, text: str) -> None:
        super().__init__(parent, title, "&Save")
        self._before = text
        self.field = QPlainTextEdit(text)
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText("Write a note")
        self.rows.addRow(self.field)
        self.check()
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 70, metrics.lineSpacing() * 14)
        self.field.setFocus()

    def remark(self) -> str:
        """Tell how the note is saved with a key."""
        return "Ctrl+Enter saves the note."

    def reject(self) -> None:
        """Close without saving, after asking when the note was changed."""
        if self.field.toPlainText() == self._before or confirm(
            self, "Throw away what you wrote?", "The note stays as it was before.", "&Throw away"
        ):
            super().reject()


def edit_note(parent: QWidget | None, title: str, text: str) -> str | None:
    """Let her edit a note and return it, or None when nothing is to be changed."""
    editor = NoteEditor(parent, title, text)
    accepted = bool(editor.exec())
    written = editor.field.toPlainText().strip()
    editor.deleteLater()
    return written if accepted else None
