"""Whoosh's view of one posting list: its statistics, and a matcher that walks it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo
from whoosh.util.numeric import byte_to_length

from reviewer.search.postings import FieldPostings, Postings

LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.int32)  # by length code


class ArrayTermInfo(TermInfo):  # type: ignore[misc]
    """What Whoosh weighs a word by, read when it is asked for."""

    def __init__(self, field: FieldPostings, place: int) -> None:
        super().__init__(field.frequency(place), field.document_frequency(place))
        self._field = field
        self._place = place

    @cached_property
    def postings(self) -> Postings:
        """The list itself."""
        return self._field.at(self._place)

    @cached_property
    def _lengths(self) -> NDArray[np.int32]:
        return LENGTHS[self._field.lengths[self.postings.numbers]]

    def min_length(self) -> int:
        """Return the length of the shortest field that holds the word."""
        return int(self._lengths.min())

    def max_length(self) -> int:
        """Return the length of the longest field that holds the word."""
        return int(self._lengths.max())

    def max_weight(self) -> float:
        """Return how often the word stands in the document that has it most often."""
        return float(self.postings.counts.max())

    def min_id(self) -> int:
        """Return the first document that holds the word."""
        return int(self.postings.numbers[0])

    def max_id(self) -> int:
        """Return the last document that holds the word."""
        return int(self.postings.numbers[-1])


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Walks one posting list. The whole of it is one block in Whoosh's sense."""

    def __init__(
        self, postings: Postings, info: TermInfo, term: tuple[str, bytes], format_: Any, scorer: Any
    ) -> None:
        self._postings = postings
        self._info = info
        self._term = term
        self.format = format_
        self.scorer = scorer
        self._size = len(postings.numbers)
        self._place = 0

    def is_active(self) -> bool:
        """Tell whether the end is not reached yet."""
        return self._place < self._size

    def reset(self) -> None:
        """Return to the first posting."""
        self._place = 0

    def copy(self) -> ArrayMatcher:
        """Return a matcher at the same place that moves on its own."""
        copied = ArrayMatcher(self._postings, self._info, self._term, self.format, self.scorer)
        copied._place = self._place
        return copied

    def id(self) -> int:
        """Return the number of the document."""
        return int(self._postings.numbers[self._place])

    def all_ids(self) -> Iterator[int]:
        """Yield the numbers of this and all further documents."""
        numbers = self._postings.numbers[self._place :].tolist()
        self._place = self._size
        yield from numbers

    def next(self) -> bool:
        """Go to the next document; tell whether the block ended."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        """Go to the first document whose number is not below `id`."""
        if not self.is_active():
            raise ReadTooFar
        rest = self._postings.numbers[self._place :]
        self._place += int(np.searchsorted(rest, id))

    def weight(self) -> float:
        """Return how often the word stands in the document."""
        return float(self._postings.counts[self._place])

    def value(self) -> bytes:
        """Return the positions as the field's format encodes them."""
        encoded: bytes = self.format.encode(self._positions())
        return encoded

    def value_as(self, astype: str) -> Any:
        """Return what the format can tell of the posting."""
        return self._positions() if astype == "positions" else super().value_as(astype)

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """Yield this and all further documents with their encoded positions."""
        while self.is_active():
            yield self.id(), self.value()
            self.next()

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the end when no document of the list can score above `minquality`."""
        if not self.is_active() or self.block_quality() > minquality:
            return 0
        self._place = self._size
        return 1

    def block_min_length(self) -> int:
        """Return the length of the shortest field that holds the word."""
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        """Return the length of the longest field that holds the word."""
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        """Return how often the word stands in the document that has it most often."""
        return float(self._info.max_weight())

    def _positions(self) -> list[int]:
        start = int(self._postings.starts[self._place])
        end = start + int(self._postings.counts[self._place])
        positions: list[int] = self._postings.positions[start:end].tolist()
        return positions
