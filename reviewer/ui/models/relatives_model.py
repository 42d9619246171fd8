"""The copies of a document and what is similar to it, as Qt sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reviewer.model import STATUS_LABELS, DocumentRow
from reviewer.review.duplicates import Relative
from reviewer.ui.dialogs.text_table import one_line
from reviewer.ui.tooltips import plain_tip

COLUMNS = ("Alike", "Document", "Date", "Status", "Marks", "Source")
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Kin:
    """One row: a relative, what the list tells of it, and where it comes from."""

    relative: Relative
    row: DocumentRow
    source: str

    @property
    def cells(self) -> tuple[str, ...]:
        """What the columns say."""
        row = self.row
        return (
            self.relative.told,
            row.title.strip() or "Untitled",
            (row.date or "")[:10],
            STATUS_LABELS[row.status],
            _marks(row),
            self.source,
        )


class RelativesModel(QAbstractTableModel):
    """Rows in the order that they are given in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kin: list[Kin] = []

    def show(self, kin: Sequence[Kin]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.kin = list(kin)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many documents there are."""
        return 0 if parent.isValid() else len(self.kin)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(self.kin[index.row()].cells[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.kin[index.row()].cells[index.column()])
        return None


def _marks(row: DocumentRow) -> str:
    counts = (
        (row.highlights, "highlight"),
        (row.mentions, "mention"),
        (row.redactions, "redaction"),
    )
    told = [f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts if count]
    return ", ".join([*told, *(["withheld"] if row.withheld else [])])
