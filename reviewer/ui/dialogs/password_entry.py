"""Asks for passwords: of one locked file that may open others too, or several before an import."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from reviewer.ui.dialogs.form import Form, outline_boxes, plain_label

_KEPT = "It is kept until the corpus is closed, and stored nowhere."


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered, and whether it is for all locked files."""

    password: str = field(repr=False)
    for_all: bool = False


class PasswordEntry(Form):
    """A field for the password of what `what` names; `others` are locked too."""

    def __init__(self, parent: QWidget | None, what: str, others: int = 0) -> None:
        super().__init__(parent, "Enter password", "&Open")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("Password")
        self.shown = QCheckBox("&Show what is typed")
        self.for_all = QCheckBox(
            "Try it on the other locked file, &too"
            if others == 1
            else f"Try it on the {others:,} other locked files, &too"
        )
        self.for_all.setChecked(True)
        self.for_all.setVisible(others > 0)
        for box in (self.shown, self.for_all):
            outline_boxes(box)
        self.rows.addRow(plain_label(what))
        self.rows.addRow("&Password:", self.field)
        self.rows.addRow("", self.shown)
        if others:
            self.rows.addRow("", self.for_all)
        self.field.textChanged.connect(self.check)
        self.shown.toggled.connect(self._on_shown_toggled)
        self.check()
        self.field.setFocus()

    def problem(self) -> str:
        """Tell what is missing."""
        return "" if self.field.text() else f"Enter the password. {_KEPT}"

    def remark(self) -> str:
        """Tell what becomes of it."""
        return _KEPT

    def _on_shown_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.field.setEchoMode(mode)


class PasswordList(Form):
    """A field for passwords, one a line."""

    def __init__(self, parent: QWidget | None, before: list[str]) -> None:
        super().__init__(parent, "Passwords to try")
        self.field = QPlainTextEdit("\n".join(before))
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName("Passwords, one a line")
        self.field.setPlaceholderText("One password a line")
        self.rows.addRow(
            plain_label(
                "They are tried on every locked file of the import, and on what is locked within "
                "mail and archives."
            )
        )
        self.rows.addRow(self.field)
        self.check()
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 60, metrics.lineSpacing() * 16)
        self.field.setFocus()

    @property
    def passwords(self) -> list[str]:
        """What was entered."""
        return [line for line in self.field.toPlainText().splitlines() if line]

    def remark(self) -> str:
        """Tell what becomes of them."""
        return "They are kept until the corpus is closed, and stored nowhere."


def ask_password(parent: QWidget | None, what: str, others: int = 0) -> Entered | None:
    """Ask for the password of what a sentence names; None when she has none."""
    dialog = PasswordEntry(parent, what, others)
    accepted = bool(dialog.exec())
    entered = Entered(dialog.field.text(), others > 0 and dialog.for_all.isChecked())
    dialog.deleteLater()
    return entered if accepted else None


def ask_passwords(parent: QWidget | None, before: list[str]) -> list[str] | None:
    """Ask for passwords to try, beginning with those before; None when nothing changes."""
    dialog = PasswordList(parent, before)
    accepted = bool(dialog.exec())
    entered = dialog.passwords
    dialog.deleteLater()
    return entered if accepted else None
