"""Letters and arrows in the margin: what a stretch beside them is, and what can be folded."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from reviewer.model import Region
from reviewer.ui.regions import FLAGGED, label_of, name_of
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.folding import Fold
from reviewer.ui.views.region_text import RegionText


@dataclass(frozen=True, slots=True)
class Sign:
    """A letter at the first line of a flagged stretch, or an arrow at that of a fold."""

    subject: Region | Fold
    box: QRectF  # of the whole stretch

    @property
    def label(self) -> str:
        """What it says in words."""
        if isinstance(self.subject, Region):
            return label_of(self.subject)
        verb = "Unfold" if self.subject.is_folded else "Fold"
        return f"{verb} {name_of(self.subject.region)}"


class RegionMargin(QWidget):
    """Stands left of a text view, also where there is nothing to tell.

    Were it shown when there is, the text would move aside under her eyes and be laid out twice.
    """

    def __init__(self, view: RegionText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setAccessibleName("Signs in the margin")
        self.setMouseTracking(True)
        view.decorations_changed.connect(self._on_decorations_changed)

    def signs(self) -> list[Sign]:
        """Return the signs of what is visible, in pixels of this widget."""
        view = self._view
        top = view.viewport().mapTo(view, QPointF(0, 0)).y() + view.y() - self.y()
        return [
            Sign(subject, QRectF(0, box.top() + top, self.width(), box.height()))
            for subject, box in view.signs()
        ]

    def sizeHint(self) -> QSize:
        """Return the width of a letter and a line."""
        return QSize(round(16 * self._unit()), 0)

    def minimumSizeHint(self) -> QSize:
        """Return the same as the size hint."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a letter or an arrow where a stretch begins, and a line beside all of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self._unit()
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        line = self._view.fontMetrics().height()
        taken: set[int] = set()
        for sign in self.signs():
            row = QRectF(0, sign.box.top(), self.width(), line)
            painter.setPen(QPen(colour, 1.2 * unit))
            x = self.width() - 1.5 * unit
            if isinstance(sign.subject, Fold):
                self._arrow(painter, row, sign.subject.is_folded)
                taken.add(round(row.top()))  # two signs on one line could not be read
                painter.setPen(QPen(colour, 1.2 * unit, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, row.bottom()), QPointF(x, sign.box.bottom()))
                continue
            painter.drawLine(QPointF(x, sign.box.top()), QPointF(x, sign.box.bottom()))
            if round(row.top()) not in taken:
                taken.add(round(row.top()))
                letter = FLAGGED[sign.subject.kind]
                within = row.adjusted(0, 0, -4 * unit, 0)
                painter.drawText(within, Qt.AlignmentFlag.AlignCenter, letter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold at an arrow; select the stretch of a letter."""
        under = self._under(event.position())
        if not under or event.button() is not Qt.MouseButton.LeftButton:
            return
        subject = under[-1].subject  # a flagged stretch rather than the fold in which it stands
        if isinstance(subject, Fold):
            self._view.toggle_fold(subject)
        else:
            self._view.reveal(subject.span, select=True)
        self._view.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be pressed."""
        under = self._under(event.position())
        shape = Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def event(self, event: QEvent) -> bool:
        """Say in a tool tip what the signs under the mouse stand for."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            labels = dict.fromkeys(sign.label for sign in self._under(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(labels)), self)
            return True
        return super().event(event)

    def _under(self, place: QPointF) -> list[Sign]:
        return [sign for sign in self.signs() if sign.box.top() <= place.y() < sign.box.bottom()]

    def _arrow(self, painter: QPainter, row: QRectF, is_folded: bool) -> None:
        size = 3.4 * self._unit()
        middle = QPointF(row.center().x() - self._unit(), row.center().y())
        if is_folded:
            corners = [QPointF(-size / 2, -size), QPointF(-size / 2, size), QPointF(size, 0)]
        else:
            corners = [QPointF(-size, -size / 2), QPointF(size, -size / 2), QPointF(0, size)]
        painter.setBrush(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))

    def _on_decorations_changed(self) -> None:
        if self.minimumWidth() != self.sizeHint().width():
            self.setFixedWidth(self.sizeHint().width())
        self.update()

    def _unit(self) -> float:
        return max(1.0, self.fontMetrics().height() / 16)
