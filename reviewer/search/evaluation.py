"""Evaluate a Whoosh query over the arrays of a snapshot: which documents, with which scores.

Each class of query has a function for it in `_KNOWN`. A class that is not there, also a subclass
of one that is, runs through Whoosh's own matchers, and its documents are joined like all others.
Where Whoosh's matchers err, the arrays do not follow: `AndNot` excludes the first document too,
`Not` never finds a removed document, `DisjunctionMax` compares scores of the same document only,
`AndMaybe` adds its second score also behind documents that were skipped, and a document whose score
is 0 is found.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
from whoosh import query as whoosh
from whoosh.query import Query

from reviewer.errors import Cancelled, QueryError
from reviewer.search.found import (
    NOTHING,
    Found,
    Mask,
    constant,
    distinct,
    highest,
    intersected,
    places,
    supplemented,
    united,
)
from reviewer.search.gathering import Places
from reviewer.search.lexicon import TooManyWords
from reviewer.search.nodes import Exact, Term
from reviewer.search.passages import exact_word, leaves_of, spans_of
from reviewer.search.phrases import Spans, Word
from reviewer.search.positions import frequency, position_keys, standing
from reviewer.search.queries import Dated, Identified, Words
from reviewer.search.schema import TEXT_FIELDS
from reviewer.search.scoring import Occurrences, Scored
from reviewer.search.walking import walked

MAX_EXPANSION = 50_000  # words that the patterns of a query may stand for, over all fields
_PRELOADED = 5_000, 1_024  # documents up to which, words from which on Whoosh has other scores


class Evaluation:
    """One query's evaluation; `cancelled` is asked between steps of a few milliseconds."""

    def __init__(self, scored: Scored, cancelled: Callable[[], bool]) -> None:
        self.scored = scored
        self.size = scored.size
        self.cancelled = cancelled
        self.expansion = 0
        self.places: dict[tuple[str, Term], list[Places | None]] = {}

    def documents(self, query: Query) -> Found:
        """Return the documents that a query finds.

        Raises Cancelled, and QueryError when its patterns stand for too many words.
        """
        if not self.size:
            return NOTHING
        found = self.evaluated(query)
        live = self.scored.live
        return found if live is None else found.kept(live[found.numbers])

    def evaluated(self, query: Query) -> Found:
        """Return the documents of a part of the query, removed ones perhaps among them."""
        self.check()
        known = _KNOWN.get(type(query))
        found = known(self, query) if known else None
        return walked(self.scored.segments, query, self.check) if found is None else found

    def check(self) -> None:
        """Raise Cancelled when the search is no longer wanted."""
        if self.cancelled():
            raise Cancelled("The search was stopped.")

    # Words

    def word(self, query: whoosh.Term) -> Found | None:
        """Return what holds a word."""
        term = exact_word(query)
        return self.words(query.fieldname, term).boosted(query.boost) if term else None

    def words(self, field: str, term: Term) -> Found:
        """Return what holds any of the words that a term stands for."""
        return self.occurrences(field, term).found

    def occurrences(self, field: str, term: Term) -> Occurrences:
        """Return what holds any of the words that a term stands for, not yet scored."""
        return self.scored.occurrences(field, term, self.expanded(field, term), self.check)

    def expanded(self, field: str, term: Term) -> list[Places | None]:
        """Return the words that a term stands for in each segment, counting them all."""
        known = self.places.get((field, term))
        if known is not None:
            return known
        message = (
            f"“{term}” and the other patterns of this query stand for more than "
            f"{MAX_EXPANSION:,} different words. Give more letters."
        )
        try:
            found = self.scored.places(field, term, MAX_EXPANSION - self.expansion, self.check)
        except TooManyWords:
            raise QueryError(message) from None
        if not isinstance(term, Exact):
            self.expansion += max((len(each) for each in found if each is not None), default=0)
        self.places[field, term] = found
        return found

    def occurs(self, field: str, term: Term) -> bool:
        """Tell whether any word that a term stands for is in a field of any document."""
        return any(each is not None and len(each) for each in self.expanded(field, term))

    def pattern(self, query: whoosh.MultiTerm) -> Found | None:
        """Return what holds any of the words of one of Whoosh's own patterns, scored one by one.

        In a small segment, or for very many words, Whoosh gives every document the score 1.
        """
        field = query.field()
        if field not in TEXT_FIELDS:
            return None
        if type(query) in _EVERY_WORD and query.text == _EVERY_WORD[type(query)]:
            return self.every(whoosh.Every(field, query.boost))
        expanded = [list(query._btexts(each.reader)) for each in self.scored.segments]
        texts = dict.fromkeys(chain.from_iterable(expanded))
        self.expansion += len(texts)
        if self.expansion > MAX_EXPANSION:
            raise QueryError(
                f"This query stands for more than {MAX_EXPANSION:,} different words. "
                "Give more letters."
            )
        terms = [whoosh.Term(field, text, query.boost) for text in texts if text]
        found = united((self.evaluated(term) for term in terms), self.size)
        scores = found.scores.copy()
        for segment, own in zip(self.scored.segments, expanded, strict=True):
            small = segment.size <= _PRELOADED[0] or len(own) >= _PRELOADED[1]
            if query.constantscore and len(own) > 2 and small:
                first, last = np.searchsorted(
                    found.numbers, [segment.base, segment.base + segment.size]
                )
                scores[first:last] = 1.0
        return Found(found.numbers, scores)

    # Sets

    def all_of(self, query: whoosh.And) -> Found:
        """Return what every part finds; what only filters does so last."""
        filters = [part for part in query.subqueries if isinstance(part, whoosh.Not)]
        wanted = [part for part in query.subqueries if not isinstance(part, whoosh.Not)]
        if not wanted:
            filters, wanted = filters[1:], filters[:1]
        if not wanted:
            return NOTHING
        found = self.evaluated(wanted[0])
        for part in wanted[1:]:
            if not len(found.numbers):
                return NOTHING
            found = intersected([found, self.evaluated(part)], self.size)
        for part in filters:
            found = self.excluded(found, part.query)
            found = Found(found.numbers, found.scores + np.float32(1))  # as Whoosh counts a Not
        return found.boosted(_boost(query))

    def any_of(self, query: whoosh.Or) -> Found | None:
        """Return what any part finds."""
        if query.scale:
            return None
        parts = (self.evaluated(part) for part in query.subqueries)
        return united(parts, self.size).boosted(_boost(query))

    def best_of(self, query: whoosh.DisjunctionMax) -> Found:
        """Return what any part finds, each with its best score."""
        parts = [self.evaluated(part) for part in query.subqueries]
        return highest(parts, self.size).boosted(_boost(query))

    def none_of(self, query: whoosh.Not) -> Found:
        """Return all that the part does not find."""
        absent = np.ones(self.size, np.bool_)
        absent[self.evaluated(query.query).numbers] = False
        return constant(np.flatnonzero(absent), 1.0)

    def without(self, query: whoosh.AndNot) -> Found:
        """Return what the first part finds and the second does not."""
        found = self.evaluated(query.a)
        return self.excluded(found, query.b) if len(found.numbers) else found

    def excluded(self, found: Found, query: Query) -> Found:
        """Return what is found less what a query finds."""
        _, present = places(found.numbers, self.evaluated(query).numbers)
        return found.kept(~present)

    def required(self, query: whoosh.Require) -> Found:
        """Return what both parts find, with the scores of the first."""
        found = self.evaluated(query.a)
        _, present = places(found.numbers, self.evaluated(query.b).numbers)
        return found.kept(present)

    def maybe(self, query: whoosh.AndMaybe) -> Found:
        """Return what the first part finds; the second adds to the score."""
        return supplemented(self.evaluated(query.a), self.evaluated(query.b))

    def even(self, query: whoosh.ConstantScoreQuery) -> Found:
        """Return what the part finds, all with one score."""
        return constant(self.evaluated(query.child).numbers, query.score)

    # Documents

    def every(self, query: whoosh.Every) -> Found | None:
        """Return all documents, or all that have words in a field."""
        if query.fieldname is None:
            return constant(np.arange(self.size), query.boost)
        if query.fieldname not in TEXT_FIELDS:
            return None
        codes = [segment.length_codes(query.fieldname) for segment in self.scored.segments]
        return constant(np.flatnonzero(np.concatenate(codes)), query.boost)

    def dated(self, query: Dated) -> Found:
        """Return the documents of a range of dates."""
        return constant(np.flatnonzero(query.holds(self.scored.dates)), 1.0)

    def identified(self, query: Identified) -> Found:
        """Return the documents that are named one by one."""
        return constant(np.flatnonzero(query.holds(self.scored.ids)), 1.0)

    # Positions

    def in_order(self, query: whoosh.Phrase | whoosh.SpanNear2) -> Found | None:
        """Return what holds passages in order, with the scores of all their words added."""
        leaves = leaves_of(query)
        if not leaves:
            return None
        if not all(self.occurs(leaf.fieldname, term) for leaf, term in leaves):
            return NOTHING
        words = [self.occurrences(leaf.fieldname, term) for leaf, term in leaves]
        rarest = min((word.numbers for word in words), key=len)
        holding = np.zeros(self.size, np.bool_)
        holding[rarest] = True
        found = [NOTHING.numbers]
        for index, segment in enumerate(self.scored.segments):
            self.check()
            among = holding[segment.base : segment.base + segment.size]
            ends = self.spans(query, index, among).ends
            found.append(distinct(ends >> 32).astype(np.int32) + np.int32(segment.base))
        numbers = np.concatenate(found)
        scores = np.zeros(len(numbers), np.float32)
        for (leaf, _), word in zip(leaves, words, strict=True):
            scores += word.scores(numbers) * np.float32(leaf.boost)
        return Found(numbers, scores)

    def spans(self, query: Query, index: int, among: Mask) -> Spans:
        """Return where a query of `leaves_of` ends in the documents of a mask over a segment."""
        fields, size = self.scored.segments[index].fields, self.scored.segments[index].size

        def word(name: str, term: Term) -> Word:
            places = self.expanded(name, term)[index]
            if places is None or not len(places):
                return Word(0, 0, lambda among: np.empty(0, np.int64), lambda keys: keys[:0])
            field = fields[name]
            return Word(
                len(places),
                frequency(field, places),
                lambda among: position_keys(field, places, among, self.check),
                lambda keys: standing(field, places, keys, size, self.check),
            )

        return spans_of(query, word, among)


def _boost(query: whoosh.compound.CompoundQuery) -> float:
    """Return the boost of a compound; Whoosh forgets it where there is only one part."""
    return float(query.boost) if len(query.subqueries) > 1 else 1.0


_EVERY_WORD: dict[type[Query], str] = {whoosh.Prefix: "", whoosh.Wildcard: "*", whoosh.Regex: ".*"}
_Known = Callable[[Evaluation, Any], Found | None]
_KNOWN: dict[type[Query], _Known] = {
    whoosh.Term: Evaluation.word,
    Words: lambda self, query: self.words(query.fieldname, query.term).boosted(query.boost),
    whoosh.Prefix: Evaluation.pattern,
    whoosh.Wildcard: Evaluation.pattern,
    whoosh.Regex: Evaluation.pattern,
    whoosh.FuzzyTerm: Evaluation.pattern,
    whoosh.Variations: Evaluation.pattern,
    whoosh.TermRange: Evaluation.pattern,
    whoosh.And: Evaluation.all_of,
    whoosh.Or: Evaluation.any_of,
    whoosh.DisjunctionMax: Evaluation.best_of,
    whoosh.Not: Evaluation.none_of,
    whoosh.AndNot: Evaluation.without,
    whoosh.Require: Evaluation.required,
    whoosh.AndMaybe: Evaluation.maybe,
    whoosh.ConstantScoreQuery: Evaluation.even,
    whoosh.Every: Evaluation.every,
    whoosh.Phrase: Evaluation.in_order,
    whoosh.SpanNear2: Evaluation.in_order,
    Dated: Evaluation.dated,
    Identified: Evaluation.identified,
}
