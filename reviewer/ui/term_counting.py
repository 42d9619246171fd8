"""Counting the terms of a list in the background, a few at a time, so that counts appear early."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from reviewer.errors import Cancelled as WasCancelled
from reviewer.errors import IndexUnavailable
from reviewer.review.term_lists import ListedTerm, TermCount, count_term
from reviewer.ui.background import Cancelled
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace

_STEP_S = 0.05  # of work, after which other reads get their turn and counts are shown
_GROUP = "term counts"


class TermCounting(QObject):
    """Keeps what was counted, by term, until documents are added. Lives in the GUI thread."""

    counted = Signal()  # more of them

    def __init__(self, workspace: Workspace, finding: Finding, parent: QObject) -> None:
        super().__init__(parent)
        self.counts: dict[str, TermCount] = {}
        self._workspace = workspace
        self._finding = finding
        self._waiting: dict[str, ListedTerm] = {}

    @property
    def is_running(self) -> bool:
        """Tell whether terms wait to be counted."""
        return bool(self._waiting)

    def want(self, terms: Mapping[str, ListedTerm]) -> None:
        """Count these terms, by their text, as far as they are not counted; leave all others."""
        self._waiting = {text: term for text, term in terms.items() if text not in self.counts}
        if self._waiting:
            self._step()
        else:
            self.stop()

    def stop(self) -> None:
        """Count no further."""
        self._waiting = {}
        self._workspace.background.cancel(_GROUP)
        self.counted.emit()

    def forget(self) -> None:
        """Let every term be counted anew, because documents or marks are others."""
        self.stop()
        self.counts.clear()

    def _step(self) -> None:
        finder, waiting = self._finding.finder, list(self._waiting.values())

        def work(cancelled: Cancelled) -> dict[str, TermCount]:
            counts = {}
            begun = time.monotonic()
            for term in waiting:
                counts[term.text] = count_term(finder, term, cancelled)
                if time.monotonic() - begun > _STEP_S:
                    break
            return counts

        self._workspace.background.run(_GROUP, work, self._on_counted, self._on_failed)

    def _on_counted(self, counts: dict[str, TermCount]) -> None:
        self.counts |= counts
        for text in counts:
            self._waiting.pop(text, None)
        if self._waiting:
            self._step()
        self.counted.emit()

    def _on_failed(self, error: Exception) -> None:
        self.stop()
        # Whoever searches is told of a missing index; it is rebuilt meanwhile.
        if not isinstance(error, WasCancelled | IndexUnavailable):
            self._workspace.trouble.emit(error)
