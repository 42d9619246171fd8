"""Lines folded away in an editor: hidden, never removed, so that no position changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QTextBlock, QTextDocument

from reviewer.model import Region, Span
from reviewer.text import Offsets

LEAST_LINES = 2  # to fold a single one saves no room
MOST_LINES = 5_000  # hiding takes 2 µs a line, and the window must not wait


@dataclass(slots=True)
class Fold:
    """A stretch whose lines behind the first one can be folded away.

    `first_block` is the one that stays and `last_block` the last one that goes; `hidden` is what
    goes, in code points.
    """

    region: Region
    first_block: int
    last_block: int
    hidden: Span
    is_folded: bool = False

    @property
    def lines(self) -> int:
        """How many lines go."""
        return self.last_block - self.first_block


class Folding:
    """The folds of the text that an editor shows; they never overlap."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._folds: list[Fold] = []
        self._firsts: list[int] = []
        self._starts: list[int] = []

    @property
    def folds(self) -> tuple[Fold, ...]:
        """All of them in the order of the text."""
        return tuple(self._folds)

    def forget(self) -> None:
        """Have no folds, because the text is another one."""
        self._folds, self._firsts, self._starts = [], [], []

    def take(self, regions: Iterable[Region], text: str, offsets: Offsets) -> None:
        """Make a fold of each region that covers enough whole lines; the text must be shown."""
        self.forget()
        for region in regions:
            fold = self._made(region, text, offsets)
            if fold is not None and LEAST_LINES <= fold.lines <= MOST_LINES:
                self._folds.append(fold)
        self._firsts = [fold.first_block for fold in self._folds]
        self._starts = [fold.hidden.start_cp for fold in self._folds]

    def set_folded(self, folds: Iterable[Fold], folded: bool) -> bool:
        """Fold or unfold; tell whether anything has changed."""
        changed = [fold for fold in folds if fold.is_folded is not folded]
        for fold in changed:
            fold.is_folded = folded
            first = self._document.findBlockByNumber(fold.first_block)
            block = first.next()
            while block.isValid() and block.blockNumber() <= fold.last_block:
                block.setVisible(not folded)
                block = block.next()
            last = self._document.findBlockByNumber(fold.last_block)
            end_qt = last.position() + last.length() - 1
            self._document.markContentsDirty(first.position(), end_qt - first.position())
        return bool(changed)

    def at_block(self, number: int) -> Fold | None:
        """Return the fold that a block belongs to, its first one counted in."""
        place = bisect_right(self._firsts, number) - 1
        if place < 0 or number > self._folds[place].last_block:
            return None
        return self._folds[place]

    def hides(self, region: Region) -> bool:
        """Tell whether all of a region is folded away."""
        place = bisect_right(self._starts, region.start_cp) - 1
        fold = self._folds[place] if place >= 0 else None
        return fold is not None and fold.is_folded and region.end_cp <= fold.hidden.end_cp

    def hiding(self, span: Span) -> list[Fold]:
        """Return the folds that hide something of a range, or the place that an empty one is."""
        end = max(span.end_cp, span.start_cp + 1)
        wanted = Span(span.start_cp, end)
        return [fold for fold in self._folds if fold.is_folded and fold.hidden.overlaps(wanted)]

    def _made(self, region: Region, text: str, offsets: Offsets) -> Fold | None:
        start, end = region.start_cp, region.end_cp
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            return None
        first = self._document.findBlock(offsets.to_qt(start))
        last = self._document.findBlock(offsets.to_qt(end - 1))
        if offsets.to_cp(_end_of(last)) > end:
            last = last.previous()  # something else stands behind it on its line
        if last.blockNumber() <= first.blockNumber():
            return None
        hidden = Span(offsets.to_cp(first.next().position()), offsets.to_cp(_end_of(last)))
        return Fold(region, first.blockNumber(), last.blockNumber(), hidden)


def _end_of(block: QTextBlock) -> int:
    return block.position() + block.length() - 1
