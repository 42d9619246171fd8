from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.ingest.sqlite_table import sqlite_columns, sqlite_rows, sqlite_tables


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "wires #1?.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            CREATE TABLE offices (name TEXT PRIMARY KEY) WITHOUT ROWID;
            INSERT INTO offices VALUES ('b'), ('a');
            CREATE TABLE [the "wires"] (rowid TEXT, body TEXT, size REAL, raw BLOB);
            INSERT INTO [the "wires"] VALUES
                ('x', 'One' || char(10) || 'two', 1.5, NULL),
                ('y', CAST(x'636166e9' AS TEXT), 2, x'ff00'),
                ('z', 'three', NULL, CAST('text' AS BLOB));
            DELETE FROM [the "wires"] WHERE body = 'three';
            INSERT INTO [the "wires"] (_rowid_, body) VALUES (70, 'four'), (5, 'five');
            """
        )
    return path


def test_the_largest_table_comes_first(database: Path) -> None:
    assert sqlite_tables(database) == ('the "wires"', "offices")
    assert sqlite_columns(database, 'the "wires"') == ("rowid", "body", "size", "raw")


def test_rows_come_in_the_order_of_their_ids(database: Path) -> None:
    rows = list(sqlite_rows(database, 'the "wires"'))
    assert [row.locator for row in rows] == [f'the "wires", row {n}' for n in (1, 2, 5, 70)]
    assert rows[0].values == {"rowid": "x", "body": "One\ntwo", "size": 1.5, "raw": None}
    assert rows[1].values["body"] == "café"
    assert rows[1].values["raw"] == "(2 bytes)"
    assert [row.values["name"] for row in sqlite_rows(database, "offices")] == ["a", "b"]


def test_nothing_is_written_beside_the_file(database: Path) -> None:
    before = database.read_bytes()
    list(sqlite_rows(database, "offices"))
    assert [path.name for path in database.parent.iterdir()] == [database.name]
    assert database.read_bytes() == before


def test_a_damaged_file_is_told_as_one(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:100] + b"\xff" * 5000)
    with pytest.raises(ReadError, match="cannot be read as a database"):
        sqlite_tables(database)


def test_damage_that_sqlite_quotes_in_bytes_is_told_too(database: Path) -> None:
    database.write_bytes(database.read_bytes().replace(b"TABLE", b"T\xb7\xffLE"))
    with pytest.raises(ReadError, match="cannot be read as a database"):
        sqlite_tables(database)
