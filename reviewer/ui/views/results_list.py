"""The list of documents found: opens what she moves to, and marks what she selects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reviewer.model import STATUS_LABELS, Status
from reviewer.review.documents import set_status
from reviewer.review.passages import shortened
from reviewer.ui.dialogs import confirming
from reviewer.ui.finding import Finding
from reviewer.ui.models.documents_model import DocumentsModel
from reviewer.ui.views.documents_view import DocumentsView
from reviewer.ui.workspace import Workspace

EMPTY_CORPUS = "Nothing here yet. Import files with Ctrl+I or drop them on the window."
NOTHING_FOUND = "No document matches this search."
NOTHING_LEFT = "No document matches this search with the filters that are set."
NOT_SEARCHED = "What is written above was not searched. Enter searches for it."
SEARCHING = "Searching…"
NO_INDEX = "There is no search index that words could be looked up in."
INDEX_IS_BUILT = "It is being built; this search is made again when it is done."
INDEX_IS_LEFT = "Choose “Rebuild search index” in the File menu to build it."
INDEX_IS_ANOTHERS = (
    "It is not built in this window, which is open for reading only: "
    "the window or command that writes does that."
)
NOT_FOUND_YET = (
    "Not found so far. Documents are still being imported or indexed; "
    "this search is made again when they are."
)
CONFIRM_FROM = 25  # so many documents are more than she sees, so marking them is asked about
MAX_NAME_CP = 40

_MARK_TEXTS = {
    Status.UNREVIEWED: "&unreviewed",
    Status.IN_REVIEW: "&in review",
    Status.REVIEWED: "&reviewed",
    Status.SECOND_LOOK: "as needing a &second look",
}


class ResultsList(QStackedWidget):
    """The results, or a sentence when there are none.

    Moving to a row by key or mouse opens its document; a document opened elsewhere becomes the
    current row if it is among the results. Selected rows are held as ranges, so that all results
    are one of them however many there are.
    """

    text_wanted = Signal()  # Enter: she wants to read what she moved to
    filters_unwanted = Signal()
    correction_wanted = Signal()  # of the fields of the selected documents
    selection_changed = Signal(int)  # how many documents are selected

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self._workspace = workspace
        self._finding = finding
        self.model = DocumentsModel(workspace, self)
        self.view = DocumentsView(self.model)
        self._index_missing = False
        self._index_is_built = False
        self._index_lacks: int | None = None  # documents, when that is known
        self._sentence = QLabel()
        self.clear = QPushButton("Clear filters")
        self._lay_out()
        self.setFocusProxy(self.view)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.view.enter_pressed.connect(self.text_wanted)
        self.view.menu_wanted.connect(self._on_menu_wanted)
        self.clear.clicked.connect(self.filters_unwanted)
        finding.results_changed.connect(self._on_results_changed)
        finding.stale_changed.connect(self._on_stale_changed)
        finding.started.connect(self._tell_emptiness)
        finding.stopped.connect(self._tell_emptiness)
        finding.query_failed.connect(lambda _error: self._tell_emptiness())
        finding.index_missing.connect(lambda _error: self._on_index_missing())
        workspace.document_opened.connect(self._on_document_opened)

    def _lay_out(self) -> None:
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(1)
        column.addWidget(self._sentence)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.addWidget(self.view)
        self.addWidget(empty)

    def show_index(self, is_built: bool, lacks: int | None) -> None:
        """Know whether the index is being built now, and how many documents it still lacks."""
        self._index_is_built, self._index_lacks = is_built, lacks
        if is_built:  # else the search is made again, and tells what it found
            self._tell_emptiness()

    @property
    def empty_sentence(self) -> str:
        """What stands in place of the list, or nothing while there are results."""
        return self._sentence.text() if self.currentWidget() is not self.view else ""

    @property
    def selected_count(self) -> int:
        """How many documents are selected."""
        return sum(rows.height() for rows in self._selected_ranges())

    @property
    def all_selected(self) -> bool:
        """Tell whether every result is selected."""
        return 0 < len(self.model.ids) == self.selected_count

    def selected_ids(self) -> NDArray[np.int64]:
        """Return the ids of the selected documents in the order of the list.

        When all results are selected that is the results' own array, not a copy.
        """
        if self.all_selected:
            return self.model.ids
        ranges = sorted(self._selected_ranges(), key=lambda chosen: chosen.top())
        parts = [self.model.ids[rows.top() : rows.bottom() + 1] for rows in ranges]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def focus(self) -> None:
        """Go to the list, to its first row when it has no current one, or to what is instead."""
        if self.currentWidget() is not self.view:
            self.clear.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if not self.view.currentIndex().isValid() and self.model.ids.size:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mark(self, status: Status) -> None:
        """Set the status of every selected document as one change; ask first if there are many."""
        ids = self.selected_ids()
        if len(ids) >= CONFIRM_FROM and not confirming.confirm(
            self.window(),
            f"Mark {self._what()} “{STATUS_LABELS[status]}”?",
            "This is one change, which Undo takes back as a whole. Every document gets a line in "
            "the review log.",
            f"&Mark {len(ids):,} documents",
        ):
            return
        if len(ids):
            self._workspace.perform_in_background(set_status, ids.tolist(), status)

    @property
    def has_several_at_hand(self) -> bool:
        """Tell whether she works in the list and several documents are selected."""
        return self.view.hasFocus() and self.selected_count > 1

    def mark_selected(self, status: Status) -> bool:
        """Set a status as `mark` does; tell whether several rows are selected where she works."""
        if not self.has_several_at_hand:
            return False
        self.mark(status)
        return True

    def status_menu(self) -> QMenu:
        """Return what can be done with the selected documents."""
        count, what = self.selected_count, self._what()
        menu = QMenu(self)
        for status, text in _MARK_TEXTS.items():
            action = menu.addAction(f"Mark {what} {text}")
            action.setToolTip(STATUS_LABELS[status])
            action.setEnabled(count > 0 and not self._workspace.read_only)
            action.triggered.connect(lambda _checked=False, chosen=status: self.mark(chosen))
        menu.addSeparator()
        correct = menu.addAction(f"Correct &fields of {what}…")
        correct.setShortcut("F2")
        correct.setEnabled(count > 0 and not self._workspace.read_only)
        correct.triggered.connect(self.correction_wanted)
        menu.addSeparator()
        select_all = menu.addAction("Select &all results")
        select_all.setShortcut("Ctrl+A")
        select_all.triggered.connect(self.view.selectAll)
        return menu

    def _what(self) -> str:
        """Name the selection for a person."""
        count = self.selected_count
        if count == 1:
            return "this document"
        found = self._finding
        told = f"all {count:,} results" if self.all_selected else f"{count:,} documents"
        return f"{told} of “{answered(found)}”" if found.is_stale else told

    def _on_selection_changed(self) -> None:
        self.selection_changed.emit(self.selected_count)

    def _selected_ranges(self) -> list[QItemSelectionRange]:
        selection = self.view.selectionModel().selection()
        return [selection.at(place) for place in range(selection.count())]

    def _on_menu_wanted(self, event: QContextMenuEvent) -> None:
        menu = self.status_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _on_results_changed(self) -> None:
        found = self._finding
        self._index_missing = False
        self.model.show(found.results.ids, found.results.query, found.first_rows)
        self._on_selection_changed()  # a reset selects nothing, without saying so
        self.view.scrollToTop()
        if self.model.ids.size:
            self.setCurrentWidget(self.view)
            self._select_open_one(self.view.rows_in_sight)
            return
        self._tell_emptiness()
        self.setCurrentIndex(1)

    def _on_index_missing(self) -> None:
        self._index_missing = True
        self._tell_emptiness()
        if not self.model.ids.size:
            self.setCurrentIndex(1)

    def _on_stale_changed(self) -> None:
        self.view.set_pale(self._finding.is_stale)
        self._tell_emptiness()

    def _tell_emptiness(self) -> None:
        found = self._finding
        if self._index_missing:
            self.clear.hide()
            self._sentence.setText(f"{NO_INDEX} {self._index_outlook()}")
            return
        if found.is_stale:
            self.clear.hide()
            self._sentence.setText(SEARCHING if found.is_running else NOT_SEARCHED)
            return
        filtered = not found.filters.is_empty
        self.clear.setVisible(filtered)
        if found.results.unsearched:
            self._sentence.setText(f"{self._searched_so_far()} {self._index_outlook()}")
        elif self._index_is_built and not found.query.is_empty:
            self._sentence.setText(NOT_FOUND_YET)
        elif filtered:
            self._sentence.setText(NOTHING_LEFT)
        else:
            self._sentence.setText(EMPTY_CORPUS if found.query.is_empty else NOTHING_FOUND)

    def _searched_so_far(self) -> str:
        results = self._finding.results
        total = len(results.matched)
        lacks = results.unsearched if self._index_lacks is None else self._index_lacks
        done = max(total - results.unsearched, total - lacks)
        return f"Not found so far. {done:,} of {total:,} documents were read into the search index."

    def _index_outlook(self) -> str:
        """Return what becomes of an index that is not whole."""
        if self._workspace.read_only:
            return INDEX_IS_ANOTHERS
        return INDEX_IS_BUILT if self._index_is_built else INDEX_IS_LEFT

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():  # opening what is open already does nothing, so there is no loop
            self._workspace.open_document(int(self.model.ids[current.row()]))

    def _on_document_opened(self) -> None:
        self._select_open_one(self.model.ids.size)

    def _select_open_one(self, rows: int) -> None:
        """Make the open document's row current if it is one of the first so many, or none."""
        document = self._workspace.document
        row = None if document is None else self.model.row_of(document.id)
        if row is not None and row >= rows:
            row = None
        if row == self.view.currentIndex().row() and row is not None:
            return
        if row is None:
            self.view.selectionModel().clear()
        else:
            index = self.model.index(row, 0)
            select = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(index, select)
            self.view.scrollTo(index)


def answered(finding: Finding) -> str:
    """Name the query that the results answer."""
    return shortened(finding.answered_text.strip(), MAX_NAME_CP) or "every document"
