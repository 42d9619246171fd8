"""What a search has covered: everything that was handed over, counted and listed by its fate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import TypeAlias

import numpy as np
from sqlalchemy import Connection

from reviewer.corpus import columns, coverage, import_runs, structure
from reviewer.corpus.columns import Ids
from reviewer.corpus.coverage import Entry
from reviewer.corpus.database import Corpus
from reviewer.corpus.import_runs import StoppedImport
from reviewer.corpus.imports import NOT_READ, Outcome
from reviewer.errors import IndexUnavailable
from reviewer.model import RemarkKind
from reviewer.review.remarking import FLAGGED, told_unseen
from reviewer.search.index import SearchIndex
from reviewer.search.snapshot import Snapshot

__all__ = ["LABELS", "Coverage", "Entry", "Listing", "Statement", "entries", "entries_with"]

OpenIndex: TypeAlias = Callable[[], SearchIndex]


class Listing(StrEnum):
    """The lists of the statement: files and parts by outcome, then documents by what is remarked.

    Of a file that was not read, but whose parts are told one by one, the parts alone are listed.
    """

    FAILED = "failed"
    LOCKED = "locked"
    NO_TEXT = "no_text"
    UNSUPPORTED = "unsupported"
    PARTLY = "partly"
    EMPTY = "empty"
    SEEN_BEFORE = "seen_before"
    IMPORTED = "imported"
    NOT_INDEXED = "not_indexed"
    PARTLY_READ = "partly_read"
    WITHOUT_TEXT = "without_text"
    ENCRYPTED = "encrypted"
    HIDDEN = "hidden"
    SIGNED = "signed"
    RECOGNISED = "recognised"
    GUESSED = "guessed"
    DUPLICATE = "duplicate"

    @property
    def of_documents(self) -> bool:
        """Tell whether documents are listed, and not files and parts."""
        return self not in _OUTCOMES


LABELS: Mapping[Listing, str] = {
    Listing.FAILED: "Not read",
    Listing.LOCKED: "Locked with a password",
    Listing.NO_TEXT: "Pictures without text",
    Listing.UNSUPPORTED: "Of an unread kind",
    Listing.PARTLY: "Imported in part",
    Listing.EMPTY: "Empty",
    Listing.SEEN_BEFORE: "Copies of a file seen before",
    Listing.IMPORTED: "Imported",
    Listing.NOT_INDEXED: "Not in the search index",
    Listing.PARTLY_READ: "Read in part",
    Listing.WITHOUT_TEXT: "Pages or pictures without text",
    Listing.ENCRYPTED: "A part is encrypted",
    Listing.HIDDEN: "With hidden content",
    Listing.SIGNED: "Signed",
    Listing.RECOGNISED: "Text recognised from pictures",
    Listing.GUESSED: "Encoding guessed",
    Listing.DUPLICATE: "Same text as another document",
}

_OUTCOMES = {Listing(outcome.value): outcome for outcome in Outcome}
_REMARKS = {
    Listing.PARTLY_READ: RemarkKind.PARTLY_READ,
    Listing.WITHOUT_TEXT: RemarkKind.NO_TEXT,
    Listing.ENCRYPTED: RemarkKind.ENCRYPTED,
    Listing.HIDDEN: RemarkKind.HIDDEN,
    Listing.SIGNED: RemarkKind.SIGNED,
    Listing.RECOGNISED: RemarkKind.RECOGNISED,
    Listing.GUESSED: RemarkKind.GUESSED,
}
_INCOMPLETE = (Listing.PARTLY_READ, Listing.WITHOUT_TEXT, Listing.ENCRYPTED)
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Statement:
    """What is covered at one moment; `lists` holds ids of documents or of lines of imports."""

    lists: Mapping[Listing, Ids] = field(default_factory=dict)
    documents: int = 0
    indexed: int | None = 0  # None when there is no index that can be read
    in_part: int = 0  # documents and files of which something is missing that has no line itself
    stopped: tuple[StoppedImport, ...] = ()  # imports that did not reach all of their files

    def ids(self, listing: Listing) -> Ids:
        """Return what is in a list."""
        return self.lists.get(listing, _NONE)

    def count(self, listing: Listing) -> int:
        """Return how much is in a list."""
        return len(self.ids(listing))

    @property
    def paths_to_go_on_with(self) -> list[Path]:
        """The files and folders whose imports were stopped, those of the first one first."""
        paths = [path for each in reversed(self.stopped) for path in each.paths]
        return list(dict.fromkeys(paths))

    @property
    def unread(self) -> int:
        """How many files, and parts of files, could not be read."""
        return sum(self.count(Listing(outcome.value)) for outcome in NOT_READ)

    @property
    def total(self) -> int:
        """How many documents and parts a search should cover."""
        return self.documents + self.unread

    def sentence(self) -> str:
        """Return what a search covers of the documents and unread parts, on a short line.

        What nobody has counted yet comes first, since it may be most of all.
        """
        if not self.stopped:
            return self._covered()
        covered = self._covered()
        stopped = import_runs.told_together(self.stopped)
        return f"{stopped}; {covered[0].lower()}{covered[1:]}"

    def _covered(self) -> str:
        if not self.total:
            return "Nothing was imported yet"
        missing = []
        if self.unread:
            missing.append(f"{self.unread:,} could not be read")
        if self.in_part:
            missing.append(f"{self.in_part:,} read in part")
        if self.indexed is None:
            return "; ".join(["No search index: words are not searched", *missing])
        if self.indexed < self.documents:
            missing.append(f"{self.documents - self.indexed:,} not yet in the index")
        if self.indexed == self.total:
            covered = "the one document" if self.total == 1 else f"all {self.total:,} documents"
        else:
            covered = f"{self.indexed:,} of {self.total:,}"
        return "; ".join([f"Covers {covered}", *missing])


class Coverage:
    """Counts what is covered, again only when something was imported or indexed since.

    Any thread, in turns; the first count of a large corpus takes most of a second.
    """

    def __init__(self, corpus: Corpus, open_index: OpenIndex) -> None:
        self._corpus = corpus
        self._open_index = open_index
        self._lock = Lock()
        self._latest: tuple[int, int, int] | None = None
        self._imported = Statement()
        self._ids = _NONE
        self._snapshot: Snapshot | None = None
        self._statement = Statement()
        self._runs: tuple[object, ...] | None = None
        self._stopped: tuple[StoppedImport, ...] = ()

    def now(self) -> Statement:
        """Return the statement as of this moment."""
        with self._lock, self._corpus.read() as connection:
            latest = coverage.latest(connection)
            snapshot = self._indexed()
            stopped = self._not_ended(connection, latest)
            if latest == self._latest and snapshot is self._snapshot:
                return replace(self._statement, stopped=stopped)
            if latest != self._latest:
                words = coverage.last_words(connection)
                remarks = coverage.documents_by_remark(connection)
                alike = columns.documents_alike(connection, latest[1])
                self._ids = coverage.all_documents(connection)
                self._imported = _statement(words, remarks, alike, self._ids)
            self._latest, self._snapshot = latest, snapshot
            self._statement = _with_index(self._imported, self._ids, snapshot)
            return replace(self._statement, stopped=stopped)

    def _not_ended(
        self, connection: Connection, latest: tuple[int, int, int]
    ) -> tuple[StoppedImport, ...]:
        if import_runs.is_under_way(self._corpus.paths):
            return ()
        runs = latest, import_runs.state(connection)
        if runs != self._runs:
            self._runs, self._stopped = runs, tuple(import_runs.stopped(connection))
        return self._stopped

    def _indexed(self) -> Snapshot | None:
        try:
            return self._open_index().snapshot
        except IndexUnavailable:
            return None


def entries(corpus: Corpus, listing: Listing, ids: Sequence[int]) -> list[Entry]:
    """Return lines of a list, by the ids that the statement has for it."""
    with corpus.read() as connection:
        if listing in _OUTCOMES:
            return coverage.items(connection, ids)
        remark = _REMARKS.get(listing)
        found = coverage.documents(connection, ids, "" if remark is None else remark.value)
        return _with_counts(connection, found) if listing is Listing.HIDDEN else found


def entries_with(corpus: Corpus, listing: Listing, ids: Ids, text: str) -> Ids:
    """Return which lines of a list hold a text, in either case."""
    with corpus.read() as connection:
        if listing in _OUTCOMES:
            return coverage.items_with(connection, ids, text)
        return coverage.documents_with(connection, ids, text)


def _with_counts(connection: Connection, found: Sequence[Entry]) -> list[Entry]:
    ids = [each.document_id for each in found if each.document_id is not None]
    counts = structure.region_counts(connection, ids, FLAGGED)
    return [
        replace(each, detail=told_unseen(counts.get(each.document_id or 0, {}), each.detail))
        for each in found
    ]


def _statement(
    words: Mapping[tuple[str, bool], Ids],
    remarks: Mapping[str, Ids],
    alike: Sequence[Ids],
    documents: Ids,
) -> Statement:
    lists: dict[Listing, Ids] = {}
    for listing, outcome in _OUTCOMES.items():
        told = words.get((outcome.value, False), _NONE)
        if outcome not in NOT_READ:
            told = np.union1d(told, words.get((outcome.value, True), _NONE))
        lists[listing] = told
    for listing, remark in _REMARKS.items():
        lists[listing] = np.intersect1d(remarks.get(remark.value, _NONE), documents)
    lists[Listing.DUPLICATE] = np.intersect1d(np.concatenate([_NONE, *alike]), documents)
    incomplete = np.unique(np.concatenate([lists[listing] for listing in _INCOMPLETE]))
    broken_off = words.get((Outcome.PARTLY.value, False), _NONE)
    return Statement(lists, len(documents), in_part=len(incomplete) + len(broken_off))


def _with_index(imported: Statement, ids: Ids, snapshot: Snapshot | None) -> Statement:
    missing = ids if snapshot is None else np.setdiff1d(ids, snapshot.live_ids)
    return replace(
        imported,
        lists={**imported.lists, Listing.NOT_INDEXED: missing},
        indexed=None if snapshot is None else len(ids) - len(missing),
    )
