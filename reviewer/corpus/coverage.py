"""What became of everything that was handed over: the last word on each file, part and document.

Whole lists come as ids, joined by SQLite as in `columns`; what is shown of them is read by pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from reviewer.corpus.columns import Ids

_IDS_PER_STATEMENT = 5_000

# A file that was imported, wholly or in part, and later seen again stays what it was. One that
# could not be read and was seen before when it was given again has other bytes by then, which the
# corpus holds. Parts count as the last reading of their file told of them.
_LAST_WORDS = """
WITH told AS (
  SELECT path,
    max(CASE WHEN outcome <> 'seen_before' THEN id END) AS read_id,
    max(CASE WHEN outcome = 'seen_before' THEN id END) AS seen_id
  FROM import_item WHERE locator = '' GROUP BY path
), file AS MATERIALIZED (
  SELECT told.path AS path,
    CASE
      WHEN read.id IS NULL THEN seen_id
      WHEN seen_id > read.id AND read.outcome NOT IN ('imported', 'partly') THEN seen_id
      ELSE read.id
    END AS id,
    read.outcome AS read_outcome
  FROM told LEFT JOIN import_item AS read ON read.id = told.read_id
), reading AS MATERIALIZED (
  SELECT path, import_id, max(id) FROM import_item
  WHERE outcome <> 'seen_before' AND path IN (SELECT path FROM import_item WHERE locator <> '')
  GROUP BY path
), part AS MATERIALIZED (
  SELECT max(item.id) AS id, item.path AS path FROM import_item AS item
  JOIN reading ON reading.path = item.path AND reading.import_id = item.import_id
  LEFT JOIN file ON file.path = item.path
  LEFT JOIN import_item AS last ON last.id = file.id
  WHERE item.locator <> '' AND coalesce(last.outcome, '') <> 'seen_before'
  GROUP BY item.path, item.locator
)
SELECT item.outcome, one.with_parts, group_concat(one.id) FROM (
  SELECT id, path IN (SELECT path FROM part) AS with_parts FROM file
  UNION ALL SELECT id, 0 FROM part
) AS one JOIN import_item AS item ON item.id = one.id GROUP BY item.outcome, one.with_parts
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: a file or a part of it, or a document with what there is to know."""

    path: str
    part: str
    detail: str
    document_id: int | None = None
    title: str = ""


def latest(connection: Connection) -> tuple[int, int, int]:
    """Return the highest ids of an import's line and of a document, 0 for none.

    The third differs when other documents stand for others.
    """
    row = connection.exec_driver_sql(
        "SELECT (SELECT coalesce(max(id), 0) FROM import_item), "
        "(SELECT coalesce(max(id), 0) FROM document), "
        "(SELECT coalesce(sum(id), 0) FROM document WHERE replaced_by IS NOT NULL)"
    ).one()
    return row[0], row[1], row[2]


def last_words(connection: Connection) -> dict[tuple[str, bool], Ids]:
    """Return lines of imports by outcome, and whether parts of the file have lines of their own.

    Of each file and each part that could not be read it is the line that still holds, whatever
    earlier and later imports of the same path told.
    """
    rows = connection.exec_driver_sql(_LAST_WORDS)
    return {(outcome, bool(with_parts)): _ids(ids) for outcome, with_parts, ids in rows}


def locked_paths(connection: Connection) -> dict[str, bool]:
    """Return the files that are locked by the last word, and whether parts of them were read."""
    words = last_words(connection)
    ids = [each for (outcome, _), found in words.items() if outcome == "locked" for each in found]
    found: dict[str, bool] = {}
    for entry in items(connection, [int(each) for each in ids]):
        found[entry.path] = found.get(entry.path, False) or bool(entry.part)
    return found


def all_documents(connection: Connection) -> Ids:
    """Return the ids of all documents for which no other stands, rising."""
    query = "SELECT group_concat(id) FROM document WHERE replaced_by IS NULL"
    return _ids(connection.exec_driver_sql(query).scalar())


def documents_by_remark(connection: Connection) -> dict[str, Ids]:
    """Return the ids of documents by the kinds of what is remarked of them, rising."""
    rows = connection.exec_driver_sql(
        "SELECT kind, group_concat(DISTINCT document_id) FROM remark GROUP BY kind"
    )
    return {kind: _ids(ids) for kind, ids in rows}


def items(connection: Connection, ids: Sequence[int]) -> list[Entry]:
    """Return lines of imports in the order of their ids."""
    found = {}
    for some in _sliced(ids):
        rows = connection.exec_driver_sql(
            "SELECT id, path, locator, reason FROM import_item "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (some,),
        )
        found.update({row[0]: Entry(row[1], row[2], row[3]) for row in rows})
    return [found[item_id] for item_id in ids if item_id in found]


def documents(connection: Connection, ids: Sequence[int], remark: str = "") -> list[Entry]:
    """Return documents in the order of their ids, with the details of their remarks of a kind."""
    found = {}
    for some in _sliced(ids):
        rows = connection.exec_driver_sql(
            "SELECT document.id, source_file.path, document.locator, document.title, "
            "(SELECT group_concat(detail, char(10)) FROM remark "
            " WHERE document_id = document.id AND kind = ?) "
            "FROM document JOIN source_file ON source_file.id = document.source_file_id "
            "WHERE document.id IN (SELECT value FROM json_each(?))",
            (remark, some),
        )
        found.update({row[0]: Entry(row[1], row[2], row[4] or "", row[0], row[3]) for row in rows})
    return [found[document_id] for document_id in ids if document_id in found]


def documents_in_files_of(
    connection: Connection, document_ids: Iterable[int]
) -> dict[str, list[int]]:
    """Return all documents of the files that some are of, by path within what was imported."""
    rows = connection.exec_driver_sql(
        "SELECT path, group_concat(document.id) FROM document "
        "JOIN source_file ON source_file.id = source_file_id WHERE source_file_id IN ("
        " SELECT source_file_id FROM document WHERE id IN (SELECT value FROM json_each(?))"
        ") GROUP BY path",
        (json.dumps(sorted(document_ids)),),
    )
    return {path: _ids(ids).tolist() for path, ids in rows}


def items_with(connection: Connection, ids: Ids, text: str) -> Ids:
    """Return which lines of imports hold a text in their path, part or reason, in either case."""
    return _holding(
        connection,
        "SELECT group_concat(id) FROM import_item WHERE id IN (SELECT value FROM json_each(?)) "
        "AND lower(path || ' ' || locator || ' ' || reason) LIKE ? ESCAPE '\\'",
        ids,
        text,
    )


def documents_with(connection: Connection, ids: Ids, text: str) -> Ids:
    """Return which documents hold a text in title, path or place, or in what is remarked."""
    return _holding(
        connection,
        "SELECT group_concat(document.id) FROM document "
        "JOIN source_file ON source_file.id = document.source_file_id "
        "WHERE document.id IN (SELECT value FROM json_each(?)) AND lower("
        "title || ' ' || path || ' ' || locator || ' ' || coalesce("
        "(SELECT group_concat(detail, ' ') FROM remark WHERE document_id = document.id), '')"
        ") LIKE ? ESCAPE '\\'",
        ids,
        text,
    )


def _holding(connection: Connection, query: str, ids: Ids, text: str) -> Ids:
    wanted = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    listed = json.dumps(ids.tolist())
    return _ids(connection.exec_driver_sql(query, (listed, f"%{wanted}%")).scalar())


def _sliced(ids: Sequence[int]) -> list[str]:
    return [
        json.dumps(list(ids[start : start + _IDS_PER_STATEMENT]))
        for start in range(0, len(ids), _IDS_PER_STATEMENT)
    ]


def _ids(joined: str | int | None) -> Ids:
    return np.sort(np.fromstring(str(joined or ""), np.int64, sep=","))
