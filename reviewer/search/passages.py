"""The queries for words in order that the arrays can answer: their words, and where they hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from whoosh import query as whoosh
from whoosh.query import Query

from reviewer.search.found import Mask
from reviewer.search.nodes import Exact, Term
from reviewer.search.phrases import Spans, Word, adjoining, chained
from reviewer.search.queries import Words
from reviewer.search.schema import TEXT_FIELDS


def exact_word(query: whoosh.Term) -> Exact | None:
    """Return the word of a Term, None when it is not one of a text field."""
    if query.fieldname not in TEXT_FIELDS or query.minquality:
        return None
    text = query.text
    return Exact(text.decode("utf-8") if isinstance(text, bytes) else text)


def leaves_of(query: Query) -> list[tuple[Any, Term]]:
    """Return the words of a query for passages, none when the arrays cannot answer it."""
    kind = type(query)
    if kind is whoosh.Term:
        term = exact_word(query)
        return [(query, term)] if term else []
    if kind is Words:
        return [(query, query.term)]
    if kind is whoosh.Phrase and query.fieldname in TEXT_FIELDS:
        return [(query, Exact(word)) for word in query.words]
    if kind is whoosh.SpanNear2 and query.ordered and query.mindist == 1:
        parts = [leaves_of(part) for part in query.qs]
        return list(chain.from_iterable(parts)) if all(parts) else []
    return []


def spans_of(
    query: Query, word: Callable[[str, Term], Word], among: Mask, whole: bool = False
) -> Spans:
    """Return where a query of `leaves_of` holds in the documents of a mask.

    `word` tells where a term stands in a field. Unless the spans are asked for as a `whole`, only
    their ends are of worth (see `chained`).
    """
    leaves = leaves_of(query)
    nested = isinstance(query, whoosh.SpanNear2) and any(
        isinstance(part, whoosh.SpanNear2 | whoosh.Phrase) for part in query.qs
    )
    if nested:
        parts = [
            spans_of(part, word, among, whole or place > 0) for place, part in enumerate(query.qs)
        ]
        return chained(parts, query.slop, whole)
    words = [word(leaf.fieldname, term) for leaf, term in leaves]
    if len(words) > 1 and query.slop > 1:
        points = (each.read(among) for each in words)
        return chained([Spans(keys, keys) for keys in points], query.slop, whole)
    return adjoining(words, among)
