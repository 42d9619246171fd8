"""Markdown, kept as it was written: marks are text too."""

from __future__ import annotations

import re
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.contents import contents
from reviewer.ingest.dates import iso_date
from reviewer.ingest.encodings import decode, told_guess
from reviewer.ingest.lines import one_line
from reviewer.ingest.titles import shortened, with_header
from reviewer.model import ParsedDocument

_FRONT = re.compile(
    r"\ufeff?---[ \t]*\r?\n((?:(?!---)[^\n]{0,1000}\n){1,100})---[ \t]*\r?(?:\n|\Z)"
)
_FRONT_FIELDS = frozenset({"title", "date", "author"})
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*)$")
_CLOSING = re.compile(r"(?:^|(?<=[ \t]))#+$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")


def read_markdown(path: Path, encoding: str | None = None) -> ParsedDocument:
    """Return a Markdown file as one document, titled by its front matter or its first heading.

    Raises ReadError when no text is in it.
    """
    text = decode(contents(path), encoding).replace("\f", "\n")
    if not text.strip():
        raise ReadError(f"“{path.name}” holds no text.")
    front = _front_matter(text)
    document = ParsedDocument(
        text,
        title=front.get("title") or _heading(text),
        date=iso_date(front.get("date", "")),
        author=front.get("author"),
        remarks=told_guess(text, encoding),
    )
    return with_header(document, recognise(text), path)


def _front_matter(text: str) -> dict[str, str]:
    """Return the plain fields between two lines of dashes at the top of a text, as blogs have."""
    match = _FRONT.match(text)
    fields: dict[str, str] = {}
    for line in match[1].splitlines() if match else ():
        name, colon, value = line.partition(":")
        told = one_line(value.strip().strip("\"'"))
        if colon and told and name.strip().lower() in _FRONT_FIELDS:
            fields.setdefault(name.strip().lower(), shortened(told))
    return fields


def _heading(text: str) -> str | None:
    is_code = False
    above = ""
    for line in text.splitlines():
        if _FENCE.match(line):
            is_code = not is_code
        elif not is_code:
            if match := _HEADING.match(line):
                title = one_line(_CLOSING.sub("", match[1].rstrip()))
                if title:
                    return shortened(title)
            if _UNDERLINE.match(line) and (title := one_line(above)):
                return shortened(title)
        above = line
    return None
