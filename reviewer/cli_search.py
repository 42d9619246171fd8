"""What `reviewer search` asks for and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reviewer.corpus import annotations as stored
from reviewer.corpus import documents
from reviewer.corpus.database import Corpus
from reviewer.errors import ReviewerError
from reviewer.model import Facet, Filters, Sort
from reviewer.review.finding import find
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from reviewer.search.snippets import make_snippet


def filters_of(corpus: Corpus, wanted: Mapping[str, Any]) -> Filters:
    """Return the filters that options tell. Raises ReviewerError for an unknown tag or entity."""
    with corpus.read() as connection:
        tags = {tag.id: tag for tag in stored.tags(connection)}
        tag_names = [
            (tag.id, name)
            for tag in tags.values()
            for name in (tag.name, stored.tag_path(tag, tags))
        ]
        entity_names = [(entity.id, entity.name) for entity in stored.entities(connection)]
    filters = Filters(
        date_from=wanted["date_from"], date_to=wanted["date_to"], redacted=wanted["redacted"]
    )
    for facet, values in (
        (Facet.STATUS, wanted["status"]),
        (Facet.TAG, _ids("tag", tag_names, wanted["tag"])),
        (Facet.ENTITY, _ids("entity", entity_names, wanted["entity"])),
        (Facet.ORIGIN, wanted["origin"]),
        (Facet.CLASSIFICATION, wanted["classification"]),
    ):
        filters = filters.including(facet, values)
    return filters


def found(
    corpus: Corpus,
    index: SearchIndex | None,
    query: str,
    filters: Filters,
    sort: str,
    limit: int,
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many documents match, and the first of them as a program reads them.

    A `limit` of 0 is none. Raises QueryError when the query cannot be read.
    """
    parsed = parse_query(query)
    results = find(corpus, index, parsed, filters, Sort(sort))
    shown = results.ids[:limit] if limit > 0 else results.ids
    with corpus.read() as connection:
        return results.total, [
            {
                "document_id": row.id,
                "title": row.title,
                "date": row.date,
                "origin": row.origin,
                "score": round(results.scores.get(row.id, 0.0), 6),
                "snippet": make_snippet(parsed, documents.document_text(connection, row.id)).text,
            }
            for row in documents.document_rows(connection, shown)
        ]


def lines(total: int, results: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the answer for a person."""
    for result in results:
        facts = [str(result["document_id"]), result["date"], result["origin"], result["title"]]
        yield "  ".join(fact for fact in facts if fact)
        yield f"    {result['snippet']}"
    if len(results) < total:
        yield f"{total:,} documents match; the first {len(results):,} are listed."
    else:
        yield f"{total:,} {'document matches' if total == 1 else 'documents match'}."


def _ids(what: str, named: Iterable[tuple[int, str]], wanted: Iterable[str]) -> frozenset[int]:
    by_name: dict[str, set[int]] = {}
    for id_, name in named:
        by_name.setdefault(name.casefold(), set()).add(id_)
    chosen: set[int] = set()
    for name in wanted:
        if name.casefold() not in by_name:
            raise ReviewerError(
                f"There is no {what} “{name}” in this corpus, so nothing was searched. "
                "Check its spelling."
            )
        chosen |= by_name[name.casefold()]
    return frozenset(chosen)
