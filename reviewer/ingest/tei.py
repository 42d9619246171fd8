"""TEI editions of documents, such as volumes of diplomatic papers: one document for each div.

A div of the type "document" is one with all that is in it; any other div, and what stands outside
of divs, is a document of its own text without its inner divs. A div that holds but a heading is
none: the heading stands as "Section" with those within it. Footnotes come behind their paragraph.
Names that the edition marks are kept as suggested entities.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.dates import iso_date
from reviewer.ingest.flow import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.nested import Nested
from reviewer.ingest.titles import first_line, shortened
from reviewer.ingest.unreadable import Unreadable
from reviewer.ingest.xml_parsing import Damaged, check_length, parse
from reviewer.model import ParsedDocument, RegionKind, Remark, RemarkKind

_DIV = re.compile(r"div[0-7]?")
_AROUND_DIVS = frozenset({"text", "front", "body", "back"})
_NAMES = {"persName": "person", "placeName": "place", "orgName": "organisation", "date": "date"}
_ROLES = frozenset({"from", "to"})
_LINES = frozenset(
    {"ab", "address", "addrLine", "byline", "closer", "dateline", "figDesc", "head", "item", "l"}
    | {"label", "lb", "lg", "list", "opener", "p", "postscript", "quote", "row", "salute"}
    | {"signed", "sp", "speaker", "table", "titlePart", "trailer", "argument", "epigraph", "bibl"}
)
_PARAGRAPHS = frozenset({"p", "head", "list", "table", "opener", "closer", "lg", "quote"})
_WHENS = ("when", "when-iso", "from", "notBefore")
_VOLUME_TITLES = 3


@dataclass
class _Div:
    """A document under way."""

    locator: str
    is_document: bool
    flow: Flow = field(default_factory=Flow)
    head: str | None = None
    date: str | None = None
    place: str | None = None
    said: dict[str, list[str]] = field(default_factory=dict)
    beside_head: bool = False  # it holds more than its heading


def read_tei(path: Path, _nested: Nested) -> Iterator[ParsedDocument | Unreadable]:
    """Yield the documents of an edition, located by their `xml:id`.

    Raises ReadError when there is none, or nothing of the file can be read.
    """
    edition = _Edition(path)
    found = False
    try:
        for _ in parse(path, edition):
            for document in edition.take():
                found = True
                yield document
    except Damaged as error:
        for document in edition.cut_short(str(error)):
            found = True
            yield document
        if not found:
            raise
        yield Unreadable(path, str(error), "rest")
        return
    for document in edition.take():
        found = True
        yield document
    if not found:
        raise ReadError(f"“{path.name}” holds no text.")


class _Edition:
    """Makes documents of the events of an edition."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done: list[ParsedDocument] = []
        self._divs: list[_Div] = []
        self._depth = 0
        self._heads = 0
        self._datelines = 0
        self._times: Counter[str] = Counter()
        self._notes: list[Flow] = []
        self._written: list[list[str]] = []  # what stands in the marked elements that are open
        self._marked: list[tuple[str, dict[str, str]]] = []
        self._header = 0
        self._document_depth = 0
        self._volume: list[str] = []

    def take(self) -> list[ParsedDocument]:
        """Return the documents that are complete."""
        done, self._done = self._done, []
        return done

    def cut_short(self, reason: str) -> list[ParsedDocument]:
        """Return the documents that were complete or had begun when the file broke off."""
        while self._notes:
            self._end_note()
        while self._divs:
            self._close(self._divs.pop(), (Remark(RemarkKind.PARTLY_READ, reason),))
        return self.take()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        self._depth += 1
        self._heads += name == "head"
        self._datelines += name == "dateline"
        if name == "teiHeader":
            self._header += 1
        if self._header:
            if name == "title":
                self._mark(name, attributes)
            return
        if self._document_depth:
            self._document_depth += 1
        elif _DIV.fullmatch(name) or name in _AROUND_DIVS:
            self._open(name, attributes)
        if not self._divs:
            return
        self._lay_out(name)
        if name == "note":
            self._notes.append(Flow())
            self._mark(name, attributes)
        elif name in _NAMES or name in ("head", "signed") or attributes.get("type") in _ROLES:
            self._mark(name, attributes)
            if name in _NAMES:
                self._flow.begin()
        elif name == "del":
            self._flow.begin()

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._depth -= 1
        self._heads -= name == "head"
        self._datelines -= name == "dateline"
        if self._header:
            self._header -= name == "teiHeader"
            if name == "title":
                self._volume.append(self._unmark()[1])
            return
        if not self._divs:
            return
        if self._marked and self._marked[-1][0] == f"{self._depth} {name}":
            attributes, text = self._unmark()
            if name in _NAMES:
                entity = one_line(attributes.get("when") or text) if name == "date" else text
                self._flow.finish(RegionKind.SUGGESTED, f"{_NAMES[name]}:{entity}")
            self._learn(name, attributes, text)
        elif name == "del":
            self._flow.finish(RegionKind.DELETED)
        if name == "note" and self._notes:
            self._end_note()
        self._lay_out(name)
        if self._document_depth:
            self._document_depth -= 1
        if not self._document_depth and (_DIV.fullmatch(name) or name in _AROUND_DIVS):
            self._close(self._divs.pop())

    def data(self, data: str) -> None:
        """Take characters."""
        for each in self._written[-1:]:
            each.append(data)
        if self._header or not self._divs:
            return
        self._flow.words(data)
        check_length(self._flow.length_cp, self._path)
        if data.strip() and not self._heads:
            self._divs[-1].beside_head = True

    def comment(self, text: str) -> None:
        """Take a comment."""
        if self._divs:
            self._flow.comment(text)

    @property
    def _flow(self) -> Flow:
        return self._notes[-1] if self._notes else self._divs[-1].flow

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        is_document = attributes.get("type") == "document"
        locator = one_line(attributes.get("id")) or name
        self._times[locator] += 1
        while self._times[locator] > 1:
            locator = f"{locator} ({self._times[locator]})"
            self._times[locator] += 1
        div = _Div(locator, is_document)
        for key in ("doc-dateTime-min", "when"):
            div.date = div.date or iso_date(attributes.get(key, "")[:10])
        self._divs.append(div)
        self._document_depth = int(is_document)

    def _close(self, div: _Div, remarks: tuple[Remark, ...] = ()) -> None:
        div.flow.close()
        text, regions = div.flow.text, div.flow.regions
        if not text.strip() or not (div.beside_head or div.is_document):
            return
        sections = [each.head for each in self._divs if each.head]
        metadata = {
            "Volume": "; ".join(self._volume[:_VOLUME_TITLES]),
            "Section": " / ".join(sections),
            "Place": div.place or "",
        }
        self._done.append(
            ParsedDocument(
                text,
                locator=div.locator,
                title=shortened(div.head) if div.head else first_line(text) or div.locator,
                date=div.date,
                sender="; ".join(div.said.get("from", ())) or None,
                recipients="; ".join(div.said.get("to", ())) or None,
                author="; ".join(div.said.get("signed", ())) or None,
                metadata={name: value for name, value in metadata.items() if value},
                regions=regions,
                remarks=(*hidden_remarks(regions), *remarks),
            )
        )

    def _lay_out(self, name: str) -> None:
        if name == "cell":
            self._flow.tab()
        elif name in _LINES or _DIV.fullmatch(name):
            self._flow.break_line(2 if name in _PARAGRAPHS else 1)

    def _end_note(self) -> None:
        note = self._notes.pop()
        self._flow.note(note)

    def _mark(self, name: str, attributes: dict[str, str]) -> None:
        self._marked.append((f"{self._depth - 1} {name}", attributes))
        self._written.append([])

    def _unmark(self) -> tuple[dict[str, str], str]:
        name, attributes = self._marked.pop()
        pieces = self._written.pop()
        if name.endswith(" note"):
            return attributes, ""  # a footnote is no part of the heading in which it stands
        for each in self._written[-1:]:
            each.extend(pieces)
        return attributes, one_line("".join(pieces)) or ""

    def _learn(self, name: str, attributes: dict[str, str], text: str) -> None:
        """Take what an element tells of its document; footnotes tell of others."""
        div = self._divs[-1]
        if self._notes or not text:
            return
        if name == "head" and div.head is None:
            div.head = text
        elif name == "signed":
            div.said.setdefault("signed", []).append(text)
        elif name == "date" and div.date is None:
            when = next((attributes[key] for key in _WHENS if attributes.get(key)), text)
            div.date = iso_date(when) or iso_date(text)
        elif name == "placeName" and self._datelines and div.place is None:
            div.place = text
        if (role := attributes.get("type")) in _ROLES:
            said = div.said.setdefault(str(role), [])
            if text not in said:
                said.append(text)
