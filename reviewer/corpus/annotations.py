"""What can be asked about marks, tags, entities and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, literal_column, select

from reviewer.corpus.membership import among
from reviewer.corpus.schema import (
    DocumentRecord,
    EntityAlias,
    EntityRecord,
    EntityTypeRecord,
    HighlightRecord,
    HighlightTag,
    MentionRecord,
    ReasonRecord,
    RedactionReasonLink,
    RedactionRecord,
    TagRecord,
)
from reviewer.model import (
    Entity,
    EntityType,
    Highlight,
    Marks,
    Mention,
    Reason,
    Redaction,
    Tag,
)

_IS_MARKED = """
SELECT EXISTS (SELECT 1 FROM highlight WHERE document_id = ?)
    OR EXISTS (SELECT 1 FROM mention WHERE document_id = ?)
    OR EXISTS (SELECT 1 FROM redaction WHERE document_id = ?)
"""


def marks_of(connection: Connection, document_id: int) -> Marks:
    """Return everything that is marked in a document."""
    if not connection.exec_driver_sql(_IS_MARKED, 3 * (document_id,)).scalar():
        return Marks()  # as nearly all, which she leafs through
    return Marks(
        highlights=tuple(highlights(connection, [document_id])),
        mentions=tuple(mentions(connection, [document_id])),
        redactions=tuple(redactions(connection, [document_id])),
    )


def highlights(
    connection: Connection, document_ids: Sequence[int] | None = None
) -> list[Highlight]:
    """Return highlights by document, start, end and id; of all documents without a list."""
    tag_ids: dict[int, list[int]] = defaultdict(list)
    links: Any = (
        select(HighlightTag.highlight_id, HighlightTag.tag_id)
        .join(HighlightRecord, HighlightRecord.id == HighlightTag.highlight_id)
        .order_by(HighlightTag.highlight_id, HighlightTag.tag_id)
    )
    for link in connection.execute(_of_documents(links, HighlightRecord, document_ids)):
        tag_ids[link.highlight_id].append(link.tag_id)
    return [
        Highlight(
            id=row.id,
            document_id=row.document_id,
            start_cp=row.start_cp,
            end_cp=row.end_cp,
            quote=row.quote,
            note=row.note,
            tag_ids=tuple(tag_ids[row.id]),
            reviewer=row.reviewer,
            created_at=row.created_at,
            modified_at=row.modified_at,
        )
        for row in connection.execute(_in_text_order(HighlightRecord, document_ids))
    ]


def mentions(connection: Connection, document_ids: Sequence[int] | None = None) -> list[Mention]:
    """Return mentions by document, start, end and id; of all documents without a list."""
    return [
        _mention(row) for row in connection.execute(_in_text_order(MentionRecord, document_ids))
    ]


def mentions_of_entity(connection: Connection, entity_id: int) -> list[Mention]:
    """Return the mentions of an entity by document, start, end and id."""
    query = _in_text_order(MentionRecord, None).where(MentionRecord.entity_id == entity_id)
    return [_mention(row) for row in connection.execute(query)]


def redactions(
    connection: Connection, document_ids: Sequence[int] | None = None
) -> list[Redaction]:
    """Return redactions by document, start, end and id; whole documents come first."""
    reason_ids: dict[int, list[int]] = defaultdict(list)
    links: Any = (
        select(RedactionReasonLink.redaction_id, RedactionReasonLink.reason_id)
        .join(RedactionRecord, RedactionRecord.id == RedactionReasonLink.redaction_id)
        .order_by(RedactionReasonLink.redaction_id, RedactionReasonLink.reason_id)
    )
    for link in connection.execute(_of_documents(links, RedactionRecord, document_ids)):
        reason_ids[link.redaction_id].append(link.reason_id)
    return [
        Redaction(
            id=row.id,
            document_id=row.document_id,
            start_cp=row.start_cp,
            end_cp=row.end_cp,
            quote=row.quote,
            note=row.note,
            reason_ids=tuple(reason_ids[row.id]),
            reviewer=row.reviewer,
            created_at=row.created_at,
            modified_at=row.modified_at,
        )
        for row in connection.execute(_in_text_order(RedactionRecord, document_ids))
    ]


def highlights_with_tag(connection: Connection, tag_id: int) -> list[tuple[int, int]]:
    """Return `(document id, highlight id)` of every highlight under a tag, in text order."""
    query = (
        select(HighlightRecord.document_id, HighlightRecord.id)
        .join(HighlightTag, HighlightTag.highlight_id == HighlightRecord.id)
        .where(HighlightTag.tag_id == tag_id)
        .order_by(HighlightRecord.document_id, HighlightRecord.start_cp, HighlightRecord.end_cp)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def tags(connection: Connection) -> list[Tag]:
    """Return the code book, siblings in the analyst's order; parents may follow children."""
    query = select(TagRecord).order_by(TagRecord.position, TagRecord.id)
    return [
        Tag(
            id=row.id,
            name=row.name,
            colour=row.colour,
            description=row.description,
            shortcut=row.shortcut,
            parent_id=row.parent_id,
            position=row.position,
        )
        for row in connection.execute(query)
    ]


def tag_path(tag: Tag, by_id: dict[int, Tag], separator: str = " > ") -> str:
    """Return a tag's name behind the names of its ancestors."""
    names = [tag.name]
    while tag.parent_id is not None:
        tag = by_id[tag.parent_id]
        names.append(tag.name)
    return separator.join(reversed(names))


def tag_counts(connection: Connection) -> dict[int, int]:
    """Return the number of highlights under each tag that has any."""
    query = select(HighlightTag.tag_id, func.count()).group_by(HighlightTag.tag_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def recent_tag_ids(connection: Connection, limit: int = 9) -> list[int]:
    """Return the tags that were last put on highlights, newest first."""
    newest_link: Any = func.max(literal_column("highlight_tag.rowid"))
    query = (
        select(HighlightTag.tag_id)
        .group_by(HighlightTag.tag_id)
        .order_by(newest_link.desc())
        .limit(limit)
    )
    return list(connection.scalars(query))


def entity_types(connection: Connection) -> list[EntityType]:
    """Return the kinds of entities in their order."""
    query = select(EntityTypeRecord).order_by(EntityTypeRecord.position, EntityTypeRecord.id)
    return [
        EntityType(id=row.id, name=row.name, colour=row.colour, position=row.position)
        for row in connection.execute(query)
    ]


def entities(connection: Connection) -> list[Entity]:
    """Return all entities by name."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(EntityAlias).order_by(EntityAlias.id)):
        aliases[row.entity_id].append(row.name)
    query = select(EntityRecord).order_by(func.lower(EntityRecord.name), EntityRecord.id)
    return [
        Entity(
            id=row.id,
            name=row.name,
            type_id=row.type_id,
            note=row.note,
            aliases=tuple(aliases[row.id]),
        )
        for row in connection.execute(query)
    ]


def mention_counts(connection: Connection) -> dict[int, tuple[int, int]]:
    """Return `(mentions, documents)` of each entity that is mentioned."""
    query = select(
        MentionRecord.entity_id,
        func.count(),
        func.count(func.distinct(MentionRecord.document_id)),
    ).group_by(MentionRecord.entity_id)
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def reasons(connection: Connection) -> list[Reason]:
    """Return the redaction reasons in their order."""
    query = select(ReasonRecord).order_by(ReasonRecord.position, ReasonRecord.id)
    return [
        Reason(
            id=row.id,
            code=row.code,
            label=row.label,
            set_name=row.set_name,
            position=row.position,
        )
        for row in connection.execute(query)
    ]


def annotated_document_ids(connection: Connection) -> list[int]:
    """Return the ids of all documents that carry a mark, in order."""
    return sorted(
        {
            document_id
            for record in (HighlightRecord, MentionRecord, RedactionRecord)
            for document_id in connection.scalars(select(record.document_id).distinct())
        }
    )


def titles(connection: Connection, document_ids: Iterable[int]) -> dict[int, str]:
    """Return the titles of documents by id."""
    query = select(DocumentRecord.id, DocumentRecord.title)
    rows = connection.execute(query.where(among(DocumentRecord.id, document_ids)))
    return {row.id: row.title for row in rows}


def _mention(row: Any) -> Mention:
    return Mention(
        id=row.id,
        document_id=row.document_id,
        start_cp=row.start_cp,
        end_cp=row.end_cp,
        quote=row.quote,
        entity_id=row.entity_id,
        reviewer=row.reviewer,
        created_at=row.created_at,
        modified_at=row.modified_at,
    )


def _in_text_order(record: Any, document_ids: Sequence[int] | None) -> Any:
    query = select(record).order_by(record.document_id, record.start_cp, record.end_cp, record.id)
    return _of_documents(query, record, document_ids)


def _of_documents(query: Any, record: Any, document_ids: Sequence[int] | None) -> Any:
    if document_ids is None:
        return query
    return query.where(among(record.document_id, document_ids))
