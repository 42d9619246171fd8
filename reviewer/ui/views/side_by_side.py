"""Two texts beside each other: what differs is boxed in both, and they scroll together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reviewer.errors import Cancelled as WasCancelled
from reviewer.model import Span
from reviewer.review.differences import Alignment, align
from reviewer.ui.background import Cancelled
from reviewer.ui.theme import ink
from reviewer.ui.views.elided_label import ElidedLabel
from reviewer.ui.views.marked_text import MarkedText
from reviewer.ui.views.text_geometry import LineBox, edge_of, visible_lines
from reviewer.ui.views.text_paint import HIT_COLOUR
from reviewer.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Side:
    """What differs in one text: ranges, those of them that hold words, and where others hold none.

    `places` has for each range its place among those with words, or None.
    """

    spans: list[Span] = field(default_factory=list)
    boxed: list[Span] = field(default_factory=list)
    gaps_cp: list[int] = field(default_factory=list)
    places: list[int | None] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, spans: list[Span]) -> Side:
        """Tell ranges with words from those without."""
        side = cls(spans)
        for span in spans:
            if text[span.start_cp : span.end_cp].strip():
                side.places.append(len(side.boxed))
                side.boxed.append(span)
            else:
                side.places.append(None)
                side.gaps_cp.append(span.start_cp)
        return side


class ComparedText(MarkedText):
    """A text in which also the places are seen where the other one has words that it has not."""

    def __init__(self) -> None:
        super().__init__()
        self._side = Side()
        self._current_cp: int | None = None

    def show_side(self, side: Side, current: int | None) -> None:
        """Box what differs, and put a caret where there is nothing."""
        self._side, self._current_cp = side, None
        place = None
        if current is not None:
            place = side.places[current]
            if place is None:
                self._current_cp = side.spans[current].start_cp
        self.show_hits(side.boxed, place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the carets over the text."""
        super().paintEvent(event)
        lines = visible_lines(self, event.rect().top(), event.rect().bottom())
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(ink(HIT_COLOUR, self.palette()))
        unit = max(1.0, self.fontMetrics().height() / 18)
        seen = self.visible_span_cp()
        gaps_cp = self._side.gaps_cp
        shown = slice(bisect_left(gaps_cp, seen.start_cp), bisect_right(gaps_cp, seen.end_cp))
        for place_cp in gaps_cp[shown]:
            edge = self._caret(lines, place_cp)
            if edge is None:
                continue
            wide = (2.6 if place_cp == self._current_cp else 1.4) * unit
            painter.setPen(QPen(ink(HIT_COLOUR, self.palette()), wide))
            painter.drawLine(edge)
            for end, way in ((edge.p1(), 1), (edge.p2(), -1)):
                sides = (QPointF(-3 * unit, 0), QPointF(3 * unit, 0), QPointF(0, way * 4 * unit))
                painter.drawPolygon(QPolygonF([end + side for side in sides]))
        painter.end()

    def _caret(self, lines: list[LineBox], place_cp: int) -> QLineF | None:
        """Return the edge behind the word before a place, or before the first word."""
        place_qt = self._offsets.to_qt(place_cp)
        if place_cp:
            return edge_of(lines, place_qt - 1, trailing=True)
        return edge_of(lines, place_qt, trailing=False)


class SideBySide(QWidget):
    """Compares beside the GUI thread, and shows both texts meanwhile.

    Only differences of words count, none of space. `close_comparison` stops what runs.
    """

    compared = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._group = f"side by side {id(self)}"
        self._texts = ("", "")
        self._alignment: Alignment | None = None
        self._sides = (Side(), Side())
        self._current: int | None = None
        self._follows = True
        self.views = (ComparedText(), ComparedText())
        self.names = (ElidedLabel("Open document"), ElidedLabel("Other document"))
        self.told = QLabel()
        self.previous = QPushButton("&Previous difference")
        self.next = QPushButton("&Next difference")
        self.stop = QPushButton("S&top")
        self._lay_out()
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.stop.clicked.connect(self._on_stopped)
        for side in (0, 1):
            self.views[side].verticalScrollBar().valueChanged.connect(
                lambda _value, moved=side: self._on_scrolled(moved)
            )
        self._tell()

    def _lay_out(self) -> None:
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.previous.setToolTip("Shift+F3")
        self.next.setToolTip("F3")
        above = QHBoxLayout()
        above.addWidget(self.told, 1)
        for button in (self.stop, self.previous, self.next):
            button.setAutoDefault(False)
            above.addWidget(button)
        texts = QHBoxLayout()
        texts.setSpacing(8)
        for side, name in enumerate(("Text of the open document", "Text of the other document")):
            self.views[side].setAccessibleName(name)
            self.views[side].setFrameShape(MarkedText.Shape.StyledPanel)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(self.names[side])
            column.addWidget(self.views[side], 1)
            texts.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addLayout(texts, 1)

    def show_texts(self, one: str, other: str, names: tuple[str, str]) -> None:
        """Show two texts and look for what differs."""
        self._alignment, self._current, self._sides = None, None, (Side(), Side())
        for side, text in enumerate((one, other)):
            self.names[side].set_text(names[side])
            if text != self._texts[side]:
                with QSignalBlocker(self.views[side].verticalScrollBar()):
                    self.views[side].show_document(text)
            self.views[side].show_side(Side(), None)
        self._texts = one, other

        def work(cancelled: Cancelled) -> tuple[Alignment, Side, Side]:
            alignment = align(one, other, cancelled)
            found = alignment.differences()
            return (
                alignment,
                Side.of(one, [each.one for each in found]),
                Side.of(other, [each.other for each in found]),
            )

        self.stop.show()
        self._workspace.background.run(self._group, work, self._on_compared, self._on_failed)
        self._tell()

    def step(self, step: int) -> None:
        """Go to the next or the previous difference, round at the end."""
        if not self.count:
            return
        if self._current is None:
            self._current = 0 if step > 0 else self.count - 1
        else:
            self._current = (self._current + step) % self.count
        self._show_current()

    @property
    def count(self) -> int:
        """How many differences are known."""
        return len(self._sides[0].spans)

    def close_comparison(self) -> None:
        """Stop comparing."""
        self._workspace.background.cancel(self._group)

    def _show_current(self) -> None:
        self._follows = False
        for view, side in zip(self.views, self._sides, strict=True):
            view.show_side(side, self._current)
            if self._current is not None:
                view.reveal(side.spans[self._current])
        self._follows = True
        self._tell()

    def _on_compared(self, found: tuple[Alignment, Side, Side]) -> None:
        self.stop.hide()
        self._alignment, *sides = found
        self._sides = (sides[0], sides[1])
        if self.count:
            self._current = 0
        self._show_current()
        self.compared.emit()

    def _on_stopped(self) -> None:
        self.close_comparison()
        self.stop.hide()
        self.told.setText("Stopped before the differences were known.")

    def _on_failed(self, error: Exception) -> None:
        self.stop.hide()
        if not isinstance(error, WasCancelled):
            self._workspace.trouble.emit(error)

    def _on_scrolled(self, side: int) -> None:
        """Bring to the top of the other text what stands beside the top of this one."""
        if self._alignment is None or not self._follows:
            return
        top = self.views[side].visible_span_cp().start_cp
        beside = self._alignment.place_in_other if side == 0 else self._alignment.place_in_one
        place = beside(top)
        self._follows = False
        self.views[1 - side].scroll_to(place)
        self._follows = True

    def _tell(self) -> None:
        count = self.count
        self.previous.setEnabled(count > 0)
        self.next.setEnabled(count > 0)
        if self._alignment is None:
            told = "Comparing…" if any(self._texts) else ""
        elif not count:
            same = self._texts[0] == self._texts[1]
            told = "The same text." if same else "The same words; only the space between differs."
        else:
            place = "" if self._current is None else f"Difference {self._current + 1:,} of "
            told = f"{place}{count:,}" if place else f"{count:,} differences"
            if not self._alignment.complete:
                told += "; some parts were too tangled to be compared word by word"
        self.told.setText(told)
