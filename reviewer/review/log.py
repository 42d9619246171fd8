"""The review log: who did what, when, on which span, each line sealed by the hash of the last.

A line's hash is the SHA-256 of the previous line's hash, a line feed, and the line's other fields
as compact JSON with sorted keys. Quoted text never goes into a line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, insert, select

from reviewer.corpus.database import Corpus, now_utc
from reviewer.corpus.schema import LogLine

FIRST_HASH = "0" * 64
# What an annotation quotes may be what is redacted; span and document say where to look. So may
# what was searched for, a title, or whom a letter is from.
_NEVER_LOGGED = frozenset(
    {"quote", "text_sha256", "query", "terms"}
    | {"title", "sender", "recipients", "author", "external_id"}
    | {"metadata", "as_imported"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a log line tells, before it is numbered and sealed.

    `direction` is do, undo or redo; `subject` is a table's name; the span is in code points.
    """

    action: str
    subject: str
    subject_id: str
    direction: str = "do"
    document_id: int | None = None
    start_cp: int | None = None
    end_cp: int | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


# More of them are let go of in one go that holds up every other thread, the window's too.
_LINES_AT_ONCE = 2_000
# `asdict` copies every value, which was most of a bulk change's time.
_TOLD = tuple(field.name for field in fields(Entry))


def append(connection: Connection, reviewer: str, entries: Iterable[Entry]) -> None:
    """Write lines at the end of the log, in the caller's transaction."""
    previous = (
        connection.scalar(select(LogLine.hash).order_by(LogLine.id.desc()).limit(1)) or FIRST_HASH
    )
    at = now_utc()
    lines: list[dict[str, Any]] = []
    for entry in entries:
        line = {name: getattr(entry, name) for name in _TOLD} | {
            "at": at,
            "reviewer": reviewer,
            "before": _values(entry.before),
            "after": _values(entry.after),
        }
        seal = seal_of(previous, line)
        lines.append(line | {"previous_hash": previous, "hash": seal})
        previous = seal
        if len(lines) == _LINES_AT_ONCE:
            connection.execute(insert(LogLine), lines)
            lines = []
    if lines:
        connection.execute(insert(LogLine), lines)


def first_broken_line(connection: Connection) -> int | None:
    """Return the id of the first line that does not fit the chain, or None when all do.

    Lines missing at the end are noticed too: their ids were given out.
    """
    previous = FIRST_HASH
    last_id = 0
    columns = LogLine.__table__.columns
    for row in connection.execute(select(*columns).order_by(LogLine.id)).mappings():
        line = {
            key: value for key, value in row.items() if key not in ("id", "hash", "previous_hash")
        }
        if row["previous_hash"] != previous or row["hash"] != seal_of(previous, line):
            return int(row["id"])
        previous = row["hash"]
        last_id = int(row["id"])
    given_out = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'log'")
    return last_id + 1 if (given_out.scalar() or 0) > last_id else None


def record(corpus: Corpus, action: str, subject: str, **facts: Any) -> None:
    """Log something that is not undoable, such as an import or an export."""
    with corpus.write() as connection:
        append(connection, corpus.reviewer, [Entry(action, subject, "", after=facts)])


def seal_of(previous: str, line: Mapping[str, Any]) -> str:
    """Return the hash of a line, given that of the line before it and the line's other fields."""
    payload = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{payload}".encode()).hexdigest()


def _values(values: Mapping[str, Any] | None) -> str:
    if not values:
        return ""
    told = {key: value for key, value in values.items() if key not in _NEVER_LOGGED}
    return json.dumps(told, sort_keys=True, ensure_ascii=False)
