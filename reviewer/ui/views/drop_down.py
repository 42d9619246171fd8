"""A button that tells what is chosen and opens a panel under it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy

from reviewer.ui.tooltips import plain_tip

_ARROW = " ▾"
_MARGIN_PX = 12


class DropDownButton(QPushButton):
    """Shows its name, and what is chosen as well where there is room for it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._chosen = ""
        self.panel = _Panel(self)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.tell("")
        self.clicked.connect(self.open_panel)

    def tell(self, chosen: str) -> None:
        """Show what is chosen, in bold, or only the name when nothing is."""
        self._chosen = chosen
        font = QFont(self.font())
        font.setBold(bool(chosen))
        self.setFont(font)
        name = self.accessibleName()
        self.setToolTip(plain_tip(f"{name}: {chosen}" if chosen else name))
        self.setAccessibleDescription(chosen)
        self._elide()

    @property
    def told(self) -> str:
        """The whole text, however much of it there is room for."""
        return f"{self._name}: {self._chosen}" if self._chosen else self._name

    @property
    def says_something(self) -> bool:
        """Tell whether anything is chosen."""
        return bool(self._chosen)

    @property
    def least_width(self) -> int:
        """How many pixels the name takes."""
        return self.fontMetrics().horizontalAdvance(self._name + _ARROW) + _MARGIN_PX

    def open_panel(self) -> None:
        """Show the panel below the button, inside the screen."""
        self.panel.adjustSize()
        place = self.mapToGlobal(QPoint(0, self.height()))
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(place.x(), screen.right() - self.panel.width()))
        y = place.y()
        if y + self.panel.height() > screen.bottom():
            y = max(screen.top(), place.y() - self.height() - self.panel.height())
        self.panel.move(x, y)
        self.panel.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Down as well, as drop-downs do."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_panel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew for another width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(_ARROW) - _MARGIN_PX
        whole = self.told
        text = whole if metrics.horizontalAdvance(whole) <= room else self._name
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&") + _ARROW)


class _Panel(QFrame):
    """Closes on Esc, or on a click outside, and goes on from a field with Down."""

    def __init__(self, button: DropDownButton) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Raised)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
