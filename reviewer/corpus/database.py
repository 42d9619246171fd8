"""Opening and making a corpus, and its read and write transactions."""

from __future__ import annotations

import getpass
import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from reviewer.corpus.migrations import migrate
from reviewer.corpus.schema import APPLICATION_ID, SCHEMA_VERSION, Base, CorpusInfo
from reviewer.corpus.starters import insert_starters
from reviewer.errors import (
    CorpusDamaged,
    CorpusError,
    CorpusInUse,
    CorpusReadOnly,
    CorpusTooNew,
    StorageError,
)
from reviewer.paths import CorpusPaths, corpus_paths

BUSY_TIMEOUT_S = 10.0


class Access(Enum):
    """How a corpus is opened."""

    READ = auto()
    WRITE = auto()  # takes the writer's lock
    WORKER = auto()  # writes under the lock that the parent process holds


class Corpus:
    """An open corpus: its folder, its database and who is reviewing.

    `read` and `write` may be used from any thread; each takes a connection of its own.
    """

    def __init__(
        self, paths: CorpusPaths, engine: Engine, access: Access, lock: FileLock | None
    ) -> None:
        self.paths = paths
        self.read_only = access is Access.READ
        self.reviewer = default_reviewer()
        self._engine = engine
        self._lock = lock
        try:
            with self.read() as connection:
                facts = connection.execute(select(CorpusInfo.key, CorpusInfo.value))
                info = {row.key: row.value for row in facts}
            self.id = info["id"]
            self.name = info["name"]
        except KeyError:
            self.close()
            raise CorpusDamaged(_damaged(paths, "its name is missing")) from None
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection in one read transaction: a steady view while others write.

        Raises StorageError or CorpusDamaged when the file cannot be read.
        """
        with _database_told_plainly(self.paths), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in one write transaction; it is on disk when the block ends.

        Raises:
            CorpusReadOnly: the corpus was opened for reading.
            StorageError: the disk is full or the file system refuses; nothing was written.
        """
        if self.read_only:
            raise CorpusReadOnly(
                "This corpus is open for reading only, so nothing was changed. "
                "Close the other window that has it open, then open it again."
            )
        with _database_told_plainly(self.paths), self._engine.connect() as connection:
            writing = connection.execution_options(sqlite_begin="IMMEDIATE")
            with writing.begin():
                yield writing

    def close(self) -> None:
        """Close all connections and give the lock back."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def create_corpus(path: Path, name: str | None = None) -> Corpus:
    """Make a new, empty corpus in a folder that does not exist yet or is empty, and open it.

    Raises:
        CorpusError: something is there already.
        StorageError: the folder cannot be made.
    """
    paths = corpus_paths(path)
    with _told_plainly(paths):
        if paths.folder.exists() and not _is_free(paths):
            raise CorpusError(
                f"{paths.folder} is not empty, so no corpus was made there. "
                "Choose a new folder, or open the corpus that it holds."
            )
        paths.folder.mkdir(parents=True, exist_ok=True)
        lock = _take_lock(paths)
        try:
            # Built under another name: a corpus.db is complete from the moment it exists.
            draft = _draft(paths)
            _build(draft, name or paths.folder.name)
            draft.replace(paths.database)
        except BaseException:
            lock.release()
            raise
    return Corpus(paths, _engine(paths.database, Access.WRITE), Access.WRITE, lock)


def open_corpus(path: Path, access: Access = Access.READ) -> Corpus:
    """Open a corpus by its folder or its `corpus.db`.

    Raises:
        CorpusInUse: writing was asked and another window or command holds the lock.
        CorpusTooNew, CorpusDamaged: the file is refused; it is left as it is.
        CorpusError: there is no corpus at this place, or the file is something else.
    """
    paths = corpus_paths(path)
    _require_corpus_file(paths)
    lock = _take_lock(paths) if access is Access.WRITE else None
    try:
        with _told_plainly(paths):
            version = _schema_version(paths)
            if version < SCHEMA_VERSION:
                if access is not Access.WRITE:
                    raise CorpusError(
                        f"{paths.folder} was made by an older Reviewer and must be opened for "
                        "writing once, so that it can be brought up to date. "
                        "Close any other window that has it open, then open it again."
                    )
                migrate(paths.database, version)
            return Corpus(paths, _engine(paths.database, access), access, lock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def now_utc() -> str:
    """Return the present time as stored everywhere: ISO 8601, milliseconds, UTC, final `Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def default_reviewer() -> str:
    """Return the name under which work is logged unless another is set: the login name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "reviewer"


def _is_free(paths: CorpusPaths) -> bool:
    """Tell whether a folder is empty but for what a broken-off making of a corpus left there."""
    left = {paths.writer_lock, _draft(paths), *_companions(_draft(paths))}
    return paths.folder.is_dir() and left.issuperset(paths.folder.iterdir())


def _draft(paths: CorpusPaths) -> Path:
    return paths.database.with_name(f"{paths.database.name}.new")


def _build(database: Path, name: str) -> None:
    for leftover in (database, *_companions(database)):
        leftover.unlink(missing_ok=True)
    engine = _engine(database, Access.WRITE)
    try:
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            facts = {"id": str(uuid.uuid4()), "name": name, "created_at": now_utc()}
            connection.execute(
                insert(CorpusInfo), [{"key": key, "value": value} for key, value in facts.items()]
            )
            insert_starters(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    finally:
        engine.dispose()


def _companions(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _engine(database: Path, access: Access) -> Engine:
    uri = _read_only_uri(database) if access is Access.READ else f"{database.as_uri()}?mode=rwc"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        if access is Access.READ:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cache_size = -32000")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def _read_only_uri(database: Path) -> str:
    """Return how to open a database for reading, also from a medium that cannot be written to.

    SQLite wants to make two files beside the database even to read it, unless it is told that
    nobody can change it. That is only so where no writer has left a trace of being at work.
    """
    uri = f"{database.as_uri()}?mode=ro"
    write_ahead_log, shared_memory, _ = _companions(database)
    waiting = write_ahead_log.exists() and write_ahead_log.stat().st_size > 0
    if waiting or shared_memory.exists() or os.access(database.parent, os.W_OK):
        return uri
    return f"{uri}&immutable=1"


def _require_corpus_file(paths: CorpusPaths) -> None:
    if not paths.database.is_file():
        raise CorpusError(
            f"There is no corpus at {paths.folder}. "
            "Choose the folder that holds the file corpus.db, or make a new corpus."
        )
    with _told_plainly(paths), paths.database.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or header[:16] != b"SQLite format 3\0":
        raise CorpusDamaged(
            f"{paths.database} is damaged or is not a corpus: it does not begin like a database. "
            "Nothing was changed. Restore it from a copy, or open another corpus."
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise CorpusError(
            f"{paths.database} is a database of another program, not a Reviewer corpus. "
            "Nothing was changed. To review its rows, make a new corpus and import the file."
        )


def _schema_version(paths: CorpusPaths) -> int:
    with closing(sqlite3.connect(_read_only_uri(paths.database), uri=True)) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise CorpusTooNew(
            f"{paths.folder} was made by a newer Reviewer (format {version}; this one reads up to "
            f"{SCHEMA_VERSION}). Nothing was changed. Install the newer version to open it."
        )
    return version


def _take_lock(paths: CorpusPaths) -> FileLock:
    # Not thread-local: a corpus may be closed by another thread than the one that opened it.
    lock = FileLock(paths.writer_lock, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CorpusInUse(
            f"{paths.folder.name} is open in another Reviewer window or command, and only one at "
            "a time may write. Close the other one, or open the corpus for reading only."
        ) from None
    except OSError as error:
        raise StorageError(
            f"{paths.folder} cannot be written to ({error.strerror or error}). "
            "It can still be opened for reading; to work in it, copy it to a disk of your own."
        ) from error
    return lock


@contextmanager
def _database_told_plainly(paths: CorpusPaths) -> Iterator[None]:
    """Turn what SQLite refuses into a sentence for the analyst.

    The caller's block may use other files and databases; their errors are not the corpus's.
    """
    try:
        yield
    except DatabaseError as error:
        plain = _plain_error(paths, error.orig)
        if plain is None:
            raise
        raise plain from error


@contextmanager
def _told_plainly(paths: CorpusPaths) -> Iterator[None]:
    """Turn what the disk or SQLite refuses while a corpus is opened into such a sentence."""
    try:
        with _database_told_plainly(paths):
            yield
    except sqlite3.DatabaseError as error:
        plain = _plain_error(paths, error)
        if plain is None:
            raise
        raise plain from error
    except OSError as error:
        raise StorageError(
            f"{paths.folder} could not be used: {error.strerror or error}. What was saved before "
            "is safe. Check that the disk is there and has room, then try again."
        ) from error


def _damaged(paths: CorpusPaths, detail: str) -> str:
    return (
        f"{paths.database} is damaged ({detail}). Nothing was changed. Copy the folder as it "
        "is to a safe place, then restore the corpus from its last copy."
    )


def _plain_error(
    paths: CorpusPaths, error: BaseException | None
) -> StorageError | CorpusDamaged | None:
    message = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StorageError(
            "The disk is full, so the last change was not saved. Everything before it is safe. "
            "Free some space, then do it again."
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CorpusDamaged(_damaged(paths, message))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(
            "Another program kept the corpus busy for more than ten seconds, so the last change "
            "was not saved. Everything before it is safe. Try again."
        )
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return StorageError(
            f"{paths.folder} could not be used ({message}). What was saved before is safe. Check "
            "that the disk is there and may be written to, then try again."
        )
    return None
