"""The current search: query, filters and order, and the documents and hits that answer it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reviewer.errors import Cancelled as WasCancelled
from reviewer.errors import IndexUnavailable, QueryError
from reviewer.model import Filters, Sort, Span
from reviewer.review.finding import Results, find
from reviewer.search.hits import find_hits
from reviewer.search.index import SearchIndex
from reviewer.search.query import ParsedQuery, parse_query
from reviewer.ui.background import Cancelled
from reviewer.ui.workspace import Workspace


class Finding(QObject):
    """Runs the search beside the GUI thread and holds its answer. Lives in the GUI thread.

    The results stay while she works through them, or documents would vanish under her hands the
    moment that they are marked; the next search applies the filters anew.
    """

    started = Signal()
    results_changed = Signal()
    query_failed = Signal(object)  # a QueryError; the results before it stay
    index_missing = Signal(object)  # an IndexUnavailable; it has to be rebuilt
    hits_changed = Signal()  # hits in the current document

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query_text = ""
        self.query: ParsedQuery = parse_query("")
        self.filters = Filters()
        self.sort = Sort.RELEVANCE
        self.results = Results((), {})
        self.hits: list[Span] = []
        self._workspace = workspace
        self._index: SearchIndex | None = None
        workspace.document_opened.connect(self._find_hits)

    def search(
        self,
        query_text: str | None = None,
        filters: Filters | None = None,
        sort: Sort | None = None,
    ) -> None:
        """Search with what is given, and with what was asked before for the rest."""
        wanted = self.query_text if query_text is None else query_text
        try:
            query = parse_query(wanted)
        except QueryError as error:
            self.query_failed.emit(error)
            return
        self.query_text, self.query = wanted, query
        self.filters = self.filters if filters is None else filters
        self.sort = self.sort if sort is None else sort
        self.started.emit()
        corpus, chosen_filters, chosen_sort = self._workspace.corpus, self.filters, self.sort

        def work(cancelled: Cancelled) -> Results:
            index = None if query.is_empty else self._fresh_index()
            return find(corpus, index, query, chosen_filters, chosen_sort, cancelled)

        self._workspace.background.run("search", work, self._on_found, self._on_failed)
        self._find_hits()

    def document_after(self, step: int) -> int | None:
        """Return the document `step` places on in the results, or None at their end.

        When the current document is not among the results, that is the first or the last one.
        """
        ids = self.results.ids
        current = self._workspace.document.id if self._workspace.document else None
        if not ids:
            return None
        if current not in ids:
            return ids[0] if step > 0 else ids[-1]
        place = ids.index(current) + step
        return ids[place] if 0 <= place < len(ids) else None

    def close_index(self) -> None:
        """Let go of the index files, so that they can be rebuilt."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _fresh_index(self) -> SearchIndex:
        """Return the index as it stands on disk now; called on a background thread."""
        if self._index is None:
            self._index = SearchIndex.open(self._workspace.corpus.paths.index)
        else:
            self._index.refresh()
        return self._index

    def _on_found(self, results: Results) -> None:
        self.results = results
        self.results_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, WasCancelled):
            return
        if isinstance(error, QueryError):
            self.query_failed.emit(error)
        elif isinstance(error, IndexUnavailable):
            self.close_index()
            self.index_missing.emit(error)
        else:
            self._workspace.trouble.emit(error)

    def _find_hits(self) -> None:
        text, query = self._workspace.text, self.query
        if query.is_empty or not text:
            self._workspace.background.cancel("hits")
            self._on_hits([])
            return
        self._workspace.background.run(
            "hits",
            lambda _cancelled: find_hits(query, text),
            self._on_hits,
            self._workspace.trouble.emit,
        )

    def _on_hits(self, hits: list[Span]) -> None:
        self.hits = hits
        self.hits_changed.emit()
