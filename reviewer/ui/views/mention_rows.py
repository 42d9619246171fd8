"""How one mention looks in its list: the words around it, and the document under them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer.ui.models.annotation_list import shortened
from reviewer.ui.models.mention_list import ROW, MentionRow

_MARGIN = 5.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MentionRows(QStyledItemDelegate):
    """Paints mentions, two lines each, the mention itself in bold."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return two lines."""
        return QSize(0, round(2 * QFontMetricsF(option.font).height() + 2 * _MARGIN))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        row: MentionRow = index.data(ROW)
        palette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        whole = QRectF(option.rect)
        if selected:
            painter.fillRect(whole, palette.color(QPalette.ColorRole.Highlight))
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        line = whole.adjusted(_MARGIN + 2, _MARGIN, -_MARGIN, 0)
        line.setHeight(QFontMetricsF(option.font).height())
        _in_context(painter, line, row, option.font)
        if not selected:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        line.translate(0, line.height())
        metrics = QFontMetricsF(option.font)
        painter.setFont(option.font)
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _LEFT, title)
        painter.restore()


def _in_context(painter: QPainter, line: QRectF, row: MentionRow, font: QFont) -> None:
    """Write the mention in bold with as much around it as there is room for."""
    bold = QFont(font)
    bold.setBold(True)
    metrics, bold_metrics = QFontMetricsF(font), QFontMetricsF(bold)
    quote = bold_metrics.elidedText(
        shortened(row.mention.quote), Qt.TextElideMode.ElideRight, line.width()
    )
    quote_width = bold_metrics.horizontalAdvance(quote)
    room = line.width() - quote_width
    # A third of the room before the mention: what follows tells more.
    before_words, after_words = _unbreakable(row.before), _unbreakable(row.after)
    before_room = min(metrics.horizontalAdvance(before_words), room / 3)
    before = metrics.elidedText(before_words, Qt.TextElideMode.ElideLeft, before_room)
    after = metrics.elidedText(after_words, Qt.TextElideMode.ElideRight, room - before_room)
    box = QRectF(line.left(), line.top(), before_room, line.height())
    painter.setFont(font)
    painter.drawText(box, _RIGHT, before)
    painter.setFont(bold)
    box = QRectF(line.left() + before_room, line.top(), quote_width + 2, line.height())
    painter.drawText(box, _LEFT, quote)
    painter.setFont(font)
    box = QRectF(box.left() + quote_width, line.top(), room - before_room, line.height())
    painter.drawText(box, _LEFT, after)


def _unbreakable(words: str) -> str:
    """Return words whose outer spaces Qt does not drop when it aligns them."""
    return words.replace(" ", "\u00a0")
