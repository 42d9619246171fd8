"""A corpus that version 1 made is brought up to date without losing anything, killed or not."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from reviewer.corpus.database import Access, create_corpus, open_corpus
from reviewer.corpus.schema import SCHEMA_VERSION
from reviewer.corpus.searches import saved_searches, term_lists
from reviewer.errors import CorpusError
from reviewer.review import changes
from reviewer.review.check import check
from reviewer.review.tags import create_tag

CONTENT = """
PRAGMA journal_mode = WAL;
INSERT INTO corpus_info VALUES ('id', 'old'), ('name', 'Cables'), ('created_at', '2020');
INSERT INTO tag VALUES (1, 'Arms', '#ffd400', '', NULL, NULL, 0, '2020-01-01T00:00:00.000Z');
INSERT INTO change VALUES (1, '2020', 'create tag “Arms”', 0,
    '[["tag",{"id":1},null,{"id":1,"name":"Arms","colour":"#ffd400","description":"",'
    || '"shortcut":null,"parent_id":null,"position":0,'
    || '"created_at":"2020-01-01T00:00:00.000Z"}]]');
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from reviewer.corpus import migrations
from reviewer.corpus.database import Access, open_corpus

class Dies:
    def __init__(self, connection):
        self.connection = connection
    def execute(self, statement):
        self.connection.execute(statement)
        os.kill(os.getpid(), signal.SIGKILL)

step = migrations.STEPS[1]
migrations.STEPS[1] = lambda connection: step(Dies(connection))
open_corpus(Path(sys.argv[1]), Access.WRITE)
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Give the folder of a corpus as version 1 left it, with one tag in it."""
    folder = tmp_path / "Cables"
    folder.mkdir()
    schema = Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(folder / "corpus.db")) as connection:
        connection.executescript(schema + CONTENT)
    return folder


def _tables(database: Path) -> dict[str, set[tuple[object, ...]]]:
    """Return the columns of every table: name, type, required, place in the key."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: {
                (column, kind, required, key)
                for _, column, kind, required, _, key in connection.execute(
                    f"PRAGMA table_info({name})"
                )
            }
            for (name,) in names
        }


def _version(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_old_corpus_opens_with_what_is_new_and_its_work_can_still_be_undone(old: Path) -> None:
    with open_corpus(old, Access.WRITE) as corpus:
        with corpus.read() as connection:
            assert saved_searches(connection) == []
            assert term_lists(connection) == []
        assert changes.undo(corpus).label == "create tag “Arms”"
        create_tag(corpus, "Money")
        problems = check(corpus, None).problems
    assert not [problem for problem in problems if "index" not in problem]
    assert _version(old / "corpus.db") == SCHEMA_VERSION


def test_an_old_corpus_becomes_what_a_new_one_is(old: Path, tmp_path: Path) -> None:
    open_corpus(old, Access.WRITE).close()
    create_corpus(tmp_path / "New").close()
    assert _tables(old / "corpus.db") == _tables(tmp_path / "New" / "corpus.db")


def test_a_copy_of_before_is_kept(old: Path) -> None:
    before = _tables(old / "corpus.db")
    open_corpus(old, Access.WRITE).close()
    copy = old / "corpus.version-1.db"
    assert _version(copy) == 1
    assert _tables(copy) == before
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM tag").fetchall() == [("Arms",)]


def test_an_old_corpus_is_not_changed_by_reading(old: Path) -> None:
    with pytest.raises(CorpusError, match="opened for writing once"):
        open_corpus(old, Access.READ)
    assert _version(old / "corpus.db") == 1


def test_a_kill_in_the_middle_leaves_the_old_corpus_which_then_opens(old: Path) -> None:
    before = _tables(old / "corpus.db")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(old)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert _version(old / "corpus.db") == 1
    assert _tables(old / "corpus.db") == before
    with open_corpus(old, Access.WRITE) as corpus, corpus.read() as connection:
        assert saved_searches(connection) == []
