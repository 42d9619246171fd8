"""One page of a PDF as a picture, with what is marked and selected in its text drawn on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer.ingest.pdf_geometry import Box
from reviewer.ui.decorations import Decoration, MarkKind
from reviewer.ui.theme import Scheme, palette_of, tint
from reviewer.ui.views.text_paint import MarkPainter

LETTER_PT = (612.0, 792.0)
_UNIT_PT = 0.8  # about a pixel of a page at its usual size
_DESCENT_SHARE = 0.2  # of a line's height
_BEHIND_REDACTION = "#dcdcda"


@dataclass(frozen=True, slots=True)
class PageMark:
    """A mark and the boxes of its part on this page, in points."""

    mark: Decoration
    boxes: tuple[Box, ...]


class PageCanvas(QWidget):
    """Draws the page; paper stays white in a dark window, and so do the colours of the marks."""

    picked = Signal(QPointF)  # a place on the page, in points

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._page_pt = LETTER_PT
        self._scale = 1.0
        self._marks: list[PageMark] = []
        self._selected: list[Box] = []
        self._paper = palette_of(Scheme.LIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Page")

    @property
    def page_width_pt(self) -> float:
        """How wide the page is that is shown."""
        return self._page_pt[0]

    def set_scale(self, scale: float) -> None:
        """Show a point of the page as this many pixels."""
        if scale != self._scale:
            self._scale = scale
            self._fit()

    def show_page(self, image: QImage | None, page_pt: tuple[float, float]) -> None:
        """Show another page, without marks; None is a page that is still to come."""
        self._image, self._page_pt = image, page_pt
        self._marks, self._selected = [], []
        self._fit()

    def show_marks(self, marks: Sequence[PageMark]) -> None:
        """Draw these marks, the last above the others."""
        self._marks = list(marks)
        self.update()

    def show_selection(self, boxes: Sequence[Box]) -> None:
        """Draw what is selected in the text."""
        self._selected = list(boxes)
        self.update()

    @property
    def marks(self) -> list[PageMark]:
        """What is marked on the page."""
        return self._marks

    @property
    def selection(self) -> list[Box]:
        """Where the selection of the text is on the page."""
        return self._selected

    def sizeHint(self) -> QSize:
        """Return the size of the page."""
        return QSize(round(self._page_pt[0] * self._scale), round(self._page_pt[1] * self._scale))

    def place_of(self, box: Box) -> QRectF:
        """Return where a box of the page is drawn."""
        left, top, right, bottom = (edge * self._scale for edge in box)
        return QRectF(left, top, right - left, bottom - top)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell the place on the page."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(event.position() / self._scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page, tints as a marker would leave them, and the shapes of the marks."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.white)
        if self._image is not None:
            painter.drawImage(self.rect(), self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for each in self._marks:
            colour = self._ground_of(each.mark)
            for box in each.boxes if colour else ():
                painter.fillRect(self.place_of(box), colour)
        selected = self.palette().highlight().color().lighter(165)
        for box in self._selected:
            painter.fillRect(self.place_of(box), selected)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        for each in self._marks:
            boxes = [self.place_of(box) for box in each.boxes]
            descent = max((box.height() for box in boxes), default=0.0) * _DESCENT_SHARE
            unit = max(1.0, _UNIT_PT * self._scale)
            MarkPainter(painter, self._paper, unit, descent).mark(each.mark, boxes)
        painter.end()

    def _ground_of(self, mark: Decoration) -> QColor | None:
        if mark.kind is MarkKind.HIGHLIGHT and mark.lane == 0:
            return tint(mark.colour, self._paper)
        return QColor(_BEHIND_REDACTION) if mark.kind is MarkKind.REDACTION else None

    def _fit(self) -> None:
        self.updateGeometry()
        self.resize(self.sizeHint())
        self.update()
