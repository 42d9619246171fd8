"""How a document is built, as its reader found it: regions, remarks and what is attached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from reviewer.corpus.membership import among
from reviewer.corpus.schema import (
    DocumentRecord,
    DocumentText,
    RegionRecord,
    RemarkRecord,
    SourceFile,
)
from reviewer.model import Region, RegionKind, Remark, RemarkKind

_STANDS = DocumentRecord.replaced_by.is_(None)
# An import tells of a file by its whole path, a document by that within what was imported.
_UNREAD_PARTS = """
WITH held AS (
  SELECT document.id AS id, source_file_id AS file, path,
    CASE WHEN locator = '' THEN '' ELSE locator || '/' END AS within
  FROM document JOIN source_file ON source_file.id = source_file_id
  WHERE document.id = :document
)
SELECT substr(item.locator, length(within) + 1), item.reason, max(item.id)
FROM held JOIN import_item AS item ON item.locator <> ''
  AND substr(item.path, -length(held.path)) = held.path
  AND substr(item.locator, 1, length(within)) = within
WHERE NOT EXISTS (
  SELECT 1 FROM document AS part
  WHERE part.source_file_id = held.file AND part.locator = item.locator
) AND NOT EXISTS (
  SELECT 1 FROM document AS part WHERE part.parent_id = held.id
  AND substr(item.locator, 1, length(part.locator) + 1) = part.locator || '/'
)
GROUP BY item.locator ORDER BY max(item.id)
"""


def regions(
    connection: Connection, document_id: int, kinds: Iterable[RegionKind] = RegionKind
) -> list[Region]:
    """Return what a document's reader found in its text, in order, of all kinds or of some."""
    columns = (RegionRecord.start_cp, RegionRecord.end_cp, RegionRecord.kind, RegionRecord.note)
    query = select(*columns).where(
        RegionRecord.document_id == document_id,
        RegionRecord.kind.in_([kind.value for kind in kinds]),
    )
    rows = connection.execute(query.order_by(RegionRecord.start_cp, RegionRecord.id))
    return [Region(row.start_cp, row.end_cp, RegionKind(row.kind), row.note) for row in rows]


def holds_any(connection: Connection, document_id: int, kinds: Iterable[RegionKind]) -> bool:
    """Tell whether a document has a region of one of these kinds."""
    query = select(RegionRecord.id).where(
        RegionRecord.document_id == document_id,
        RegionRecord.kind.in_([kind.value for kind in kinds]),
    )
    return connection.scalar(query.limit(1)) is not None


def region_counts(
    connection: Connection, document_ids: Iterable[int], kinds: Iterable[RegionKind]
) -> dict[int, dict[RegionKind, int]]:
    """Return how many regions of these kinds each document has that has one."""
    query = (
        select(RegionRecord.document_id, RegionRecord.kind, func.count())
        .where(among(RegionRecord.document_id, document_ids))
        .where(RegionRecord.kind.in_([kind.value for kind in kinds]))
        .group_by(RegionRecord.document_id, RegionRecord.kind)
    )
    found: dict[int, dict[RegionKind, int]] = {}
    for document_id, kind, count in connection.execute(query):
        found.setdefault(document_id, {})[RegionKind(kind)] = count
    return found


def notes_of(connection: Connection, document_id: int, kind: RegionKind) -> list[str]:
    """Return the different notes of a document's regions of a kind."""
    query = select(RegionRecord.note).where(
        RegionRecord.document_id == document_id, RegionRecord.kind == kind.value
    )
    return list(connection.scalars(query.distinct()))


def remarks(connection: Connection, document_id: int) -> list[Remark]:
    """Return what there is to know about how a document was read."""
    query = select(RemarkRecord.kind, RemarkRecord.detail)
    rows = connection.execute(
        query.where(RemarkRecord.document_id == document_id).order_by(RemarkRecord.id)
    )
    return [Remark(RemarkKind(row.kind), row.detail) for row in rows]


def attached(connection: Connection, document_id: int) -> list[int]:
    """Return the ids of the documents that are attached to one, in order."""
    query = select(DocumentRecord.id).where(DocumentRecord.parent_id == document_id)
    return list(connection.scalars(query.order_by(DocumentRecord.id)))


@dataclass(frozen=True, slots=True)
class Message:
    """What tells to which conversation a document belongs, and what is shown of it there."""

    id: int
    title: str
    date: str | None
    sender: str | None
    recipients: str | None
    thread: str | None
    external_id: str | None


def messages(connection: Connection, ids: Iterable[int]) -> list[Message]:
    """Return documents as messages, in order of id."""
    return _messages(connection, among(DocumentRecord.id, ids))


def in_thread(connection: Connection, threads: Iterable[str]) -> list[Message]:
    """Return the documents of these conversations, in order of id."""
    return _messages(connection, among(DocumentRecord.thread, threads))


def beginnings(connection: Connection, ids: Iterable[int], length_cp: int) -> dict[int, str]:
    """Return the beginnings of texts by the ids of their documents."""
    query = select(
        DocumentText.document_id, func.substr(DocumentText.body, 1, length_cp).label("beginning")
    ).where(among(DocumentText.document_id, ids))
    return {row.document_id: row.beginning for row in connection.execute(query)}


def standing(connection: Connection, ids: Iterable[int]) -> list[int]:
    """Return which documents stand for themselves, in order of id."""
    query = select(DocumentRecord.id).where(among(DocumentRecord.id, ids), _STANDS)
    return list(connection.scalars(query.order_by(DocumentRecord.id)))


def top_of_file(connection: Connection, document_id: int) -> list[int]:
    """Return the ids of the documents that stand in the same file and are attached to none."""
    file = (
        select(DocumentRecord.source_file_id)
        .where(DocumentRecord.id == document_id)
        .scalar_subquery()
    )
    query = select(DocumentRecord.id).where(
        DocumentRecord.source_file_id == file, DocumentRecord.parent_id.is_(None), _STANDS
    )
    return list(connection.scalars(query.order_by(DocumentRecord.id)))


def replaced_by(connection: Connection, document_id: int) -> int | None:
    """Return the document that stands for one, None where it stands for itself."""
    return connection.scalar(
        select(DocumentRecord.replaced_by).where(DocumentRecord.id == document_id)
    )


def unread_parts(connection: Connection, document_id: int) -> list[tuple[str, str]]:
    """Return what stands in a document and could not be read: its place there, and why.

    Of a part that was told of in several imports the last word counts, and none that was read
    after all. Reads through what became of every file, so not for the GUI thread.
    """
    rows = connection.exec_driver_sql(_UNREAD_PARTS, {"document": document_id})
    return [(row[0], row[1]) for row in rows]


def original_of(connection: Connection, document_id: int) -> str | None:
    """Return the SHA-256 of the file that a document was read from, None without the document."""
    query = select(SourceFile.sha256).join(
        DocumentRecord, DocumentRecord.source_file_id == SourceFile.id
    )
    return connection.scalar(query.where(DocumentRecord.id == document_id))


def _messages(connection: Connection, condition: ColumnElement[bool]) -> list[Message]:
    columns = (
        DocumentRecord.id,
        DocumentRecord.title,
        DocumentRecord.date,
        DocumentRecord.sender,
        DocumentRecord.recipients,
        DocumentRecord.thread,
        DocumentRecord.external_id,
    )
    query = select(*columns).where(condition, _STANDS).order_by(DocumentRecord.id)
    return [Message(*row) for row in connection.execute(query)]
