"""Where she types a query: it runs as she types, and what cannot be read is told under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.errors import IndexUnavailable, QueryError
from reviewer.search.completion import FIELD_NAME, Completion, accept, complete
from reviewer.settings import Settings
from reviewer.text import Offsets
from reviewer.ui.finding import Finding
from reviewer.ui.views.completion_values import CompletionValues
from reviewer.ui.views.elided_label import ElidedLabel
from reviewer.ui.views.query_line import QueryLine
from reviewer.ui.views.query_problem import QueryProblem, readable
from reviewer.ui.workspace import Workspace

SEARCH_AFTER_MS = 30  # since the last key
PROBLEM_AFTER_MS = 700  # a query that is still being written is not wrong yet
BUSY_AFTER_MS = 200  # shorter waits need no sign, which would only flicker
BUSY_HEIGHT_PX = 3
BAR_STEPS = 1_000


class SearchBox(QWidget):
    """The line for the query, its busy sign, and the sentence about what is wrong with it."""

    help_wanted = Signal()
    results_wanted = Signal()  # Down, when there is no newer query to go to

    def __init__(
        self,
        workspace: Workspace,
        finding: Finding,
        settings: Settings,
        values: CompletionValues,
    ) -> None:
        super().__init__()
        self._values = values
        self._completion: Completion | None = None
        self._offered: list[str] = []
        self._finding = finding
        self._settings = settings
        self._corpus_id = workspace.corpus.id
        self._told = finding.query_text
        self._typing = False  # what failed was searched for without being asked to
        self._failure: QueryError | None = None
        self.line = QueryLine()
        self.help = QToolButton()
        self.problem = QueryProblem()
        self.stop = QPushButton("Stop")
        self._read = ElidedLabel("Texts read")
        self._reading = QWidget()
        self._busy = QProgressBar()
        self._soon = _timer(self, SEARCH_AFTER_MS)
        self._late = _timer(self, PROBLEM_AFTER_MS)
        self._patience = _timer(self, BUSY_AFTER_MS)
        self._lay_out()
        self.line.set_history(settings.searches.get(self._corpus_id, []))
        self.line.setText(finding.query_text)
        self._connect(workspace)

    def _lay_out(self) -> None:
        self.help.setText("?")
        self.help.setToolTip("What can be written in a query (F1)")
        self.help.setAccessibleName("Help on the query language")
        self.help.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(BUSY_HEIGHT_PX)
        self._busy.setAccessibleName("Searching")
        keep = self._busy.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(keep)
        self.stop.setToolTip("Stop this search and keep the results before it (Esc)")
        self.stop.setAutoDefault(False)
        self.stop.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.help)
        reading = QHBoxLayout(self._reading)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.addWidget(self._read, 1)
        reading.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        for widget in (self._busy, self._reading, self.problem):
            column.addWidget(widget)
            widget.hide()
        self.setFocusProxy(self.line)

    def _connect(self, workspace: Workspace) -> None:
        self.line.returnPressed.connect(self._on_return_pressed)
        self.line.textEdited.connect(self._on_text_edited)
        self.line.textChanged.connect(self._on_text_changed)
        self.line.given_up.connect(self._finding.cancel)
        self.line.recalled.connect(self._soon.start)
        self.line.completed.connect(self._on_completed)
        self.line.left.connect(self._remember)
        self.line.left_downwards.connect(self.results_wanted)
        self.help.clicked.connect(self.help_wanted)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.problem.suggestion_taken.connect(self._search_for)
        self._soon.timeout.connect(self._search_typed)
        self._late.timeout.connect(self._tell_failure)
        self._patience.timeout.connect(self._show_busy)
        self._finding.started.connect(self._on_started)
        self._finding.results_changed.connect(self._rest)
        self._finding.progressed.connect(self._on_progressed)
        self._finding.stopped.connect(self._rest)
        self._finding.query_failed.connect(self._on_query_failed)
        self._finding.index_missing.connect(self._on_index_missing)
        workspace.trouble.connect(self._rest)

    @property
    def reading(self) -> str:
        """How far the second pass over the texts is, or nothing while there is none."""
        return self._read.text() if self._reading.isVisible() else ""

    def focus(self) -> None:
        """Go to the line with all of its text selected, ready for another query."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _on_return_pressed(self) -> None:
        self._search(typing=False)
        self._remember()

    def _on_text_edited(self, text: str) -> None:
        if text.strip():
            self._soon.start()
        self._complete()

    def _on_text_changed(self, text: str) -> None:
        self._finding.draft(text)
        self._late.stop()
        self.problem.hide()
        if not text.strip() and self._finding.query_text:
            self._search(typing=False)

    def _complete(self) -> None:
        """Offer what may be meant by the word at the cursor."""
        query = self.line.text()
        cursor_cp = Offsets(query).to_cp(self.line.cursorPosition())
        self._completion = complete(query, cursor_cp)
        self._offered = [] if self._completion is None else self._values.of(self._completion)
        colon = ":" if self._completion and self._completion.kind == FIELD_NAME else ""
        self.line.offer("Completions", [f"{text}{colon}" for text in self._offered])

    def _on_completed(self, place: int) -> None:
        """Write what she took, and go on with the values of a field or search."""
        completion = self._completion
        if completion is None:
            return
        text, cursor_cp = accept(self.line.text(), completion, self._offered[place])
        self.line.setText(text)
        self.line.setCursorPosition(Offsets(text).to_qt(cursor_cp))
        if completion.kind == FIELD_NAME:
            self._complete()
        else:
            self._search(typing=True)

    def _search_typed(self) -> None:
        if self.line.text() != self._finding.query_text:
            self._search(typing=True)

    def _search(self, *, typing: bool) -> None:
        self._soon.stop()
        self._typing = typing
        self._told = self.line.text()
        asked_again = self._told == self._finding.query_text
        self._finding.search(query_text=None if asked_again else self._told)

    def _search_for(self, query: str) -> None:
        self.line.setText(query)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_return_pressed()

    def _remember(self) -> None:
        """Keep what she searched for, once she is done with it."""
        query = self.line.text()
        known = query == self._finding.query_text and not self._finding.is_labelled
        if query.strip() and known:
            self.line.remember(query)
            self._settings.add_search(self._corpus_id, query)

    def _on_started(self) -> None:
        """Show a query that came from elsewhere; what she is typing stays otherwise."""
        if self._finding.query_text != self._told:
            self._told = self._finding.query_text
            self.line.setText(self._told)
            if self._finding.is_labelled:
                self.line.setCursorPosition(0)  # a label is known by how it begins
        if self.line.text() == self._told:
            self._late.stop()
            self.problem.hide()
        self._patience.start()

    def _rest(self) -> None:
        self._patience.stop()
        self._busy.hide()
        self._reading.hide()

    def _show_busy(self) -> None:
        self._busy.setRange(0, 0)
        self._busy.show()

    def _on_progressed(self, done: int, total: int) -> None:
        """Show how far the second pass over the texts is, unless it may end at once."""
        if self._patience.isActive():
            return
        self._busy.setRange(0, BAR_STEPS)
        self._busy.setValue(done * BAR_STEPS // max(1, total))
        self._busy.show()
        self._read.set_text(f"{done:,} of {total:,} texts read")
        self._reading.show()

    def _on_stop_clicked(self) -> None:
        self._finding.cancel()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_query_failed(self, error: QueryError) -> None:
        self._rest()
        self._told = self._finding.query_text  # what she wrote stays until it is put right
        self._failure = error
        if self._typing:
            self._late.start()
        else:
            self._tell_failure()

    def _tell_failure(self) -> None:
        """Say what is wrong and mark its place, selected when she asked for the search."""
        error = self._failure
        if error is None:
            return
        if self._typing and self.line.popup.isVisible():
            self._late.start()  # she is still choosing what is to stand there
            return
        self.problem.tell(str(error), readable(error.suggestion))
        offsets = Offsets(self.line.text())
        start, end = _word_at(self.line.text(), error.position_cp)
        start_qt, end_qt = offsets.span_to_qt(start, end)
        if not self._typing:
            self.line.setSelection(start_qt, end_qt - start_qt)
        self.line.mark(start_qt, end_qt - start_qt)

    def _on_index_missing(self, error: IndexUnavailable) -> None:
        self._rest()
        self.problem.tell(str(error), None)  # that it is built again the status line tells


def _timer(parent: QWidget, interval_ms: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    return timer


def _word_at(text: str, position_cp: int) -> tuple[int, int]:
    """Return the range from a place to the end of the word there, or one sign at the end."""
    start = min(position_cp, max(0, len(text) - 1))
    end = start
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, max(end, min(start + 1, len(text)))
