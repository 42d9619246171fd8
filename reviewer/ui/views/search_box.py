"""Where she types a query: it runs on Enter, and what cannot be read is told under it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.errors import IndexUnavailable, QueryError
from reviewer.search.query import parse_query
from reviewer.text import Offsets
from reviewer.ui.finding import Finding
from reviewer.ui.theme import tint
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.workspace import Workspace

BUSY_AFTER_MS = 200  # shorter waits need no sign, which would only flicker
BUSY_HEIGHT_PX = 3
MAX_SUGGESTION_CP = 60
MAX_FAULTS = 8
_WARNING = "#ff6666"


class SearchBox(QWidget):
    """The line for the query, its busy sign, and the sentence about what is wrong with it."""

    help_wanted = Signal()
    rebuild_wanted = Signal()  # the search index has to be made anew
    results_wanted = Signal()  # Down, when there is no newer query to go to

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self._finding = finding
        self._told = finding.query_text
        self.line = _QueryLine()
        self.help = QToolButton()
        self.problem = _Problem()
        self._busy = QProgressBar()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(BUSY_AFTER_MS)
        self._lay_out()
        self.line.setText(finding.query_text)
        self.line.returnPressed.connect(self._on_return_pressed)
        self.line.textChanged.connect(self._on_text_changed)
        self.line.left_downwards.connect(self.results_wanted)
        self.help.clicked.connect(self.help_wanted)
        self.problem.suggestion_taken.connect(self._on_suggestion_taken)
        self.problem.rebuild_wanted.connect(self.rebuild_wanted)
        self._patience.timeout.connect(self._busy.show)
        finding.started.connect(self._on_started)
        finding.results_changed.connect(self._rest)
        finding.query_failed.connect(self._on_query_failed)
        finding.index_missing.connect(self._on_index_missing)
        workspace.trouble.connect(self._rest)

    def _lay_out(self) -> None:
        self.help.setText("?")
        self.help.setToolTip("What can be written in a query (F1)")
        self.help.setAccessibleName("Help on the query language")
        self.help.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(BUSY_HEIGHT_PX)
        self._busy.setAccessibleName("Searching")
        keep = self._busy.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(keep)
        self._busy.hide()
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.help)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._busy)
        column.addWidget(self.problem)
        self.setFocusProxy(self.line)
        self.problem.hide()

    def focus(self) -> None:
        """Go to the line with all of its text selected, ready for another query."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _on_return_pressed(self) -> None:
        text = self.line.text()
        self.line.remember(text)
        self._told = text
        self._finding.search(query_text=text)

    def _on_text_changed(self, text: str) -> None:
        self.problem.hide()
        if not text.strip() and self._finding.query_text:
            self._told = ""
            self._finding.search(query_text="")

    def _on_suggestion_taken(self, suggestion: str) -> None:
        self.line.setText(suggestion)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_return_pressed()

    def _on_started(self) -> None:
        """Show a query that came from elsewhere; what she is typing stays otherwise."""
        if self._finding.query_text != self._told:
            self._told = self._finding.query_text
            self.line.setText(self._told)
        self.problem.hide()
        self._patience.start()

    def _rest(self) -> None:
        self._patience.stop()
        self._busy.hide()

    def _on_query_failed(self, error: QueryError) -> None:
        self._rest()
        self.problem.tell(str(error), readable(error.suggestion))
        offsets = Offsets(self.line.text())
        start, end = _word_at(self.line.text(), error.position_cp)
        start_qt, end_qt = offsets.span_to_qt(start, end)
        self.line.setSelection(start_qt, end_qt - start_qt)

    def _on_index_missing(self, error: IndexUnavailable) -> None:
        self._rest()
        self.problem.tell(str(error), None, rebuild=True)


class _Problem(QFrame):
    """A sentence on what is wrong, and a button that puts it right."""

    suggestion_taken = Signal(str)
    rebuild_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._suggestion = ""
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setAccessibleName("What is wrong with the query")
        self.mend = QPushButton()
        self.mend.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.rebuild = QPushButton("Re&build the search index")
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.sentence)
        column.addWidget(self.mend)
        column.addWidget(self.rebuild)
        self.mend.clicked.connect(lambda: self.suggestion_taken.emit(self._suggestion))
        self.rebuild.clicked.connect(self.rebuild_wanted)

    def tell(self, sentence: str, suggestion: str | None, *, rebuild: bool = False) -> None:
        """Show the sentence, and the query that can be read instead, if there is one."""
        self.sentence.setText(sentence)
        self._suggestion = suggestion or ""
        shown = self._suggestion
        if len(shown) > MAX_SUGGESTION_CP:
            shown = shown[:MAX_SUGGESTION_CP] + "…"
        self.mend.setText("Search for  " + shown.replace("&", "&&"))
        self.mend.setToolTip(plain_tip(self._suggestion))
        self.mend.setVisible(bool(suggestion))
        self.rebuild.setVisible(rebuild)
        self._colour()
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette from light to dark."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, tint(_WARNING, palette))
        palette.setColor(QPalette.ColorRole.WindowText, palette.color(QPalette.ColorRole.Text))
        self.setPalette(palette)


class _QueryLine(QLineEdit):
    """A line that goes through the queries of this session with Up and Down."""

    left_downwards = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._history: list[str] = []
        self._place = 0
        self._draft = ""
        self.setPlaceholderText("Search the documents")
        self.setAccessibleName("Search the documents")
        self.setToolTip("Enter searches, Up and Down go through earlier queries")
        self.setClearButtonEnabled(True)

    def remember(self, query: str) -> None:
        """Take a query into the history, once, as the newest."""
        if query.strip():
            self._history = [known for known in self._history if known != query] + [query]
        self._place = len(self._history)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to an older query with Up, to a newer one or out of the line with Down."""
        if event.key() == Qt.Key.Key_Up:
            self._go_back()
        elif event.key() == Qt.Key.Key_Down:
            self._go_forward()
        else:
            super().keyPressEvent(event)

    def _go_back(self) -> None:
        place = self._place - 1
        if self._place == len(self._history):
            self._draft = self.text()
            if self._history and self._history[-1] == self._draft:
                place -= 1  # what was just searched for stands in the line already
        if place >= 0:
            self._place = place
            self.setText(self._history[place])

    def _go_forward(self) -> None:
        if self._place == len(self._history):
            self.left_downwards.emit()
            return
        self._place += 1
        newest = self._place == len(self._history)
        self.setText(self._draft if newest else self._history[self._place])


def readable(suggestion: str | None) -> str | None:
    """Follow a suggestion, which mends one fault, to a query without any; None without success."""
    for _fault in range(MAX_FAULTS):
        if suggestion is None:
            return None
        try:
            parse_query(suggestion)
        except QueryError as error:
            suggestion = error.suggestion
        else:
            return suggestion
    return None


def _word_at(text: str, position_cp: int) -> tuple[int, int]:
    """Return the range from a place to the end of the word there, or one sign at the end."""
    start = min(position_cp, max(0, len(text) - 1))
    end = start
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, max(end, min(start + 1, len(text)))
