"""Read the posting lists of many words of a field at once, without a step per word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviewer.search.found import Numbers
from reviewer.search.mapped import DamagedFile
from reviewer.search.postings import FieldPostings

Places: TypeAlias = NDArray[np.int64]
Check: TypeAlias = Callable[[], None]

_AT_ONCE = 1 << 20  # postings; bounds the memory that a pattern takes
_SPARSE = 16
_FEW_WORDS = 16


def occurrences(
    field: FieldPostings, places: Places, size: int, check: Check
) -> tuple[Numbers, NDArray[Any]]:
    """Return the documents that hold any of the words, and how often all of them stand there.

    `places` of the words rise; `size` is how many documents the segment has; `check` is called
    now and then and may raise.
    """
    if len(places) == 1:
        postings = field.at(int(places[0]))
        return postings.numbers, postings.counts
    total = int(lengths_of(field.lists, places).sum())
    if total * _SPARSE < size:
        parts = list(_slices(field, places, check))
        if not parts:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        found, place = np.unique(
            np.concatenate([field.numbers[part] for part in parts]), return_inverse=True
        )
        counts = np.bincount(place, np.concatenate([field.counts[part] for part in parts]))
        numbers = found.astype(np.int32)
        if len(numbers) and numbers[-1] >= size:
            raise DamagedFile("a posting list tells of documents that are not there")
        return numbers, counts.astype(np.float32)
    sums = np.zeros(size, np.float32)
    if len(places) <= _FEW_WORDS:
        for place in places.tolist():
            check()
            postings = field.at(place)
            sums[postings.numbers] += postings.counts
        places = places[:0]
    for part in _slices(field, places, check):
        documents, counts = field.numbers[part], field.counts[part]
        counted = np.bincount(documents, minlength=size)
        if len(counted) > size:
            raise DamagedFile("a posting list tells of documents that are not there")
        sums += counted
        # Most words stand once in a document, and counting is much faster than adding up.
        repeated = np.flatnonzero(counts > 1)
        sums += np.bincount(documents[repeated], counts[repeated] - 1, minlength=size)
    numbers = np.flatnonzero(sums > 0).astype(np.int32)
    return numbers, sums[numbers]


def _slices(field: FieldPostings, places: Places, check: Check) -> Iterator[Any]:
    """Yield what picks the postings of the words out of the field's arrays, part by part."""
    for chosen in chunks(field, places):
        check()
        yield indices(field.lists, chosen)


def chunks(field: FieldPostings, places: Places) -> Iterator[Places]:
    """Cut the words into runs that have not too many postings together."""
    if not len(places):
        return
    run = np.cumsum(lengths_of(field.lists, places)) // _AT_ONCE
    cuts = np.flatnonzero(np.diff(run)) + 1
    for first, last in pairwise([0, *cuts.tolist(), len(places)]):
        yield places[first:last]


def indices(ends: NDArray[Any], places: Places) -> Any:
    """Return what picks the lists of the words, which rise, out of an array of all lists."""
    if places[-1] - places[0] == len(places) - 1:  # neighbours, whose lists touch
        first = int(ends[places[0] - 1]) if places[0] else 0
        return slice(first, int(ends[places[-1]]))
    return ranges(firsts_of(ends, places), lengths_of(ends, places))


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the members of ranges, one range behind the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)


def firsts_of(ends: NDArray[Any], places: Places) -> NDArray[np.int64]:
    """Return where the list of each word begins; `ends` tells where those of all words end."""
    return np.where(places > 0, ends[places - 1], 0).astype(np.int64)


def lengths_of(ends: NDArray[Any], places: Places) -> NDArray[np.int64]:
    """Return how long the list of each word is."""
    return ends[places].astype(np.int64) - firsts_of(ends, places)
