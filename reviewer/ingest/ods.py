"""Sheets of OpenDocument (ods): a document for each sheet, as of an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.lines import one_line
from reviewer.ingest.locked_opendocument import read_locked_opendocument
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.odf_parts import Styles, is_locked, odf_metadata
from reviewer.ingest.office_parts import without_text
from reviewer.ingest.packages import Target, local, opened, value_of
from reviewer.ingest.sheets import Sheet, SheetFull, sheet_title
from reviewer.ingest.titles import shortened
from reviewer.model import ParsedDocument, RegionKind

_MAX_CONTENT_BYTES = 256 << 20
_MAX_REPEATED = 1000  # sheets are filled to their edge with one empty cell, repeated


def read_ods(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the sheets of a workbook of OpenDocument. Raises ReadError when all are empty."""
    with opened(path, "workbook of OpenDocument") as package:
        if is_locked(package):
            yield from read_locked_opendocument(package, nested)
            return
        told, metadata = odf_metadata(package)
        cells = _Cells()
        package.parse("content.xml", cells, _MAX_CONTENT_BYTES)
        names: set[str] = set()
        for name, sheet in cells.sheets:
            composer = sheet.flow.composer
            if not composer.text:
                continue
            unique, number = name, 1
            while unique in names:
                number += 1
                unique = f"{name} ({number})"
            names.add(unique)
            yield ParsedDocument(
                composer.text,
                locator=f"sheet {unique}",
                title=shortened(sheet_title(path, unique)),
                author=told.get("initial-creator") or told.get("creator"),
                metadata=metadata,
                regions=composer.regions,
                remarks=hidden_remarks(composer.regions) + sheet.remarks,
            )
        if not names:
            raise without_text(package)


class _Cells(Target):
    """The sheets with their rows; days stand as ISO 8601, other values as they are shown."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, Sheet]] = []
        self._styles = Styles()
        self._hidden_columns: set[int] = set()
        self._row = self._column = self._columns = 0
        self._row_times = self._cell_times = 1
        self._row_hidden = False
        self._cells: list[tuple[int, str]] = []  # of the row around, those with words
        self._pieces: list[str] = []
        self._in_words = 0
        self._date = ""
        self._said: list[tuple[str, str]] = []
        self._comment: dict[str, list[str]] | None = None
        self._name = ""
        self._is_full = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = self._name = local(tag)
        self._styles.take(name, attributes)
        if name == "table" and ":table:" in tag:
            is_hidden = value_of(attributes, "style-name") in self._styles.hidden_sheets
            called = one_line(value_of(attributes, "name")) or f"{len(self.sheets) + 1}"
            self.sheets.append((called, Sheet(is_hidden)))
            self._row = self._columns = 0
            self._hidden_columns, self._said, self._is_full = set(), [], False
        elif name == "table-column":
            times = _times(attributes, "number-columns-repeated")
            if value_of(attributes, "visibility") in ("collapse", "filter"):
                shown = range(self._columns, self._columns + min(times, _MAX_REPEATED))
                self._hidden_columns.update(shown)
            self._columns += times
        elif name == "table-row" and self.sheets:
            self._row_times = _times(attributes, "number-rows-repeated")
            self._row += 1
            self._column = 0
            self._row_hidden = value_of(attributes, "visibility") in ("collapse", "filter")
            self._cells = []
        elif name in ("table-cell", "covered-table-cell"):
            self._cell_times = _times(attributes, "number-columns-repeated")
            self._pieces = []
            self._date = value_of(attributes, "date-value")
        elif name == "annotation":
            self._comment = {}
        elif name in ("p", "h"):
            self._in_words += 1
            if self._pieces and self._comment is None:
                self._pieces.append(" ")
        elif name == "s" and self._comment is None:
            self._pieces.append(" ")

    def end(self, tag: str) -> None:
        name, self._name = local(tag), ""
        if name in ("p", "h"):
            self._in_words -= 1
        elif not self.sheets:
            return
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row()
            self._row += self._row_times - 1
        elif name == "annotation" and self._comment is not None:
            said = {key: one_line("".join(value)) or "" for key, value in self._comment.items()}
            place = f"{_letters(self._column)}{self._row}"
            author = said.get("creator", "")
            head = ", ".join(filter(None, (place, author)))
            self._said.append((f"{head}: {said.get('', '')}", author))
            self._comment = None
        elif name == "table" and ":table:" in tag:
            self._end_sheet()

    def data(self, data: str) -> None:
        if self._comment is not None:
            key = "" if self._in_words else self._name
            self._comment.setdefault(key, []).append(data)
        elif self._in_words:
            self._pieces.append(data)

    def _end_cell(self) -> None:
        text = self._date.removesuffix("T00:00:00") or "".join(self._pieces)
        times = min(self._cell_times, _MAX_REPEATED) if text else 0
        self._cells += [(self._column + number, text) for number in range(times)]
        self._column += self._cell_times

    def _end_row(self) -> None:
        """Write a row as often as it stands in the sheet; empty ones are left out."""
        sheet = self.sheets[-1][1]
        times = min(self._row_times, _MAX_REPEATED) if self._cells else 0
        for number in range(times):
            if self._is_full:
                return
            sheet.begin_row(self._row + number, self._row_hidden)
            try:
                for column, text in self._cells:
                    sheet.cell(column, text, column in self._hidden_columns)
            except SheetFull:
                self._is_full = True
            sheet.end_row()

    def _end_sheet(self) -> None:
        sheet = self.sheets[-1][1]
        sheet.end()
        if self._said:
            sheet.flow.paragraph()
            sheet.flow.write("Comments")
        for text, author in self._said:
            sheet.flow.aside(text, RegionKind.COMMENT, author)


def _times(attributes: Mapping[str, str], name: str) -> int:
    raw = value_of(attributes, name)
    return max(1, int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 1


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
