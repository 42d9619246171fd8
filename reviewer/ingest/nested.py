"""Files within files: attachments and members of archives, read like files of their own.

However deep archives stand within each other and whatever they claim to hold, one file of the
analyst's unpacks to a bounded number of bytes and parts.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from reviewer.errors import ReadError
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument
from reviewer.text import normalise

MAX_DEPTH = 8
MAX_PARTS = 200_000
MAX_BYTES = 8 << 30
# Text shrinks to a tenth or so; what shrinks to a hundredth and is large is made to fill a disk.
MAX_RATIO = 100
FREE_BYTES = 64 << 20
MAX_NAME_BYTES = 120
_CHUNK_BYTES = 1 << 20
_UNSAFE = re.compile(r"[^\w .()+,@=#&-]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

Found = ParsedDocument | Unreadable
Reader = Callable[[Path, "Nested"], Iterator[Found]]


@dataclass
class _Budget:
    """What one file of the analyst's may still unpack to, at any depth."""

    name: str
    left_bytes: int
    left_parts: int


class Nested:
    """Reads parts of the file at `path`, each with the reader for what it is.

    `read` reads a file that was written to disk; `passwords` are tried on what is locked. Files
    are written where `tempfile` puts them and are gone when their reader is done.
    """

    def __init__(
        self,
        path: Path,
        read: Reader,
        outer: Nested | None = None,
        passwords: Sequence[str] = (),
    ) -> None:
        self.passwords: tuple[str, ...] = (
            outer.passwords if outer else tuple(filter(None, passwords))
        )
        self._path = path
        self._read = read
        self._times: Counter[str] = Counter()
        self._depth: int = outer._depth + 1 if outer else 0
        if outer is None:
            size = path.stat().st_size
            limit = min(MAX_BYTES, max(FREE_BYTES, size * MAX_RATIO))
            self._budget = _Budget(path.name, limit, MAX_PARTS)
        else:
            self._budget = outer._budget

    def read(
        self, name: str, stream: BinaryIO, locator: str, parent: str | None = None
    ) -> Iterator[Found]:
        """Yield the documents of a part, located under `locator`.

        `name` is what the part is called where it stands and may be anything. With `parent` the
        part is attached to the document there. What cannot be read comes as `Unreadable`. Raises
        ReadError when the file unpacks beyond all measure.
        """
        locator = self.place(locator)
        self._budget.left_parts -= 1
        if self._budget.left_parts < 0:
            raise BudgetSpent(
                f"“{self._budget.name}” holds more than {MAX_PARTS:,} parts. Those before were "
                "read; unpack it yourself and import the folder if you trust it."
            )
        if self._depth >= MAX_DEPTH:
            yield Unreadable(
                self._path,
                f"This stands {MAX_DEPTH} archives or messages deep, as hostile files do. "
                "Unpack it yourself if you trust it.",
                locator,
            )
            return
        folder = Path(tempfile.mkdtemp())
        file = folder / safe_name(name)
        try:
            self._write(stream, file)
            inner = Nested(file, self._read, self)
            for found in self._read(file, inner):
                yield _placed(found, self._path, locator, parent)
        except BudgetSpent:
            raise
        except ReadError as error:
            yield Unreadable(self._path, str(error), locator, error.outcome)
        finally:
            # Not by `shutil.rmtree`: a confined reader may delete by full paths only.
            file.unlink(missing_ok=True)
            folder.rmdir()

    def read_unlocked(self, unlock: Callable[[BinaryIO], None]) -> Iterator[Found]:
        """Yield the documents of the file itself, as of the copy that `unlock` writes.

        Raises what `unlock` raises, and ReadError when it unlocks the same again and again.
        """
        if self._depth >= MAX_DEPTH:
            raise ReadError(f"“{self._path.name}” is locked {MAX_DEPTH} times over.")
        folder = Path(tempfile.mkdtemp())
        file = folder / safe_name(self._path.name)
        try:
            with file.open("w+b") as target:
                unlock(target)
            self.spend(file.stat().st_size)
            for found in self._read(file, Nested(file, self._read, self)):
                yield replace(found, path=self._path) if isinstance(found, Unreadable) else found
        finally:
            file.unlink(missing_ok=True)
            folder.rmdir()

    def place(self, locator: str) -> str:
        """Return the locator of one more part: no other has it, also where a name comes twice."""
        return self._unique(normalise(locator))

    def spend(self, size_bytes: int) -> None:
        """Count bytes that were unpacked. Raises BudgetSpent when they are too many."""
        self._budget.left_bytes -= size_bytes
        if self._budget.left_bytes < 0:
            raise BudgetSpent(
                f"“{self._budget.name}” unpacks to far more than its size, as files do that are "
                "made to fill a disk. What came before was read; unpack it yourself if you trust "
                "it."
            )

    def _write(self, stream: BinaryIO, target: Path) -> None:
        with target.open("wb") as file:
            while chunk := stream.read(_CHUNK_BYTES):
                self.spend(len(chunk))
                file.write(chunk)

    def _unique(self, locator: str) -> str:
        """Return a locator that no part before has: archives may hold a name several times."""
        self._times[locator] += 1
        times = self._times[locator]
        return self._unique(f"{locator} ({times})") if times > 1 else locator


class BudgetSpent(ReadError):
    """The file as a whole has unpacked to as much as it may; passed on through every depth."""


def safe_name(name: str) -> str:
    """Return a file name for a name that may hold anything, its suffix kept."""
    base = PureWindowsPath(PurePosixPath(name).name).name
    base = _UNSAFE.sub("_", normalise(base)).strip(" .")
    if not base or _RESERVED.match(base):
        base = f"part {base}".strip()
    stem, suffix = Path(base).stem, Path(base).suffix[:16]
    while len(f"{stem}{suffix}".encode()) > MAX_NAME_BYTES:
        stem = stem[:-1]
    return f"{stem}{suffix}" or "part"


def _placed(found: Found, path: Path, locator: str, parent: str | None) -> Found:
    """Return what was found in a part as part of the whole file."""
    place = f"{locator}/{found.locator}" if found.locator else locator
    if isinstance(found, Unreadable):
        return Unreadable(path, found.reason, place, found.outcome)
    if found.parent is not None:
        parent = f"{locator}/{found.parent}" if found.parent else locator
    return replace(found, locator=place, parent=parent)
