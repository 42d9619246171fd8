"""Posting lists as flat arrays: which documents hold a word, how often, and where.

For each field of a segment the lists of all words stand one behind the other, in the order of the
words' bytes, in these arrays of its file (`<field>/<array>`):

- `words`: the words in UTF-8, joined; `ends`: where each word ends in it
- `shape-lengths`, `shape-letters`, `shape-tails`: what rules out words (see `shapes`)
- `stems-<language>`: a number for each word's stem, where there are many words
- `lists`, `places`: where each word's list ends in `numbers`, and in `positions`
- `numbers`: the documents of each list, rising, by their number in the segment
- `counts`: how often the word stands in each of these documents
- `positions`: where it stands there, rising within a document
- `lengths`: for each document of the segment how many words it has, as Whoosh's length byte

Each is of the narrowest unsigned type that holds it, so a segment of at most 65,536 documents
takes two bytes a posting for the document. There is nothing to decode: a list is three slices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from reviewer.search.mapped import Array, ArrayFile, ArrayWriter, DamagedFile
from reviewer.search.shapes import MANY_WORDS, STEMMED_LANGUAGES, Shapes, shapes_of, stem_codes

SEGMENT_LIMIT = 1 << 16  # documents; beyond it each number takes twice the space


@dataclass(frozen=True)
class Postings:
    """One word's list in one field of one segment; `positions` are all documents' in a row."""

    numbers: NDArray[np.int32]
    counts: NDArray[np.unsignedinteger[Any]]
    positions: NDArray[np.unsignedinteger[Any]]

    @property
    def weights(self) -> NDArray[np.unsignedinteger[Any]]:
        """What Whoosh calls a posting's weight: how often the word stands in the document."""
        return self.counts

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each document's positions begin; raises DamagedFile when they cannot be."""
        ends = np.cumsum(self.counts.astype(np.int64))  # much faster than to widen on the way
        if len(ends) and ends[-1] != len(self.positions):
            raise DamagedFile("a posting list has not the positions that it counts")
        starts: NDArray[np.int64] = ends - self.counts
        return starts


class Vocabulary(Sequence[bytes]):
    """The words of a field in the order of their bytes, read where they lie."""

    def __init__(self, joined: NDArray[np.uint8], ends: Array) -> None:
        self.joined = joined
        self.ends = ends
        self._words = memoryview(joined.data)
        self._ends = memoryview(ends.data)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if isinstance(place, slice):
            first, last, step = place.indices(len(self))
            return [self[each] for each in range(first, last, step)]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return bytes(self._words[self._ends[place - 1] if place else 0 : self._ends[place]])

    def __iter__(self) -> Iterator[bytes]:
        words = bytes(self._words)
        start = 0
        for end in self._ends.tolist():
            yield words[start:end]
            start = end

    def place(self, word: bytes) -> int:
        """Return the place of a word, or of the first one behind where it would stand."""
        words, ends = self._words, self._ends
        low, high = 0, len(ends)
        while low < high:  # as bisect does, but in half the time without a call for each word
            middle = (low + high) // 2
            if bytes(words[ends[middle - 1] if middle else 0 : ends[middle]]) < word:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, word: bytes) -> int | None:
        """Return the place of a word, or None when the field does not hold it."""
        place = self.place(word)
        return place if place < len(self) and self[place] == word else None

    def with_prefix(self, prefix: bytes) -> range:
        """Return the places of all words that begin with a prefix."""
        # No byte of UTF-8 is 0xff, so this is behind every word with the prefix.
        return range(self.place(prefix), self.place(prefix + b"\xff"))


class FieldPostings:
    """All posting lists of one field of a segment."""

    def __init__(self, file: ArrayFile, field: str, size: int) -> None:
        self.words = Vocabulary(file.array(f"{field}/words"), file.array(f"{field}/ends"))
        self.shapes = Shapes(*(file.array(f"{field}/shape-{name}") for name in Shapes._fields))
        self.stems: dict[str, NDArray[np.uint16]] = {
            language: file.array(f"{field}/stems-{language}")
            for language in STEMMED_LANGUAGES
            if f"{field}/stems-{language}" in file
        }
        self.lists = file.array(f"{field}/lists")
        self.places = file.array(f"{field}/places")
        self.numbers = file.array(f"{field}/numbers")
        self.counts = file.array(f"{field}/counts")
        self.positions = file.array(f"{field}/positions")
        self.lengths: NDArray[np.uint8] = file.array(f"{field}/lengths")
        self._size = size

    def find(self, word: bytes) -> Postings | None:
        """Return a word's list, or None when the field does not hold the word."""
        place = self.words.find(word)
        return None if place is None else self.at(place)

    def at(self, place: int) -> Postings:
        """Return the list of the word at a place of the vocabulary.

        Raises DamagedFile when it tells of documents that the segment does not have.
        """
        first, last = self._bounds(self.lists, place)
        numbers = self.numbers[first:last].astype(np.int32)
        if len(numbers) != last - first or (len(numbers) and numbers.max() >= self._size):
            raise DamagedFile("a posting list tells of documents that are not there")
        begin, end = self._bounds(self.places, place)
        return Postings(numbers, self.counts[first:last], self.positions[begin:end])

    def document_frequency(self, place: int) -> int:
        """Return how many documents hold the word at a place."""
        first, last = self._bounds(self.lists, place)
        return last - first

    def frequency(self, place: int) -> int:
        """Return how often the word at a place stands in all documents together."""
        begin, end = self._bounds(self.places, place)
        return end - begin

    def _bounds(self, ends: Array, place: int) -> tuple[int, int]:
        return int(ends[place - 1]) if place else 0, int(ends[place])


def narrowest(largest: int) -> np.dtype[Any]:
    """Return the narrowest unsigned type that holds a number."""
    return np.min_scalar_type(largest)


def write_words(
    writer: ArrayWriter, field: str, words: Sequence[bytes], lists: Array, places: Array
) -> None:
    """Write the vocabulary of a field, with where each word's list and positions end."""
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))
    joined = np.frombuffer(b"".join(words), np.uint8)
    writer.add(f"{field}/words", joined)
    for name, array in shapes_of(joined, ends)._asdict().items():
        writer.add(f"{field}/shape-{name}", array)
    if len(words) >= MANY_WORDS:
        for language in STEMMED_LANGUAGES:
            writer.add(f"{field}/stems-{language}", stem_codes(list(words), language))
    for name, array in (("ends", ends), ("lists", lists), ("places", places)):
        writer.add(f"{field}/{name}", array.astype(narrowest(int(array[-1]))))
