"""Word documents: everything that is written in them, in the order of the pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.composing import Composer, hidden_remarks
from reviewer.ingest.dates import iso_date
from reviewer.ingest.discovery import natural_key
from reviewer.ingest.flowing import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.office_parts import (
    Drawn,
    add_description,
    embedded_files,
    office_metadata,
    pictured_remarks,
    read_embedded,
    without_text,
)
from reviewer.ingest.packages import Package, Target, local, opened, value_of
from reviewer.ingest.titles import shortened, with_header
from reviewer.model import ParsedDocument, RegionKind

_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_COMMENTS = "word/comments.xml"
_W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_CHARACTERS = {"tab": "\t", "noBreakHyphen": "\u2011", "softHyphen": "\xad"}
_OFF = ("0", "false", "off")
_MAX_QUOTE_CP = 200


def read_docx(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield a Word document, then the files that are embedded in it.

    Tracked deletions, hidden words and descriptions of pictures stand in their place as regions,
    comments at the end with the words that they are about. Raises ReadError for what is no
    package, is damaged, unpacks beyond all measure, carries a document type, or holds nothing.
    """
    with opened(path, "Word document") as package:
        document = _document(package)
        files = embedded_files(package, "word")
        if not document.text and not files:
            raise without_text(package)
        yield document
        yield from read_embedded(package, files, nested)


def _document(package: Package) -> ParsedDocument:
    if _BODY not in package:
        raise ReadError(f"“{package.path.name}” is a package, but no Word document is in it.")
    styles = _Styles()
    package.parse("word/styles.xml", styles)
    hidden = styles.hidden()
    commented: dict[str, str] = {}
    pages = Flow()
    seen: set[str] = set()
    for name in [*_numbered(package, "header"), _BODY, *_numbered(package, "footer"), *_NOTES]:
        part = _Written(hidden)
        package.parse(name, part)
        text = part.flow.composer.text
        # The same header stands in several parts when a document has sections.
        if not text or (name != _BODY and text in seen):
            continue
        seen.add(text)
        commented |= part.commented()
        _append(pages, part.flow.composer, name)
    for name in package.names:
        if re.fullmatch(r"word/(charts|diagrams)/(chart|data)\d*\.xml", name):
            drawn = Drawn()
            package.parse(name, drawn)
            _append(pages, drawn.flow.composer, name)
    comments = _Comments(commented, hidden)
    package.parse(_COMMENTS, comments)
    _append(pages, comments.flow.composer, _COMMENTS)
    text = pages.composer.text
    told, metadata = office_metadata(package)
    title = told.get("title")
    document = ParsedDocument(
        text,
        title=shortened(title) if title else None,
        author=told.get("creator"),
        metadata=metadata,
        regions=pages.composer.regions,
        remarks=hidden_remarks(pages.composer.regions) + pictured_remarks(text),
    )
    return with_header(document, recognise(text), package.path)


def _append(pages: Flow, part: Composer, name: str) -> None:
    pages.paragraph()
    is_running = posixpath.basename(name).startswith(("header", "footer"))
    if is_running:
        pages.open(RegionKind.HEADER)
    pages.append(part)
    if is_running:
        pages.close()


def _numbered(package: Package, kind: str) -> list[str]:
    found = (name for name in package.names if re.fullmatch(rf"word/{kind}\d*\.xml", name))
    return sorted(found, key=natural_key)


class _Styles(Target):
    """Which styles hide what is written in them."""

    def __init__(self) -> None:
        self._style = ""
        self._based_on: dict[str, str] = {}
        self._says: dict[str, bool] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "style":
            self._style = value_of(attributes, "styleId")
        elif name == "basedOn":
            self._based_on[self._style] = value_of(attributes, "val")
        elif name == "vanish" and self._style:
            self._says[self._style] = value_of(attributes, "val") not in _OFF

    def end(self, tag: str) -> None:
        if local(tag) == "style":
            self._style = ""

    def hidden(self) -> frozenset[str]:
        """Return the ids of the styles that hide, by themselves or by what they are based on."""
        return frozenset(style for style in {*self._says, *self._based_on} if self._hides(style))

    def _hides(self, style: str) -> bool:
        for _step in range(50):  # styles may be based on each other in a ring
            if style in self._says:
                return self._says[style]
            if style not in self._based_on:
                return False
            style = self._based_on[style]
        return False


class _Written(Target):
    """The text of one part: a line for a paragraph, a line with tabs for a table's row."""

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self.flow = Flow()
        self._hidden_styles = hidden_styles
        self._open: list[str] = []  # the elements around, by local name
        self._fallbacks = 0
        self._cells: list[int] = []  # of each table row around: cells begun
        self._paragraph_hides: list[bool] = []
        self._run_hides: bool | None = None
        self._is_hiding = False
        self._began: dict[str, int] = {}
        self._ended: dict[str, int] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        self._open.append(name)
        if name == "Fallback":  # the same drawing once more, for older programs
            self._fallbacks += 1
        if self._fallbacks:
            return
        if name in ("docPr", "shape"):
            add_description(self.flow, attributes)
        if not tag.startswith(_W):
            return
        match name:
            case "p":
                self._paragraph_hides.append(False)
            case "tr":
                self.flow.fresh_line()
                self._cells.append(0)
            case "tc" if self._cells:
                if self._cells[-1]:
                    self.flow.cell()
                self._cells[-1] += 1
            case "txbxContent":
                self.flow.fresh_line()
            case "del" | "moveFrom":
                self.flow.open(RegionKind.DELETED, one_line(value_of(attributes, "author")) or "")
            case "r":
                self._run_hides = None
            case "vanish" if self._open[-3:-1] == ["r", "rPr"]:
                self._run_hides = value_of(attributes, "val") not in _OFF
            case "rStyle" if self._run_hides is None:
                if value_of(attributes, "val") in self._hidden_styles:
                    self._run_hides = True
            case "pStyle" if self._paragraph_hides and self._open[-3:-1] == ["p", "pPr"]:
                self._paragraph_hides[-1] = value_of(attributes, "val") in self._hidden_styles
            case "commentRangeStart":
                self._began[value_of(attributes, "id")] = self.flow.length_cp
            case "commentRangeEnd":
                self._ended[value_of(attributes, "id")] = self.flow.length_cp
            case "sym" | "tab" | "br" | "cr" | "noBreakHyphen" | "softHyphen" if self._open[
                -2:-1
            ] == ["r"]:
                self._character(name, attributes)

    def end(self, tag: str) -> None:
        name = self._open.pop() if self._open else ""
        if name == "Fallback":
            self._fallbacks -= 1
        elif self._fallbacks or not tag.startswith(_W):
            return
        elif name in ("del", "moveFrom"):
            self.flow.close()
        elif name == "p":
            self._paragraph_hides = self._paragraph_hides[:-1]
            self.flow.line()
        elif name == "tr" and self._cells:
            self._cells.pop()
            self.flow.row()

    def data(self, data: str) -> None:
        if not self._fallbacks and self._open and self._open[-1] in ("t", "delText"):
            self._write(data)

    def commented(self) -> dict[str, str]:
        """Return by the ids of comments the words that they are about."""
        text = self.flow.composer.text
        return {
            each: text[start : self._ended.get(each, start)].strip()
            for each, start in self._began.items()
        }

    def _write(self, text: str) -> None:
        hides = self._run_hides
        if hides is None:
            hides = any(self._paragraph_hides[-1:])
        if hides:
            self.flow.open(RegionKind.HIDDEN)
        self.flow.write(text)
        if hides:
            self.flow.close()

    def _character(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("br", "cr"):
            self.flow.line()
        elif name in _CHARACTERS:
            self._write(_CHARACTERS[name])
        else:
            try:
                self._write(chr(int(value_of(attributes, "char"), 16)))
            except (ValueError, OverflowError):
                self._write("\ufffd")


class _Comments(_Written):
    """Comments, each as a region behind the words that it is about."""

    def __init__(self, commented: Mapping[str, str], hidden_styles: frozenset[str]) -> None:
        super().__init__(hidden_styles)
        self._commented = commented

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "comment" and tag.startswith(_W):
            if not self.flow.length_cp:
                self.flow.write("Comments")
                self.flow.line()
            author = one_line(value_of(attributes, "author")) or ""
            date = iso_date(value_of(attributes, "date")) or ""
            about = one_line(self._commented.get(value_of(attributes, "id"))) or ""
            self.flow.fresh_line()
            self.flow.open(RegionKind.COMMENT, author)
            head = ", ".join(filter(None, (author, date[:10])))
            quoted = f"“{shortened(about, _MAX_QUOTE_CP)}”" if about else ""
            self.flow.write(" ".join(filter(None, (head, quoted))) + ": ")
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        super().end(tag)
        if local(tag) == "comment" and tag.startswith(_W):
            self.flow.close()
