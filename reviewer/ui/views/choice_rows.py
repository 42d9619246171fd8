"""How a value to choose looks: its sign, colour, name and count, and a minus sign to exclude it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer.ui.theme import ink

PADDING = 6
GAP = 6


class Look(NamedTuple):
    """What there is to see of one value."""

    label: str
    number: str
    colour: str | None
    included: bool
    excluded: bool
    faint: bool  # no document has it


def row_height(widget: QWidget) -> int:
    """Return the height that every row has, in pixels."""
    return widget.fontMetrics().lineSpacing() + 8


def row_width(widget: QWidget, look: Look) -> int:
    """Return how wide a row must be to show all of a value, in pixels."""
    metrics = widget.fontMetrics()
    texts = metrics.horizontalAdvance(look.label) + metrics.horizontalAdvance(look.number)
    signs = metrics.ascent() * (2 if look.colour else 1)
    return texts + signs + row_height(widget) + 2 * PADDING + 4 * GAP


def in_minus(row: QRect, place: QPoint) -> bool:
    """Tell whether a place in a row is on its minus sign."""
    return place.x() > row.right() - row.height()


class ChoiceDelegate(QStyledItemDelegate):
    """Paints rows whose `look_role` gives a `Look`."""

    def __init__(self, parent: QWidget, look_role: int, *, excludes: bool) -> None:
        super().__init__(parent)
        self._look_role = look_role
        self._excludes = excludes

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row."""
        look: Look = index.data(self._look_role)
        state = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole
        text = option.palette.color(role.HighlightedText if current else role.Text)
        quiet = text if current else option.palette.color(role.PlaceholderText)
        painter.save()
        if current:
            painter.fillRect(option.rect, option.palette.color(role.Highlight))
        metrics = option.fontMetrics
        side = metrics.ascent()
        top = option.rect.top() + (option.rect.height() - side) / 2
        left = option.rect.left() + PADDING
        _paint_state(painter, QRectF(left, top, side, side), look, text, option.palette, current)
        left += side + GAP
        if look.colour is not None:
            small = side - 4
            painter.fillRect(
                QRectF(left, top + 2, small, small), _legible(look.colour, option.palette)
            )
            left += small + GAP
        right = option.rect.right() - PADDING
        if self._excludes:
            zone = QRect(right + PADDING - option.rect.height(), option.rect.top(), 0, 0)
            zone.setSize(option.rect.size().boundedTo(option.rect.size().transposed()))
            if current or state & QStyle.StateFlag.State_MouseOver:
                _paint_minus(painter, zone, text)
            right = zone.left() - 2
        width = metrics.horizontalAdvance(look.number)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        flags = int(middle | Qt.TextFlag.TextSingleLine)
        box = QRect(right - width, option.rect.top(), width + 1, option.rect.height())
        painter.setPen(quiet)
        painter.drawText(box, flags, look.number)
        box = QRect(
            left, option.rect.top(), max(0, right - width - GAP - left), option.rect.height()
        )
        font = QFont(option.font)
        font.setStrikeOut(look.excluded)
        painter.setFont(font)
        chosen = look.included or look.excluded
        painter.setPen(quiet if look.faint and not chosen else text)
        shown = metrics.elidedText(look.label, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, flags, shown)
        painter.restore()


def _paint_state(
    painter: QPainter, box: QRectF, look: Look, text: QColor, palette: QPalette, current: bool
) -> None:
    """Paint an empty box, a filled one with a tick, or one with a bar across."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = box.adjusted(0.5, 0.5, -0.5, -0.5)
    outline = text if current else palette.color(QPalette.ColorRole.PlaceholderText)
    fill = text if current else palette.color(QPalette.ColorRole.Accent)
    thick = max(1.6, box.width() / 6)
    if look.included:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 2, 2)
        role = QPalette.ColorRole.Highlight if current else QPalette.ColorRole.Base
        painter.setPen(QPen(palette.color(role), thick))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x, y, width, height = box.x(), box.y(), box.width(), box.height()
        painter.drawPolyline(
            QPolygonF(
                [
                    QPointF(x + width * 0.22, y + height * 0.52),
                    QPointF(x + width * 0.43, y + height * 0.73),
                    QPointF(x + width * 0.8, y + height * 0.28),
                ]
            )
        )
    else:
        painter.setPen(QPen(text if look.excluded else outline, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 2, 2)
    if look.excluded:
        painter.setPen(QPen(text, thick))
        middle = box.center().y()
        painter.drawLine(QPointF(box.left() + 2.5, middle), QPointF(box.right() - 2.5, middle))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_minus(painter: QPainter, zone: QRect, colour: QColor) -> None:
    """Paint a ring with a bar in it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle, radius = QRectF(zone).center(), zone.height() * 0.3
    painter.drawEllipse(middle, radius, radius)
    half = QPointF(radius * 0.5, 0)
    painter.drawLine(middle - half, middle + half)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _legible(colour: str, palette: QPalette) -> QColor:
    if QColor(colour).isValid():
        return ink(colour, palette)
    return palette.color(QPalette.ColorRole.Mid)
