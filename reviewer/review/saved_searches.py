"""Verbs on saved searches: keeping a search under a name, changing, ordering and removing it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import SavedSearchRecord
from reviewer.corpus.searches import SavedSearch, filters_as_stored
from reviewer.model import Filters, Sort
from reviewer.review.changes import Change, changing
from reviewer.review.finding import Request
from reviewer.review.ordering import checked_name, move_to, name_of, next_position
from reviewer.review.passages import shortened
from reviewer.search.query import parse_query

KIND = "saved search"


def add_search(
    corpus: Corpus, name: str, query: str, filters: Filters, sort: Sort, *, pinned: bool = True
) -> Change:
    """Keep a search under a name, behind the others.

    Raises ReviewError when the name is empty or taken.
    """
    with changing(corpus, f"save search “{shortened(name)}”") as draft:
        draft.insert(
            SavedSearchRecord,
            name=checked_name(draft.connection, SavedSearchRecord, name, None, KIND),
            query=query,
            filters=filters_as_stored(filters),
            sort=sort.value,
            pinned=pinned,
            position=next_position(draft.connection, SavedSearchRecord),
            created_at=draft.at,
        )
    return draft.change


def request_of(search: SavedSearch, languages: Iterable[str]) -> Request:
    """Return what a saved search asks for; its words stand for their forms in `languages`.

    Raises QueryError or CorpusError when its query or its filters cannot be read.
    """
    return Request(parse_query(search.query, languages), search.filters, search.sort)


def rename_search(corpus: Corpus, search_id: int, name: str) -> Change:
    """Give a saved search another name; raises ReviewError as `add_search` does."""
    with changing(corpus, "rename search") as draft:
        before = name_of(draft.connection, SavedSearchRecord, search_id, KIND)
        name = checked_name(draft.connection, SavedSearchRecord, name, search_id, KIND)
        draft.label = f"rename search “{shortened(before)}” to “{shortened(name)}”"
        draft.update(SavedSearchRecord, search_id, name=name)
    return draft.change


def change_search(
    corpus: Corpus, search_id: int, query: str, filters: Filters, sort: Sort
) -> Change:
    """Let a saved search ask for something else under its name."""
    return _update(
        corpus,
        search_id,
        "update search",
        query=query,
        filters=filters_as_stored(filters),
        sort=sort.value,
    )


def pin_search(corpus: Corpus, search_id: int, pinned: bool) -> Change:
    """Keep a saved search in the side bar, with its count, or take it from there."""
    return _update(corpus, search_id, "pin search" if pinned else "unpin search", pinned=pinned)


def move_search(corpus: Corpus, search_id: int, place: int) -> Change:
    """Put a saved search at a 0-based place among the others."""
    with changing(corpus, "move search") as draft:
        name = name_of(draft.connection, SavedSearchRecord, search_id, KIND)
        draft.label = f"move search “{shortened(name)}”"
        move_to(draft, SavedSearchRecord, search_id, place)
    return draft.change


def remove_search(corpus: Corpus, search_id: int) -> Change:
    """Remove a saved search; no document is touched."""
    with changing(corpus, "remove search") as draft:
        name = name_of(draft.connection, SavedSearchRecord, search_id, KIND)
        draft.label = f"remove search “{shortened(name)}”"
        draft.delete(SavedSearchRecord, search_id)
    return draft.change


def _update(corpus: Corpus, search_id: int, label: str, **values: Any) -> Change:
    with changing(corpus, label) as draft:
        name = name_of(draft.connection, SavedSearchRecord, search_id, KIND)
        draft.label = f"{label} “{shortened(name)}”"
        draft.update(SavedSearchRecord, search_id, **values)
    return draft.change
