"""Where two texts agree and where they differ, word by word, also when they are megabytes long.

Words and signs are compared as they are written; the space between them is not. Equal stretches
are found at what is unique in both texts (runs of six words, then single ones), in the longest
order that both share, and what remains between them is compared in full where it is short. So the
time grows with the length of the texts, not with its square.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reviewer.errors import Cancelled as WasCancelled
from reviewer.model import Span

Cancelled: TypeAlias = Callable[[], bool]
Numbers: TypeAlias = npt.NDArray[np.int64]

LONGEST_CP = 20_000_000  # of both texts together
SURROUNDING_WORDS = 3  # that must agree around a passage for it to be the same one
_AROUND = 4  # words on either side among which they are sought
_TOKEN = re.compile(r"\w+|[^\w\s]")
_RUNS = (6, 1)  # lengths of the runs that are sought
_SHORT = 1_000  # words in a gap that is compared word by word
_MOST_WINDOWS = 100_000
_MIXER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch that differs: a range of each text, empty where the other one has words more."""

    one: Span
    other: Span


@dataclass(frozen=True, eq=False)
class Tokens:
    """The words and signs of a text, by their place in code points and a number for each."""

    length_cp: int
    starts: Numbers
    ends: Numbers
    codes: Numbers

    def around(self, span: Span) -> tuple[int, int]:
        """Return the half-open range of the words that a passage touches."""
        first = int(np.searchsorted(self.ends, span.start_cp, "right"))
        last = int(np.searchsorted(self.starts, span.end_cp, "left"))
        return first, max(first, last)

    def span(self, first: int, last: int) -> Span:
        """Return the range of words `[first, last)`; of none, the space where they would be."""
        if first < last:
            return Span(int(self.starts[first]), int(self.ends[last - 1]))
        start = int(self.ends[first - 1]) if first else 0
        end = int(self.starts[first]) if first < len(self.starts) else self.length_cp
        return Span(start, max(start, end))


@dataclass(frozen=True, eq=False)
class Alignment:
    """Which words of two texts correspond: `blocks` are rows of start, start in the other, length.

    When not `complete`, some stretch was too tangled to be compared and counts as different.
    """

    one: Tokens
    other: Tokens
    blocks: Numbers
    complete: bool = True

    def differences(self) -> list[Difference]:
        """Return what differs, in the order of the texts."""
        ends = [*self.blocks.tolist(), [len(self.one.codes), len(self.other.codes), 0]]
        found: list[Difference] = []
        at = at_other = 0
        for start, start_other, length in ends:
            if start > at or start_other > at_other:
                one, other = self.one.span(at, start), self.other.span(at_other, start_other)
                found.append(Difference(one, other))
            at, at_other = start + length, start_other + length
        return found

    def place_in_other(self, position_cp: int) -> int:
        """Return the code point of the other text that stands beside one of this."""
        return _beside(position_cp, self.one, self.other, self.blocks, 0)

    def place_in_one(self, position_cp: int) -> int:
        """Return the code point of this text that stands beside one of the other."""
        return _beside(position_cp, self.other, self.one, self.blocks, 1)

    def placed(self, span: Span) -> Span | None:
        """Return the same words in the other text, in the same surroundings; None without any.

        At least `SURROUNDING_WORDS` around the passage must agree.
        """
        first, last = self.one.around(span)
        if first == last:
            return None
        found = self._aligned(first, last)
        if found is None:
            found = self._elsewhere(first, last)
        return None if found is None else self._inner(span, first, last, found)

    def _aligned(self, first: int, last: int) -> int | None:
        found = self._counterpart(first)
        if found is None:
            return None
        words, words_other = self.one.codes[first:last], self.other.codes[found:]
        if not np.array_equal(words, words_other[: last - first]):
            return None
        around = [*range(first - _AROUND, first), *range(last, last + _AROUND)]
        agreeing = sum(self._agrees(place, place + found - first) for place in around)
        return found if agreeing >= SURROUNDING_WORDS else None

    def _agrees(self, place: int, expected: int) -> bool:
        """Tell whether the word there corresponds to one about where it is expected.

        Beyond the beginning and the end of both texts there is nothing, which agrees.
        """
        count, count_other = len(self.one.codes), len(self.other.codes)
        if not 0 <= place < count:
            return expected < 0 if place < 0 else expected >= count_other
        found = self._counterpart(place)
        return found is not None and abs(found - expected) <= _AROUND

    def _counterpart(self, place: int) -> int | None:
        row = int(np.searchsorted(self.blocks[:, 0], place, "right")) - 1
        if row < 0:
            return None
        start, start_other, length = self.blocks[row].tolist()
        return start_other + place - start if place < start + length else None

    def _elsewhere(self, first: int, last: int) -> int | None:
        """Return where alone the words stand with those around them, as when a part was moved."""
        begin = max(0, first - SURROUNDING_WORDS)
        wanted = self.one.codes[begin : last + SURROUNDING_WORDS]
        if len(wanted) - (last - first) < SURROUNDING_WORDS:
            return None
        here, there = _standing(self.one.codes, wanted), _standing(self.other.codes, wanted)
        return there[0] + first - begin if len(here) == len(there) == 1 else None

    def _inner(self, span: Span, first: int, last: int, found: int) -> Span:
        """Return a passage as it begins and ends within its first and last word."""
        before = max(0, span.start_cp - int(self.one.starts[first]))
        after = max(0, int(self.one.ends[last - 1]) - span.end_cp)
        final = found + last - first - 1
        return Span(int(self.other.starts[found]) + before, int(self.other.ends[final]) - after)


def align(one: str, other: str, cancelled: Cancelled | None = None) -> Alignment:
    """Return which words of two texts correspond; the same pair always gives the same answer.

    Texts of more than `LONGEST_CP` together are not compared, and differ as a whole. Five
    megabytes take some seconds. Raises Cancelled soon after `cancelled` tells so.
    """
    stop = cancelled or (lambda: False)
    if len(one) + len(other) > LONGEST_CP:
        return Alignment(_no_tokens(one), _no_tokens(other), np.empty((0, 3), np.int64), False)
    numbers: dict[str, int] = {}
    first, second = _tokens(one, numbers, stop), _tokens(other, numbers, stop)
    blocks, complete = _matching(first.codes, second.codes, stop)
    return Alignment(first, second, _without_chance(blocks), complete)


def _no_tokens(text: str) -> Tokens:
    whole = np.array([0]), np.array([len(text)])
    return Tokens(len(text), *whole, np.array([0]))


def _tokens(text: str, numbers: dict[str, int], stop: Cancelled) -> Tokens:
    # Not lists: to turn a million of their numbers into an array holds up every other thread.
    starts, codes, lengths = array("q"), array("q"), array("q")
    for count, match in enumerate(_TOKEN.finditer(text)):
        if count % 50_000 == 0:
            _check(stop)
        token = match.group()
        starts.append(match.start())
        lengths.append(len(token))
        codes.append(numbers.setdefault(token, len(numbers)))
    begins, sizes, numbered = (np.array(each) for each in (starts, lengths, codes))
    return Tokens(len(text), begins, begins + sizes, numbered)


def _matching(one: Numbers, other: Numbers, stop: Cancelled) -> tuple[Numbers, bool]:
    """Return equal blocks in order, and whether every gap between them was looked into."""
    blocks: list[tuple[int, int, int]] = []
    windows = [(0, len(one), 0, len(other))]
    complete, looked = True, 0
    while windows:
        looked += 1
        if looked % 64 == 1:
            _check(stop)
        a, a_end, b, b_end = windows.pop()
        size = min(a_end - a, b_end - b)
        same = _equal_from_start(one[a : a + size], other[b : b + size])
        if same:
            blocks.append((a, b, same))
            a, b, size = a + same, b + same, size - same
        same = _equal_from_start(one[a_end - size : a_end][::-1], other[b_end - size : b_end][::-1])
        if same:
            blocks.append((a_end - same, b_end - same, same))
            a_end, b_end = a_end - same, b_end - same
        if a == a_end or b == b_end:
            continue
        if looked > _MOST_WINDOWS:
            complete = False
            continue
        splits = _unique_in_both(one[a:a_end], other[b:b_end])
        if splits:
            edges = [*((a + x, b + y) for x, y in splits), (a_end, b_end)]
            windows.append((a, edges[0][0], b, edges[0][1]))
            windows += [(x, x_end, y, y_end) for (x, y), (x_end, y_end) in pairwise(edges)]
        elif a_end - a + b_end - b <= _SHORT:
            matcher = SequenceMatcher(
                None, one[a:a_end].tolist(), other[b:b_end].tolist(), autojunk=False
            )
            blocks += [
                (a + found.a, b + found.b, found.size)
                for found in matcher.get_matching_blocks()
                if found.size
            ]
        else:
            complete = False
    return _joined(blocks), complete


def _equal_from_start(one: Numbers, other: Numbers) -> int:
    differing = np.flatnonzero(one != other)
    return int(differing[0]) if len(differing) else len(one)


def _unique_in_both(one: Numbers, other: Numbers) -> list[tuple[int, int]]:
    """Return places in both where an equal run begins that is unique, in an order of both.

    Only behind what differs, since equal words are followed anyway.
    """
    for length in _RUNS:
        if min(len(one), len(other)) < length:
            continue
        first, second = _runs(one, length), _runs(other, length)
        values, places, counts = np.unique(first, return_index=True, return_counts=True)
        values, places = values[counts == 1], places[counts == 1]
        other_values, other_places, counts = np.unique(
            second, return_index=True, return_counts=True
        )
        other_values, other_places = other_values[counts == 1], other_places[counts == 1]
        _, at, at_other = np.intersect1d(values, other_values, True, return_indices=True)
        order = np.argsort(places[at])
        here, there = places[at][order], other_places[at_other][order]
        if not len(here):
            continue
        rising = _longest_rising(there)
        here, there = here[rising], there[rising]
        kept = _behind_differences(one, other, here, there)
        return list(zip(here[kept].tolist(), there[kept].tolist(), strict=True))
    return []


def _behind_differences(
    one: Numbers, other: Numbers, here: Numbers, there: Numbers
) -> npt.NDArray[np.bool_]:
    """Return which pairs of places, rising in both, do not follow from the pair before them."""
    kept = np.ones(len(here), np.bool_)
    kept[1:] = np.diff(here - there) != 0
    starts = np.flatnonzero(kept)
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(here)], strict=True):
        if end - start > 1:
            # As far from each other all the way, but words in between may be others.
            first, last = int(here[start]), int(here[end - 1])
            apart = int(there[start]) - first
            unlike = np.cumsum(one[first:last] != other[first + apart : last + apart])
            unlike = np.concatenate(([0], unlike))
            kept[start + 1 : end] = np.diff(unlike[here[start:end] - first]) > 0
    return kept


def _runs(codes: Numbers, length: int) -> npt.NDArray[np.uint64]:
    """Return a hash of each run of so many words."""
    count = len(codes) - length + 1
    runs = np.zeros(count, np.uint64)
    for place in range(length):
        runs = (runs ^ codes[place : place + count].astype(np.uint64)) * _MIXER
        runs ^= runs >> np.uint64(29)
    return runs


def _longest_rising(values: Numbers) -> Numbers:
    """Return the places of a longest subsequence whose values rise."""
    if len(values) < 2 or (np.diff(values) > 0).all():
        return np.arange(len(values))
    tails: list[int] = []
    tail_places: list[int] = []
    before = np.full(len(values), -1, np.int64)
    for place, value in enumerate(values.tolist()):
        length = bisect_left(tails, value)
        if length:
            before[place] = tail_places[length - 1]
        tails[length : length + 1] = [value]
        tail_places[length : length + 1] = [place]
    chain = [tail_places[-1]]
    while (previous := int(before[chain[-1]])) >= 0:
        chain.append(previous)
    return np.array(chain[::-1], np.int64)


def _joined(blocks: list[tuple[int, int, int]]) -> Numbers:
    """Return blocks in order, neighbours as one."""
    joined: list[list[int]] = []
    for a, b, size in sorted(blocks):
        if joined and joined[-1][0] + joined[-1][2] == a and joined[-1][1] + joined[-1][2] == b:
            joined[-1][2] += size
        else:
            joined.append([a, b, size])
    return np.array(joined, np.int64).reshape(-1, 3)


def _without_chance(blocks: Numbers) -> Numbers:
    """Leave out a word or two that agree by chance between long stretches that do not."""
    if len(blocks) < 3:
        return blocks
    ends = blocks[:, :2] + blocks[:, 2:]
    gaps = (blocks[1:, :2] - ends[:-1]).max(axis=1)
    around = np.minimum(gaps[:-1], gaps[1:])
    kept = np.ones(len(blocks), np.bool_)
    kept[1:-1] = (blocks[1:-1, 2] > 2) | (around <= 4 * blocks[1:-1, 2])
    return blocks[kept]


def _standing(codes: Numbers, wanted: Numbers) -> list[int]:
    """Return where a run of words stands in a text, at most two places."""
    last = len(codes) - len(wanted) + 1
    places = np.arange(max(0, last))
    for offset, code in enumerate(wanted.tolist()):
        places = places[codes[places + offset] == code]
        if not len(places):
            break
    return [int(place) for place in places[:2]]


def _beside(position_cp: int, here: Tokens, there: Tokens, blocks: Numbers, column: int) -> int:
    """Return what stands beside a code point, in a gap by its share of it."""
    if not len(here.starts) or not len(there.starts):
        return 0
    token = max(0, int(np.searchsorted(here.starts, position_cp, "right")) - 1)
    row = int(np.searchsorted(blocks[:, column], token, "right")) - 1
    begin, begin_there, length = (
        (0, 0, 0) if row < 0 else (int(blocks[row, i]) for i in (column, 1 - column, 2))
    )
    if token < begin + length:
        found = begin_there + token - begin
    else:
        begin, begin_there = begin + length, begin_there + length
        following = row + 1 < len(blocks)
        end = int(blocks[row + 1, column]) if following else len(here.starts)
        end_there = int(blocks[row + 1, 1 - column]) if following else len(there.starts)
        share = (token - begin) / max(1, end - begin)
        found = begin_there + int(share * (end_there - begin_there))
    found = min(found, len(there.starts) - 1)
    within = max(0, position_cp - int(here.starts[token]))
    longest = int(there.ends[found] - there.starts[found])
    return int(there.starts[found]) + min(within, longest)


def _check(stop: Cancelled) -> None:
    if stop():
        raise WasCancelled("The comparison was stopped.")
