"""The left pane: the query, the filters, and the documents that were found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer.model import Sort
from reviewer.settings import Settings
from reviewer.ui.finding import Finding
from reviewer.ui.views.completion_values import CompletionValues
from reviewer.ui.views.coverage_line import CoverageLine, GoOnLine
from reviewer.ui.views.elided_label import ElidedLabel
from reviewer.ui.views.filters_bar import FiltersBar
from reviewer.ui.views.results_list import ResultsList, answered
from reviewer.ui.views.search_again import SearchAgain
from reviewer.ui.views.search_box import SearchBox
from reviewer.ui.workspace import Workspace

SORT_LABELS = {
    Sort.RELEVANCE: "Best match",
    Sort.REVIEW_ORDER: "To be read first",
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
    text_wanted = Signal()  # Enter on a result: she wants to read it

    def __init__(self, workspace: Workspace, finding: Finding, settings: Settings) -> None:
        super().__init__()
        self._finding = finding
        self._total: int | None = None
        self.filters = FiltersBar(workspace, finding)
        self._values = CompletionValues(workspace, self.filters.choices)
        self.search = SearchBox(workspace, finding, settings, self._values)
        self.results = ResultsList(workspace, finding)
        self.count = ElidedLabel("Number of documents found")
        self.again = SearchAgain(workspace, finding)
        self.coverage = CoverageLine(workspace, finding)
        self.go_on = GoOnLine(workspace, self.coverage)
        self.sort = _sort_box(finding.sort)
        self.fold = _FoldBox("Fold co&pies")
        self.fold_similar = _FoldBox("s&imilar")
        self._aside = QVBoxLayout()
        self._lay_out()
        self.search.help_wanted.connect(self.help_wanted)
        self.search.results_wanted.connect(self.focus_results)
        self.results.text_wanted.connect(self.text_wanted)
        self.results.filters_unwanted.connect(self.filters.clear_all)
        self.results.selection_changed.connect(self._tell_count)
        self.filters.total_known.connect(self._on_total_known)
        self.sort.activated.connect(self._on_sort_activated)
        self.fold.clicked.connect(self._on_fold_clicked)
        self.fold_similar.clicked.connect(self._on_fold_clicked)
        finding.started.connect(self._on_started)
        finding.results_changed.connect(self._tell_count)
        finding.stale_changed.connect(self._tell_count)
        self.again.changed.connect(self._tell_count)

    def _lay_out(self) -> None:
        self.fold.setToolTip("Show only the first of several documents with the same text")
        self.fold_similar.setToolTip(
            "Show only the first of several documents that are as similar as the preferences say"
        )
        self.fold_similar.hide()
        order = QHBoxLayout()
        order.addWidget(self.sort)
        order.addStretch(1)
        order.addWidget(self.fold)
        order.addWidget(self.fold_similar)
        self._aside.setContentsMargins(0, 0, 0, 0)
        self._aside.setSpacing(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(5)
        column.addWidget(self.search)
        column.addLayout(self._aside)
        column.addWidget(self.filters)
        column.addLayout(order)
        counted = QHBoxLayout()
        counted.addWidget(self.count, 1)
        counted.addWidget(self.again)
        column.addLayout(counted)
        column.addWidget(self.coverage)
        column.addWidget(self.go_on)
        column.addWidget(self.results, 1)
        self.setTabOrder(self.search, self.filters)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 30)

    def add_sidebar_widget(self, widget: QWidget) -> None:
        """Show a widget between the query and the filters, below those added before."""
        self._aside.addWidget(widget)

    def focus_search(self) -> None:
        """Go to the query with all of it selected."""
        self.search.focus()

    def focus_results(self) -> None:
        """Go to the list of results."""
        self.results.focus()

    def reload_filters(self) -> None:
        """Read the values to filter by, and the number of documents, after an import."""
        self.filters.reload()
        self.reload_names()

    def reload_names(self) -> None:
        """Read whom a query may be completed with, after an import or a correction."""
        self._values.reload()

    def selected_ids(self) -> NDArray[np.int64]:
        """Return the ids of the selected documents in the order of the list."""
        return self.results.selected_ids()

    def _on_total_known(self, total: int) -> None:
        self._total = total
        self._tell_count()

    def _on_started(self) -> None:
        self.sort.setCurrentIndex(self.sort.findData(self._finding.sort))
        self.fold.setChecked(self._finding.fold_duplicates)
        self.fold_similar.setChecked(self._finding.fold_similar)
        self.fold_similar.setVisible(self._finding.fold_duplicates)

    def _on_sort_activated(self, place: int) -> None:
        self._finding.search(sort=Sort(self.sort.itemData(place)))

    def _on_fold_clicked(self) -> None:
        folded = self.fold.isChecked()
        similar = folded and self.fold_similar.isChecked()
        self._finding.search(fold_duplicates=folded, fold_similar=similar)

    def _tell_count(self) -> None:
        results = self._finding.results
        if self._finding.is_stale:
            named = answered(self._finding)
            self.count.set_text(f"Results of: {named}" if results.total else "Not searched")
            return
        everything = self._finding.query.is_empty and self._finding.filters.is_empty
        if (everything and not results.folded) or self._total is None:
            told = f"{results.total:,} {_plural('document', results.total)}"
        else:
            told = f"{results.total:,} of {self._total:,} {_plural('document', self._total)}"
        parts = [told]
        if results.folded:
            parts.append(f"{results.folded:,} {_plural('duplicate', results.folded)} folded")
        if self.again.is_wanted:
            parts.append("as of the search")
        if self.results.all_selected and results.total > 1:
            parts.append("all selected")
        elif self.results.selected_count > 1:
            parts.append(f"{self.results.selected_count:,} selected")
        self.count.set_text(", ".join(parts))


class _FoldBox(QCheckBox):
    """A box that can be seen when it is empty: Fusion draws it darker than the window."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._outline()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._outline()

    def _outline(self) -> None:
        palette = QPalette()
        grey = palette.color(QPalette.ColorRole.PlaceholderText)
        palette.setColor(QPalette.ColorRole.Window, grey.lighter(130))
        self.setPalette(palette)


def _plural(what: str, count: int) -> str:
    return what if count == 1 else f"{what}s"


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
