"""Two texts beside each other: what differs is boxed in both, and they scroll together."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reviewer.errors import Cancelled as WasCancelled
from reviewer.model import Span
from reviewer.review.differences import Alignment, Difference, align
from reviewer.ui.background import Cancelled
from reviewer.ui.theme import ink
from reviewer.ui.views.document_header import ElidedLabel
from reviewer.ui.views.marked_text import MarkedText
from reviewer.ui.views.text_geometry import LineBox, edge_of, visible_lines
from reviewer.ui.views.text_paint import HIT_COLOUR
from reviewer.ui.workspace import Workspace


class ComparedText(MarkedText):
    """A text in which also the places are seen where the other one has words that it has not."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps_cp: list[int] = []
        self._current_cp: int | None = None

    def show_side(self, spans: list[Span], current: int | None) -> None:
        """Box ranges, and put a caret where one holds no word, in the order of the text."""
        words = [span for span in spans if self._has_words(span)]
        self._gaps_cp = [span.start_cp for span in spans if not self._has_words(span)]
        self._current_cp = None
        place = None
        if current is not None and self._has_words(spans[current]):
            place = words.index(spans[current])
        elif current is not None:
            self._current_cp = spans[current].start_cp
        self.show_hits(words, place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the carets over the text."""
        super().paintEvent(event)
        lines = visible_lines(self, event.rect().top(), event.rect().bottom())
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(ink(HIT_COLOUR, self.palette()))
        unit = max(1.0, self.fontMetrics().height() / 18)
        for place_cp in self._gaps_cp:
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

    def _has_words(self, span: Span) -> bool:
        return bool(self.text[span.start_cp : span.end_cp].strip())


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
        self._current: int | None = None
        self._follows = True
        self.differences: list[Difference] = []
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
        self._alignment, self._current, self.differences = None, None, []
        for side, text in enumerate((one, other)):
            self.names[side].set_text(names[side])
            if text != self._texts[side]:
                with QSignalBlocker(self.views[side].verticalScrollBar()):
                    self.views[side].show_document(text)
            self.views[side].show_side([], None)
        self._texts = one, other

        def work(cancelled: Cancelled) -> Alignment:
            return align(one, other, cancelled)

        self.stop.show()
        self._workspace.background.run(self._group, work, self._on_compared, self._on_failed)
        self._tell()

    def step(self, step: int) -> None:
        """Go to the next or the previous difference, round at the end."""
        if not self.differences:
            return
        if self._current is None:
            self._current = 0 if step > 0 else len(self.differences) - 1
        else:
            self._current = (self._current + step) % len(self.differences)
        self._show_current()

    def close_comparison(self) -> None:
        """Stop comparing."""
        self._workspace.background.cancel(self._group)

    def _show_current(self) -> None:
        self._show_boxes()
        if self._current is not None:
            difference = self.differences[self._current]
            self._follows = False
            self.views[0].reveal(difference.one)
            self.views[1].reveal(difference.other)
            self._follows = True
        self._tell()

    def _show_boxes(self) -> None:
        self.views[0].show_side([each.one for each in self.differences], self._current)
        self.views[1].show_side([each.other for each in self.differences], self._current)

    def _on_compared(self, alignment: Alignment) -> None:
        self.stop.hide()
        self._alignment, self.differences = alignment, alignment.differences()
        if self.differences:
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
        count = len(self.differences)
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
