"""Files of named arrays, written once and then mapped into memory, never copied or changed.

A file is, little-endian throughout: the arrays one behind the other, each begun at a multiple of
8 bytes; a directory in JSON, `{name: [type, offset, items]}`; a footer of the directory's offset
and length (u64 each) and eight bytes that name the format. Nothing in it is ever a program.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviewer.errors import IndexUnavailable

Array: TypeAlias = NDArray[Any]

_MAGIC = b"RVARRAY2"
_FOOTER = struct.Struct("<QQ8s")
_ALIGNMENT = 8
_TYPES = frozenset({"<u1", "<u2", "<u4", "<u8", "<i4", "<i8"})


BUILT_AGAIN = (
    "It has to be built again from them before words are found; dates, tags and whatever else was "
    "marked can be searched meanwhile."
)


class DamagedFile(IndexUnavailable):
    """A file of arrays is not what was written; `what` completes a sentence about it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The search index of this corpus is damaged ({what}). Your documents and your work "
            f"are not affected. {BUILT_AGAIN}"
        )


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file was when it was written: its size, the SHA-256 of its directory and of it all.

    Size and directory are compared at every opening, which costs nothing; `check` reads it all.
    """

    size: int
    directory: str
    content: str


class ArrayWriter:
    """Writes a file of arrays; `finish` flushes it to disk and tells its fingerprint."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self._directory: dict[str, list[object]] = {}
        self._size = 0

    def add(self, name: str, array: Array) -> None:
        """Write one array in its own type."""
        self.add_parts(name, array.dtype, [array])

    def add_parts(self, name: str, dtype: np.dtype[Any], parts: Iterable[Array]) -> None:
        """Write one array from parts that need not be in memory together."""
        stored = np.dtype(dtype).newbyteorder("<")
        self._write(bytes(-self._size % _ALIGNMENT))
        offset, items = self._size, 0
        for part in parts:
            self._write(np.ascontiguousarray(part, dtype=stored).tobytes())
            items += len(part)
        self._directory[name] = [f"<{stored.kind}{stored.itemsize}", offset, items]

    def finish(self) -> Fingerprint:
        """Write the directory, put every byte on the disk, and close the file."""
        directory = json.dumps(self._directory).encode("ascii")
        offset = self._size
        self._write(directory)
        self._write(_FOOTER.pack(offset, len(directory), _MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self.close()
        return Fingerprint(
            self._size, hashlib.sha256(directory).hexdigest(), self._digest.hexdigest()
        )

    def close(self) -> None:
        """Close the file, finished or not."""
        self._file.close()

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._size += len(content)


class ArrayFile:
    """An open file of arrays. Its arrays are read-only views of the mapping, for any thread.

    The mapping lasts as long as one of them does. Raises DamagedFile when the file is not the one
    of the fingerprint, and OSError when it cannot be opened.
    """

    def __init__(self, path: Path, fingerprint: Fingerprint) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size != fingerprint.size or size < _FOOTER.size:
                raise DamagedFile(f"{path.name} has {size} bytes instead of {fingerprint.size}")
            self._map = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        offset, length, magic = _FOOTER.unpack(self._map[-_FOOTER.size :])
        directory = bytes(self._map[offset : offset + length])
        if magic != _MAGIC or hashlib.sha256(directory).hexdigest() != fingerprint.directory:
            raise DamagedFile(f"{path.name} has another directory than it was written with")
        self._directory: dict[str, list[Any]] = json.loads(directory)

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def array(self, name: str) -> Array:
        """Return an array by its name; raise KeyError when there is none."""
        kind, offset, items = self._directory[name]
        if kind not in _TYPES:
            raise DamagedFile(f"{name} has the unknown type {kind}")
        return np.frombuffer(self._map, np.dtype(kind), items, offset)


def check(path: Path, fingerprint: Fingerprint) -> bool:
    """Read a whole file and tell whether every byte is as it was written."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == fingerprint.content
