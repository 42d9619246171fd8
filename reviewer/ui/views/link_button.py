"""A line of text that leads somewhere: to be clicked, or chosen by key."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from reviewer.ui.tooltips import plain_tip

_LOOK = (
    "QPushButton { text-align: left; padding: 1px; border: none; color: palette(link); }"
    "QPushButton:focus { text-decoration: underline; }"
    "QPushButton:hover { text-decoration: underline; }"
    "QPushButton:disabled { color: palette(placeholder-text); }"
)


class LinkButton(QPushButton):
    """A flat button that is cut with an ellipsis where there is no room; its tip has all of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._whole = ""
        self._tip = ""
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet(_LOOK)
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
