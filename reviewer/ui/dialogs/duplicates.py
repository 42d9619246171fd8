"""The copies of the open document and what is similar to it, beside each other with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reviewer.corpus import documents
from reviewer.errors import Cancelled as WasCancelled
from reviewer.review.changes import Change
from reviewer.review.duplicates import Relative, exact_similarities
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import copying
from reviewer.ui.dialogs.form import plain_label
from reviewer.ui.dialogs.text_table import show_as_rows
from reviewer.ui.models.documents_model import told_alike
from reviewer.ui.models.relatives_model import COLUMNS, Kin, RelativesModel
from reviewer.ui.views.side_by_side import SideBySide
from reviewer.ui.workspace import Workspace

_MEASURED = 200  # so many are compared by all their words and not by the estimate
_LISTING, _MEASURING, _READING = "relatives", "similarities", "relative's text"


def show_duplicates(
    parent: QWidget | None, workspace: Workspace, relatives: Sequence[Relative], percent: int
) -> None:
    """Show what is like the open document; one that she chooses is opened."""
    dialog = DuplicatesDialog(parent, workspace, relatives, percent)
    dialog.exec()
    dialog.deleteLater()


class DuplicatesDialog(QDialog):
    """The list above, the open document and the chosen one below it."""

    def __init__(
        self,
        parent: QWidget | None,
        workspace: Workspace,
        relatives: Sequence[Relative],
        percent: int,
    ) -> None:
        super().__init__(parent)
        assert workspace.document is not None
        self.setWindowTitle("Copies and similar documents")
        self._workspace = workspace
        self._document = workspace.document
        self._text = workspace.text
        self._relatives = list(relatives)
        self._shown_id: int | None = None
        copies = sum(each.is_copy for each in relatives)
        told = " and ".join(told_alike(copies, len(relatives) - copies))
        self.sentence = plain_label(
            f"{told} of “{self._document.title.strip() or 'Untitled'}”. Similar is what shares "
            f"about {percent} % of its runs of three words with it or more, by an estimate that is "
            "a few per cent off at times, or what is similar to that. The list tells the exact "
            "share; the preferences set how much is asked."
        )
        self.model = RelativesModel(self)
        self.table = QTableView()
        self.beside = SideBySide(workspace)
        self.apply_button = QPushButton("&Apply to the group…")
        self.open_button = QPushButton("&Open document")
        self._build()
        self._connect()
        self._list()

    def done(self, result: int) -> None:
        """Close and drop what still runs."""
        for group in (_LISTING, _MEASURING, _READING):
            self._workspace.background.cancel(group)
        self.beside.close_comparison()
        super().done(result)

    def _build(self) -> None:
        self.table.setModel(self.model)
        self.table.setAccessibleName("Copies and similar documents")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        show_as_rows(self.table)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        for column, letters in zip(COLUMNS, (14, 48, 13, 20, 28, 20), strict=True):
            header.resizeSection(COLUMNS.index(column), letters * letter)
        panes = QSplitter(Qt.Orientation.Vertical)
        panes.addWidget(self.table)
        panes.addWidget(self.beside)
        panes.setChildrenCollapsible(False)
        panes.setStretchFactor(1, 1)
        panes.setSizes([line * 9, line * 26])
        buttons = QDialogButtonBox()
        buttons.addButton("&Close", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        for button in (self.apply_button, self.open_button):
            # Enter belongs to the list.
            button.setAutoDefault(False)
            button.setEnabled(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        if self._workspace.read_only:
            self.apply_button.setToolTip("This corpus is open for reading only.")
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.sentence)
        layout.addWidget(panes, 1)
        layout.addWidget(buttons)
        self.resize(letter * 165, line * 44)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._on_row_chosen)
        self.table.activated.connect(self._open_at)
        self.open_button.clicked.connect(lambda: self._open_at(self.table.currentIndex()))
        self.apply_button.clicked.connect(self._apply)
        self._workspace.changed.connect(self._on_changed)
        for key, step in (("F3", 1), ("Shift+F3", -1)):
            QShortcut(QKeySequence(key), self, lambda by=step: self.beside.step(by))

    def _list(self) -> None:
        """Read what the table tells; the row that she was at stays the current one."""
        corpus, relatives = self._workspace.corpus, self._relatives
        ids = [each.document_id for each in relatives]

        def work(_cancelled: Cancelled) -> list[Kin]:
            with corpus.read() as connection:
                rows = {row.id: row for row in documents.document_rows(connection, ids)}
                sources = documents.source_paths(connection, ids)
            return [
                Kin(each, rows[each.document_id], sources.get(each.document_id, ""))
                for each in relatives
                if each.document_id in rows
            ]

        self._workspace.background.run(_LISTING, work, self._on_listed, self._on_failed)

    def _on_listed(self, kin: list[Kin]) -> None:
        first = not self.model.kin
        self._show(kin)
        self.apply_button.setEnabled(bool(kin) and not self._workspace.read_only)
        if first:
            self.table.setFocus()
            self._measure(kin)

    def _show(self, kin: Sequence[Kin]) -> None:
        current = self.table.currentIndex().row()
        before = self.model.kin[current].row.id if current >= 0 else None
        self.model.show(kin)
        ids = [each.row.id for each in kin]
        if ids:
            self.table.selectRow(ids.index(before) if before in ids else 0)

    def _measure(self, kin: Sequence[Kin]) -> None:
        """Tell for the most similar ones how similar they are exactly."""
        corpus, document_id = self._workspace.corpus, self._document.id
        some = [each.row.id for each in kin if not each.relative.is_copy][:_MEASURED]

        def work(cancelled: Cancelled) -> dict[int, float]:
            return exact_similarities(corpus, document_id, some, cancelled)

        def done(found: dict[int, float]) -> None:
            self._relatives = [
                replace(each, similarity=found[each.document_id], is_exact=True)
                if each.document_id in found
                else each
                for each in self._relatives
            ]
            self._relatives.sort(key=lambda each: (not each.is_copy, -each.similarity))
            by_id = {each.row.id: each for each in self.model.kin}
            self._show(
                [
                    replace(by_id[each.document_id], relative=each)
                    for each in self._relatives
                    if each.document_id in by_id
                ]
            )

        if some:
            self._workspace.background.run(_MEASURING, work, done, self._on_failed)

    def _on_row_chosen(self, current: QModelIndex, before: QModelIndex) -> None:
        self.open_button.setEnabled(current.isValid())
        if not current.isValid():
            return
        kin = self.model.kin[current.row()]
        corpus, document_id = self._workspace.corpus, kin.row.id
        if document_id == self._shown_id:
            return  # its row was only read again
        self._shown_id = document_id

        def work(_cancelled: Cancelled) -> str:
            with corpus.read() as connection:
                return documents.document_text(connection, document_id)

        def done(text: str) -> None:
            names = (f"Open: {self._document.title}", kin.row.title)
            self.beside.show_texts(self._text, text, names)

        self._workspace.background.run(_READING, work, done, self._on_failed)

    def _open_at(self, index: QModelIndex) -> None:
        if index.isValid():
            chosen = self.model.kin[index.row()].row.id
            self.accept()
            self._workspace.open_document(chosen)

    def _apply(self) -> None:
        copying.ask_and_apply(self, self._workspace, self.model.kin)

    def _on_changed(self, _change: Change) -> None:
        if self.isVisible():
            self._list()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, WasCancelled):
            self._workspace.trouble.emit(error)
