"""How a document is built, as its reader found it: regions, remarks and what is attached."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from reviewer.corpus.schema import DocumentRecord, RegionRecord, RemarkRecord, SourceFile
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


def in_thread(connection: Connection, threads: Iterable[str]) -> list[tuple[int, str | None]]:
    """Return the id and the date of each document of these conversations, in order of id."""
    query = select(DocumentRecord.id, DocumentRecord.date)
    rows = connection.execute(
        query.where(DocumentRecord.thread.in_(list(threads))).order_by(DocumentRecord.id)
    )
    return [(row.id, row.date) for row in rows]


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


def original_of(connection: Connection, document_id: int) -> str | None:
    """Return the SHA-256 of the file that a document was read from, None without the document."""
    query = select(SourceFile.sha256).join(
        DocumentRecord, DocumentRecord.source_file_id == SourceFile.id
    )
    return connection.scalar(query.where(DocumentRecord.id == document_id))
