"""A document's text with its marks drawn in it; what she does to them is in `text_view`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLineF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from reviewer.model import Marks, Span
from reviewer.text import Offsets, reads_from_the_right
from reviewer.ui.decorations import Decoration, Decorations, Legend, MarkKind, Ranges, TermHit
from reviewer.ui.views import text_paint
from reviewer.ui.views.scroll_ticks import Column, ScrollTicks, Tick
from reviewer.ui.views.text_geometry import (
    LineBox,
    boxes_of,
    edge_of,
    line_number_of,
    place_above,
    visible_lines,
)

MEASURE = 110  # average characters in a line, beyond which the eye loses the next line
READING_SIZE = 1.1  # of the application's font
TICKS_DELAY_MS = 150
TICK_PLACES = 2_000


class MarkedText(QPlainTextEdit):
    """Shows one text and its marks, read-only, with a text cursor for selecting by keyboard.

    All positions are code points of the text given to `show_document`; nothing is read back from
    the widget. Only what is visible is decorated, so that a step of scrolling stays quick.
    """

    selection_changed = Signal()
    decorations_changed = Signal()  # other marks, or the same ones at other places on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._offsets = Offsets("")
        self._decorations = Decorations()
        self._hits: list[Span] = []
        self._current_hit: int | None = None
        self._found: list[Span] = []
        self._current_found: int | None = None
        self._terms: Ranges[TermHit] = Ranges()
        self._text_of_terms = ""
        self._suggestions: Ranges[TermHit] = Ranges()
        self._text_of_suggestions = ""
        self._picked: tuple[MarkKind, int] | None = None
        self._markable = True
        self._decorating = self._stale = False
        self._ticks = ScrollTicks(self)
        self._ticks_timer = QTimer(self)
        self._ticks_timer.setSingleShot(True)
        self._ticks_timer.setInterval(TICKS_DELAY_MS)
        self.setAccessibleName("Document text")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.setCursorWidth(2)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollBar(self._ticks)
        # The room beside the measure belongs to the page.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.document().setDocumentMargin(10)
        self._ticks_timer.timeout.connect(self._place_ticks)
        self._ticks.valueChanged.connect(self._decorate)
        self._ticks.tick_picked.connect(self.reveal)
        self.document().documentLayout().documentSizeChanged.connect(self._ticks_timer.start)
        self.selectionChanged.connect(self.selection_changed)
        self.set_zoom(100)

    @property
    def text(self) -> str:
        """The text that is shown, as it was given."""
        return self._text

    @property
    def decorations(self) -> Decorations:
        """The marks that are shown."""
        return self._decorations

    @property
    def ticks(self) -> ScrollTicks:
        """The scroll bar with its ticks."""
        return self._ticks

    @property
    def markable(self) -> bool:
        """Tell whether passages of this text can be marked, and marks are shown."""
        return self._markable

    def show_document(self, text: str) -> None:
        """Show another text from its beginning, without marks, hits or a selection."""
        self._decorations = Decorations()
        self._hits, self._current_hit = [], None
        self._found, self._current_found = [], None
        self._picked = None
        self._decorate()
        self._text = text
        self._offsets = Offsets(text)
        self._align()
        self.setPlainText(self._offsets.view_text)
        self._redecorate()

    def _align(self) -> None:
        """Let lines begin where their script does; Qt's plain text knows one side for all."""
        option = self.document().defaultTextOption()
        right = reads_from_the_right(self._text)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        if option.alignment() != side:  # else the text before would be laid out anew for nothing
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)

    def clear(self) -> None:
        """Show nothing."""
        self.show_document("")

    def show_marks(self, marks: Marks, legend: Legend) -> None:
        """Show these marks instead of the former ones; what was picked stays so if it is there."""
        self._decorations = Decorations(marks, legend)
        if self.picked() is None:
            self._picked = None
        self._redecorate()

    def show_hits(self, spans: Sequence[Span], current: int | None = None) -> None:
        """Box the search hits, given in the order of the text; `current` is an index into them."""
        if not spans and not self._hits:
            return
        self._hits, self._current_hit = list(spans), current
        self._redecorate()

    def show_found(self, spans: Sequence[Span], current: int | None = None) -> None:
        """Box what the find bar found, given in the order of the text."""
        self._found, self._current_found = list(spans), current
        self._decorate()

    def show_terms(self, text: str, terms: Ranges[TermHit]) -> None:
        """Tint the terms of lists wherever `text` is the one that is shown, now or later."""
        is_other = bool(terms.items or self._terms.items)
        self._text_of_terms, self._terms = text, terms
        if is_other:
            self._decorate()

    def show_suggestions(self, text: str, suggestions: Ranges[TermHit]) -> None:
        """Underline what is suggested wherever `text` is the one that is shown, now or later."""
        is_other = bool(suggestions.items or self._suggestions.items)
        self._text_of_suggestions, self._suggestions = text, suggestions
        if is_other:
            self.viewport().update()

    def show_picked(self, kind: str, mark_id: int | None) -> None:
        """Outline one mark, or with None as its id no mark, without telling anybody."""
        self._picked = None if mark_id is None else (MarkKind(kind), mark_id)
        self.viewport().update()

    def picked(self) -> Decoration | None:
        """Return the mark that is picked."""
        return self._decorations.find(*self._picked) if self._picked else None

    def set_markable(self, markable: bool) -> None:
        """Say whether passages of this text can be marked; those of a released text cannot."""
        if markable != self._markable:
            self._markable = markable
            self._redecorate()
        self.selection_changed.emit()

    def set_zoom(self, percent: int) -> None:
        """Show the text at this share of its usual size."""
        font = QFont(QApplication.font())
        font.setPointSizeF(QFontInfo(font).pointSizeF() * READING_SIZE * percent / 100)
        self.setFont(font)
        self._fit_measure()
        self._redecorate()

    def selection_cp(self) -> Span | None:
        """Return what is selected, None when nothing is or the text cannot be marked."""
        return self._selected() if self._markable else None

    def position_cp(self) -> int:
        """Return where the text cursor stands."""
        return self._offsets.to_cp(self.textCursor().position())

    def visible_span_cp(self) -> Span:
        """Return the range that the viewport shows."""
        return self._range_of(visible_lines(self))

    def boxes(self, spans: Sequence[Span]) -> list[list[QRectF]]:
        """Return for each range the boxes of its visible part, in pixels of the viewport."""
        lines = visible_lines(self)
        return [self._boxes(lines, span) for span in spans]

    def shown_marks(self, seen: Span) -> list[Decoration]:
        """Return the marks in a range, redactions last so that they lie over the others."""
        marks = self._decorations.overlapping(seen) if self._markable else []
        return sorted(marks, key=lambda mark: mark.kind is MarkKind.REDACTION)

    def shown_terms(self, seen: Span) -> list[TermHit]:
        """Return the terms of lists in a range."""
        applies = self._markable and self._text_of_terms == self._text
        return self._terms.overlapping(seen) if applies else []

    def shown_suggestions(self, seen: Span) -> list[TermHit]:
        """Return what is suggested in a range."""
        applies = self._markable and self._text_of_suggestions == self._text
        return self._suggestions.overlapping(seen) if applies else []

    def reveal(self, span: Span, select: bool = False) -> None:
        """Scroll until the range stands a third down, with the text cursor at its start."""
        start_qt, end_qt = self._offsets.span_to_qt(span.start_cp, span.end_cp)
        self.setTextCursor(self._cursor(start_qt, end_qt if select else start_qt))
        self._ticks.setValue(place_above(self, start_qt, self.viewport().height() / 3))

    def scroll_to(self, position_cp: int) -> None:
        """Scroll until a place stands at the top; the text cursor stays."""
        self._ticks.setValue(place_above(self, self._offsets.to_qt(position_cp), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and over it the shapes of the marks in the exposed part."""
        super().paintEvent(event)
        marked = self._decorations.items or self._suggestions.items
        if not (marked or self._hits or self._found):
            return
        lines = visible_lines(self, event.rect().top(), event.rect().bottom())
        seen = self._range_of(lines)
        metrics = QFontMetricsF(self.font())
        unit = max(1.0, metrics.height() / 18)
        painter = QPainter(self.viewport())
        shapes = text_paint.MarkPainter(painter, self.palette(), unit, metrics.descent())
        for suggestion in self.shown_suggestions(seen):
            shapes.suggestion(self._boxes(lines, suggestion.span), suggestion.colour)
        for mark in self.shown_marks(seen):
            shapes.mark(mark, self._boxes(lines, mark.span))
        for span in spans_within(self._hits, seen):
            shapes.hits(self._boxes(lines, span))
        for span in spans_within(self._found, seen):
            shapes.found(self._boxes(lines, span))
        outlined = self._outlined_span()
        if outlined is not None:
            shapes.outline(self._boxes(lines, outlined))
            if self._has_handles():
                shapes.handles(*self._edges(lines, outlined))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines at a readable length and decorate what has come into view."""
        self._fit_measure()  # first, because the text is laid out to the room that is left
        super().resizeEvent(event)
        self._ticks_timer.start()
        self._redecorate()

    def changeEvent(self, event: QEvent) -> None:
        """Compute the colours anew for another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._redecorate()

    def copy(self) -> None:
        """Copy the stored text itself, because the widget's own differs in breaks and spaces.

        Not by overriding `createMimeDataFromSelection`: what that returns is freed twice, by Qt
        and by Python.
        """
        selected = self._selected()
        if selected is not None:
            copied = self._text[selected.start_cp : selected.end_cp]
            QGuiApplication.clipboard().setText(copied)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy in our own way; all other keys are the widget's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _outlined_span(self) -> Span | None:
        mark = self.picked() if self._markable else None
        return mark.span if mark else None

    def _has_handles(self) -> bool:
        mark = self.picked()
        return self._markable and mark is not None and mark.kind is MarkKind.HIGHLIGHT

    def _redecorate(self) -> None:
        self._decorate()
        self._ticks_timer.start()

    def _decorate(self) -> None:
        # While Qt takes over new selections it lays text out, which may scroll and come here
        # again; taking others in the midst would pull the list away from under it.
        self._stale = True
        if self._decorating:
            return
        self._decorating = True
        while self._stale:
            self._stale = False
            self.setExtraSelections(self._backgrounds())
        self._decorating = False
        self.viewport().update()
        self.decorations_changed.emit()

    def _backgrounds(self) -> list[QTextEdit.ExtraSelection]:
        current = (self._current_hit, self._current_found)
        if not self._terms.items and not self._decorations.items and current == (None, None):
            return []
        seen, palette = self.visible_span_cp(), self.palette()
        # Terms first: a highlight over one hides its tint, and leaves its line.
        looks: list[tuple[Span, QTextCharFormat | None]] = [
            (term.span, text_paint.behind_term(term.colour, palette))
            for term in self.shown_terms(seen)
        ]
        looks += [(mark.span, text_paint.behind(mark, palette)) for mark in self.shown_marks(seen)]
        if self._current_hit is not None:
            looks.append((self._hits[self._current_hit], text_paint.current_hit()))
        if self._current_found is not None:
            looks.append((self._found[self._current_found], text_paint.current_found(palette)))
        return [self._extra(span, look) for span, look in looks if look and span.overlaps(seen)]

    def _extra(self, span: Span, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        extra = QTextEdit.ExtraSelection()
        cursor = self._cursor(*self._offsets.span_to_qt(span.start_cp, span.end_cp))
        extra.cursor, extra.format = cursor, look
        return extra

    def _place_ticks(self) -> None:
        wanted = [(span, text_paint.HIT_COLOUR, Column.HIT) for span in self._hits]
        for mark in self._decorations.items if self._markable else ():
            if mark.kind is not MarkKind.MENTION:
                redacted = mark.kind is MarkKind.REDACTION
                column = Column.REDACTION if redacted else Column.MARK
                wanted.append((mark.span, mark.colour, column))
        # Finding a line is slow beside the rest, and more places than pixels cannot be told apart.
        # In a text that leaves room below it they stand beside the lines.
        room = self.viewport().height() // self.fontMetrics().lineSpacing()
        lines = max(1, self.document().lineCount(), room)
        place_cp = max(1, len(self._text) // TICK_PLACES)
        shares: dict[int, float] = {}
        ticks = []
        for span, colour, column in wanted:
            place = span.start_cp // place_cp
            if place not in shares:
                start_qt = self._offsets.to_qt(span.start_cp)
                shares[place] = line_number_of(self.document(), start_qt) / lines
            ticks.append(Tick(span, shares[place], colour, column))
        self._ticks.show_ticks(ticks)

    def _selected(self) -> Span | None:
        cursor = self.textCursor()
        start = self._offsets.to_cp(cursor.selectionStart())
        end = self._offsets.to_cp(cursor.selectionEnd())
        return Span(start, end) if start < end else None

    def _cursor(self, start_qt: int, end_qt: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start_qt)
        cursor.setPosition(end_qt, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _range_of(self, lines: list[LineBox]) -> Span:
        if not lines:
            return Span(0, 0)
        to_cp = self._offsets.to_cp
        return Span(to_cp(lines[0].start_qt), to_cp(lines[-1].end_qt))

    def _boxes(self, lines: list[LineBox], span: Span) -> list[QRectF]:
        return boxes_of(lines, *self._offsets.span_to_qt(span.start_cp, span.end_cp))

    def _edges(self, lines: list[LineBox], span: Span) -> tuple[QLineF | None, QLineF | None]:
        start_qt, end_qt = self._offsets.span_to_qt(span.start_cp, span.end_cp)
        return (
            edge_of(lines, start_qt, trailing=False),
            edge_of(lines, end_qt - 1, trailing=True),
        )

    def _fit_measure(self) -> None:
        letter = QFontMetricsF(self.font()).averageCharWidth()
        room = self.width() - self._ticks.sizeHint().width() - 2 * self.document().documentMargin()
        beside = max(0, round(room - MEASURE * letter))
        if self.viewportMargins().right() != beside:
            self.setViewportMargins(0, 0, beside, 0)


def spans_within(spans: list[Span], seen: Span) -> list[Span]:
    """Return those of spans in the order of the text that reach into a range."""
    first = bisect_left(spans, seen.start_cp, key=lambda span: span.end_cp)
    last = bisect_left(spans, seen.end_cp, key=lambda span: span.start_cp)
    return spans[first:last]
