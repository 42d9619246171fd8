"""One line of text that is cut where there is no room for it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from reviewer.ui.tooltips import plain_tip


class ElidedLabel(QLabel):
    """One line of plain text that is cut with an ellipsis; its tool tip has all of it."""

    def __init__(self, name: str, cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._cut = cut
        self._whole = ""
        self._more = ""
        self.setAccessibleName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, more: str = "") -> None:
        """Show as much of the text as there is room for; `more` is told by the tool tip alone."""
        self._whole, self._more = _one_line(text), more
        self.setVisible(bool(text))
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew for another width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._cut, self.width())
        self.setText(shown)
        whole = "" if shown == self._whole else self._whole
        self.setToolTip(plain_tip("\n".join(filter(None, (whole, self._more)))))


def _one_line(text: str) -> str:
    return " ".join(text.split())
