"""What is filtered, one line for each button that says something, each with a way to remove it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from reviewer.ui.views.drop_down import DropDownButton
from reviewer.ui.views.elided_label import ElidedLabel

CLEAR_FROM = 2  # one chip is removed as easily as all
_RADIUS = 4


class FilterChips(QWidget):
    """Shows what the buttons tell; takes no room while no filter is set."""

    removal_wanted = Signal(object)  # the button whose values are to be given up
    clear_wanted = Signal()

    def __init__(self, buttons: Sequence[DropDownButton]) -> None:
        super().__init__()
        self.clear = QPushButton("C&lear filters")
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(self.clear_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._chips = {button: _Chip(button) for button in buttons}
        for button, chip in self._chips.items():
            column.addWidget(chip)
            chip.removed.connect(lambda button=button: self.removal_wanted.emit(button))
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignRight)
        self.refresh()

    def chip(self, button: DropDownButton) -> _Chip:
        """Return the line that belongs to a button."""
        return self._chips[button]

    def refresh(self) -> None:
        """Show what the buttons tell now."""
        for chip in self._chips.values():
            chip.refresh()
        count = sum(button.says_something for button in self._chips)
        self.clear.setVisible(count >= CLEAR_FROM)
        self.setVisible(count > 0)


class _Chip(QWidget):
    """One line: what is filtered, and a cross."""

    removed = Signal()

    def __init__(self, button: DropDownButton) -> None:
        super().__init__()
        self._button = button
        self.label = ElidedLabel(f"Filter by {button.accessibleName()}")
        self.label.setForegroundRole(QPalette.ColorRole.ButtonText)
        self.cross = QToolButton()
        self.cross.setText("×")
        self.cross.setAutoRaise(True)
        self.cross.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cross.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.label, 1)
        row.addWidget(self.cross)

    def refresh(self) -> None:
        self.setVisible(self._button.says_something)
        if self._button.says_something:
            self.label.set_text(self._button.told)
            name = f"Remove the filter {self._button.accessibleName()}"
            self.cross.setAccessibleName(name)
            self.cross.setToolTip(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        painter.end()
