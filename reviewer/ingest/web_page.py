"""The text of a web page from its parser's events: what it shows, what it hides, and its links.

What a reader of the page would not see stands where it stood, in a region; comments and tool tips
come behind the paragraph that they stood in, so that they part no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from reviewer.errors import ReadError
from reviewer.ingest.composing import TOOL_TIP
from reviewer.ingest.hiding import Hiding
from reviewer.ingest.lines import one_line
from reviewer.model import Region, RegionKind
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
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_CONDITION = re.compile(r"\[(?:if\b[^\]]*|endif)\]>?", re.IGNORECASE)

# An article's own header and footer belong to it; a page's repeat on every page.
_AROUND = frozenset({"nav", "aside"})
_AROUND_UNLESS_WITHIN = frozenset({"header", "footer"})
_CONTENT = frozenset({"article", "main", "section"})
_AROUND_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar"}
    | {"dialog", "alertdialog"}
)
_TITLED_OTHERWISE = frozenset({"link", "meta", "style", "script"})
_UNSEEN_INPUTS = frozenset({"hidden", "password"})
_UNTOLD_LINKS = ("#", "javascript:", "data:")

MAX_LINKS = 200
_MAX_LINK_CP = 500
_MAX_TOLD_PIECES = 50  # of an element whose tool tip is compared with what it says
_MAX_FRAMES_DEEP = 4


class Page:
    """The text of a page, and what its head says about it; the target of the parser's events.

    `text` is normalised and `regions` count in it. `links` are the first `MAX_LINKS` targets,
    each once; `links_left` counts those behind.
    """

    def __init__(self, frames_deep: int = 0) -> None:
        self.text = ""
        self.title: str | None = None
        self.named: dict[str, str] = {}
        self.regions: tuple[Region, ...] = ()
        self.links: dict[str, None] = {}
        self.links_left = 0
        self._frames_deep = frames_deep
        self._written: list[str] = []
        self._length_cp = 0
        self._title: list[str] = []
        self._style: list[str] = []
        self._hiding = Hiding()
        self._unwritten = 0
        self._verbatim = 0
        self._depth = 0
        self._within_content = 0
        # By kind the depth of the element that opened it; within it the kind needs no other.
        self._open: dict[RegionKind, tuple[int, str]] = {}
        self._starts: dict[RegionKind, int] = {}
        self._found: list[Region] = []
        self._tips: list[tuple[int, int, str]] = []
        self._asides: list[tuple[str, RegionKind, str]] = []
        self._in_title = False
        self._breaks = 0  # line feeds that are due before the next word
        self._tabs = 0  # cells whose beginning is due, empty ones too
        self._row_has_cell = False
        self._gap = ""  # white space that is due if the line goes on

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self._break_at(tag)
        self._depth += 1
        self._within_content += tag in _CONTENT
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
        self._open_regions(tag, attributes)
        if tag in ("a", "area"):
            self._link(attributes.get("href", ""))
        elif tag == "img" and attributes.get("alt"):
            self.data(f" {attributes['alt']} ")
        elif tag == "input":
            self._input(attributes)
        elif tag == "iframe" and attributes.get("srcdoc"):
            self._frame(attributes["srcdoc"])
        tip = one_line(attributes.get("title")) if tag not in _TITLED_OTHERWISE else None
        if tip and tip != one_line(attributes.get("alt")):
            self._tips.append((self._depth, len(self._written), tip))
        if tag in _VERBATIM:
            self._verbatim += 1

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in _UNWRITTEN:
            self._unwritten = max(0, self._unwritten - 1)
            if tag == "style":
                self._hiding.take_style("".join(self._style))
                self._style.clear()
        elif tag == "title":
            self._in_title = False
        if tag in _VERBATIM:
            self._verbatim = max(0, self._verbatim - 1)
        if tag == "table":
            self._tabs = 0
        self._within_content = max(0, self._within_content - (tag in _CONTENT))
        self._close_regions(self._depth)
        self._depth = max(0, self._depth - 1)
        self._break_at(tag)

    def data(self, data: str) -> None:
        """Take characters."""
        if self._unwritten:
            self._style.append(data)
        elif self._in_title:
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
        """Take a comment; of markup that only some programs see, its words."""
        text = text.strip()
        if text.lower().startswith("[if") or text.lower().endswith("[endif]"):
            text = _SPACE.sub(" ", _TAG.sub(" ", _CONDITION.sub(" ", text))).strip("<>! -")
        if _WORD.search(text) and not text.startswith("?xml"):
            self._asides.append((text, RegionKind.COMMENT, ""))

    def close(self) -> Page:
        """Finish, and return the page."""
        self._close_regions(0)
        self._breaks, self._tabs = max(1, self._breaks), 0
        self._put_asides()
        self.text = "".join(self._written)
        self.title = one_line("".join(self._title))
        self.regions = tuple(sorted(self._found, key=lambda each: (each.start_cp, -each.end_cp)))
        return self

    def _open_regions(self, tag: str, attributes: Mapping[str, str]) -> None:
        if RegionKind.HIDDEN not in self._open:
            note = self._hiding.note_of(tag, attributes)
            if note is not None:
                self._open[RegionKind.HIDDEN] = (self._depth, note)
        if RegionKind.BOILERPLATE not in self._open:
            role = attributes.get("role", "").lower()
            if (
                tag in _AROUND
                or role in _AROUND_ROLES
                or (tag in _AROUND_UNLESS_WITHIN and not self._within_content)
            ):
                self._open[RegionKind.BOILERPLATE] = (self._depth, role or tag)

    def _close_regions(self, depth: int) -> None:
        while self._tips and self._tips[-1][0] >= depth:
            _, place, tip = self._tips.pop()
            self._tell_tip(self._written[place : place + _MAX_TOLD_PIECES], tip)
        for kind in [kind for kind, (opened, _) in self._open.items() if opened >= depth]:
            _, note = self._open.pop(kind)
            start = self._starts.pop(kind, None)
            if start is not None:
                self._found.append(Region(start, self._length_cp, kind, note))

    def _tell_tip(self, pieces: list[str], tip: str) -> None:
        said = set(_WORD.findall("".join(pieces).casefold()))
        if not said.issuperset(_WORD.findall(tip.casefold())):
            self._asides.append((tip, RegionKind.HIDDEN, TOOL_TIP))

    def _link(self, target: str) -> None:
        target = one_line(target[:_MAX_LINK_CP]) or ""
        if not target or target.lower().startswith(_UNTOLD_LINKS) or target in self.links:
            return
        if len(self.links) < MAX_LINKS:
            self.links[target] = None
        else:
            self.links_left += 1

    def _input(self, attributes: Mapping[str, str]) -> None:
        value = one_line(attributes.get("value"))
        if value is None or self._unwritten:
            return
        unseen = attributes.get("type", "").lower() in _UNSEEN_INPUTS
        kind = RegionKind.HIDDEN if unseen else RegionKind.FORM
        self._gap = " "
        self._write(value, kind, one_line(attributes.get("name")) or "field")
        self._gap = " "

    def _frame(self, markup: str) -> None:
        """Write the page that stands within an attribute, as browsers show it."""
        if self._frames_deep >= _MAX_FRAMES_DEEP:
            self._write(markup)
            return
        inner = parse_html(markup, self._frames_deep + 1)
        if inner.text:
            self._write(inner.text)
            shift = self._length_cp - len(inner.text)
            self._found += [
                replace(each, start_cp=each.start_cp + shift, end_cp=each.end_cp + shift)
                for each in inner.regions
            ]

    def _break_at(self, tag: str) -> None:
        if tag in _BLOCKS and self._written:
            self._breaks = max(self._breaks, 2 if tag in _PARAGRAPHS else 1)

    def _put_asides(self) -> None:
        """Write the comments and tool tips that wait for the end of their paragraph."""
        asides, self._asides = self._asides, []
        for text, kind, note in asides:
            if self._written:
                self._append("\n")
            start = self._length_cp
            self._append(text)
            self._found.append(Region(start, self._length_cp, kind, note))

    def _write(self, data: str, kind: RegionKind | None = None, note: str = "") -> None:
        if self._asides and not self._tabs and (self._breaks or not self._written):
            self._put_asides()
            self._breaks = max(1, self._breaks)
        if self._written:
            self._append("\t" * self._tabs or "\n" * self._breaks or self._gap)
        self._breaks, self._tabs, self._gap = 0, 0, ""
        for each in self._open:
            self._starts.setdefault(each, self._length_cp)
        start = self._length_cp
        self._append(data)
        if kind is not None and kind not in self._open:
            self._found.append(Region(start, self._length_cp, kind, note))

    def _append(self, piece: str) -> None:
        piece = normalise(piece)
        self._written.append(piece)
        self._length_cp += len(piece)


def parse_html(markup: str, frames_deep: int = 0) -> Page:
    """Return the text of a page and what its head says. Raises ReadError when it is damaged."""
    page = Page(frames_deep)
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
