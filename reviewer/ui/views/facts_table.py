"""The table under a document's header: each fact, and how it is known."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.document_facts import Fact

ROWS_SHOWN = 8


class FactsTable(QTableWidget):
    """Shows facts; a double click on one that can be corrected asks for it."""

    field_wanted = Signal(str)  # a name of `FIELD_LABELS`

    def __init__(self) -> None:
        super().__init__(0, 3)
        self._facts: Sequence[Fact] = ()
        self.setAccessibleName("All data of the document")
        header = self.horizontalHeader()
        header.hide()
        self.verticalHeader().hide()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.4))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.cellDoubleClicked.connect(self._on_double_clicked)

    @property
    def current_field(self) -> str:
        """The field that the current row is about, or nothing."""
        row = self.currentRow()
        return self._facts[row].field if 0 <= row < len(self._facts) else ""

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        self._facts = facts
        pale = self.palette().brush(QPalette.ColorRole.PlaceholderText)
        self.setRowCount(len(facts))
        for number, fact in enumerate(facts):
            for column, value in enumerate((fact.name, fact.value, fact.known_by)):
                item = QTableWidgetItem(value)
                item.setToolTip(plain_tip(value))
                if column == 2:
                    item.setForeground(pale)
                self.setItem(number, column, item)
        height = self.verticalHeader().defaultSectionSize()
        shown = min(len(facts), ROWS_SHOWN)
        self.setFixedHeight(height * shown + 2 * self.frameWidth())

    def _on_double_clicked(self, row: int, _column: int) -> None:
        if self._facts[row].field:
            self.field_wanted.emit(self._facts[row].field)
