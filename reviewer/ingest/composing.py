"""A document's text put together piece by piece, with the regions that the pieces form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from reviewer.model import Region, RegionKind, Remark, RemarkKind
from reviewer.text import normalise


class Composer:
    """Collects pieces as they come; `text` is normalised and `regions` count in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length_cp = 0
        self._regions: list[Region] = []

    def add(self, piece: str, kind: RegionKind | None = None, note: str = "") -> None:
        """Add a piece; with a kind it is a region of its own."""
        text = normalise(piece)
        start = self._length_cp
        self._pieces.append(text)
        self._length_cp += len(text)
        if kind is not None and text.strip():
            self._regions.append(Region(start, self._length_cp, kind, note))

    @contextmanager
    def region(self, kind: RegionKind, note: str = "") -> Iterator[None]:
        """Make a region of all that is added within the block."""
        start = self._length_cp
        yield
        if self._length_cp > start:
            self._regions.append(Region(start, self._length_cp, kind, note))

    def mark(self, start_cp: int, kind: RegionKind, note: str = "") -> None:
        """Make a region of all from a place to here, or continue one of the same that ends there.

        Formats write a hidden sentence as many hidden words.
        """
        if self._length_cp <= start_cp:
            return
        last = self._regions[-1] if self._regions else None
        if last is not None and (last.end_cp, last.kind, last.note) == (start_cp, kind, note):
            self._regions[-1] = replace(last, end_cp=self._length_cp)
        else:
            self._regions.append(Region(start_cp, self._length_cp, kind, note))

    def place(self, regions: Iterable[Region], start_cp: int = 0) -> None:
        """Add regions that count from a place in the text."""
        for each in regions:
            shifted = replace(
                each, start_cp=each.start_cp + start_cp, end_cp=each.end_cp + start_cp
            )
            self._regions.append(shifted)

    def extend(self, other: Composer) -> None:
        """Add all of another composer with its regions."""
        start = self._length_cp
        self._pieces += other._pieces
        self._length_cp += other._length_cp
        self.place(other._regions, start)

    @property
    def length_cp(self) -> int:
        """How long the text is so far."""
        return self._length_cp

    @property
    def text(self) -> str:
        """All pieces, one behind the other."""
        return "".join(self._pieces)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions in the order of the text, an outer one before those within it."""
        return tuple(sorted(self._regions, key=lambda each: (each.start_cp, -each.end_cp)))


# The note of what shows when the pointer rests on it, which is hidden from nobody.
TOOL_TIP = "tool tip"
_HIDDEN = {
    RegionKind.HIDDEN: ("hidden passage", "hidden passages"),
    RegionKind.COMMENT: ("comment", "comments"),
    RegionKind.DELETED: ("tracked deletion", "tracked deletions"),
}


def hidden_remarks(regions: tuple[Region, ...]) -> tuple[Remark, ...]:
    """Return the remark that a document holds what a reader of its source would not see, if so."""
    counts = Counter(region.kind for region in regions if region.note != TOOL_TIP)
    told = [
        f"{counts[kind]:,} {names[counts[kind] > 1]}"
        for kind, names in _HIDDEN.items()
        if counts[kind]
    ]
    return (Remark(RemarkKind.HIDDEN, ", ".join(told)),) if told else ()
