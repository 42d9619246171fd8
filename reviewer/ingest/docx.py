"""Word documents: everything that is written in them, in the order of the pages.

The parts are read as events straight from the package: no tree of a hostile size is built, a
document type (which Word never writes) is refused before it can define an entity, and nothing
is unpacked beyond a limit, whatever the package claims.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from reviewer.errors import Locked, ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.dates import iso_date
from reviewer.ingest.discovery import natural_key
from reviewer.ingest.lines import one_line
from reviewer.ingest.titles import shortened, with_header
from reviewer.model import ParsedDocument
from reviewer.text import normalise

_MAX_PART_BYTES = 64 * 1024 * 1024
_BODY = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
_W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\xad"}
_DAMAGED = "“{}” is damaged and cannot be opened as a Word document. Get the file again."


def read_docx(path: Path) -> ParsedDocument:
    """Return a Word document: headers, body, footers, notes and comments.

    Tracked deletions are kept in `metadata`, apart from the text. Raises ReadError for what is
    no package, is damaged, unpacks beyond all measure, or carries a document type.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _document(package, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ReadError(_DAMAGED.format(path.name)) from error
    except RuntimeError as error:  # zipfile has no other word for a password
        raise Locked(
            f"“{path.name}” is locked with a password. Save a copy without it and import that."
        ) from error
    except etree.LxmlError as error:
        raise ReadError(_DAMAGED.format(path.name)) from error


def _document(package: zipfile.ZipFile, path: Path) -> ParsedDocument:
    names = set(package.namelist())
    if _BODY not in names:
        raise ReadError(f"“{path.name}” is a package, but no Word document is in it.")
    headers = _numbered(names, "header")
    footers = _numbered(names, "footer")
    notes = [name for name in _NOTES if name in names]
    texts: list[str] = []
    deleted: list[str] = []
    for name in [*headers, _BODY, *footers, *notes]:
        part = _Written()
        _parse(package, name, part, path)
        # The same header stands in several parts when a document has sections.
        if part.text and (name == _BODY or part.text not in texts):
            texts.append(part.text)
        deleted += part.deleted
    text = "\n\n".join(texts)
    if not text.strip():
        raise ReadError(f"“{path.name}” holds no text.")
    told = _properties(package, path) if _PROPERTIES in names else {}
    metadata = {label: told[name] for name, label in _LABELS.items() if name in told}
    for name, label in (("created", "Created"), ("modified", "Modified")):
        if name in told:
            metadata[label] = iso_date(told[name]) or told[name]
    if deleted:
        metadata["Deleted text (tracked)"] = normalise("\n".join(deleted))
    title = told.get("title")
    document = ParsedDocument(
        text,
        title=shortened(title) if title else None,
        author=told.get("creator"),
        metadata=metadata,
    )
    return with_header(document, recognise(text), path)


_LABELS = {
    "subject": "Subject",
    "keywords": "Keywords",
    "description": "Description",
    "category": "Category",
    "lastModifiedBy": "Last modified by",
}


def _numbered(names: set[str], kind: str) -> Iterator[str]:
    found = (name for name in names if re.fullmatch(rf"word/{kind}\d*\.xml", name))
    return iter(sorted(found, key=lambda name: natural_key(Path(name))))


def _properties(package: zipfile.ZipFile, path: Path) -> dict[str, str]:
    properties = _Properties()
    _parse(package, _PROPERTIES, properties, path)
    return {name: line for name, value in properties.found.items() if (line := one_line(value))}


def _parse(package: zipfile.ZipFile, name: str, target: _Target, path: Path) -> None:
    """Send the events of one part to a target, reading `_MAX_PART_BYTES` of it at most."""
    target.path = path
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    size = 0
    with package.open(name) as part:
        while data := part.read(1 << 16):
            size += len(data)
            if size > _MAX_PART_BYTES:
                raise ReadError(
                    f"“{path.name}” unpacks to more than {_MAX_PART_BYTES >> 20} MB of text, as "
                    "files do that are made to exhaust a computer. It was not read."
                )
            parser.feed(data)
    parser.close()


class _Target:
    """What every part is read with: a document type ends the reading."""

    path: Path

    def doctype(self, name: str, public_id: str | None, system: str | None) -> None:
        """Refuse a document type, with which entities are defined."""
        raise ReadError(
            f"“{self.path.name}” carries a document type, which Word never writes and hostile "
            "files do. It was not read."
        )

    def close(self) -> None:
        """Finish."""


class _Properties(_Target):
    """The core properties by their local names."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._name = tag.rpartition("}")[2]

    def end(self, tag: str) -> None:
        self._name = ""

    def data(self, data: str) -> None:
        if self._name:
            self.found[self._name] = self.found.get(self._name, "") + data


class _Written(_Target):
    """The text of one part: a line for a paragraph, a line with tabs for a table's row."""

    def __init__(self) -> None:
        self.text = ""
        self.deleted: list[str] = []
        self._pieces: list[str] = []
        self._open: list[str] = []  # the elements around, by local name
        self._fallbacks = 0
        self._cells: list[int] = []  # of each table row around: cells begun

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._open.append(name)
        if name == "Fallback":  # the same drawing once more, for older programs
            self._fallbacks += 1
        if self._fallbacks or not tag.startswith(_W):
            return
        if name == "tr":
            self._break()
            self._cells.append(0)
        elif name == "tc" and self._cells:
            if self._cells[-1]:
                self._end_of_cell()
            self._cells[-1] += 1
        elif name == "txbxContent":
            self._break()
        elif name == "sym":
            self._symbol(attributes)
        elif name in _CHARACTERS and "r" in self._open[-2:-1]:
            self._pieces.append(_CHARACTERS[name])

    def end(self, tag: str) -> None:
        name = self._open.pop()
        if name == "Fallback":
            self._fallbacks -= 1
        elif name == "p" and tag.startswith(_W) and not self._fallbacks:
            self._pieces.append("\n")
        elif name == "tr" and self._cells:
            self._cells.pop()
            self._strip_breaks()
            self._pieces.append("\n")

    def data(self, data: str) -> None:
        if self._fallbacks or not self._open:
            return
        if self._open[-1] == "t":
            self._pieces.append(data)
        elif self._open[-1] == "delText":
            self.deleted.append(data)

    def close(self) -> None:
        self.text = "".join(self._pieces).strip("\n")

    def _break(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")

    def _end_of_cell(self) -> None:
        self._strip_breaks()
        self._pieces.append("\t")

    def _strip_breaks(self) -> None:
        if self._pieces and self._pieces[-1] == "\n":
            self._pieces.pop()

    def _symbol(self, attributes: Mapping[str, str]) -> None:
        code = next((value for key, value in attributes.items() if key.endswith("}char")), "")
        try:
            self._pieces.append(chr(int(code, 16)))
        except (ValueError, OverflowError):
            self._pieces.append("\ufffd")
