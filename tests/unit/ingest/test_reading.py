from __future__ import annotations

import json
import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.tables import TableMapping, columns, preview, tables
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument


def _wires(path: Path) -> Path:
    records = [
        {"id": "w1", "title": "Crates", "date": "2006-05-04", "source": "Velmara", "author": None,
         "from": "Ilse", "to": ["a", "b"], "classification": "SECRET", "body": "One\r\n two 🙂",
         "entities": [], "meta": {"n": 1}},
        {"id": "w2", "body": None},
        {"id": "w3", "body": "No title here", "later": "column"},
    ]  # fmt: skip
    path.write_bytes(lzma.compress("\n".join(map(json.dumps, records)).encode()))
    return path


def test_a_packed_corpus_is_read_without_a_mapping(tmp_path: Path) -> None:
    path = _wires(tmp_path / "wires.jsonl.xz")
    first, missing, third = read(path)
    assert first == ParsedDocument(
        "One\r\n two 🙂",
        locator="row 1",
        title="Crates",
        date="2006-05-04",
        origin="Velmara",
        classification="SECRET",
        sender="Ilse",
        recipients="a; b",
        external_id="w1",
        metadata={"meta": '{"n":1}'},
    )
    assert missing == Unreadable(path, "This row has no text in the column “body”.", "row 2")
    assert isinstance(third, ParsedDocument)
    assert (third.title, third.metadata) == ("No title here", {"later": "column"})


def test_reading_twice_gives_the_same_documents(tmp_path: Path) -> None:
    path = _wires(tmp_path / "wires.jsonl.xz")
    assert list(read(path)) == list(read(path))


def test_a_chosen_mapping_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,note,body\n1,"first\nnote",b\n')
    (document,) = read(path, TableMapping(text="note"))
    assert isinstance(document, ParsedDocument)
    assert document.text == "first\nnote"
    assert document.metadata == {"id": "1", "body": "b"}
    with pytest.raises(ReadError, match="no column “gone”"):
        list(read(path, TableMapping(text="gone")))


def test_a_table_shows_its_columns_and_first_rows(tmp_path: Path) -> None:
    path = _wires(tmp_path / "wires.jsonl.xz")
    shown = preview(path, limit=2)
    assert columns(path)[:2] == ("id", "title")
    assert len(shown.rows) == 2
    assert dict(zip(shown.columns, shown.rows[0], strict=True))["to"] == '["a","b"]'
    assert tables(path) == ()


def test_a_database_is_read_by_its_largest_table(tmp_path: Path) -> None:
    path = tmp_path / "wires.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE a (x); CREATE TABLE wires (id, body); "
            "INSERT INTO wires VALUES (7, 'words');"
        )
    (document,) = read(path)
    assert isinstance(document, ParsedDocument)
    assert (document.text, document.external_id, document.locator) == ("words", "7", "wires, row 1")
    assert preview(path, table="a").columns == ("x",)


def test_what_cannot_be_opened_or_read_says_so(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(ReadError, match="picture"):
        list(read(picture))
    with pytest.raises(ReadError, match="cannot be opened"):
        list(read(tmp_path / "gone.txt"))
    with pytest.raises(ReadError, match="looks like the text"):
        (tmp_path / "a.csv").write_text("id\n1\n")
        list(read(tmp_path / "a.csv"))
    note = tmp_path / "a.txt"
    note.write_text("x")
    with pytest.raises(ReadError, match="not a table"):
        preview(note)
