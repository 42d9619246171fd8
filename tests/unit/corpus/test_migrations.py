from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reviewer.corpus.migrations import migrate


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE mark (quote);"
            "INSERT INTO mark VALUES ('kept'); PRAGMA user_version = 1;"
        )
    return path


def _add_note(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE mark ADD COLUMN note DEFAULT 'none'")


def _add_colour(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE mark ADD COLUMN colour DEFAULT 'red'")


def _break_off(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE mark")
    raise KeyboardInterrupt


def _state(path: Path) -> tuple[int, list[tuple[str, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return version, connection.execute("SELECT * FROM mark").fetchall()


def test_every_step_is_taken_and_a_copy_of_before_is_kept(database: Path) -> None:
    copy = migrate(database, 1, {1: _add_note, 2: _add_colour}, target=3)
    assert _state(database) == (3, [("kept", "none", "red")])
    assert _state(copy) == (1, [("kept",)])


def test_a_step_that_breaks_off_leaves_the_version_before_it(database: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        migrate(database, 1, {1: _add_note, 2: _break_off}, target=3)
    assert _state(database) == (2, [("kept", "none")])
    copy = migrate(database, 2, {2: _add_colour}, target=3)
    assert _state(database) == (3, [("kept", "none", "red")])
    assert _state(copy) == (2, [("kept", "none")])
