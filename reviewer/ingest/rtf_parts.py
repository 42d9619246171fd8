"""What a file of rich text holds: its pages, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewer.ingest.flowing import Flow


class Page(Flow):
    """A text whose cells end, as in rich text, rather than begin."""

    def __init__(self) -> None:
        super().__init__()
        self._ended = 0

    def write(self, text: str) -> None:
        """Add words, or white space between them."""
        if text:
            for _ in range(self._ended):
                self.cell()
            self._ended = 0
        super().write(text)

    def end_cell(self) -> None:
        """Let the next words stand in the next cell."""
        self._ended += 1

    def end_row(self) -> None:
        """Let the next words stand in the next row."""
        self._ended = 0
        self.row()


@dataclass
class Comment:
    """A note in the margin; `about` is where the words stand in the body that it is about."""

    page: Page
    author: str = ""
    about: tuple[int, int] = (0, 0)


@dataclass
class Written:
    """All that a file of rich text holds; pictures and objects are the bytes of files."""

    body: Page = field(default_factory=Page)
    running: list[Page] = field(default_factory=list)
    boxes: list[Page] = field(default_factory=list)
    notes: list[Page] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    pictures: list[bytes] = field(default_factory=list)
    objects: list[bytes] = field(default_factory=list)
