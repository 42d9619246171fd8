"""What belongs to a document: what it is attached to or holds, and the conversation it is part of.

For background threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from reviewer.corpus import documents, structure
from reviewer.corpus.structure import Message
from reviewer.model import Document, DocumentRow
from reviewer.review.conversations import conversation
from reviewer.search.index import SearchIndex

MAX_LISTED = 500
# Files that hold others without being a document themselves, as `SourceFile.format` names them.
_ARCHIVES = frozenset({"zip", "tar", "7z", "packed"})
# Documents in which others stand.
_HOLDERS = frozenset(
    {"email", "mbox", "msg", "tnef", "p7m", "docx", "xlsx", "pptx", "odt", "ods", "odp", "pdf"}
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Documents in their order; of more than can be read through, those around the asking one.

    `place` counts from 1 among all of them, 0 when the asking document is not one of them.
    """

    rows: tuple[DocumentRow, ...] = ()
    total: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of a conversation, shown and counted as `Listed` documents are."""

    messages: tuple[Message, ...] = ()
    total: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Relatives:
    """The documents around one; `beside` are the others of the same archive.

    `unread` names what stands in it and could not be read, each with the reason.
    """

    parent: DocumentRow | None = None
    attached: Listed = Listed()
    unread: tuple[tuple[str, str], ...] = ()
    beside: Listed = Listed()
    conversation: Conversation = Conversation()


def relatives(connection: Connection, index: SearchIndex | None, document: Document) -> Relatives:
    """Return what belongs to a document. Any thread."""
    parent = document.parent_id
    found = documents.document_rows(connection, [parent]) if parent is not None else []
    beside: list[int] = []
    if document.format in _ARCHIVES and parent is None:
        beside = structure.top_of_file(connection, document.id)
    return Relatives(
        found[0] if found else None,
        listed(connection, structure.attached(connection, document.id), document.id),
        _unread(connection, document),
        listed(connection, beside, document.id),
        _conversation(conversation(connection, index, document), document.id),
    )


def _unread(connection: Connection, document: Document) -> tuple[tuple[str, str], ...]:
    if document.format not in _HOLDERS and "Attachments" not in document.metadata:
        return ()
    return tuple(structure.unread_parts(connection, document.id)[:MAX_LISTED])


def listed(connection: Connection, ids: Sequence[int], document_id: int) -> Listed:
    """Return documents as rows; a list of nothing but the document itself is none."""
    if not ids or list(ids) == [document_id]:
        return Listed()
    place = ids.index(document_id) + 1 if document_id in ids else 0
    rows = documents.document_rows(connection, ids[_around(place, len(ids))])
    return Listed(tuple(rows), len(ids), place)


def _conversation(messages: Sequence[Message], document_id: int) -> Conversation:
    ids = [each.id for each in messages]
    if len(ids) < 2 or document_id not in ids:
        return Conversation()
    place = ids.index(document_id) + 1
    return Conversation(tuple(messages[_around(place, len(ids))]), len(ids), place)


def _around(place: int, total: int) -> slice:
    first = max(0, min(place - MAX_LISTED // 2, total - MAX_LISTED))
    return slice(first, first + MAX_LISTED)
