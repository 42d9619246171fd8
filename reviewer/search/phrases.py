"""Words in order and near one another, by joining the keys of where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from reviewer.search.found import Mask, distinct
from reviewer.search.gathering import ranges
from reviewer.search.positions import LOW, Keys

_ALIKE = 24  # lists whose sizes differ less are merged rather than looked up
_LOOK = 4  # to look for one place in a list takes as long as to read so many


class Spans(NamedTuple):
    """Where passages begin and end: positions of first and last word, parallel, by rising end."""

    starts: Keys
    ends: Keys

    @classmethod
    def none(cls) -> Spans:
        """Return no spans."""
        nowhere = np.empty(0, np.int64)
        return cls(nowhere, nowhere)


class Word(NamedTuple):
    """A word of a phrase in a segment, with how many lists it has and how many places in them.

    `read` tells where it stands in the documents of a mask, perhaps also where in others; `keep`
    returns those of some places at which it stands.
    """

    lists: int
    places: int
    read: Callable[[Mask], Keys]
    keep: Callable[[Keys], Keys]


def adjoining(words: Sequence[Word], among: Mask) -> Spans:
    """Return where in the documents of a mask each word stands directly behind the one before.

    The rarest are joined first, and what they leave is looked for in the lists of the others.
    """
    last = len(words) - 1
    rarest, *others = sorted(range(len(words)), key=lambda place: words[place].places)
    ends = words[rarest].read(among)  # where the phrase would end
    ends += last - rarest
    for place in others:
        if not len(ends):
            break
        word, shift = words[place], last - place
        if word.lists * (len(ends) * _LOOK + len(among)) < word.places:
            ends -= shift
            ends = word.keep(ends)
            ends += shift
        else:
            among = np.zeros(len(among), np.bool_)
            among[ends >> 32] = True
            own = word.read(among)
            own += shift
            ends = _common(ends, own)
    return Spans(ends - last, ends)


def chained(parts: Sequence[Spans], slop: int, whole: bool) -> Spans:
    """Return the runs of one span of each part, in order, each 1 to `slop` steps after the last.

    Unless they are asked for as a `whole`, only where runs end is of worth: then each end comes
    once, and the starts are those of the last part.
    """
    runs = parts[0]
    for part in parts[1:]:
        if not len(runs.ends):
            break
        runs = _followed(runs, part, slop) if whole else _reached(runs.ends, part, slop)
    return runs


def _reached(ends: Keys, part: Spans, slop: int) -> Spans:
    """Keep the spans that begin 1 to `slop` steps after one of the ends."""
    # Looked up is the shorter list in the longer one.
    if len(ends) < len(part.starts) and part.starts is part.ends:
        first = np.searchsorted(part.starts, ends + 1)
        last = np.searchsorted(part.starts, ends + slop, side="right")
        chosen = ranges(first, last - first)
        chosen.sort()
        following = part.starts[distinct(chosen)]
        return Spans(following, following)
    before = np.searchsorted(ends, part.starts) - 1
    keep = (before >= 0) & (ends[before] >= part.starts - slop)
    if part.starts is part.ends:
        kept = part.ends.compress(keep)
        return Spans(kept, kept)
    return Spans(part.starts.compress(keep), part.ends.compress(keep))


def _followed(runs: Spans, part: Spans, slop: int) -> Spans:
    """Return each run with each span that begins 1 to `slop` steps after it."""
    first = np.searchsorted(runs.ends, part.starts - slop)
    last = np.searchsorted(runs.ends, part.starts)
    counts = last - first
    stops = distinct(part.ends)
    # Each run as one number: which end it has, and how far before it the run begins.
    end = np.repeat(np.searchsorted(stops, part.ends), counts)
    pairs = stops[end] - runs.starts[ranges(first, counts)] | end << 32
    pairs.sort()
    pairs = distinct(pairs)
    ends: Keys = stops[pairs >> 32]
    return Spans(ends - (pairs & LOW), ends)


def _common(a: Keys, b: Keys) -> Keys:
    """Return what is in both of two rising lists."""
    fewer, more = sorted((a, b), key=len)
    if len(more) < _ALIKE * len(fewer):
        merged = np.concatenate((a, b))
        merged.sort(kind="stable")  # merges what is sorted
        return merged[:-1].compress(merged[1:] == merged[:-1])
    where = np.searchsorted(more, fewer)
    where[where == len(more)] = 0
    return fewer.compress(more[where] == fewer)
