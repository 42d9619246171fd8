"""Tables as text with a separator: CSV, TSV and their cousins with semicolons and bars."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.contents import unpacked
from reviewer.ingest.encodings import DEFAULT, is_nearly_utf8, marked_encoding
from reviewer.ingest.rows import MAX_COLUMNS, MAX_ROW_BYTES, Row, unique_names
from reviewer.ingest.unreadable import Unreadable

_SAMPLE_CP = 1 << 16
_SEPARATORS = ",;\t|"
# What is asked for by its family has no mark that tells the order of bytes, without which a stream
# cannot be read; the smaller first is what nearly all programs write.
_UNMARKED = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_LOAD_SEPARATOR = "\x14"  # of Concordance's load files


def delimited_columns(path: Path, chosen: str | None = None) -> tuple[str, ...]:
    """Return the names in the first line; a name that stands twice is numbered.

    `chosen` is the encoding of a file whose bytes prove none.
    """
    encoding = _encoding(path, chosen)
    separator = _separator(path, encoding)
    with _opened(path, encoding) as file:
        return tuple(unique_names(_header(_reader(file, separator, encoding), path)))


def delimited_rows(path: Path, chosen: str | None = None) -> Iterator[Row | Unreadable]:
    """Yield the rows below the header, located as "row 1" and so on.

    Cells keep their line breaks. Cells beyond the header are named by their place. A row that
    cannot be read comes as `Unreadable`, and the next one is read.
    """
    encoding = _encoding(path, chosen)
    separator = _separator(path, encoding)
    with _opened(path, encoding) as file:
        reader = _reader(file, separator, encoding)
        names = unique_names(_header(reader, path))
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason = f"This row cannot be read ({error}). The rows after it were read."
                yield Unreadable(path, reason, f"row {number}")
                continue
            if not cells:
                number -= 1
                continue
            if len(cells) > MAX_COLUMNS:
                reason = f"This row has more than {MAX_COLUMNS} cells and was not read."
                yield Unreadable(path, reason, f"row {number}")
                continue
            if len(names) < len(cells):
                names = unique_names([*names, *[""] * (len(cells) - len(names))])
            yield Row(f"row {number}", dict(zip(names, cells, strict=False)))


def _reader(file: Iterable[str], separator: str, encoding: str) -> Iterator[list[str]]:
    quote = _load_quote(encoding) if separator == _LOAD_SEPARATOR else '"'
    return csv.reader(file, delimiter=separator, quotechar=quote)


def _load_quote(encoding: str) -> str:
    """Return what load files quote by: the byte 254, or the character that it is in Unicode."""
    if encoding.startswith("utf"):
        return "þ"
    quote = b"\xfe".decode(encoding, "replace")
    return quote if len(quote) == 1 else "þ"


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    csv.field_size_limit(MAX_ROW_BYTES)
    try:
        names = next(cells for cells in reader if cells)
    except StopIteration:
        raise ReadError(f"“{path.name}” holds no table: it is empty.") from None
    except csv.Error as error:
        raise ReadError(f"The first line of “{path.name}” cannot be read ({error}).") from error
    if len(names) > MAX_COLUMNS:
        raise ReadError(f"“{path.name}” has more than {MAX_COLUMNS} columns; it is no table.")
    return names


def _opened(path: Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(unpacked(path), encoding=encoding, errors="replace", newline="")


def _encoding(path: Path, chosen: str | None) -> str:
    """Return the encoding of a whole file, decided as for plain text but in bounded memory."""
    with unpacked(path) as file:
        data = file.read(1 << 16)
        marked = marked_encoding(data)
        if marked is not None:
            encoding, length = marked
            # With a mark these codecs take it off; the plain ones leave it in the first cell.
            return {"utf-8": "utf-8-sig"}.get(encoding, encoding[:6]) if length else encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while data:
                decoder.decode(data)
                data = file.read(1 << 20)
            decoder.decode(b"", final=True)
            return "utf-8"
        except UnicodeDecodeError:
            if chosen:
                return _UNMARKED.get(chosen, chosen)
    with unpacked(path) as file:
        chunks = iter(partial(file.read, 1 << 20), b"")
        return "utf-8" if is_nearly_utf8(chunks) else DEFAULT


def _separator(path: Path, encoding: str) -> str:
    """Return the separator that gives the most rows of equal width."""
    with _opened(path, encoding) as file:
        sample = file.read(_SAMPLE_CP)
    if sample.startswith(_load_quote(encoding)) and _LOAD_SEPARATOR in sample.partition("\n")[0]:
        return _LOAD_SEPARATOR
    best, best_score = ",", 0.0
    csv.field_size_limit(MAX_ROW_BYTES)
    for separator in _SEPARATORS:
        try:
            widths = Counter(
                len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator)
            )
        except csv.Error:
            continue
        widths.pop(0, None)
        if not widths:
            continue
        width, rows = widths.most_common(1)[0]
        score = rows / widths.total() if width > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best
