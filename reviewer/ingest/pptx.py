"""PowerPoint presentations: slide by slide, with speaker's notes and comments behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.flowing import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.office_parts import (
    add_description,
    add_drawing,
    embedded_files,
    office_metadata,
    pictured_remarks,
    read_embedded,
    without_text,
)
from reviewer.ingest.packages import Package, Target, local, opened, value_of
from reviewer.ingest.titles import shortened, with_header
from reviewer.model import ParsedDocument, RegionKind

_PRESENTATION = "ppt/presentation.xml"
_MASTERS = ("slideMaster", "slideLayout")
# Placeholders that repeat on every slide and say nothing of their own.
_NUMBERS = frozenset({"sldNum", "dt"})


def read_pptx(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield a presentation, then the files that are embedded in it.

    Each slide is a page; hidden slides, speaker's notes, comments and descriptions of pictures
    are regions. Raises ReadError when nothing is written in it.
    """
    with opened(path, "PowerPoint presentation") as package:
        document = _document(package)
        files = embedded_files(package, "ppt")
        if not document.text and not files:
            raise without_text(package)
        yield document
        yield from read_embedded(package, files, nested)


def _document(package: Package) -> ParsedDocument:
    if _PRESENTATION not in package:
        raise ReadError(f"“{package.path.name}” is a package, but no presentation is in it.")
    relations = package.relations(_PRESENTATION)
    order = _Order()
    package.parse(_PRESENTATION, order)
    people = _People()
    for name in package.names:
        if name in ("ppt/commentAuthors.xml", "ppt/authors.xml"):
            package.parse(name, people)
    pages = Flow()
    _add_masters(package, pages)
    for number, relation in enumerate(order.slides, 1):
        if relation in relations:
            _add_slide(package, relations[relation][1], number, pages, people)
    told, metadata = office_metadata(package)
    text = pages.composer.text
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


def _add_masters(package: Package, pages: Flow) -> None:
    """Add what stands on every slide, such as a mark of classification."""
    seen: set[str] = set()
    for name in package.names:
        folder, _, base = name.rpartition("/")
        if base.startswith(_MASTERS) and folder in ("ppt/slideMasters", "ppt/slideLayouts"):
            master = _Words(is_master=True)
            package.parse(name, master)
            text = master.flow.composer.text
            if text and text not in seen:
                seen.add(text)
                pages.paragraph()
                pages.open(RegionKind.HEADER)
                pages.append(master.flow.composer)
                pages.close()


def _add_slide(package: Package, name: str, number: int, pages: Flow, people: _People) -> None:
    slide = _Words()
    package.parse(name, slide)
    related = list(package.relations(name).values())
    pages.paragraph()
    if slide.is_hidden:
        pages.open(RegionKind.HIDDEN, "slide")
    pages.open(RegionKind.PAGE, f"slide {number}")
    pages.append(slide.flow.composer)
    for kind, target in related:
        if kind in ("chart", "chartEx", "diagramData"):
            add_drawing(package, target, pages)
    for kind, target in related:
        if kind == "notesSlide":
            notes = _Words()
            package.parse(target, notes)
            pages.paragraph()
            pages.open(RegionKind.COMMENT, "notes")
            pages.append(notes.flow.composer)
            pages.close()
    for kind, target in related:
        if kind == "comments":
            comments = _Comments(people.names)
            package.parse(target, comments)
            for author, text in comments.found:
                pages.aside(f"{author}: {text}" if author else text, RegionKind.COMMENT, author)
    pages.close()
    if slide.is_hidden:
        pages.close()


class _Order(Target):
    """The relations of the slides, in the order in which they are shown."""

    def __init__(self) -> None:
        self.slides: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "sldId":
            # Beside the relation's id stands a number of the slide's own.
            relation = (value for key, value in attributes.items() if key.endswith("}id"))
            self.slides.append(next(relation, ""))


class _Words(Target):
    """The words on a slide: a line for a paragraph, a line with tabs for a table's row."""

    def __init__(self, is_master: bool = False) -> None:
        self.flow = Flow()
        self.is_hidden = False
        self._is_master = is_master
        self._open: list[str] = []
        self._cells: list[int] = []
        self._shapes: list[tuple[bool, bool]] = []  # is it hidden, is it without words of its own
        self._unread = 0
        self._fallbacks = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        self._open.append(name)
        match name:
            case "Fallback":
                self._fallbacks += 1
            case "sld":
                self.is_hidden = attributes.get("show") in ("0", "false")
            case "sp" | "pic" | "graphicFrame" | "cxnSp" | "grpSp":
                self._shapes.append((False, False))
                self.flow.fresh_line()
            case "cNvPr" if not self._fallbacks:
                if attributes.get("hidden") in ("1", "true") and self._shapes:
                    self._shapes[-1] = (True, self._shapes[-1][1])
                    self.flow.open(RegionKind.HIDDEN, "shape")
                add_description(self.flow, attributes)
            case "ph" if self._shapes and not self._shapes[-1][1]:
                if self._is_master or attributes.get("type") in _NUMBERS:
                    self._shapes[-1] = (self._shapes[-1][0], True)
                    self._unread += 1
            case "br":
                self.flow.line()
            case "tr":
                self.flow.fresh_line()
                self._cells.append(0)
            case "tc" if self._cells:
                if self._cells[-1]:
                    self.flow.cell()
                self._cells[-1] += 1

    def end(self, tag: str) -> None:
        name = self._open.pop()
        if name == "Fallback":
            self._fallbacks -= 1
        elif name in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp"):
            is_hidden, is_unread = self._shapes.pop()
            if is_hidden:
                self.flow.close()
            self._unread -= is_unread
        elif name == "p":
            self.flow.line()
        elif name == "tr" and self._cells:
            self._cells.pop()
            self.flow.row()

    def data(self, data: str) -> None:
        if self._open and self._open[-1] == "t" and not self._fallbacks and not self._unread:
            self.flow.write(data)


class _People(Target):
    """The names of those who comment, by their ids."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) in ("cmAuthor", "author"):
            self.names[attributes.get("id", "")] = one_line(attributes.get("name")) or ""


class _Comments(Target):
    """Comments in both forms, as the author and the text, answers among them."""

    def __init__(self, people: Mapping[str, str]) -> None:
        self.found: list[tuple[str, str]] = []
        self._people = people
        self._authors: list[str] = []
        self._pieces: list[str] = []
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._name = local(tag)
        if self._name in ("cm", "reply"):
            self._take()
            self._authors.append(self._people.get(value_of(attributes, "authorId"), ""))

    def end(self, tag: str) -> None:
        name, self._name = local(tag), ""
        if name in ("cm", "reply"):
            self._take()
            self._authors.pop()
        elif name == "p":
            self._pieces.append(" ")
        elif name in ("txBody", "text"):
            self._take()

    def data(self, data: str) -> None:
        if self._name in ("t", "text"):
            self._pieces.append(data)

    def _take(self) -> None:
        text = "".join(self._pieces).strip()
        self._pieces = []
        if text:
            self.found.append((self._authors[-1] if self._authors else "", text))
