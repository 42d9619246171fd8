"""How marks look in the text: tints behind the letters, and what is painted over them.

Every kind has a shape of its own, so that none is told by colour alone: highlights are tinted,
further ones over the same words get a band with end posts; mentions are underlined; redactions are
hatched in a frame; hits stand in a solid box, found text in a dashed one; terms of a list have a
dotted line under a faint tint; what is only suggested has a thin broken line and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen, QTextCharFormat

from reviewer.ui.decorations import Decoration, MarkKind
from reviewer.ui.theme import faint_tint, ink, is_dark, tint

HIT_COLOUR = "#c2410c"
CURRENT_HIT = (QColor("#ffa51f"), QColor("#1a1000"))
MAX_BANDS = 3


def behind(mark: Decoration, palette: QPalette) -> QTextCharFormat | None:
    """Return the background of a mark, None when it has none."""
    look = QTextCharFormat()
    # The letters may have been dimmed, and on a tint these would be hard to read.
    look.setForeground(palette.color(QPalette.ColorRole.Text))
    if mark.kind is MarkKind.HIGHLIGHT and mark.lane == 0:
        look.setBackground(tint(mark.colour, palette))
    elif mark.kind is MarkKind.REDACTION:
        look.setBackground(QColor("#000000" if is_dark(palette) else "#dcdcda"))
    else:
        return None
    return look


def behind_term(colour: str, palette: QPalette) -> QTextCharFormat:
    """Return the look of a term of a list."""
    look = QTextCharFormat()
    look.setForeground(palette.color(QPalette.ColorRole.Text))
    look.setBackground(faint_tint(colour, palette))
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    look.setUnderlineColor(ink(colour, palette))
    return look


def current_hit() -> QTextCharFormat:
    """Return the look of the hit that she stands on."""
    return _filled(*CURRENT_HIT)


def current_found(palette: QPalette) -> QTextCharFormat:
    """Return the look of the found text that she stands on."""
    return _filled(
        palette.color(QPalette.ColorRole.Highlight),
        palette.color(QPalette.ColorRole.HighlightedText),
    )


class MarkPainter:
    """Paints over the letters of one view; `unit` is about a pixel at the usual text size."""

    def __init__(self, painter: QPainter, palette: QPalette, unit: float, descent: float) -> None:
        self._painter = painter
        self._palette = palette
        self._unit = unit
        self._descent = descent
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def mark(self, mark: Decoration, boxes: list[QRectF]) -> None:
        """Paint what a mark has over its letters."""
        if mark.kind is MarkKind.MENTION:
            self._underline(boxes, ink(mark.colour, self._palette))
        elif mark.kind is MarkKind.REDACTION:
            self._hatch(boxes)
        elif mark.lane:
            self._band(boxes, ink(mark.colour, self._palette), min(mark.lane, MAX_BANDS))

    def suggestion(self, boxes: Iterable[QRectF], colour: str) -> None:
        """Draw a broken line under what is suggested as an entity."""
        pen = QPen(ink(colour, self._palette), 1.1 * self._unit)
        pen.setDashPattern([2.5, 2.5])
        self._painter.setPen(pen)
        self._lines_under(boxes)

    def hits(self, boxes: Iterable[QRectF]) -> None:
        """Box the search hits."""
        self._frame(boxes, QPen(ink(HIT_COLOUR, self._palette), 1.4 * self._unit))

    def found(self, boxes: Iterable[QRectF]) -> None:
        """Box what the find bar found, dashed."""
        colour = self._palette.color(QPalette.ColorRole.Link)
        self._frame(boxes, QPen(colour, 1.4 * self._unit, Qt.PenStyle.DashLine))

    def outline(self, boxes: Iterable[QRectF]) -> None:
        """Outline the mark that is picked."""
        colour = self._palette.color(QPalette.ColorRole.Text)
        self._frame(boxes, QPen(colour, 1.6 * self._unit))

    def handles(self, start: QLineF | None, end: QLineF | None) -> None:
        """Paint the two handles by which a highlight's edges are dragged."""
        colour = self._palette.color(QPalette.ColorRole.Highlight)
        self._painter.setPen(QPen(colour, 2.2 * self._unit))
        self._painter.setBrush(colour)
        for edge, knob in (
            (start, start.p1() if start else None),
            (end, end.p2() if end else None),
        ):
            if edge is not None and knob is not None:
                self._painter.drawLine(edge)
                self._painter.drawEllipse(knob, 2.6 * self._unit, 2.6 * self._unit)

    def _underline(self, boxes: list[QRectF], colour: QColor) -> None:
        self._painter.setPen(QPen(colour, 1.5 * self._unit))
        self._lines_under(boxes)

    def _lines_under(self, boxes: Iterable[QRectF]) -> None:
        for box in boxes:
            y = box.bottom() - self._descent + 1.8 * self._unit
            self._painter.drawLine(QLineF(box.left(), y, box.right() - self._unit, y))

    def _band(self, boxes: list[QRectF], colour: QColor, lane: int) -> None:
        thickness = 2.2 * self._unit
        for place, box in enumerate(boxes):
            band = QRectF(box.left(), box.top(), box.width(), thickness)
            if lane != 2:  # the second goes above the letters, where the first leaves room
                band.moveBottom(box.bottom() - (lane // 2) * (thickness + self._unit))
            self._painter.fillRect(band, colour)
            post = QRectF(0, band.top(), 1.6 * self._unit, box.height() * 0.6)
            if lane != 2:
                post.moveBottom(band.bottom())
            if place == 0:
                post.moveLeft(box.left())
                self._painter.fillRect(post, colour)
            if place == len(boxes) - 1:
                post.moveRight(box.right())
                self._painter.fillRect(post, colour)

    def _hatch(self, boxes: list[QRectF]) -> None:
        stroke, frame = hatch_colours(self._palette)
        for box in boxes:
            inside = box.adjusted(0, self._unit, 0, -self._unit)
            hatch(self._painter, inside, stroke, 5 * self._unit, self._unit)
            self._painter.setPen(QPen(frame, 1.4 * self._unit))
            self._painter.drawLine(inside.topLeft(), inside.topRight())
            self._painter.drawLine(inside.bottomLeft(), inside.bottomRight())

    def _frame(self, boxes: Iterable[QRectF], pen: QPen) -> None:
        self._painter.setPen(pen)
        self._painter.setBrush(QBrush())
        half = pen.widthF() / 2
        for box in boxes:
            inside = box.adjusted(-half, half, half, -half)
            self._painter.drawRoundedRect(inside, 2 * self._unit, 2 * self._unit)


def hatch_colours(palette: QPalette) -> tuple[QColor, QColor]:
    """Return the colours of a redaction's strokes and frame."""
    if is_dark(palette):
        return QColor(255, 255, 255, 105), QColor("#b9b9b4")
    return QColor(0, 0, 0, 95), QColor("#000000")


def hatch(painter: QPainter, box: QRectF, stroke: QColor, gap: float, width: float) -> None:
    """Fill a box with slanting strokes that meet those of the boxes beside it."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(stroke, width))
    height = box.height()
    x = box.left() - height - (box.left() + box.bottom()) % gap
    lines = []
    while x < box.right() + gap:
        lines.append(QLineF(QPointF(x, box.bottom()), QPointF(x + height, box.top())))
        x += gap
    painter.drawLines(lines)
    painter.restore()


def _filled(background: QColor, foreground: QColor) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setBackground(background)
    look.setForeground(foreground)
    return look
