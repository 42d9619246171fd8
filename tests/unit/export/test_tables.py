from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.export.tables import (
    EXCEL_CELL_LIMIT,
    CsvWriter,
    JsonLinesWriter,
    guarded,
    open_csv,
    unguarded,
)

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("'=+-@\t\r\n\0\",;a"), st.characters(blacklist_categories=["Cs"])
    )
)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_cell_that_would_run_as_a_formula_begins_with_an_apostrophe(start: str) -> None:
    assert guarded(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_an_ordinary_cell_and_a_number_stay_as_they_are() -> None:
    assert [guarded("’tis = so"), guarded(-5), guarded(None)] == ["’tis = so", "-5", ""]


@given(TEXTS)
def test_what_is_guarded_can_be_had_back_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_from_the_csv(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    writer = CsvWriter(file, ("a", "b"))
    for first, second in rows:
        writer.write({"a": first, "b": second})

    back = list(csv.reader(io.StringIO(file.getvalue(), newline="")))

    assert back == [["a", "b"], *([guarded(cell) for cell in row] for row in rows)]


def test_a_csv_is_what_spreadsheets_expect(tmp_path: Path) -> None:
    with open_csv(tmp_path / "out.csv") as file:
        CsvWriter(file, ("a", "b")).write({"a": 'say "é"', "b": 7})

    assert (tmp_path / "out.csv").read_bytes() == (
        b'\xef\xbb\xbf"a","b"\r\n"say ""\xc3\xa9""","7"\r\n'
    )


def test_json_lines_keep_numbers_and_missing_values_apart() -> None:
    file = io.StringIO()
    JsonLinesWriter(file, ("a", "b", "c")).write({"a": "=1\u2028", "b": None, "c": 3})

    assert json.loads(file.getvalue()) == {"a": "=1\u2028", "b": None, "c": 3}
    assert file.getvalue().count("\n") == 1


def test_cells_that_a_spreadsheet_would_cut_are_counted_as_it_counts() -> None:
    writer = CsvWriter(io.StringIO(), ("a",))
    fits, too_long = "x" * EXCEL_CELL_LIMIT, "😀" * (EXCEL_CELL_LIMIT // 2 + 1)
    for cell in (fits, too_long):
        writer.write({"a": cell})

    assert writer.long_cells == 1
