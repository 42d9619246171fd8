"""The text of a document as she works in it: picking marks and moving their edges."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from reviewer.model import Span
from reviewer.ui.decorations import Decoration, MarkKind, TermHit
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.link_text import LinkText
from reviewer.ui.views.text_geometry import character_at, visible_lines
from reviewer.ui.views.word_edges import Edge, moved_edge

HANDLE_REACH_PX = 6


@dataclass(slots=True)
class _Drag:
    """An edge of a highlight under the mouse, and the range it would get."""

    highlight_id: int
    edge: Edge
    span: Span


class TextView(LinkText):
    """Shows one document and tells, in code points, what she does in it.

    Knows nothing of a corpus: nothing changes here until the new marks are shown to it. Ids
    travel as `object`, because `Signal(int)` cuts them to 32 bits.
    """

    mark_picked = Signal(str, object)  # kind, id
    pick_cleared = Signal()
    context_menu_wanted = Signal(QPoint, object)  # place on the screen, list[Decoration] under it
    edge_dragged = Signal(object, object, object)  # highlight id, new start_cp, new end_cp
    zoom_wanted = Signal(int)  # steps, negative for smaller

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drag: _Drag | None = None
        self._pressed_at: QPointF | None = None
        self.viewport().setMouseTracking(True)

    def show_document(self, text: str) -> None:
        """Show another text from its beginning, without marks, hits or a selection."""
        self._drag = None
        super().show_document(text)

    def cycle_overlap(self) -> None:
        """Pick the next of the marks that lie over each other at the text cursor."""
        position = self.position_cp()
        marks = self.decorations
        self._pick_next((marks.at(position) or marks.at(position - 1)) if self._markable else [])

    def nudge_edge(self, edge: Edge, delta_words: int) -> None:
        """Ask for an edge of the picked highlight to move by words, as a drag would."""
        mark = self.picked()
        if mark is None or not self._has_handles():
            return
        start, end = mark.span.start_cp, mark.span.end_cp
        if edge == "start":
            start = moved_edge(self.text, start, edge, delta_words)
        else:
            end = moved_edge(self.text, end, edge, delta_words)
        if start < end:
            self._ask_for_edges(mark.id, Span(start, end))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an edge, or begin a selection."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()
            edge, mark = self._handle_at(event.position()), self.picked()
            if edge and mark:
                self._drag = _Drag(mark.id, edge, mark.span)
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the edge that is held; show where an edge can be held."""
        if self._drag:
            self._drag.span = self._dragged_span(self._drag, event.position())
            self.viewport().update()
            return
        super().mouseMoveEvent(event)
        on_handle = not event.buttons() and self._handle_at(event.position()) is not None
        shape = Qt.CursorShape.SizeHorCursor if on_handle else Qt.CursorShape.IBeamCursor
        if self.stub_at(event.position()):
            shape = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the new edge, or pick what a click without a selection fell on."""
        if self._drag:
            drag, self._drag = self._drag, None
            self.viewport().update()
            self._ask_for_edges(drag.highlight_id, drag.span)
            return
        super().mouseReleaseEvent(event)
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is None or self.textCursor().hasSelection():
            return
        moved = (event.position() - pressed_at).manhattanLength()
        if moved < QApplication.startDragDistance():
            self._pick_next(self._marks_under(event.position()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu, at the text cursor when the key was pressed."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.cursorRect().bottomLeft()
            under = self.decorations.at(self.position_cp()) if self._markable else []
        else:
            place = event.pos()
            under = self._marks_under(QPointF(place))
            if self._suggestions_under(QPointF(place)) and not self.textCursor().hasSelection():
                self.setTextCursor(self.cursorForPosition(place))  # what is done is done there
        self.context_menu_wanted.emit(self.viewport().mapToGlobal(place), under)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or ask for another zoom with Ctrl."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        if event.angleDelta().y():
            self.zoom_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Name the marks and terms under the mouse in a tool tip."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = QPointF(event.pos())
            labels = [mark.label for mark in self._marks_under(place)]
            labels += [term.label for term in self._terms_under(place)]
            labels += [each.label for each in self._suggestions_under(place)]
            labels += [link.label for link in self.links_at(place)]
            labels += self._told_under(place)
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(labels)), self.viewport())
            return True
        return super().viewportEvent(event)

    def _pick_next(self, under: list[Decoration]) -> None:
        if not under:
            self.show_picked("", None)
            self.pick_cleared.emit()
            return
        places = {(mark.kind, mark.id): place for place, mark in enumerate(under)}
        picked = self.picked()
        former = places.get((picked.kind, picked.id), -1) if picked else -1
        mark = under[(former + 1) % len(under)]
        self.show_picked(mark.kind, mark.id)
        self.mark_picked.emit(mark.kind.value, mark.id)

    def _marks_under(self, place: QPointF) -> list[Decoration]:
        position_qt = character_at(self, place.x(), place.y())
        if position_qt is None or not self._markable:
            return []
        return self.decorations.at(self._offsets.to_cp(position_qt))

    def _terms_under(self, place: QPointF) -> list[TermHit]:
        under = self._character_under(place)
        return [] if under is None else self.shown_terms(under)

    def _suggestions_under(self, place: QPointF) -> list[TermHit]:
        under = self._character_under(place)
        return [] if under is None else self.shown_suggestions(under)

    def _character_under(self, place: QPointF) -> Span | None:
        position_qt = character_at(self, place.x(), place.y())
        if position_qt is None:
            return None
        position = self._offsets.to_cp(position_qt)
        return Span(position, position + 1)

    def _told_under(self, place: QPointF) -> list[str]:
        position_qt = character_at(self, place.x(), place.y())
        if position_qt is None:
            return []
        position = self._offsets.to_cp(position_qt)
        return self.labels_of_regions(Span(position, position + 1))

    def _ask_for_edges(self, highlight_id: int, span: Span) -> None:
        mark = self.decorations.find(MarkKind.HIGHLIGHT, highlight_id)
        if mark is not None and mark.span != span:
            self.edge_dragged.emit(highlight_id, span.start_cp, span.end_cp)

    def _handle_at(self, place: QPointF) -> Edge | None:
        span = self._outlined_span()
        if span is None or not self._has_handles():
            return None
        start, end = self._edges(visible_lines(self), span)
        for edge, line in (("start", start), ("end", end)):
            if line is None or abs(line.x1() - place.x()) > HANDLE_REACH_PX:
                continue
            if line.y1() - HANDLE_REACH_PX <= place.y() <= line.y2() + HANDLE_REACH_PX:
                return "start" if edge == "start" else "end"
        return None

    def _dragged_span(self, drag: _Drag, place: QPointF) -> Span:
        bar = self.verticalScrollBar()
        if place.y() < 0:
            bar.setValue(bar.value() - 1)
        elif place.y() > self.viewport().height():
            bar.setValue(bar.value() + 1)
        # Qt gives places between whole characters only, never inside one made of several parts.
        position = self._offsets.to_cp(self.cursorForPosition(place.toPoint()).position())
        span = drag.span
        if drag.edge == "start" and position < span.end_cp:
            return Span(position, span.end_cp)
        if drag.edge == "end" and position > span.start_cp:
            return Span(span.start_cp, position)
        return span

    def _outlined_span(self) -> Span | None:
        return self._drag.span if self._drag else super()._outlined_span()
