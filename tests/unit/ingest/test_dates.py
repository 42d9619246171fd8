from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ingest.dates import iso_date

DAYS = st.dates(min_value=date(1700, 1, 1), max_value=date(2099, 12, 31))
MOMENTS = st.datetimes(
    min_value=datetime(1971, 1, 1),
    max_value=datetime(2099, 12, 31),
    timezones=st.integers(-14 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n))),
).map(lambda moment: moment.replace(microsecond=0))


@given(DAYS)
def test_days_are_kept_to_the_day(day: date) -> None:
    iso = day.isoformat()
    assert iso_date(iso) == iso
    assert iso_date(f"{day:%Y%m%d}") == iso
    assert iso_date(f"{day.day} {day:%B} {day.year}") == iso
    assert iso_date(f"{day:%B} {day.day}, {day.year}") == iso
    assert iso_date(f"{day.day}.{day.month}.{day.year}") == iso


@given(DAYS)
def test_a_month_or_a_year_is_not_made_more_precise(day: date) -> None:
    assert iso_date(f"{day:%B} {day.year}") == f"{day.year}-{day.month:02}"
    assert iso_date(str(day.year)) == str(day.year)


@given(DAYS)
def test_a_date_without_a_year_is_none(day: date) -> None:
    assert iso_date(f"{day.day} {day:%B}") is None
    assert iso_date(f"{day:%A}") is None


@given(DAYS)
def test_numbers_with_slashes_never_give_a_wrong_day(day: date) -> None:
    for raw in (f"{day.day}/{day.month}/{day.year}", f"{day.month}/{day.day}/{day.year}"):
        assert iso_date(raw) in (day.isoformat(), str(day.year))
    if day.day > 12 or day.day == day.month:
        assert iso_date(f"{day.day}/{day.month}/{day.year}") == day.isoformat()
        assert iso_date(f"{day.month}/{day.day}/{day.year}") == day.isoformat()


@given(MOMENTS)
def test_moments_keep_their_offset(moment: datetime) -> None:
    iso = moment.isoformat()
    assert iso_date(iso) == iso
    assert iso_date(format_datetime(moment)) == iso


@given(st.text(max_size=100))
def test_any_text_gives_a_date_or_none(raw: str) -> None:
    found = iso_date(raw)
    assert found is None or found[:4].isdigit()


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("041032Z MAY 06", "2006-05-04T10:32:00+00:00"),
        ("R 041032Z MAY 06", "2006-05-04T10:32:00+00:00"),
        ("O 312359Z DEC 54", "1954-12-31T23:59:00+00:00"),
        ("Friday, December 4, 2009 3:31 AM", "2009-12-04T03:31:00"),
        ("Thu, 4 May 2006 10:11:12 -0700 (PDT)", "2006-05-04T10:11:12-07:00"),
        ("4 May 2006 10:11 EST", "2006-05-04T10:11:00-05:00"),
        ("18/10/99 08:46 AM", "1999-10-18T08:46:00"),
        ("2005-06-30T10:00:00Z", "2005-06-30T10:00:00+00:00"),
        ("03/04/2006", "2006"),
        ("321032Z MAY 06", None),
        ("2006-02-30", None),
        ("31/31/2006", None),
        ("29 February 2005", None),
        ("200506", None),
        ("1146700000", None),
        ("06-05-04", None),
        ("Thu, 32 Foo 20xx 25:61", None),
        ("", None),
    ],
)
def test_dates_as_sources_write_them(raw: str, iso: str | None) -> None:
    assert iso_date(raw) == iso
