"""The page on which she says what the columns of a table mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from reviewer.errors import ReadError
from reviewer.ingest.tables import TableMapping, TablePreview, guess_mapping, preview
from reviewer.ui.background import Background, Cancelled
from reviewer.ui.dialogs.form import modest_combo, plain_label
from reviewer.ui.dialogs.text_table import TextTable, one_line
from reviewer.ui.import_survey import TableGroup

ROLES: Mapping[str, str] = {
    "text": "&Text",
    "title": "T&itle",
    "date": "D&ate",
    "external_id": "&Document id",
    "origin": "Ori&gin",
    "classification": "C&lassification",
    "sender": "&From",
    "recipients": "T&o",
    "author": "A&uthor",
}
_COLUMNS_OF_ROLES = 3
_NO_COLUMN = "(no column)"

Remembered = Mapping[str, Mapping[str, Any]]


def memory_key(columns: tuple[str, ...]) -> str:
    """Return the key under which the mapping of such a table is remembered."""
    return "\n".join(columns)


class MappingPage(QWidget):
    """Shows the first rows of a group of tables and a choice of column for every field."""

    changed = Signal()

    def __init__(self, group: TableGroup, remembered: Remembered, background: Background) -> None:
        super().__init__()
        self.group = group
        self._remembered = remembered
        self._background = background
        self._preview = group.preview
        self.table = modest_combo()
        self.table.setAccessibleName("Table of the database")
        self.roles: dict[str, QComboBox] = {}
        self.rows = TextTable("First rows of the table")
        self.note = plain_label("")
        self._build()
        self._show(group.preview)

    @property
    def mapping(self) -> TableMapping:
        """The chosen columns."""
        chosen = {role: combo.currentData() for role, combo in self.roles.items()}
        return TableMapping(table=self._preview.table, **chosen)

    @property
    def key(self) -> str:
        """The key under which the mapping is remembered."""
        return memory_key(self._preview.columns)

    def problem(self) -> str:
        """Return what is missing, or nothing."""
        if self.mapping.text is None:
            return f"Choose the column that holds the text of {self.name}."
        return ""

    @property
    def name(self) -> str:
        """What to call these tables."""
        first = f"“{one_line(self.group.paths[0].name)}”"
        others = len(self.group.paths) - 1
        return first if not others else f"{first} and {others:,} more"

    def _build(self) -> None:
        grid = QGridLayout()
        for number, (role, text) in enumerate(ROLES.items()):
            combo = modest_combo()
            combo.setAccessibleName(text.replace("&", ""))
            label = QLabel(text)
            label.setBuddy(combo)
            row, place = divmod(number, _COLUMNS_OF_ROLES)
            grid.addWidget(label, row, 2 * place)
            grid.addWidget(combo, row, 2 * place + 1)
            grid.setColumnStretch(2 * place + 1, 1)
            combo.currentIndexChanged.connect(self._on_role_changed)
            self.roles[role] = combo
        for name in self.group.tables:
            self.table.addItem(one_line(name), name)
        self.table.setCurrentIndex(self.table.findData(self._preview.table))
        self.table.currentIndexChanged.connect(self._on_table_chosen)
        layout = QVBoxLayout(self)
        if self.group.tables:
            label = QLabel("Ta&ble of the database:")
            label.setBuddy(self.table)
            layout.addWidget(label)
            layout.addWidget(self.table)
        layout.addLayout(grid)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.note)

    def _show(self, first: TablePreview) -> None:
        self._preview = first
        self.rows.show_rows(first.columns, first.rows)
        mapping = self._first_mapping()
        for role, combo in self.roles.items():
            combo.blockSignals(True)
            combo.clear()
            combo.addItem(_NO_COLUMN, None)
            for column in first.columns:
                combo.addItem(one_line(column), column)
            combo.setCurrentIndex(max(0, combo.findData(getattr(mapping, role))))
            combo.blockSignals(False)
        self._on_role_changed()

    def _first_mapping(self) -> TableMapping:
        """Return the mapping that she chose for such columns before, or else the guessed one."""
        remembered = self._remembered.get(self.key)
        if remembered is None:
            return guess_mapping(self._preview)
        known = {role: remembered.get(role) for role in ROLES}
        columns = {role: name if isinstance(name, str) else None for role, name in known.items()}
        return replace(TableMapping(**columns), table=self._preview.table)

    def _on_role_changed(self) -> None:
        mapping = self.mapping
        meanings = {getattr(mapping, role): text for role, text in ROLES.items()}
        headings = [
            f"{column} → {meanings[column].replace('&', '')}" if column in meanings else column
            for column in self._preview.columns
        ]
        self.rows.name_columns(headings)
        self.rows.resizeColumnsToContents()
        rest = sum(column not in meanings for column in self._preview.columns)
        kept = "Every column has a meaning." if not rest else _kept(rest)
        self.note.setText(f"{_shown(len(self._preview.rows))} {kept}")
        self.changed.emit()

    def _on_table_chosen(self) -> None:
        path, name = self.group.paths[0], str(self.table.currentData())

        def work(_cancelled: Cancelled) -> TablePreview:
            return preview(path, table=name)

        self.note.setText("Reading the first rows…")
        self._background.run(f"table of {path}", work, self._show, self._on_table_failed)

    def _on_table_failed(self, error: Exception) -> None:
        self._show(TablePreview((), (), str(self.table.currentData())))
        told = str(error) if isinstance(error, ReadError) else f"The file cannot be read ({error})."
        self.note.setText(f"{told} Choose another table.")


def _kept(rest: int) -> str:
    columns = "1 other column is" if rest == 1 else f"{rest:,} other columns are"
    return f"{columns} kept with each document as metadata, and can be searched."


def _shown(rows: int) -> str:
    if not rows:
        return "This table has no rows."
    return "The only row is shown." if rows == 1 else f"The first {rows} rows are shown."


def tab_title(path: Path) -> str:
    """Return a file's name for a tab, in which an ampersand would be taken for a key."""
    return one_line(path.name).replace("&", "&&")
