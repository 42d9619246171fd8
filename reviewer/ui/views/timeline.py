"""When the documents found were written: bars by month, over which she brushes to filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.row_delegate import PALE
from reviewer.ui.views.timeline_bins import NO_BINS, lay_out

BARS_PX = 30
LEAST_BIN_PX = 2
_GRIP_PX = 4  # so near to an edge of the brush the mouse takes hold of it
_LEAST_BAR_PX = 2  # a month with one document is seen too


class Timeline(QWidget):
    """Paints the bars and the brush; tells the range that was brushed.

    Left and Right move the brush, with Shift they move its end; Esc or a double click gives it up.
    """

    range_chosen = Signal(object, object)  # ISO prefix or None, twice; both ends included

    def __init__(self) -> None:
        super().__init__()
        self.bins = NO_BINS
        self._months: tuple[tuple[str, int], ...] = ()
        self._range: tuple[str | None, str | None] = (None, None)
        self._brush: tuple[int, int] | None = None
        self._is_empty = False  # nothing was found; the months are those before
        self._pale = False
        self._anchor: int | None = None  # where the mouse was pressed, while it is held
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._describe()
        self.hide()

    @property
    def brush(self) -> tuple[int, int] | None:
        """The first and the last bin that are chosen."""
        return self._brush

    def show_months(self, months: Sequence[tuple[str, int]]) -> None:
        """Show other counts; hide as long as no document has told a date.

        Without any, the months before stay, empty, so that nothing jumps while she types.
        """
        self._months = tuple(months) or self._months
        self._is_empty = not months
        self._lay_out()
        self.setVisible(len(self.bins) > 0)

    def set_pale(self, pale: bool) -> None:
        """Show whether the counts are of another query than she has written."""
        self._pale = pale
        self.update()

    def set_range(self, first: str | None, last: str | None) -> None:
        """Show a range of dates as brushed, without telling of it."""
        self._range = (first, last)
        self._place_brush()

    def sizeHint(self) -> QSize:
        """Return room for the bars and a line of years."""
        return QSize(200, BARS_PX + self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Never be lower."""
        return QSize(40, self.sizeHint().height())

    def _lay_out(self) -> None:
        bins = lay_out(self._months, max(self.width(), 120) // LEAST_BIN_PX)
        self.bins = replace(bins, counts=bins.counts * 0) if self._is_empty else bins
        self._place_brush()

    def _place_brush(self) -> None:
        first, last = self._range
        end = len(self.bins) - 1
        self._brush = None
        if end >= 0 and (first or last):
            start = self.bins.place_of(first, last=False) if first else 0
            stop = self.bins.place_of(last, last=True) if last else end
            start = min(start, end) if self.bins.after else start
            stop = max(stop, 0) if self.bins.before else stop
            if start <= end and stop >= 0 and start <= stop:
                self._brush = (max(start, 0), min(stop, end))
        self._describe()
        self.update()

    def _describe(self) -> None:
        unit = "year" if self.bins.by_year else "month"
        self.setAccessibleName(f"Documents found by {unit}")
        parts: list[str] = []
        if len(self.bins):
            parts.append(f"{self.bins.name(0)} to {self.bins.name(len(self.bins) - 1)}")
        if self._brush is not None:
            parts.append(f"chosen: {self._told(*self._brush)}")
        self.setAccessibleDescription("; ".join(parts))

    def _told(self, first: int, last: int) -> str:
        count = int(self.bins.counts[first : last + 1].sum())
        names = dict.fromkeys([self.bins.name(first), self.bins.name(last)])
        return f"{' to '.join(names)}: {count:,} {'document' if count == 1 else 'documents'}"

    def _choose(self, brush: tuple[int, int] | None, *, tell: bool = True) -> None:
        self._brush = brush
        self._range = (None, None) if brush is None else self.bins.dates(*brush)
        self._describe()
        self.update()
        if tell:
            self.range_chosen.emit(*self._range)

    def _bin_at(self, x: float) -> int:
        return max(0, min(int(x * len(self.bins) / max(1, self.width())), len(self.bins) - 1))

    def _edge(self, place: int) -> float:
        """Return where a bin begins, in pixels."""
        return place * self.width() / max(1, len(self.bins))

    def _grip_at(self, x: float) -> int | None:
        """Return the bin at the other end when `x` is on an edge of the brush."""
        if self._brush is None:
            return None
        first, last = self._brush
        if abs(x - self._edge(first)) <= _GRIP_PX:
            return last
        return first if abs(x - self._edge(last + 1)) <= _GRIP_PX else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a brush, or take hold of an edge of it."""
        if event.button() != Qt.MouseButton.LeftButton or not len(self.bins):
            return
        x = event.position().x()
        grip = self._grip_at(x)
        self._anchor = self._bin_at(x) if grip is None else grip
        if grip is None:
            self._choose((self._anchor, self._anchor), tell=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the brush out to the mouse, and say what is under it."""
        x = event.position().x()
        if self._anchor is not None:
            place = self._bin_at(x)
            brush = (min(self._anchor, place), max(self._anchor, place))
            if brush != self._brush:
                self._choose(brush, tell=False)
            self._tip(event.globalPosition().toPoint(), *brush)
        shape = Qt.CursorShape.ArrowCursor
        if self._grip_at(x) is not None or self._anchor is not None:
            shape = Qt.CursorShape.SizeHorCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Filter by what was brushed."""
        if event.button() == Qt.MouseButton.LeftButton and self._anchor is not None:
            self._anchor = None
            self._choose(self._brush)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Give the brush up."""
        self._anchor = None
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move or stretch the brush, or give it up."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps and len(self.bins):
            held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step(steps[Qt.Key(event.key())], stretch=held)
        elif event.key() == Qt.Key.Key_Escape and self._range != (None, None):
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int, *, stretch: bool) -> None:
        end = len(self.bins) - 1
        if self._brush is None:
            start = 0 if step > 0 else end
            self._choose((start, start))
            return
        first, last = self._brush
        moved = (first if stretch else first + step, last + step)
        if moved[0] >= 0 and moved[1] <= end and moved[0] <= moved[1]:
            self._choose(moved)

    def event(self, event: QEvent) -> bool:
        """Say which month is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if len(self.bins):
                place = self._bin_at(event.pos().x())
                self._tip(event.globalPos(), place, place)
            return True
        return super().event(event)

    def _tip(self, at: QPoint, first: int, last: int) -> None:
        QToolTip.showText(at, plain_tip(self._told(first, last)), self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show months where there is room for them."""
        super().resizeEvent(event)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus is gone."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the brush, the bars over it, the years below."""
        painter = QPainter(self)
        painter.setOpacity(PALE if self._pale else 1)
        if len(self.bins):
            self._paint_brush(painter)
            self._paint_bars(painter)
            self._paint_years(painter)
        painter.end()

    def _paint_brush(self, painter: QPainter) -> None:
        base = QRectF(0, 0, self.width(), BARS_PX)
        painter.fillRect(base, self._colour(QPalette.ColorRole.Base))
        if self._brush is None:
            return
        accent = self._colour(QPalette.ColorRole.Accent)
        left, right = self._edge(self._brush[0]), self._edge(self._brush[1] + 1)
        veil = QColor(accent)
        veil.setAlphaF(0.16)
        painter.fillRect(QRectF(left, 0, right - left, BARS_PX), veil)
        for x in (left, right - 1):
            painter.fillRect(QRectF(min(max(x, 0), self.width() - 1), 0, 1, BARS_PX), accent)

    def _paint_bars(self, painter: QPainter) -> None:
        counts, width = self.bins.counts, self.width() / len(self.bins)
        room = BARS_PX - 3
        heights = counts * (room / max(1, int(counts.max())))
        gap = 1 if width >= 4 else 0
        inside: list[QRectF] = []
        outside: list[QRectF] = []
        first, last = self._brush or (0, len(self.bins))
        for place in counts.nonzero()[0].tolist():
            height = max(_LEAST_BAR_PX, float(heights[place]))
            bar = QRectF(place * width, BARS_PX - height, max(1.0, width - gap), height)
            (inside if first <= place <= last else outside).append(bar)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(QPalette.ColorRole.Accent))
        painter.drawRects(inside)
        quiet = self._colour(QPalette.ColorRole.PlaceholderText)
        quiet.setAlphaF(0.5)
        painter.setBrush(quiet)
        painter.drawRects(outside)
        line = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.PlaceholderText
        painter.setPen(QPen(self._colour(line), 2 if self.hasFocus() else 1))
        painter.drawLine(0, BARS_PX, self.width(), BARS_PX)

    def _paint_years(self, painter: QPainter) -> None:
        """Write the first year, and as many others as fit, each where it begins."""
        painter.setPen(self._colour(QPalette.ColorRole.PlaceholderText))
        metrics = self.fontMetrics()
        baseline = BARS_PX + 2 + metrics.ascent()
        free = 0.0
        for place in (int(self.bins.before), *self.bins.year_starts()):
            text = str(self.bins.year(place))
            x, width = self._edge(place), metrics.horizontalAdvance(text)
            if x >= free and x + width <= self.width():
                painter.drawText(int(x), baseline, text)
                free = x + width * 1.5

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        return self.palette().color(role)
