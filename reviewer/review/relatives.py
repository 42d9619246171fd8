"""What belongs to a document: what it is attached to or holds, and the conversation it is part of.

All of it is read in a few milliseconds through indexes, on a background thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from reviewer.corpus import documents, structure
from reviewer.model import Document, DocumentRow

MAX_LISTED = 500
# Files that hold others without being a document themselves, as `SourceFile.format` names them.
_ARCHIVES = frozenset({"zip", "tar", "7z", "packed"})


@dataclass(frozen=True, slots=True)
class Listed:
    """Documents in their order; of more than can be read through, those around the asking one.

    `place` counts from 1 among all of them, 0 when the asking document is not one of them.
    """

    rows: tuple[DocumentRow, ...] = ()
    total: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Relatives:
    """The documents around one; `beside` are the others of the same archive."""

    parent: DocumentRow | None = None
    attached: Listed = Listed()
    beside: Listed = Listed()
    conversation: Listed = Listed()


def relatives(connection: Connection, document: Document) -> Relatives:
    """Return what belongs to a document. Any thread."""
    parent = document.parent_id
    found = documents.document_rows(connection, [parent]) if parent is not None else []
    beside: list[int] = []
    if document.format in _ARCHIVES and parent is None:
        beside = structure.top_of_file(connection, document.id)
    return Relatives(
        found[0] if found else None,
        listed(connection, structure.attached(connection, document.id), document.id),
        listed(connection, beside, document.id),
        listed(connection, conversation(connection, document), document.id),
    )


def conversation(connection: Connection, document: Document) -> list[int]:
    """Return the messages of a document's conversation by date, those without one last."""
    if document.thread is None:
        return []
    return by_moment(structure.in_thread(connection, [document.thread]))


def by_moment(dated: Sequence[tuple[int, str | None]]) -> list[int]:
    """Return ids in the order of their dates, whatever the zones these are written in."""
    return [number for number, _ in sorted(dated, key=lambda each: (_moment(each[1]), each[0]))]


def listed(connection: Connection, ids: Sequence[int], document_id: int) -> Listed:
    """Return documents as rows; a list of nothing but the document itself is none."""
    if not ids or list(ids) == [document_id]:
        return Listed()
    place = ids.index(document_id) + 1 if document_id in ids else 0
    first = max(0, min(place - MAX_LISTED // 2, len(ids) - MAX_LISTED))
    rows = documents.document_rows(connection, ids[first : first + MAX_LISTED])
    return Listed(tuple(rows), len(ids), place)


def _moment(date: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(date or "")
    except ValueError:
        parts = [int(part) for part in (date or "").split("-") if part.isdecimal()]
        if not parts or not 1 <= parts[0] <= 9999:
            return datetime.max.replace(tzinfo=UTC)
        month = parts[1] if len(parts) > 1 and 1 <= parts[1] <= 12 else 1
        return datetime(parts[0], month, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
