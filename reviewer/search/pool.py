"""The words of documents on their way into a segment, until they are sorted and written.

Every word is a number and a position in flat arrays, 8 bytes together, so the pool of a few
thousand documents stays small; a caller writes it when it `is_full`. Only the distinct words are
ever compared with each other: the postings follow from one stable sort of their numbers.
"""

from __future__ import annotations

import re
import secrets
from array import array
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import length_to_byte

from reviewer.model import SearchableDocument
from reviewer.search.analysis import indexed_words
from reviewer.search.mapped import ArrayWriter
from reviewer.search.postings import narrowest, write_words
from reviewer.search.schema import index_fields
from reviewer.search.seal import SealedSegment

SEGMENT_SUFFIX = ".seg"
_FULL_AT = 12_000_000  # words; sorting them takes some 500 MB for a moment
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class PostingPool:
    """Takes documents in and writes them as one segment."""

    def __init__(self) -> None:
        self._ids = array("q")
        self._dates = array("i")
        self._fields: dict[str, _FieldPool] = {}
        self._words = 0

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def is_full(self) -> bool:
        """Tell whether the pool should be written before it takes more."""
        return self._words >= _FULL_AT

    def add(self, document: SearchableDocument) -> None:
        """Take in the words of one document."""
        number = len(self._ids)
        self._ids.append(document.id)
        self._dates.append(date_code(document.date))
        for field, text in index_fields(document).items():
            if field not in self._fields:
                self._fields[field] = _FieldPool()
            self._words += self._fields[field].add(number, text)

    def write(self, folder: Path) -> SealedSegment:
        """Write everything to a new file of the folder and tell how to know it again."""
        name = new_segment_name()
        writer = ArrayWriter(folder / name)
        try:
            writer.add("ids", np.frombuffer(self._ids, np.int64))
            writer.add("dates", np.frombuffer(self._dates, np.int32))
            for field, pool in self._fields.items():
                if pool.words:
                    pool.write(writer, field, len(self._ids))
            fingerprint = writer.finish()
        finally:
            writer.close()
        return SealedSegment(name, len(self._ids), self._words, fingerprint)


class _FieldPool:
    def __init__(self) -> None:
        self.words = _Numbering()
        self._tokens = array("I")
        self._positions = array("I")
        self._numbers = array("I")  # the documents that have words in the field …
        self._lengths = array("I")  # … and how many

    def add(self, number: int, text: str) -> int:
        placed = list(indexed_words(text))
        if placed:
            words, positions = zip(*placed, strict=True)
            self._tokens.extend(map(self.words.__getitem__, words))
            self._positions.extend(positions)
            self._numbers.append(number)
            self._lengths.append(len(placed))
        return len(placed)

    def write(self, writer: ArrayWriter, field: str, size: int) -> None:
        alphabet = sorted(self.words)
        ranks = np.empty(len(alphabet), narrowest(len(alphabet)))
        ranks[np.fromiter(map(self.words.__getitem__, alphabet), np.int64)] = np.arange(len(ranks))
        words = ranks[_array(self._tokens)]
        numbers = np.repeat(_array(self._numbers), _array(self._lengths))
        positions = _array(self._positions)
        order = np.argsort(words, kind="stable")
        words, numbers, positions = words[order], numbers[order], positions[order]
        new = np.ones(len(words), bool)
        new[1:] = (words[1:] != words[:-1]) | (numbers[1:] != numbers[:-1])
        if (~new[1:] & (positions[1:] < positions[:-1])).any():
            positions = positions[np.lexsort((positions, numbers, words))]
        first = np.flatnonzero(new)
        counts = np.diff(first, append=len(words))
        write_words(
            writer,
            field,
            [word.encode("utf-8") for word in alphabet],
            np.bincount(words[first], minlength=len(alphabet)).cumsum(),
            np.bincount(words, minlength=len(alphabet)).cumsum(),
        )
        writer.add(f"{field}/numbers", numbers[first].astype(narrowest(size - 1)))
        writer.add(f"{field}/counts", counts.astype(narrowest(int(counts.max()))))
        writer.add(f"{field}/positions", positions.astype(narrowest(int(positions.max()))))
        lengths = np.zeros(size, np.uint8)
        lengths[_array(self._numbers)] = [length_to_byte(length) for length in self._lengths]
        writer.add(f"{field}/lengths", lengths)


class _Numbering(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def new_segment_name() -> str:
    """Return a file name that no other segment has."""
    return secrets.token_hex(8) + SEGMENT_SUFFIX


def date_code(date: str | None) -> int:
    """Return an ISO date or its beginning as the number yyyymmdd, 00 for what is unknown, or 0."""
    found = _ISO_DATE.match(date or "")
    if not found:
        return 0
    year, month, day = (int(part or 0) for part in found.groups())
    return year * 10_000 + month * 100 + day


def _array(numbers: array[int]) -> NDArray[np.uint32]:
    return np.frombuffer(numbers, np.uint32)
