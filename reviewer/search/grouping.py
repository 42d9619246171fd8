"""Which of many texts are similar, by their signatures: LSH bands, checked pairs, stars.

Pairs come from bands: texts that agree in all numbers of a band are compared, in a crowd with the
first of it, with the next few until enough similar ones are known, and with many when there are
none. Each pair is checked by all its numbers. A group is a star: one text, and those that are as
similar to it as asked. So a thousand texts that drift from one to the next do not end up in one
group.

The result depends on the texts and the threshold alone, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from reviewer.search.minhash import VALUES, Signature

Places: TypeAlias = npt.NDArray[np.int64]

_MISSED = 0.005  # of the pairs just at the threshold that share no band
_FIRST, _NEXT = 4, 4  # with how many of a band a text is compared
_ENOUGH = 8  # similar ones, of which further ones need not be sought; its group tells them
_NEXT_OF_LONELY, _LONELY_PAIRS = 96, 2_000_000
_PAIRS_AT_ONCE = 16_384
_TEXTS_AT_ONCE = 16_384
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Groups:
    """Texts by their places in what was given.

    `leads` is the text that leads each one's group, itself when it is alone; `firsts` and
    `seconds` are the pairs that are similar, each once.
    """

    leads: Places
    firsts: Places
    seconds: Places


def least_equal(percent: int) -> int:
    """Return how many numbers of two signatures must be equal for a similarity in per cent."""
    return -(-percent * VALUES // 100)


def equal_values(signatures: Any, one: Signature) -> npt.NDArray[np.int64]:
    """Return how many numbers each of many signatures has in common with one."""
    parts = [
        (signatures[start : start + _TEXTS_AT_ONCE] == one).sum(axis=1)
        for start in range(0, len(signatures), _TEXTS_AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def band_length(percent: int) -> int:
    """Return how many numbers make a band, so that few pairs at the threshold share none."""
    share = percent / 100
    lengths = range(2, VALUES // 4)
    fitting = [n for n in lengths if (1 - share**n) ** (VALUES // n) <= _MISSED]
    return max(fitting, default=1)


def group(
    signatures: Any, runs: Any, texts: Any, percent: int, check: Callable[[], None]
) -> Groups:
    """Group distinct texts by their signatures, numbers of runs, and the hashes that name them.

    One whose runs are given as 0 is alone. `check` is called now and then and may raise.
    """
    # The longest first, then by hash: an order that the texts themselves have.
    order = np.lexsort((texts, -runs.astype(np.int64)))
    order = order[runs[order] > 0]
    firsts, seconds = _similar_pairs(signatures, order, percent, check)
    leads = np.arange(len(texts))
    _make_stars(leads, firsts, seconds, order, check)
    return Groups(leads, firsts, seconds)


def _similar_pairs(
    signatures: Any, order: Places, percent: int, check: Callable[[], None]
) -> tuple[Places, Places]:
    pairs = _Pairs(signatures, order, least_equal(percent), check)
    length = band_length(percent)
    starts = range(0, VALUES - length + 1, length)
    for start in starts:
        band = _Band.of(_keys(signatures, order, start, length))
        found = [band.with_first(_FIRST)]
        found += [pairs.short_of(band.with_next(step), _ENOUGH) for step in range(1, _NEXT + 1)]
        pairs.take(np.concatenate(found, axis=1))
    lonely = int((pairs.degrees == 0).sum())
    following = min(_NEXT_OF_LONELY, _LONELY_PAIRS // max(1, lonely * len(starts)))
    for start in starts if lonely and following > _NEXT else ():
        band = _Band.of(_keys(signatures, order, start, length))
        found = [
            pairs.short_of(band.with_next(step), 1) for step in range(_NEXT + 1, following + 1)
        ]
        pairs.take(np.concatenate(found, axis=1))
    firsts, seconds = np.divmod(pairs.similar(), max(1, len(order)))
    return order[firsts], order[seconds]


class _Pairs:
    """Pairs of places in `order`, each checked once; `degrees` counts the similar ones of each."""

    def __init__(
        self, signatures: Any, order: Places, wanted: int, check: Callable[[], None]
    ) -> None:
        self.degrees = np.zeros(len(order), np.int64)
        self._signatures, self._order, self._wanted = signatures, order, wanted
        self._check = check
        self._seen = np.empty(0, np.int64)
        self._similar: list[Places] = []

    def short_of(self, pairs: Places, count: int) -> Places:
        """Return those pairs of which one has fewer similar ones than `count`."""
        return pairs[:, self.degrees[pairs].min(axis=0) < count]

    def take(self, pairs: Places) -> None:
        """Check pairs, given as two rows, that were not checked before."""
        size = max(1, len(self._order))
        asked = _distinct(pairs[0] * size + pairs[1])
        at = np.minimum(np.searchsorted(self._seen, asked), max(0, len(self._seen) - 1))
        new = asked[self._seen[at] != asked] if len(self._seen) else asked
        self._seen = np.sort(np.concatenate((self._seen, new)))
        kept = np.zeros(len(new), np.bool_)
        for start in range(0, len(new), _PAIRS_AT_ONCE):
            self._check()
            some = slice(start, start + _PAIRS_AT_ONCE)
            one, other = (
                self._signatures[self._order[each]] for each in np.divmod(new[some], size)
            )
            kept[some] = (one == other).sum(axis=1) >= self._wanted
        self._similar.append(new[kept])
        for each in np.divmod(new[kept], size):
            self.degrees += np.bincount(each, minlength=len(self.degrees))

    def similar(self) -> Places:
        """Return the similar pairs, each as one number."""
        return np.sort(np.concatenate([np.empty(0, np.int64), *self._similar]))


def _distinct(values: Places) -> Places:
    """Return the values once each, sorted; `np.unique` hashes them, which may take minutes."""
    ordered = np.sort(values)
    kept = np.ones(len(ordered), np.bool_)
    kept[1:] = ordered[1:] != ordered[:-1]
    return ordered[kept]


@dataclass(frozen=True, eq=False)
class _Band:
    """The texts that agree with others in a band, those that agree behind each other."""

    texts: Places
    first: Places  # for each place in `texts`, the first place that agrees

    @classmethod
    def of(cls, keys: npt.NDArray[np.uint64]) -> _Band:
        by_key = np.argsort(keys, kind="stable")
        ordered = keys[by_key]
        repeated = np.zeros(len(keys) + 1, np.bool_)
        repeated[1:-1] = ordered[1:] == ordered[:-1]
        shared = repeated[:-1] | repeated[1:]
        begins, texts = ~repeated[:-1][shared], by_key[shared]
        places = np.arange(len(texts))
        return cls(texts, np.maximum.accumulate(np.where(begins, places, 0)))

    def with_next(self, step: int) -> Places:
        """Return each text with the one so many behind it, as two rows."""
        places = np.arange(len(self.texts))
        later = places[step:][self.first[step:] <= places[:-step]]
        return np.stack((self.texts[later - step], self.texts[later]))

    def with_first(self, count: int) -> Places:
        """Return each text with the first ones of those that agree, as two rows."""
        places = np.arange(len(self.texts))
        found = [np.empty((2, 0), np.int64)]
        for step in range(count):
            later = places[self.first + step < places]
            found.append(np.stack((self.texts[self.first[later] + step], self.texts[later])))
        return np.concatenate(found, axis=1)


def _keys(signatures: Any, order: Places, start: int, length: int) -> npt.NDArray[np.uint64]:
    keys = np.zeros(len(order), np.uint64)
    for column in signatures[:, start : start + length][order].T:
        keys = (keys ^ column) * _FACTOR
        keys ^= keys >> np.uint64(32)
    return keys


def _make_stars(
    leads: Places, firsts: Places, seconds: Places, order: Places, check: Callable[[], None]
) -> None:
    """Let the text with the most similar ones lead them, then the next of those that are left."""
    ends = np.concatenate((firsts, seconds))
    others = np.concatenate((seconds, firsts))[np.argsort(ends, kind="stable")]
    degrees = np.bincount(ends, minlength=len(leads))
    starts = np.concatenate(([0], np.cumsum(degrees)))
    leading = order[np.argsort(-degrees[order], kind="stable")]
    free = np.ones(len(leads), np.bool_)
    for number, lead in enumerate(leading[degrees[leading] > 0].tolist()):
        if number % 1_000 == 0:
            check()
        if not free[lead]:
            continue
        around = others[starts[lead] : starts[lead + 1]]
        around = around[free[around]]
        leads[around] = lead
        free[around] = free[lead] = False
