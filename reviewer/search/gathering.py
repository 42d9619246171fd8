"""Read the posting lists of many words of a field at once, without a step per word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviewer.search.found import Mask, Numbers, distinct
from reviewer.search.mapped import DamagedFile
from reviewer.search.postings import FieldPostings, Postings

Places: TypeAlias = NDArray[np.int64]
Keys: TypeAlias = NDArray[np.int64]  # document << 32 | position
Check: TypeAlias = Callable[[], None]

LOW = 0xFFFF_FFFF  # of a key: the position
_AT_ONCE = 1 << 20  # postings; bounds the memory that a pattern takes
_SPARSE = 16
_FEW_WORDS = 16
_LONG = 256  # postings, from which on a list is read by itself
_MOST = 2  # of a list; from this share of it on, reading it whole is faster


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
    total = int(_lengths(field.lists, places).sum())
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


def frequency(field: FieldPostings, places: Places) -> int:
    """Return how often the words stand in all documents."""
    return int(_lengths(field.places, places).sum())


def position_keys(field: FieldPostings, places: Places, among: Mask, check: Check) -> Keys:
    """Return where any of the words stand in the documents of a mask, rising, each place once.

    Where most of a word's documents are in the mask, the places in its other ones come too.
    """
    keys = []
    long = _lengths(field.lists, places) >= _LONG
    for place in places[long].tolist():
        check()
        postings = field.at(place)
        chosen = np.flatnonzero(among[postings.numbers])
        if len(chosen) * _MOST > len(postings.numbers):
            keys.append(_all_keys(postings))
        elif len(chosen):
            numbers, counts = postings.numbers[chosen], postings.counts[chosen]
            starts = postings.starts[chosen]
            keys.append(_keys(numbers, counts, starts, postings.positions))
    few = []
    for words in _chunks(field, places[~long]):
        check()
        part = _indices(field.lists, words)
        numbers = field.numbers[part]
        chosen = np.flatnonzero(among[numbers])
        if len(chosen):
            counts = field.counts[part]
            starts = _starts(field, words, counts)[chosen]
            few.append(_keys(numbers[chosen], counts[chosen], starts, field.positions))
    if few:
        keys.append(np.sort(np.concatenate(few)))
    if len(keys) < 2:
        return distinct(keys[0]) if keys else np.empty(0, np.int64)
    joined = np.concatenate(keys)
    joined.sort(kind="stable")  # merges what is sorted
    return distinct(joined)


def standing(field: FieldPostings, places: Places, keys: Keys, size: int, check: Check) -> Keys:
    """Return those of the keys, which rise, at which any of the words stands."""
    found = np.zeros(len(keys), np.bool_)
    for place in places.tolist():
        check()
        found |= _stands(field.at(place), keys, size)
    return keys.compress(found)


def _stands(postings: Postings, keys: Keys, size: int) -> Mask:
    """Tell at which of the keys a word stands, by binary searches in each document's places."""
    rank = np.full(size, -1, np.int32)
    rank[postings.numbers] = np.arange(len(postings.numbers), dtype=np.int32)
    ranks = rank[keys >> 32]
    held = np.flatnonzero(ranks >= 0)
    ranks = ranks[held]
    found = np.zeros(len(keys), np.bool_)
    if not len(held):
        return found
    wanted = (keys[held] & LOW).astype(np.int32)
    first = postings.starts.astype(np.int32)[ranks]
    left = postings.counts.astype(np.int32)[ranks]
    for _ in range(int(left.max()).bit_length()):
        half = left >> 1
        left -= half
        half *= postings.positions.take(first + half) <= wanted
        first += half
    found[held] = postings.positions.take(first) == wanted
    return found


def _all_keys(postings: Postings) -> Keys:
    documents = postings.numbers.astype(np.int64) << 32
    # A running sum of the steps from one document to the next repeats each for its positions.
    keys = np.zeros(len(postings.positions), np.int64)
    keys[postings.starts[1:]] = np.diff(documents)
    keys[0] += documents[0]
    np.cumsum(keys, out=keys)
    keys |= postings.positions
    return keys


def _starts(field: FieldPostings, words: Places, counts: NDArray[Any]) -> NDArray[np.int64]:
    """Return where the positions of each posting of the words begin."""
    before = np.cumsum(counts.astype(np.int64)) - counts
    # Counted from the first posting of the word, and put where the word's positions begin.
    lengths = _lengths(field.lists, words)
    shift = _firsts(field.places, words) - before[np.cumsum(lengths) - lengths]
    starts: NDArray[np.int64] = before + np.repeat(shift, lengths)
    return starts


def _keys(
    numbers: NDArray[Any], counts: NDArray[Any], starts: NDArray[np.int64], positions: NDArray[Any]
) -> Keys:
    documents = numbers.astype(np.int64) << 32
    if counts.max() == 1:
        documents |= positions[starts]
        return documents
    # One running sum repeats the documents and counts through the positions of each: half the
    # work of repeating them, and of adding up where they are.
    ends = np.cumsum(counts.astype(np.int64))
    documents += starts
    keys = np.ones(ends[-1], np.int64)
    keys[0] = documents[0]
    keys[ends[:-1]] += np.diff(documents) - counts[:-1]
    np.cumsum(keys, out=keys)
    where = keys & LOW
    keys &= ~LOW
    keys |= positions[where]
    return keys


def _slices(field: FieldPostings, places: Places, check: Check) -> Iterator[Any]:
    """Yield what picks the postings of the words out of the field's arrays, part by part."""
    for chosen in _chunks(field, places):
        check()
        yield _indices(field.lists, chosen)


def _chunks(field: FieldPostings, places: Places) -> Iterator[Places]:
    """Cut the words into runs that have not too many postings together."""
    if not len(places):
        return
    run = np.cumsum(_lengths(field.lists, places)) // _AT_ONCE
    cuts = np.flatnonzero(np.diff(run)) + 1
    for first, last in pairwise([0, *cuts.tolist(), len(places)]):
        yield places[first:last]


def _indices(ends: NDArray[Any], places: Places) -> Any:
    if places[-1] - places[0] == len(places) - 1:  # neighbours, whose lists touch
        first = int(ends[places[0] - 1]) if places[0] else 0
        return slice(first, int(ends[places[-1]]))
    return ranges(_firsts(ends, places), _lengths(ends, places))


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the members of ranges, one range behind the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)


def _firsts(ends: NDArray[Any], places: Places) -> NDArray[np.int64]:
    return np.where(places > 0, ends[places - 1], 0).astype(np.int64)


def _lengths(ends: NDArray[Any], places: Places) -> NDArray[np.int64]:
    return ends[places].astype(np.int64) - _firsts(ends, places)
