"""What dialogs with fields share: plain labels, a line that says what is wrong, OK and Cancel."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.ui import theme

MAX_LABEL_CP = 600
_LONG_RUN = re.compile(r"(\S{40})(?=\S)")


class Form(QDialog):
    """A dialog that can be accepted once `problem` has nothing to say.

    Subclasses add rows to `rows`, connect what changes to `check`, and call it when they are built.
    Ctrl+Enter accepts from every field, also from those in which Enter begins a line.
    """

    def __init__(self, parent: QWidget | None, title: str, accept_text: str = "&OK") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.rows = QFormLayout()
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.message = plain_label("")
        self.message.setMinimumHeight(self.fontMetrics().lineSpacing())
        buttons = QDialogButtonBox()
        self.accept_button: QPushButton = buttons.addButton(
            accept_text, QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.cancel_button: QPushButton = buttons.addButton(
            "&Cancel", QDialogButtonBox.ButtonRole.RejectRole
        )
        self.accept_button.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self.rows, 1)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.accept)
        self.resize(self.fontMetrics().averageCharWidth() * 70, 1)

    def problem(self) -> str:
        """Return a sentence about what keeps the form from being accepted, or nothing."""
        return ""

    def remark(self) -> str:
        """Return a sentence about what accepting will do, shown when there is no problem."""
        return ""

    def check(self) -> None:
        """Show the problem or else the remark, and enable the accepting button accordingly."""
        problem = self.problem()
        self.message.setText(breakable(problem or self.remark()))
        self.accept_button.setEnabled(not problem)
        self.accept_button.setDefault(True)  # Qt takes it from a button that is disabled

    def showEvent(self, event: QShowEvent) -> None:
        """Grow until every wrapped label is seen whole, which Qt leaves out of its size hint."""
        layout = self.layout()
        assert layout is not None
        needed = layout.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))
        super().showEvent(event)

    def accept(self) -> None:
        """Close with what was entered, unless there is a problem."""
        if not self.problem():
            super().accept()


def plain_label(text: str) -> QLabel:
    """Return a label that shows `text` literally, wrapped, and never wider than its dialog."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(breakable(text))
    return label


def breakable(text: str) -> str:
    """Return `text` cut when it is very long, its endless words given places to wrap."""
    cut = text if len(text) <= MAX_LABEL_CP else text[:MAX_LABEL_CP] + "…"
    return _LONG_RUN.sub("\\1\u200b", cut)


def outline_boxes(widget: QWidget) -> None:
    """Make the unticked boxes of a list, or an unchosen radio button, seen in the dark.

    Fusion outlines them with a darker window colour, which vanishes on a dark base.
    """
    palette = widget.palette()
    if theme.is_dark(palette):
        palette.setColor(
            QPalette.ColorRole.Window, palette.color(QPalette.ColorRole.PlaceholderText)
        )
        widget.setPalette(palette)


def modest_combo() -> QComboBox:
    """Return a combo box that cuts long entries instead of growing with them."""
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(20)
    combo.view().setTextElideMode(Qt.TextElideMode.ElideRight)
    return combo
