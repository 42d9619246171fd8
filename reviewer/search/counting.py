"""How often a query stands in the bodies of all documents, counted in the index without a text.

Works on whole arrays: a place is `number << 32 | position`, so that sorted places of one term can
be joined with those of the next for all documents of a segment at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reviewer.search.lexicon import TooManyWords, lexicon_of
from reviewer.search.nodes import Passage, Term
from reviewer.search.postings import FieldPostings
from reviewer.search.query import ParsedQuery
from reviewer.search.snapshot import Segment, Snapshot

MAX_WORDS = 10_000  # that a pattern may stand for
_NUMBER = 32  # bits that the position takes

Places = NDArray[np.int64]


def count_hits(snapshot: Snapshot, query: ParsedQuery, ids: NDArray[np.int64]) -> int | None:
    """Return how many hits `find_hits` would mark in the documents with these ids (any order).

    None where that takes the texts themselves: for `near:` and regular expressions, and for a
    pattern that stands for too many words. Any thread.
    """
    if query.body_nears or query.patterns:
        return None
    passages = query.body_passages
    wanted = np.isin(snapshot.ids, ids)
    if snapshot.live is not None:
        wanted &= snapshot.live
    try:
        return sum(
            _in_segment(segment, passages, wanted[segment.base : segment.base + segment.size])
            for segment in snapshot.segments
        )
    except TooManyWords:
        return None


def _in_segment(segment: Segment, passages: Sequence[Passage], wanted: NDArray[np.bool_]) -> int:
    body = segment.fields.get("body")
    if body is None or not wanted.any():
        return 0
    found = [_runs(body, passage, wanted) for passage in passages]
    firsts = np.concatenate([first for first, _ in found]) if found else np.empty(0, np.int64)
    if not len(firsts):
        return 0
    lasts = np.concatenate([last for _, last in found])
    order = np.lexsort((lasts, firsts))
    firsts, lasts = firsts[order], lasts[order]
    # Hits that overlap are one: a hit begins where all before it have ended.
    ended = np.maximum.accumulate(lasts)
    return 1 + int(np.count_nonzero(firsts[1:] > ended[:-1]))


def _runs(
    body: FieldPostings, passage: Passage, wanted: NDArray[np.bool_]
) -> tuple[Places, Places]:
    """Return first and last place of each shortest run of a passage's terms, as `chains` does."""
    lasts = firsts = _places(body, passage.terms[0], wanted)
    for term in passage.terms[1:]:
        if not len(lasts):
            return lasts, firsts
        following = _places(body, term, wanted)
        before = np.searchsorted(lasts, following) - 1
        joined = before >= 0
        joined &= lasts[before] >= following - passage.slop - 1
        lasts, firsts = following[joined], firsts[before[joined]]
    # Lasts rise, so the first of equal firsts has the nearest last.
    firsts, kept = np.unique(firsts, return_index=True)
    return firsts, lasts[kept]


def _places(body: FieldPostings, term: Term, wanted: NDArray[np.bool_]) -> Places:
    found = []
    for place in lexicon_of(body).places(term, MAX_WORDS).tolist():
        postings = body.at(place)
        numbers = np.repeat(postings.numbers.astype(np.int64), postings.counts)
        kept = wanted[numbers]
        found.append(numbers[kept] << _NUMBER | postings.positions[kept].astype(np.int64))
    if not found:
        return np.empty(0, np.int64)
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))
