"""Archives as folders: every file in them is read like one that lay beside them.

Links and devices in an archive are named and not followed; names are places in the corpus only,
so that a name like `../../x` writes nowhere.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import py7zr
from py7zr.io import Py7zIO, WriterFactory

from reviewer.errors import Locked, ReadError
from reviewer.ingest import pulse
from reviewer.ingest.locked_archives import LockedMembers
from reviewer.ingest.locks import told_locked, why_locked
from reviewer.ingest.nested import BudgetSpent, Found, Nested
from reviewer.ingest.unreadable import Unreadable

_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError,
    NotImplementedError, ValueError, OSError, py7zr.exceptions.ArchiveError, KeyError, IndexError,
)  # fmt: skip


def read_zip(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the documents of all files in a zip archive. Raises ReadError."""
    with _damage_told(path):
        archive = zipfile.ZipFile(path)
    with archive, LockedMembers(path, nested.passwords) as locked:
        for number, member in enumerate(archive.infolist()):
            if member.filename.endswith("/"):  # a damaged one may have no name at all
                continue
            if member.flag_bits & 1:
                yield from _locked_member(path, nested, member.filename, locked, number)
            else:
                yield from _member(path, nested, member.filename, partial(archive.open, member))


def _locked_member(
    path: Path, nested: Nested, name: str, locked: LockedMembers, number: int
) -> Iterator[Found]:
    try:
        opened = locked.open(number)
    except _DAMAGED as error:
        yield Unreadable(path, _told_damage(error), nested.place(name))
        return
    if opened is None:
        reason = f"This is locked with a password. {why_locked(nested.passwords)}"
        yield Unreadable(path, reason, nested.place(name), Locked.outcome)
        return
    yield from _member(path, nested, name, lambda: opened)


def read_tar(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the documents of all files in a tar archive, packed or not. Raises ReadError."""
    with _damage_told(path):
        archive = tarfile.open(path)  # noqa: SIM115
    with archive:
        while True:
            with _damage_told(path):
                member = archive.next()
            if member is None:
                return
            if member.isdir():
                continue
            if not member.isfile():
                reason = "This is a link or a device in an archive, not a file."
                yield Unreadable(path, reason, member.name)
                continue
            yield from _member(path, nested, member.name, partial(archive.extractfile, member))


def read_packed(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the documents of the one file that gzip, bzip2 or xz packed. Raises ReadError."""
    openers: dict[str, Callable[[Path], Any]] = {
        ".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open,
    }  # fmt: skip
    suffix = path.suffix.lower()
    opener = openers.get(suffix) or _opener_by_bytes(path)
    name = path.stem if suffix in openers else path.name
    yield from _member(path, nested, name, partial(opener, path))


def read_7z(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the documents of all files in a 7z archive. Raises ReadError."""
    written = _unpacked_7z(path, nested)
    try:
        for name, part in written.parts:
            yield from _member(path, nested, name, partial(part.place.open, "rb"))
    finally:
        written.clear()


def _unpacked_7z(path: Path, nested: Nested) -> _Written:
    written = _Written(nested)
    try:
        # The library tells damage by whatever happened to fail.
        with _damage_told(path, Exception), py7zr.SevenZipFile(path) as archive:
            if not archive.needs_password():
                archive.extractall(factory=written)
                return written
    except Locked:
        pass  # also the list of what is in it is locked
    except BaseException:
        written.clear()
        raise
    written.clear()
    for password in nested.passwords:
        pulse.beat()
        written = _Written(nested)
        try:
            with py7zr.SevenZipFile(path, password=password) as archive:
                archive.extractall(factory=written)
            return written
        except BudgetSpent:
            written.clear()
            raise
        # What a wrong password makes of the bytes fails in whatever way, also by TypeError.
        except Exception:
            nested.spend(-sum(part.size() for _name, part in written.parts))
            written.clear()
    raise told_locked(path.name, nested.passwords)


def _member(path: Path, nested: Nested, name: str, opened: Callable[[], Any]) -> Iterator[Found]:
    """Yield what one member holds; damage in it is told and the next goes on."""
    try:
        with opened() as stream:
            yield from nested.read(name, stream, name)
    except BudgetSpent:
        raise
    except _DAMAGED as error:
        yield Unreadable(path, _told_damage(error), name)


def _told_damage(error: Exception) -> str:
    return f"This part of the archive is damaged ({type(error).__name__}). Get it again."


class _damage_told:
    """Tell damage of the archive as a whole as a ReadError."""

    def __init__(self, path: Path, *more: type[Exception]) -> None:
        self._path = path
        self._damage = (*_DAMAGED, *more)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, py7zr.exceptions.PasswordRequired):
            raise told_locked(self._path.name, ()) from error
        if isinstance(error, self._damage) and not isinstance(error, ReadError | MemoryError):
            raise ReadError(
                f"“{self._path.name}” is damaged, or not the archive that it seems to be, and "
                "cannot be unpacked. Get the file again."
            ) from error


def _opener_by_bytes(path: Path) -> Callable[[Path], Any]:
    with path.open("rb") as file:
        head = file.read(3)
    if head[:2] == b"\x1f\x8b":
        return gzip.open
    return bz2.open if head == b"BZh" else lzma.open


class _Part(Py7zIO):  # type: ignore[misc]
    """One member of a 7z archive, written to disk under a name of our own."""

    def __init__(self, nested: Nested, place: Path) -> None:
        self.place = place
        self._nested = nested
        self._file = place.open("w+b")

    def write(self, s: bytes | bytearray) -> int:
        self._nested.spend(len(s))
        return self._file.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self._file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def flush(self) -> None:
        self._file.flush()

    def size(self) -> int:
        return self.place.stat().st_size

    def close(self) -> None:
        self._file.close()


class _Written(WriterFactory):  # type: ignore[misc]
    """The members of a 7z archive, which can only be unpacked all in one go."""

    def __init__(self, nested: Nested) -> None:
        self.parts: list[tuple[str, _Part]] = []
        self._nested = nested
        self._folder = Path(tempfile.mkdtemp())

    def create(self, filename: str) -> Py7zIO:
        part = _Part(self._nested, self._folder / str(len(self.parts)))
        self.parts.append((filename, part))
        return part

    def clear(self) -> None:
        """Delete what was unpacked."""
        for _name, part in self.parts:
            part.close()
            part.place.unlink()
        self._folder.rmdir()
