"""Electronic books (epub): the chapters in the order in which they are read."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from reviewer.errors import Locked, ReadError
from reviewer.ingest.composing import Composer, hidden_remarks
from reviewer.ingest.dates import iso_date
from reviewer.ingest.flowing import Flow
from reviewer.ingest.html import decode_html
from reviewer.ingest.office_parts import without_text
from reviewer.ingest.packages import Package, Target, local, opened
from reviewer.ingest.titles import shortened, title_of
from reviewer.ingest.web_page import parse_html
from reviewer.model import ParsedDocument, RegionKind, Remark, RemarkKind

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts are made unusable outside their book; the words can be read all the same.
_OF_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_LABELS = {"publisher": "Publisher", "language": "Language", "subject": "Subject"}


def read_epub(path: Path) -> ParsedDocument:
    """Return a book as one document, each chapter a page.

    Raises Locked for a book under rights management, ReadError for damage.
    """
    with opened(path, "book (epub)") as package:
        encrypted = _Encrypted()
        package.parse(_ENCRYPTION, encrypted)
        if not encrypted.algorithms <= _OF_FONTS:
            raise Locked(
                f"“{path.name}” is locked by rights management. Get a copy without it, or the "
                "text from the publisher, and import that."
            )
        container = _Container()
        package.parse(_CONTAINER, container)
        book = _Book(posixpath.dirname(container.place))
        package.parse(container.place, book)
        return _document(package, book)


def _document(package: Package, book: _Book) -> ParsedDocument:
    pages = Flow()
    missing: list[str] = []
    for number, name in enumerate(book.chapters(), 1):
        if name not in package:
            missing.append(posixpath.basename(name))
            continue
        markup = decode_html(b"".join(package.chunks(name)))
        try:
            page = parse_html(markup)
        except ReadError:
            missing.append(posixpath.basename(name))
            continue
        pages.paragraph()
        pages.open(RegionKind.PAGE, f"chapter {number}")
        chapter = Composer()
        chapter.add(page.text)
        chapter.place(page.regions)
        pages.append(chapter)
        pages.close()
    text = pages.composer.text
    if not text.strip():
        raise without_text(package)
    metadata = {label: book.told[name] for name, label in _LABELS.items() if name in book.told}
    title, date = book.told.get("title"), book.told.get("date")
    remarks: tuple[Remark, ...] = ()
    if missing:
        remarks = (Remark(RemarkKind.PARTLY_READ, f"Missing or damaged: {', '.join(missing)}"),)
    return ParsedDocument(
        text,
        title=shortened(title) if title else title_of(text, package.path),
        date=iso_date(date) if date else None,
        author=book.told.get("creator"),
        external_id=book.told.get("identifier"),
        metadata=metadata,
        regions=pages.composer.regions,
        remarks=hidden_remarks(pages.composer.regions) + remarks,
    )


class _Lenient(Target):
    """Older books name a document type; nothing of it is loaded, no entity is filled in."""

    def doctype(self, name: str, public_id: str | None, system: str | None) -> None:
        return None


class _Encrypted(_Lenient):
    """By what the parts of a book are encrypted."""

    def __init__(self) -> None:
        self.algorithms: set[str] = set()
        self._in_key = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._in_key += local(tag) == "EncryptedKey"
        if local(tag) == "EncryptionMethod" and not self._in_key:
            self.algorithms.add(attributes.get("Algorithm", ""))

    def end(self, tag: str) -> None:
        self._in_key -= local(tag) == "EncryptedKey"


class _Container(_Lenient):
    """Where the description of the book stands."""

    def __init__(self) -> None:
        self.place = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "rootfile" and not self.place:
            self.place = attributes.get("full-path", "")


class _Book(_Lenient):
    """What the description says: the parts, their order, and who wrote the book."""

    def __init__(self, folder: str) -> None:
        self.told: dict[str, str] = {}
        self._folder = folder
        self._parts: dict[str, tuple[str, str]] = {}
        self._order: list[str] = []
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        self._name = name if tag.startswith("{http://purl.org/dc/") else ""
        if self._name and self.told.get(name):
            self.told[name] += "; "
        if name == "item":
            place = posixpath.normpath(
                posixpath.join(self._folder, unquote(attributes.get("href", "")))
            )
            self._parts[attributes.get("id", "")] = (attributes.get("media-type", ""), place)
        elif name == "itemref":
            self._order.append(attributes.get("idref", ""))

    def end(self, tag: str) -> None:
        self._name = ""

    def data(self, data: str) -> None:
        if self._name:
            self.told[self._name] = self.told.get(self._name, "") + " ".join(data.split())

    def chapters(self) -> list[str]:
        """Return the parts in the order of the book, then the pages that it does not name."""
        ordered = [self._parts[each][1] for each in self._order if each in self._parts]
        rest = [place for kind, place in self._parts.values() if kind in _PAGES]
        return list(dict.fromkeys([*ordered, *rest]))
