"""Review once, apply to the group: what is marked in a document, put on its copies as well.

In a copy with the same text a mark stands at the same place. In a similar document it goes where
the same words stand in the same surroundings, and nowhere else: what finds no such place is told
and left to her.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import select

from reviewer.corpus import annotations as stored
from reviewer.corpus import documents
from reviewer.corpus.database import Corpus
from reviewer.corpus.membership import among
from reviewer.corpus.schema import (
    DocumentRecord,
    HighlightRecord,
    HighlightTag,
    RedactionReasonLink,
    RedactionRecord,
)
from reviewer.errors import Cancelled as WasCancelled
from reviewer.errors import ReviewError
from reviewer.model import Highlight, Redaction, Span, Status
from reviewer.review.bulk import (
    Place,
    marks_at,
    passages_at,
    reason_link,
    reason_links,
    tag_link,
    tag_links,
)
from reviewer.review.changes import Change, Draft, changing
from reviewer.review.differences import align
from reviewer.review.passages import shortened
from reviewer.review.texts import texts_of

Cancelled: TypeAlias = Callable[[], bool]
Progress: TypeAlias = Callable[[int, int], None]
Mark: TypeAlias = Highlight | Redaction


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be marked in one copy: each mark with its place there, and what has no place.

    A redaction of the whole document has the place None. `standing` of the marks are there already.
    """

    document_id: int
    is_copy: bool
    highlights: tuple[tuple[Highlight, Span], ...] = ()
    redactions: tuple[tuple[Redaction, Span | None], ...] = ()
    unplaced: tuple[Mark, ...] = ()
    standing_highlights: int = 0
    standing_redactions: int = 0


def plan_copies(
    corpus: Corpus,
    document_id: int,
    copies: Sequence[int],
    cancelled: Cancelled | None = None,
    progress: Progress | None = None,
) -> list[Plan]:
    """Return where the highlights and redactions of a document belong in others, and what is left.

    `progress(done, total)` counts the documents. Raises Cancelled soon after `cancelled` tells so,
    and ReviewError when the document is gone.
    """
    stop = cancelled or (lambda: False)
    wanted = [each for each in dict.fromkeys(copies) if each != document_id]
    with corpus.read() as connection:
        text = documents.document_text(connection, document_id)
        marks = stored.marks_of(connection, document_id)
        query = select(DocumentRecord.id, DocumentRecord.text_sha256)
        rows = connection.execute(query.where(among(DocumentRecord.id, [document_id, *wanted])))
        hashes = {row.id: row.text_sha256 for row in rows}
        held = _held(stored.highlights(connection, wanted))
        held_redactions = _held(stored.redactions(connection, wanted))
    if document_id not in hashes:
        raise ReviewError(f"There is no document {document_id} in this corpus.")
    every: list[Mark] = [*marks.highlights, *marks.redactions]
    plans = []
    for done, (each, other) in enumerate(texts_of(corpus, wanted)):
        if stop():
            raise WasCancelled("Looking for the places was stopped.")
        if progress is not None:
            progress(done, len(wanted))
        is_copy = hashes[each] == hashes[document_id]
        places = [mark.span for mark in every]
        if not is_copy and any(places):
            alignment = align(text, other, stop)
            places = [None if span is None else alignment.placed(span) for span in places]
        placed = list(zip(every, places, strict=True))
        highlights = tuple((m, s) for m, s in placed if isinstance(m, Highlight) and s is not None)
        redactions = tuple(
            (m, s)
            for m, s in placed
            if isinstance(m, Redaction) and (s is not None or m.span is None)
        )
        plans.append(
            Plan(
                each,
                is_copy,
                highlights,
                redactions,
                tuple(m for m, s in placed if s is None and m.span is not None),
                sum(_stands(held, each, span, mark.tag_ids) for mark, span in highlights),
                sum(_stands(held_redactions, each, s, m.reason_ids) for m, s in redactions),
            )
        )
    return plans


def apply_to_copies(
    corpus: Corpus,
    plans: Sequence[Plan],
    *,
    status: Status | None = None,
    highlights: bool = False,
    redactions: bool = False,
) -> Change:
    """Set a status on copies and put the planned highlights and redactions on them, as one change.

    What stands already stays, and is given the tags or reasons that it lacks. Raises ReviewError
    when a copy, a tag or a reason is gone, and then nothing is changed.
    """
    wanted = [plan for plan in plans if highlights]
    marked: dict[Place, list[Highlight]] = _by_place(
        (plan.document_id, mark, span) for plan in wanted for mark, span in plan.highlights
    )
    wanted = [plan for plan in plans if redactions]
    hidden: dict[Place, list[Redaction]] = _by_place(
        (plan.document_id, mark, span) for plan in wanted for mark, span in plan.redactions if span
    )
    withheld = {
        plan.document_id: mark for plan in wanted for mark, span in plan.redactions if span is None
    }
    highlighted, redacted = passages_at(corpus, marked), passages_at(corpus, hidden)
    with changing(corpus, "apply to copies") as draft:
        if status is not None:
            ids = [plan.document_id for plan in plans]
            draft.update_all(DocumentRecord, ids, status=status.value)
        if marked:
            rows = {
                place: row | {"note": _note(marked[place])} for place, row in highlighted.items()
            }
            ids_of, _ = marks_at(draft, corpus.reviewer, HighlightRecord, rows)
            pairs = _pairs(
                (ids_of[place], tag_id)
                for place, marks in marked.items()
                for mark in marks
                for tag_id in mark.tag_ids
            )
            lacking = _lacking(pairs, tag_links(draft.connection, ids_of.values()))
            draft.insert_all(HighlightTag, [tag_link(*pair) for pair in lacking])
        if hidden:
            rows = {place: row | {"note": _note(hidden[place])} for place, row in redacted.items()}
            ids_of, _ = marks_at(draft, corpus.reviewer, RedactionRecord, rows)
            _give_reasons(
                draft, [(ids_of[place], mark) for place, marks in hidden.items() for mark in marks]
            )
        if withheld:
            whole = _withhold(draft, corpus.reviewer, withheld)
            _give_reasons(draft, [(whole[each], mark) for each, mark in withheld.items()])
        draft.label = _label(draft.change, status, highlights=highlights, redactions=redactions)
    return draft.change


def _withhold(draft: Draft, reviewer: str, marks: Mapping[int, Redaction]) -> dict[int, int]:
    """Return the redaction of each whole document, made where there is none yet."""
    connection = draft.connection
    query = select(RedactionRecord.document_id, RedactionRecord.id).where(
        among(RedactionRecord.document_id, marks), RedactionRecord.start_cp.is_(None)
    )
    found = {row.document_id: row.id for row in connection.execute(query)}
    hashes = select(DocumentRecord.id, DocumentRecord.text_sha256)
    rows = connection.execute(hashes.where(among(DocumentRecord.id, marks.keys() - found.keys())))
    new = [
        {
            "document_id": row.id,
            "start_cp": None,
            "end_cp": None,
            "quote": "",
            "text_sha256": row.text_sha256,
            "note": marks[row.id].note,
            "reviewer": reviewer,
            "created_at": draft.at,
            "modified_at": draft.at,
        }
        for row in rows
    ]
    ids = draft.insert_all(RedactionRecord, new)
    return found | {row["document_id"]: made for row, made in zip(new, ids, strict=True)}


def _give_reasons(draft: Draft, marks: Sequence[tuple[int, Redaction]]) -> None:
    pairs = _pairs((new_id, reason_id) for new_id, mark in marks for reason_id in mark.reason_ids)
    lacking = _lacking(pairs, reason_links(draft.connection, {new_id for new_id, _ in marks}))
    draft.insert_all(RedactionReasonLink, [reason_link(*pair) for pair in lacking])


def _by_place(marks: Iterable[tuple[int, Any, Span]]) -> dict[Place, list[Any]]:
    found: dict[Place, list[Any]] = {}
    for document_id, mark, span in marks:
        found.setdefault((document_id, span), []).append(mark)
    return found


def _note(marks: Sequence[Mark]) -> str:
    """Return the notes of marks that fall on the same place, each once."""
    return "\n".join(dict.fromkeys(mark.note for mark in marks if mark.note))


def _pairs(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return list(dict.fromkeys(pairs))


def _lacking(
    pairs: Sequence[tuple[int, int]], held: Iterator[tuple[int, int]]
) -> list[tuple[int, int]]:
    known = set(held)
    return [pair for pair in pairs if pair not in known]


def _held(marks: Iterable[Mark]) -> dict[tuple[int, Span | None], set[int]]:
    found: dict[tuple[int, Span | None], set[int]] = {}
    for mark in marks:
        ids = mark.tag_ids if isinstance(mark, Highlight) else mark.reason_ids
        found.setdefault((mark.document_id, mark.span), set()).update(ids)
    return found


def _stands(
    held: Mapping[tuple[int, Span | None], set[int]],
    document_id: int,
    span: Span | None,
    wanted: Iterable[int],
) -> bool:
    found = held.get((document_id, span))
    return found is not None and found.issuperset(wanted)


def _label(change: Change, status: Status | None, *, highlights: bool, redactions: bool) -> str:
    parts = [
        name
        for name, asked in (
            ("status", status is not None),
            ("highlights", highlights),
            ("redactions", redactions),
        )
        if asked
    ]
    count = len(change.document_ids)
    where = "1 copy" if count == 1 else f"{count:,} copies"
    return shortened(f"apply {', '.join(parts) or 'nothing'} to {where}", 60)
