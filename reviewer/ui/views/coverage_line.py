"""The lines under a search that tell what it has covered, and what was never come to."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal

from reviewer.review.coverage import Statement
from reviewer.ui.dialogs import coverage
from reviewer.ui.finding import Finding
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.workspace import Workspace

COUNT_AFTER_MS = 150  # when her search has its answer and the list is drawn


class CoverageLine(LinkButton):
    """Counts after every search beside the GUI thread; a click shows the whole statement."""

    counted = Signal(object)  # the Statement that is shown

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__("Coverage of the search")
        self._workspace = workspace
        self._finding = finding
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COUNT_AFTER_MS)
        self._soon.timeout.connect(self._count)
        self.clicked.connect(self._open)
        finding.results_changed.connect(self.count_soon)
        finding.index_missing.connect(lambda _error: self.count_soon())

    def count_soon(self) -> None:
        """Count again when what is under way is done."""
        self._soon.start()

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
        self.counted.emit(statement)

    def _open(self) -> None:
        coverage.show_coverage(self.window(), self._workspace, self._finding)


class GoOnLine(LinkButton):
    """Offers to go on with an import that was stopped, for as long as there is one."""

    def __init__(self, workspace: Workspace, coverage: CoverageLine) -> None:
        super().__init__("Stopped import")
        self._workspace = workspace
        self._statement = Statement()
        coverage.counted.connect(self._on_counted)
        self.clicked.connect(
            lambda: workspace.import_wanted.emit(self._statement.paths_to_go_on_with)
        )

    def _on_counted(self, statement: Statement) -> None:
        self._statement = statement
        if not statement.stopped or self._workspace.read_only:
            self.set_text("")
            return
        told = [f"{each.sentence()}:\n{each.place}" for each in statement.stopped]
        told.append("What was imported stays as it is; the rest is read.")
        self.set_text("Go on with the import…", "\n".join(told))
