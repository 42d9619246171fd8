"""What a search has covered: every file, part and document by its fate, listed and exported."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStyledItemDelegate,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reviewer.corpus.columns import Ids
from reviewer.corpus.import_runs import StoppedImport
from reviewer.export.coverage import write_coverage
from reviewer.export.summary import ExportSummary
from reviewer.review.coverage import LABELS, Listing, Statement, entries, entries_with
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import concordance_export
from reviewer.ui.dialogs.form import breakable, plain_label
from reviewer.ui.dialogs.import_report import PathDelegate
from reviewer.ui.dialogs.labels import strong_label
from reviewer.ui.dialogs.text_table import show_as_rows
from reviewer.ui.dialogs.unlocking import LOOKING, unlock
from reviewer.ui.finding import Finding
from reviewer.ui.models.coverage_model import CoverageModel
from reviewer.ui.workspace import Workspace

FILTER_AFTER_MS = 200
_COUNTING, _FILTERING, _EXPORTING = "coverage statement", "coverage list", "coverage export"
_LOCKED = "coverage of locked files"


def show_coverage(parent: QWidget | None, workspace: Workspace, finding: Finding) -> None:
    """Show what a search covers; a document that she chooses is opened."""
    dialog = CoverageDialog(parent, workspace, finding)
    dialog.exec()
    dialog.deleteLater()


class CoverageDialog(QDialog):
    """The counts at the left, and the list of the chosen one at the right."""

    def __init__(self, parent: QWidget | None, workspace: Workspace, finding: Finding) -> None:
        super().__init__(parent)
        self.setWindowTitle("Coverage")
        self._workspace = workspace
        self._statement = Statement()
        self.sentence = strong_label("Counting…")
        self.stopped = plain_label("")
        self.stopped.hide()
        self.go_on = QPushButton("&Go on with the import…")
        self.go_on.setAutoDefault(False)
        self.go_on.hide()
        self.counts = QListWidget()
        self.filter = QLineEdit()
        self.model = CoverageModel(workspace, self)
        self.table = QTableView()
        self.note = plain_label("")
        self.open_button = QPushButton("&Open document")
        self.unlock = QPushButton("Enter &password…")
        self.export_list = QPushButton("&Export this list…")
        self.export_all = QPushButton("Export &all lists…")
        self._paths, self._plain = PathDelegate(self), QStyledItemDelegate(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(FILTER_AFTER_MS)
        self._build()
        self._connect()
        counting = finding.coverage
        workspace.background.run(
            _COUNTING, lambda _cancelled: counting.now(), self._on_counted, self._on_failed
        )

    def done(self, result: int) -> None:
        """Close and drop what still runs."""
        self._soon.stop()
        for group in (_COUNTING, _FILTERING, _EXPORTING, _LOCKED, LOOKING):
            self._workspace.background.cancel(group)
        super().done(result)

    def _build(self) -> None:
        self.counts.setAccessibleName("Lists")
        self.filter.setAccessibleName("Filter the list")
        self.filter.setPlaceholderText("Filter by name, place or reason")
        self.filter.setClearButtonEnabled(True)
        self.table.setModel(self.model)
        self.table.setAccessibleName("Files or documents of the list")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        show_as_rows(self.table)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.note.setMinimumHeight(self.fontMetrics().lineSpacing() * 3)
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.addWidget(self.counts)
        panes.addWidget(right)
        panes.setChildrenCollapsible(False)
        panes.setStretchFactor(1, 1)
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        panes.setSizes([letter * 44, letter * 96])
        buttons = QDialogButtonBox()
        buttons.addButton("&Close", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        for button in (self.unlock, self.export_list, self.export_all, self.open_button):
            # Enter belongs to the list.
            button.setAutoDefault(False)
            button.setEnabled(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.unlock.hide()
        self.unlock.setEnabled(True)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.sentence, 1)
        row.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.stopped)
        layout.addWidget(panes, 1)
        layout.addWidget(buttons)
        self.resize(letter * 140, line * 34)

    def _connect(self) -> None:
        self.counts.currentItemChanged.connect(lambda _now, _before: self._show_list())
        self.go_on.clicked.connect(self._on_go_on)
        self.filter.textChanged.connect(self._soon.start)
        self.filter.returnPressed.connect(self.table.setFocus)
        self._soon.timeout.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        self.table.activated.connect(self._open_at)
        self.model.modelReset.connect(self._on_list_shown)
        self.open_button.clicked.connect(lambda: self._open_at(self.table.currentIndex()))
        self.unlock.clicked.connect(self._on_unlock)
        self.export_list.clicked.connect(self._export_list)
        self.export_all.clicked.connect(self._export_all)

    @property
    def chosen(self) -> Listing | None:
        """The list that is chosen."""
        item = self.counts.currentItem()
        return None if item is None else Listing(item.data(Qt.ItemDataRole.UserRole))

    def _on_counted(self, statement: Statement) -> None:
        self._statement = statement
        counted = "Counted are documents, and the files and parts that could not be read."
        self.sentence.setText(breakable(f"{statement.sentence()}. {counted}"))
        self.stopped.setText(
            breakable("\n".join(f"{each.sentence()}: {each.place}" for each in statement.stopped))
        )
        self.stopped.setVisible(bool(statement.stopped))
        self.go_on.setVisible(bool(statement.stopped) and not self._workspace.read_only)
        shown: set[bool] = set()
        for listing, label in LABELS.items():
            if not statement.count(listing):
                continue
            if listing.of_documents not in shown:
                shown.add(listing.of_documents)
                heading = "Documents" if listing.of_documents else "Files and parts of files"
                self.counts.addItem(self._heading(heading))
            item = QListWidgetItem(f"{label}: {statement.count(listing):,}")
            item.setData(Qt.ItemDataRole.UserRole, listing.value)
            self.counts.addItem(item)
        self.export_all.setEnabled(bool(shown) or bool(statement.stopped))
        if shown:
            self.counts.setCurrentRow(1)
            self.counts.setFocus()
        else:
            self.filter.setEnabled(False)
            self.note.setText("There is nothing to list: no import told of a file.")

    def _heading(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont(self.counts.font())
        font.setBold(True)
        item.setFont(font)
        return item

    def _show_list(self) -> None:
        self._soon.stop()
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        listing, text = self.chosen, self.filter.text().strip()
        if listing is None:
            return
        ids = self._statement.ids(listing)
        if not text:
            self._workspace.background.cancel(_FILTERING)
            self.model.show(listing, ids)
            return
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> Ids:
            return entries_with(corpus, listing, ids, text)

        self._workspace.background.run(
            _FILTERING, work, lambda found: self.model.show(listing, found), self._on_failed
        )

    def _on_list_shown(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        across = Qt.Orientation.Horizontal
        widths = (30, 40) if self.model.listing.of_documents else (56,)  # the last takes the rest
        for column in range(self.model.columnCount()):
            of_paths = self.model.headerData(column, across) == "File"
            self.table.setItemDelegateForColumn(column, self._paths if of_paths else self._plain)
        for column, letters in enumerate(widths):
            self.table.setColumnWidth(column, letter * letters)
        count = len(self.model.ids)
        self.export_list.setEnabled(count > 0)
        locked = self.model.listing is Listing.LOCKED and count > 0
        self.unlock.setVisible(locked and not self._workspace.read_only)
        self.open_button.setEnabled(False)
        lines = "1 line" if count == 1 else f"{count:,} lines"
        self.note.setText(lines if count else "Nothing in this list holds that text.")

    def _on_row_chosen(self, current: QModelIndex) -> None:
        entry = self.model.entry(current.row()) if current.isValid() else None
        if entry is not None:
            place = f"{entry.path} ▸ {entry.part}" if entry.part else entry.path
            told = (entry.title, place, entry.detail)
            self.note.setText(breakable("\n".join(part for part in told if part)))
        self.open_button.setEnabled(entry is not None and entry.document_id is not None)

    def _open_at(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row()) if index.isValid() else None
        if entry is not None and entry.document_id is not None:
            self.accept()
            self._workspace.open_document(entry.document_id)

    def _on_go_on(self) -> None:
        self.accept()
        self._workspace.import_wanted.emit(self._statement.paths_to_go_on_with)

    def _on_unlock(self) -> None:
        entry = self.model.entry(self.table.currentIndex().row())
        chosen = None if entry is None else entry.path
        corpus, ids = self._workspace.corpus, self._statement.ids(Listing.LOCKED).tolist()

        def ask(paths: list[str]) -> None:
            unlock(self, self._workspace, chosen, paths, self._tell)

        self._workspace.background.run(
            _LOCKED,
            lambda _cancelled: [each.path for each in entries(corpus, Listing.LOCKED, ids)],
            ask,
            self._on_failed,
        )

    def _tell(self, told: str) -> None:
        self.note.setText(breakable(told))

    def _export_list(self) -> None:
        name = f"coverage - {LABELS[self.model.listing].lower()}"
        self._export(name, {self.model.listing: self.model.ids})

    def _export_all(self) -> None:
        lists = {listing: self._statement.ids(listing) for listing in LABELS}
        self._export("coverage", lists, self._statement.stopped)

    def _export(
        self, name: str, lists: dict[Listing, Ids], stopped: Sequence[StoppedImport] = ()
    ) -> None:
        corpus = self._workspace.corpus
        count = sum(map(len, lists.values())) + len(stopped)
        what = "1 line" if count == 1 else f"{count:,} lines"
        chosen = concordance_export.ask_lines_export(self, corpus.name, what, name)
        if chosen is None:
            return
        self.note.setText("Writing…")
        self._workspace.background.run(
            _EXPORTING,
            lambda cancelled: write_coverage(
                corpus,
                chosen.target,
                lists,
                stopped=stopped,
                redacted=chosen.redacted,
                cancelled=cancelled,
            ),
            self._on_exported,
            self._on_failed,
        )

    def _on_exported(self, summary: ExportSummary) -> None:
        told = [f"{summary.rows:,} lines were written to {summary.path}.", *summary.warnings]
        self.note.setText(breakable(" ".join(told)))

    def _on_failed(self, error: Exception) -> None:
        self.note.setText(breakable(str(error)))
