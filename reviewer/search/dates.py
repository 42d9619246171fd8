"""Dates in a query: `2005`, `2005..2009-06`, `[2005 TO 2009]`, `>2005-06-30`."""

from __future__ import annotations

import calendar
import re

from reviewer.errors import QueryError
from reviewer.search.nodes import And, DateRange, Node, Not

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_BETWEEN = re.compile(r"\[\s*(\S*)\s+TO\s+(\S*)\s*\]|(.*?)\.\.(.*)", re.DOTALL)
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]?([0-9]{1,2})(?:[-/.]?([0-9]{1,2}))?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_YEARS = re.compile(r"([0-9]{4})\s*[-–—/]\s*([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}(?![0-9])")
_COMPARED = re.compile(r"(>=|<=|>|<)(.*)", re.DOTALL)


def read_dates(typed: str, position_cp: int) -> Node:
    """Return the range that is asked for; raise QueryError at `position_cp` for no date."""
    between = _BETWEEN.fullmatch(typed)
    if between:
        first, last = (
            None if end in ("", "*") else _checked(end, position_cp)
            for end in (between[1] or between[3] or "", between[2] or between[4] or "")
        )
        if first is None and last is None:
            raise _unreadable(typed, position_cp)
        if first and last and last < first[: len(last)]:
            raise QueryError(
                f"This range ends before it begins: {first} is later than {last}.",
                position_cp,
            )
        return DateRange(first, last)
    compared = _COMPARED.fullmatch(typed)
    if compared is None:
        date = _checked(typed, position_cp)
        return DateRange(date, date)
    date = _checked(compared[2], position_cp)
    match compared[1]:
        case ">=":
            return DateRange(date, None)
        case "<=":
            return DateRange(None, date)
        case ">":
            return And((DateRange(date, None), Not(DateRange(None, date))))
        case _:
            return And((DateRange(None, date), Not(DateRange(date, None))))


def nearest_dates(typed: str) -> str | None:
    """Return the date or range that was probably meant by one that cannot be read."""
    between = _BETWEEN.fullmatch(typed)
    if between:
        ends = (between[1] or between[3] or "", between[2] or between[4] or "")
        first, last = (_nearest(end) if end else "" for end in ends)
        if first is None or last is None or not first + last:
            return None
        return f"{last}..{first}" if first and last and last < first else f"{first}..{last}"
    years = _YEARS.fullmatch(typed)
    if years:
        return "..".join(sorted(years.groups()))
    compared = _COMPARED.fullmatch(typed)
    if compared:
        date = _nearest(compared[2])
        return date and compared[1] + date
    return _nearest(typed)


def _nearest(typed: str) -> str | None:
    year_first, year_last = _YEAR_FIRST.fullmatch(typed), _YEAR_LAST.fullmatch(typed)
    readings: list[tuple[str | None, ...]] = []
    if year_first:
        readings = [year_first.groups()]
    elif year_last:  # with the day first, as most of the world writes, or else the month
        one, other, year = year_last.groups()
        readings = [(year, other, one), (year, one, other)]
    for reading in readings:
        date = "-".join(part.zfill(2) for part in reading if part)
        if _is_date(date):
            return date
    known = _YEAR.match(typed)
    return known[0] if known and _is_date(known[0]) else None


def _is_date(typed: str) -> bool:
    date = _ISO.fullmatch(typed)
    if date is None:
        return False
    year, month, day = int(date[1]), int(date[2] or 1), int(date[3] or 1)
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _checked(typed: str, position_cp: int) -> str:
    if not _is_date(typed):
        raise _unreadable(typed, position_cp)
    return typed


def _unreadable(typed: str, position_cp: int) -> QueryError:
    return QueryError(
        f"“{typed[:40]}” is no date. Write 2005, 2005-06 or 2005-06-30, and a range as "
        "2005..2009-06.",
        position_cp,
    )
