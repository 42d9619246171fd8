"""Verbs on many passages at once: each is one change, and leaves what single marks would leave.

Texts are read before the change begins, so that others wait for the writing alone. A passage that
carries the very mark already is left as it is; `…_already` counts those beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.membership import among
from reviewer.corpus.schema import (
    DocumentRecord,
    EntityRecord,
    HighlightRecord,
    HighlightTag,
    MentionRecord,
    ReasonRecord,
    RedactionReasonLink,
    RedactionRecord,
    TagRecord,
)
from reviewer.errors import ReviewError
from reviewer.model import Span
from reviewer.review.changes import Change, Draft, changing
from reviewer.review.entities import insert_entity
from reviewer.review.passages import require_passage, shortened
from reviewer.review.tags import insert_named_tag
from reviewer.review.texts import texts_of

Place: TypeAlias = tuple[int, Span]  # document and range in code points
Passages: TypeAlias = Mapping[Place, dict[str, Any]]


def highlight_all(
    corpus: Corpus, places: Iterable[Place], tag_ids: Sequence[int], *, new_tag: str | None = None
) -> Change:
    """Highlight passages under tags, the name of a new tag among them, as `add_highlight` does.

    Raises ReviewError when a passage is empty or not within its document; nothing is marked then.
    """
    passages = passages_at(corpus, places)
    with changing(corpus, "highlight passages") as draft:
        wanted = list(dict.fromkeys(tag_ids))
        if new_tag is not None:
            wanted.append(insert_named_tag(draft, new_tag))
        marks, inserted = marks_at(draft, corpus.reviewer, HighlightRecord, passages, note="")
        links = _missing_links(draft.connection, tag_links, marks, wanted)
        draft.insert_all(HighlightTag, [tag_link(*link) for link in links])
        names = select(TagRecord.name).where(TagRecord.id.in_(wanted)).order_by(TagRecord.name)
        named = f" “{shortened(', '.join(draft.connection.scalars(names)))}”" if wanted else ""
        touched = inserted | {highlight_id for highlight_id, _ in links}
        draft.label = f"highlight {_told(len(touched))}{named}"
    return draft.change


def mention_all(corpus: Corpus, places: Iterable[Place], entity_id: int) -> Change:
    """Mark passages as naming an entity, as `add_mention` does."""
    passages = passages_at(corpus, places)
    with changing(corpus, "mentions") as draft:
        _mention(draft, corpus.reviewer, passages, entity_id, "entity")
    return draft.change


def mention_new_in_all(corpus: Corpus, places: Iterable[Place], name: str, type_id: int) -> Change:
    """Make an entity and mark passages as its mentions, as one change."""
    passages = passages_at(corpus, places)
    with changing(corpus, "mentions") as draft:
        entity_id = insert_entity(draft, name, type_id)
        _mention(draft, corpus.reviewer, passages, entity_id, "new entity")
    return draft.change


def redact_all(
    corpus: Corpus, places: Iterable[Place], reason_ids: Sequence[int], note: str = ""
) -> Change:
    """Mark passages for redaction, as `redact_passage` does."""
    if not reason_ids:
        raise ReviewError("A redaction needs at least one reason, so nothing was marked.")
    passages = passages_at(corpus, places)
    with changing(corpus, "redact passages") as draft:
        note = note.strip()
        marks, inserted = marks_at(draft, corpus.reviewer, RedactionRecord, passages, note=note)
        links = _missing_links(draft.connection, reason_links, marks, reason_ids)
        for redaction_id in marks.values() if note else ():
            if redaction_id not in inserted:
                draft.update(RedactionRecord, redaction_id, note=note)
        draft.insert_all(RedactionReasonLink, [reason_link(*link) for link in links])
        codes = select(ReasonRecord.code).where(ReasonRecord.id.in_(reason_ids))
        named = ", ".join(draft.connection.scalars(codes.order_by(ReasonRecord.position)))
        touched = inserted | {redaction_id for redaction_id, _ in links}
        draft.label = f"redact {_told(len(touched))} “{shortened(named)}”"
    return draft.change


def highlighted_already(corpus: Corpus, places: Iterable[Place], tag_ids: Sequence[int]) -> int:
    """Count the passages that are highlighted under all of these tags."""
    wanted = dict.fromkeys(places)
    with corpus.read() as connection:
        marks = standing_at(connection, HighlightRecord, wanted)
        lacking = {mark for mark, _ in _missing_links(connection, tag_links, marks, tag_ids)}
    return sum(mark not in lacking for mark in marks.values())


def mentioned_already(corpus: Corpus, places: Iterable[Place], entity_id: int) -> int:
    """Count the passages that are mentions of an entity."""
    of_entity = MentionRecord.entity_id == entity_id
    with corpus.read() as connection:
        return len(standing_at(connection, MentionRecord, dict.fromkeys(places), of_entity))


def redacted_already(corpus: Corpus, places: Iterable[Place], reason_ids: Sequence[int]) -> int:
    """Count the passages that are marked for redaction for all of these reasons."""
    wanted = dict.fromkeys(places)
    with corpus.read() as connection:
        marks = standing_at(connection, RedactionRecord, wanted)
        lacking = {mark for mark, _ in _missing_links(connection, reason_links, marks, reason_ids)}
    return sum(mark not in lacking for mark in marks.values())


def _mention(draft: Draft, reviewer: str, passages: Passages, entity_id: int, what: str) -> None:
    name = draft.connection.scalar(select(EntityRecord.name).where(EntityRecord.id == entity_id))
    if name is None:
        raise ReviewError("This entity is gone already, so nothing was changed.")
    of_entity = MentionRecord.entity_id == entity_id
    values = {"entity_id": entity_id}
    _, inserted = marks_at(draft, reviewer, MentionRecord, passages, of_entity, **values)
    draft.label = f"mention of {what} “{shortened(name)}” in {_told(len(inserted))}"


def passages_at(corpus: Corpus, places: Iterable[Place]) -> Passages:
    """Return, in their order and each once, the columns that tie a mark to each place."""
    wanted = dict.fromkeys(places)
    by_document: dict[int, list[Span]] = {}
    for document_id, span in wanted:
        by_document.setdefault(document_id, []).append(span)
    with corpus.read() as connection:
        query = select(DocumentRecord.id, DocumentRecord.text_sha256)
        rows = connection.execute(query.where(among(DocumentRecord.id, by_document)))
        hashes = {row.id: row.text_sha256 for row in rows}
    for document_id in by_document:
        if document_id not in hashes:
            raise ReviewError(f"There is no document {document_id} in this corpus.")
    passages: dict[Place, dict[str, Any]] = {place: {} for place in wanted}
    for document_id, text in texts_of(corpus, by_document):
        for span in by_document[document_id]:
            require_passage(span.start_cp, span.end_cp, len(text))
            passages[document_id, span] = {
                "document_id": document_id,
                "start_cp": span.start_cp,
                "end_cp": span.end_cp,
                "quote": text[span.start_cp : span.end_cp],
                "text_sha256": hashes[document_id],
            }
    return passages


def marks_at(
    draft: Draft, reviewer: str, record: Any, passages: Passages, *conditions: Any, **values: Any
) -> tuple[dict[Place, int], set[int]]:
    """Return each place's mark, made where there is none yet, and the ids of those made."""
    marks = standing_at(draft.connection, record, passages, *conditions)
    new = [place for place in passages if place not in marks]
    common = {
        **values,
        "reviewer": reviewer,
        "created_at": draft.at,
        "modified_at": draft.at,
    }
    ids = draft.insert_all(record, [passages[place] | common for place in new])
    marks |= zip(new, ids, strict=True)
    return {place: marks[place] for place in passages}, set(ids)


def standing_at(
    connection: Connection, record: Any, places: Mapping[Place, Any], *conditions: Any
) -> dict[Place, int]:
    """Return the mark that stands at each place, the first one where there are several."""
    documents = {document_id for document_id, _ in places}
    columns = (record.document_id, record.start_cp, record.end_cp, record.id)
    query = select(*columns).where(among(record.document_id, documents), *conditions)
    marks: dict[Place, int] = {}
    for document_id, start_cp, end_cp, mark_id in connection.execute(query.order_by(record.id)):
        if start_cp is not None:
            marks.setdefault((document_id, Span(start_cp, end_cp)), mark_id)
    return {place: marks[place] for place in places if place in marks}


def _missing_links(
    connection: Connection,
    held_by: Callable[[Connection, Iterable[int]], Iterator[tuple[int, int]]],
    marks: Mapping[Place, int],
    wanted: Sequence[int],
) -> list[tuple[int, int]]:
    """Return the pairs of a mark and a wanted tag or reason that do not stand yet."""
    held = set(held_by(connection, marks.values()))
    pairs = ((mark_id, one) for mark_id in marks.values() for one in dict.fromkeys(wanted))
    return [pair for pair in pairs if pair not in held]


def tag_links(connection: Connection, ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of one of the highlights and a tag on it."""
    links = select(HighlightTag.highlight_id, HighlightTag.tag_id)
    rows = connection.execute(links.where(among(HighlightTag.highlight_id, ids)))
    return ((row.highlight_id, row.tag_id) for row in rows)


def reason_links(connection: Connection, ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of one of the redactions and a reason for it."""
    links = select(RedactionReasonLink.redaction_id, RedactionReasonLink.reason_id)
    rows = connection.execute(links.where(among(RedactionReasonLink.redaction_id, ids)))
    return ((row.redaction_id, row.reason_id) for row in rows)


def tag_link(highlight_id: int, tag_id: int) -> dict[str, int]:
    """Return the row that puts a tag on a highlight."""
    return {"highlight_id": highlight_id, "tag_id": tag_id}


def reason_link(redaction_id: int, reason_id: int) -> dict[str, int]:
    """Return the row that gives a reason for a redaction."""
    return {"redaction_id": redaction_id, "reason_id": reason_id}


def _told(count: int) -> str:
    return "1 passage" if count == 1 else f"{count:,} passages"
