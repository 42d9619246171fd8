"""Verbs on whole documents: their review status and the note on them."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import DocumentRecord
from reviewer.model import STATUS_LABELS, Status
from reviewer.review.changes import Change, changing


def set_status(corpus: Corpus, document_ids: Sequence[int], status: Status) -> Change:
    """Set the review status of documents; one change however many they are."""
    what = "document" if len(document_ids) == 1 else f"{len(document_ids):,} documents"
    with changing(corpus, f"mark {what} “{STATUS_LABELS[status]}”") as draft:
        draft.update_all(DocumentRecord, document_ids, status=status.value)
    return draft.change


def set_note(corpus: Corpus, document_id: int, note: str) -> Change:
    """Set the note on a document; an empty one removes it."""
    with changing(corpus, "edit document note") as draft:
        draft.update(DocumentRecord, document_id, note=note.strip())
    return draft.change
