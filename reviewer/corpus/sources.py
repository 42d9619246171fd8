"""The files that documents were read from, and how."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Executable, select

from reviewer.corpus.schema import DocumentRecord, SourceFile

_FILES = select(
    SourceFile.id,
    SourceFile.sha256,
    SourceFile.path,
    SourceFile.format,
    SourceFile.size_bytes,
    SourceFile.mapping,
)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read; `mapping` is JSON or empty, as in `SourceFile`."""

    id: int
    sha256: str
    path: str
    format: str
    size_bytes: int
    mapping: str


def file_of(connection: Connection, document_id: int) -> ReadFile | None:
    """Return the file that a document was read from, None without the document."""
    query = _FILES.join(DocumentRecord, DocumentRecord.source_file_id == SourceFile.id)
    return _first(connection, query.where(DocumentRecord.id == document_id))


def file_by_id(connection: Connection, source_id: int) -> ReadFile | None:
    """Return a file, None when there is none with that id."""
    return _first(connection, _FILES.where(SourceFile.id == source_id))


def _first(connection: Connection, query: Executable) -> ReadFile | None:
    row = connection.execute(query).first()
    return None if row is None else ReadFile(*row)
