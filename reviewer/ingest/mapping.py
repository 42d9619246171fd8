"""Which column of a table becomes which field of a document, and the guess of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any

from reviewer.errors import ReadError
from reviewer.ingest.dates import iso_date
from reviewer.ingest.lines import one_line
from reviewer.ingest.rows import Row, as_text
from reviewer.ingest.titles import first_line, shortened
from reviewer.model import ParsedDocument
from reviewer.text import normalise


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The column for each field of a document, None for none; `table` names one of SQLite's."""

    text: str | None = None
    title: str | None = None
    date: str | None = None
    external_id: str | None = None
    origin: str | None = None
    classification: str | None = None
    sender: str | None = None
    recipients: str | None = None
    author: str | None = None
    table: str | None = None

    def to_json(self) -> str:
        """Return the mapping as JSON, to be remembered."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    @classmethod
    def from_json(cls, remembered: str) -> TableMapping:
        """Return a remembered mapping. Raises ReadError when it is not one."""
        try:
            values = json.loads(remembered)
        except ValueError as error:
            raise ReadError(f"The remembered columns cannot be read ({error}).") from error
        if not isinstance(values, dict):
            raise ReadError("The remembered columns cannot be read. Choose them again.")
        known = {item.name for item in fields(cls)}
        return cls(**{k: v for k, v in values.items() if k in known and isinstance(v, str)})


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The first rows of a table as text, each with a cell for every column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    table: str | None = None


_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("body", "text", "content", "contents", "message", "fulltext", "bodytext", "cable",
             "documenttext", "rawtext", "extractedtext", "plaintext", "textpath", "textlink",
             "textfile", "textfilepath", "extractedtextpath", "ocrtext", "ocrpath", "ocrtextpath",
             "txtpath", "fulltextpath", "extractedtextlink"),
    "title": ("title", "subject", "headline", "subj"),
    "date": ("date", "sent", "datesent", "sentdate", "created", "timestamp", "createdat",
             "datetime", "docdate", "documentdate", "datecreated", "published", "time"),
    "external_id": ("id", "docid", "documentid", "messageid", "canonicalid", "doc", "docno",
                    "begbates", "begdoc", "beginbates", "begno", "controlnumber",
                    "recordid", "uuid", "reference", "refid"),
    "origin": ("source", "origin", "embassy", "office", "custodian", "post"),
    "classification": ("classification", "class", "marking", "classificationlevel"),
    "sender": ("from", "sender", "metadatafrom", "fromaddress", "sentby"),
    "recipients": ("to", "recipients", "recipient", "metadatato", "toaddress", "sentto"),
    "author": ("author", "creator", "writer", "byline"),
}  # fmt: skip


def guess_mapping(preview: TablePreview) -> TableMapping:
    """Return the likeliest mapping: by the columns' names, for the text also by their contents.

    `text` is None when nothing in the table looks like it.
    """
    plain = {column: re.sub(r"[^a-z0-9]", "", column.casefold()) for column in preview.columns}
    found: dict[str, str] = {}
    for target, names in _NAMES.items():
        for name in names:
            column = next(
                (c for c, p in plain.items() if p == name and c not in found.values()), None
            )
            if column is not None:
                found[target] = column
                break
    if "text" not in found:
        longest = _longest(preview, set(found.values()))
        if longest is not None:
            found["text"] = longest
    return TableMapping(table=preview.table, **found)


def _longest(preview: TablePreview, taken: set[str]) -> str | None:
    """Return the column with the longest cells on average, of those without a meaning yet."""
    sizes = {
        column: sum(len(row[place]) for row in preview.rows)
        for place, column in enumerate(preview.columns)
        if column not in taken
    }
    longest = max(sizes, key=lambda column: sizes[column], default=None)
    return longest if longest is not None and sizes[longest] > 0 else None


def document_of(row: Row, mapping: TableMapping) -> ParsedDocument | str:
    """Return the document that a row holds, or the reason why it holds none.

    The text is the cell as it is. Whatever has no field of its own is kept in `metadata`, and so
    is a date whose source says more than the date that was read from it.
    """
    if mapping.text is None:
        return "No column was chosen for the text."
    text = as_text(row.values.get(mapping.text))
    if not text.strip():
        return f"This row has no text in the column “{mapping.text}”."
    columns = _columns(mapping)
    chosen = {name: row.values.get(column) for name, column in columns.items()}
    raw_date = one_line(as_text(chosen.get("date")))
    date = iso_date(raw_date) if raw_date else None
    metadata = {
        normalise(str(name)): normalise(as_text(value))
        for name, value in row.values.items()
        if name != mapping.text and name not in columns.values() and value not in (None, "", [], {})
    }
    if mapping.date and raw_date and raw_date != date:
        metadata[mapping.date] = raw_date
    title = _joined(chosen.get("title"))
    if mapping.title and title and title != shortened(title):
        metadata[mapping.title] = title
    return ParsedDocument(
        text,
        locator=row.locator,
        title=shortened(title) if title else first_line(text) or row.locator,
        date=date,
        origin=_joined(chosen.get("origin")),
        classification=_joined(chosen.get("classification")),
        sender=_joined(chosen.get("sender")),
        recipients=_joined(chosen.get("recipients")),
        author=_joined(chosen.get("author")),
        external_id=_joined(chosen.get("external_id")),
        metadata=metadata,
    )


@cache
def _columns(mapping: TableMapping) -> Mapping[str, str]:
    """Return the columns of the fields beside the text, which are asked for at every row."""
    chosen = asdict(mapping)
    return {k: v for k, v in chosen.items() if v is not None and k not in ("text", "table")}


def _joined(value: Any) -> str | None:
    """Return a value on one line, several joined by "; "."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_joined, value))) or None
    return one_line(as_text(value))
