"""Excel workbooks: a document for each sheet.

Read as XML events and not by a library: those that stream leave out comments and what is hidden,
and those that know them build the whole workbook in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.lines import one_line
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.number_formats import NumberFormats, date_text, number_text
from reviewer.ingest.office_parts import (
    add_drawing,
    embedded_files,
    office_metadata,
    read_embedded,
    without_text,
)
from reviewer.ingest.packages import DAMAGE, Package, Target, local, opened
from reviewer.ingest.sheets import Sheet, SheetFull, sheet_title
from reviewer.ingest.titles import shortened
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind

_WORKBOOK = "xl/workbook.xml"
_MAX_SHEET_BYTES = 256 << 20
_MAX_STRINGS_BYTES = 128 << 20
_MAX_COLUMNS = 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# Codes in a header or footer for fonts, sizes and colours, and for the page, date and file.
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d+|[A-Za-z+-])')


def read_xlsx(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the sheets of a workbook, then the files that are embedded in it.

    Values stand as they were last calculated, days as ISO 8601. Hidden sheets, rows and columns
    are regions, comments stand at the end. Raises ReadError when no sheet holds anything.
    """
    with opened(path, "Excel workbook") as package:
        book = _Book(package)
        files = embedded_files(package, "xl")
        is_empty = not files
        for name, part, is_hidden in book.sheets:
            for found in _sheet(book, name, part, is_hidden):
                is_empty = False
                yield found
        if is_empty:
            raise without_text(package)
        yield from read_embedded(package, files, nested, parent=None)


class _Book:
    """What the sheets of a workbook share."""

    def __init__(self, package: Package) -> None:
        self.package = package
        relations = package.relations(_WORKBOOK)
        workbook = _Workbook()
        package.parse(_WORKBOOK, workbook)
        self.from_1904 = workbook.from_1904
        self.sheets = [
            (name, relations[relation][1], is_hidden)
            for name, relation, is_hidden in workbook.sheets
            if relation in relations
        ]
        strings = _Strings()
        package.parse("xl/sharedStrings.xml", strings, _MAX_STRINGS_BYTES)
        self.strings = strings.found
        self.formats = NumberFormats()
        package.parse("xl/styles.xml", self.formats)
        people = _People()
        for part in package.names:
            if part.startswith("xl/persons/"):
                package.parse(part, people)
        self.people = people.names
        self.told, self.metadata = office_metadata(package)


def _sheet(book: _Book, name: str, part: str, is_hidden: bool) -> Iterator[Found]:
    package = book.package
    sheet = Sheet(is_hidden)
    cells = _Cells(sheet, book)
    locator = f"sheet {name}"
    try:
        with suppress(SheetFull):
            package.parse(part, cells, _MAX_SHEET_BYTES)
        sheet.end()
        _add_what_is_around(sheet, cells, book, part)
    except DAMAGE:
        reason = "This sheet is damaged and cannot be read. Get the workbook again."
        yield Unreadable(package.path, reason, locator)
        return
    composer = sheet.flow.composer
    if composer.text:
        yield ParsedDocument(
            composer.text,
            locator=locator,
            title=shortened(sheet_title(package.path, name)),
            author=book.told.get("creator"),
            metadata=book.metadata,
            regions=composer.regions,
            remarks=hidden_remarks(composer.regions) + sheet.remarks,
        )


def _add_what_is_around(sheet: Sheet, cells: _Cells, book: _Book, part: str) -> None:
    """Add headers, drawings and comments."""
    package, flow = book.package, sheet.flow
    for header in dict.fromkeys(cells.headers):
        flow.paragraph()
        flow.aside(header, RegionKind.HEADER)
    related = list(package.relations(part).values())
    for kind, target in related:
        if kind == "drawing":
            add_drawing(package, target, flow)
    comments = _Comments(book.people)
    threaded = [target for kind, target in related if kind == "threadedComment"]
    for target in threaded or [target for kind, target in related if kind == "comments"]:
        package.parse(target, comments)
    if comments.found:
        flow.paragraph()
        flow.write("Comments")
    for cell, author, text in comments.found:
        head = ", ".join(filter(None, (cell, author)))
        flow.aside(f"{head}: {text}", RegionKind.COMMENT, author)


class _Workbook(Target):
    """The sheets in their order, each with its relation and whether it is hidden."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False
        self._names: set[str] = set()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif local(tag) == "sheet":
            name = base = one_line(attributes.get("name")) or f"{len(self.sheets) + 1}"
            number = 1
            while name in self._names:
                number += 1
                name = f"{base} ({number})"
            self._names.add(name)
            is_hidden = attributes.get("state", "visible") != "visible"
            # Its own `sheetId` is no relation's id.
            self.sheets.append((name, _relation(attributes), is_hidden))


def _relation(attributes: Mapping[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.endswith("}id")), "")


class _Strings(Target):
    """The strings that cells refer to by number, without how they are pronounced."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._is_text = False
        self._aside = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        self._is_text = name == "t"
        self._aside += name == "rPh"

    def end(self, tag: str) -> None:
        name = local(tag)
        self._is_text = False
        self._aside -= name == "rPh"
        if name == "si":
            self.found.append("".join(self._pieces))
            self._pieces = []

    def data(self, data: str) -> None:
        if self._is_text and not self._aside:
            self._pieces.append(data)


class _Cells(Target):
    """The rows of a sheet."""

    def __init__(self, sheet: Sheet, book: _Book) -> None:
        self.headers: list[str] = []
        self._sheet = sheet
        self._book = book
        self._hidden_columns: list[tuple[int, int]] = []
        self._row = 0
        self._column = -1
        self._kind = self._style = ""
        self._value: dict[str, list[str]] = {}
        self._name = ""
        self._aside = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = self._name = local(tag)
        if name == "c":
            place = _REFERENCE.match(attributes.get("r", ""))
            self._column = _column(place[1]) if place else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._value = {}
        elif name == "row":
            number = attributes.get("r", "")
            is_number = number.isascii() and number.isdigit() and len(number) < 9
            self._row = max(self._row + 1, int(number) if is_number else 0)
            self._column = -1
            self._sheet.begin_row(self._row, attributes.get("hidden") in ("1", "true"))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", "1"), attributes.get("max", "1")
            self._hidden_columns.append((int(first) - 1, int(last) - 1))
        elif name == "rPh":
            self._aside += 1

    def end(self, tag: str) -> None:
        name, self._name = local(tag), ""
        if name == "c":
            is_hidden = any(first <= self._column <= last for first, last in self._hidden_columns)
            self._sheet.cell(self._column, self._shown(), is_hidden)
        elif name == "row":
            self._sheet.end_row()
        elif name == "rPh":
            self._aside -= 1
        elif name in _HEADERS and (text := "".join(self._value.pop(name, ()))):
            self.headers.append(_HEADER_CODE.sub(" ", text).strip())

    def data(self, data: str) -> None:
        if self._name in ("v", "t", "f", *_HEADERS) and not self._aside:
            self._value.setdefault(self._name, []).append(data)

    def _shown(self) -> str:
        value = "".join(self._value.get("v", ()))
        match self._kind:
            case "s":
                number = value.strip()
                known = number.isascii() and number.isdigit() and len(number) < 10
                strings = self._book.strings
                return strings[int(number)] if known and int(number) < len(strings) else ""
            case "inlineStr":
                return "".join(self._value.get("t", ()))
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(value, value)
            case "n" if value:
                if self._book.formats.is_date(self._style):
                    return date_text(value, self._book.from_1904)
                return number_text(value)
        if not value and (formula := "".join(self._value.get("f", ()))):
            return f"={formula}"  # written by a program that does not calculate
        return value


_HEADERS = (
    "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter",
)  # fmt: skip


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return min(number, _MAX_COLUMNS) - 1


class _People(Target):
    """The names of those who comment in threads, by their ids."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "person":
            name = one_line(attributes.get("displayName")) or ""
            self.names[attributes.get("id", "")] = name


class _Comments(Target):
    """Comments in both forms, as the cell, the author and the text."""

    def __init__(self, people: Mapping[str, str]) -> None:
        self.found: list[tuple[str, str, str]] = []
        self._people = people
        self._authors: list[str] = []
        self._cell = self._author = ""
        self._name = ""
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._name = local(tag)
        if self._name in ("comment", "threadedComment"):
            self._cell = one_line(attributes.get("ref")) or ""
            self._author = self._people.get(attributes.get("personId", ""), "")
            number = attributes.get("authorId", "")
            if number.isascii() and number.isdigit() and int(number[:6]) < len(self._authors):
                self._author = self._authors[int(number[:6])]
            self._pieces = []
        elif self._name == "author":
            self._pieces = []

    def end(self, tag: str) -> None:
        name, self._name = local(tag), ""
        if name == "author":
            self._authors.append(one_line("".join(self._pieces)) or "")
        elif name in ("comment", "threadedComment") and (text := "".join(self._pieces).strip()):
            self.found.append((self._cell, self._author, text))

    def data(self, data: str) -> None:
        if self._name in ("t", "text", "author"):
            self._pieces.append(data)
