"""Words in order and near one another, by joining sorted positions.

A position is an integer that rises through the documents of a segment (document << 32 | position),
so that one join serves all documents at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from reviewer.search.found import distinct
from reviewer.search.gathering import LOW, Keys, ranges

_ALIKE = 8  # lists whose sizes differ less are merged rather than looked up


class Spans(NamedTuple):
    """Where passages begin and end: positions of first and last word, parallel, by rising end."""

    starts: Keys
    ends: Keys

    @classmethod
    def none(cls) -> Spans:
        """Return no spans."""
        nowhere = np.empty(0, np.int64)
        return cls(nowhere, nowhere)


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
    sizes = len(ends), len(part.starts)
    if slop == 1 and max(sizes) < _ALIKE * min(sizes) and part.starts is part.ends:
        following = _common(ends + 1, part.starts)
        return Spans(following, following)
    # Looked up is the shorter list in the longer one.
    if sizes[0] < sizes[1] and part.starts is part.ends:
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
    """Return what is in both of two rising lists; merging is what a stable sort does to them."""
    merged = np.concatenate((a, b))
    merged.sort(kind="stable")
    return merged[:-1].compress(merged[1:] == merged[:-1])
