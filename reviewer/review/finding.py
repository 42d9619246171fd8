"""Finding documents: the index answers the query, the database the filters and the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviewer.corpus import documents
from reviewer.corpus.database import Corpus
from reviewer.model import Filters, Sort
from reviewer.search.index import SearchIndex
from reviewer.search.query import ParsedQuery
from reviewer.search.searching import search


@dataclass(frozen=True, slots=True)
class Results:
    """The documents found, in order; `scores` by id where there was a query."""

    ids: tuple[int, ...]
    scores: dict[int, float]

    @property
    def total(self) -> int:
        """How many documents were found."""
        return len(self.ids)


def find(
    corpus: Corpus,
    index: SearchIndex | None,
    query: ParsedQuery,
    filters: Filters | None = None,
    sort: Sort = Sort.RELEVANCE,
    cancelled: Callable[[], bool] | None = None,
) -> Results:
    """Return the documents that match the query and pass the filters, all of them.

    An empty query needs no index. Filters are read from the database, so they are true the moment
    after a mark is set. Raises Cancelled when `cancelled` says so.
    """
    with corpus.read() as connection:
        allowed = documents.document_ids(connection, filters, sort)
    if query.is_empty or index is None:
        return Results(tuple(allowed), {})
    matches = search(index, query, cancelled=cancelled)
    scores = dict(zip(matches.ids.tolist(), matches.scores.tolist(), strict=True))
    if sort is Sort.RELEVANCE:
        passing = set(allowed)
        ids = tuple(document_id for document_id in scores if document_id in passing)
    else:
        ids = tuple(document_id for document_id in allowed if document_id in scores)
    return Results(ids, scores)
