"""Find in a text what hundreds of queries ask for, in one pass over its words."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.model import Span
from reviewer.search.hits import body_terms, merged, seen_spans
from reviewer.search.query import ParsedQuery
from reviewer.search.sightings import Sightings


class ManyHits:
    """Hundreds of queries, ready to be found in any text. One thread at a time."""

    def __init__(self, queries: Sequence[ParsedQuery]) -> None:
        self._queries = [(query, frozenset(body_terms(query))) for query in queries]
        self._sightings = Sightings(term for _, terms in self._queries for term in terms)

    def find(self, text: str) -> list[tuple[int, Span]]:
        """Return the place of each query found and where, as `find_hits` would, by query.

        Regular expressions are left out: each takes a pass of its own.
        """
        seen = self._sightings.seen(text)
        return [
            (place, span)
            for place, (query, terms) in enumerate(self._queries)
            if any(term in seen for term in terms)
            for span in merged(seen_spans(query, seen))
        ]
