"""The concordance window: every hit of a search in its context, to sort, accept and mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reviewer.export.concordance import write_concordance
from reviewer.export.summary import ExportSummary
from reviewer.review.concordance import has_hits
from reviewer.review.lines import LineOrder
from reviewer.review.passages import shortened
from reviewer.search.query import ParsedQuery
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import concordance_export, export_dialog
from reviewer.ui.dialogs.concordance_marking import NOTHING_ACCEPTED, LineMarking, counted_hits
from reviewer.ui.dialogs.form import plain_label
from reviewer.ui.finding import Finding
from reviewer.ui.models.concordance_model import ConcordanceModel
from reviewer.ui.models.concordance_stream import MAX_LINES
from reviewer.ui.views.concordance_view import ConcordanceView
from reviewer.ui.workspace import Workspace

NOTHING_ASKED = (
    "A concordance shows each place of the texts where the words of a search stand. "
    "Search the texts for a word or a phrase first, then open it again."
)
NO_LINES = (
    "The words of this search stand in no text: they were found in titles or other fields, "
    "or nothing was found."
)
NOTHING_LEFT = "No line holds what you filter by."
_KEYS = "Space rejects or accepts a line; Enter opens its document there."
_ORDERS = (
    (LineOrder.RESULTS, "Order of the results"),
    (LineOrder.LEFT, "Words before the hit"),
    (LineOrder.HIT, "The hit itself"),
    (LineOrder.RIGHT, "Words after the hit"),
    (LineOrder.TITLE, "Title of the document"),
    (LineOrder.DATE, "Date of the document"),
)
_TYPING_PAUSE_MS = 250


class ConcordanceWindow(QWidget):
    """A window of its own beside the main one, so that both fit where she wants them."""

    place_wanted = Signal(object, object)  # document id, Span: she wants to read it there
    search_wanted = Signal()  # she wants to go to the search box

    def __init__(self, parent: QWidget | None, workspace: Workspace, finding: Finding) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        query = _answered(finding)
        self._workspace = workspace
        self._asked = has_hits(query)
        self._number: int | None = None  # the line that she was at before lines were arranged
        ids = finding.results.ids if self._asked else ()
        self.model = ConcordanceModel(workspace, ids, query, self)
        self.view = ConcordanceView(self.model)
        self.marking = LineMarking(self, workspace, self.model)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(
            f"Concordance: {shortened(query.text, 80)}" if query.text else "Concordance"
        )
        self.count = _quiet_label("How many lines")
        self.stop = _button("&Stop", self.model.stop)
        self.filter = QLineEdit()
        self.order = QComboBox()
        self.accepted = _quiet_label("Accepted lines")
        self.hint = plain_label(_KEYS if self._asked else "")
        self.message = plain_label("")
        self.sentence = plain_label("")
        self.accept_all = _button("Accept &all", lambda: self.model.accept_all(True))
        self.accept_none = _button("&None", lambda: self.model.accept_all(False))
        self.invert = _button("In&vert", self.model.invert)
        self.tag = _button("&Tag…", self.marking.tag)
        self.entity = _button("&Entity…", self.marking.mention)
        self.redact = _button("&Redact…", self.marking.redact)
        self.export = _button("E&xport CSV…", self._export)
        self.leave = _button("&Close", self.close)
        self._pages = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        if self._asked:
            self.model.start()
        self._show_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop looking for lines."""
        self._pause.stop()
        self.model.close()
        self._workspace.background.cancel(self._export_group)
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down or Enter go from the filter to the lines."""
        if watched is self.filter and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._focus_lines()
                return True
        return super().eventFilter(watched, event)

    @property
    def _export_group(self) -> str:
        return f"concordance export {id(self)}"

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText("Filter: a part of a line")
        self.filter.setAccessibleName("Filter the lines")
        self.filter.setClearButtonEnabled(True)
        self.filter.installEventFilter(self)
        self.order.setAccessibleName("Sort by")
        for order, name in _ORDERS:
            self.order.addItem(name, order)
        sort_label = QLabel("S&ort:")
        sort_label.setBuddy(self.order)
        top = _row(self.filter, sort_label, self.order)
        top.setStretch(0, 1)
        told = _row(self.count, self.stop)
        told.setStretch(0, 1)
        choosing = _row(self.accepted, self.accept_all, self.accept_none, self.invert)
        choosing.setStretch(0, 1)
        marking = _row(self.hint, self.tag, self.entity, self.redact, self.export, self.leave)
        marking.setStretch(0, 1)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMargin(24)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.sentence)
        column = QVBoxLayout(self)
        column.addLayout(told)
        column.addLayout(top)
        column.addWidget(self._pages, 1)
        column.addWidget(self.message)  # takes its place from the lines: no button moves
        column.addLayout(choosing)
        column.addLayout(marking)
        self.message.hide()
        for button in (self.accept_all, self.accept_none, self.invert):
            button.setToolTip("Of the lines that are shown")
        unit = self.fontMetrics().averageCharWidth()
        room = self.screen().availableGeometry()
        self.resize(
            min(unit * 190, room.width() * 9 // 10),
            min(self.fontMetrics().lineSpacing() * 44, room.height() * 8 // 10),
        )
        self.view.setFocus()

    def _connect(self) -> None:
        self.model.progressed.connect(self._show_state)
        self.model.accepted_changed.connect(self._show_accepted)
        self.model.modelAboutToBeReset.connect(self._on_arranging)
        self.model.arranged.connect(self._on_arranged)
        self.view.place_wanted.connect(self.place_wanted)
        self.view.order_wanted.connect(self._on_column_clicked)
        self.order.activated.connect(lambda _index: self._arrange(False))
        self.filter.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(lambda: self._arrange(self.model.descending))
        self._workspace.told.connect(self._tell)
        self._workspace.trouble.connect(lambda _error: self._tell(""))
        for key, slot in (
            ("Ctrl+F", self.filter.setFocus),
            ("Ctrl+W", self.close),
            ("Esc", self._give_up),
            ("Ctrl+K", self.search_wanted.emit),
            ("Ctrl+Z", self._workspace.undo),
            ("Ctrl+Shift+Z", self._workspace.redo),
        ):
            QShortcut(QKeySequence(key), self, slot)

    def _give_up(self) -> None:
        """Empty the filter while she is at it, else close."""
        if self.filter.hasFocus() and self.filter.text():
            self.filter.clear()
        else:
            self.close()

    def _focus_lines(self) -> None:
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.selectRow(0)
        self.view.setFocus()

    def _on_column_clicked(self, order: LineOrder) -> None:
        again = order is self.model.order
        self.order.setCurrentIndex([one for one, _ in _ORDERS].index(order))
        self._arrange(again and not self.model.descending)

    def _arrange(self, descending: bool) -> None:
        order = LineOrder(self.order.currentData())
        self.view.show_order(order, descending)
        self.model.arrange(order, descending, self.filter.text())

    def _on_arranging(self) -> None:
        self._number = self.view.current_number()

    def _on_arranged(self) -> None:
        self.view.go_to(self._number)
        self._show_state()

    def _show_state(self) -> None:
        model = self.model
        self.count.setText(self._state())
        self.stop.setVisible(model.is_running)
        nothing = not self._asked or not (len(model.lines) or model.is_running)
        if nothing:
            self.sentence.setText(NO_LINES if self._asked else NOTHING_ASKED)
        elif len(model.lines) and not model.rowCount():
            self.sentence.setText(NOTHING_LEFT)
        else:
            self._show_accepted()
            self._pages.setCurrentWidget(self.view)
            return
        self._show_accepted()
        self._pages.setCurrentWidget(self.sentence)

    def _state(self) -> str:
        model = self.model
        if not self._asked:
            return ""
        documents = "1 document" if model.documents == 1 else f"{model.documents:,} documents"
        told = f"{counted_hits(len(model.lines))} in {documents}"
        if model.is_running:
            read, wanted = model.documents_read, model.documents_wanted
            return f"{told}… {read:,} of {wanted:,} documents read"
        if model.was_stopped:
            return f"{told}, then stopped: there may be more"
        if model.is_full:
            return f"{told}: the first {MAX_LINES:,}. Narrow the search to see the others"
        return told

    def _show_accepted(self) -> None:
        shown, accepted = self.model.rowCount(), self.model.accepted_count
        told = f"{accepted:,} of {shown:,} lines accepted" if shown else ""
        hidden = self.model.hidden_count
        if told and hidden:
            told += f"; {hidden:,} more do not hold what you filter by and are left alone"
        self.accepted.setText(told)
        for button in (self.accept_all, self.accept_none, self.invert):
            button.setEnabled(shown > 0)
        for button in (self.tag, self.entity, self.redact):
            button.setEnabled(accepted > 0 and not self._workspace.read_only)
        self.export.setEnabled(accepted > 0)

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _export(self) -> None:
        numbers = self.model.accepted()
        if not len(numbers):
            self._tell(NOTHING_ACCEPTED)
            return
        corpus, lines = self._workspace.corpus, self.model.lines
        what = "1 line" if len(numbers) == 1 else f"{len(numbers):,} lines"
        chosen = concordance_export.ask_lines_export(self, corpus.name, what)
        if chosen is None:
            return

        def work(cancelled: Cancelled) -> ExportSummary:
            wanted = (lines[number] for number in numbers.tolist())
            return write_concordance(
                corpus,
                chosen.target,
                wanted,
                redacted=chosen.redacted,
                cancelled=cancelled,
            )

        self._tell("Exporting…")
        self._workspace.background.run(
            self._export_group, work, self._on_exported, self._on_not_exported
        )

    def _on_exported(self, summary: ExportSummary) -> None:
        self._tell("")
        result = asdict(summary) | {"path": str(summary.path)}
        export_dialog.show_export_summary(self, result)

    def _on_not_exported(self, error: Exception) -> None:
        self._tell("")
        self._workspace.trouble.emit(error)


def show_concordance(
    parent: QWidget | None, workspace: Workspace, finding: Finding
) -> ConcordanceWindow:
    """Open a window on every hit of the search that was made last, and begin to fill it.

    Its `place_wanted` is answered by opening the document there.
    """
    window = ConcordanceWindow(parent, workspace, finding)
    window.place_wanted.connect(workspace.open_document)
    window.show()
    return window


def _answered(finding: Finding) -> ParsedQuery:
    """Return the query whose results are listed; where there is no document, what was asked."""
    is_empty = not finding.is_running and not len(finding.results.ids)
    return finding.query if is_empty else finding.results.query


def _button(text: str, clicked: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(partial(_called, clicked))
    return button


def _called(slot: Callable[[], object], _checked: bool = False) -> None:
    slot()


def _quiet_label(name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(name)
    return label


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row
