"""What can be asked about documents: lists, single ones, their text, values to filter by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from reviewer.corpus.membership import among
from reviewer.corpus.schema import (
    DocumentRecord,
    DocumentText,
    SourceFile,
)
from reviewer.model import (
    Document,
    DocumentRow,
    SearchableDocument,
    Status,
)

_VARIABLES_PER_STATEMENT = 500
_STANDS = DocumentRecord.replaced_by.is_(None)
# The fields of `DocumentRow`, joined into one text within a single step: fetched row by row each of
# them would wait for the other threads.
_ROWS = """
SELECT json_group_array(json_array(
    document.id, title, date, origin, classification, status, char_count,
    (SELECT count(*) FROM highlight WHERE document_id = document.id),
    (SELECT count(*) FROM mention WHERE document_id = document.id),
    (SELECT count(*) FROM redaction WHERE document_id = document.id),
    EXISTS (SELECT 1 FROM redaction WHERE document_id = document.id AND start_cp IS NULL),
    source_file.path, locator
))
FROM json_each(?) AS wanted
JOIN document ON document.id = wanted.value
JOIN source_file ON source_file.id = source_file_id
"""


def document_ids(connection: Connection) -> list[int]:
    """Return the ids of all documents in the order of import."""
    return list(connection.scalars(select(DocumentRecord.id).order_by(DocumentRecord.id)))


def document_rows(connection: Connection, ids: Sequence[int]) -> list[DocumentRow]:
    """Return list rows for ids, in the order of the ids; unknown ids are left out."""
    joined = connection.exec_driver_sql(_ROWS, (json.dumps(list(ids)),)).scalar_one()
    rows = {values[0]: _row(values) for values in json.loads(joined)}
    return [rows[document_id] for document_id in ids if document_id in rows]


def source_paths(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Return the paths of the files that documents come from, by id."""
    query = select(DocumentRecord.id, SourceFile.path).join(
        SourceFile, SourceFile.id == DocumentRecord.source_file_id
    )
    rows = connection.execute(query.where(among(DocumentRecord.id, ids)))
    return {row.id: row.path for row in rows}


def document(connection: Connection, document_id: int) -> Document | None:
    """Return one document without its text, or None when there is none."""
    columns = DocumentRecord.__table__.columns
    row = (
        connection.execute(
            select(*columns, SourceFile.path, SourceFile.format)
            .join(SourceFile, SourceFile.id == DocumentRecord.source_file_id)
            .where(DocumentRecord.id == document_id)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    return Document(
        id=row["id"],
        title=row["title"],
        date=row["date"],
        origin=row["origin"],
        classification=row["classification"],
        sender=row["sender"],
        recipients=row["recipients"],
        author=row["author"],
        external_id=row["external_id"],
        locator=row["locator"],
        source_path=row["path"],
        format=row["format"],
        metadata=json.loads(row["metadata"]),
        text_sha256=row["text_sha256"],
        char_count=row["char_count"],
        status=Status(row["status"]),
        note=row["note"],
        imported_at=row["imported_at"],
        parent_id=row["parent_id"],
        thread=row["thread"],
        recognised=None if row["recognised"] is None else frozenset(json.loads(row["recognised"])),
        as_imported=json.loads(row["as_imported"] or "{}"),
    )


def document_text(connection: Connection, document_id: int) -> str:
    """Return the stored text of a document; empty when there is no such document."""
    return (
        connection.scalar(select(DocumentText.body).where(DocumentText.document_id == document_id))
        or ""
    )


def texts(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Return the texts of several documents by id."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), _VARIABLES_PER_STATEMENT):
        some = ids[start : start + _VARIABLES_PER_STATEMENT]
        query = select(DocumentText.document_id, DocumentText.body)
        rows = connection.execute(query.where(DocumentText.document_id.in_(some)))
        found.update((row.document_id, row.body) for row in rows)
    return found


def searchable_documents(
    connection: Connection, ids: Sequence[int]
) -> Iterator[SearchableDocument]:
    """Yield documents as the search index takes them in, in order of id."""
    for start in range(0, len(ids), _VARIABLES_PER_STATEMENT):
        some = ids[start : start + _VARIABLES_PER_STATEMENT]
        query = (
            select(*DocumentRecord.__table__.columns, DocumentText.body)
            .join(DocumentText, DocumentText.document_id == DocumentRecord.id)
            .where(DocumentRecord.id.in_(some))
            .order_by(DocumentRecord.id)
        )
        for row in connection.execute(query).mappings():
            yield SearchableDocument(
                id=row["id"],
                title=row["title"],
                body=row["body"],
                date=row["date"],
                origin=row["origin"],
                classification=row["classification"],
                sender=row["sender"],
                recipients=row["recipients"],
                author=row["author"],
                metadata=_searchable_metadata(row["external_id"], row["metadata"]),
            )


def document_count(connection: Connection) -> int:
    """Return how many documents the corpus holds, those that others stand for left out."""
    return connection.scalar(select(func.count()).where(_STANDS)) or 0


def reviewed_count(connection: Connection) -> int:
    """Return how many documents are marked reviewed."""
    return (
        connection.scalar(
            select(func.count()).where(DocumentRecord.status == Status.REVIEWED.value, _STANDS)
        )
        or 0
    )


def date_range(connection: Connection) -> tuple[str, str] | None:
    """Return the first and the last date of the corpus, or None when no document has one."""
    query = select(func.min(DocumentRecord.date), func.max(DocumentRecord.date)).where(_STANDS)
    first, last = connection.execute(query).one()
    return None if first is None or last is None else (first, last)


def documents_by_external_ids(
    connection: Connection, external_ids: Iterable[str]
) -> list[tuple[str, int]]:
    """Return the id of each document that its source knows under one of these ids, with that."""
    query = select(DocumentRecord.external_id, DocumentRecord.id)
    rows = connection.execute(
        query.where(among(DocumentRecord.external_id, external_ids), _STANDS).order_by(
            DocumentRecord.id
        )
    )
    return [(row.external_id, row.id) for row in rows]


def documents_named(connection: Connection, text: str, limit: int) -> list[DocumentRow]:
    """Return rows of documents whose title, own id and file's name hold every word of `text`.

    The one whose id is `text` comes first, then ids and titles that begin with it or hold it.
    Letters match in either case. Reads through all documents, so not for the GUI thread.
    """
    words = text.split()
    if not words:
        return []
    title, external_id = DocumentRecord.title, DocumentRecord.external_id
    wanted = " ".join(words)
    rank = case(
        (func.lower(external_id) == wanted.lower(), 0),
        (external_id.istartswith(wanted, autoescape=True), 1),
        (title.istartswith(wanted, autoescape=True), 2),
        (title.icontains(wanted, autoescape=True), 3),
        else_=4,
    )
    query = (
        select(DocumentRecord.id)
        .join(SourceFile)
        .where(_STANDS, *(_holds(word) for word in words))
        .order_by(rank, DocumentRecord.id)
        .limit(limit)
    )
    return document_rows(connection, list(connection.scalars(query)))


def _holds(word: str) -> ColumnElement[bool]:
    """Match a word in the title, the id or the path; SQLite ignores the case of ASCII alone."""
    forms = dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))
    columns = (
        DocumentRecord.title,
        DocumentRecord.external_id,
        SourceFile.path,
        DocumentRecord.locator,
    )
    return or_(*(column.contains(form, autoescape=True) for column in columns for form in forms))


def _row(values: list[Any]) -> DocumentRow:
    values[5], values[10] = Status(values[5]), bool(values[10])
    return DocumentRow(*values)


def _searchable_metadata(external_id: str | None, stored: str) -> str:
    """Return metadata as lines of text; nested values, which are data, are left out."""
    values = [value for value in json.loads(stored).values() if not value.startswith(("[", "{"))]
    return "\n".join([*([external_id] if external_id else []), *values])
