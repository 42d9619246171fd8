"""The lines of a concordance, hundreds of thousands of them, and the orders that they stand in."""

from __future__ import annotations

import heapq
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import numpy as np
import regex
from numpy.typing import NDArray

from reviewer.errors import Cancelled
from reviewer.model import Span
from reviewer.review.concordance import Heading, Line
from reviewer.search.analysis import folded_words

Rows = NDArray[np.int64]  # numbers of lines, in an order
_AT_ONCE = 2_000  # sorted by one call that lets no other thread run: some milliseconds
_MARK = regex.compile(r"\p{M}+")
_DIGITS = 9
_UNDATED = "\uffff"


class LineOrder(StrEnum):
    """What lines are sorted by; lines that are equal in it stand in the order of the results."""

    RESULTS = "results"
    LEFT = "left"
    HIT = "hit"
    RIGHT = "right"
    TITLE = "title"
    DATE = "date"


class Lines:
    """Lines as they came, never changed or removed; one takes some 300 bytes.

    They may be read on any thread while they are added to on another.
    """

    def __init__(self) -> None:
        self._document_ids = array("q")
        self._starts_cp = array("q")
        self._ends_cp = array("q")
        self._hit_starts = array("i")  # in the line's own text
        self._hit_ends = array("i")
        self._texts: list[str] = []

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> Line:
        text = self._texts[number]
        start, end = self._hit_starts[number], self._hit_ends[number]
        document_id, span = self.place(number)
        return Line(document_id, span, text[:start], text[start:end], text[end:])

    def place(self, number: int) -> tuple[int, Span]:
        """Return the document of a line and where in it the hit is."""
        span = Span(self._starts_cp[number], self._ends_cp[number])
        return self._document_ids[number], span

    def places(self, numbers: Rows) -> Iterator[tuple[int, Span]]:
        """Yield the places of lines."""
        return (self.place(number) for number in numbers.tolist())

    def document_ids(self) -> Rows:
        """Return the document of each line."""
        return np.array(self._document_ids, dtype=np.int64)

    def text(self, number: int) -> str:
        """Return a line as one text."""
        return self._texts[number]

    def add(self, line: Line) -> None:
        """Add a line at the end."""
        self._document_ids.append(line.document_id)
        self._starts_cp.append(line.span.start_cp)
        self._ends_cp.append(line.span.end_cp)
        self._hit_starts.append(len(line.left))
        self._hit_ends.append(len(line.left) + len(line.hit))
        self._texts.append(line.left + line.hit + line.right)

    def extend(self, others: Lines) -> None:
        """Add other lines at the end."""
        self._document_ids.extend(others._document_ids)
        self._starts_cp.extend(others._starts_cp)
        self._ends_cp.extend(others._ends_cp)
        self._hit_starts.extend(others._hit_starts)
        self._hit_ends.extend(others._hit_ends)
        self._texts.extend(others._texts)

    def documents_of(self, numbers: Rows) -> set[int]:
        """Return the documents that lines are from."""
        return set(map(self._document_ids.__getitem__, numbers.tolist()))


def matching(lines: Lines, typed: str, count: int, cancelled: Callable[[], bool]) -> Rows:
    """Return those of the first `count` lines that hold what was typed, in their order.

    Case, accents and white space make no difference. Raises Cancelled.
    """
    wanted = filter_key(typed)
    if not wanted:
        return np.arange(count, dtype=np.int64)
    found: list[int] = []
    for number in range(count):
        _stop_if(number, cancelled)
        if wanted in filter_key(lines.text(number)):
            found.append(number)
    return np.array(found, dtype=np.int64)


def ordered(
    lines: Lines,
    numbers: Rows,
    order: LineOrder,
    headings: Mapping[int, Heading],
    cancelled: Callable[[], bool],
) -> Rows:
    """Return rising numbers of lines in another order.

    `headings` are needed for title and date only. Raises Cancelled. Other threads go on meanwhile:
    no call takes longer than some milliseconds.
    """
    if order is LineOrder.RESULTS:
        return numbers
    key_of = _KEYS[order]
    keys: list[str] = []
    for place, number in enumerate(numbers.tolist()):
        _stop_if(place, cancelled)
        # One text each: a quarter of a million tuples would hold up the collection of garbage.
        keys.append(f"{key_of(lines[number], headings)}\0{number:0{_DIGITS}}")
    runs = [sorted(keys[at : at + _AT_ONCE]) for at in range(0, len(keys), _AT_ONCE)]
    del keys
    merged = array("q")
    for place, key in enumerate(heapq.merge(*runs)):
        _stop_if(place, cancelled)
        merged.append(int(key[-_DIGITS:]))
    return np.array(merged, dtype=np.int64)


def left_key(left: str) -> str:
    """Return what lines sort by for the words before the hit, the nearest one first."""
    # A space comes before all that a word is made of, so that keys compare word by word.
    return " ".join(reversed(folded_words(left)))


def right_key(right: str) -> str:
    """Return what lines sort by for the words behind the hit, the nearest one first."""
    return " ".join(folded_words(right))


def filter_key(text: str) -> str:
    """Return text without case, accents and differences of white space, to look for a part of."""
    words = " ".join(text.split())
    if words.isascii():
        return words.lower()
    return str(_MARK.sub("", unicodedata.normalize("NFKD", words.casefold())))


_KEYS: Mapping[LineOrder, Callable[[Line, Mapping[int, Heading]], str]] = {
    LineOrder.LEFT: lambda line, _: left_key(line.left),
    LineOrder.HIT: lambda line, _: right_key(line.hit + line.right),
    LineOrder.RIGHT: lambda line, _: right_key(line.right),
    LineOrder.TITLE: lambda line, headings: _title_of(line, headings),
    LineOrder.DATE: lambda line, headings: _date_of(line, headings),
}


def _title_of(line: Line, headings: Mapping[int, Heading]) -> str:
    heading = headings.get(line.document_id)
    return filter_key(heading.title) if heading else ""


def _date_of(line: Line, headings: Mapping[int, Heading]) -> str:
    heading = headings.get(line.document_id)
    return heading.date if heading and heading.date else _UNDATED


def _stop_if(place: int, cancelled: Callable[[], bool]) -> None:
    if place % 1_000 == 0 and cancelled():
        raise Cancelled("The lines were not arranged.")
