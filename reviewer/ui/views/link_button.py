"""A line of text that leads somewhere: to be clicked, or chosen by key."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from reviewer.ui.tooltips import plain_tip


class FlatLink(QPushButton):
    """A button that looks like a link, underlined where she points or stands.

    It draws itself: a style sheet would keep the colour of a former palette.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room that the text takes."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 8, metrics.lineSpacing() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text in the colour of links."""
        role = QPalette.ColorRole.Link if self.isEnabled() else QPalette.ColorRole.PlaceholderText
        font = QFont(self.font())
        font.setUnderline(self.hasFocus() or self.underMouse())
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(self.palette().color(role))
        flags = start | Qt.TextFlag.TextShowMnemonic
        painter.drawText(self.rect().adjusted(1, 1, -1, -1), flags, self.text())
        painter.end()


class LinkButton(FlatLink):
    """A flat button that is cut with an ellipsis where there is no room; its tip has all of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._whole = ""
        self._tip = ""
        self.setAutoDefault(False)
        self.hide()

    @property
    def whole_text(self) -> str:
        """The text, cut or not."""
        return self._whole

    def set_text(self, text: str, tip: str = "") -> None:
        """Show as much of a text as there is room for; an empty one hides the button."""
        self._whole, self._tip = " ".join(text.split()), tip
        self.setAccessibleName(f"{self._name}: {self._whole}")
        self.setVisible(bool(text))
        self._elide()

    def sizeHint(self) -> QSize:
        """Return the room that the whole text takes."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 8, metrics.lineSpacing() + 4)

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew for another width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - 4
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        tip = self._tip or ("" if shown == self._whole else self._whole)
        self.setToolTip(plain_tip(tip))
