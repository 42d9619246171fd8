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


def regions(connection: Connection, document_id: int) -> list[Region]:
    """Return what a document's reader found in its text, in order."""
    columns = (RegionRecord.start_cp, RegionRecord.end_cp, RegionRecord.kind, RegionRecord.note)
    query = select(*columns).where(RegionRecord.document_id == document_id)
    rows = connection.execute(query.order_by(RegionRecord.start_cp, RegionRecord.id))
    return [Region(row.start_cp, row.end_cp, RegionKind(row.kind), row.note) for row in rows]


def holds_any(connection: Connection, document_id: int, kinds: Iterable[RegionKind]) -> bool:
    """Tell whether a document has a region of one of these kinds."""
    query = select(RegionRecord.id).where(
        RegionRecord.document_id == document_id,
        RegionRecord.kind.in_([kind.value for kind in kinds]),
    )
    return connection.scalar(query.limit(1)) is not None


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
    stands = DocumentRecord.replaced_by.is_(None)
    return _messages(connection, among(DocumentRecord.thread, threads) & stands)


def beginnings(connection: Connection, ids: Iterable[int], length_cp: int) -> dict[int, str]:
    """Return the beginnings of texts by the ids of their documents."""
    query = select(
        DocumentText.document_id, func.substr(DocumentText.body, 1, length_cp).label("beginning")
    ).where(among(DocumentText.document_id, ids))
    return {row.document_id: row.beginning for row in connection.execute(query)}


def top_of_file(connection: Connection, document_id: int) -> list[int]:
    """Return the ids of the documents that stand in the same file and are attached to none."""
    file = (
        select(DocumentRecord.source_file_id)
        .where(DocumentRecord.id == document_id)
        .scalar_subquery()
    )
    query = select(DocumentRecord.id).where(
        DocumentRecord.source_file_id == file, DocumentRecord.parent_id.is_(None)
    )
    return list(connection.scalars(query.order_by(DocumentRecord.id)))


def replaced_by(connection: Connection, document_id: int) -> int | None:
    """Return the document that stands for one, None where it stands for itself."""
    return connection.scalar(
        select(DocumentRecord.replaced_by).where(DocumentRecord.id == document_id)
    )


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
    rows = connection.execute(select(*columns).where(condition).order_by(DocumentRecord.id))
    return [Message(*row) for row in rows]
