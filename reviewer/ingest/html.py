"""Web pages as text: everything that is written in them, shown or hidden, and nothing fetched.

The parser hands over events and builds no tree, so that nesting of any depth is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from reviewer.errors import ReadError
from reviewer.ingest.contents import contents
from reviewer.ingest.dates import iso_date
from reviewer.ingest.lines import one_line
from reviewer.ingest.plain_text import decode, marked_encoding
from reviewer.ingest.titles import shortened, title_of
from reviewer.model import ParsedDocument
from reviewer.text import normalise

_UNWRITTEN = frozenset({"script", "style"})
_BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body button caption center dd details dialog dir div dl "
        "dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr "
        "html iframe legend li main menu nav noscript ol optgroup option p pre section select "
        "summary table tbody template textarea tfoot thead tr ul",
    )
)
_PARAGRAPHS = frozenset({"blockquote", "dl", "ol", "p", "pre", "table", "ul"}) | {
    f"h{level}" for level in range(1, 7)
}
_CELLS = frozenset({"td", "th"})
_VERBATIM = frozenset({"pre", "textarea", "listing", "xmp"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.I)
_DATE_NAMES = (
    "article:published_time", "date", "dc.date", "dcterms.date", "dcterms.created", "pubdate",
    "publishdate", "created",
)  # fmt: skip
_AUTHOR_NAMES = ("author", "article:author", "dc.creator", "dcterms.creator")
_KEPT_NAMES = ("description", "keywords", "og:site_name", "generator")


def read_html(path: Path) -> ParsedDocument:
    """Return a web page as one document. Raises ReadError when no text is in it."""
    page = parse_html(decode_html(contents(path)))
    if not page.text.strip():
        raise ReadError(f"“{path.name}” holds no text.")
    metadata = {name: page.named[name] for name in _KEPT_NAMES if name in page.named}
    raw_date = _first(page.named, _DATE_NAMES)
    date = iso_date(raw_date) if raw_date else None
    if raw_date and raw_date != date:
        metadata["Date as written"] = raw_date
    if page.comments:
        metadata["HTML comments"] = page.comments
    return ParsedDocument(
        page.text,
        title=shortened(page.title) if page.title else title_of(page.text, path),
        date=date,
        author=_first(page.named, _AUTHOR_NAMES),
        metadata=metadata,
    )


def decode_html(data: bytes) -> str:
    """Return the characters of a page: by byte order mark, by what it declares, as plain text."""
    declared = _CHARSET.search(data[:65_536]) or _XML_ENCODING.match(data[:400])
    if declared is not None and marked_encoding(data) is None:
        decoded = decode_as(data, declared[1].decode("ascii"))
        if decoded is not None:
            return decoded
    return decode(data)


def decode_as(data: bytes, charset: str) -> str | None:
    """Return the characters in a named charset, or None if it is unknown or the bytes are not.

    Latin-1 is read as Windows-1252, which is what programs that name it write.
    """
    try:
        name = codecs.lookup(charset.strip()).name
    except (LookupError, ValueError):
        return None
    if name in ("ascii", "iso8859-1"):
        return decode(data)
    if name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"):
        return None
    try:
        return data.decode(name)
    except (LookupError, ValueError):
        return None


class Page:
    """The text of a page, and what its head says about it; the target of the parser's events."""

    def __init__(self) -> None:
        self.text = ""
        self.title: str | None = None
        self.comments: str | None = None
        self.named: dict[str, str] = {}
        self._written: list[str] = []
        self._title: list[str] = []
        self._comments: list[str] = []
        self._unwritten = 0
        self._verbatim = 0
        self._in_title = False
        self._breaks = 0  # line feeds that are due before the next word
        self._tabs = 0  # cells whose beginning is due, empty ones too
        self._row_has_cell = False
        self._gap = ""  # white space that is due if the line goes on

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if tag in _UNWRITTEN:
            self._unwritten += 1
        elif tag == "title" and self.title is None and not self._title:
            self._in_title = True
        elif tag == "meta":
            name = (attributes.get("name") or attributes.get("property") or "").lower()
            value = one_line(attributes.get("content"))
            if name and value:
                self.named.setdefault(name, value)
        elif tag == "br":
            self._breaks += 1
        elif tag == "tr":
            self._row_has_cell, self._tabs = False, 0
        elif tag in _CELLS:
            self._tabs += self._row_has_cell
            self._row_has_cell = True
        elif tag == "img" and attributes.get("alt"):
            self.data(f" {attributes['alt']} ")
        elif tag == "input" and attributes.get("type", "").lower() not in ("hidden", "password"):
            self.data(f" {attributes.get('value', '')} ")
        self._break_at(tag)
        if tag in _VERBATIM:
            self._verbatim += 1

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in _UNWRITTEN:
            self._unwritten = max(0, self._unwritten - 1)
        elif tag == "title":
            self._in_title = False
        if tag in _VERBATIM:
            self._verbatim = max(0, self._verbatim - 1)
        if tag == "table":
            self._tabs = 0
        self._break_at(tag)

    def data(self, data: str) -> None:
        """Take characters."""
        if self._unwritten:
            return
        if self._in_title:
            self._title.append(data)
        elif self._verbatim:
            self._write(data)
        else:
            words = _SPACE.sub(" ", data)
            if words.startswith(" "):
                self._gap = self._gap or " "
            if stripped := words.strip(" "):
                self._write(stripped)
                self._gap = " " if words.endswith(" ") else ""

    def comment(self, text: str) -> None:
        """Take a comment."""
        if text.strip():
            self._comments.append(text.strip())

    def close(self) -> Page:
        """Finish, and return the page."""
        self.text = "".join(self._written)
        self.title = one_line("".join(self._title))
        self.comments = normalise("\n".join(self._comments)) or None
        return self

    def _break_at(self, tag: str) -> None:
        if tag in _BLOCKS and self._written:
            self._breaks = max(self._breaks, 2 if tag in _PARAGRAPHS else 1)

    def _write(self, data: str) -> None:
        if self._written:
            due = "\t" * self._tabs or "\n" * self._breaks or self._gap
            self._written.append(due)
        self._breaks, self._tabs, self._gap = 0, 0, ""
        self._written.append(data)


def parse_html(markup: str) -> Page:
    """Return the text of a page and what its head says."""
    page = Page()
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, huge_tree=True)
    # The parser takes NUL for the end of the page.
    data = normalise(markup.replace("\f", "\n")).encode("utf-8")
    if not data.strip():
        return page.close()
    try:
        parser.feed(data)
        parser.close()
    except etree.LxmlError as error:
        raise ReadError(f"This page is damaged and cannot be read as HTML ({error}).") from error
    return page


def _first(named: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((named[name] for name in names if name in named), None)
