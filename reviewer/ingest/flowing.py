"""Paragraphs, cells and words as the events of a file bring them, as text with regions."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.ingest.composing import Composer
from reviewer.model import RegionKind


@dataclass(slots=True)
class _Open:
    """A region that has begun; it starts at the first word, not at the break before it."""

    kind: RegionKind
    note: str
    start_cp: int | None = None


class Flow:
    """A text that is written from events: breaks are due until the next word comes.

    So nothing begins or ends with empty lines, and a region holds words, not the gaps around it.
    """

    def __init__(self) -> None:
        self.composer = Composer()
        self._due = ""
        self._open: list[_Open] = []

    def write(self, text: str) -> None:
        """Add words, or white space between them."""
        if text:
            self._begin()
            self.composer.add(text)

    def line(self) -> None:
        """End a paragraph."""
        self._due += "\n"

    def fresh_line(self) -> None:
        """Begin on a line of its own."""
        if self.composer.length_cp and not self._due.endswith("\n"):
            self._due += "\n"

    def paragraph(self) -> None:
        """Begin behind an empty line."""
        self._due = "\n\n"

    def cell(self) -> None:
        """End a cell; the break of its last paragraph goes."""
        self._due = self._due.removesuffix("\n") + "\t"

    def tabs(self, count: int) -> None:
        """Leave cells empty."""
        self._due += "\t" * count

    def row(self) -> None:
        """End a row of cells."""
        self._due = self._due.removesuffix("\n") + "\n"

    def open(self, kind: RegionKind, note: str = "") -> None:
        """Begin a region."""
        self._open.append(_Open(kind, note))

    def close(self) -> None:
        """End the region that began last."""
        region = self._open.pop()
        if region.start_cp is not None:
            self.composer.mark(region.start_cp, region.kind, region.note)

    def aside(self, text: str, kind: RegionKind, note: str = "") -> None:
        """Add a line of its own that is a region."""
        if text.strip():
            self.fresh_line()
            self.open(kind, note)
            self.write(text)
            self.close()
            self.line()

    def append(self, other: Composer) -> None:
        """Add another text with its regions in place."""
        if other.length_cp:
            self._begin()
            self.composer.extend(other)

    @property
    def length_cp(self) -> int:
        """How long the text is so far, without breaks that are due."""
        return self.composer.length_cp

    def _begin(self) -> None:
        """Write the breaks that are due, and let regions begin behind them."""
        if self._due:
            due = self._due if self.composer.length_cp else self._due.lstrip("\n")
            self.composer.add(due)
            self._due = ""
        for region in self._open:
            if region.start_cp is None:
                region.start_cp = self.composer.length_cp
