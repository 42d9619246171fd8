"""The verb on what is known of documents: a title, date or sender is corrected, or put back."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from reviewer.corpus.columns import documents_corrected_since
from reviewer.corpus.database import Corpus
from reviewer.corpus.membership import among
from reviewer.corpus.schema import DocumentRecord
from reviewer.errors import ReviewError
from reviewer.model import FIELD_LABELS, METADATA, field_label
from reviewer.review.changes import Change, Draft, Operation, changing
from reviewer.search.index import SearchIndex
from reviewer.text import normalise

Fields = Mapping[str, str | None]

MAX_FIELD_CP = 20_000  # many a letter has hundreds of recipients
_DATE = re.compile(r"[12]\d{3}(-\d\d(-\d\d(T\d\d:\d\d.*)?)?)?")
_COLUMNS = tuple(DocumentRecord.__table__.columns[name] for name in FIELD_LABELS)


def correct_fields(
    corpus: Corpus, document_ids: Sequence[int], values: Fields, put_back: Collection[str] = ()
) -> Change:
    """Give documents other values of fields; one change however many they are.

    Fields go by the names of `FIELD_LABELS`, pieces of metadata as "metadata:TAGS". An empty value
    or None empties a field. What was imported stays known, and fields that are `put_back` get it
    again. Raises ReviewError for a date that is none, an empty title, a value that is too long, or
    a document that is gone.
    """
    checked = {name: checked_field(name, value) for name, value in values.items()}
    with changing(corpus, _label(checked, put_back, len(document_ids))) as draft:
        draft.apply(*_operations(draft, dict.fromkeys(document_ids), checked, put_back))
    return draft.change


def checked_field(name: str, value: str | None) -> str | None:
    """Return a value as it is stored, None for an empty one; raise ReviewError when it cannot be.

    Dates are ISO 8601, as precise as they are known.
    """
    written = " ".join(normalise(value or "").split())
    if len(written) > MAX_FIELD_CP:
        raise ReviewError(
            f"{field_label(name)}: this is longer than {MAX_FIELD_CP:,} characters. Keep it "
            "shorter and put the rest into the note on the document."
        )
    if name == "title" and not written:
        raise ReviewError("A document needs a title.")
    if name == "date" and written and not _is_date(written):
        raise ReviewError(
            f"“{written[:40]}” is no date that can be sorted by. Write it as precisely as it is "
            "known: 2005, 2005-06 or 2005-06-30."
        )
    return written or None


def common_fields(connection: Connection, document_ids: Sequence[int]) -> dict[str, str | None]:
    """Return the fields that have the same value in all of these documents."""
    counts = [
        each
        for column in _COLUMNS
        for each in (func.count(column.distinct()), func.count(column), func.max(column))
    ]
    query = select(func.count(), *counts).where(among(DocumentRecord.id, document_ids))
    total, *told = connection.execute(query).one()
    common: dict[str, str | None] = {}
    for place, name in enumerate(FIELD_LABELS):
        different, present, value = told[3 * place : 3 * place + 3]
        if present == 0 or (different == 1 and present == total):
            common[name] = value
    return common


def corrected_fields(connection: Connection, document_ids: Sequence[int]) -> set[str]:
    """Return the names of the fields that are corrected in any of these documents."""
    query = select(DocumentRecord.as_imported).distinct()
    query = query.where(
        among(DocumentRecord.id, document_ids), DocumentRecord.as_imported.is_not(None)
    )
    return {name for stored in connection.scalars(query) for name in json.loads(stored or "{}")}


def known_values(connection: Connection, name: str, limit: int) -> list[str]:
    """Return the values of a field, the most frequent first. Reads through all documents."""
    column = DocumentRecord.__table__.columns[name]
    query = select(column).where(column.is_not(None)).group_by(column)
    return list(connection.scalars(query.order_by(func.count().desc(), column).limit(limit)))


def outdated_documents(connection: Connection, index: SearchIndex) -> set[int]:
    """Return the documents that the index holds with other fields than they have now."""
    corrected = documents_corrected_since(connection, index.log_id)
    return index.document_ids().intersection(corrected) if corrected else set()


def _operations(
    draft: Draft, document_ids: Collection[int], values: Fields, put_back: Collection[str]
) -> Iterator[Operation]:
    columns = (
        DocumentRecord.id,
        DocumentRecord.as_imported,
        DocumentRecord.corrected_at,
        DocumentRecord.__table__.columns["metadata"],
    )
    query = select(*columns, *_COLUMNS).where(among(DocumentRecord.id, document_ids))
    rows = draft.connection.execute(query.order_by(DocumentRecord.id)).all()
    if len(rows) < len(document_ids):
        raise ReviewError("A document is gone already, so nothing was changed.")
    for row in rows:
        now = _Values(dict(row._mapping))
        imported: dict[str, str | None] = json.loads(row.as_imported or "{}")
        wanted = {name: imported[name] for name in put_back if name in imported} | dict(values)
        new = {name: value for name, value in wanted.items() if now.of(name) != value}
        if not new:
            continue
        # Of several corrections, what was before the first.
        known = {name: now.of(name) for name in new} | imported
        kept = {
            name: value for name, value in known.items() if new.get(name, now.of(name)) != value
        }
        after = now.columns_with(new) | {
            "as_imported": json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None,
            "corrected_at": draft.at,
        }
        before = {column: row._mapping[column] for column in after}
        yield Operation("document", {"id": row.id}, before, after)


class _Values:
    """The fields of one document, those in its metadata among them."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row

    def of(self, name: str) -> str | None:
        """Return the value of a field, None for none."""
        if name in FIELD_LABELS:
            value: str | None = self._row[name]
            return value
        return self._metadata.get(name.removeprefix(METADATA)) or None

    def columns_with(self, new: Fields) -> dict[str, str | None]:
        """Return the columns that hold these fields with other values of them."""
        columns = {name: value for name, value in new.items() if name in FIELD_LABELS}
        if len(columns) < len(new):
            metadata = self._metadata
            for name in new.keys() - columns.keys():
                # Emptied, not removed, so that what is put back stands where it stood.
                metadata[name.removeprefix(METADATA)] = new[name] or ""
            columns["metadata"] = json.dumps(metadata, ensure_ascii=False)
        return columns

    @property
    def _metadata(self) -> dict[str, str]:
        return dict(json.loads(self._row["metadata"]))


def _label(values: Collection[str], put_back: Collection[str], count: int) -> str:
    told = listed_fields({*values, *put_back})
    what = "a document" if count == 1 else f"{count:,} documents"
    return f"{'correct' if values else 'put back'} {told} of {what}"


def listed_fields(names: Collection[str]) -> str:
    """Return the names of fields within a sentence."""
    labels = [label.lower() for name, label in FIELD_LABELS.items() if name in names]
    labels += sorted(field_label(name) for name in names if name not in FIELD_LABELS)
    return " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))


def _is_date(written: str) -> bool:
    if not _DATE.fullmatch(written):
        return False
    try:
        if "T" in written:
            datetime.fromisoformat(written)
        else:
            date.fromisoformat((written + "-01-01")[:10])
    except ValueError:
        return False
    return True


def corrects(change: Change) -> bool:
    """Tell whether a change corrected fields, or took a correction back."""
    # It does so in each of its steps.
    return any("corrected_at" in (operation.after or ()) for operation in change.operations[:1])
