"""The current search: query, filters and order, and the documents and hits that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from reviewer.errors import Cancelled as WasCancelled
from reviewer.errors import IndexUnavailable, QueryError
from reviewer.model import DocumentRow, Filters, Sort, Span
from reviewer.review.changes import Change
from reviewer.review.coverage import Coverage
from reviewer.review.facets import Facets
from reviewer.review.finding import Finder, Request, Results
from reviewer.search.hits import find_hits
from reviewer.search.query import ParsedQuery, parse_query
from reviewer.ui.background import Cancelled
from reviewer.ui.models.documents_model import first_rows
from reviewer.ui.workspace import Workspace

STALE_AFTER_MS = 200  # a list that grows pale at every key would flicker
_NO_QUERY = parse_query("")


class _Answer(NamedTuple):
    """What a search comes back with; `changes` counts those before the rows were read."""

    results: Results
    first_rows: Sequence[DocumentRow]
    changes: int


class Finding(QObject):
    """Runs the search beside the GUI thread and holds its answer. Lives in the GUI thread.

    The results stay while she works through them, or documents would vanish under her hands the
    moment that they are marked; the next search applies the filters anew. What is counted follows
    every mark.
    """

    started = Signal()
    results_changed = Signal()
    facets_changed = Signal()  # soon after the results, and after each change
    progressed = Signal(object, object)  # texts read for a regular expression, of how many
    stopped = Signal()  # the search was cancelled; the results before it stay
    query_failed = Signal(object)  # a QueryError; the results before it stay
    index_missing = Signal(object)  # an IndexUnavailable; it has to be rebuilt
    hits_changed = Signal()  # hits in the current document
    drafted = Signal()  # the search box holds something else than a moment ago
    stale_changed = Signal(bool)
    _text_read = Signal(object, object, object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = _NO_QUERY  # as it was read
        self._shown = ""  # what stands for it in the search box
        self._marked: ParsedQuery | None = None  # when not all that it asks for is worth marking
        self.query: ParsedQuery = _NO_QUERY  # once there are results, as they understood it
        self.filters = Filters()
        self.sort = Sort.RELEVANCE
        self.fold_duplicates = False
        self.fold_similar = False
        self.results = Results(_NO_QUERY, np.empty(0, np.int64), np.empty(0, np.float32))
        self.first_rows: Sequence[DocumentRow] = ()  # of the results; none if they may be outdated
        self.facets = Facets()
        self.hits: list[Span] = []
        self.awaits_hits = False  # those that it has are of another document or query
        self.finder = Finder(workspace.corpus)
        self.coverage = Coverage(workspace.corpus, self.finder.index)
        self._workspace = workspace
        self._answered = (_NO_QUERY, _NO_QUERY)
        self._answered_look: tuple[str, ParsedQuery | None] = ("", None)
        self._running: Request | None = None
        self._changes = 0
        self._draft = ""
        self.is_stale = False  # the search box holds another query than the results answer
        self._soon_stale = QTimer(self)
        self._soon_stale.setSingleShot(True)
        self._soon_stale.setInterval(STALE_AFTER_MS)
        self._soon_stale.timeout.connect(lambda: self._set_stale(True))
        # From a background thread into the GUI thread.
        self._text_read.connect(self._on_text_read, Qt.ConnectionType.QueuedConnection)
        workspace.document_opened.connect(self._find_hits)
        workspace.changed.connect(self._on_changed)

    @property
    def query_text(self) -> str:
        """The query as it was typed, or a label for one that cannot be."""
        return self._shown

    @property
    def answered_text(self) -> str:
        """The query that the results answer, as the search box shows it."""
        return self._answered_look[0]

    @property
    def written_query(self) -> str:
        """The query that the results answer, as it can be read again."""
        return self._answered[0].text

    @property
    def is_labelled(self) -> bool:
        """Tell whether a label stands for what was asked, which cannot be read again."""
        return self._shown != self._asked.text

    @property
    def request(self) -> Request:
        """What was asked for last."""
        return Request(
            self._asked, self.filters, self.sort, self.fold_duplicates, self.fold_similar
        )

    @property
    def is_running(self) -> bool:
        """Tell whether an answer is awaited."""
        return self._running is not None

    def draft(self, text: str) -> None:
        """Know what the search box holds, so that results of another query can be told apart."""
        self._draft = text
        self._soon_stale.stop()
        if self._is_answered():
            self._set_stale(False)
        elif not self.is_stale:
            self._soon_stale.start()
        self.drafted.emit()

    def search(
        self,
        query_text: str | ParsedQuery | None = None,
        filters: Filters | None = None,
        sort: Sort | None = None,
        fold_duplicates: bool | None = None,
        *,
        fold_similar: bool | None = None,
        label: str | None = None,
        marked: ParsedQuery | None = None,
    ) -> None:
        """Search with what is given, and with what was asked before for the rest.

        A query that was read already may ask for more than can be typed: `label` then stands for
        it in the search box, and the hits are those of `marked`.
        """
        try:
            query = self._read(query_text) if isinstance(query_text, str) else query_text
        except QueryError as error:
            self._fail(error)
            return
        if query is not None:
            self._asked, self._marked = query, marked
            self._shown = query.text if label is None else label
        query = self.query = self._asked
        self.filters = self.filters if filters is None else filters
        self.sort = self.sort if sort is None else sort
        if fold_duplicates is not None:
            self.fold_duplicates = fold_duplicates
        if fold_similar is not None:
            self.fold_similar = fold_similar
        request = self.request
        self._running = request
        self.started.emit()

        def work(cancelled: Cancelled) -> _Answer:
            def progress(done: int, total: int) -> None:
                self._text_read.emit(request, done, total)

            results = self.finder.find(request, cancelled, progress)
            changes = self._changes
            return _Answer(results, first_rows(self._workspace.corpus, results.ids), changes)

        self._workspace.background.run(
            "search", work, self._on_found, self._on_failed, awaited=True
        )

    def cancel(self) -> None:
        """Stop the search that runs; the results before it stay."""
        if self._running is not None:
            self._workspace.background.cancel("search")
            self._give_up()
            self.stopped.emit()

    def document_after(self, step: int) -> int | None:
        """Return the document `step` places on in the results, or None at their end.

        When the current document is not among the results, that is the first or the last one.
        """
        ids = self.results.ids
        if not len(ids):
            return None
        current = self._workspace.document
        place = self.results.place_of(current.id) if current else None
        if place is None:
            return int(ids[0] if step > 0 else ids[-1])
        place += step
        return int(ids[place]) if 0 <= place < len(ids) else None

    def close_index(self) -> None:
        """Let go of the index files, so that they can be rebuilt."""
        self.finder.close()

    def _read(self, query_text: str) -> ParsedQuery:
        return parse_query(query_text, self.finder.languages)

    def _on_found(self, answer: _Answer) -> None:
        self._running = None
        self.results, self.query = answer.results, answer.results.query
        self.first_rows = answer.first_rows if answer.changes == self._changes else ()
        self._answered = (self._asked, self.query)
        self._answered_look = (self._shown, self._marked)
        if self._is_answered():
            self._soon_stale.stop()
            self._set_stale(False)
        self.results_changed.emit()
        self._count()
        self._find_hits()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, WasCancelled):
            return
        self._running = None
        if isinstance(error, QueryError):
            self._fail(error)
        elif isinstance(error, IndexUnavailable):
            self.close_index()
            self._find_hits()
            self.index_missing.emit(error)
        else:
            self._workspace.trouble.emit(error)

    def _fail(self, error: QueryError) -> None:
        self.cancel()  # what was asked before is not what she means any more
        self._give_up()
        self.query_failed.emit(error)

    def _is_answered(self) -> bool:
        return self._draft.strip() == self.answered_text.strip()

    def _set_stale(self, stale: bool) -> None:
        if stale != self.is_stale:
            self.is_stale = stale
            self.stale_changed.emit(stale)

    def _give_up(self) -> None:
        """Go back to the query that the results answer."""
        self._running = None
        self._asked, self.query = self._answered
        self._shown, self._marked = self._answered_look

    def _on_text_read(self, request: Request, done: int, total: int) -> None:
        if request is self._running:
            self.progressed.emit(done, total)

    def _on_changed(self, _change: Change) -> None:
        self._changes += 1
        self.first_rows = ()
        self._count()

    def _count(self) -> None:
        results = self.results
        self._workspace.background.run(
            "facets",
            lambda _cancelled: self.finder.facets(results),
            self._on_counted,
            self._workspace.trouble.emit,
            quick=True,
        )

    def _on_counted(self, facets: Facets) -> None:
        self.facets = facets
        self.facets_changed.emit()

    def _find_hits(self) -> None:
        text, query = self._workspace.text, self._marked or self.query
        if query.is_empty or not text:
            self._workspace.background.cancel("hits")
            self._on_hits([])
            return
        self.awaits_hits = True
        self._workspace.background.run(
            "hits",
            lambda _cancelled: find_hits(query, text),
            self._on_hits,
            self._on_no_hits,
            quick=True,
        )

    def _on_hits(self, hits: list[Span]) -> None:
        self.awaits_hits = False
        self.hits = hits
        self.hits_changed.emit()

    def _on_no_hits(self, error: Exception) -> None:
        self._on_hits([])
        self._workspace.trouble.emit(error)
