"""Verbs on highlights: marked passages that carry tags and a note."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import HighlightRecord, HighlightTag, TagRecord
from reviewer.errors import ReviewError
from reviewer.review.changes import Change, Draft, changing
from reviewer.review.passages import anchor, shortened
from reviewer.review.tags import insert_named_tag


def add_highlight(
    corpus: Corpus,
    document_id: int,
    start_cp: int,
    end_cp: int,
    tag_ids: Sequence[int] = (),
    *,
    note: str = "",
    new_tag: str | None = None,
) -> Change:
    """Highlight a passage under tags, the name of a new tag among them.

    A highlight of exactly this passage that exists already is given the tags instead, so that a
    passage tagged twice is one highlight with two tags.
    """
    with changing(corpus, "highlight passage") as draft:
        existing = _highlight_at(draft.connection, document_id, start_cp, end_cp)
        if existing is None:
            passage = anchor(draft.connection, document_id, start_cp, end_cp)
            highlight_id = draft.insert(
                HighlightRecord,
                **passage,
                note=note.strip(),
                reviewer=corpus.reviewer,
                created_at=draft.at,
                modified_at=draft.at,
            )
        else:
            highlight_id = existing
            if note.strip():
                draft.update(HighlightRecord, highlight_id, note=note.strip())
        wanted = list(dict.fromkeys(tag_ids))
        if new_tag is not None:
            wanted.append(insert_named_tag(draft, new_tag))
        put = [tag_id for tag_id in wanted if _put_tag(draft, highlight_id, tag_id)]
        draft.label = _label("highlight", draft.connection, put) if put else "highlight passage"
    return draft.change


def tag_highlights(corpus: Corpus, highlight_ids: Sequence[int], tag_id: int) -> Change:
    """Put a tag on highlights; those that carry it already stay as they are."""
    with changing(corpus, "tag highlight") as draft:
        for highlight_id in highlight_ids:
            _put_tag(draft, highlight_id, tag_id)
        draft.label = _label("tag", draft.connection, [tag_id])
    return draft.change


def untag_highlights(corpus: Corpus, highlight_ids: Sequence[int], tag_id: int) -> Change:
    """Take a tag off highlights; the highlights stay."""
    with changing(corpus, "remove tag") as draft:
        for highlight_id in highlight_ids:
            if _has_tag(draft.connection, highlight_id, tag_id):
                draft.delete(HighlightTag, {"highlight_id": highlight_id, "tag_id": tag_id})
        draft.label = _label("remove tag", draft.connection, [tag_id])
    return draft.change


def set_highlight_note(corpus: Corpus, highlight_id: int, note: str) -> Change:
    """Set the note on a highlight; an empty one removes it."""
    with changing(corpus, "edit highlight note") as draft:
        draft.update(HighlightRecord, highlight_id, note=note.strip())
    return draft.change


def set_highlight_span(corpus: Corpus, highlight_id: int, start_cp: int, end_cp: int) -> Change:
    """Move the edges of a highlight; its quote follows."""
    with changing(corpus, "change edges of highlight") as draft:
        document_id = draft.connection.scalar(
            select(HighlightRecord.document_id).where(HighlightRecord.id == highlight_id)
        )
        if document_id is None:
            raise ReviewError("This highlight is gone already, so nothing was changed.")
        passage = anchor(draft.connection, document_id, start_cp, end_cp)
        draft.update(HighlightRecord, highlight_id, **passage)
    return draft.change


def remove_highlights(corpus: Corpus, highlight_ids: Sequence[int]) -> Change:
    """Remove highlights with what tags they carry."""
    what = "highlight" if len(highlight_ids) == 1 else f"{len(highlight_ids):,} highlights"
    with changing(corpus, f"remove {what}") as draft:
        for highlight_id in highlight_ids:
            tags = select(HighlightTag.tag_id).where(HighlightTag.highlight_id == highlight_id)
            for tag_id in draft.connection.scalars(tags).all():
                draft.delete(HighlightTag, {"highlight_id": highlight_id, "tag_id": tag_id})
            draft.delete(HighlightRecord, highlight_id)
    return draft.change


def _put_tag(draft: Draft, highlight_id: int, tag_id: int) -> bool:
    if _has_tag(draft.connection, highlight_id, tag_id):
        return False
    draft.insert(HighlightTag, highlight_id=highlight_id, tag_id=tag_id)
    return True


def _has_tag(connection: Connection, highlight_id: int, tag_id: int) -> bool:
    link = select(HighlightTag.tag_id).where(
        HighlightTag.highlight_id == highlight_id, HighlightTag.tag_id == tag_id
    )
    return connection.execute(link).first() is not None


def _highlight_at(
    connection: Connection, document_id: int, start_cp: int, end_cp: int
) -> int | None:
    return connection.scalar(
        select(HighlightRecord.id)
        .where(
            HighlightRecord.document_id == document_id,
            HighlightRecord.start_cp == start_cp,
            HighlightRecord.end_cp == end_cp,
        )
        .order_by(HighlightRecord.id)
        .limit(1)
    )


def _label(verb: str, connection: Connection, tag_ids: Sequence[int]) -> str:
    names = connection.scalars(
        select(TagRecord.name).where(TagRecord.id.in_(tag_ids)).order_by(TagRecord.name)
    )
    return f"{verb} “{shortened(', '.join(names))}”"
