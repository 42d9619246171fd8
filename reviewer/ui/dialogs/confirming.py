"""Asks before something is done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from reviewer.ui.dialogs.form import Form, plain_label


class Confirmation(Form):
    """A question with its explanation; Enter alone does nothing, so that no key slips through."""

    def __init__(
        self, parent: QWidget | None, question: str, explanation: str, accept_text: str
    ) -> None:
        super().__init__(parent, "Reviewer", accept_text)
        asked = plain_label(question)
        font = asked.font()
        font.setBold(True)
        asked.setFont(font)
        self.rows.addRow(asked)
        if explanation:
            self.rows.addRow(plain_label(explanation))
        self.message.hide()
        self.setAccessibleName(question)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()


def confirm(parent: QWidget | None, question: str, explanation: str, accept_text: str) -> bool:
    """Ask a question and tell whether she chose to go on; Cancel has the focus."""
    dialog = Confirmation(parent, question, explanation, accept_text)
    accepted = bool(dialog.exec())
    dialog.deleteLater()
    return accepted
