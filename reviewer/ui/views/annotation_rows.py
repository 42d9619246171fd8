"""How one annotation looks in its list: a sign, the quote, its names, its note."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer.ui.decorations import MarkKind
from reviewer.ui.models.annotation_list import ROW, Annotation
from reviewer.ui.theme import ink, tint
from reviewer.ui.views.text_paint import hatch, hatch_colours

_MARGIN = 6.0
_SIGN = 14.0  # the width of the sign at the left


class AnnotationRows(QStyledItemDelegate):
    """Paints annotations; sizes in pixels follow the font's height."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return two lines, and a third for a note."""
        lines = 3 if index.data(ROW).note else 2
        return QSize(0, round(lines * _line_height(option.font) + 2 * _MARGIN))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        row: Annotation = index.data(ROW)
        palette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(option.rect)
        if selected:
            painter.fillRect(whole, palette.color(QPalette.ColorRole.Highlight))
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        text = palette.color(role)
        faint = text if selected else palette.color(QPalette.ColorRole.PlaceholderText)
        height = _line_height(option.font)
        inside = whole.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        _sign(painter, QRectF(inside.left(), inside.top(), _SIGN, inside.height()), row, palette)
        line = inside.adjusted(_SIGN + _MARGIN, 0, 0, 0)
        line.setHeight(height)
        bold = QFont(option.font)
        bold.setBold(row.span is None)
        _write(painter, line, row.quote, bold, text)
        line.translate(0, height)
        if row.kind is MarkKind.HIGHLIGHT:
            _chips(painter, line, row, option, faint)
        else:
            _write(painter, line, row.chips[0][0], option.font, faint)
        if row.note:
            line.translate(0, height)
            italic = QFont(option.font)
            italic.setItalic(True)
            _write(painter, line, row.note, italic, faint)
        if not selected:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Window), 1))
            painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus and not selected:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(whole.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()


def _line_height(font: QFont) -> float:
    return QFontMetricsF(font).height() + 3


def _write(painter: QPainter, box: QRectF, words: str, font: QFont, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    elided = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


def _sign(painter: QPainter, box: QRectF, row: Annotation, palette: QPalette) -> None:
    """Draw the kind as it looks in the text: a bar, an underlined letter, a hatched block."""
    colour = row.chips[0][1]
    if row.kind is MarkKind.HIGHLIGHT:
        part = box.height() / len(row.chips)
        for place, (_name, chip_colour) in enumerate(row.chips):
            bar = QRectF(box.left(), box.top() + place * part, 5, part)
            painter.fillRect(bar, ink(chip_colour, palette))
    elif row.kind is MarkKind.MENTION:
        base = QRectF(box.left(), box.top(), _SIGN, _SIGN)
        painter.setPen(QPen(ink(colour, palette), 2))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawEllipse(base.adjusted(2, 2, -2, -2))
        painter.drawLine(base.bottomLeft(), base.bottomRight())
    else:
        block = QRectF(box.left(), box.top() + 1, _SIGN, box.height() - 2)
        stroke, frame = hatch_colours(palette)
        painter.fillRect(block, palette.color(QPalette.ColorRole.Base))
        hatch(painter, block, stroke, 4, 1.2)
        painter.setPen(QPen(frame, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(block)


def _chips(
    painter: QPainter,
    line: QRectF,
    row: Annotation,
    option: QStyleOptionViewItem,
    faint: QColor,
) -> None:
    """Draw tag names on their tints, and how many there was no room for."""
    font, palette = option.font, option.palette
    metrics = QFontMetricsF(font)
    left = line.left()
    for place, (name, colour) in enumerate(row.chips):
        remaining = len(row.chips) - place - 1
        reserved = metrics.horizontalAdvance(f" +{remaining}") + 4 if remaining else 0
        room = line.right() - left - reserved - 10
        if place and room < metrics.horizontalAdvance(name) and room < 60:
            rest = QRectF(left, line.top(), line.right() - left, line.height())
            _write(painter, rest, f"+{remaining + 1}", font, faint)
            return
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        chip = QRectF(left, line.top() + 1, metrics.horizontalAdvance(words) + 10, line.height())
        chip.setHeight(line.height() - 2)
        painter.setPen(QPen(ink(colour, palette), 1))
        painter.setBrush(tint(colour, palette))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)
        left = chip.right() + 4
