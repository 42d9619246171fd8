"""Workbooks: a document for each sheet, with what the sheet does not show."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from reviewer.errors import ReadError
from reviewer.ingest import sheets
from reviewer.ingest.formats import Format, format_of
from reviewer.ingest.number_formats import date_text, is_date_format, number_text
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind, RemarkKind


def _workbook(path: Path, fill: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.Workbook()
    fill(book)
    book.save(path)
    return path


def _sheets(path: Path) -> list[ParsedDocument]:
    found = list(read(path))
    assert all(isinstance(each, ParsedDocument) for each in found)
    return [each for each in found if isinstance(each, ParsedDocument)]


def _regions(document: ParsedDocument) -> list[tuple[RegionKind, str, str]]:
    return [
        (each.kind, document.text[each.start_cp : each.end_cp], each.note)
        for each in document.regions
    ]


def test_each_sheet_is_a_document_of_lines_and_tabs(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "Stock"
        book.active.append(["Name", "Crates", "Paid"])
        book.active.append(["Ilse\nAmbo", 12, 0.1 + 0.2])
        book.active["D3"] = "far"
        book.active["A5"] = True
        book.active["A6"] = "=1+1"
        book.create_sheet("Empty")
        book.create_sheet("Öl")["B2"] = "x"
        book.properties.creator = "Jon"

    path = _workbook(tmp_path / "a.xlsx", fill)
    assert format_of(path) is Format.XLSX
    stock, oil = _sheets(path)
    assert stock.text == "Name\tCrates\tPaid\nIlse Ambo\t12\t0.3\n\t\t\tfar\n\nTRUE\n=1+1"
    assert (stock.locator, stock.title, stock.author) == ("sheet Stock", "a.xlsx – Stock", "Jon")
    assert (oil.locator, oil.text) == ("sheet Öl", "\tx")


def test_days_are_dates_and_what_is_hidden_is_told(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.append([date(2005, 6, 30), datetime(2005, 6, 30, 10, 32), time(9, 30)])
        sheet.append(["a", "secret", "c"])
        sheet.append(["hidden", "row"])
        sheet["A1"].comment = Comment("Who says so?", "Ilse")
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        other = book.create_sheet("Off")
        other.append(["x", "y"])
        other.row_dimensions[1].hidden = True
        other.sheet_state = "veryHidden"

    first, off = _sheets(_workbook(tmp_path / "a.xlsx", fill))
    assert first.text == (
        "2005-06-30\t2005-06-30T10:32:00\t09:30:00\na\tsecret\tc\nhidden\trow\n\n"
        "Comments\nA1, Ilse: Who says so?"
    )
    assert _regions(first) == [
        (RegionKind.HIDDEN, "2005-06-30T10:32:00", "column"),
        (RegionKind.HIDDEN, "secret", "column"),
        (RegionKind.HIDDEN, "hidden\trow", "row"),
        (RegionKind.COMMENT, "A1, Ilse: Who says so?", "Ilse"),
    ]
    assert _regions(off) == [(RegionKind.HIDDEN, "x\ty", "sheet")]
    assert [each.detail for each in first.remarks] == ["3 hidden passages, 1 comment"]


def test_a_sheet_beyond_all_measure_is_read_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["a", "b"])
        book.active["XFD2"] = "far away"
        book.create_sheet("Next").append(["after"])

    monkeypatch.setattr(sheets, "MAX_CELLS", 1000)
    first, after = _sheets(_workbook(tmp_path / "a.xlsx", fill))
    assert first.text == "a\tb"
    assert [each.kind for each in first.remarks] == [RemarkKind.PARTLY_READ]
    assert after.text == "after"


def test_a_workbook_without_a_word_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no text"):
        _sheets(_workbook(tmp_path / "a.xlsx", lambda book: None))


@pytest.mark.parametrize(
    ("code", "is_date"),
    [("yyyy-mm-dd", True), ("hh:mm", True), ("0.00", False), ("[h]:mm", False),
     ('0 "days"', False), ("General", False), ("[$-409]d mmm", True), (r"0\d", False)],
)  # fmt: skip
def test_formats_of_days_are_known(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("1", "1900-01-01"), ("59", "1900-02-28"), ("61", "1900-03-01"), ("38533.5",
     "2005-06-30T12:00:00"), ("0.5", "12:00:00"), ("-1", "-1"), ("1e99", "1e+99"), ("x", "x"),
     ("nan", "nan"), ("2958465.9999999", "2958465.9999999")],
)  # fmt: skip
def test_days_are_counted_as_excel_does(raw: str, shown: str) -> None:
    assert date_text(raw) == shown


@given(st.text(max_size=12))
def test_any_value_gives_some_text(raw: str) -> None:
    assert isinstance(date_text(raw), str)
    assert isinstance(number_text(raw), str)


def _seed() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["a", 1, date(2005, 6, 30)])
    book.active["A1"].comment = Comment("x", "I")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SEED = _seed()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(SEED) - 1), st.binary(max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, place: int, put: bytes, is_cut: bool
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(SEED[:place] + put + (b"" if is_cut else SEED[place + len(put) :]))
    try:
        found = list(read(path))
    except ReadError:
        return
    assert all(isinstance(each, ParsedDocument | Unreadable) for each in found)
