"""What is written in rich text: words in the order of the pages, and what stands beside them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from reviewer.ingest.lines import one_line
from reviewer.ingest.rtf_codes import (
    CELLS,
    CHARACTERS,
    INFORMATION,
    KINDS,
    LINES,
    PARAGRAPHS,
    ROWS,
    RUNNING,
    SILENT,
    STARRED,
    TOLD,
    of_charset,
    of_page,
)
from reviewer.ingest.rtf_parts import Comment, Page, Written
from reviewer.model import RegionKind

_TOKEN = re.compile(
    rb"\\(?:([A-Za-z]{1,32})(-?\d{1,10})? ?|'([0-9A-Fa-f]{2})|([^A-Za-z]))|([{}])|([^\\{}\r\n]+)",
    re.DOTALL,
)
_NO_HEX = re.compile(rb"[^0-9A-Fa-f]+")
_LINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?(?:"([^"]+)|([^"\s]+))')
_MOMENT = ("yr", "mo", "dy", "hr", "min")


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the group ends that is being read."""

    page: Page
    # What becomes of text: it is written to the page, or kept here under the name of its group.
    group: str = ""
    kept: list[str] | bytearray | None = None
    stand_ins: int = 1  # characters behind one in Unicode, for those who cannot read that
    font: int | None = None
    is_hidden: bool = False
    is_deleted: bool = False
    author: int = 0


def written(data: bytes) -> Written:
    """Return what is written in rich text, as far as it is any."""
    reader = _Reader()
    reader.read(data)
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found = Written()
        self._state = _State(self.found.body)
        self._outer: list[_State] = []
        self._is_starred = False
        self._bytes = bytearray()  # not decoded yet, since a character may take several
        self._text: list[str] = []
        self._to_drop = 0
        self._encoding = "cp1252"
        self._fonts: dict[int | None, str] = {}
        self._defined: int | None = None  # the font that is being defined
        self._authors: list[str] = []
        self._author = ""  # of the comment that comes next
        self._name = ""  # of the property whose value comes next
        self._starts: dict[str, int] = {}
        self._about: dict[str, tuple[int, int]] = {}
        self._moment: dict[str, int] = {}

    def read(self, data: bytes) -> None:
        """Take all tokens up to the end of the outermost group."""
        place = 0
        while match := _TOKEN.search(data, place):
            place = match.end()
            word, number, hexed, symbol, brace, plain = match.groups()
            if plain is not None:
                self._take(plain)
            elif hexed is not None:
                self._take(bytes.fromhex(hexed.decode()))
            elif brace == b"{":
                self._flush()
                self._outer.append(self._state)
                self._is_starred = False
            elif brace is not None:
                self._end()
                if not self._outer:
                    return
            elif word == b"bin":
                size = max(0, int(number or 0))
                self._take_binary(data[place : place + size])
                place += size
            else:
                name = (word or symbol).decode("latin-1")
                self._command(name, None if number is None else int(number))
        while self._outer:
            self._end()

    def _take(self, plain: bytes) -> None:
        self._is_starred = False
        dropped = min(self._to_drop, len(plain))
        self._to_drop -= dropped
        if isinstance(self._state.kept, bytearray):
            self._state.kept.extend(_NO_HEX.sub(b"", plain))
        else:
            self._bytes += plain[dropped:]

    def _take_binary(self, data: bytes) -> None:
        if isinstance(self._state.kept, bytearray):
            self._state.kept.extend(data.hex().encode())

    def _decode(self) -> None:
        if self._bytes:
            encoding = self._fonts.get(self._state.font) or self._encoding
            self._text.append(self._bytes.decode(encoding, "replace"))
            self._bytes.clear()

    def _flush(self) -> None:
        """Bring the text to where the group says."""
        self._decode()
        self._to_drop = 0
        if not self._text:
            return
        # Characters beyond the basic plane are written as two.
        halves = "".join(self._text).encode("utf-16", "surrogatepass")
        text = halves.decode("utf-16", "replace")
        self._text.clear()
        state = self._state
        if isinstance(state.kept, list):
            state.kept.append(text)
        elif state.kept is None:
            self._write(text)

    def _write(self, text: str) -> None:
        state = self._state
        if state.is_deleted:
            by = self._authors[state.author : state.author + 1] if state.author >= 0 else []
            kind, note = RegionKind.DELETED, "".join(by)
        elif state.is_hidden:
            kind, note = RegionKind.HIDDEN, ""
        else:
            state.page.write(text)
            return
        state.page.open(kind, note)
        state.page.write(text)
        state.page.close()

    def _end(self) -> None:
        """Leave a group, and take what it told."""
        self._is_starred = False
        self._flush()
        inner, self._state = self._state, self._outer.pop() if self._outer else self._state
        if inner.kept is None or inner.kept is self._state.kept:
            return
        if isinstance(inner.kept, bytearray):
            with suppress(ValueError):
                data = bytes.fromhex(inner.kept[: len(inner.kept) // 2 * 2].decode())
                files = self.found.pictures if inner.group == "pict" else self.found.objects
                files.append(data)
        else:
            self._told(inner.group, "".join(inner.kept))

    def _told(self, group: str, text: str) -> None:
        """Take the text of a group that tells something."""
        line = one_line(text) or ""
        match group:
            case "fldinst":
                if link := _LINK.search(text):
                    target = link[1] or link[2]
                    self.found.links[target.replace("\\\\", "\\")] = None
            case "revtbl":
                self._authors = [each.strip() for each in text.split(";")]
            case "atnauthor":
                self._author = line
            case "atrfstart":
                self._starts[line] = self.found.body.length_cp
            case "atrfend":
                start_cp = self._starts.pop(line, self.found.body.length_cp)
                self._about[line] = (start_cp, self.found.body.length_cp)
            case "atnref":
                if self.found.comments:
                    self.found.comments[-1].about = self._about.get(line, (0, 0))
            case "sn" | "propname":
                self._name = line
            case "sv" if self._name == "wzDescription":
                box = Page()
                box.aside(text, RegionKind.HIDDEN, "description of a picture")
                self.found.boxes.append(box)
            case "sv" if self._name == "gtextUNICODE":
                box = Page()
                box.write(text)
                self.found.boxes.append(box)
            case "staticval" if self._name:
                self._tell(self._name, line)
            case "docvar":
                self._tell("Variables", line)
            case "creatim" | "revtim":
                self._tell(INFORMATION[group], _moment(self._moment))
            case _ if group in INFORMATION:
                self._tell(INFORMATION[group], line)

    def _tell(self, label: str, value: str) -> None:
        if value:
            before = self.found.told.get(label)
            self.found.told[label] = f"{before}; {value}" if before else value

    def _command(self, name: str, value: int | None) -> None:
        if name == "u":
            self._decode()
            if value is not None:
                self._text.append(chr(value & 0xFFFF))
                self._to_drop = self._state.stand_ins
            return
        self._to_drop = 0
        if name in CHARACTERS:
            self._decode()
            self._text.append(CHARACTERS[name])
            return
        self._flush()
        is_starred, self._is_starred = self._is_starred, name == "*"
        if is_starred and name not in STARRED:
            self._keep("", [])
        elif not self._opens(name):
            self._sets(name, value)

    def _opens(self, name: str) -> bool:
        """Begin what a command begins that stands first in its group; tell whether it did."""
        is_silent = isinstance(self._state.kept, list) and not self._state.group
        if name == "ud" and len(self._outer) > 1:
            # The same words again, in Unicode, within those that are passed over.
            self._keep(self._outer[-2].group, self._outer[-2].kept)
        elif is_silent:
            return name in SILENT or name in TOLD or name in INFORMATION
        elif name in SILENT or (name[0] == "m" and name.endswith("Pr")):
            self._keep("", [])
        elif name in ("pict", "objdata"):
            self._keep(name, bytearray())
        elif name in TOLD or name in INFORMATION or name == "fonttbl":
            self._moment = {}
            self._keep(name, [])
        elif name in RUNNING:
            self._beside(self.found.running)
        elif name == "footnote":
            self._beside(self.found.notes)
        elif name in ("shptxt", "dptxbxtext"):
            self._beside(self.found.boxes)
        elif name == "annotation":
            state = self._beside([])
            self.found.comments.append(Comment(state.page, self._author))
        else:
            return False
        return True

    def _sets(self, name: str, value: int | None) -> None:
        """Do what a command says about the text that follows."""
        is_on = value != 0
        if name in LINES or name in PARAGRAPHS or name in CELLS:
            self._breaks(name)
        elif name == "uc":
            self._change(stand_ins=max(0, 1 if value is None else value))
        elif name == "v":
            self._change(is_hidden=is_on)
        elif name == "xe":
            self._change(is_hidden=True)
        elif name == "deleted":
            self._change(is_deleted=is_on)
        elif name == "revauthdel":
            self._change(author=value or 0)
        elif name == "plain":
            self._change(is_hidden=False, is_deleted=False)
        elif name in _MOMENT and value is not None:
            self._moment[name] = value
        else:
            self._sets_encoding(name, value)

    def _breaks(self, name: str) -> None:
        """End a line, a paragraph, a cell or a row."""
        if self._state.kept is not None:
            if isinstance(self._state.kept, list):
                self._state.kept.append(" ")
        elif name in LINES:
            self._state.page.line()
        elif name in PARAGRAPHS:
            self._state.page.paragraph()
        elif name in ROWS:
            self._state.page.end_row()
        else:
            self._state.page.end_cell()

    def _sets_encoding(self, name: str, value: int | None) -> None:
        if name == "ansicpg" and value:
            self._encoding = of_page(value)
        elif name in KINDS:
            self._encoding = KINDS[name]
        elif name == "f" and self._state.group == "fonttbl":
            self._defined = value
        elif name in ("f", "deff"):
            self._change(font=value)
        elif name == "fcharset" and value is not None and (encoding := of_charset(value)):
            self._fonts[self._defined] = encoding
        elif name == "cpg" and value:
            self._fonts[self._defined] = of_page(value)

    def _keep(self, group: str, kept: list[str] | bytearray | None) -> None:
        self._change(group=group, kept=kept)

    def _beside(self, pages: list[Page]) -> _State:
        """Write the rest of this group on a page of its own."""
        page = Page()
        pages.append(page)
        self._change(page=page, group="", kept=None, is_hidden=False, is_deleted=False)
        return self._state

    def _change(self, **values: Any) -> None:
        self._state = replace(self._state, **values)


def _moment(told: dict[str, int]) -> str:
    if not told.get("yr"):
        return ""
    day = f"{told['yr']:04}-{told.get('mo', 1):02}-{told.get('dy', 1):02}"
    return f"{day}T{told['hr']:02}:{told.get('min', 0):02}" if "hr" in told else day
