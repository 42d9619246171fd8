"""Which imports were begun, and which of them never came to their end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, insert, select, update

from reviewer.corpus.database import now_utc
from reviewer.corpus.schema import ImportRun
from reviewer.paths import CorpusPaths

_COLUMNS = (ImportRun.import_id, ImportRun.paths, ImportRun.files, ImportRun.complete)


@dataclass(frozen=True, slots=True)
class StoppedImport:
    """An import that was killed, cancelled or failed before it had reached all of its files.

    `files` is None where it was stopped while it was still looking for them.
    """

    import_id: str
    paths: tuple[Path, ...]
    files: int | None
    reached: int

    @property
    def place(self) -> str:
        """What was to be imported, on a line."""
        more = len(self.paths) - 1
        return f"{self.paths[0]} and {more:,} more" if more else str(self.paths[0])

    @property
    def how_far(self) -> str:
        """How far it came."""
        return _how_far(self.reached, self.files)

    def sentence(self) -> str:
        """Return how far it came, without a full stop."""
        return f"An import stopped {self.how_far}"


def told_together(stopped: Sequence[StoppedImport]) -> str:
    """Return how far imports came that were stopped, without a full stop."""
    if len(stopped) == 1:
        return stopped[0].sentence()
    counts = [each.files for each in stopped]
    known = [count for count in counts if count is not None]
    total = sum(known) if len(known) == len(counts) else None
    reached = sum(each.reached for each in stopped)
    return f"{len(stopped):,} imports stopped {_how_far(reached, total)}"


def begin(connection: Connection, import_id: str, paths: Sequence[Path]) -> None:
    """Note that an import begins, and what it was asked for."""
    # As JSON in ASCII, since the name of a file may be no text.
    whole = json.dumps([str(path.absolute()) for path in paths])
    values = {"import_id": import_id, "paths": whole, "files": None, "complete": False}
    connection.execute(insert(ImportRun), [values | {"at": now_utc()}])


def set_files(connection: Connection, import_id: str, files: int) -> None:
    """Note how many files, and folders that cannot be opened, an import has found."""
    run = update(ImportRun).where(ImportRun.import_id == import_id)
    connection.execute(run.values(files=files))


def end(connection: Connection, import_id: str) -> None:
    """Note that an import came to its end."""
    run = update(ImportRun).where(ImportRun.import_id == import_id)
    connection.execute(run.values(complete=True))


@contextmanager
def under_way(paths: CorpusPaths) -> Iterator[None]:
    """Let others know that an import runs, until the block ends or the process dies."""
    with FileLock(paths.import_lock, thread_local=False):
        yield


def is_under_way(paths: CorpusPaths) -> bool:
    """Tell whether an import runs in any process."""
    if not paths.import_lock.exists():
        return False
    try:
        with FileLock(paths.import_lock, timeout=0, thread_local=False):
            return False
    except Timeout:
        return True
    except OSError:  # such as on a medium that nobody can write to
        return False


def state(connection: Connection) -> tuple[int | None, ...]:
    """Return what differs once an import was begun, has found its files, or came to its end."""
    query = "SELECT max(id), sum(files), sum(complete) FROM import_run"
    return tuple(connection.exec_driver_sql(query).one())


def stopped(connection: Connection) -> list[StoppedImport]:
    """Return the imports that did not reach all of their files, the latest first.

    One that was begun over the same paths later stands for those before it, and what they reached
    counts as reached. An import that runs is among them, as it has not come to its end.
    """
    runs = [
        (row, tuple(Path(path) for path in json.loads(row.paths)))
        for row in connection.execute(select(*_COLUMNS).order_by(ImportRun.id.desc()))
    ]
    later: set[Path] = set()
    found = []
    for place, (row, paths) in enumerate(runs):
        covered = _are_within(paths, later)
        later.update(paths)
        if row.complete or covered:
            continue
        chosen = set(paths)
        before = [other.import_id for other, part in runs[place:] if _are_within(part, chosen)]
        reached = _reached(connection, before)
        if row.files is None or reached < row.files:
            found.append(StoppedImport(row.import_id, paths, row.files, reached))
    return found


def stopped_import(connection: Connection, import_id: str) -> StoppedImport | None:
    """Return how far an import came that was stopped, None for one that reached all of its files.

    What other imports reached makes no difference.
    """
    query = select(*_COLUMNS).where(ImportRun.import_id == import_id)
    row = connection.execute(query).first()
    if row is None or row.complete:
        return None
    reached = _reached(connection, [import_id])
    if row.files is not None and reached >= row.files:
        return None
    paths = tuple(Path(path) for path in json.loads(row.paths))
    return StoppedImport(import_id, paths, row.files, reached)


def _are_within(paths: Sequence[Path], places: AbstractSet[Path]) -> bool:
    return all(not places.isdisjoint((path, *path.parents)) for path in paths)


def _reached(connection: Connection, import_ids: Sequence[str]) -> int:
    query = (
        "SELECT count(DISTINCT path) FROM import_item "
        "WHERE import_id IN (SELECT value FROM json_each(?)) AND locator = ''"
    )
    return int(connection.exec_driver_sql(query, (json.dumps(import_ids),)).scalar() or 0)


def _how_far(reached: int, files: int | None) -> str:
    if files is None:
        return "while it was looking for files"
    return f"after {reached:,} of {files:,} {'file' if files == 1 else 'files'}"
