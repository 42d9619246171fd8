"""The imported files as they came: hashed, and copied into the corpus under their hash."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path

from reviewer.errors import ReadError, StorageError
from reviewer.paths import CorpusPaths, replaced_file
from reviewer.text import normalise

_CHUNK_BYTES = 1 << 20
_READ_ONLY = 0o444


def digest_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes. Raises ReadError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def keep_original(paths: CorpusPaths, source: Path, sha256: str) -> None:
    """Copy a file into the corpus, whole or not at all, unless it is there.

    Raises ReadError when the file cannot be read or is no longer the one that was hashed, and
    StorageError when the corpus cannot take it.
    """
    target = paths.original(sha256)
    try:
        if target.is_file():
            target.chmod(_READ_ONLY)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        for left_by_a_kill in target.parent.glob(f".{sha256}.*.part"):
            left_by_a_kill.unlink()
        with replaced_file(target) as temporary:
            _copy(source, temporary, sha256)
        target.chmod(_READ_ONLY)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        what = "The disk is full" if full else f"The disk refused it ({error.strerror or error})"
        raise StorageError(
            f"{what}, so “{normalise(source.name)}” could not be copied into the corpus and the "
            "import stopped. Everything before it is safe. Make sure that there is room on the "
            "disk and that it may be written to, then import the same files again: it goes on "
            "where it stopped."
        ) from error


def _copy(source: Path, target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as written:
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
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise _unreadable(source, error) from error


def _unreadable(path: Path, error: OSError) -> ReadError:
    return ReadError(
        f"“{normalise(path.name)}” cannot be opened ({error.strerror or error}). "
        "Check that it is still there and that you may read it."
    )
