"""What an import told of every document, as arrays by row; only a correction makes other ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from reviewer.corpus import columns
from reviewer.corpus.columns import Ids
from reviewer.model import FacetValue, Sort
from reviewer.review.places import plain

Mask: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.int64]

# Above any ISO date that begins with the same characters.
_AFTER_ALL_TIMES = "\uffff"
# Where ids have wider gaps than this, a table of all of them would waste memory.
_MAX_TABLE_SHARE = 8


class Rowed(Protocol):
    """Whatever knows the rows of documents."""

    ids: Ids

    def rows_of(self, ids: Ids) -> Rows:
        """Return the rows of documents."""


@dataclass(frozen=True, eq=False)
class Selection:
    """Some of all documents."""

    mask: Mask

    @cached_property
    def rows(self) -> Rows:
        """Their rows, rising; to take values by them is four times as fast as by the mask."""
        return np.flatnonzero(self.mask)


@dataclass(frozen=True, eq=False)
class Column:
    """One value of every document; `values` are sorted, and the first is "", for none."""

    values: tuple[str, ...]
    codes: npt.NDArray[np.unsignedinteger]  # places in `values`, by row, as narrow as can be

    @classmethod
    def of(cls, groups: Mapping[str, Ids], rowed: Rowed) -> Column:
        """Make a column out of the ids of the documents with each value."""
        values = tuple(sorted({"", *groups}))
        codes = np.zeros(len(rowed.ids), np.min_scalar_type(len(values)))
        for code, value in enumerate(values):
            if value in groups:
                codes[rowed.rows_of(groups[value])] = code
        return cls(values, codes)

    def replaced(self, groups: Mapping[str, Ids], rowed: Rowed) -> Column:
        """Return the column with other values of some documents."""
        values = tuple(sorted({*self.values, *groups}))
        place = {value: code for code, value in enumerate(values)}
        codes = self.codes.copy()
        if values != self.values:
            moved = np.array([place[value] for value in self.values])
            codes = moved.astype(np.min_scalar_type(len(values)))[codes]
        for value, ids in groups.items():
            codes[rowed.rows_of(ids)] = place[value]
        return Column(values, codes)

    def having(self, wanted: Iterable[FacetValue]) -> Mask:
        """Return which documents have one of the values."""
        chosen = frozenset(wanted)
        mask: Mask = np.array([value in chosen for value in self.values], np.bool_)[self.codes]
        return mask

    def between(self, first: str | None, last: str | None) -> Mask:
        """Return which documents have a value within two prefixes, both ends included."""
        start = 1 if first is None else max(1, bisect_left(self.values, first))
        end = len(self.values)
        if last is not None:
            end = bisect_right(self.values, last + _AFTER_ALL_TIMES)
        return (self.codes >= start) & (self.codes < end)

    def counts(self, among: Selection) -> dict[str, int]:
        """Return how many of some documents have each value, those without any left out."""
        counted = np.bincount(self.codes[among.rows], minlength=len(self.values))
        present = np.flatnonzero(counted)
        told = zip(present.tolist(), counted[present].tolist(), strict=True)
        return {self.values[code]: count for code, count in told}

    @property
    def last_without(self) -> npt.NDArray[np.unsignedinteger]:
        """The codes, those for "" above all others."""
        return np.where(self.codes == 0, self.codes.dtype.type(len(self.values)), self.codes)


class Imported:
    """The documents of a corpus in the order of their ids. Any thread.

    Orders and duplicates are read when they are first asked for.
    """

    def __init__(self, connection: Connection) -> None:
        formats = columns.documents_by_format(connection)
        self.ids: Ids = np.sort(np.concatenate([np.empty(0, np.int64), *formats.values()]))
        self.last_id = int(self.ids[-1]) if len(self.ids) else 0
        self._table = _table_of(self.ids)
        self.formats = Column.of(formats, self)
        self.origins = Column.of(columns.documents_by(connection, "origin"), self)
        self.classifications = Column.of(columns.documents_by(connection, "classification"), self)
        self.dates = Column.of(columns.documents_by(connection, "date"), self)
        self.months = _months_of(self.dates)
        self.years = _mapped(self.dates, lambda value: value[:4])
        self._lock = Lock()
        self._orders: dict[Sort, Rows] = {}
        self._first_alike: Rows | None = None
        self._places: list[str] | None = None

    def corrected(self, connection: Connection, ids: Sequence[int] | None) -> Imported:
        """Return the same documents with their fields read again, those of all for None."""

        def again(name: columns.DocumentColumn, before: Column) -> Column:
            groups = columns.documents_by(connection, name, ids)
            return Column.of(groups, self) if ids is None else before.replaced(groups, self)

        other = copy(self)
        other.origins = again("origin", self.origins)
        other.classifications = again("classification", self.classifications)
        other.dates = again("date", self.dates)
        other.months = _months_of(other.dates)
        other.years = _mapped(other.dates, lambda value: value[:4])
        other._lock = Lock()
        other._orders = {}
        return other

    def rows_of(self, ids: Ids) -> Rows:
        """Return the rows of documents; those that are not here are left out."""
        rows, known = self.places_of(ids)
        return rows[known]

    def places_of(self, ids: Ids) -> tuple[Rows, Mask]:
        """Return the row of each id, and whether there is one."""
        if not len(self.ids):
            return np.zeros(len(ids), np.int64), np.zeros(len(ids), np.bool_)
        if self._table is None:
            rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        else:
            rows = self._table[np.clip(ids, 0, self.last_id)]
        return rows, self.ids[rows] == ids

    def order(self, sort: Sort, connection: Connection) -> Rows:
        """Return the rows of all documents in an order that marks do not change."""
        with self._lock:
            if sort not in self._orders:
                self._orders[sort] = self._ordered(sort, connection)
            return self._orders[sort]

    def first_alike(self, connection: Connection) -> Rows:
        """Return, by row, the first row that has the same text."""
        with self._lock:
            if self._first_alike is None:
                first = np.arange(len(self.ids))
                for ids in columns.documents_alike(connection, self.last_id):
                    rows = self.rows_of(ids)
                    first[rows] = rows.min()
                self._first_alike = first
            return self._first_alike

    def places(self, connection: Connection) -> list[str]:
        """Return, by row, where each document was read from, as it is compared."""
        with self._lock:
            if self._places is None:
                self._places = [plain(each) for each in columns.places(connection, self.ids)]
            return self._places

    def _ordered(self, sort: Sort, connection: Connection) -> Rows:
        match sort:
            case Sort.DATE:
                return np.argsort(self.dates.last_without, kind="stable")
            case Sort.DATE_DESCENDING:
                return np.argsort(~self.dates.codes, kind="stable")
            case Sort.ORIGIN:
                return np.lexsort((self.dates.last_without, self.origins.last_without))
            case Sort.TITLE:
                return self.rows_of(columns.documents_by_title(connection, self.last_id))
            case Sort.LENGTH:
                lengths = columns.document_lengths(connection, self.last_id)
                return np.argsort(-lengths, kind="stable")
            case _:
                return np.arange(len(self.ids))


def _months_of(dates: Column) -> Column:
    """Return the dates cut to `2005-06`, or to `2005` where no month is known."""
    return _mapped(
        dates,
        lambda value: value[:7] if value[4:5] == "-" and len(value) >= 7 else value[:4],
    )


def _mapped(column: Column, name: Callable[[str], str]) -> Column:
    """Return a column with other values in place of each."""
    named = [name(value) for value in column.values]
    values = tuple(sorted({"", *named}))
    place = {value: code for code, value in enumerate(values)}
    codes = np.array([place[value] for value in named], np.min_scalar_type(len(values)))
    return Column(values, codes[column.codes])


def _table_of(ids: Ids) -> Rows | None:
    """Return the rows by id, or None where ids are too far apart."""
    if not len(ids) or ids[0] < 0 or ids[-1] > _MAX_TABLE_SHARE * len(ids) + 1_000:
        return None
    table = np.zeros(int(ids[-1]) + 1, np.int64)
    table[ids] = np.arange(len(ids))
    return table
