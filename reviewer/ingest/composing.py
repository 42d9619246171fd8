"""A document's text put together piece by piece, with the regions that the pieces form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reviewer.model import Region, RegionKind
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
