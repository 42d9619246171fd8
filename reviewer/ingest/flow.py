"""Running text from the events of a markup: white space closed up, breaks where they are due."""

from __future__ import annotations

import re

from reviewer.ingest.composing import Composer
from reviewer.model import Region, RegionKind

_SPACE = re.compile(r"[ \t\n\r\f]+")


class Flow:
    """Collects words; notes and comments come behind the paragraph in which they stood."""

    def __init__(self) -> None:
        self._composer = Composer()
        self._breaks = 0
        self._tabs = 0
        self._gap = ""
        self._asides: list[Composer] = []
        self._begun: list[int | None] = []

    @property
    def length_cp(self) -> int:
        """How long the text is so far."""
        return self._composer.length_cp

    @property
    def text(self) -> str:
        """All that was written."""
        return self._composer.text

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions in the order of the text."""
        return self._composer.regions

    def words(self, data: str) -> None:
        """Write characters, their white space as one space each."""
        words = _SPACE.sub(" ", data)
        if words.startswith(" "):
            self._gap = " "
        if not (stripped := words.strip(" ")):
            return
        if self._asides and self._breaks:
            self._put_asides()
        if self.length_cp:
            self._composer.add("\t" * self._tabs or "\n" * self._breaks or self._gap)
        self._breaks, self._tabs = 0, 0
        for place in range(len(self._begun) - 1, -1, -1):
            if self._begun[place] is not None:
                break
            self._begun[place] = self.length_cp
        self._composer.add(stripped)
        self._gap = " " if words.endswith(" ") else ""

    def break_line(self, lines: int = 1) -> None:
        """Let the next words stand on a line of their own."""
        self._breaks = max(self._breaks, lines)

    def tab(self) -> None:
        """Let the next words stand in the next column."""
        self._tabs += 1

    def note(self, flow: Flow) -> None:
        """Write what another one has collected behind the paragraph that is being written."""
        flow.close()
        if flow.length_cp:
            self._asides.append(flow._composer)

    def comment(self, text: str) -> None:
        """Write a comment behind the paragraph that is being written."""
        if text.strip():
            composer = Composer()
            composer.add(text.strip(), RegionKind.COMMENT)
            self._asides.append(composer)

    def begin(self) -> None:
        """Begin a stretch, which `finish` ends; stretches nest."""
        self._begun.append(None)

    def finish(self, kind: RegionKind, note: str = "") -> None:
        """Make a region of what was written since `begin`."""
        start = self._begun.pop()
        if start is not None:
            self._composer.place([Region(start, self.length_cp, kind, note)])

    def close(self) -> None:
        """Write what waits for the end of the last paragraph."""
        self._put_asides()

    def _put_asides(self) -> None:
        asides, self._asides = self._asides, []
        for each in asides:
            if self.length_cp:
                self._composer.add("\n")
            self._composer.extend(each)
        if asides:
            self._breaks = max(1, self._breaks)
