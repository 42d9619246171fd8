"""The small signs on a row of the result list: each has a shape of its own, not only a colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from reviewer.model import Status
from reviewer.ui.theme import ink
from reviewer.ui.views.text_paint import hatch, hatch_colours

_STATUS_COLOURS = {
    Status.UNREVIEWED: "#aaaaaa",
    Status.IN_REVIEW: "#2ea8e5",
    Status.REVIEWED: "#5fb236",
    Status.SECOND_LOOK: "#f19837",
}


def draw_status(
    painter: QPainter, box: QRectF, status: Status, palette: QPalette, pen_colour: QColor | None
) -> None:
    """Draw a ring, a half disc, a tick in a disc or a flag; `pen_colour` on a selected row."""
    colour = pen_colour or ink(_STATUS_COLOURS[status], palette)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, max(1.4, box.width() / 9)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = box.adjusted(1, 1, -1, -1)
    if status is Status.SECOND_LOOK:
        _draw_flag(painter, inner, colour)
    else:
        painter.drawEllipse(inner)
    painter.setBrush(colour)
    if status is Status.IN_REVIEW:
        painter.drawPie(inner, 90 * 16, 180 * 16)
    if status is Status.REVIEWED:
        painter.drawEllipse(inner)
        _draw_tick(painter, inner, behind_of(palette, pen_colour))
    painter.restore()


def draw_count(
    painter: QPainter, box: QRectF, kind: str, palette: QPalette, pen_colour: QColor | None
) -> None:
    """Draw what stands before a count.

    A marker's stroke, an underlined dot, a hatched bar; two sheets for what is alike.
    """
    colour = pen_colour or palette.color(QPalette.ColorRole.PlaceholderText)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind == "highlight":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen_colour or ink("#ffd400", palette))
        painter.drawRoundedRect(box.adjusted(0, box.height() * 0.2, 0, -box.height() * 0.2), 2, 2)
    elif kind == "mention":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        size = box.width() / 2
        painter.drawEllipse(QRectF(box.center().x() - size / 2, box.top(), size, size))
        painter.setPen(QPen(colour, 2))
        painter.drawLine(box.bottomLeft() - QPointF(0, 1), box.bottomRight() - QPointF(0, 1))
    elif kind == "alike":
        painter.setPen(QPen(colour, 1.3))
        sheet = QRectF(box.left() + 0.5, box.top() + 0.5, box.width() * 0.62, box.height() * 0.7)
        painter.drawRect(sheet)
        front = sheet.translated(box.width() * 0.3, box.height() * 0.24)
        painter.setBrush(behind_of(palette, pen_colour))
        painter.drawRect(front)
    else:
        draw_hatched(painter, box.adjusted(0, box.height() * 0.1, 0, -box.height() * 0.1), palette)
    painter.restore()


def behind_of(palette: QPalette, pen_colour: QColor | None) -> QColor:
    """Return the colour behind the signs of a row, which is selected when they have a colour."""
    role = QPalette.ColorRole
    return palette.color(role.Base if pen_colour is None else role.Highlight)


def draw_hatched(painter: QPainter, box: QRectF, palette: QPalette) -> None:
    """Fill a box the way that redactions look in the text."""
    stroke, frame = hatch_colours(palette)
    painter.save()
    painter.fillRect(box, palette.color(QPalette.ColorRole.Base))
    hatch(painter, box, stroke, 4, 1.2)
    painter.setPen(frame)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    painter.restore()


def _draw_flag(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.drawLine(box.topLeft(), box.bottomLeft())
    middle = QPointF(box.right(), box.top() + box.height() * 0.3)
    foot = QPointF(box.left(), box.top() + box.height() * 0.62)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([box.topLeft(), middle, foot]))


def _draw_tick(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, max(1.5, box.width() / 7)))
    x, y, width, height = box.x(), box.y(), box.width(), box.height()
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(x + width * 0.24, y + height * 0.52),
                QPointF(x + width * 0.44, y + height * 0.72),
                QPointF(x + width * 0.78, y + height * 0.3),
            ]
        )
    )
