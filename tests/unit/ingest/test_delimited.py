from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.delimited import delimited_columns, delimited_rows
from reviewer.ingest.rows import Row
from reviewer.ingest.unreadable import Unreadable

CELL = st.text(st.characters(exclude_categories=["Cs"]))
TABLE = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5)


def _rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    found = []
    for row in delimited_rows(path):
        assert isinstance(row, Row)
        found.append((row.locator, dict(row.values)))
    return found


@given(TABLE, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_cells_come_back_as_they_were_written(
    table: list[tuple[str, str]], separator: str, encoding: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL)
            writer.writerow(["number", "body text"])
            writer.writerows(table)
        assert delimited_columns(path) == ("number", "body text")
        assert _rows(path) == [
            (f"row {number}", {"number": first, "body text": second})
            for number, (first, second) in enumerate(table, 1)
        ]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id;text\r\n1;“Café”\r\n".encode(encoding))
    assert _rows(path) == [("row 1", {"id": "1", "text": "“Café”"})]


def test_names_that_are_missing_or_double_and_cells_beyond_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,,id\n1,2,3,4\n\n5\n")
    assert _rows(path) == [
        ("row 1", {"id": "1", "column 2": "2", "id (2)": "3", "column 4": "4"}),
        ("row 2", {"id": "5"}),
    ]


def test_a_comma_in_the_text_is_not_taken_for_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id;text\n1;a, b\n2;c\n3;d, e, f\n")
    assert delimited_columns(path) == ("id", "text")


def test_an_empty_file_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    with pytest.raises(ReadError, match="empty"):
        delimited_columns(path)


def test_a_row_of_a_million_cells_is_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n" + "a," * 1_000_000 + "\n1,b\n")
    wide, row = delimited_rows(path)
    assert isinstance(wide, Unreadable) and "more than" in wide.reason
    assert row == Row("row 2", {"id": "1", "text": "b"})
    path.write_text("a," * 1_000_000)
    with pytest.raises(ReadError, match="columns"):
        delimited_columns(path)


def test_a_chosen_encoding_of_two_bytes_needs_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("号,本文\n1,木箱\n".encode("utf-16-le"))
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")
    assert delimited_columns(path, "utf-16") == ("号", "本文")


def test_a_row_far_wider_than_the_header_is_named_by_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,id\n{','.join(map(str, range(1000)))}\n")
    ((_, values),) = _rows(path)
    assert list(values)[:3] == ["id", "id (2)", "column 3"]
    assert values["column 1000"] == "999"
