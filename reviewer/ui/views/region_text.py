"""A document's text with what its reader found in it: flagged stretches, and lines to fold away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from reviewer.model import Region, Span
from reviewer.ui.regions import NO_REGIONS, Regions, is_folded_at_first, label_of, stub_of
from reviewer.ui.views.folding import Fold, Folding
from reviewer.ui.views.marked_text import MarkedText, spans_within
from reviewer.ui.views.region_paint import RegionPainter, dimmed, stub_box
from reviewer.ui.views.text_geometry import LineBox, place_above, visible_lines


@dataclass(frozen=True, slots=True)
class Stub:
    """What stands for folded lines, and where."""

    fold: Fold
    box: QRectF
    text: str


class RegionText(MarkedText):
    """Flags and folds stretches of the text, of which nothing is ever left out.

    Folded lines are hidden and not removed: positions, selections, copies and hits are the same as
    without folding. Whatever is gone to is unfolded.
    """

    # Of the class, because a text decorates itself while it is made.
    _regions = NO_REGIONS
    _text_of_regions: str | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folding = Folding(self.document())
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    @property
    def regions(self) -> Regions:
        """What is known of the text that is shown."""
        applies = self._markable and self._text == self._text_of_regions
        return self._regions if applies else NO_REGIONS

    @property
    def folds(self) -> tuple[Fold, ...]:
        """What can be folded, in the order of the text."""
        return self._folding.folds

    def show_document(self, text: str) -> None:
        """Show another text from its beginning, without marks, hits or a selection."""
        self._folding.forget()
        super().show_document(text)
        self._make_folds()

    def show_regions(self, text: str, regions: Regions) -> None:
        """Flag and fold stretches wherever `text` is the one that is shown, now or later."""
        is_other = not (regions.is_empty and self._regions.is_empty)
        self._set_folded(self.folds, False)
        self._text_of_regions, self._regions = text, regions
        if is_other:
            self._make_folds()
            self._redecorate()

    def toggle_fold(self, fold: Fold | None = None) -> bool:
        """Fold or unfold, where the text cursor stands by default; False without a fold there."""
        if fold is None:
            fold = self._folding.at_block(self.textCursor().blockNumber())
        if fold is None:
            return False
        self._set_folded([fold], not fold.is_folded)
        return True

    def set_all_folded(self, folded: bool) -> None:
        """Fold or unfold everything that can be folded."""
        self._set_folded(self.folds, folded)

    def reveal(self, span: Span, select: bool = False) -> None:
        """Scroll until the range stands a third down, unfolded, the text cursor at its start."""
        self._set_folded(self._folding.hiding(span), False)
        super().reveal(span, select)

    def signs(self) -> list[tuple[Region | Fold, QRectF]]:
        """Return what the margin tells of, folds first, and where it stands in the viewport."""
        if self.regions.is_empty:
            return []
        lines = visible_lines(self)
        signs: list[tuple[Region | Fold, QRectF]] = []
        for fold, line in self.fold_lines(lines):
            boxes = [] if fold.is_folded else self._boxes(lines, fold.hidden)
            bottom = boxes[-1].bottom() if boxes else line.rect.bottom()
            signs.append((fold, QRectF(0, line.rect.top(), 0, bottom - line.rect.top())))
        for region in self.shown_regions(self._range_of(lines)):
            boxes = self._boxes(lines, region.span)
            if boxes:
                height = boxes[-1].bottom() - boxes[0].top()
                signs.append((region, QRectF(0, boxes[0].top(), 0, height)))
        return signs

    def shown_regions(self, seen: Span) -> list[Region]:
        """Return the flagged stretches in a range, but for those that are folded away."""
        found = self.regions.flagged.overlapping(seen)
        return [region for region in found if not self._folding.hides(region)]

    def stubs(self, lines: Sequence[LineBox] | None = None) -> list[Stub]:
        """Return what stands for folded lines in the viewport, in its pixels."""
        return [
            Stub(fold, self._stub_box(line, text), text)
            for fold, line in self.fold_lines(lines)
            if fold.is_folded
            for text in [self._told(fold)]
        ]

    def fold_lines(self, lines: Sequence[LineBox] | None = None) -> Iterator[tuple[Fold, LineBox]]:
        """Yield the folds whose first block ends in sight, and its last line."""
        for line in visible_lines(self) if lines is None else lines:
            number = line.block.blockNumber()
            fold = self._folding.at_block(number)
            if fold is None or fold.first_block != number:
                continue
            if line.line.lineNumber() == line.block.layout().lineCount() - 1:
                yield fold, line

    def stub_at(self, place: QPointF) -> Stub | None:
        """Return the stub at a place of the viewport, None where there is none."""
        if not self.folds:
            return None
        return next((stub for stub in self.stubs() if stub.box.contains(place)), None)

    def labels_of_regions(self, span: Span) -> list[str]:
        """Return in words what the flagged stretches in a range are."""
        return [label_of(region) for region in self.shown_regions(span)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text and its marks, and over them corners and stubs."""
        super().paintEvent(event)
        if self.regions.is_empty:
            return
        lines = visible_lines(self)
        seen = self._range_of(lines)
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        shapes = RegionPainter(painter, self.palette(), self._unit())
        for region in self.shown_regions(seen):
            shapes.region(
                region.kind,
                self._boxes(lines, region.span),
                begins=region.start_cp >= seen.start_cp,
                ends=region.end_cp <= seen.end_cp,
            )
        for stub in self.stubs(lines):
            shapes.stub(stub.box, stub.text)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Unfold what a stub stands for, or begin a selection."""
        stub = self.stub_at(event.position())
        if stub is not None and event.button() is Qt.MouseButton.LeftButton:
            self._set_folded([stub.fold], False)
            return
        super().mousePressEvent(event)

    def _make_folds(self) -> None:
        regions = self.regions
        self._folding.take(regions.foldable, self._text, self._offsets)
        cursor = self.textCursor().blockNumber()
        wanted = [
            fold
            for fold in self.folds
            if is_folded_at_first(fold.region) and not fold.first_block < cursor <= fold.last_block
        ]
        self._set_folded(wanted, True)

    def _set_folded(self, folds: Sequence[Fold], folded: bool) -> None:
        if not folds:
            return
        for fold in folds:
            if folded and fold.first_block < self.textCursor().blockNumber() <= fold.last_block:
                first = self.document().findBlockByNumber(fold.first_block)
                self.setTextCursor(QTextCursor(first))
        is_scrolled = self._ticks.value() > 0
        top_qt = self._offsets.to_qt(self.visible_span_cp().start_cp)
        if self._folding.set_folded(folds, folded):
            if is_scrolled:  # what she was reading stays where it was
                self._ticks.setValue(place_above(self, top_qt, 0))
            self._redecorate()

    def _on_cursor_moved(self) -> None:
        """Unfold where the text cursor has come to; Up and Down step over what is folded."""
        cursor = self.textCursor()
        if cursor.block().isVisible():
            return
        fold = self._folding.at_block(cursor.blockNumber())
        if fold is not None:
            self._set_folded([fold], False)

    def _backgrounds(self) -> list[QTextEdit.ExtraSelection]:
        backgrounds = super()._backgrounds()
        if not self.regions.flagged.items:
            return backgrounds
        seen, palette = self.visible_span_cp(), self.palette()
        looks = [(region.span, dimmed(region.kind, palette)) for region in self.shown_regions(seen)]
        return [self._extra(span, look) for span, look in looks if look] + backgrounds

    def _told(self, fold: Fold) -> str:
        hits = len(spans_within(self._hits, fold.hidden))
        marks = len(self.decorations.overlapping(fold.hidden))
        return stub_of(fold.region, fold.lines, hits, marks)

    def _stub_box(self, line: LineBox, text: str) -> QRectF:
        drawn = line.line.naturalTextRect().translated(line.origin)
        metrics = QFontMetricsF(self.font())
        return stub_box(drawn, text, metrics, self._unit(), self.viewport().width())

    def _unit(self) -> float:
        return max(1.0, QFontMetricsF(self.font()).height() / 18)
