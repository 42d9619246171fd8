"""Bringing an older corpus up to date, a copy of it made first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from reviewer.corpus.schema import SCHEMA_VERSION

Step = Callable[[sqlite3.Connection], None]


def _add_saved_searches_and_term_lists(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        CREATE TABLE saved_search (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            name VARCHAR NOT NULL,
            "query" VARCHAR NOT NULL,
            filters VARCHAR NOT NULL,
            sort VARCHAR NOT NULL,
            pinned BOOLEAN NOT NULL,
            position INTEGER NOT NULL,
            created_at VARCHAR NOT NULL
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE term_list (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            name VARCHAR NOT NULL,
            colour VARCHAR NOT NULL,
            terms TEXT NOT NULL,
            shown BOOLEAN NOT NULL,
            position INTEGER NOT NULL,
            created_at VARCHAR NOT NULL
        )
        """
    )


def _add_regions_remarks_and_families(connection: sqlite3.Connection) -> None:
    for statement in (
        "ALTER TABLE document ADD COLUMN parent_id INTEGER REFERENCES document (id)",
        "ALTER TABLE document ADD COLUMN thread VARCHAR",
        "ALTER TABLE import_item ADD COLUMN locator VARCHAR NOT NULL DEFAULT ''",
        "CREATE INDEX document_parent ON document (parent_id)",
        "CREATE INDEX document_thread ON document (thread)",
        """
        CREATE TABLE region (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES document (id),
            start_cp INTEGER NOT NULL,
            end_cp INTEGER NOT NULL,
            kind VARCHAR NOT NULL,
            note VARCHAR NOT NULL
        )
        """,
        "CREATE INDEX ix_region_document_id ON region (document_id)",
        """
        CREATE TABLE remark (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES document (id),
            kind VARCHAR NOT NULL,
            detail VARCHAR NOT NULL
        )
        """,
        "CREATE INDEX ix_remark_document_id ON remark (document_id)",
        "CREATE INDEX ix_remark_kind ON remark (kind)",
    ):
        connection.execute(statement)


def _add_corrections_and_rejections(connection: sqlite3.Connection) -> None:
    for statement in (
        "ALTER TABLE document ADD COLUMN recognised VARCHAR",
        "ALTER TABLE document ADD COLUMN as_imported VARCHAR",
        "ALTER TABLE document ADD COLUMN corrected_at VARCHAR",
        "CREATE INDEX region_suggested ON region (note) WHERE kind = 'suggested'",
        """
        CREATE TABLE rejected_suggestion (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES document (id),
            start_cp INTEGER NOT NULL,
            end_cp INTEGER NOT NULL
        )
        """,
        "CREATE INDEX ix_rejected_suggestion_document_id ON rejected_suggestion (document_id)",
    ):
        connection.execute(statement)


def _add_replaced_documents(connection: sqlite3.Connection) -> None:
    connection.execute(
        "ALTER TABLE document ADD COLUMN replaced_by INTEGER REFERENCES document (id)"
    )
    connection.execute(
        "CREATE INDEX document_replaced ON document (replaced_by) WHERE replaced_by IS NOT NULL"
    )


def _add_import_runs(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        CREATE TABLE import_run (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            import_id VARCHAR NOT NULL,
            paths VARCHAR NOT NULL,
            files INTEGER,
            complete BOOLEAN NOT NULL,
            at VARCHAR NOT NULL
        )
        """
    )
    connection.execute("CREATE INDEX ix_import_run_import_id ON import_run (import_id)")


# The step under key N turns version N into N + 1.
STEPS: Mapping[int, Step] = {
    1: _add_saved_searches_and_term_lists,
    2: _add_regions_remarks_and_families,
    3: _add_corrections_and_rejections,
    4: _add_replaced_documents,
    5: _add_import_runs,
}


def migrate(
    database: Path, version: int, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA_VERSION
) -> Path:
    """Bring a database from `version` to `target` and return the copy that was made before.

    Each step runs in its own transaction with the new version number, so that a kill between
    two steps leaves a valid older version.
    """
    copy = database.with_name(f"{database.stem}.version-{version}.db")
    with closing(sqlite3.connect(database, isolation_level=None)) as source:
        with closing(sqlite3.connect(copy)) as destination:
            source.backup(destination)
        for number in range(version, target):
            source.execute("BEGIN IMMEDIATE")
            try:
                steps[number](source)
                source.execute(f"PRAGMA user_version = {number + 1}")
            except BaseException:
                source.execute("ROLLBACK")
                raise
            source.execute("COMMIT")
    return copy
