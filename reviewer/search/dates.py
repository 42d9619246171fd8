"""Dates in a query: `2005`, `2005..2009-06`, `[2005 TO 2009]`, `>2005-06-30`."""

from __future__ import annotations

import calendar
import re

from reviewer.errors import QueryError
from reviewer.search.nodes import And, DateRange, Node, Not

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_BETWEEN = re.compile(r"\[\s*(\S*)\s+TO\s+(\S*)\s*\]|(.*?)\.\.(.*)", re.DOTALL)
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


def _checked(typed: str, position_cp: int) -> str:
    date = _ISO.fullmatch(typed)
    if date is None:
        raise _unreadable(typed, position_cp)
    year, month, day = int(date[1]), int(date[2] or 1), int(date[3] or 1)
    if not (year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        raise _unreadable(typed, position_cp)
    return typed


def _unreadable(typed: str, position_cp: int) -> QueryError:
    return QueryError(
        f"“{typed[:40]}” is no date. Write 2005, 2005-06 or 2005-06-30, and a range as "
        "2005..2009-06.",
        position_cp,
    )
