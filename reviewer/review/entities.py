"""Verbs on entities, their types, aliases and mentions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import EntityAlias, EntityRecord, EntityTypeRecord, MentionRecord
from reviewer.errors import ReviewError
from reviewer.model import COLOURS
from reviewer.review.changes import Change, Draft, changing
from reviewer.review.passages import anchor, shortened


def add_mention(
    corpus: Corpus, document_id: int, start_cp: int, end_cp: int, entity_id: int
) -> Change:
    """Mark a passage as naming an entity; doing it twice changes nothing."""
    with changing(corpus, "mention") as draft:
        name = _entity(draft.connection, entity_id).name
        draft.label = f"mention of “{shortened(name)}”"
        _insert_mention(draft, corpus.reviewer, document_id, start_cp, end_cp, entity_id)
    return draft.change


def mention_new_entity(
    corpus: Corpus, document_id: int, start_cp: int, end_cp: int, name: str, type_id: int
) -> Change:
    """Make an entity and mark a passage as its first mention, as one change."""
    with changing(corpus, f"mention of new entity “{shortened(name)}”") as draft:
        entity_id = insert_entity(draft, name, type_id)
        _insert_mention(draft, corpus.reviewer, document_id, start_cp, end_cp, entity_id)
    return draft.change


def remove_mentions(corpus: Corpus, mention_ids: Sequence[int]) -> Change:
    """Remove mentions; their entities stay."""
    what = "mention" if len(mention_ids) == 1 else f"{len(mention_ids):,} mentions"
    with changing(corpus, f"remove {what}") as draft:
        for mention_id in mention_ids:
            draft.delete(MentionRecord, mention_id)
    return draft.change


def create_entity(corpus: Corpus, name: str, type_id: int, aliases: Sequence[str] = ()) -> Change:
    """Make an entity without mentions.

    Raises ReviewError when the name is empty, or taken within its type.
    """
    with changing(corpus, f"create entity “{shortened(name)}”") as draft:
        entity_id = insert_entity(draft, name, type_id)
        _write_aliases(draft, entity_id, aliases)
    return draft.change


def edit_entity(
    corpus: Corpus, entity_id: int, *, aliases: Sequence[str] | None = None, **values: Any
) -> Change:
    """Change an entity's `name`, `type_id`, `note` or, as a whole, its `aliases`."""
    with changing(corpus, "edit entity") as draft:
        before = _entity(draft.connection, entity_id)
        checked = dict(values)
        if "name" in checked or "type_id" in checked:
            checked["name"] = _checked_name(
                draft.connection,
                checked.get("name", before.name),
                checked.get("type_id", before.type_id),
                entity_id,
            )
        draft.update(EntityRecord, entity_id, **checked)
        if aliases is not None:
            _write_aliases(draft, entity_id, aliases)
        draft.label = (
            f"rename entity “{shortened(before.name)}” to “{shortened(checked['name'])}”"
            if checked.get("name", before.name) != before.name
            else f"edit entity “{shortened(before.name)}”"
        )
    return draft.change


def merge_entities(corpus: Corpus, source_ids: Sequence[int], target_id: int) -> Change:
    """Give an entity the mentions and notes of others, their names as aliases; the others go."""
    sources = [entity_id for entity_id in dict.fromkeys(source_ids) if entity_id != target_id]
    with changing(corpus, "merge entities") as draft:
        connection = draft.connection
        target = _entity(connection, target_id)
        merged = [_entity(connection, entity_id) for entity_id in sources]
        names = " and ".join(entity.name for entity in [*merged, target])
        draft.label = f"merge of entities {shortened(names, 60)}"
        aliases = list(_aliases(connection, target_id))
        for source_id, source in zip(sources, merged, strict=True):
            aliases += [source.name, *_aliases(connection, source_id)]
            for mention in _mentions(connection, source_id):
                twin = _mention_at(
                    connection, mention.document_id, mention.start_cp, mention.end_cp, target_id
                )
                if twin is None:
                    draft.update(MentionRecord, mention.id, entity_id=target_id)
                else:
                    draft.delete(MentionRecord, mention.id)
            _delete_entity_row(draft, source_id)
        _write_aliases(draft, target_id, aliases)
        notes = dict.fromkeys(entity.note for entity in [target, *merged] if entity.note)
        draft.update(EntityRecord, target_id, note="\n\n".join(notes))
    return draft.change


def split_entity(
    corpus: Corpus, entity_id: int, mention_ids: Sequence[int], name: str, type_id: int
) -> Change:
    """Make a new entity out of some mentions of another."""
    with changing(corpus, "split entity") as draft:
        before = _entity(draft.connection, entity_id)
        draft.label = f"split of “{shortened(name)}” from “{shortened(before.name)}”"
        theirs = {mention.id for mention in _mentions(draft.connection, entity_id)}
        if not mention_ids or not theirs.issuperset(mention_ids):
            raise ReviewError(
                f"Choose the mentions of “{before.name}” that belong to the new entity first."
            )
        new_id = insert_entity(draft, name, type_id)
        for mention_id in mention_ids:
            draft.update(MentionRecord, mention_id, entity_id=new_id)
    return draft.change


def delete_entity(corpus: Corpus, entity_id: int) -> Change:
    """Delete an entity with its aliases and mentions."""
    with changing(corpus, "delete entity") as draft:
        draft.label = f"delete entity “{shortened(_entity(draft.connection, entity_id).name)}”"
        for mention in _mentions(draft.connection, entity_id):
            draft.delete(MentionRecord, mention.id)
        _delete_entity_row(draft, entity_id)
    return draft.change


def create_entity_type(corpus: Corpus, name: str, colour: str | None = None) -> Change:
    """Make a kind of entity; without a colour it takes the one used least."""
    with changing(corpus, f"create entity type “{shortened(name)}”") as draft:
        rows = draft.connection.execute(
            select(EntityTypeRecord.name, EntityTypeRecord.colour, EntityTypeRecord.position)
        ).all()
        used = [row.colour for row in rows]
        draft.insert(
            EntityTypeRecord,
            name=_checked_type_name(draft.connection, name, None),
            colour=colour or min(COLOURS, key=used.count),
            position=max((row.position for row in rows), default=-1) + 1,
        )
    return draft.change


def edit_entity_type(corpus: Corpus, type_id: int, **values: Any) -> Change:
    """Change the `name` or `colour` of a kind of entity."""
    with changing(corpus, "edit entity type") as draft:
        if "name" in values:
            values["name"] = _checked_type_name(draft.connection, values["name"], type_id)
        draft.update(EntityTypeRecord, type_id, **values)
    return draft.change


def delete_entity_type(corpus: Corpus, type_id: int) -> Change:
    """Delete a kind of entity that no entity has; raises ReviewError when one has."""
    with changing(corpus, "delete entity type") as draft:
        used = draft.connection.scalar(select(func.count()).where(EntityRecord.type_id == type_id))
        if used:
            raise ReviewError(
                f"{used:,} entities are of this type, so it was not deleted. "
                "Give them another type first."
            )
        draft.delete(EntityTypeRecord, type_id)
    return draft.change


def insert_entity(draft: Draft, name: str, type_id: int) -> int:
    """Insert an entity as part of a larger change and return its id."""
    checked = _checked_name(draft.connection, name, type_id, None)
    return draft.insert(EntityRecord, name=checked, type_id=type_id, created_at=draft.at)


def _insert_mention(
    draft: Draft, reviewer: str, document_id: int, start_cp: int, end_cp: int, entity_id: int
) -> None:
    if _mention_at(draft.connection, document_id, start_cp, end_cp, entity_id) is not None:
        return
    draft.insert(
        MentionRecord,
        **anchor(draft.connection, document_id, start_cp, end_cp),
        entity_id=entity_id,
        reviewer=reviewer,
        created_at=draft.at,
        modified_at=draft.at,
    )


def _write_aliases(draft: Draft, entity_id: int, aliases: Sequence[str]) -> None:
    name = _entity(draft.connection, entity_id).name
    wanted = dict.fromkeys(" ".join(alias.split()) for alias in aliases)
    wanted.pop("", None)
    wanted.pop(name, None)
    rows = draft.connection.execute(
        select(EntityAlias.id, EntityAlias.name).where(EntityAlias.entity_id == entity_id)
    ).all()
    for row in rows:
        if row.name in wanted:
            del wanted[row.name]
        else:
            draft.delete(EntityAlias, row.id)
    for alias in wanted:
        draft.insert(EntityAlias, entity_id=entity_id, name=alias)


def _delete_entity_row(draft: Draft, entity_id: int) -> None:
    aliases = select(EntityAlias.id).where(EntityAlias.entity_id == entity_id)
    for alias_id in draft.connection.scalars(aliases).all():
        draft.delete(EntityAlias, alias_id)
    draft.delete(EntityRecord, entity_id)


def _entity(connection: Connection, entity_id: int) -> Any:
    found = connection.execute(
        select(EntityRecord.name, EntityRecord.type_id, EntityRecord.note).where(
            EntityRecord.id == entity_id
        )
    ).first()
    if found is None:
        raise ReviewError("This entity is gone already, so nothing was changed.")
    return found


def _aliases(connection: Connection, entity_id: int) -> Sequence[str]:
    names = select(EntityAlias.name).where(EntityAlias.entity_id == entity_id)
    return connection.scalars(names.order_by(EntityAlias.id)).all()


def _mentions(connection: Connection, entity_id: int) -> Sequence[Any]:
    columns = (
        MentionRecord.id,
        MentionRecord.document_id,
        MentionRecord.start_cp,
        MentionRecord.end_cp,
    )
    mentions = select(*columns).where(MentionRecord.entity_id == entity_id)
    return connection.execute(mentions.order_by(MentionRecord.id)).all()


def _mention_at(
    connection: Connection, document_id: int, start_cp: int, end_cp: int, entity_id: int
) -> int | None:
    return connection.scalar(
        select(MentionRecord.id).where(
            MentionRecord.document_id == document_id,
            MentionRecord.start_cp == start_cp,
            MentionRecord.end_cp == end_cp,
            MentionRecord.entity_id == entity_id,
        )
    )


def _checked_name(connection: Connection, name: str, type_id: int, entity_id: int | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise ReviewError("An entity needs a name.")
    same = select(EntityRecord.id, EntityRecord.name).where(EntityRecord.type_id == type_id)
    for row in connection.execute(same):
        if row.name.casefold() == name.casefold() and row.id != entity_id:
            raise ReviewError(
                f"There is an entity “{name}” of this type already. Choose it, or another name."
            )
    return name


def _checked_type_name(connection: Connection, name: str, type_id: int | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise ReviewError("An entity type needs a name.")
    for row in connection.execute(select(EntityTypeRecord.id, EntityTypeRecord.name)):
        if row.name.casefold() == name.casefold() and row.id != type_id:
            raise ReviewError(f"There is an entity type “{name}” already.")
    return name
