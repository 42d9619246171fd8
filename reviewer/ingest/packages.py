"""Packages of XML parts, which all office programs of today write: read in bounds, as events.

No tree of a hostile size is built, a document type (which no office program writes) is refused
before it can define an entity, and nothing is unpacked beyond a limit, whatever is claimed.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import unquote

from lxml import etree

from reviewer.errors import Locked, ReadError
from reviewer.ingest.lines import one_line

# What reading a damaged or hostile package may end in.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, IndexError, OverflowError,
    etree.LxmlError,
)  # fmt: skip
MAX_PART_BYTES = 64 << 20
# Of all parts together; no office document comes near.
MAX_PACKAGE_BYTES = 1 << 29


class Target:
    """What a part is read with: the events of its XML. A document type ends the reading."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def data(self, data: str) -> None:
        """Take characters."""

    def doctype(self, name: str, public_id: str | None, system: str | None) -> None:
        """Refuse a document type, with which entities are defined."""
        raise DocumentType

    def close(self) -> None:
        """Finish."""


class DocumentType(Exception):
    """A part defines what no part may define."""


class Package:
    """An open package: its parts by name, and how much of it may still be unpacked."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self.names = tuple(dict.fromkeys(archive.namelist()))
        self._known = frozenset(self.names)
        self._archive = archive
        self._left_bytes = MAX_PACKAGE_BYTES

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def open(self, name: str) -> BinaryIO:
        """Open a part that is no XML, such as a picture."""
        return cast(BinaryIO, self._archive.open(name))

    def chunks(self, name: str, limit_bytes: int = MAX_PART_BYTES) -> Iterator[bytes]:
        """Yield the bytes of a part. Raises ReadError when they are too many."""
        size = 0
        with self._archive.open(name) as part:
            while data := part.read(1 << 16):
                size += len(data)
                self._left_bytes -= len(data)
                if size > limit_bytes or self._left_bytes < 0:
                    raise ReadError(
                        f"“{self.path.name}” unpacks to more than {limit_bytes >> 20} MB of text, "
                        "as files do that are made to exhaust a computer. It was not read."
                    )
                yield data

    def parse(self, name: str, target: Target, limit_bytes: int = MAX_PART_BYTES) -> None:
        """Send the events of a part to a target; a part that is not there has none."""
        if name not in self._known:
            return
        parser = etree.XMLParser(
            target=target,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for data in self.chunks(name, limit_bytes):
            parser.feed(data)
        parser.close()

    def fields(self, name: str) -> dict[str, str]:
        """Return the elements of a flat part by their local names, each on one line."""
        target = _Fields()
        self.parse(name, target)
        return {key: line for key, value in target.found.items() if (line := one_line(value))}

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return by id the type, as a word, and the target of each relation of an Office part."""
        folder, base = posixpath.split(name)
        target = _Relations(folder)
        self.parse(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels", target)
        return target.found


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Package]:
    """Open a package for a block; `kind` is what it is called in sentences: "Word document".

    Raises ReadError for damage wherever it shows within the block, Locked for a password.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield Package(path, archive)
    except DocumentType as error:
        raise ReadError(
            f"“{path.name}” carries a document type, which no office program writes and hostile "
            "files do. It was not read."
        ) from error
    except RuntimeError as error:  # zipfile has no other word for a password
        if isinstance(error, NotImplementedError | RecursionError):
            raise ReadError(_damaged(path, kind)) from error
        raise Locked(
            f"“{path.name}” is locked with a password. Save a copy without it and import that."
        ) from error
    except DAMAGE as error:
        raise ReadError(_damaged(path, kind)) from error


def _damaged(path: Path, kind: str) -> str:
    return f"“{path.name}” is damaged and cannot be opened as a {kind}. Get the file again."


def local(tag: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def value_of(attributes: Mapping[str, str], name: str) -> str:
    """Return an attribute by its local name, "" when it is not there."""
    if name in attributes:
        return attributes[name]
    end = "}" + name
    return next((value for key, value in attributes.items() if key.endswith(end)), "")


class _Fields(Target):
    """Texts of elements by their local names; of several of one name all, with semicolons."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name = ""
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        # A property of the author's own has its name in an attribute and its value below.
        own = attributes.get("name") or value_of(attributes, "name")
        if own or "docPropsVTypes" not in tag:
            self._name = own or local(tag)
        self._pieces = []

    def end(self, tag: str) -> None:
        text = "".join(self._pieces).strip()
        if self._name and text:
            before = self.found.get(self._name)
            self.found[self._name] = f"{before}; {text}" if before else text
        self._pieces = []

    def data(self, data: str) -> None:
        self._pieces.append(data)


class _Relations(Target):
    """Which other parts a part of an Office package refers to."""

    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            place = unquote(attributes.get("Target", ""))
            whole = posixpath.normpath(posixpath.join("/", self._folder, place)).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, whole)
