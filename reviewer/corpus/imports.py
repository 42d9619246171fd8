"""What an import writes and reads: files, their documents, and what became of each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select

from reviewer.corpus.database import now_utc
from reviewer.corpus.prepared import PreparedDocument
from reviewer.corpus.schema import (
    DocumentRecord,
    DocumentText,
    ImportItem,
    ImportRun,
    RegionRecord,
    RemarkRecord,
    SourceFile,
)


class Outcome(StrEnum):
    """What became of a file; `PARTLY` when some of its documents could not be read.

    The last three are kinds of not being read: locked with a password, pictures without text, and
    of a kind that nothing here reads.
    """

    IMPORTED = "imported"
    PARTLY = "partly"
    SEEN_BEFORE = "seen_before"
    FAILED = "failed"
    EMPTY = "empty"
    LOCKED = "locked"
    NO_TEXT = "no_text"
    UNSUPPORTED = "unsupported"


NOT_READ = (Outcome.FAILED, Outcome.LOCKED, Outcome.NO_TEXT, Outcome.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Source:
    """An imported file as far as it is stored; `documents_done` counts what its reader yielded."""

    id: int
    documents_done: int
    complete: bool
    format: str


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one file or folder of an import, and why when it was not imported whole.

    With a `locator` it tells of a part of the file that could not be read.
    """

    path: str
    outcome: Outcome
    reason: str = ""
    documents: int = 0
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """One import: when it noted its first file, and of how many it tells."""

    id: str
    at: str
    files: int


def find_source(connection: Connection, sha256: str, mapping: str) -> Source | None:
    """Return the file of these bytes as read with this mapping, or None when it is new."""
    # Plain SQL, as where a file is noted: building statements would cost more than they do.
    row = connection.exec_driver_sql(
        "SELECT id, documents_done, complete, format FROM source_file"
        " WHERE sha256 = ? AND mapping = ?",
        (sha256, mapping),
    ).first()
    if row is None:
        return None
    return Source(row.id, row.documents_done, bool(row.complete), row.format)


def mappings(connection: Connection, sha256: str) -> list[str]:
    """Return each mapping by which a file was read, the first first."""
    query = select(SourceFile.mapping).where(SourceFile.sha256 == sha256).order_by(SourceFile.id)
    return list(connection.scalars(query))


def locators(connection: Connection, source_id: int) -> set[str]:
    """Return the places in a file of all documents of it that are stored."""
    query = select(DocumentRecord.locator).where(DocumentRecord.source_file_id == source_id)
    return set(connection.scalars(query))


def source_hashes(connection: Connection) -> Iterator[str]:
    """Yield the SHA-256 of each file of which anything is stored."""
    yield from connection.execute(select(SourceFile.sha256)).scalars()


def add_source(
    connection: Connection, sha256: str, path: str, format: str, size_bytes: int, mapping: str
) -> int:
    """Store a file of which no document is stored yet and return its id."""
    result = connection.exec_driver_sql(
        "INSERT INTO source_file (sha256, path, format, size_bytes, mapping, documents_done,"
        " complete, imported_at) VALUES (?, ?, ?, ?, ?, 0, 0, ?)",
        (sha256, path, format, size_bytes, mapping, now_utc()),
    )
    return int(result.lastrowid)


def add_documents(
    connection: Connection, documents: Sequence[tuple[int, PreparedDocument]]
) -> None:
    """Store documents, each with the id of its file, behind all that are there."""
    if not documents:
        return
    # Ids are never used twice, so what counts is the highest ever given out.
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'document'")
    first_id = (last.scalar() or 0) + 1
    at = now_utc()
    records = []
    bodies = []
    regions = []
    remarks = []
    new_ids: dict[tuple[int, str], int] = {}
    for document_id, (source_id, document) in enumerate(documents, first_id):
        new_ids[source_id, document.fields["locator"]] = document_id
        parent_id = None
        if document.parent is not None:
            place = source_id, document.parent
            parent_id = new_ids.get(place) or _document_at(connection, *place)
        records.append(
            {
                "id": document_id,
                "source_file_id": source_id,
                "imported_at": at,
                "parent_id": parent_id,
                **document.fields,
            }
        )
        bodies.append({"document_id": document_id, "body": document.body})
        regions += [
            {"document_id": document_id, "start_cp": start, "end_cp": end, "kind": kind, "note": n}
            for start, end, kind, n in document.regions
        ]
        remarks += [
            {"document_id": document_id, "kind": kind, "detail": detail}
            for kind, detail in document.remarks
        ]
    # By the table: its column `metadata` has another name as an attribute.
    connection.execute(insert(DocumentRecord.__table__), records)  # type: ignore[arg-type]
    connection.execute(insert(DocumentText), bodies)
    if regions:
        connection.execute(insert(RegionRecord), regions)
    if remarks:
        connection.execute(insert(RemarkRecord), remarks)


def _document_at(connection: Connection, source_id: int, locator: str) -> int | None:
    place = (DocumentRecord.source_file_id == source_id) & (DocumentRecord.locator == locator)
    return connection.scalar(select(DocumentRecord.id).where(place))


def set_progress(
    connection: Connection, source_id: int, documents_done: int, complete: bool
) -> None:
    """Note how far a file is stored, in the transaction that stores its documents."""
    connection.exec_driver_sql(
        "UPDATE source_file SET documents_done = ?, complete = ? WHERE id = ?",
        (documents_done, complete, source_id),
    )


def add_items(connection: Connection, import_id: str, items: Sequence[Item]) -> None:
    """Note what became of files of an import."""
    if items:
        at = now_utc()
        rows = [
            {
                "import_id": import_id,
                "path": item.path,
                "outcome": item.outcome.value,
                "reason": item.reason,
                "documents": item.documents,
                "locator": item.locator,
                "at": at,
            }
            for item in items
        ]
        connection.execute(insert(ImportItem), rows)


def last_import_id(connection: Connection) -> str | None:
    """Return the id of the latest import that told of a file, or None before the first."""
    return connection.scalar(select(ImportItem.import_id).order_by(ImportItem.id.desc()).limit(1))


def imports_made(connection: Connection) -> list[Import]:
    """Return every import that told of a file or was stopped before, the latest first."""
    query = (
        select(
            ImportItem.import_id,
            func.min(ImportItem.at).label("at"),
            func.count().filter(ImportItem.locator == ""),
        )
        .group_by(ImportItem.import_id)
        .order_by(func.max(ImportItem.id).desc())
    )
    made = [Import(import_id, at, files) for import_id, at, files in connection.execute(query)]
    known = {each.id for each in made}
    begun = select(ImportRun.import_id, ImportRun.at).where(ImportRun.complete.is_(False))
    made += [Import(*row, 0) for row in connection.execute(begun) if row.import_id not in known]
    return sorted(made, key=lambda each: each.at, reverse=True)


def import_items(
    connection: Connection, import_id: str, outcomes: Sequence[Outcome] = ()
) -> list[Item]:
    """Return what became of the files of an import, in order; with `outcomes` only those."""
    columns = (
        ImportItem.path,
        ImportItem.outcome,
        ImportItem.reason,
        ImportItem.documents,
        ImportItem.locator,
    )
    query = select(*columns).where(ImportItem.import_id == import_id).order_by(ImportItem.id)
    if outcomes:
        query = query.where(ImportItem.outcome.in_([outcome.value for outcome in outcomes]))
    rows = connection.execute(query)
    return [
        Item(row.path, Outcome(row.outcome), row.reason, row.documents, row.locator) for row in rows
    ]


def document_sizes(connection: Connection) -> list[tuple[int, int]]:
    """Return the id and the number of code points of every document, in order of id."""
    query = select(DocumentRecord.id, DocumentRecord.char_count).order_by(DocumentRecord.id)
    return [(row.id, row.char_count) for row in connection.execute(query)]


def stored_count(connection: Connection) -> int:
    """Return how many documents are stored, those that others stand for too."""
    return connection.scalar(select(func.count()).select_from(DocumentRecord)) or 0


def document_places(connection: Connection) -> dict[tuple[str, str], int]:
    """Return the id of every document by the SHA-256 of its file and its locator in it."""
    query = select(DocumentRecord.id, DocumentRecord.locator, SourceFile.sha256).join(
        SourceFile, SourceFile.id == DocumentRecord.source_file_id
    )
    return {(row.sha256, row.locator): row.id for row in connection.execute(query)}
