"""Numbers in the cells of Excel as text: days as dates, others as the sheet shows them at most."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from reviewer.ingest.packages import Target, local, value_of

# ECMA-376 part 1, 18.8.30: the formats that every program knows by number.
_BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
_LAST_DAY = 2_958_465  # 9999-12-31


class NumberFormats(Target):
    """Which styles of cells show days and times; the target for a workbook's styles."""

    def __init__(self) -> None:
        self.dated: list[bool] = []
        self._own: dict[str, bool] = {}
        self._in_cells = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        name = local(tag)
        if name == "numFmt":
            code = value_of(attributes, "formatCode")
            self._own[value_of(attributes, "numFmtId")] = is_date_format(code)
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = value_of(attributes, "numFmtId")
            built_in = number.isascii() and number.isdigit() and int(number[:6]) in _BUILT_IN
            self.dated.append(self._own.get(number, built_in))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if local(tag) == "cellXfs":
            self._in_cells = False

    def is_date(self, style: str) -> bool:
        """Tell whether cells of a style show a day or a time."""
        if not (style.isascii() and style.isdigit()) or len(style) > 6:
            return False
        return int(style) < len(self.dated) and self.dated[int(style)]


def is_date_format(code: str) -> bool:
    """Tell whether a format code shows a day or a time of day, and not a time that has passed."""
    code = code.partition(";")[0]
    return not _ELAPSED.search(code) and bool(_DATE_CODE.search(_NOT_CODE.sub("", code)))


def number_text(raw: str) -> str:
    """Return a number without the digits that only its storage has."""
    try:
        return f"{float(raw):.15g}" if re.search("[.eE]", raw) else raw
    except ValueError:
        return raw


def date_text(raw: str, counts_from_1904: bool = False) -> str:
    """Return a day, a time of day or both as ISO 8601; a number that is none stays as it is."""
    try:
        days = float(raw)
    except ValueError:
        return raw
    if not 0 <= days <= _LAST_DAY:
        return number_text(raw)
    if counts_from_1904:
        first = datetime(1904, 1, 1)
    else:
        # Excel knows a 29 February 1900 that never was; days before it count one less.
        first = datetime(1899, 12, 30) if days >= 60 else datetime(1899, 12, 31)
    try:
        moment = first + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return number_text(raw)
    if days < 1 and not counts_from_1904:
        return moment.time().isoformat()
    is_day = not (moment.hour or moment.minute or moment.second)
    return moment.date().isoformat() if is_day else moment.isoformat()
