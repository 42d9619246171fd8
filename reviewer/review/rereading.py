"""The verb that lets documents stand for others that were read from the same file before.

What was read in a wrong encoding carries nothing of hers, or it stays: a text is never changed, so
a mark cannot move to another one.
"""

from __future__ import annotations

from sqlalchemy import Connection, exists, or_, select
from sqlalchemy.orm import aliased

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import (
    DocumentRecord,
    HighlightRecord,
    MentionRecord,
    RedactionRecord,
    RejectedSuggestion,
)
from reviewer.model import Status
from reviewer.review.changes import Change, Operation, changing

_MARKS = (HighlightRecord, MentionRecord, RedactionRecord, RejectedSuggestion)


def replace_reading(corpus: Corpus, old_source_id: int, new_source_id: int) -> Change:
    """Fold the documents of a file away for those at the same places of another reading of it.

    Only those that nobody worked on: without marks, note, decision and correction. A document of
    the new reading that was folded away before stands again.
    """
    with changing(corpus, "read in another encoding") as draft:
        connection = draft.connection
        back = select(DocumentRecord.id, DocumentRecord.replaced_by).where(
            DocumentRecord.source_file_id == new_source_id, DocumentRecord.replaced_by.is_not(None)
        )
        steps = [
            Operation(
                "document", {"id": row.id}, {"replaced_by": row.replaced_by}, {"replaced_by": None}
            )
            for row in connection.execute(back).all()
        ]
        steps += [
            Operation("document", {"id": old}, {"replaced_by": None}, {"replaced_by": new})
            for old, new in _pairs(connection, old_source_id, new_source_id)
        ]
        draft.apply(*steps)
    return draft.change


def kept_documents(connection: Connection, source_id: int) -> list[int]:
    """Return the documents of a file that are not folded away."""
    query = select(DocumentRecord.id).where(
        DocumentRecord.source_file_id == source_id, DocumentRecord.replaced_by.is_(None)
    )
    return list(connection.scalars(query.order_by(DocumentRecord.id)))


def document_at_its_place(connection: Connection, document_id: int, source_id: int) -> int | None:
    """Return the document of another reading that stands where one stands, None for none."""
    locator = select(DocumentRecord.locator).where(DocumentRecord.id == document_id)
    query = select(DocumentRecord.id).where(
        DocumentRecord.source_file_id == source_id,
        DocumentRecord.locator == locator.scalar_subquery(),
    )
    return connection.scalar(query)


def _pairs(connection: Connection, old_source_id: int, new_source_id: int) -> list[tuple[int, int]]:
    new = aliased(DocumentRecord)
    worked_on = or_(
        DocumentRecord.status != Status.UNREVIEWED.value,
        DocumentRecord.note != "",
        DocumentRecord.as_imported.is_not(None),
        *(exists().where(record.document_id == DocumentRecord.id) for record in _MARKS),
    )
    query = (
        select(DocumentRecord.id, new.id)
        .join(new, new.locator == DocumentRecord.locator)
        .where(
            DocumentRecord.source_file_id == old_source_id,
            new.source_file_id == new_source_id,
            DocumentRecord.replaced_by.is_(None),
            ~worked_on,
        )
        .order_by(DocumentRecord.id)
    )
    return [(old, found) for old, found in connection.execute(query)]
