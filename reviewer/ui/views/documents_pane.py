"""The left pane: the query, the filters, and the documents that were found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer.model import Sort
from reviewer.ui.finding import Finding
from reviewer.ui.views.document_header import ElidedLabel
from reviewer.ui.views.filters_bar import FiltersBar
from reviewer.ui.views.results_list import ResultsList
from reviewer.ui.views.search_box import SearchBox
from reviewer.ui.workspace import Workspace

SORT_LABELS = {
    Sort.RELEVANCE: "Best match",
    Sort.IMPORT: "Order of import",
    Sort.DATE: "Oldest first",
    Sort.DATE_DESCENDING: "Newest first",
    Sort.TITLE: "Title",
    Sort.ORIGIN: "Origin",
    Sort.LENGTH: "Longest first",
}


class DocumentsPane(QWidget):
    """Puts the parts of the pane together and tells how many documents were found."""

    help_wanted = Signal()  # the query language
    rebuild_wanted = Signal()  # the search index has to be made anew
    text_wanted = Signal()  # Enter on a result: she wants to read it

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self._finding = finding
        self._total: int | None = None
        self.search = SearchBox(workspace, finding)
        self.filters = FiltersBar(workspace, finding)
        self.results = ResultsList(workspace, finding)
        self.count = ElidedLabel("Number of documents found")
        self.sort = _sort_box(finding.sort)
        self._lay_out()
        self.search.help_wanted.connect(self.help_wanted)
        self.search.rebuild_wanted.connect(self.rebuild_wanted)
        self.search.results_wanted.connect(self.focus_results)
        self.results.text_wanted.connect(self.text_wanted)
        self.results.filters_unwanted.connect(self.filters.clear_all)
        self.filters.total_known.connect(self._on_total_known)
        self.sort.activated.connect(self._on_sort_activated)
        finding.started.connect(self._on_started)
        finding.results_changed.connect(self._tell_count)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.sort)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(5)
        column.addWidget(self.search)
        column.addWidget(self.filters)
        column.addLayout(head)
        column.addWidget(self.results, 1)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 30)

    def focus_search(self) -> None:
        """Go to the query with all of it selected."""
        self.search.focus()

    def focus_results(self) -> None:
        """Go to the list of results."""
        self.results.focus()

    def reload_filters(self) -> None:
        """Read the values to filter by, and the number of documents, after an import."""
        self.filters.reload()

    def selected_ids(self) -> NDArray[np.int64]:
        """Return the ids of the selected documents in the order of the list."""
        return self.results.selected_ids()

    def _on_total_known(self, total: int) -> None:
        self._total = total
        self._tell_count()

    def _on_started(self) -> None:
        self.sort.setCurrentIndex(self.sort.findData(self._finding.sort))

    def _on_sort_activated(self, place: int) -> None:
        self._finding.search(sort=Sort(self.sort.itemData(place)))

    def _tell_count(self) -> None:
        found = self._finding.results.total
        everything = self._finding.query.is_empty and self._finding.filters.is_empty
        what = "document" if found == 1 else "documents"
        if everything or self._total is None:
            self.count.set_text(f"{found:,} {what}")
        else:
            self.count.set_text(f"{found:,} of {self._total:,} documents")


def _sort_box(chosen: Sort) -> QComboBox:
    box = QComboBox()
    for sort, label in SORT_LABELS.items():
        box.addItem(label, sort)
    box.setCurrentIndex(box.findData(chosen))
    box.setAccessibleName("Order of the documents")
    box.setToolTip("Order of the documents")
    box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
