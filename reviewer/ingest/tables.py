"""Tables of every kind: their columns, their first rows, and each row as a document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.delimited import delimited_columns, delimited_rows
from reviewer.ingest.formats import TABLES, Format, format_of, why_unread
from reviewer.ingest.json_lines import json_rows
from reviewer.ingest.load_files import load_documents
from reviewer.ingest.mapping import TableMapping, TablePreview, document_of, guess_mapping
from reviewer.ingest.rows import Row, as_text
from reviewer.ingest.sqlite_table import sqlite_columns, sqlite_rows, sqlite_tables
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument

__all__ = [
    "TableMapping",
    "TablePreview",
    "columns",
    "guess_mapping",
    "preview",
    "read_table",
    "tables",
]

_SAMPLE_ROWS = 20


def tables(path: Path) -> tuple[str, ...]:
    """Return the tables of an SQLite file, the largest first; nothing for other files."""
    return sqlite_tables(path) if format_of(path) is Format.SQLITE else ()


def columns(path: Path, table: str | None = None, encoding: str | None = None) -> tuple[str, ...]:
    """Return the column names; for JSON Lines those of the first rows."""
    kind = _kind(path)
    if kind is Format.SQLITE:
        return sqlite_columns(path, table or sqlite_tables(path)[0])
    if kind is Format.JSONL:
        return preview(path).columns
    return delimited_columns(path, encoding)


def preview(
    path: Path,
    limit: int = _SAMPLE_ROWS,
    table: str | None = None,
    encoding: str | None = None,
) -> TablePreview:
    """Return the first rows as text. Raises ReadError when the file is no table."""
    kind = _kind(path)
    if kind is Format.SQLITE and table is None:
        table = sqlite_tables(path)[0]
    rows = list(
        islice((row for row in _rows(path, table, encoding) if isinstance(row, Row)), limit)
    )
    if kind is Format.JSONL:
        names = tuple(dict.fromkeys(name for row in rows for name in row.values))
    else:
        names = columns(path, table, encoding)
    cells = tuple(tuple(as_text(row.values.get(name)) for name in names) for row in rows)
    return TablePreview(names, cells, table)


def read_table(
    path: Path, mapping: TableMapping | None = None, encoding: str | None = None
) -> Iterator[ParsedDocument | Unreadable]:
    """Yield a document for each row, in the order of the table.

    Without a mapping it is guessed. `encoding` is what text is read in that proves none. A row
    without text or one that cannot be read comes as `Unreadable`. Raises ReadError when no column
    can be the text.
    """
    if mapping is None:
        mapping = guess_mapping(preview(path, encoding=encoding))
    if mapping.text is None:
        raise ReadError(
            f"No column of “{path.name}” looks like the text of documents. "
            "Choose the column yourself when you import it."
        )
    if _kind(path) is not Format.JSONL and mapping.text not in columns(
        path, mapping.table, encoding
    ):
        raise ReadError(
            f"“{path.name}” has no column “{mapping.text}”. Choose its columns and import again."
        )
    if _kind(path) is Format.DAT:
        yield from load_documents(path, _rows(path, None, encoding), mapping, encoding)
        return
    for row in _rows(path, mapping.table, encoding):
        if isinstance(row, Unreadable):
            yield row
            continue
        document = document_of(row, mapping)
        if isinstance(document, str):
            yield Unreadable(path, document, row.locator)
        else:
            yield document


def _kind(path: Path) -> Format:
    kind = format_of(path)
    if kind is None:
        raise ReadError(why_unread(path))
    if kind not in TABLES:
        raise ReadError(f"“{path.name}” is not a table.")
    return kind


def _rows(path: Path, table: str | None, encoding: str | None) -> Iterator[Row | Unreadable]:
    match _kind(path):
        case Format.SQLITE:
            return sqlite_rows(path, table or sqlite_tables(path)[0])
        case Format.JSONL:
            return json_rows(path)
        case _:
            return delimited_rows(path, encoding)
