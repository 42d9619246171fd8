"""The imported files as they came: hashed, and copied into the corpus under their hash.

To wait for the disk at each of many small files would take longer than reading them, so threads
wait for it while the import goes on, and the import waits for the threads before it says that the
files' documents are stored.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from reviewer.errors import ReadError, StorageError
from reviewer.paths import CorpusPaths
from reviewer.text import normalise

_CHUNK_BYTES = 1 << 20
_READ_ONLY = 0o444
_THREADS = 4  # which wait for the disk, not for a core


def digest_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes. Raises ReadError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


class Originals:
    """The copies that an import makes, by one thread; leave the context when it ends."""

    def __init__(self, paths: CorpusPaths) -> None:
        self._paths = paths
        self._arriving = paths.scratch / "originals"
        self._threads = ThreadPoolExecutor(_THREADS, "originals")
        self._coming: list[tuple[Path, Future[list[Path]]]] = []
        self._number = 0

    def __enter__(self) -> Originals:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    def keep(self, source: Path, sha256: str) -> None:
        """Copy a file, unless it is there; it is safe in the corpus after `settle`.

        Raises ReadError when it cannot be read or is no longer the one that was hashed, and
        StorageError when the corpus cannot take it.
        """
        target = self._paths.original(sha256)
        try:
            if target.is_file():
                target.chmod(_READ_ONLY)
                return
            self._arriving.mkdir(parents=True, exist_ok=True)
            self._number += 1
            copy = self._arriving / str(self._number)
            _copy(source, copy, sha256)
        except OSError as error:
            raise _refused(source, error) from error
        self._coming.append((source, self._threads.submit(_settle, copy, target)))

    def settle(self) -> None:
        """Wait until all copies are on disk at their places. Raises StorageError."""
        coming, self._coming = self._coming, []
        touched: dict[Path, None] = {}
        for source, copied in coming:
            try:
                touched.update(dict.fromkeys(copied.result()))
            except OSError as error:
                raise _refused(source, error) from error
        try:
            # The last first: the journal that holds it holds the others too.
            for folder in reversed(touched):
                _sync(folder)
        except OSError as error:
            raise _refused(coming[-1][0], error) from error


def _settle(copy: Path, target: Path) -> list[Path]:
    """Move a copy to its place once its bytes are on disk; return the folders to be synced."""
    with copy.open("rb+") as written:
        os.fsync(written.fileno())
    copy.chmod(_READ_ONLY)
    touched = [target.parent]
    try:
        copy.replace(target)
    except FileNotFoundError:
        touched = [target.parents[2], target.parents[1], target.parent]
        target.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(target)
    return touched


def _sync(folder: Path) -> None:
    """Have the names in a folder on disk, where the system has a way to ask for it."""
    with suppress(PermissionError):  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refused(source: Path, error: OSError) -> StorageError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    what = "The disk is full" if full else f"The disk refused it ({error.strerror or error})"
    return StorageError(
        f"{what}, so “{normalise(source.name)}” could not be copied into the corpus and the "
        "import stopped. Everything before it is safe. Make sure that there is room on the "
        "disk and that it may be written to, then import the same files again: it goes on "
        "where it stopped."
    )


def _copy(source: Path, target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with target.open("wb", buffering=0) as written:
        for chunk in _chunks(source):
            digest.update(chunk)
            written.write(chunk)
    if digest.hexdigest() != sha256:
        raise ReadError(
            f"“{normalise(source.name)}” changed while it was being read, so it was not imported. "
            "Import it again when nothing writes to it."
        )


def _chunks(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb", buffering=0) as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise _unreadable(source, error) from error


def _unreadable(path: Path, error: OSError) -> ReadError:
    return ReadError(
        f"“{normalise(path.name)}” cannot be opened ({error.strerror or error}). "
        "Check that it is still there and that you may read it."
    )
