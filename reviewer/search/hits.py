"""Find in a text what a query asks for, as the index would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from reviewer.model import Span
from reviewer.search.nodes import Near, Passage, Pattern, Term, chains, gatherings
from reviewer.search.patterns import MARKING_S, pattern_spans
from reviewer.search.query import ParsedQuery
from reviewer.search.sightings import Places, Sightings


class HitFinder:
    """A query, ready to be found in one text after another. One thread at a time."""

    def __init__(self, query: ParsedQuery) -> None:
        self._query = query

    @cached_property
    def _sightings(self) -> Sightings:
        return Sightings(body_terms(self._query))

    @cached_property
    def _are_apart(self) -> bool:
        """Whether no term has to stand beside another one."""
        alone = all(len(each.terms) == 1 for each in self._query.body_passages)
        return alone and not self._query.body_nears

    def find(self, text: str, timeout_s: float = MARKING_S) -> list[Span]:
        """Return the hits in a text as `find_hits` does."""
        sightings = self._sightings
        seen = sightings.seen_apart(text) if self._are_apart else sightings.seen(text)
        spans = seen_spans(self._query, seen)
        for pattern in self._query.patterns:
            spans += _marked(pattern, text, timeout_s)
        return merged(spans)


def find_hits(
    query: ParsedQuery, text: str, limit: int | None = None, timeout_s: float = MARKING_S
) -> list[Span]:
    """Return where a body text answers the query, in order, overlapping hits made one.

    A phrase is one span from its first to its last word, and so are passages near each other.
    Marked is every wanted part that applies to the body: words without a field do, `title:arms`
    does not, nor does what is excluded. With `limit` the first so many. A regular expression is
    marked as far as it comes in `timeout_s`.
    """
    return HitFinder(query).find(text, timeout_s)[:limit]


def body_terms(query: ParsedQuery) -> list[Term]:
    """Return the terms that a body text is looked through for, each once."""
    asked = [*query.body_passages, *(each for near in query.body_nears for each in near.passages)]
    return list(dict.fromkeys(term for passage in asked for term in passage.terms))


def seen_spans(query: ParsedQuery, seen: Mapping[Term, Places]) -> list[tuple[int, int]]:
    """Return where the words of a query stand in a text whose terms were seen, not yet merged."""
    spans = [span for passage in query.body_passages for span in _spans(passage, seen)]
    for near in query.body_nears:
        spans += _near_spans(near, seen)
    return spans


def merged(spans: list[tuple[int, int]]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [Span(start, end) for start, end in joined]


def _spans(passage: Passage, seen: Mapping[Term, Places]) -> Iterable[tuple[int, int]]:
    """Return where a passage stands, in code points."""
    if len(passage.terms) == 1:
        places = seen.get(passage.terms[0], Places())
        return zip(places.starts, places.ends, strict=True)
    runs = _runs(passage, seen)
    if not runs:
        return []
    starts, ends = _edges(passage, seen)
    return [(starts[first], ends[last]) for first, last in runs]


def _near_spans(near: Near, seen: Mapping[Term, Places]) -> list[tuple[int, int]]:
    """Return where the passages are near each other, from the first to the last, in code points."""
    runs = []
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for passage in near.passages:
        runs.append(_runs(passage, seen))
        if not runs[-1]:
            return []
        firsts, lasts = _edges(passage, seen)
        starts |= firsts
        ends |= {place: max(end, ends.get(place, 0)) for place, end in lasts.items()}
    return [(starts[first], ends[last]) for first, last in gatherings(runs, near.distance)]


def _runs(passage: Passage, seen: Mapping[Term, Places]) -> list[tuple[int, int]]:
    if not all(term in seen for term in passage.terms):
        return []
    return chains((seen[term].positions for term in passage.terms), passage.slop)


def _edges(passage: Passage, seen: Mapping[Term, Places]) -> tuple[dict[int, int], dict[int, int]]:
    """Return by position where the first word of a passage may begin and the last one end."""
    first, last = seen[passage.terms[0]], seen[passage.terms[-1]]
    return (
        dict(zip(first.positions, first.starts, strict=True)),
        dict(zip(last.positions, last.ends, strict=True)),
    )


def _marked(pattern: Pattern, text: str, timeout_s: float) -> list[tuple[int, int]]:
    found = []
    try:
        for span in pattern_spans(pattern, text, timeout_s):
            found.append(span)
    except TimeoutError:
        pass  # what was found holds; the search itself tells her when it takes too long
    return found
