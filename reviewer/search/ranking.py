"""Order documents by falling score, then by id."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reviewer.search.found import Found, Scores

Ids = npt.NDArray[np.int64]
_LOW = np.uint64(0xFFFF_FFFF)
_SIGN = np.uint32(0x8000_0000)


def best_first(scores: Scores) -> npt.NDArray[np.intp]:
    """Return the places of the scores as they fall, those of equal ones as they stand.

    Sorted by the lower half of their bits, then by the upper one: numpy sorts 16 bits by counting,
    which takes half the time of sorting 64.
    """
    keys = _descending(scores)
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    upper = (keys >> np.uint32(16)).astype(np.uint16)
    return order[np.argsort(upper[order], kind="stable")]


class Ranking:
    """The order of the documents of a snapshot by id, to settle equal scores by."""

    def __init__(self, ids: Ids) -> None:
        order = np.argsort(ids, kind="stable")
        self._ids = ids[order]
        self._place = np.empty(len(ids), np.uint32)
        self._place[order] = np.arange(len(ids), dtype=np.uint32)

    def best(self, found: Found, limit: int | None = None) -> tuple[Ids, Scores]:
        """Return ids and scores in order, only the first `limit` of them if given.

        Score and place go into one integer each, because sorting these is many times faster than
        sorting by two keys.
        """
        keys = _descending(found.scores).astype(np.uint64) << np.uint64(32)
        keys |= self._place[found.numbers]
        if limit is not None and limit < len(keys):
            keys = np.partition(keys, limit)[:limit] if limit else keys[:0]
        keys.sort()
        ids = self._ids[(keys & _LOW).astype(np.intp)]
        return ids, _scores((keys >> np.uint64(32)).astype(np.uint32))


def _descending(scores: Scores) -> npt.NDArray[np.uint32]:
    """Return integers that rise as the scores fall."""
    bits = (scores + np.float32(0)).view(np.uint32)  # the zero turns -0.0 into 0.0
    return np.where(bits & _SIGN, bits, ~bits & ~_SIGN)


def _scores(descending: npt.NDArray[np.uint32]) -> Scores:
    bits = np.where(descending & _SIGN, descending, ~descending & ~_SIGN)
    return bits.astype(np.uint32).view(np.float32)
