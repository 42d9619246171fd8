"""Counts by month laid out on a line without gaps, or by year where there are too many months.

A few dates far from all others, most of them misread, would press the rest into a corner: what is
before or after nearly all documents is counted in one bin at that end.
"""

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


_FEW = 0.005  # of the documents may stand in the bin at an end …
_FAR = 3  # … where all bins are so many times as many as those of the others


@dataclass(frozen=True, eq=False)
class Bins:
    """Counts from `first` on; a bin is a month counted from year 0, or with `by_year` a year.

    The first bin may hold all `before` it too, the last one all `after` it.
    """

    first: int
    counts: NDArray[np.int64]
    by_year: bool
    before: bool = False
    after: bool = False

    def __len__(self) -> int:
        return len(self.counts)

    def prefix(self, place: int) -> str:
        """Return the ISO prefix of a bin: `2005-06` or `2005`."""
        number = self.first + place
        return f"{number:04}" if self.by_year else f"{number // 12:04}-{number % 12 + 1:02}"

    def dates(self, first: int, last: int) -> tuple[str | None, str | None]:
        """Return the range of dates from one bin to another as ISO prefixes, None for no end."""
        start = None if self.before and first == 0 else self.prefix(first)
        return start, None if self.after and last == len(self) - 1 else self.prefix(last)

    def name(self, place: int) -> str:
        """Return a bin's name for a person."""
        number = self.first + place
        name = str(number) if self.by_year else f"{_MONTH_NAMES[number % 12]} {number // 12}"
        if self.before and place == 0:
            return f"{name} and before"
        return f"{name} and after" if self.after and place == len(self) - 1 else name

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
    first, last = _shown(by_month)
    if last - first < most:
        return _filled(by_month, first, last, by_year=False)
    return _filled(by_year, *_shown(by_year), by_year=True)


def _shown(counts: dict[int, int]) -> tuple[int, int]:
    """Return the first and the last number that get a bin of their own, or of all beyond."""
    lowest, highest = min(counts), max(counts)
    numbers = np.array(sorted(counts))
    so_far = np.cumsum([counts[number] for number in numbers.tolist()])
    few = so_far[-1] * _FEW
    most_from = int(numbers[np.searchsorted(so_far, few, side="right")])
    most_to = int(numbers[np.searchsorted(so_far, so_far[-1] - few)])
    if highest - lowest < _FAR * (most_to - most_from + 1):
        return lowest, highest
    return max(lowest, most_from - 1), min(highest, most_to + 1)


def _filled(counts: dict[int, int], first: int, last: int, *, by_year: bool) -> Bins:
    filled = np.zeros(last - first + 1, dtype=np.int64)
    for number, count in counts.items():
        filled[min(max(number, first), last) - first] += count
    return Bins(first, filled, by_year, before=first > min(counts), after=last < max(counts))
