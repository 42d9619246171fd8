"""Rows in files that other programs read: CSV as spreadsheets want it, and JSON Lines.

CSV is UTF-8 with a byte order mark, CR LF, every field quoted. A text cell that a spreadsheet
would run as a formula gets a leading apostrophe; one that already begins with apostrophes before
such a character gets one more, so that `unguarded` gives back exactly what was there.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

Cell = str | int | None

# OWASP, "CSV injection".
_FORMULA = re.compile("'*[=+\\-@\t\r\0]")
EXCEL_CELL_LIMIT = 32_767


class CsvWriter:
    """Writes rows as CSV; `long_cells` counts those that a spreadsheet would cut."""

    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self.long_cells = 0
        self._columns = columns
        self._writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._writer.writerow(columns)

    def write(self, row: Mapping[str, Cell]) -> None:
        """Write one row; None becomes an empty cell."""
        cells = [guarded(row[column]) for column in self._columns]
        self.long_cells += sum(_is_long(cell) for cell in cells)
        self._writer.writerow(cells)


class JsonLinesWriter:
    """Writes rows as JSON Lines, the lossless twin of the CSV."""

    long_cells = 0

    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self._file = file
        self._columns = columns

    def write(self, row: Mapping[str, Cell]) -> None:
        """Write one row; None becomes null."""
        cells = {column: row[column] for column in self._columns}
        self._file.write(json.dumps(cells, ensure_ascii=False, separators=(",", ":")) + "\n")


def open_csv(path: Path) -> IO[str]:
    """Open a file for a `CsvWriter`."""
    return path.open("w", encoding="utf-8-sig", newline="")


def open_json_lines(path: Path) -> IO[str]:
    """Open a file for a `JsonLinesWriter`."""
    return path.open("w", encoding="utf-8", newline="")


def guarded(cell: Cell) -> str:
    """Return a cell as it is written, unable to act as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return str(cell)


def unguarded(written: str) -> str:
    """Return the text that `guarded` was given."""
    return written[1:] if written.startswith("'") and _FORMULA.match(written) else written


def long_cells_warning(count: int) -> Iterable[str]:
    """Yield a sentence about cells that a spreadsheet would cut, if there are any."""
    if count:
        cells = "1 cell is" if count == 1 else f"{count:,} cells are"
        yield (
            f"{cells} longer than {EXCEL_CELL_LIMIT:,} characters. They are complete in the file, "
            "but a spreadsheet shows only their beginning; use JSON Lines to pass them on."
        )


def _is_long(cell: str) -> bool:
    # Spreadsheets count UTF-16 code units.
    return len(cell) * 2 > EXCEL_CELL_LIMIT and (
        len(cell.encode("utf-16-le")) // 2 > EXCEL_CELL_LIMIT
    )
