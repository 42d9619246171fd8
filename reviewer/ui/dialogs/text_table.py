"""A table of text to look at: cells cut to one line, whole in the tool tip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QTableWidget, QTableWidgetItem

from reviewer.ui.tooltips import plain_tip

_SHOWN_CP = 200
_WIDEST_CHARACTERS = 45


def show_as_rows(table: QTableView) -> None:
    """Let a table be read and chosen from by whole rows, with room around each line."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().lineSpacing() * 3 // 2)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)


class TextTable(QTableWidget):
    """Shows rows of text, to be read and not edited."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        show_as_rows(self)
        self.horizontalHeader().setMaximumSectionSize(
            self.fontMetrics().averageCharWidth() * _WIDEST_CHARACTERS
        )

    def show_rows(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show these rows under these columns instead of what was there."""
        shown = list(rows)
        self.clear()
        self.setColumnCount(len(columns))
        self.setRowCount(len(shown))
        self.name_columns(columns)
        for row, cells in enumerate(shown):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(plain_tip(text))
                self.setItem(row, column, item)
        self.resizeColumnsToContents()

    def name_columns(self, columns: Sequence[str]) -> None:
        """Give the columns other names."""
        self.setHorizontalHeaderLabels([one_line(column) for column in columns])


def one_line(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text[: 2 * _SHOWN_CP].split())
    return line if len(text) <= _SHOWN_CP else line[:_SHOWN_CP] + "…"
