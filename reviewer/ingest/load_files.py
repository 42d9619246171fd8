"""Load files of productions: Concordance tables (DAT) with their texts, and page lists (OPT).

A row is a document. Its text stands in the row or in a file that the row names; such files are
looked for below the folder of the table only, whatever a row says.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from reviewer.errors import ReadError
from reviewer.ingest.contents import contents
from reviewer.ingest.encodings import decode, told_guess
from reviewer.ingest.lines import one_line
from reviewer.ingest.mapping import TableMapping, document_of
from reviewer.ingest.rows import Row, as_text
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument

LINE_BREAK = "®"  # what stands for a line break within a cell
_PATH_COLUMNS = frozenset(
    {"textpath", "textlink", "textfile", "textfilepath", "extractedtextpath", "ocrpath"}
    | {"ocrtextpath", "txtpath", "fulltextpath", "fulltext", "extractedtextlink", "ocrtext"}
    | {"extractedtext", "text"}
)
_BEGINS = frozenset({"begdoc", "begbates", "beginbates", "begno", "docid", "controlnumber"})
_FAMILIES = frozenset({"begattach", "begattachment", "attachbeg", "begfamily", "parentid"})
_TEXT_FILE = re.compile(r"[^\n]{1,1000}\.(?:txt|text)", re.IGNORECASE)
_DATA_FOLDERS = frozenset({"data", "load", "loadfiles", "load files"})
_MAX_PAGE_LIST_BYTES = 1 << 28


def load_documents(
    path: Path, rows: Iterable[Row | Unreadable], mapping: TableMapping, encoding: str | None
) -> Iterator[ParsedDocument | Unreadable]:
    """Yield the documents of a load file's rows, with their texts, pages and families.

    A row whose text file is missing, or lies elsewhere, comes as `Unreadable`.
    """
    folder = _Folder(_base(path))
    pages = _page_counts(path, encoding)
    places: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Unreadable):
            yield row
            continue
        known = {_plain(name): one_line(as_text(value)) for name, value in row.values.items()}
        begin = next((known[name] for name in _BEGINS if known.get(name)), None)
        family = next((known[name] for name in _FAMILIES if known.get(name)), None)
        named = _text_path(row, mapping)
        try:
            text = None if named is None else decode(contents(folder.file(named)), encoding)
        except (ReadError, OSError) as error:
            told = error if isinstance(error, ReadError) else _missing(named or "")
            yield Unreadable(path, str(told), row.locator)
            continue
        found = document_of(_filled(row, mapping, text), mapping)
        if isinstance(found, str):
            yield Unreadable(path, found, row.locator)
            continue
        if begin:
            places.setdefault(begin, row.locator)
        parent = places.get(family) if family and family != begin else None
        metadata = dict(found.metadata)
        if named is not None:
            metadata["Text file"] = named
        if begin and (count := pages.get(begin)):
            metadata["Pages"] = str(count)
        guess = told_guess(found.text, encoding) if text is not None else ()
        yield replace(found, metadata=metadata, parent=parent, remarks=(*found.remarks, *guess))


def is_load_file(start: str) -> bool:
    """Tell whether a text begins as a Concordance table does: quoted by þ, parted by DC4."""
    line = start.lstrip("\ufeff").partition("\n")[0].rstrip("\r")
    return line.startswith("þ") and ("þ\x14þ" in line or (len(line) > 2 and line.endswith("þ")))


def _filled(row: Row, mapping: TableMapping, text: str | None) -> Row:
    """Return a row with its text in the column that was chosen for it, and line breaks real."""
    values = {
        name: value.replace(LINE_BREAK, "\n") if isinstance(value, str) else value
        for name, value in row.values.items()
    }
    if text is not None and mapping.text is not None:
        values[mapping.text] = text.replace("\f", "\n")
    return Row(row.locator, values)


def _text_path(row: Row, mapping: TableMapping) -> str | None:
    """Return the path of the file with a row's text, or None when the text is in the row."""
    chosen = as_text(row.values.get(mapping.text or "")).strip()
    if chosen:
        return chosen if _TEXT_FILE.fullmatch(chosen) and _names_file(chosen) else None
    for name, value in row.values.items():
        if _plain(name) in _PATH_COLUMNS and _TEXT_FILE.fullmatch(as_text(value).strip()):
            return as_text(value).strip()
    return None


def _names_file(value: str) -> bool:
    return " " not in value or "\\" in value or "/" in value


def _base(path: Path) -> Path:
    """Return the folder of the production: tables stand in it, or in DATA within it."""
    folder = path.absolute().parent
    return folder.parent if folder.name.lower() in _DATA_FOLDERS else folder


class _Folder:
    """Finds files below a folder by names as Windows compares them."""

    def __init__(self, base: Path) -> None:
        self._base = base.resolve()
        self._names: dict[Path, Mapping[str, str]] = {}

    def file(self, named: str) -> Path:
        """Return the file that a row names. Raises ReadError when it is not below the folder."""
        windows = PureWindowsPath(named)
        parts = [part for part in windows.parts if part not in (windows.anchor, ".")]
        if windows.drive or ".." in parts or "\0" in named:
            raise ReadError(
                f"The text of this row is said to be in “{one_line(named)}”, outside of the "
                "folder of the table, where it is not looked for. Move it into that folder."
            )
        # The first folders may name the volume, which stands above what was handed over.
        for start in range(min(3, len(parts))):
            found = self._below(parts[start:])
            if found is not None:
                return found
        raise _missing(named)

    def _below(self, parts: list[str]) -> Path | None:
        place = self._base
        for part in parts:
            name = self._listing(place).get(part.lower())
            if name is None:
                return None
            place /= name
        resolved = place.resolve()
        inside = resolved.is_relative_to(self._base) and resolved.is_file()
        return resolved if inside else None

    def _listing(self, folder: Path) -> Mapping[str, str]:
        if folder not in self._names:
            try:
                names = {each.name.lower(): each.name for each in folder.iterdir()}
            except OSError:
                names = {}
            self._names[folder] = names
        return self._names[folder]


def _missing(named: str) -> ReadError:
    return ReadError(
        f"The text of this row should be in “{one_line(named)}”, which is not there. "
        "Put the texts of the production beside its table and import it again."
    )


def _page_counts(path: Path, encoding: str | None) -> Mapping[str, int]:
    """Return the number of pages by the number of the first, from the page list beside a table."""
    lists = [
        each
        for each in path.absolute().parent.iterdir()
        if each.suffix.lower() == ".opt" and each.is_file()
    ]
    same = [each for each in lists if each.stem.lower() == path.stem.lower()]
    counts: dict[str, int] = {}
    for each in same or (lists if len(lists) == 1 else []):
        if each.stat().st_size > _MAX_PAGE_LIST_BYTES:
            continue
        document = ""
        try:
            for cells in csv.reader(decode(each.read_bytes(), encoding).splitlines()):
                if len(cells) < 3:
                    continue
                if len(cells) > 3 and cells[3].strip().upper() == "Y":
                    document = cells[0].strip()
                if document:
                    counts[document] = counts.get(document, 0) + 1
        except csv.Error:
            continue
    return counts


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
