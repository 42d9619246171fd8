"""What became of every file of the imports of a corpus, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reviewer.corpus import import_runs
from reviewer.corpus.import_runs import StoppedImport
from reviewer.corpus.imports import Import, Item, Outcome, import_items, imports_made
from reviewer.export.tables import CsvWriter, open_csv
from reviewer.paths import replaced_file
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs.form import breakable, modest_combo, plain_label
from reviewer.ui.dialogs.labels import strong_label
from reviewer.ui.dialogs.target_field import default_target
from reviewer.ui.dialogs.text_table import one_line
from reviewer.ui.dialogs.unlocking import LOOKING, unlock
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.workspace import Workspace

OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.IMPORTED: "Imported",
    Outcome.PARTLY: "Imported in part",
    Outcome.SEEN_BEFORE: "Seen before",
    Outcome.FAILED: "Not read",
    Outcome.EMPTY: "Without text",
    Outcome.LOCKED: "Locked",
    Outcome.NO_TEXT: "Pictures without text",
    Outcome.UNSUPPORTED: "Of an unread kind",
}
_COLUMNS = ("Outcome", "File", "Documents", "Reason")
_LISTING, _EXPORTING = "import report", "import list"
_Index = QModelIndex | QPersistentModelIndex


def show_import_report(parent: QWidget | None, workspace: Workspace) -> None:
    """Show what became of the files of the last import, and of those before it."""
    dialog = ImportReport(parent, workspace)
    dialog.exec()
    dialog.deleteLater()


def choose_list_file(parent: QWidget, start: Path) -> Path | None:
    """Ask where the list is to be written, and whether a file there may be replaced."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, "Export the list", str(start))
    return Path(chosen) if chosen else None


class ItemModel(QAbstractTableModel):
    """Files of an import as a table; there may be hundreds of thousands of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: Sequence[Item] = ()

    def show(self, items: Sequence[Item]) -> None:
        """Show these files instead of those before."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many files there are."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return _COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell, whole in the tool tip."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        item = self.items[index.row()]
        place = f"{item.path} ▸ {item.locator}" if item.locator else item.path
        cells = (OUTCOME_LABELS[item.outcome], place, f"{item.documents:,}", item.reason)
        text = cells[index.column()]
        return one_line(text) if role == Qt.ItemDataRole.DisplayRole else plain_tip(text)


class PathDelegate(QStyledItemDelegate):
    """Cuts long paths in the middle, as their ends tell most."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Set how a path is drawn."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class ImportReport(QDialog):
    """Lists the files of an import, by outcome, with a sentence for each that was not read."""

    def __init__(self, parent: QWidget | None, workspace: Workspace) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import report")
        self._workspace = workspace
        self._items: list[Item] = []
        with workspace.corpus.read() as connection:
            made = imports_made(connection)
        self.imports = modest_combo()
        self.outcomes = QComboBox()
        self.outcomes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.counts = strong_label("")
        self.stopped = plain_label("")
        self.stopped.hide()
        self.model = ItemModel(self)
        self.table = QTableView()
        self.note = plain_label("")
        self.export = QPushButton("&Export list…")
        self.unlock = QPushButton("Enter &password…")
        self.unlock.hide()
        self._build(made)
        if made:
            self._read()
        else:
            self.counts.setText("Nothing was imported into this corpus yet.")
            self.note.setText("Choose “Import files” or “Import folder” in the File menu.")
            for widget in (self.imports, self.outcomes, self.table, self.export):
                widget.setEnabled(False)

    def done(self, result: int) -> None:
        """Close and drop a list that is still being read."""
        for group in (_LISTING, _EXPORTING, LOOKING):
            self._workspace.background.cancel(group)
        super().done(result)

    def _build(self, made: Sequence[Import]) -> None:
        for each in made:
            files = "1 file" if each.files == 1 else f"{each.files:,} files"
            self.imports.addItem(f"{_minute(each.at)}, {files}", each.id)
        self.imports.setAccessibleName("Import")
        self.imports.currentIndexChanged.connect(self._read)
        self.outcomes.addItem("All files", None)
        self.outcomes.setAccessibleName("Outcome")
        self.outcomes.currentIndexChanged.connect(self._filter)
        self.table.setModel(self.model)
        self.table.setAccessibleName("Files of the import")
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() * 3 // 2)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        width = self.fontMetrics().averageCharWidth()
        for column, characters in enumerate((20, 45, 14)):
            self.table.setColumnWidth(column, width * characters)
        self.table.setItemDelegateForColumn(_COLUMNS.index("File"), PathDelegate(self))
        self.table.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        choice = QFormLayout()
        choice.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        choice.addRow("&Import:", self.imports)
        choice.addRow("&Show:", self.outcomes)
        buttons = QDialogButtonBox()
        buttons.addButton("&Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.unlock, QDialogButtonBox.ButtonRole.ActionRole)
        self.unlock.setAutoDefault(False)
        self.unlock.clicked.connect(self._on_unlock)
        buttons.addButton(self.export, QDialogButtonBox.ButtonRole.ActionRole)
        self.export.setAutoDefault(False)
        self.export.clicked.connect(self._on_export)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(choice)
        layout.addWidget(self.counts)
        layout.addWidget(self.stopped)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.resize(width * 130, self.fontMetrics().lineSpacing() * 32)

    def _read(self) -> None:
        corpus, import_id = self._workspace.corpus, str(self.imports.currentData())

        def work(_cancelled: Cancelled) -> tuple[list[Item], StoppedImport | None]:
            with corpus.read() as connection:
                items = import_items(connection, import_id)
                return items, import_runs.stopped_import(connection, import_id)

        self.note.setText("Reading the list…")
        self._workspace.background.run(_LISTING, work, self._on_read, self._on_failed)

    def _on_read(self, read: tuple[list[Item], StoppedImport | None]) -> None:
        items, stopped = read
        self._items = items
        self.stopped.setText(breakable(_told_stopped(stopped)))
        self.stopped.setVisible(stopped is not None)
        counts = Counter(item.outcome for item in items if not item.locator)
        told = [f"{label}: {counts[outcome]:,}" for outcome, label in OUTCOME_LABELS.items()
                if counts[outcome]]  # fmt: skip
        documents = sum(item.documents for item in items)
        self.counts.setText(" · ".join([*told, f"documents: {documents:,}"]))
        wanted = self.outcomes.currentData()
        self.outcomes.blockSignals(True)
        self.outcomes.clear()
        self.outcomes.addItem(f"All files ({len(items):,})", None)
        for outcome, label in OUTCOME_LABELS.items():
            if counts[outcome]:
                self.outcomes.addItem(f"{label} ({counts[outcome]:,})", outcome.value)
        self.outcomes.setCurrentIndex(max(0, self.outcomes.findData(wanted)))
        self.outcomes.blockSignals(False)
        self.unlock.setVisible(bool(self._locked()) and not self._workspace.read_only)
        self.note.setText("")
        self._filter()

    def _filter(self) -> None:
        wanted = self.outcomes.currentData()
        if wanted is None:
            self.model.show(self._items)
        else:
            self.model.show([item for item in self._items if item.outcome == wanted])

    def _on_row_chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            item = self.model.items[current.row()]
            self.note.setText(breakable(f"{item.path}\n{item.reason}".strip()))

    def _locked(self) -> list[str]:
        return [item.path for item in self._items if item.outcome is Outcome.LOCKED]

    def _on_unlock(self) -> None:
        row = self.table.currentIndex().row()
        item = self.model.items[row] if row >= 0 else None
        chosen = item.path if item is not None and item.outcome is Outcome.LOCKED else None
        unlock(
            self,
            self._workspace,
            chosen,
            self._locked(),
            lambda told: self.note.setText(breakable(told)),
        )

    def _on_export(self) -> None:
        target = choose_list_file(
            self, default_target(f"{self._workspace.corpus.name} import list.csv")
        )
        if target is None:
            return
        items = self.model.items
        self._workspace.background.run(
            _EXPORTING,
            lambda _cancelled: write_list(target, items),
            lambda _nothing: self.note.setText(
                breakable(f"The {len(items):,} files that are shown were listed in {target}.")
            ),
            lambda error: self.note.setText(
                breakable(f"The list was not written to {target} ({error}). Choose another place.")
            ),
        )

    def _on_failed(self, error: Exception) -> None:
        self.note.setText(breakable(str(error)))


def write_list(target: Path, items: Sequence[Item]) -> None:
    """Write files with their outcomes as CSV. Raises OSError; a file there is untouched then."""
    with replaced_file(target) as temporary, open_csv(temporary) as file:
        writer = CsvWriter(file, ("file", "part", "outcome", "documents", "reason"))
        for item in items:
            writer.write(
                {
                    "file": item.path,
                    "part": item.locator,
                    "outcome": item.outcome.value,
                    "documents": item.documents,
                    "reason": item.reason,
                }
            )


def _told_stopped(stopped: StoppedImport | None) -> str:
    if stopped is None:
        return ""
    told = [f"This import stopped {stopped.how_far}."]
    if stopped.files is not None:
        told.append(f"{stopped.files - stopped.reached:,} were not reached.")
    return " ".join([*told, f"Import the same again to go on: {stopped.place}"])


def _minute(at: str) -> str:
    """Return a stored time to the minute, as people read it."""
    return f"{at[:16].replace('T', ' ')} UTC"
