"""The order that she gives to rows: new ones stand last, and one is moved among the others."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import Connection, func, select

from reviewer.corpus.schema import SavedSearchRecord, TermListRecord
from reviewer.errors import ReviewError
from reviewer.review.changes import Draft

Ordered: TypeAlias = type[SavedSearchRecord] | type[TermListRecord]


def next_position(connection: Connection, record: Ordered) -> int:
    """Return the position behind all rows of a table."""
    last = connection.scalar(select(func.max(record.position)))
    return 0 if last is None else last + 1


def move_to(draft: Draft, record: Ordered, row_id: int, place: int) -> None:
    """Put a row at a 0-based place among the others of its table."""
    ids = list(
        draft.connection.scalars(
            select(record.id).where(record.id != row_id).order_by(record.position, record.id)
        )
    )
    ids.insert(max(0, place), row_id)
    for position, each in enumerate(ids):
        draft.update(record, each, position=position)


def name_of(connection: Connection, record: Ordered, row_id: int, kind: str) -> str:
    """Return the name of a row; raise ReviewError, with its kind in words, when it is gone."""
    name = connection.scalar(select(record.name).where(record.id == row_id))
    if name is None:
        raise ReviewError(f"This {kind} is gone already, so nothing was changed.")
    return name


def checked_name(
    connection: Connection, record: Ordered, name: str, own_id: int | None, kind: str
) -> str:
    """Return a name on one line; raise ReviewError when it is empty or another row has it."""
    name = " ".join(name.split())
    if not name:
        raise ReviewError(f"A {kind} needs a name.")
    rows = connection.execute(select(record.id, record.name))
    if any(row.name.casefold() == name.casefold() and row.id != own_id for row in rows):
        raise ReviewError(f"There is a {kind} “{name}” already. Choose another name.")
    return name
