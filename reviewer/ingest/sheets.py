"""A sheet of cells as text: a line for a row, tabs between cells, what is hidden as regions."""

from __future__ import annotations

import re
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.delimited import delimited_columns, delimited_rows
from reviewer.ingest.flowing import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind, Remark, RemarkKind

# Empty cells between two count too: hostile sheets have their second cell in the last column.
MAX_CELLS = 2_000_000
_BREAKS = re.compile(r"[\t\r\n\v\f]+")


class SheetFull(Exception):
    """The rest of a sheet is beyond what one document may hold."""


class Sheet:
    """The text of a sheet as its rows come, from top to bottom and left to right."""

    def __init__(self, is_hidden: bool = False) -> None:
        self.flow = Flow()
        self.is_cut = False
        self._left = MAX_CELLS
        self._is_hidden = is_hidden
        self._row_hidden = False
        self._column = 0
        self._row = 0
        if is_hidden:
            self.flow.open(RegionKind.HIDDEN, "sheet")

    def begin_row(self, number: int, is_hidden: bool = False) -> None:
        """Begin a row; rows left out before it show as one empty line."""
        if self._row and number > self._row + 1:
            self.flow.paragraph()
        self._row, self._column = number, 0
        self._row_hidden = is_hidden and not self._is_hidden
        if self._row_hidden:
            self.flow.open(RegionKind.HIDDEN, "row")

    def cell(self, column: int, text: str, is_hidden: bool = False) -> None:
        """Add a cell; columns count from 0. Raises SheetFull."""
        gap = max(0, column - self._column)
        self._left -= gap + 1
        if self._left < 0:
            self.is_cut = True
            raise SheetFull
        words = _BREAKS.sub(" ", text)
        if not words.strip():
            return
        self.flow.tabs(gap)
        self._column = max(self._column, column)
        hides = is_hidden and not self._row_hidden and not self._is_hidden
        if hides:
            self.flow.open(RegionKind.HIDDEN, "column")
        self.flow.write(words)
        if hides:
            self.flow.close()

    def end_row(self) -> None:
        """End a row."""
        if self._row_hidden:
            self.flow.close()
            self._row_hidden = False
        self.flow.fresh_line()

    def end(self) -> None:
        """End the cells; what follows is said about the sheet."""
        if self._row_hidden:
            self.flow.close()
            self._row_hidden = False
        if self._is_hidden:
            self.flow.close()
            self._is_hidden = False

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What there is to know of how it was read."""
        if not self.is_cut:
            return ()
        detail = f"The sheet has more than {MAX_CELLS:,} cells; those after them were not read."
        return (Remark(RemarkKind.PARTLY_READ, detail),)


def read_delimited_sheet(path: Path) -> ParsedDocument:
    """Return a CSV or TSV file as one document: a sheet to be read, not a table of documents.

    Raises ReadError when it is empty.
    """
    sheet = Sheet()
    unread = 0
    try:
        _add_row(sheet, 1, delimited_columns(path))
        for number, row in enumerate(delimited_rows(path), 2):
            if isinstance(row, Unreadable):
                unread += 1
            else:
                _add_row(sheet, number, tuple(str(value) for value in row.values.values()))
    except SheetFull:
        pass
    sheet.end()
    text = sheet.flow.composer.text
    if not text:
        raise ReadError(f"“{path.name}” holds no text.")
    remarks = sheet.remarks
    if unread:
        remarks += (Remark(RemarkKind.PARTLY_READ, f"{unread:,} rows could not be read."),)
    return ParsedDocument(text, title=one_line(path.name), remarks=remarks)


def _add_row(sheet: Sheet, number: int, cells: tuple[str, ...]) -> None:
    sheet.begin_row(number)
    for column, cell in enumerate(cells):
        sheet.cell(column, cell)
    sheet.end_row()


def sheet_title(path: Path, name: str) -> str:
    """Return what a sheet is called in the list of documents."""
    return f"{one_line(path.name) or 'Workbook'} – {name}"
