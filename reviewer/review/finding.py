"""Finding documents: the index answers the words, arrays the filters, the order and the counts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from reviewer.corpus.columns import Ids
from reviewer.corpus.database import Corpus
from reviewer.errors import IndexUnavailable
from reviewer.model import Filters, Sort, Status
from reviewer.review import conditions
from reviewer.review.attributes import Attributes, brought_up, load
from reviewer.review.duplicates import Duplicates
from reviewer.review.facets import FacetCount, Facets, count_facets
from reviewer.review.imported import Imported, Mask, Rows
from reviewer.review.own_index import require_own
from reviewer.review.patterns import assumed, has_patterns, with_patterns_read
from reviewer.review.resolving import resolved
from reviewer.search.index import SearchIndex
from reviewer.search.languages import written_in
from reviewer.search.nodes import Node
from reviewer.search.query import ParsedQuery
from reviewer.search.ranking import best_first
from reviewer.search.searching import matching
from reviewer.search.snapshot import Snapshot

__all__ = ["FacetCount", "Facets", "Finder", "Request", "Results"]

Answer = TypeVar("Answer")
Cancelled: TypeAlias = Callable[[], bool]
Progress: TypeAlias = Callable[[int, int], None]
Scores: TypeAlias = npt.NDArray[np.float32]

_REVIEW_ORDER = (Status.UNREVIEWED, Status.IN_REVIEW, Status.SECOND_LOOK, Status.REVIEWED)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sought, among which documents, and in what order it is listed.

    Of documents with the same text `fold_duplicates` lists the first one alone, and with
    `fold_similar` of similar ones too.
    """

    query: ParsedQuery
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    fold_duplicates: bool = False
    fold_similar: bool = False


@dataclass(frozen=True, eq=False)
class Results:
    """All documents that answer a request, in order, with their scores (0 without words).

    `query` is what was typed with its entities as their names: hits and snippets are found with
    it. `folded` documents are left out as duplicates of one that is listed. `unsearched` are not
    in the index yet, where the query asks for words.
    """

    query: ParsedQuery
    ids: Ids
    scores: Scores
    folded: int = 0
    filters: Filters = field(default_factory=Filters)
    matched: Mask = field(default_factory=lambda: np.zeros(0, np.bool_), repr=False)  # by row
    unsearched: int = 0

    @property
    def total(self) -> int:
        """How many documents are listed."""
        return len(self.ids)

    def place_of(self, document_id: int) -> int | None:
        """Return the place of a document in the list, or None when it is not in it."""
        places = np.flatnonzero(self.ids == document_id)
        return int(places[0]) if len(places) else None

    def score_of(self, document_id: int) -> float:
        """Return how well a document matches; 0 when it is not in the list."""
        place = self.place_of(document_id)
        return 0.0 if place is None else float(self.scores[place])


class Finder:
    """Answers requests for one open corpus. Any thread, several at once.

    What was marked, imported or indexed before `find` is called counts in its answer, whoever did
    it. The index is opened when a query needs it.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.duplicates = Duplicates(corpus)
        self._corpus = corpus
        self._attributes: Attributes | None = None
        self._reading = Lock()
        self._index: SearchIndex | None = None
        self._opening = Lock()
        self._languages = frozenset({"en"})
        self._known_languages_of: Snapshot | None = None

    def close(self) -> None:
        """Let go of the index files, so that they can be rebuilt; a later search opens them."""
        with self._opening:
            if self._index is not None:
                self._index.close()
                self._index = self._known_languages_of = None
        self.duplicates.close()

    def find(
        self,
        request: Request,
        cancelled: Cancelled | None = None,
        progress: Progress | None = None,
    ) -> Results:
        """Return every document that matches the query and passes the filters.

        `progress(done, total)` counts the texts that a regular expression was tried on.

        Raises:
            QueryError: the query names what is not there, or stands for too much.
            IndexUnavailable: the query asks for words and there is no index to look them up.
            Cancelled: soon after `cancelled` tells so.
        """
        stop = cancelled or (lambda: False)
        sort, filters = request.sort, request.filters
        with self._corpus.read() as connection:
            attributes = self._now(connection)
            node = resolved(
                request.query, connection, attributes, lambda: self.duplicates.now(stop)
            )
            order = attributes.imported.order(sort, connection)
            groups = (
                attributes.imported.first_alike(connection) if request.fold_duplicates else None
            )
        if request.fold_similar:
            groups = self.duplicates.now(stop).groups_of(attributes.imported.ids)
        query = replace(request.query, node=node)
        passing = conditions.passing(attributes, filters) & ~attributes.replaced
        index = self.index() if conditions.needs_index(node) else None
        # What comes into the index meanwhile may be told as not searched, never the other way.
        unsearched = max(0, attributes.size - index.document_count) if index else 0
        if has_patterns(node):
            node = self._with_patterns_read(node, attributes, index, passing, stop, progress)
        rows, scores = _matches(node, attributes, index, stop)
        matched = np.zeros(attributes.size, np.bool_)
        matched[rows] = True
        score_by_row = np.zeros(attributes.size, np.float32)
        score_by_row[rows] = scores
        if sort is Sort.RELEVANCE:
            listed = np.flatnonzero(matched & passing)
            listed = listed[best_first(score_by_row[listed])]
        else:
            if sort is Sort.REVIEW_ORDER:
                order = _review_order(attributes)
            listed = order[(matched & passing)[order]]
        folded = 0
        if groups is not None:
            before = len(listed)
            listed = _folded(listed, groups)
            folded = before - len(listed)
        matched &= ~attributes.replaced
        if has_patterns(query.node):
            matched &= passing  # the other texts were not read
        ids = attributes.imported.ids[listed]
        return Results(query, ids, score_by_row[listed], folded, filters, matched, unsearched)

    def facets(self, results: Results) -> Facets:
        """Count what the query of these results matches, by its marks as they are now.

        Where the query holds a regular expression, only documents that pass all filters count.
        """
        with self._corpus.read() as connection:
            attributes = self._now(connection)
        # Rows are added at the end only; what was imported since is not among these results.
        matched = np.zeros(attributes.size, np.bool_)
        matched[: len(results.matched)] = results.matched
        matched &= ~attributes.replaced
        return count_facets(attributes, matched, results.filters)

    def _now(self, connection: Connection) -> Attributes:
        with self._reading:
            if self._attributes is None:
                self._attributes = load(connection)
            self._attributes = brought_up(connection, self._attributes)
            return self._attributes

    def _with_patterns_read(
        self,
        node: Node,
        attributes: Attributes,
        index: SearchIndex | None,
        passing: Mask,
        cancelled: Cancelled,
        progress: Progress | None,
    ) -> Node:
        """Read the texts of those documents only whose answer hangs on an expression."""
        undecided = np.zeros(attributes.size, np.bool_)
        undecided[_matches(assumed(node, True), attributes, index, cancelled)[0]] = True
        undecided[_matches(assumed(node, False), attributes, index, cancelled)[0]] = False
        ids = attributes.imported.ids[undecided & passing]
        return with_patterns_read(self._corpus, node, ids, cancelled, progress)

    def index(self) -> SearchIndex:
        """Return the index as it stands on disk now; raises IndexUnavailable."""
        with self._opening:
            if self._index is None:
                self._index = SearchIndex.open(self._corpus.paths.index)
            else:
                self._index.refresh()
            require_own(self._corpus, self._index)
            snapshot = self._index.snapshot
            if snapshot is not self._known_languages_of:
                self._languages = written_in(snapshot)
                self._known_languages_of = snapshot
            return self._index

    def with_index_if_any(self, ask: Callable[[SearchIndex | None], Answer]) -> Answer:
        """Ask what the index makes only richer: with None where there is none, or a damaged one."""
        try:
            return ask(self.index())
        except IndexUnavailable:
            return ask(None)

    def look_up_languages(self) -> frozenset[str]:
        """Return `languages` as of now; reads the index, so not for the GUI thread."""
        with suppress(IndexUnavailable):  # told where a query needs it
            self.index()
        return self._languages

    @property
    def languages(self) -> frozenset[str]:
        """The languages whose forms a word of a query stands for, as of the last look at the index.

        Never waits, so that a query can be read in the GUI thread.
        """
        return self._languages


def _matches(
    node: Node, attributes: Attributes, index: SearchIndex | None, cancelled: Cancelled
) -> tuple[Rows, Scores]:
    """Return the rows that match, in any order, and their scores."""
    if index is None or not conditions.needs_index(node):
        rows = np.flatnonzero(conditions.meeting(node, attributes))
        return rows, np.zeros(len(rows), np.float32)
    snapshot, found = matching(index, node, cancelled)
    rows = _rows_of(snapshot, attributes.imported)[found.numbers]
    if (rows >= 0).all():
        return rows, found.scores
    return rows[rows >= 0], found.scores[rows >= 0]


_rows: WeakKeyDictionary[Snapshot, tuple[Ids, Rows]] = WeakKeyDictionary()  # for these ids


def _rows_of(snapshot: Snapshot, imported: Imported) -> Rows:
    """Return the row of each document of a snapshot, -1 for one that has none."""
    known = _rows.get(snapshot)
    if known is None or known[0] is not imported.ids:
        rows, here = imported.places_of(snapshot.ids)
        _rows[snapshot] = known = imported.ids, np.where(here, rows, -1)
    return known[1]


def _review_order(attributes: Attributes) -> Rows:
    ranks = {status.value: rank for rank, status in enumerate(_REVIEW_ORDER)}
    by_code = [ranks.get(value, len(ranks)) for value in attributes.status.values]
    return np.argsort(np.array(by_code, np.uint8)[attributes.status.codes], kind="stable")


def _folded(rows: Rows, group_of: Rows) -> Rows:
    """Return rows without those of whose group there is another one before them."""
    groups = group_of[rows]
    first_place = np.zeros(int(group_of.max(initial=0)) + 1, np.int64)
    first_place[groups[::-1]] = np.arange(len(rows))[::-1]  # of equal ones the last counts
    leads: Mask = first_place[groups] == np.arange(len(rows))
    return rows[leads]
