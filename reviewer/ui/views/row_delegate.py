"""How a document looks in the result list: title and signs, facts, and a piece of its text."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer.model import DocumentRow, Snippet, Span, Status
from reviewer.text import Offsets
from reviewer.ui.models.documents_model import ALIKE_ROLE, ROW_ROLE, SNIPPET_ROLE
from reviewer.ui.theme import tint
from reviewer.ui.views.row_signs import draw_count, draw_hatched, draw_status
from reviewer.ui.views.text_paint import HIT_COLOUR

PADDING = 6
GAP = 6
SNIPPET_LINES = 2
PALE = 0.4  # of the opacity
_MAX_TITLE_CP = 300


def row_height(widget: QWidget) -> int:
    """Return the height that every row has, in pixels."""
    return widget.fontMetrics().lineSpacing() * (2 + SNIPPET_LINES) + 2 * PADDING + 2


class RowDelegate(QStyledItemDelegate):
    """Paints rows of a `DocumentsModel`; all have one height, so that none must be measured.

    They are pale while `is_pale`, when they answer another query than she has written.
    """

    is_pale = False

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the one size."""
        return QSize(option.rect.width(), row_height(option.widget))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row, or only its background while there is none."""
        painter.save()
        # Without `initStyleOption`, which asks the model seven times for what it does not have.
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        row: DocumentRow | None = index.data(ROW_ROLE)
        if row is not None:
            painter.setOpacity(PALE if self.is_pale else 1)
            alike = sum(index.data(ALIKE_ROLE) or (0, 0))
            _Row(painter, option).paint(row, index.data(SNIPPET_ROLE), alike)
        painter.restore()


class _Row:
    """One row being painted."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        self.painter = painter
        self.palette = option.palette
        self.font = QFont(option.font)
        self.metrics = QFontMetrics(self.font)
        self.line = self.metrics.lineSpacing()
        self.box = option.rect.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        self.rule = option.rect
        self.selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole
        self.text = self.palette.color(role.HighlightedText if self.selected else role.Text)
        self.quiet = self.text if self.selected else self.palette.color(role.PlaceholderText)
        self.sign = self.text if self.selected else None

    def paint(self, row: DocumentRow, snippet: Snippet | None, alike: int = 0) -> None:
        left = self._paint_status(row)
        right = self._paint_withheld(row)
        self._paint_title(row, left, right)
        right = self._paint_counts(row, alike)
        day = row.date[:10] if row.date else None  # the time is in the tool tip
        whence = row.origin or " ".join(row.file_name.split())
        facts = " · ".join(part for part in (day, row.classification, whence) if part)
        box = QRect(left, self.box.top() + self.line, max(0, right - left), self.line)
        self._line(box, facts, self.font, self.quiet)
        if snippet is not None:
            self._paint_snippet(snippet, left)
        self.painter.setPen(self.palette.color(QPalette.ColorRole.Midlight))
        self.painter.drawLine(self.rule.bottomLeft(), self.rule.bottomRight())

    def _paint_status(self, row: DocumentRow) -> int:
        side = self.metrics.ascent()
        top = self.box.top() + (self.line - side) / 2
        box = QRectF(self.box.left(), top, side, side)
        draw_status(self.painter, box, row.status, self.palette, self.sign)
        return self.box.left() + side + GAP

    def _paint_title(self, row: DocumentRow, left: int, right: int) -> None:
        font = QFont(self.font)
        if row.status is Status.UNREVIEWED:
            font.setWeight(QFont.Weight.DemiBold)
        box = QRect(left, self.box.top(), max(0, right - left), self.line)
        self._line(box, " ".join(row.title[:_MAX_TITLE_CP].split()) or "Untitled", font, self.text)

    def _paint_withheld(self, row: DocumentRow) -> int:
        """Paint a hatched bar and the word where the whole document will not be released."""
        right = self.box.right()
        if not row.withheld:
            return right
        width = self.metrics.horizontalAdvance("Withheld")
        box = QRect(right - width, self.box.top(), width, self.line)
        self._line(box, "Withheld", self.font, self.text)
        side = self.metrics.ascent()
        bar = QRectF(box.left() - side - 4, box.top() + (self.line - side) / 2, side, side)
        draw_hatched(self.painter, bar, self.palette)
        return int(bar.left()) - GAP

    def _paint_counts(self, row: DocumentRow, alike: int) -> int:
        """Paint the counts of marks, and of what is alike, from the right; return their begin."""
        right = self.box.right()
        top = self.box.top() + self.line
        side = round(self.metrics.ascent() * 0.8)
        counts = (
            ("redaction", row.redactions),
            ("mention", row.mentions),
            ("highlight", row.highlights),
            ("alike", alike),
        )
        for kind, count in counts:
            if not count:
                continue
            text = f"{count:,}"
            width = self.metrics.horizontalAdvance(text)
            self._line(QRect(right - width, top, width + 1, self.line), text, self.font, self.quiet)
            right -= width + 3 + side
            box = QRectF(right, top + (self.line - side) / 2, side, side)
            draw_count(self.painter, box, kind, self.palette, self.sign)
            right -= GAP
        return right

    def _line(self, box: QRect, text: str, font: QFont, colour: QColor) -> None:
        self.painter.setFont(font)
        self.painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self.painter.drawText(box, int(flags | Qt.TextFlag.TextSingleLine), shown)

    def _paint_snippet(self, snippet: Snippet, left: int) -> None:
        width = max(1, self.box.right() - left)
        layout, shown_qt = self._lay_out(snippet, width)
        nearer = from_hit(snippet, Offsets(snippet.text).to_cp(shown_qt))
        if nearer is not snippet:
            layout, _shown_qt = self._lay_out(nearer, width)
        self.painter.setPen(self.text)
        layout.draw(self.painter, QPointF(left, self.box.top() + 2 * self.line))

    def _lay_out(self, snippet: Snippet, width: int) -> tuple[QTextLayout, int]:
        """Break a snippet into the lines of a row; also return how many UTF-16 units they hold."""
        layout = QTextLayout(snippet.text, self.font)
        layout.setTextOption(_wrapping())
        layout.setFormats([self._hit_format(start, length) for start, length in _hits_qt(snippet)])
        shown_qt = 0
        layout.beginLayout()
        for number in range(SNIPPET_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, number * self.line))
            shown_qt = line.textStart() + line.textLength()
        layout.endLayout()
        return layout, shown_qt

    def _hit_format(self, start_qt: int, length_qt: int) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = start_qt, length_qt
        look = QTextCharFormat()
        look.setBackground(tint(HIT_COLOUR, self.palette))
        look.setForeground(self.palette.color(QPalette.ColorRole.Text))
        look.setFontWeight(QFont.Weight.DemiBold)
        found.format = look
        return found


def from_hit(snippet: Snippet, shown_cp: int) -> Snippet:
    """Return the snippet without its beginning when the first hit would not be seen.

    `shown_cp` is how much of it there is room for.
    """
    if not snippet.hits or snippet.hits[0].end_cp <= shown_cp:
        return snippet
    hit = snippet.hits[0]
    start = max(hit.start_cp - shown_cp // 3, 0)
    space = snippet.text.find(" ", start, hit.start_cp)
    start = space + 1 if space >= 0 else hit.start_cp
    moved = 1 - start  # the ellipsis is one character
    hits = tuple(Span(one.start_cp + moved, one.end_cp + moved) for one in snippet.hits)
    return Snippet("…" + snippet.text[start:], hits)


def _hits_qt(snippet: Snippet) -> list[tuple[int, int]]:
    """Return start and length of each hit in UTF-16 units, as Qt counts."""
    offsets = Offsets(snippet.text)
    ranges = [offsets.span_to_qt(hit.start_cp, hit.end_cp) for hit in snippet.hits]
    return [(start, end - start) for start, end in ranges]


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
