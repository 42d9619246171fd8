"""Find in a text what a query asks for, as the index would."""

from __future__ import annotations

from reviewer.model import Span
from reviewer.search.analysis import fold, word_matches
from reviewer.search.nodes import Exact, Term, chains
from reviewer.search.query import ParsedQuery


def find_hits(query: ParsedQuery, text: str, limit: int | None = None) -> list[Span]:
    """Return where a body text answers the query, in order, overlapping hits made one.

    A phrase is one span from its first to its last word. Marked is every wanted part that applies
    to the body: words without a field do, `title:arms` does not, nor does what is excluded.
    With `limit` the first so many.
    """
    passages = query.body_passages
    if not passages:
        return []
    terms = list(dict.fromkeys(term for passage in passages for term in passage.terms))
    places, starts, ends = _places(terms, text)
    spans = [
        (starts[first], ends[last])
        for passage in passages
        if all(places[term] for term in passage.terms)
        for first, last in chains([places[term] for term in passage.terms], passage.slop)
    ]
    return _merged(sorted(spans))[:limit]


def _places(
    terms: list[Term], text: str
) -> tuple[dict[Term, list[int]], dict[int, int], dict[int, int]]:
    """Return each term's word positions, and where the words at these positions start and end."""
    spellings = _Spellings(terms)
    places: dict[Term, list[int]] = {term: [] for term in terms}
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for position, match in enumerate(word_matches(text)):
        found = spellings[match.group()]
        if found:
            starts[position], ends[position] = match.span()
            for term in found:
                places[term].append(position)
    return places, starts, ends


class _Spellings(dict[str, list[Term]]):
    """The terms that ask for a word as it is written; each spelling is looked at once."""

    def __init__(self, terms: list[Term]) -> None:
        super().__init__()
        self.exact = {term.word: term for term in terms if isinstance(term, Exact)}
        self.patterns = [term for term in terms if not isinstance(term, Exact)]

    def __missing__(self, written: str) -> list[Term]:
        word = fold(written)
        found: list[Term] = [self.exact[word]] if word in self.exact else []
        found += [pattern for pattern in self.patterns if pattern.matches(word)]
        self[written] = found
        return found


def _merged(spans: list[tuple[int, int]]) -> list[Span]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [Span(start, end) for start, end in merged]
