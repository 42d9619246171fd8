"""A list of the statement of coverage as Qt sees it: ids, and lines read only for the screen."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reviewer.corpus.columns import Ids
from reviewer.errors import ReviewerError
from reviewer.review.coverage import Entry, Listing, entries
from reviewer.ui.dialogs.text_table import one_line
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.workspace import Workspace

PAGE_ROWS = 64
PAGES_KEPT = 64
_OF_FILES = ("File", "Reason")
_OF_DOCUMENTS = ("Document", "What there is to know", "File")
_Index = QModelIndex | QPersistentModelIndex


class CoverageModel(QAbstractTableModel):
    """The files or documents of one list, 250,000 of them as quickly as ten."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listing = Listing.FAILED
        self.ids: Ids = np.empty(0, np.int64)
        self._workspace = workspace
        self._pages: OrderedDict[int, list[Entry]] = OrderedDict()

    def show(self, listing: Listing, ids: Ids) -> None:
        """Show these lines of a list."""
        self.beginResetModel()
        self.listing, self.ids = listing, ids
        self._pages.clear()
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return what a row tells, None when it cannot be read."""
        if not 0 <= row < len(self.ids):
            return None
        number, place = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(number)
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return page[place] if place < len(page) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns this kind of list has."""
        return 0 if parent.isValid() else len(self._columns())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._columns()[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell, whole in the tool tip."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        entry = self.entry(index.row())
        if entry is None:
            return None
        place = f"{entry.path} ▸ {entry.part}" if entry.part else entry.path
        of_documents = (entry.title, entry.detail, place)
        of_files = (place, entry.detail)
        text = (of_documents if self.listing.of_documents else of_files)[index.column()]
        return one_line(text) if role == Qt.ItemDataRole.DisplayRole else plain_tip(text)

    def _columns(self) -> tuple[str, ...]:
        return _OF_DOCUMENTS if self.listing.of_documents else _OF_FILES

    def _read(self, number: int) -> list[Entry]:
        ids = self.ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
        try:
            return entries(self._workspace.corpus, self.listing, ids.tolist())
        except ReviewerError as error:
            self._workspace.trouble.emit(error)
            return []
