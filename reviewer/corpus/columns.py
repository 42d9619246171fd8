"""Whole columns of the corpus at once: which documents have which value.

SQLite joins the ids of a group into one text within a single step. Fetched row by row a quarter
of a million documents take two seconds, and hold up every other thread meanwhile; this way they
take a tenth of one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

Ids: TypeAlias = npt.NDArray[np.int64]
DocumentColumn: TypeAlias = Literal["status", "date", "origin", "classification"]
MarkTable: TypeAlias = Literal["highlight", "mention", "redaction"]

_PLACES_AT_ONCE = 4_000  # are taken apart without holding up another thread for long
_AMONG = "IN (SELECT value FROM json_each(?))"


def latest(connection: Connection) -> tuple[int, int]:
    """Return the highest id of a document, and that of a line of the log; 0 for none."""
    row = connection.exec_driver_sql(
        "SELECT (SELECT coalesce(max(id), 0) FROM document), (SELECT coalesce(max(id), 0) FROM log)"
    ).one()
    return row[0], row[1]


def log_hash(connection: Connection, log_id: int) -> str:
    """Return the hash of a line of the log, or nothing when there is no such line."""
    row = connection.exec_driver_sql("SELECT hash FROM log WHERE id = ?", (log_id,)).one_or_none()
    return "" if row is None else str(row[0])


def documents_by(
    connection: Connection, column: DocumentColumn, ids: Sequence[int] | None = None
) -> dict[str, Ids]:
    """Return the ids of documents by a value, "" for none; of all documents without a list."""
    where, values = ("", ()) if ids is None else (f"WHERE id {_AMONG}", (json.dumps(list(ids)),))
    return _text_groups(
        connection,
        f"SELECT {column}, group_concat(id) FROM document {where} GROUP BY {column}",
        values,
    )


def documents_by_format(connection: Connection) -> dict[str, Ids]:
    """Return the ids of all documents by the format of their source file."""
    return _text_groups(
        connection,
        "SELECT source_file.format, group_concat(document.id) FROM source_file "
        "JOIN document ON document.source_file_id = source_file.id GROUP BY source_file.format",
    )


def documents_by_tag(connection: Connection, ids: Sequence[int] | None = None) -> dict[int, Ids]:
    """Return the ids of documents by the tags on their highlights, one id per tagged highlight."""
    where, values = _of_documents("highlight", ids)
    return _groups(
        connection,
        "SELECT highlight_tag.tag_id, group_concat(highlight.document_id) FROM highlight_tag "
        "JOIN highlight ON highlight.id = highlight_tag.highlight_id "
        f"{where} GROUP BY highlight_tag.tag_id",
        values,
    )


def tag_parents(connection: Connection) -> dict[int, int]:
    """Return the parent of each tag that has one."""
    rows = connection.exec_driver_sql("SELECT id, parent_id FROM tag WHERE parent_id IS NOT NULL")
    return {row.id: row.parent_id for row in rows}


def documents_by_entity(connection: Connection, ids: Sequence[int] | None = None) -> dict[int, Ids]:
    """Return the ids of documents by the entities they mention, one id per mention."""
    where, values = _of_documents("mention", ids)
    return _groups(
        connection,
        f"SELECT entity_id, group_concat(document_id) FROM mention {where} GROUP BY entity_id",
        values,
    )


def marked_documents(
    connection: Connection, table: MarkTable, ids: Sequence[int] | None = None
) -> Ids:
    """Return the ids of documents that carry a mark of a kind, one id per mark."""
    where, values = _of_documents(table, ids)
    return _joined(connection, f"SELECT group_concat(document_id) FROM {table} {where}", values)


def withheld_documents(connection: Connection) -> Ids:
    """Return the ids of documents that are redacted as a whole."""
    return _joined(
        connection, "SELECT group_concat(document_id) FROM redaction WHERE start_cp IS NULL"
    )


def corrected_documents(connection: Connection) -> Ids:
    """Return the ids of documents of which a field tells something else than was imported."""
    return _joined(
        connection, "SELECT group_concat(id) FROM document WHERE as_imported IS NOT NULL"
    )


def noted_documents(connection: Connection) -> Ids:
    """Return the ids of documents with a note on themselves or on a mark in them."""
    return _joined(
        connection,
        "SELECT group_concat(id) FROM (SELECT id FROM document WHERE note <> '' "
        "UNION SELECT document_id FROM highlight WHERE note <> '' "
        "UNION SELECT document_id FROM redaction WHERE note <> '')",
    )


def documents_by_reviewer(connection: Connection) -> dict[str, Ids]:
    """Return the ids of documents by who marked something in them, one id per mark."""
    tables = ("highlight", "mention", "redaction")
    parts = (f"SELECT reviewer, document_id FROM {table}" for table in tables)
    return _text_groups(
        connection,
        "SELECT reviewer, group_concat(document_id) "
        f"FROM ({' UNION ALL '.join(parts)}) GROUP BY reviewer",
    )


def reviewers(connection: Connection) -> list[str]:
    """Return who marked something, by name. Reads through all marks."""
    tables = ("highlight", "mention", "redaction")
    query = " UNION ".join(f"SELECT reviewer FROM {table}" for table in tables)
    return [row[0] for row in connection.exec_driver_sql(f"{query} ORDER BY 1")]


def replaced_documents(connection: Connection) -> Ids:
    """Return the ids of documents for which others of the same file stand."""
    return _joined(
        connection, "SELECT group_concat(id) FROM document WHERE replaced_by IS NOT NULL"
    )


def document_lengths(connection: Connection, last_id: int) -> Ids:
    """Return the code points of each document up to an id, in order of id."""
    return _joined(
        connection,
        "SELECT group_concat(char_count) FROM "
        "(SELECT char_count FROM document WHERE id <= ? ORDER BY id)",
        (last_id,),
    )


def documents_by_title(connection: Connection, last_id: int) -> Ids:
    """Return the ids of the documents up to an id in the order of their titles."""
    return _joined(
        connection,
        "SELECT group_concat(id) FROM "
        "(SELECT id FROM document WHERE id <= ? ORDER BY lower(title), id)",
        (last_id,),
    )


def places(connection: Connection, ids: Ids) -> Iterator[str]:
    """Tell where each of the documents was read from: the file's path and the place in it.

    `ids` are those of all documents, in order.
    """
    for start in range(0, len(ids), _PLACES_AT_ONCE):
        some = ids[start : start + _PLACES_AT_ONCE]
        joined = connection.exec_driver_sql(
            "SELECT json_group_array(place) FROM (SELECT path || "
            "CASE locator WHEN '' THEN '' ELSE ' · ' || locator END AS place FROM document "
            "JOIN source_file ON source_file.id = document.source_file_id "
            "WHERE document.id BETWEEN ? AND ? ORDER BY document.id)",
            (int(some[0]), int(some[-1])),
        ).scalar_one()
        yield from json.loads(joined)


def documents_alike(connection: Connection, last_id: int) -> list[Ids]:
    """Return the ids of each two or more documents up to an id that have the same text.

    Texts of nothing but space, as pages without text have, are not the same as one another.
    """
    rows = connection.exec_driver_sql(
        "SELECT group_concat(id) FROM document "
        "WHERE id <= ? AND char_count > 0 AND replaced_by IS NULL "
        "GROUP BY text_sha256 HAVING count(*) > 1 AND (char_count > 1000 OR EXISTS "
        "(SELECT 1 FROM document_text WHERE document_id = document.id AND body GLOB ?))",
        (last_id, "*[^ \n\t\xa0\ufffd]*"),
    )
    return [_ids(row[0]) for row in rows]


def text_hashes(connection: Connection, last_id: int) -> npt.NDArray[np.uint64]:
    """Return the first 64 bits of the SHA-256 of each text up to an id, in order of id."""
    joined = connection.exec_driver_sql(
        "SELECT group_concat(substr(text_sha256, 1, 16), '') FROM "
        "(SELECT text_sha256 FROM document WHERE id <= ? ORDER BY id)",
        (last_id,),
    ).scalar()
    return np.frombuffer(bytes.fromhex(joined or ""), ">u8").astype(np.uint64)


def document_ids(connection: Connection, last_id: int) -> Ids:
    """Return the ids of all documents up to an id, in order."""
    return _joined(
        connection,
        "SELECT group_concat(id) FROM (SELECT id FROM document WHERE id <= ? ORDER BY id)",
        (last_id,),
    )


def documents_changed_since(connection: Connection, log_id: int, limit: int) -> list[int]:
    """Return at most `limit` documents that lines of the log behind one of them speak of."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT document_id FROM log WHERE id > ? AND document_id IS NOT NULL LIMIT ?",
        (log_id, limit),
    )
    return [row[0] for row in rows]


def documents_corrected_since(connection: Connection, log_id: int, limit: int = -1) -> list[int]:
    """Return documents of which fields were corrected behind a line of the log, at most `limit`."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT document_id FROM log WHERE id > ? AND subject = 'document' "
        "AND instr(after, '\"corrected_at\"') LIMIT ?",
        (log_id, limit),
    )
    return [row[0] for row in rows]


def _of_documents(table: str, ids: Sequence[int] | None) -> tuple[str, tuple[Any, ...]]:
    if ids is None:
        return "", ()
    return f"WHERE {table}.document_id {_AMONG}", (json.dumps(list(ids)),)


def _groups(connection: Connection, query: str, values: tuple[Any, ...] = ()) -> dict[Any, Ids]:
    return {row[0]: _ids(row[1]) for row in connection.exec_driver_sql(query, values)}


def _text_groups(
    connection: Connection, query: str, values: tuple[Any, ...] = ()
) -> dict[str, Ids]:
    """Read groups whose value may be missing, which is the same as an empty one."""
    parts: dict[str, list[Ids]] = defaultdict(list)
    for value, ids in _groups(connection, query, values).items():
        parts[value or ""].append(ids)
    return {value: np.concatenate(ids) for value, ids in parts.items()}


def _joined(connection: Connection, query: str, values: tuple[Any, ...] = ()) -> Ids:
    return _ids(connection.exec_driver_sql(query, values).scalar())


def _ids(joined: str | int | None) -> Ids:
    return np.fromstring(str(joined or ""), np.int64, sep=",")
