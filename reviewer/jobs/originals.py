"""The imported files as they came: hashed, and copied into the corpus under their hash.

To wait for the disk at each of many small files would take longer than reading them, so threads
wait for it while the import goes on, and the import waits for the threads before it says that the
files' documents are stored.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from reviewer.errors import ReadError, StorageError
from reviewer.paths import CorpusPaths
from reviewer.text import normalise

_CHUNK_BYTES = 1 << 16  # what is smaller is written by the threads
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
        self._threads = ThreadPoolExecutor(_THREADS, "originals")
        self._coming: dict[str, tuple[Path, Future[None]]] = {}

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
        if sha256 in self._coming:
            return  # the same file, read in another way
        target = self._paths.original(sha256)
        chunks = _chunks(source)
        start = next(chunks, b"")
        if len(start) < _CHUNK_BYTES:
            _require(hashlib.sha256(start), source, sha256)
            keeping = self._threads.submit(_keep, start, target)
        else:
            try:
                if target.is_file():
                    target.chmod(_READ_ONLY)
                    return
                _copy(source, itertools.chain([start], chunks), target, sha256)
            except OSError as error:
                raise _refused(source, error) from error
            keeping = self._threads.submit(_settle, target)
        self._coming[sha256] = source, keeping

    def settle(self) -> None:
        """Wait until all copies are on disk at their places. Raises StorageError."""
        coming, self._coming = list(self._coming.values()), {}
        for source, copied in coming:
            try:
                copied.result()
                if copied is coming[-1][1]:
                    _sync(self._paths.originals)
            except OSError as error:
                raise _refused(source, error) from error


def _keep(content: bytes, target: Path) -> None:
    """Write a file and have it on disk, unless it is there."""
    if target.is_file():
        target.chmod(_READ_ONLY)
    else:
        _part(target).write_bytes(content)
        _settle(target)


def _settle(target: Path) -> None:
    """Give a copy its name once its bytes are on disk."""
    copy = _part(target)
    with copy.open("rb+", buffering=0) as written:
        os.fsync(written.fileno())
    copy.replace(target)
    target.chmod(_READ_ONLY)  # and not before, so that the next import can write over what is left


def _part(target: Path) -> Path:
    """Return where a copy is made: beside its place, where the next import finds what is left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.part")


def _sync(folder: Path) -> None:
    """Have all that was renamed below a folder on disk, where the system has a way to ask for it.

    A journal that holds a change of the folder itself holds all that was done before.
    """
    os.utime(folder)
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


def _copy(source: Path, chunks: Iterable[bytes], target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    copy = _part(target)
    try:
        with copy.open("wb", buffering=0) as written:
            for chunk in chunks:
                digest.update(chunk)
                written.write(chunk)
        _require(digest, source, sha256)
    except (ReadError, OSError):
        copy.unlink(missing_ok=True)
        raise


def _require(digest: hashlib._Hash, source: Path, sha256: str) -> None:
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
