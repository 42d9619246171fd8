"""A hatched strip with a sentence on it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from reviewer.ui.views.text_paint import hatch, hatch_colours


class Banner(QFrame):
    """Says something that holds for the whole document."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = QLabel(sentence)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setAccessibleName("Withheld")
        self._sentence.setWordWrap(True)
        self._sentence.setAutoFillBackground(True)
        self._sentence.setMargin(4)
        bold = QFont(self.font())
        bold.setBold(True)
        self._sentence.setFont(bold)
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 0, 28, 0)
        row.addWidget(self._sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hatch the ends of the strip as redactions are hatched."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _, stroke = hatch_colours(self.palette())
        hatch(painter, self.rect().toRectF(), stroke, 7, 2.5)
        painter.end()
