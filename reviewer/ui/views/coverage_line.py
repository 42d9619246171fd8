"""The line under a search that tells what it has covered."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from reviewer.review.coverage import Statement
from reviewer.ui.dialogs import coverage
from reviewer.ui.finding import Finding
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.workspace import Workspace

COUNT_AFTER_MS = 150  # when her search has its answer and the list is drawn


class CoverageLine(LinkButton):
    """Counts after every search beside the GUI thread; a click shows the whole statement."""

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__("Coverage of the search")
        self._workspace = workspace
        self._finding = finding
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COUNT_AFTER_MS)
        self._soon.timeout.connect(self._count)
        self.clicked.connect(self._open)
        finding.results_changed.connect(self._soon.start)
        finding.index_missing.connect(lambda _error: self._soon.start())

    def _count(self) -> None:
        counting = self._finding.coverage
        self._workspace.background.run(
            "coverage",
            lambda _cancelled: counting.now(),
            self._on_counted,
            self._workspace.trouble.emit,
        )

    def _on_counted(self, statement: Statement) -> None:
        sentence = statement.sentence()
        self.set_text(sentence, f"{sentence}.\nClick to see what was not read, and why.")

    def _open(self) -> None:
        coverage.show_coverage(self.window(), self._workspace, self._finding)
