"""What dialogs show of facts: headings, and lines to read and copy from."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QLineEdit

from reviewer.ui.dialogs.form import plain_label


def strong_label(text: str = "") -> QLabel:
    """Return a plain label in bold, for a heading or a warning."""
    label = plain_label(text)
    font = QFont(label.font())
    font.setBold(True)
    label.setFont(font)
    return label


def fact_line(text: str, name: str) -> QLineEdit:
    """Return a line to read and copy from; `name` tells it to a screen reader."""
    line = QLineEdit(text)
    line.setReadOnly(True)
    line.setCursorPosition(0)
    line.setAccessibleName(name)
    return line
