"""A scroll bar that shows where in the whole document hits, highlights and redactions stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from reviewer.model import Span
from reviewer.ui.theme import ink

NEAR_PX = 3
TICK_PX = 2


class Column(Enum):
    """Which part of the scroll bar's width a tick takes: left share, right share."""

    HIT = (0.0, 0.45)
    MARK = (0.55, 1.0)
    REDACTION = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick; `share` is how far down the document it stands, from 0 to 1."""

    span: Span
    share: float
    colour: str
    column: Column


class ScrollTicks(QScrollBar):
    """A vertical scroll bar with ticks; a click on one asks to go there."""

    tick_picked = Signal(object)  # Span

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ticks: tuple[Tick, ...] = ()
        self._drawn: QPixmap | None = None
        self._pressed_tick = False

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        """Show these ticks instead of the former ones."""
        if tuple(ticks) != self._ticks:
            self._ticks = tuple(ticks)
            self._redraw()

    def ticks(self) -> tuple[Tick, ...]:
        """Return the ticks that are shown."""
        return self._ticks

    def tick_at(self, y: float) -> Tick | None:
        """Return the tick nearest to a height, None when none is near."""
        top, height = self._groove()
        nearest = min(
            self._ticks, key=lambda tick: abs(top + tick.share * height - y), default=None
        )
        if nearest is None or abs(top + nearest.share * height - y) > NEAR_PX:
            return None
        return nearest

    def sizeHint(self) -> QSize:
        """Return a width on which ticks can be hit."""
        hint = super().sizeHint()
        return QSize(max(hint.width(), self.fontMetrics().height()), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar and, from a cached picture, the ticks over it."""
        super().paintEvent(event)
        if self._drawn is None:
            self._drawn = self._draw()
        QPainter(self).drawPixmap(0, 0, self._drawn)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a tick beside the slider, or scroll."""
        tick = self.tick_at(event.position().y())
        self._pressed_tick = tick is not None and not self._on_slider(event)
        if tick is not None and self._pressed_tick:
            self.tick_picked.emit(tick.span)
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if not self._pressed_tick:
            super().mouseReleaseEvent(event)
        self._pressed_tick = False

    def changeEvent(self, event: QEvent) -> None:
        """Draw the ticks anew for another palette or style."""
        super().changeEvent(event)
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the ticks anew for another height."""
        super().resizeEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        self._drawn = None
        self.update()

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        top, height = self._groove()
        # Thousands of ticks fall on the same few pixels: the first on each is drawn.
        places: dict[tuple[int, Column], str] = {}
        for tick in self._ticks:
            y = int(top + tick.share * height) // TICK_PX * TICK_PX
            places.setdefault((y, tick.column), tick.colour)
        colours = {colour: ink(colour, self.palette()) for colour in places.values()}
        for (y, column), colour in places.items():
            left, right = (round(part * self.width()) for part in column.value)
            if column is Column.REDACTION:
                painter.fillRect(left, y - 1, right - left, TICK_PX + 2, QColor("#8a8a86"))
                painter.fillRect(left, y, right - left, TICK_PX, QColor("#000000"))
            else:
                painter.fillRect(left, y, right - left, TICK_PX, colours[colour])
        painter.end()
        return pixmap

    def _groove(self) -> tuple[int, int]:
        """Return the top and the height within which ticks stand."""
        groove = self._part(QStyle.SubControl.SC_ScrollBarGroove)
        return groove.top(), groove.height() - 1

    def _on_slider(self, event: QMouseEvent) -> bool:
        slider = self._part(QStyle.SubControl.SC_ScrollBarSlider)
        return self.maximum() > self.minimum() and slider.contains(event.position().toPoint())

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self)
