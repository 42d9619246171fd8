"""What a PDF says of itself: title, author, dates, and the programs that made it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pypdfium2 import PdfDocument

from reviewer.ingest.dates import iso_date
from reviewer.ingest.lines import one_line

_DATE = re.compile(
    r"D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?"
)
_LABELS = (
    ("Subject", "Subject"),
    ("Keywords", "Keywords"),
    ("Creator", "Written with"),
    ("Producer", "Made with"),
)
_DATES = (("ModDate", "Modified"), ("CreationDate", "Created"))


def properties(pdf: PdfDocument) -> dict[str, str]:
    """Return what the file says of itself, by PDF's own names."""
    told = {name: _told(pdf, name) for name in pdf.METADATA_KEYS}
    return {name: value for name, value in told.items() if value}


def labelled(told: Mapping[str, str]) -> dict[str, str]:
    """Return those properties that have no field of their own, as they are shown."""
    shown = {label: told[name] for name, label in _LABELS if name in told}
    return shown | {
        label: pdf_date(told[name]) or told[name] for name, label in _DATES if name in told
    }


def pdf_date(raw: str) -> str | None:
    """Return a PDF's own way to write a date as ISO 8601, as precise as it is."""
    match = _DATE.match(raw)
    if match is None:
        return iso_date(raw)
    year, month, day, hour, minute, second, utc, sign, offset_h, offset_min = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if hour is None or day is None:
        return iso_date(date)
    zone = "+00:00" if utc else f"{sign}{offset_h}:{offset_min or '00'}" if sign else ""
    return iso_date(f"{date}T{hour}:{minute or '00'}:{second or '00'}{zone}") or iso_date(date)


def _told(pdf: PdfDocument, name: str) -> str | None:
    try:
        return one_line(pdf.get_metadata_value(name))
    except UnicodeDecodeError:
        return None  # the text matters more than a broken property
