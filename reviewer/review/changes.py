"""Changes that can be undone: every edit is a list of row operations, kept with its label.

A verb opens `changing(corpus, label)`, inserts, updates and deletes rows through the draft it is
given, and all of it, with its log lines and its place in the history, is one transaction. Undo
applies the inverse operations in reverse order; both work across documents and restarts because
the operations are plain data in the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, Table, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase

from reviewer.corpus.database import Corpus, now_utc
from reviewer.corpus.schema import Base, ChangeRecord, HighlightRecord, RedactionRecord
from reviewer.errors import NothingToUndo, ReviewError
from reviewer.review import log

Direction = Literal["do", "undo", "redo"]
Key = int | Mapping[str, int]
_TIGHT = (",", ":")
Place = tuple[int | None, int | None, int | None]  # document, start and end in code points

# Link rows tell their document through the annotation that they belong to.
_OWNER_OF_LINK: Mapping[str, tuple[str, type[HighlightRecord] | type[RedactionRecord]]] = {
    "highlight_tag": ("highlight_id", HighlightRecord),
    "redaction_reason_link": ("redaction_id", RedactionRecord),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One row's step: no `before` inserts it, no `after` deletes it, both update it.

    `key` holds the primary key; `before` and `after` hold the whole row, or for an update the
    columns that change.
    """

    table: str
    key: Mapping[str, int]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def inverse(self) -> Operation:
        """Return the step that takes this one back."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class Change:
    """What was done, by ids: enough to refresh what shows it.

    `label` completes "Undo …"; `tables` and `document_ids` name what it touched; `new_id` is the
    id of the first row it inserted. A change without operations did nothing and is not in the
    history.
    """

    label: str
    operations: tuple[Operation, ...]
    tables: frozenset[str]
    document_ids: frozenset[int]
    direction: Direction = "do"

    @property
    def new_id(self) -> int | None:
        """The id of the first row inserted, or None."""
        for operation in self.operations:
            if operation.before is None and "id" in operation.key:
                return operation.key["id"]
        return None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing had to be done."""
        return not self.operations


@dataclass(slots=True)
class Draft:
    """A change in the making, inside its transaction."""

    connection: Connection
    label: str
    at: str
    direction: Direction = "do"
    operations: list[Operation] = field(default_factory=list)
    _places: list[Place] = field(default_factory=list)
    _places_of_owners: dict[tuple[str, int], Place] = field(default_factory=dict)

    def insert(self, record: type[DeclarativeBase], **values: Any) -> int:
        """Insert a row and return its id (0 for a link row).

        Raises ReviewError when something that the row refers to is gone.
        """
        table = _table(record.__tablename__)
        if "id" in table.columns and "id" not in values:
            values["id"] = _next_id(self.connection, table)
        row = {column.name: _default(column) for column in table.columns} | values
        self.apply(Operation(table.name, _key_of(table, row), None, row))
        return int(values.get("id", 0))

    def insert_all(
        self, record: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]
    ) -> list[int]:
        """Insert rows of the same columns and return their ids (0 for link rows).

        The same as inserting one after the other, for thousands. Raises ReviewError as `insert`
        does, and then none of the change is kept.
        """
        table = _table(record.__tablename__)
        first_id = _next_id(self.connection, table) if "id" in table.columns and rows else 0
        defaults: dict[str, Any] = {c.name: _default(c) for c in table.columns}
        operations: list[Operation] = []
        for number, values in enumerate(rows):
            row = {**defaults, **values}
            if first_id:
                row["id"] = first_id + number
            operations.append(Operation(table.name, _key_of(table, row), None, row))
        self.apply(*operations)
        return [operation.key.get("id", 0) for operation in operations]

    def update(self, record: type[DeclarativeBase], key: Key, **values: Any) -> None:
        """Change columns of a row; those that have the value already are left out."""
        table = _table(record.__tablename__)
        row = self._row(table, key)
        after = {name: value for name, value in values.items() if row[name] != value}
        if not after:
            return
        if "modified_at" in row:
            after["modified_at"] = self.at
        before = {name: row[name] for name in after}
        self.apply(Operation(table.name, _key_of(table, row), before, after))

    def update_all(self, record: type[DeclarativeBase], ids: Sequence[int], **values: Any) -> None:
        """Change columns of the rows with these ids; values that stand already are left out.

        The same as updating one after the other, for any number. Raises ReviewError as `update`
        does, and then none of the change is kept.
        """
        table = _table(record.__tablename__)
        if "modified_at" in table.columns:
            values["modified_at"] = self.at
        known = self._values(table, ids, list(values))
        steps: dict[tuple[Any, ...], tuple[dict[str, Any], dict[str, Any]]] = {}
        operations: list[Operation] = []
        for row_id in dict.fromkeys(ids):
            if row_id not in known:
                raise _gone(table)
            step = steps.get(known[row_id])
            if step is None:
                # Rows that are alike share a step, so that a quarter of a million need few.
                old = dict(zip(values, known[row_id], strict=True))
                before = {name: value for name, value in old.items() if value != values[name]}
                step = before, {name: values[name] for name in before}
                steps[known[row_id]] = step
            before, after = step
            if before.keys() - {"modified_at"}:
                operations.append(Operation(table.name, {"id": row_id}, before, after))
        self.apply(*operations)

    def delete(self, record: type[DeclarativeBase], key: Key) -> None:
        """Delete a row."""
        table = _table(record.__tablename__)
        row = self._row(table, key)
        self.apply(Operation(table.name, _key_of(table, row), row, None))

    def apply(self, *operations: Operation) -> None:
        """Carry operations out, and note where they took place.

        Raises ReviewError when a row is not as its operation expects it.
        """
        for _, alike in groupby(operations, key=_shape):
            together = list(alike)
            places = [self._place(operation) for operation in together]
            _execute(self.connection, together)
            self.operations += together
            self._places += places

    def entries(self) -> Iterator[log.Entry]:
        """Yield the log lines of what has been done so far, under the label as it is now."""
        return (
            log.Entry(
                action=self.label,
                subject=operation.table,
                subject_id=",".join(str(value) for value in operation.key.values()),
                direction=self.direction,
                document_id=document_id,
                start_cp=start_cp,
                end_cp=end_cp,
                before=operation.before,
                after=operation.after,
            )
            for operation, (document_id, start_cp, end_cp) in zip(
                self.operations, self._places, strict=True
            )
        )

    @property
    def change(self) -> Change:
        """What has been done so far."""
        tables = frozenset(operation.table for operation in self.operations)
        documents = frozenset(place[0] for place in self._places if place[0] is not None)
        return Change(self.label, tuple(self.operations), tables, documents, self.direction)

    def _row(self, table: Table, key: Key) -> dict[str, Any]:
        keys = {"id": key} if isinstance(key, int) else dict(key)
        if table.name in _OWNER_OF_LINK:
            return keys
        row = self.connection.execute(select(table).where(_is_row(table, keys))).mappings().first()
        if row is None:
            raise _gone(table)
        return dict(row)

    def _values(
        self, table: Table, ids: Sequence[int], names: Sequence[str]
    ) -> dict[int, tuple[Any, ...]]:
        """Return columns of the rows with these ids."""
        columns = ", ".join(_column(table, name) for name in ("id", *names))
        query = f'SELECT {columns} FROM "{table.name}" WHERE id IN (SELECT value FROM json_each(?))'
        rows = self.connection.exec_driver_sql(query, (json.dumps(list(ids)),))
        return {row[0]: tuple(row[1:]) for row in rows}

    def _place(self, operation: Operation) -> Place:
        if operation.table == "document":
            return operation.key["id"], None, None
        table = _table(operation.table)
        if operation.table in _OWNER_OF_LINK:
            column, owner = _OWNER_OF_LINK[operation.table]
            owner_key = (owner.__tablename__, operation.key[column])
            # Bulk changes touch several links of one annotation, whose range stays as it is.
            if owner_key not in self._places_of_owners:
                self._places_of_owners[owner_key] = self._stored_place(*owner_key)
            return self._places_of_owners[owner_key]
        if "document_id" not in table.columns:
            return None, None, None
        row = operation.after if operation.before is None else operation.before
        if row is not None and "document_id" in row:
            place = row["document_id"], row["start_cp"], row["end_cp"]
            if operation.before is None:
                # The links that come with a new annotation need not ask where it is.
                self._places_of_owners[operation.table, operation.key["id"]] = place
            return place
        return self._stored_place(operation.table, operation.key["id"])

    def _stored_place(self, table_name: str, row_id: int) -> Place:
        table = _table(table_name)
        place = select(table.c.document_id, table.c.start_cp, table.c.end_cp)
        found = self.connection.execute(place.where(table.c.id == row_id)).first()
        return (found.document_id, found.start_cp, found.end_cp) if found else (None, None, None)


@contextmanager
def changing(corpus: Corpus, label: str) -> Iterator[Draft]:
    """Yield a draft; when the block ends its change is on disk, in the history and in the log.

    A new change ends the chance to redo what was undone before it.
    """
    with corpus.write() as connection:
        draft = Draft(connection, label, now_utc())
        yield draft
        if draft.operations:
            connection.execute(delete(ChangeRecord).where(ChangeRecord.undone))
            connection.execute(
                insert(ChangeRecord).values(
                    at=draft.at,
                    label=draft.label,
                    operations=_to_json(draft.operations),
                    undone=False,
                )
            )
            log.append(connection, corpus.reviewer, draft.entries())


def undo(corpus: Corpus) -> Change:
    """Take the last standing change back.

    Raises NothingToUndo at the beginning of the history.
    """
    with corpus.write() as connection:
        record = connection.execute(_last_standing()).first()
        if record is None:
            raise NothingToUndo("There is nothing to undo.")
        done = _operations_of(connection, record.id)
        operations = []
        while done:  # each is let go of by itself
            operations.append(done.pop().inverse())
        return _replay(corpus, connection, record.id, record.label, operations, "undo")


def redo(corpus: Corpus) -> Change:
    """Do again the change that was undone last.

    Raises NothingToUndo at the end of the history.
    """
    with corpus.write() as connection:
        record = connection.execute(_first_undone()).first()
        if record is None:
            raise NothingToUndo("There is nothing to redo.")
        operations = _operations_of(connection, record.id)
        return _replay(corpus, connection, record.id, record.label, operations, "redo")


def history(connection: Connection) -> tuple[str | None, str | None]:
    """Return the labels of what undo and redo would do; None where there is nothing."""
    standing = connection.execute(_last_standing()).first()
    undone = connection.execute(_first_undone()).first()
    return (standing.label if standing else None), (undone.label if undone else None)


def _last_standing() -> Any:
    return (
        select(ChangeRecord.id, ChangeRecord.label)
        .where(~ChangeRecord.undone)
        .order_by(ChangeRecord.id.desc())
        .limit(1)
    )


def _first_undone() -> Any:
    return (
        select(ChangeRecord.id, ChangeRecord.label)
        .where(ChangeRecord.undone)
        .order_by(ChangeRecord.id)
        .limit(1)
    )


def _operations_of(connection: Connection, change_id: int) -> list[Operation]:
    stored = connection.scalar(select(ChangeRecord.operations).where(ChangeRecord.id == change_id))
    return list(_from_json(stored or "[]"))


def _replay(
    corpus: Corpus,
    connection: Connection,
    change_id: int,
    label: str,
    operations: Sequence[Operation],
    direction: Literal["undo", "redo"],
) -> Change:
    draft = Draft(connection, label, now_utc(), direction)
    draft.apply(*operations)
    connection.execute(
        update(ChangeRecord).where(ChangeRecord.id == change_id).values(undone=direction == "undo")
    )
    log.append(connection, corpus.reviewer, draft.entries())
    return draft.change


def _shape(operation: Operation) -> tuple[Any, ...]:
    """Return what two operations must share to be one statement."""
    before, after = operation.before, operation.after
    return (
        operation.table,
        tuple(operation.key),
        None if before is None else tuple(before),
        None if after is None else tuple(after),
    )


def _execute(connection: Connection, operations: Sequence[Operation]) -> None:
    """Carry out operations of one shape, as plain SQL because a bulk change has thousands."""
    first = operations[0]
    table = _table(first.table)
    expected = list(dict.fromkeys([*(first.before or {}), *first.key]))
    where = " AND ".join(f"{_column(table, name)} IS ?" for name in expected)
    if first.before is None:
        names = ", ".join(_column(table, name) for name in first.after or {})
        places = ", ".join("?" for _ in first.after or {})
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'
    elif first.after is None:
        statement = f'DELETE FROM "{table.name}" WHERE {where}'
    else:
        assignments = ", ".join(f"{_column(table, name)} = ?" for name in first.after)
        statement = f'UPDATE "{table.name}" SET {assignments} WHERE {where}'
    rows = [_parameters(operation, expected) for operation in operations]
    with _misfits_told_plainly(table):
        done = connection.exec_driver_sql(statement, rows if len(rows) > 1 else rows[0])
    if done.rowcount != len(rows):
        raise ReviewError(
            f"The {table.name.replace('_', ' ')} has changed since, so this step was not done and "
            "nothing else was touched."
        )


def _parameters(operation: Operation, expected: Sequence[str]) -> tuple[Any, ...]:
    after = tuple((operation.after or {}).values())
    if operation.before is None:
        return after
    known = {**operation.before, **operation.key}
    return after + tuple(known[name] for name in expected)


@contextmanager
def _misfits_told_plainly(table: Table) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise ReviewError(
            f"This {table.name.replace('_', ' ')} does not fit what is there: something that "
            "it needs is gone, or it is there already or still in use. Nothing was changed."
        ) from error


def _gone(table: Table) -> ReviewError:
    return ReviewError(
        f"This {table.name.replace('_', ' ')} is gone already, so nothing was changed."
    )


def _column(table: Table, name: str) -> str:
    """Return a column's name for SQL; operations are read from a file, so it must be one."""
    return f'"{table.c[name].name}"'


def _next_id(connection: Connection, table: Table) -> int:
    """Return an id that no row of the table has ever had.

    Chosen before the insert so that the operation is complete when it is applied, by undo too.
    """
    highest_ever = connection.exec_driver_sql(
        "SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)
    ).scalar()
    return (highest_ever or 0) + 1


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _key_of(table: Table, row: Mapping[str, Any]) -> dict[str, int]:
    return {column.name: row[column.name] for column in table.primary_key.columns}


def _is_row(table: Table, key: Mapping[str, int]) -> Any:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _to_json(operations: Sequence[Operation]) -> str:
    # Row by row, and read so as well: all at once would keep every other thread, the window's too,
    # from running.
    rows = (
        json.dumps([o.table, dict(o.key), o.before, o.after], ensure_ascii=False, separators=_TIGHT)
        for o in operations
    )
    return f"[{','.join(rows)}]"


def _from_json(stored: str) -> Iterator[Operation]:
    decode = json.JSONDecoder().raw_decode
    place = 1
    while stored[place] != "]":
        row, end = decode(stored, place)
        yield Operation(*row)
        place = end + (stored[end] == ",")
