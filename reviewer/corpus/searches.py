"""What can be asked about saved searches and term lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from reviewer.corpus.schema import SavedSearchRecord, TermListRecord
from reviewer.errors import CorpusError
from reviewer.model import Facet, FacetValue, Filters, Sort


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name; `stored_filters` and `stored_sort` are read when it is run."""

    id: int
    name: str
    query: str
    stored_filters: str
    stored_sort: str
    pinned: bool
    position: int

    @property
    def filters(self) -> Filters:
        """The filters of the search.

        Raises CorpusError when they cannot be read: a search without its filters would find what
        she never asked for.
        """
        try:
            return _read_filters(self.stored_filters)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise CorpusError(
                f"The filters of the saved search “{self.name[:60]}” cannot be read, so it was not "
                "run. Set the filters by hand, then update the saved search."
            ) from error

    @property
    def sort(self) -> Sort:
        """The order of the results; one that nobody knows is taken as best match."""
        return Sort(self.stored_sort) if self.stored_sort in set(Sort) else Sort.RELEVANCE


@dataclass(frozen=True, slots=True)
class TermList:
    """Terms to look for; `text` holds one a line, with her comments and blank lines."""

    id: int
    name: str
    colour: str
    text: str
    shown: bool
    position: int


def saved_searches(connection: Connection) -> list[SavedSearch]:
    """Return all saved searches in her order."""
    query = select(SavedSearchRecord.__table__).order_by(
        SavedSearchRecord.position, SavedSearchRecord.id
    )
    return [
        SavedSearch(
            row.id, row.name, row.query, row.filters, row.sort, bool(row.pinned), row.position
        )
        for row in connection.execute(query)
    ]


def term_lists(connection: Connection) -> list[TermList]:
    """Return all term lists in her order."""
    query = select(TermListRecord.__table__).order_by(TermListRecord.position, TermListRecord.id)
    return [
        TermList(row.id, row.name, row.colour, row.terms, bool(row.shown), row.position)
        for row in connection.execute(query)
    ]


def filters_as_stored(filters: Filters) -> str:
    """Return filters as JSON; the same filters give the same text."""
    stored = {
        "included": _pairs(filters.included),
        "excluded": _pairs(filters.excluded),
        "date_from": filters.date_from,
        "date_to": filters.date_to,
        "redacted": filters.redacted,
    }
    asked = {name: value for name, value in stored.items() if value not in (None, [])}
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)


def _pairs(chosen: Iterable[tuple[Facet, FacetValue]]) -> list[list[FacetValue]]:
    return [[facet.value, value] for facet, value in sorted(chosen, key=repr)]


def _read_filters(stored: str) -> Filters:
    """Return filters from JSON; raise ValueError, TypeError or KeyError where they are none."""
    read = json.loads(stored)
    asked: dict[str, Any] = dict.fromkeys(("date_from", "date_to", "redacted"))
    asked |= {"included": [], "excluded": []}
    if not isinstance(read, dict) or not asked.keys() >= read.keys():
        raise ValueError("not the filters of a search")
    asked |= read
    for name, kind in (("date_from", str), ("date_to", str), ("redacted", bool)):
        if asked[name] is not None and not isinstance(asked[name], kind):
            raise ValueError(f"{name} is of the wrong kind")
    return Filters(
        included=_read_pairs(asked["included"]),
        excluded=_read_pairs(asked["excluded"]),
        date_from=asked["date_from"],
        date_to=asked["date_to"],
        redacted=asked["redacted"],
    )


def _read_pairs(pairs: object) -> frozenset[tuple[Facet, FacetValue]]:
    if not isinstance(pairs, list):
        raise TypeError("no list of facets and values")
    read = []
    for facet, value in pairs:
        kind = int if facet in (Facet.TAG, Facet.ENTITY) else str
        if type(value) is not kind:
            raise ValueError("a value is of the wrong kind")
        read.append((Facet(facet), value))
    return frozenset(read)
