"""Dates as sources write them, as ISO 8601, and never more precise than the source.

A date that can be read two ways ("03/04/2006") is not decided here: only its year is certain, so
only its year is returned. With dots ("03.04.2006") the day stands first wherever dots are used.
A year of two digits is the latest one that is not in the future.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(r"([12]\d{3})(?:-(\d\d)(?:-(\d\d))?)?")
_ISO_TIME = re.compile(r"[12]\d{3}-?\d\d-?\d\d[T ]\d\d(:?\d\d){0,2}([.,]\d+)? ?(Z|[+-]\d\d:?\d\d)?")
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)")
_TIME_GROUP = re.compile(
    r"(?:[ZOPRYI]{1,2}\s+)?(\d\d)(\d\d)(\d\d)Z\s*([A-Z]{3})\s*(\d{4}|\d\d)", re.IGNORECASE
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)(.*)", re.DOTALL)
_MAX_CP = 80

# Names of time zones that mail standards define; any other name is ambiguous and is left out.
_ZONE_HOURS = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip

# Two strangers to each other: what differs between two readings was not in the source.
_FILL_A = datetime(2001, 1, 1)
_FILL_B = datetime(2004, 2, 2)


def iso_date(raw: str) -> str | None:
    """Return a date as `2005`, `2005-06`, `2005-06-30` or `2005-06-30T10:32:00+00:00`.

    The offset stands only where the source has one. None when the source is no date, or one
    without a year.
    """
    raw = " ".join(raw.split())
    if not raw or len(raw) > _MAX_CP:
        return None
    for reading in (_iso, _compact, _time_group, _numeric, _mail):
        found = reading(raw)
        if found is not None:
            return found or None
    return _in_words(raw)


def full_year(digits: str) -> int:
    """Return the year for two or four digits."""
    year = int(digits)
    if len(digits) > 2:
        return year
    today = datetime.now().year
    return year + 2000 if year + 2000 <= today else year + 1900


# Each reading returns None for "not my kind", "" for "my kind, and no date".


def _iso(raw: str) -> str | None:
    if match := _ISO.fullmatch(raw):
        year, month, day = match.groups()
        valid = _valid(int(year), int(month or 1), int(day or 1))
        return raw if valid else ""
    if _ISO_TIME.fullmatch(raw):
        try:
            return _written(datetime.fromisoformat(raw.replace(" +", "+").replace(" Z", "Z")))
        except ValueError:
            return None
    return None


def _compact(raw: str) -> str | None:
    if match := _COMPACT.fullmatch(raw):
        year, month, day = match.groups()
        return f"{year}-{month}-{day}" if _valid(int(year), int(month), int(day)) else ""
    # Any other bare number may be a year and a month, a case number, or seconds since 1970.
    return "" if raw.isdigit() else None


def _time_group(raw: str) -> str | None:
    match = _TIME_GROUP.fullmatch(raw)
    if match is None:
        return None
    day, hour, minute, month, year = match.groups()
    if month.lower() not in MONTHS:
        return ""
    try:
        moment = datetime(
            full_year(year),
            MONTHS.index(month.lower()) + 1,
            int(day),
            int(hour),
            int(minute),
            tzinfo=UTC,
        )
    except ValueError:
        return ""
    return _written(moment)


def _numeric(raw: str) -> str | None:
    match = _NUMERIC.fullmatch(raw)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), full_year(match[4])
    if (
        match[2] == "-"
        and len(match[4]) == 2
        and _valid(full_year(match[1]), second, int(match[4]))
    ):
        return ""  # the year may stand first
    can_be_day_first = _valid(year, second, first)
    can_be_month_first = _valid(year, first, second) and match[2] != "."
    if can_be_day_first and can_be_month_first and first != second:
        return str(year)
    if not can_be_day_first and not can_be_month_first:
        return ""
    day, month = (first, second) if can_be_day_first else (second, first)
    date = f"{year:04}-{month:02}-{day:02}"
    rest = match[5].strip(" ,")
    return (_in_words(f"{date} {rest}") or date) if rest else date


def _mail(raw: str) -> str | None:
    if not re.match(r"(?:[A-Za-z]{3,9},? )?\d{1,2} [A-Za-z]{3,9} \d{4} \d", raw):
        return None
    try:
        return _written(parsedate_to_datetime(raw))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_words(raw: str) -> str | None:
    raw = re.sub(r"\s*\([^)]*\)$", "", raw)
    if not re.search(r"\d", raw):
        return None
    try:
        one = _parse(raw, _FILL_A)
        other = _parse(raw, _FILL_B)
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, RecursionError):
        return None
    if one.year != other.year:
        return None
    has_month, has_day = one.month == other.month, one.day == other.day
    if not has_month:
        return None if has_day else f"{one.year:04}"
    if not has_day:
        return f"{one.year:04}-{one.month:02}"
    if one.hour != other.hour:
        return one.date().isoformat()
    return _written(one)


def _parse(raw: str, fill: datetime) -> datetime:
    hour = fill.month  # any two hours that differ
    found = dateutil_parser.parse(
        raw, parserinfo=_YEARS, default=fill.replace(hour=hour), tzinfos=_zone
    )
    assert isinstance(found, datetime)
    return found


class _PastYears(dateutil_parser.parserinfo):  # type: ignore[misc]
    def convertyear(self, year: int, century_specified: bool = False) -> int:
        return year if century_specified or year > 99 else full_year(f"{year:02}")


_YEARS = _PastYears()


def _zone(name: str | None, offset_s: int | None) -> tzinfo | None:
    if offset_s is not None:
        return timezone(timedelta(seconds=offset_s))
    hours = _ZONE_HOURS.get((name or "").upper())
    return None if hours is None else timezone(timedelta(hours=hours))


def _written(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _valid(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day)
    except ValueError:
        return False
    return True
