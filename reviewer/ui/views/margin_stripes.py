"""Stripes in the margin: which passages beside them are marked, and with what."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip, QWidget

from reviewer.ui.decorations import Decoration, MarkKind
from reviewer.ui.theme import ink
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.marked_text import MarkedText
from reviewer.ui.views.text_paint import hatch, hatch_colours

MAX_STRIPES = 6


@dataclass(frozen=True, slots=True)
class Stripe:
    """One mark as a stripe."""

    mark: Decoration
    box: QRectF


class MarginStripes(QWidget):
    """Stands left of a text view: redactions, then highlights side by side, then mentions.

    A hatched column over the whole height says that the document is withheld.
    """

    mark_picked = Signal(str, object)  # kind, id

    def __init__(self, view: MarkedText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setAccessibleName("Marks in the margin")
        self.setMouseTracking(True)
        view.decorations_changed.connect(self._on_decorations_changed)

    def stripes(self) -> list[Stripe]:
        """Return the stripes of the visible marks, in pixels of this widget."""
        view = self._view
        if not view.decorations.items:
            return []
        seen = view.visible_span_cp()
        marks = view.shown_marks(seen)
        top = view.viewport().mapTo(view, view.viewport().rect().topLeft()).y()
        top += view.y() - self.y()
        stripes = []
        for mark, boxes in zip(marks, view.boxes([mark.span for mark in marks]), strict=True):
            if boxes:
                left, width = self._column(mark)
                first, last = boxes[0].top() + top, boxes[-1].bottom() + top
                stripes.append(Stripe(mark, QRectF(left, first + 1, width, last - first - 2)))
        return stripes

    def sizeHint(self) -> QSize:
        """Return the width for the columns that this document needs."""
        unit = self._unit()
        stripes = min(max(self._view.decorations.stripe_count, 2), MAX_STRIPES)
        return QSize(round(unit * (8 + 5 * stripes + 5)), 0)

    def minimumSizeHint(self) -> QSize:
        """Return the same as the size hint: stripes cannot be squeezed."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the stripes of what is visible."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _, frame = hatch_colours(self.palette())
        unit = self._unit()
        if self._view.decorations.withheld is not None and self._view.markable:
            hatch(painter, QRectF(0, 0, 7 * unit, self.height()), frame, 7 * unit, 2 * unit)
        for stripe in self.stripes():
            if stripe.mark.kind is MarkKind.REDACTION:
                hatch(painter, stripe.box, frame, 3.5 * unit, 1.6 * unit)
                painter.setPen(frame)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(stripe.box)
            else:
                painter.setPen(ink(stripe.mark.colour, self.palette()))
                painter.setBrush(QColor(stripe.mark.colour))
                painter.drawRoundedRect(stripe.box, unit, unit)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the mark whose stripe is pressed."""
        under = self._under(event.position())
        if under and event.button() is Qt.MouseButton.LeftButton:
            self._view.show_picked(under[0].kind, under[0].id)
            self.mark_picked.emit(under[0].kind.value, under[0].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be pressed."""
        under = self._under(event.position())
        shape = Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def event(self, event: QEvent) -> bool:
        """Say in a tool tip what the stripe under the mouse stands for."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            labels = [mark.label for mark in self._under(QPointF(event.pos()))]
            withheld = self._view.decorations.withheld
            if not labels and withheld is not None:
                labels = [f"The whole document is withheld\n{withheld}"]
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(labels)), self)
            return True
        return super().event(event)

    def _under(self, place: QPointF) -> list[Decoration]:
        reach = 1.5
        return [
            stripe.mark
            for stripe in self.stripes()
            if stripe.box.adjusted(-reach, -1, reach, 1).contains(place)
        ]

    def _on_decorations_changed(self) -> None:
        if self.minimumWidth() != self.sizeHint().width():
            self.setFixedWidth(self.sizeHint().width())
        self.update()

    def _column(self, mark: Decoration) -> tuple[float, float]:
        unit = self._unit()
        if mark.kind is MarkKind.REDACTION:
            return unit, 5 * unit
        if mark.kind is MarkKind.MENTION:
            return self.width() - 3 * unit, 1.6 * unit
        return (8 + 5 * min(mark.stripe, MAX_STRIPES - 1)) * unit, 3.4 * unit

    def _unit(self) -> float:
        return max(1.0, self.fontMetrics().height() / 16)
