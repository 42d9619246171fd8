"""The words of documents on their way into a segment, until they are sorted and written.

Every word is a number in a flat array, so the pool of a few thousand documents stays small; a
caller writes it when it `is_full`. Each distinct word is folded, cut into parts and compared with
others once; the postings follow from one stable sort of whole arrays.
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
from reviewer.search.analysis import forms_of, written_words
from reviewer.search.mapped import Array, ArrayWriter
from reviewer.search.postings import narrowest, write_words
from reviewer.search.schema import index_fields
from reviewer.search.seal import SealedSegment

SEGMENT_SUFFIX = ".seg"
_FULL_AT = 6_000_000  # words; sorting them takes some 400 MB for a moment
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
        words = 0
        writer = ArrayWriter(folder / name)
        try:
            writer.add("ids", np.frombuffer(self._ids, np.int64))
            writer.add("dates", np.frombuffer(self._dates, np.int32))
            for field, pool in self._fields.items():
                if pool.written:
                    words += pool.write(writer, field, len(self._ids))
            fingerprint = writer.finish()
        finally:
            writer.close()
        return SealedSegment(name, len(self._ids), words, fingerprint)


class _FieldPool:
    def __init__(self) -> None:
        self.written = _WrittenWords()
        self._tokens = array("I")
        self._numbers = array("I")  # the documents that have words in the field …
        self._sizes = array("I")  # … and how many are written there

    def add(self, number: int, text: str) -> int:
        words = written_words(text)
        if words:
            self._tokens.extend(map(self.written.__getitem__, words))
            self._numbers.append(number)
            self._sizes.append(len(words))
        return len(words)

    def write(self, writer: ArrayWriter, field: str, size: int) -> int:
        """Write the field's arrays for `size` documents and return how many words they hold."""
        words, numbers, positions = self._indexed()
        lengths = np.bincount(numbers, minlength=size)
        order = np.argsort(words, kind="stable")
        words, numbers, positions = words[order], numbers[order], positions[order]
        new = np.ones(len(words), bool)
        new[1:] = (words[1:] != words[:-1]) | (numbers[1:] != numbers[:-1])
        first = np.flatnonzero(new)
        counts = np.diff(first, append=len(words))
        alphabet = sorted(self.written.forms)
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
        codes = np.fromiter(map(length_to_byte, lengths.tolist()), np.uint8, size)
        writer.add(f"{field}/lengths", codes)
        return len(words)

    def _indexed(self) -> tuple[Array, Array, Array]:
        """Return rank in the vocabulary, document and position of each word to be indexed.

        A word that is written in parts becomes several; each part takes a position.
        """
        tokens, sizes = _array(self._tokens), _array(self._sizes)
        forms, ends = _array(self.written.indexed), _array(self.written.ends)
        many = np.diff(ends, prepend=ends.dtype.type(0))
        steps = np.maximum(many, 2)[tokens] - 1  # positions that each written word takes
        places = np.cumsum(steps, dtype=np.int64) - steps
        before = places[np.cumsum(sizes, dtype=np.int64) - sizes]
        places -= np.repeat(before, sizes)
        many = many[tokens]
        firsts = np.cumsum(many, dtype=np.int64) - many
        nth = np.arange(int(many.sum())) - np.repeat(firsts, many)
        words = self._ranks()[forms[np.repeat(ends[tokens] - many, many) + nth]]
        positions = np.repeat(places, many) + np.maximum(nth - 1, 0)
        return words, np.repeat(np.repeat(_array(self._numbers), sizes), many), positions

    def _ranks(self) -> Array:
        """Return the place in the vocabulary of each word by its number."""
        forms = self.written.forms
        ranks = np.empty(len(forms), narrowest(len(forms)))
        ranks[[forms[word] for word in sorted(forms)]] = np.arange(len(forms))
        return ranks


class _Numbering(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _WrittenWords(dict[str, int]):
    """Numbers words as they are written; keeps the words that each of them is indexed as."""

    def __init__(self) -> None:
        self.forms = _Numbering()
        self.indexed = array("I")
        self.ends = array("I")

    def __missing__(self, written: str) -> int:
        self.indexed.extend(map(self.forms.__getitem__, forms_of(written)))
        self.ends.append(len(self.indexed))
        number = self[written] = len(self)
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
