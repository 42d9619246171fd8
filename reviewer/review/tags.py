"""Verbs on the code book: making, editing, moving, merging and deleting tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection, func, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import HighlightRecord, HighlightTag, TagRecord
from reviewer.errors import ReviewError
from reviewer.model import COLOURS
from reviewer.review.changes import Change, Draft, changing
from reviewer.review.passages import shortened

PATH_SEPARATOR = " > "
NUMBER_KEYS = range(1, 10)


class Fate(Enum):
    """What becomes of the highlights of a deleted tag."""

    KEEP = auto()  # they stay, without this tag
    REMOVE = auto()  # those that carry no other tag go with it


def create_tag(
    corpus: Corpus,
    name: str,
    *,
    colour: str | None = None,
    description: str = "",
    shortcut: int | None = None,
    parent_id: int | None = None,
) -> Change:
    """Make a tag; without a colour it takes the one used least.

    Raises ReviewError when the name is empty, taken or holds the path separator, or the shortcut
    or colour is not valid.
    """
    with changing(corpus, f"create tag “{shortened(name)}”") as draft:
        insert_tag(
            draft,
            name,
            colour=colour,
            description=description.strip(),
            shortcut=shortcut,
            parent_id=parent_id,
        )
    return draft.change


def edit_tag(corpus: Corpus, tag_id: int, **values: Any) -> Change:
    """Change a tag's `name`, `colour`, `description`, `shortcut` or `parent_id`.

    A shortcut that another tag holds moves to this one. Raises ReviewError as `create_tag` does,
    and when a tag would become its own ancestor.
    """
    with changing(corpus, "edit tag") as draft:
        before = _name(draft.connection, tag_id)
        checked = _checked(draft, values, tag_id)
        draft.update(TagRecord, tag_id, **checked)
        renamed = checked.get("name", before) != before
        draft.label = (
            f"rename tag “{shortened(before)}” to “{shortened(checked['name'])}”"
            if renamed
            else f"edit tag “{shortened(before)}”"
        )
    return draft.change


def move_tag(corpus: Corpus, tag_id: int, parent_id: int | None, position: int) -> Change:
    """Put a tag under a parent (None: at the top) at a 0-based place among its siblings."""
    with changing(corpus, "move tag") as draft:
        draft.label = f"move tag “{shortened(_name(draft.connection, tag_id))}”"
        _require_no_cycle(draft.connection, tag_id, parent_id)
        draft.update(TagRecord, tag_id, parent_id=parent_id)
        siblings = list(
            draft.connection.scalars(
                select(TagRecord.id)
                .where(TagRecord.parent_id.is_not_distinct_from(parent_id), TagRecord.id != tag_id)
                .order_by(TagRecord.position, TagRecord.id)
            )
        )
        siblings.insert(max(0, position), tag_id)
        for place, sibling in enumerate(siblings):
            draft.update(TagRecord, sibling, position=place)
    return draft.change


def merge_tags(corpus: Corpus, source_ids: Sequence[int], target_id: int) -> Change:
    """Move the highlights and children of tags to another one, and delete the emptied tags."""
    sources = [tag_id for tag_id in dict.fromkeys(source_ids) if tag_id != target_id]
    with changing(corpus, "merge tags") as draft:
        names = [_name(draft.connection, tag_id) for tag_id in [*sources, target_id]]
        draft.label = f"merge of tags {shortened(' and '.join(names), 60)}"
        tagged = set(_highlights_of(draft.connection, target_id))
        for source_id in sources:
            # A target below a source would lose its parent: it takes the place of the source.
            if source_id in _ancestors(draft.connection, target_id):
                parent = _parent(draft.connection, source_id)
                draft.update(TagRecord, target_id, parent_id=parent)
            for highlight_id in _highlights_of(draft.connection, source_id):
                draft.delete(HighlightTag, {"highlight_id": highlight_id, "tag_id": source_id})
                if highlight_id not in tagged:
                    draft.insert(HighlightTag, highlight_id=highlight_id, tag_id=target_id)
                    tagged.add(highlight_id)
            _lift_children(draft, source_id, target_id)
            draft.delete(TagRecord, source_id)
    return draft.change


def delete_tag(corpus: Corpus, tag_id: int, fate: Fate) -> Change:
    """Delete a tag; its children move up to its parent, its highlights share `fate`."""
    with changing(corpus, "delete tag") as draft:
        draft.label = f"delete tag “{shortened(_name(draft.connection, tag_id))}”"
        others = select(HighlightTag.highlight_id).where(HighlightTag.tag_id != tag_id)
        stay = set(draft.connection.scalars(others)) if fate is Fate.REMOVE else set()
        for highlight_id in _highlights_of(draft.connection, tag_id):
            draft.delete(HighlightTag, {"highlight_id": highlight_id, "tag_id": tag_id})
            if fate is Fate.REMOVE and highlight_id not in stay:
                draft.delete(HighlightRecord, highlight_id)
        _lift_children(draft, tag_id, _parent(draft.connection, tag_id))
        draft.delete(TagRecord, tag_id)
    return draft.change


def lowest_free_key(taken: Iterable[int | None]) -> int | None:
    """Return the lowest of the number keys that no tag has, or None."""
    held = set(taken)
    return next((key for key in NUMBER_KEYS if key not in held), None)


def insert_named_tag(draft: Draft, name: str) -> int:
    """Insert a tag of which only the name was given; it takes the lowest free number key."""
    key = lowest_free_key(draft.connection.scalars(select(TagRecord.shortcut)))
    return insert_tag(draft, name, shortcut=key)


def insert_tag(draft: Draft, name: str, **values: Any) -> int:
    """Insert a tag as part of a larger change and return its id."""
    checked = _checked(draft, {"name": name, **values}, None)
    connection = draft.connection
    if checked.get("colour") is None:
        used = list(connection.scalars(select(TagRecord.colour)))
        checked["colour"] = min(COLOURS, key=used.count)
    last = connection.scalar(select(func.max(TagRecord.position)))
    position = 0 if last is None else last + 1
    return draft.insert(TagRecord, **checked, position=position, created_at=draft.at)


def _checked(draft: Draft, values: dict[str, Any], tag_id: int | None) -> dict[str, Any]:
    checked = dict(values)
    if "name" in checked:
        checked["name"] = _checked_name(draft.connection, checked["name"], tag_id)
    colour = checked.get("colour")
    if colour is not None and not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise ReviewError(f"“{colour}” is not a colour; it is written like #ffd400.")
    shortcut = checked.get("shortcut")
    if shortcut is not None:
        if shortcut not in NUMBER_KEYS:
            raise ReviewError("A tag's shortcut is one of the number keys 1 to 9.")
        holder = draft.connection.scalar(select(TagRecord.id).where(TagRecord.shortcut == shortcut))
        if holder is not None and holder != tag_id:
            draft.update(TagRecord, holder, shortcut=None)
    if tag_id is not None and "parent_id" in checked:
        _require_no_cycle(draft.connection, tag_id, checked["parent_id"])
    return checked


def _checked_name(connection: Connection, name: str, tag_id: int | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise ReviewError("A tag needs a name.")
    if PATH_SEPARATOR.strip() in name:
        raise ReviewError("A tag's name cannot hold “>”, which separates parent and child.")
    names = connection.execute(select(TagRecord.id, TagRecord.name))
    if any(row.name.casefold() == name.casefold() and row.id != tag_id for row in names):
        raise ReviewError(f"There is a tag “{name}” already. Choose another name, or merge them.")
    return name


def _require_no_cycle(connection: Connection, tag_id: int, parent_id: int | None) -> None:
    if parent_id is not None and (
        parent_id == tag_id or tag_id in _ancestors(connection, parent_id)
    ):
        raise ReviewError("A tag cannot stand below itself, so it was not moved.")


def _ancestors(connection: Connection, tag_id: int) -> set[int]:
    ancestors: set[int] = set()
    parent = _parent(connection, tag_id)
    while parent is not None:
        ancestors.add(parent)
        parent = _parent(connection, parent)
    return ancestors


def _parent(connection: Connection, tag_id: int) -> int | None:
    return connection.scalar(select(TagRecord.parent_id).where(TagRecord.id == tag_id))


def _name(connection: Connection, tag_id: int) -> str:
    name = connection.scalar(select(TagRecord.name).where(TagRecord.id == tag_id))
    if name is None:
        raise ReviewError("This tag is gone already, so nothing was changed.")
    return name


def _highlights_of(connection: Connection, tag_id: int) -> Sequence[int]:
    links = select(HighlightTag.highlight_id).where(HighlightTag.tag_id == tag_id)
    return connection.scalars(links.order_by(HighlightTag.highlight_id)).all()


def _lift_children(draft: Draft, tag_id: int, parent_id: int | None) -> None:
    children = select(TagRecord.id).where(TagRecord.parent_id == tag_id)
    for child_id in draft.connection.scalars(children).all():
        draft.update(TagRecord, child_id, parent_id=parent_id)
