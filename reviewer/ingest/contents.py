"""The bytes of a file, never more than memory can hold, packed or not."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from reviewer.errors import ReadError

MAX_DOCUMENT_BYTES = 128 * 1024 * 1024
# Text shrinks to a tenth or so; what shrinks to a five-hundredth is made to fill a disk.
MAX_RATIO = 500
FREE_BYTES = 64 * 1024 * 1024

_UNPACKERS: Mapping[str, Callable[[Path], Any]] = {
    ".gz": gzip.GzipFile,
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
PACKED_SUFFIXES = frozenset(_UNPACKERS)


def contents(path: Path) -> bytes:
    """Return the bytes of a file that is one document.

    Raises ReadError above `MAX_DOCUMENT_BYTES`.
    """
    with path.open("rb") as file:
        data = file.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReadError(too_large(path))
    return data


def too_large(path: Path) -> str:
    """Return the sentence for a file that is too large to be one document."""
    limit = MAX_DOCUMENT_BYTES // (1024 * 1024)
    return (
        f"“{path.name}” is larger than {limit} MB, too large to be read as one document. "
        "Split it and import the parts."
    )


def unpacked(path: Path) -> BinaryIO:
    """Open a file for reading, unpacked when its name ends in `.gz`, `.bz2` or `.xz`.

    Nothing is written to disk, and a file that unpacks to more than `MAX_RATIO` times its size
    stops with ReadError while it is read. Damaged packing raises ReadError at the same place.
    """
    unpacker = _UNPACKERS.get(path.suffix.lower())
    if unpacker is None:
        return path.open("rb")
    limit = max(FREE_BYTES, path.stat().st_size * MAX_RATIO)
    return io.BufferedReader(_Bounded(unpacker(path), path.name, limit), 1 << 18)


class _Bounded(io.RawIOBase):
    """A packed stream that gives out at most `limit` bytes."""

    def __init__(self, stream: BinaryIO, name: str, limit: int) -> None:
        self._stream = stream
        self._name = name
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._stream.read(len(view))
        except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
            raise ReadError(
                f"“{self._name}” is damaged and cannot be unpacked to its end. "
                "Documents before that place were read; get the file again for the rest."
            ) from error
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(
                f"“{self._name}” unpacks to more than {MAX_RATIO} times its size, as files do "
                "that are made to fill a disk. Unpack it yourself if you trust it."
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
