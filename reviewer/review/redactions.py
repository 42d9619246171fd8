"""Verbs on redactions and their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import (
    DocumentRecord,
    ReasonRecord,
    RedactionReasonLink,
    RedactionRecord,
)
from reviewer.errors import ReviewError
from reviewer.review.changes import Change, Draft, changing
from reviewer.review.passages import anchor, shortened


def redact_passage(
    corpus: Corpus,
    document_id: int,
    start_cp: int,
    end_cp: int,
    reason_ids: Sequence[int],
    *,
    note: str = "",
) -> Change:
    """Mark a passage for redaction; one that is marked already is given the reasons too."""
    with changing(corpus, "redact passage") as draft:
        passage = anchor(draft.connection, document_id, start_cp, end_cp)
        _redact(draft, corpus.reviewer, passage, reason_ids, note)
    return draft.change


def redact_document(
    corpus: Corpus, document_id: int, reason_ids: Sequence[int], *, note: str = ""
) -> Change:
    """Mark a whole document for redaction: nothing of it may be released."""
    with changing(corpus, "redact whole document") as draft:
        text_sha256 = draft.connection.scalar(
            select(DocumentRecord.text_sha256).where(DocumentRecord.id == document_id)
        )
        if text_sha256 is None:
            raise ReviewError(f"There is no document {document_id} in this corpus.")
        whole = {
            "document_id": document_id,
            "start_cp": None,
            "end_cp": None,
            "quote": "",
            "text_sha256": text_sha256,
        }
        _redact(draft, corpus.reviewer, whole, reason_ids, note)
    return draft.change


def edit_redaction(
    corpus: Corpus, redaction_id: int, *, reason_ids: Sequence[int], note: str
) -> Change:
    """Set the reasons and the note of a redaction."""
    with changing(corpus, "edit redaction") as draft:
        draft.update(RedactionRecord, redaction_id, note=note.strip())
        held = set(_reasons_of(draft, redaction_id))
        for reason_id in sorted(held.difference(reason_ids)):
            draft.delete(RedactionReasonLink, _link(redaction_id, reason_id))
        for reason_id in dict.fromkeys(reason_ids):
            if reason_id not in held:
                draft.insert(RedactionReasonLink, **_link(redaction_id, reason_id))
    return draft.change


def remove_redactions(corpus: Corpus, redaction_ids: Sequence[int]) -> Change:
    """Remove redaction marks: what they hid may be released again."""
    what = "redaction" if len(redaction_ids) == 1 else f"{len(redaction_ids):,} redactions"
    with changing(corpus, f"remove {what}") as draft:
        for redaction_id in redaction_ids:
            for reason_id in _reasons_of(draft, redaction_id):
                draft.delete(RedactionReasonLink, _link(redaction_id, reason_id))
            draft.delete(RedactionRecord, redaction_id)
    return draft.change


def create_reason(corpus: Corpus, code: str, label: str, set_name: str) -> Change:
    """Make a reason; `code` is what stands in a redacted passage's place.

    Raises ReviewError when the code is empty or taken.
    """
    with changing(corpus, f"create redaction reason “{shortened(code)}”") as draft:
        last = draft.connection.scalar(select(func.max(ReasonRecord.position)))
        draft.insert(
            ReasonRecord,
            code=_checked_code(draft, code, None),
            label=label.strip() or code.strip(),
            set_name=set_name.strip() or "Own",
            position=0 if last is None else last + 1,
        )
    return draft.change


def edit_reason(corpus: Corpus, reason_id: int, **values: Any) -> Change:
    """Change a reason's `code`, `label` or `set_name`."""
    with changing(corpus, "edit redaction reason") as draft:
        if "code" in values:
            values["code"] = _checked_code(draft, values["code"], reason_id)
        draft.update(ReasonRecord, reason_id, **values)
    return draft.change


def delete_reason(corpus: Corpus, reason_id: int) -> Change:
    """Delete a reason that no redaction gives; raises ReviewError when one does."""
    with changing(corpus, "delete redaction reason") as draft:
        used = draft.connection.scalar(
            select(func.count()).where(RedactionReasonLink.reason_id == reason_id)
        )
        if used:
            raise ReviewError(
                f"{used:,} redactions give this reason, so it was not deleted. "
                "Give them another reason first."
            )
        draft.delete(ReasonRecord, reason_id)
    return draft.change


def _redact(
    draft: Draft,
    reviewer: str,
    passage: dict[str, Any],
    reason_ids: Sequence[int],
    note: str,
) -> None:
    if not reason_ids:
        raise ReviewError("A redaction needs at least one reason, so nothing was marked.")
    existing = draft.connection.scalar(
        select(RedactionRecord.id).where(
            RedactionRecord.document_id == passage["document_id"],
            RedactionRecord.start_cp.is_not_distinct_from(passage["start_cp"]),
            RedactionRecord.end_cp.is_not_distinct_from(passage["end_cp"]),
        )
    )
    if existing is None:
        redaction_id = draft.insert(
            RedactionRecord,
            **passage,
            note=note.strip(),
            reviewer=reviewer,
            created_at=draft.at,
            modified_at=draft.at,
        )
    else:
        redaction_id = existing
        if note.strip():
            draft.update(RedactionRecord, redaction_id, note=note.strip())
    held = set(_reasons_of(draft, redaction_id))
    for reason_id in dict.fromkeys(reason_ids):
        if reason_id not in held:
            draft.insert(RedactionReasonLink, **_link(redaction_id, reason_id))


def _reasons_of(draft: Draft, redaction_id: int) -> Sequence[int]:
    links = select(RedactionReasonLink.reason_id).where(
        RedactionReasonLink.redaction_id == redaction_id
    )
    return draft.connection.scalars(links.order_by(RedactionReasonLink.reason_id)).all()


def _link(redaction_id: int, reason_id: int) -> dict[str, int]:
    return {"redaction_id": redaction_id, "reason_id": reason_id}


def _checked_code(draft: Draft, code: str, reason_id: int | None) -> str:
    code = " ".join(code.split())
    if not code:
        raise ReviewError("A redaction reason needs a code: it stands where the text was.")
    for row in draft.connection.execute(select(ReasonRecord.id, ReasonRecord.code)):
        if row.code.casefold() == code.casefold() and row.id != reason_id:
            raise ReviewError(f"There is a redaction reason “{code}” already.")
    return code
