"""What the window offers by itself: the query that was meant, and documents like what she reads."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reviewer.errors import Cancelled as WasCancelled
from reviewer.errors import IndexUnavailable, QueryError
from reviewer.model import Filters, Sort, Span
from reviewer.review.finding import Request
from reviewer.review.passages import shortened
from reviewer.search.query import ParsedQuery, parse_query
from reviewer.search.similar import similar_query, strongest
from reviewer.search.suggestions import suggest
from reviewer.ui.background import Cancelled
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace

MAX_LABEL_CP = 60
FEW = 3  # documents; with more of them the query is taken as meant


class Suggestions(QObject):
    """Looks for a better query whenever one found hardly anything. Lives in the GUI thread."""

    suggested = Signal(str)  # a query that finds more; "" when there is none to offer

    def __init__(self, workspace: Workspace, finding: Finding, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._finding = finding
        finding.started.connect(self._take_back)
        finding.drafted.connect(self._take_back)
        finding.results_changed.connect(self._on_results_changed)

    def _take_back(self) -> None:
        self._workspace.background.cancel("suggestion")
        self.suggested.emit("")

    def _on_results_changed(self) -> None:
        finding = self._finding
        text, filters, found = finding.query_text, finding.filters, finding.results.total
        if not text.strip() or found > FEW or finding.is_labelled:
            return

        def work(cancelled: Cancelled) -> str:
            better = suggest(finding.finder.index().snapshot, text)
            if better is None:
                return ""
            request = Request(parse_query(better, finding.finder.languages), filters)
            return better if finding.finder.find(request, cancelled).total > found else ""

        self._workspace.background.run("suggestion", work, self.suggested.emit, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        # Nobody asked, so she is told only what nobody expects.
        if not isinstance(error, WasCancelled | IndexUnavailable | QueryError):
            self._workspace.trouble.emit(error)


def more_like_document(workspace: Workspace, finding: Finding) -> None:
    """Search for documents like the one that is open."""
    if workspace.document is not None:
        _search_like(workspace, finding, workspace.text, workspace.document.title)


def more_like_selection(workspace: Workspace, finding: Finding, selection: Span | None) -> None:
    """Search for documents like a passage of the one that is open."""
    if workspace.document is not None and selection is not None:
        passage = workspace.text[selection.start_cp : selection.end_cp]
        _search_like(workspace, finding, passage, f"“{shortened(passage, MAX_LABEL_CP - 2)}”")


def _search_like(workspace: Workspace, finding: Finding, text: str, what: str) -> None:
    document_id = workspace.document.id if workspace.document is not None else None

    def work(_cancelled: Cancelled) -> ParsedQuery | None:
        return similar_query(finding.finder.index().snapshot, text, document_id)

    def done(query: ParsedQuery | None) -> None:
        if query is None:
            workspace.told.emit("No word of this text stands in other documents.")
        else:
            finding.search(
                query,
                Filters(),
                Sort.RELEVANCE,
                label=f"Like: {shortened(what, MAX_LABEL_CP)}",
                marked=strongest(query),
            )

    def failed(error: Exception) -> None:
        if isinstance(error, IndexUnavailable):
            finding.index_missing.emit(error)
        else:
            workspace.trouble.emit(error)

    workspace.background.run("similar", work, done, failed)
