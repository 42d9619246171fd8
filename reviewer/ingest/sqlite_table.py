"""A table of any SQLite file. The file is opened for reading only and is not touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from reviewer.errors import ReadError
from reviewer.ingest.encodings import decode
from reviewer.ingest.rows import MAX_ROW_BYTES, Row


def sqlite_tables(path: Path) -> tuple[str, ...]:
    """Return the names of the tables, the one with the most rows first."""
    with _opened(path) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
                " ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
            )
        ]
        sizes = {
            name: connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]
            for name in names
        }
    if not names:
        raise ReadError(f"“{path.name}” is a database without tables.")
    return tuple(sorted(names, key=lambda name: (-sizes[name], name)))


def sqlite_columns(path: Path, table: str) -> tuple[str, ...]:
    """Return the column names of a table."""
    with _opened(path) as connection:
        cursor = connection.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0")
        return tuple(name for name, *_ in cursor.description)


def sqlite_rows(path: Path, table: str) -> Iterator[Row]:
    """Yield the rows of a table in the order of their row ids, located as "table, row 12".

    Values that are bytes come as text when they are UTF-8, else as a note of their length.
    """
    with _opened(path) as connection:
        rowid = _rowid(connection, table)
        cursor = connection.execute(
            f"SELECT {rowid}, * FROM {_quoted(table)} ORDER BY {rowid}"
            if rowid
            else f"SELECT 0, * FROM {_quoted(table)}"  # without row ids: by the primary key
        )
        names = [name for name, *_ in cursor.description[1:]]
        for number, (identity, *values) in enumerate(cursor, 1):
            locator = f"{table}, row {identity if rowid else number}"
            yield Row(locator, {n: _value(v) for n, v in zip(names, values, strict=True)})


def _rowid(connection: sqlite3.Connection, table: str) -> str | None:
    """Return a name of the row id that no column hides, or None for a table without one."""
    columns = {
        name.lower()
        for name, *_ in connection.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0").description
    }
    for name in ("rowid", "_rowid_", "oid"):
        if name not in columns:
            try:
                connection.execute(f"SELECT {name} FROM {_quoted(table)} LIMIT 0")
            except sqlite3.OperationalError:
                return None
            return name
    return None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database so that nothing is written, not even beside it, and no code in it runs."""
    # Only a log of unfinished writes beside the file makes SQLite's own bookkeeping necessary.
    has_log = path.with_name(path.name + "-wal").exists()
    mode = "mode=ro" if has_log else "mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ROW_BYTES)
            connection.text_factory = decode
            yield connection
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # names and messages quote the damage
        raise ReadError(
            f"“{path.name}” cannot be read as a database ({error}). "
            "Rows before the damage were read; the others need a sound copy of the file."
        ) from error


def _value(value: object) -> object:
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(value)} bytes)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
