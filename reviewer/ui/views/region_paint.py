"""How flagged stretches and folds look: corners around them, a line through what was deleted.

None of the marks is drawn like this: what is hidden is dimmed and not tinted, and its letter
stands in the margin.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPalette, QPen, QTextCharFormat

from reviewer.model import RegionKind

_DIMMED = (RegionKind.HIDDEN, RegionKind.DELETED)
_MORE = "⋯ "


def dimmed(kind: RegionKind, palette: QPalette) -> QTextCharFormat | None:
    """Return the look of the letters of a kind, None where they look like all others."""
    if kind not in _DIMMED:
        return None
    look = QTextCharFormat()
    look.setForeground(palette.color(QPalette.ColorRole.PlaceholderText))
    return look


class RegionPainter:
    """Paints over the letters of one view; `unit` is about a pixel at the usual text size."""

    def __init__(self, painter: QPainter, palette: QPalette, unit: float) -> None:
        self._painter = painter
        self._palette = palette
        self._unit = unit
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def region(self, kind: RegionKind, boxes: list[QRectF], *, begins: bool, ends: bool) -> None:
        """Paint a stretch, its corners only where it begins and ends in sight."""
        colour = self._palette.color(QPalette.ColorRole.PlaceholderText)
        self._painter.setPen(QPen(colour, 1.2 * self._unit))
        if kind is RegionKind.DELETED:
            for box in boxes:
                middle = box.top() + 0.56 * box.height()
                self._painter.drawLine(QLineF(box.left(), middle, box.right(), middle))
        if boxes and begins:
            self._corner(boxes[0].left() - self._unit, boxes[0].top() + self._unit, 1)
        if boxes and ends:
            self._corner(boxes[-1].right() + self._unit, boxes[-1].bottom() - self._unit, -1)

    def _corner(self, x: float, y: float, way: int) -> None:
        along, down = 5 * self._unit * way, 4 * self._unit * way
        self._painter.drawLine(QLineF(x, y, x + along, y))
        self._painter.drawLine(QLineF(x, y, x, y + down))

    def stub(self, box: QRectF, text: str) -> None:
        """Paint what stands for folded lines."""
        self._painter.setPen(QPen(self._palette.color(QPalette.ColorRole.Mid), self._unit))
        self._painter.setBrush(self._palette.color(QPalette.ColorRole.Window))
        self._painter.drawRoundedRect(box, 3 * self._unit, 3 * self._unit)
        self._painter.setPen(self._palette.color(QPalette.ColorRole.WindowText))
        inside = box.adjusted(5 * self._unit, 0, -5 * self._unit, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self._painter.drawText(inside, flags, _MORE + text)


def stub_box(line: QRectF, text: str, metrics: QFontMetricsF, unit: float, right: float) -> QRectF:
    """Return where a stub stands: behind its line, or over its end where there is no room."""
    width = metrics.horizontalAdvance(_MORE + text) + 11 * unit
    left = min(line.right() + 8 * unit, right - width - 2 * unit)
    return QRectF(max(0.0, left), line.top() + unit, width, line.height() - 2 * unit)
