"""Documents with their scores as parallel arrays, and how AND, OR and NOT join them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

_Integer = TypeVar("_Integer", bound=np.integer)
_DENSE = 16  # from this share of all documents on, adding into one array beats sorting


class Found(NamedTuple):
    """Document numbers, rising and distinct, and the score of each."""

    numbers: Numbers
    scores: Scores

    def kept(self, keep: Mask) -> Found:
        """Return those for which the parallel mask holds."""
        return Found(self.numbers.compress(keep), self.scores.compress(keep))

    def boosted(self, boost: float) -> Found:
        """Return the same documents with their scores multiplied."""
        return self if boost == 1.0 else Found(self.numbers, self.scores * np.float32(boost))


NOTHING = Found(np.empty(0, np.int32), np.empty(0, np.float32))


def constant(numbers: NDArray[np.integer], score: float) -> Found:
    """Return documents that all have one score."""
    return Found(
        numbers.astype(np.int32, copy=False), np.full(len(numbers), score, dtype=np.float32)
    )


def distinct(rising: NDArray[_Integer]) -> NDArray[_Integer]:
    """Return each value of a sorted array once; many times faster than numpy's own way."""
    if not len(rising):
        return rising
    new = np.ones(len(rising), np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=new[1:])
    return rising if new.all() else rising.compress(new)  # faster than an index of booleans


def places(wanted: Numbers, among: Numbers) -> tuple[NDArray[np.intp], Mask]:
    """Return where in `among` each wanted number stands, and whether it does."""
    if not len(among):
        return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
    where = np.searchsorted(among, wanted)
    where[where == len(among)] = 0
    return where, among[where] == wanted


def intersected(parts: Sequence[Found], size: int) -> Found:
    """Return the documents that are in every part, their scores added, from the rarest part on.

    `size` is of the corpus.
    """
    first, *others = sorted(parts, key=lambda part: len(part.numbers))
    numbers, scores = first
    for other in others:
        if len(numbers) * _DENSE > size:
            by_number = np.full(size, np.nan, np.float32)
            by_number[other.numbers] = other.scores
            added = by_number[numbers]
            present = np.flatnonzero(~np.isnan(added))
            numbers, scores = numbers[present], scores[present] + added[present]
        else:
            where, found = places(numbers, other.numbers)
            numbers, scores = numbers[found], scores[found] + other.scores[where[found]]
    return Found(numbers, scores)


def united(parts: Iterable[Found], size: int) -> Found:
    """Return the documents that are in any part, their scores added; `size` is of the corpus.

    Parts are taken one by one and let go, since many large ones would fill the memory.
    """
    few: list[Found] = []
    left = iter(parts)
    for part in left:
        if len(part.numbers):
            few.append(part)
        if len(few) > 1 and sum(len(each.numbers) for each in few) * _DENSE > size:
            return _added(chain(few, left), size)
    if len(few) < 2:
        return few[0] if few else NOTHING
    numbers, place = np.unique(np.concatenate([part.numbers for part in few]), return_inverse=True)
    scores = np.bincount(place, np.concatenate([part.scores for part in few]))
    return Found(numbers, scores.astype(np.float32))


def _added(parts: Iterable[Found], size: int) -> Found:
    present = np.zeros(size, np.bool_)
    total = np.zeros(size, np.float32)
    for part in parts:
        present[part.numbers] = True
        total[part.numbers] += part.scores
    numbers = np.flatnonzero(present).astype(np.int32)
    return Found(numbers, total[numbers])


def highest(parts: Sequence[Found], size: int) -> Found:
    """Return the documents that are in any part, each with its best score."""
    parts = [part for part in parts if len(part.numbers)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    present = np.zeros(size, np.bool_)
    best = np.full(size, -np.inf, np.float32)
    for numbers, scores in parts:
        present[numbers] = True
        best[numbers] = np.maximum(best[numbers], scores)
    numbers = np.flatnonzero(present).astype(np.int32)
    return Found(numbers, best[numbers])


def supplemented(required: Found, optional: Found) -> Found:
    """Return the required documents, with the score added where the optional part holds too."""
    where, present = places(required.numbers, optional.numbers)
    scores = required.scores.copy()
    scores[present] += optional.scores[where[present]]
    return Found(required.numbers, scores)
