"""JSON Lines, packed or not: one record a line, one line in memory at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reviewer.ingest.contents import unpacked
from reviewer.ingest.encodings import decode, marked_encoding
from reviewer.ingest.rows import MAX_ROW_BYTES, Row
from reviewer.ingest.unreadable import Unreadable


def json_rows(path: Path) -> Iterator[Row | Unreadable]:
    """Yield the records of a file, located by their line as "row 1" and so on.

    A line that is no record comes as `Unreadable`, and the next one is read.
    """
    with unpacked(path) as file:
        for number, line in enumerate(_lines(file), 1):
            locator = f"row {number}"
            if line is None:
                yield Unreadable(path, "This line is too large to be read.", locator)
                continue
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except RecursionError:
                yield Unreadable(path, "This line is nested too deep to be read.", locator)
                continue
            except ValueError as error:
                yield Unreadable(path, f"This line is not valid JSON ({error}).", locator)
                continue
            if isinstance(record, dict):
                yield Row(locator, record)
            else:
                yield Unreadable(path, "This line holds no record with named fields.", locator)


def _lines(file: BinaryIO) -> Iterator[str | None]:
    """Yield the lines as text, None for one beyond `MAX_ROW_BYTES`."""
    head = file.peek(4096)[:4096] if hasattr(file, "peek") else b""
    marked = marked_encoding(head)
    encoding, mark_length = marked if marked is not None else ("utf-8", 0)
    file.read(mark_length)
    if encoding != "utf-8":
        yield from codecs.getreader(encoding)(file, "replace")
        return
    while line := file.readline(MAX_ROW_BYTES):
        if len(line) < MAX_ROW_BYTES or line.endswith(b"\n"):
            yield decode(line)
            continue
        while (rest := file.readline(MAX_ROW_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None
