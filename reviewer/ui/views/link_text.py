"""A document's text with links in it: places that name another document of the corpus."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QTextCharFormat
from PySide6.QtWidgets import QTextEdit

from reviewer.model import Span
from reviewer.ui.decorations import Link, Ranges
from reviewer.ui.views.region_text import RegionText
from reviewer.ui.views.text_geometry import character_at, visible_lines


class LinkText(RegionText):
    """Shows links in the colour of links with an arrow behind them, as no mark is drawn.

    A click alone picks marks and sets the text cursor; with Ctrl it follows a link.
    """

    link_followed = Signal(object)  # the id of a document

    # Of the class, because a text decorates itself while it is made.
    _links: Ranges[Link] = Ranges()
    _text_of_links: str | None = None

    def show_links(self, text: str, links: Ranges[Link]) -> None:
        """Show links wherever `text` is the one that is shown, now or later."""
        is_other = bool(links.items or self._links.items)
        self._text_of_links, self._links = text, links
        if is_other:
            self._redecorate()

    def shown_links(self, seen: Span) -> list[Link]:
        """Return the links in a range."""
        applies = self._markable and self._text == self._text_of_links
        return self._links.overlapping(seen) if applies else []

    def follow_link(self) -> bool:
        """Follow the link on which the text cursor stands; tell whether there is one."""
        position = self.position_cp()
        # Behind its last letter, too, where a selection of it leaves the cursor.
        links = self.shown_links(Span(max(0, position - 1), position + 1))
        if links:
            self.link_followed.emit(links[-1].document_id)
        return bool(links)

    def links_at(self, place: QPointF) -> list[Link]:
        """Return the links at a place of the viewport."""
        position_qt = character_at(self, place.x(), place.y())
        if position_qt is None:
            return []
        position = self._offsets.to_cp(position_qt)
        return self.shown_links(Span(position, position + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and an arrow behind each link."""
        super().paintEvent(event)
        if not self._links.items:
            return
        lines = visible_lines(self)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self._unit()
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Link), 1.2 * unit))
        for link in self.shown_links(self._range_of(lines)):
            boxes = self._boxes(lines, link.span)
            if boxes:
                tip = boxes[-1].topRight() + QPointF(4.2 * unit, 3 * unit)
                for start in ((-4, 4), (-3, 0), (0, 3)):
                    begin = tip + QPointF(start[0], start[1]) * unit
                    painter.drawLine(QLineF(begin, tip))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Follow a link with Ctrl, or begin a selection."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        links = self.links_at(event.position()) if held else []
        if links and event.button() is Qt.MouseButton.LeftButton:
            self.link_followed.emit(links[0].document_id)
            return
        super().mousePressEvent(event)

    def _backgrounds(self) -> list[QTextEdit.ExtraSelection]:
        backgrounds = super()._backgrounds()
        if not self._links.items:
            return backgrounds
        look = QTextCharFormat()
        look.setForeground(self.palette().color(QPalette.ColorRole.Link))
        links = self.shown_links(self.visible_span_cp())
        return [self._extra(link.span, look) for link in links] + backgrounds
