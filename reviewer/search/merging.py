"""Join segments to a larger one, column by column, and tell which segments are worth it.

The lists of a segment stand in the order of their words, so every run of words is one slice of
each column. Runs of all segments are laid behind each other and put into the order of the joint
vocabulary by one gathering of whole arrays; no posting is ever looked at on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer.search.mapped import Array, ArrayWriter
from reviewer.search.pool import new_segment_name
from reviewer.search.postings import SEGMENT_LIMIT, FieldPostings, narrowest, write_words
from reviewer.search.seal import SealedSegment
from reviewer.search.snapshot import Segment

_ALIKE = 4  # so many segments of like size become one
_SMALLEST_CLASS = 5  # segments of fewer than 4 ** 5 documents are all alike
_WORDS_LIMIT = 60_000_000  # a segment of long documents stays smaller
_ITEMS_AT_A_TIME = 2_000_000  # of a column in memory


def worth_merging(segments: Iterable[SealedSegment]) -> list[SealedSegment]:
    """Return segments that should become one now, or none.

    Four of like size do, or as many as one segment can hold. So each document is rewritten once
    per size class, and 250,000 that came by a few thousand end as about ten segments.
    """
    classes: dict[int, list[SealedSegment]] = {}
    for segment in segments:
        size = (max(1, segment.documents).bit_length() - 1) // 2  # by the logarithm to base 4
        classes.setdefault(max(_SMALLEST_CLASS, size), []).append(segment)
    for _, alike in sorted(classes.items()):
        group: list[SealedSegment] = []
        for segment in sorted(alike, key=lambda each: each.documents):
            if not _fits([*group, segment]):
                if len(group) > 1:
                    return group
                break
            group.append(segment)
            if len(group) == _ALIKE:
                return group
    return []


def merge(segments: Sequence[Segment], folder: Path) -> SealedSegment:
    """Write the documents of segments to a new one, without those that were removed."""
    sources = [_Source(segment) for segment in segments]
    size = words = 0
    for source in sources:
        source.base = size
        size += source.size
    name = new_segment_name()
    writer = ArrayWriter(folder / name)
    try:
        for column in ("ids", "dates"):
            writer.add(column, np.concatenate([source.column(column) for source in sources]))
        for field in sorted({field for segment in segments for field in segment.fields}):
            words += _merge_field(writer, field, sources, size)
        fingerprint = writer.finish()
    finally:
        writer.close()
    return SealedSegment(name, size, words, fingerprint)


class _Source:
    """A segment with the new numbers of its documents, from `base` on."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.base = 0
        self.size = segment.size
        self._live: NDArray[np.bool_] | None = None
        if segment.opened.removed:
            self._live = np.ones(segment.size, bool)
            self._live[list(segment.opened.removed)] = False
            self.size = int(self._live.sum())

    def column(self, name: str) -> Array:
        """Return one value for each document that is left."""
        return self._kept(self.segment.opened.file.array(name))

    def lengths(self, field: str) -> Array:
        """Return the length codes of each document that is left."""
        return self._kept(self.segment.length_codes(field))

    def lists(self, name: str) -> _Lists | None:
        """Return the posting lists of a field, or None when no word of it is left."""
        field = self.segment.fields.get(name)
        if field is None:
            return None
        lists = _Lists(field) if self._live is None else _Lists.without_removed(field, self._live)
        lists.base = self.base
        return lists if lists.words else None

    def _kept(self, by_document: Array) -> Array:
        return by_document if self._live is None else by_document[self._live]


class _Lists:
    """The columns of one field of a segment, and where its words are in the joint vocabulary."""

    def __init__(self, field: FieldPostings) -> None:
        self.words = list(field.words)
        self.lists = np.append(0, field.lists.astype(np.int64))
        self.places = np.append(0, field.places.astype(np.int64))
        self.numbers = field.numbers
        self.counts = field.counts
        self.positions = field.positions
        self.base = 0
        self.ranks: NDArray[np.int64] = np.empty(0, np.int64)

    @classmethod
    def without_removed(cls, field: FieldPostings, live: NDArray[np.bool_]) -> _Lists:
        """Return the lists with only the documents that are left, counted anew."""
        lists = cls(field)
        kept = live[field.numbers]
        words = np.repeat(np.arange(len(lists.words)), np.diff(lists.lists))[kept]
        frequencies = np.bincount(words, minlength=len(lists.words))
        totals = np.bincount(words, field.counts[kept], len(lists.words)).astype(np.int64)
        used = np.flatnonzero(frequencies)
        lists.words = [lists.words[place] for place in used.tolist()]
        lists.lists = np.append(0, frequencies[used].cumsum())
        lists.places = np.append(0, totals[used].cumsum())
        lists.numbers = (np.cumsum(live) - 1)[field.numbers[kept]]
        lists.counts = field.counts[kept]
        lists.positions = field.positions[np.repeat(kept, field.counts)]
        return lists


def _merge_field(writer: ArrayWriter, name: str, sources: Sequence[_Source], size: int) -> int:
    """Write a field of the joint segment and return how many words it has in all."""
    fields = [field for source in sources if (field := source.lists(name)) is not None]
    if not fields:
        return 0
    alphabet = sorted(set().union(*(field.words for field in fields)))
    ranks = dict(zip(alphabet, range(len(alphabet)), strict=True))
    frequencies, totals = np.zeros((2, len(alphabet)), np.int64)
    for field in fields:
        field.ranks = np.fromiter(map(ranks.__getitem__, field.words), np.int64)
        frequencies[field.ranks] += np.diff(field.lists)
        totals[field.ranks] += np.diff(field.places)
    ends = totals.cumsum()
    write_words(writer, name, alphabet, frequencies.cumsum(), ends)
    steps = np.arange(0, int(ends[-1]), _ITEMS_AT_A_TIME)
    cuts = np.unique(np.append(np.searchsorted(ends, steps, side="right"), len(alphabet)))
    runs = list(pairwise(np.append(0, cuts[cuts > 0]).tolist()))

    def joined(column: str, bounds: str) -> Iterator[Array]:
        return (_joined(fields, first, last, column, bounds) for first, last in runs)

    writer.add_parts(f"{name}/numbers", narrowest(size - 1), joined("numbers", "lists"))
    writer.add_parts(f"{name}/counts", _widest(fields, "counts"), joined("counts", "lists"))
    writer.add_parts(
        f"{name}/positions", _widest(fields, "positions"), joined("positions", "places")
    )
    writer.add(f"{name}/lengths", np.concatenate([source.lengths(name) for source in sources]))
    return int(ends[-1])


def _joined(fields: Sequence[_Lists], first: int, last: int, column: str, bounds: str) -> Array:
    """Return a column for the words of ranks `first` to `last`, word by word."""
    parts, sizes, ranks = [], [], []
    for field in fields:
        begin, end = np.searchsorted(field.ranks, (first, last)).tolist()
        ends = getattr(field, bounds)[begin : end + 1]
        part = getattr(field, column)[ends[0] : ends[-1]]
        parts.append(part.astype(np.int64) + field.base if column == "numbers" else part)
        sizes.append(np.diff(ends))
        ranks.append(field.ranks[begin:end])
    size = np.concatenate(sizes)
    order = np.argsort(np.concatenate(ranks), kind="stable")
    starts = (np.cumsum(size) - size)[order]
    size = size[order]
    gathered = np.repeat(starts - (np.cumsum(size) - size), size) + np.arange(size.sum())
    joined: Array = np.concatenate(parts)[gathered]
    return joined


def _widest(fields: Sequence[_Lists], column: str) -> np.dtype[Any]:
    return np.result_type(*(getattr(field, column) for field in fields))


def _fits(segments: Sequence[SealedSegment]) -> bool:
    return (
        sum(segment.documents for segment in segments) <= SEGMENT_LIMIT
        and sum(segment.words for segment in segments) <= _WORDS_LIMIT
    )
