"""Counts by month laid out on a line without gaps, or by year where there are too many months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, eq=False)
class Bins:
    """Counts from `first` on; a bin is a month counted from year 0, or with `by_year` a year."""

    first: int
    counts: NDArray[np.int64]
    by_year: bool

    def __len__(self) -> int:
        return len(self.counts)

    def prefix(self, place: int) -> str:
        """Return the ISO prefix of a bin: `2005-06` or `2005`."""
        number = self.first + place
        return f"{number:04}" if self.by_year else f"{number // 12:04}-{number % 12 + 1:02}"

    def name(self, place: int) -> str:
        """Return a bin's name for a person."""
        number = self.first + place
        return str(number) if self.by_year else f"{_MONTH_NAMES[number % 12]} {number // 12}"

    def year(self, place: int) -> int:
        """Return the year that a bin is in."""
        number = self.first + place
        return number if self.by_year else number // 12

    def year_starts(self) -> range:
        """Return the bins with which a year begins."""
        return range(0, len(self)) if self.by_year else range(-self.first % 12, len(self), 12)

    def place_of(self, date: str, *, last: bool) -> int:
        """Return the bin of an ISO prefix, of a year the first or the `last` one; may be outside.

        Raises ValueError when it begins with no year.
        """
        year = int(date[:4])
        if self.by_year:
            return year - self.first
        month = int(date[5:7]) if len(date) >= 7 else 12 if last else 1
        return year * 12 + month - 1 - self.first


NO_BINS = Bins(0, np.empty(0, dtype=np.int64), by_year=False)


def lay_out(months: Sequence[tuple[str, int]], most: int) -> Bins:
    """Return bins for counts of months such as `("2005-06", 12)`; years if over `most` months."""
    by_month: dict[int, int] = {}
    by_year: dict[int, int] = {}
    for month, count in months:
        year = int(month[:4])
        by_month[year * 12 + int(month[5:7]) - 1] = count
        by_year[year] = by_year.get(year, 0) + count
    if not by_month:
        return NO_BINS
    if max(by_month) - min(by_month) < most:
        return _filled(by_month, by_year=False)
    return _filled(by_year, by_year=True)


def _filled(counts: dict[int, int], *, by_year: bool) -> Bins:
    first = min(counts)
    filled = np.zeros(max(counts) - first + 1, dtype=np.int64)
    for number, count in counts.items():
        filled[number - first] = count
    return Bins(first, filled, by_year)
