"""The link that searches again, offered once her work has changed what the search would find."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy

from reviewer.errors import ReviewerError
from reviewer.model import Facet, Filters
from reviewer.review.changes import Change
from reviewer.review.fields import corrects
from reviewer.search.nodes import And, Attribute, Node, Not, Or
from reviewer.ui.background import Cancelled
from reviewer.ui.finding import Finding
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.workspace import Workspace

LOOK_AFTER_MS = 400  # marks follow each other quickly
_OF_MARKS = {Facet.STATUS, Facet.TAG, Facet.ENTITY}


class SearchAgain(LinkButton):
    """Hidden as long as a new search would find the same documents.

    The list is kept while she works through it, so what it holds may not match any more. Once
    fields were corrected its order counts too; that of marks changes all the time.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__("The list is as of the search")
        self._workspace = workspace
        self._finding = finding
        self._in_order = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self._look)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: finding.search())
        workspace.changed.connect(self._on_changed)
        finding.started.connect(self._on_started)

    @property
    def is_wanted(self) -> bool:
        """Tell whether a new search would find other documents."""
        return bool(self.whole_text)

    def look_soon(self) -> None:
        """Look whether a new search would find other documents, unless that would read texts."""
        if not self._finding.request.query.patterns:
            self._soon.start()

    def _on_started(self) -> None:
        self._in_order = False
        self._tell(False)

    def _on_changed(self, change: Change) -> None:
        request = self._finding.request
        self._in_order |= corrects(change)
        if corrects(change) or depends_on_marks(request.query.node, request.filters):
            self.look_soon()

    def _look(self) -> None:
        finding = self._finding
        request, listed, in_order = finding.request, finding.results.ids, self._in_order

        def work(cancelled: Cancelled) -> bool:
            found = finding.finder.find(request, cancelled).ids
            if in_order:
                return not np.array_equal(found, listed)
            return not np.array_equal(np.sort(found), np.sort(listed))

        def done(differs: bool) -> None:
            if finding.results.ids is listed:
                self._tell(differs)

        def failed(error: Exception) -> None:
            # Nobody asked; a search of hers will tell it.
            if not isinstance(error, ReviewerError):
                self._workspace.trouble.emit(error)

        self._workspace.background.run("search again", work, done, failed)

    def _tell(self, wanted: bool) -> None:
        self._soon.stop()
        if wanted != self.is_wanted:
            tip = "Your work has changed what this search finds; the list is kept until you ask"
            self.set_text("Search again" if wanted else "", tip if wanted else "")
            self.changed.emit()


def depends_on_marks(node: Node, filters: Filters) -> bool:
    """Tell whether marking documents may change what a query with filters finds."""
    facets = {facet for facet, _value in filters.included | filters.excluded}
    return filters.redacted is not None or bool(facets & _OF_MARKS) or _asks_marks(node)


def _asks_marks(node: Node) -> bool:
    match node:
        case Attribute(name):
            return name not in ("type", "file")
        case And(parts) | Or(parts):
            return any(_asks_marks(part) for part in parts)
        case Not(part):
            return _asks_marks(part)
        case _:
            return False
