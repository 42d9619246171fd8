"""Where words stand, as numbers that rise through the documents of a segment.

Such a key is `document << 32 | position`, so that one join serves all documents at once.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviewer.search.found import Mask, distinct
from reviewer.search.gathering import Check, Places, chunks, firsts_of, indices, lengths_of
from reviewer.search.postings import FieldPostings, Postings

Keys: TypeAlias = NDArray[np.int64]

LOW = 0xFFFF_FFFF  # of a key: the position
_LONG = 256  # postings, from which on a list is read by itself
_MOST = 2  # of a list; from this share of it on, reading it whole is faster


def frequency(field: FieldPostings, places: Places) -> int:
    """Return how often the words stand in all documents."""
    return int(lengths_of(field.places, places).sum())


def position_keys(field: FieldPostings, places: Places, among: Mask, check: Check) -> Keys:
    """Return where any of the words stand in the documents of a mask, rising, each place once.

    Where most of a word's documents are in the mask, the places in its other ones come too.
    """
    keys = []
    long = lengths_of(field.lists, places) >= _LONG
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
    for words in chunks(field, places[~long]):
        check()
        part = indices(field.lists, words)
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
    lengths = lengths_of(field.lists, words)
    shift = firsts_of(field.places, words) - before[np.cumsum(lengths) - lengths]
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
