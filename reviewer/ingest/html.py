"""Web pages as documents: everything that is written in them, shown or hidden, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.contents import contents
from reviewer.ingest.dates import iso_date
from reviewer.ingest.encodings import decode, known, marked_encoding, nearly, told_guess
from reviewer.ingest.titles import shortened, title_shown
from reviewer.ingest.web_page import parse_html
from reviewer.model import ParsedDocument

_CHARSET = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.I)
_DATE_NAMES = (
    "article:published_time", "date", "dc.date", "dcterms.date", "dcterms.created", "pubdate",
    "publishdate", "created",
)  # fmt: skip
_AUTHOR_NAMES = ("author", "article:author", "dc.creator", "dcterms.creator")
_KEPT_NAMES = ("description", "keywords", "og:site_name", "generator")


def read_html(path: Path, encoding: str | None = None) -> ParsedDocument:
    """Return a web page as one document; a chosen encoding goes before what the page declares.

    Raises ReadError when no text is in it.
    """
    page = parse_html(decode_html(contents(path), encoding))
    # Of a page that a program fills when it is shown, the title may be all that was saved.
    text = page.text if page.text.strip() else page.title
    if not text:
        raise ReadError(f"“{path.name}” holds no text.")
    metadata = {name: page.named[name] for name in _KEPT_NAMES if name in page.named}
    raw_date = _first(page.named, _DATE_NAMES)
    date = iso_date(raw_date) if raw_date else None
    if raw_date and raw_date != date:
        metadata["Date as written"] = raw_date
    if page.links:
        left = [f"and {page.links_left:,} more"] if page.links_left else []
        metadata["Links"] = "\n".join([*page.links, *left])
    return ParsedDocument(
        text,
        title=shortened(page.title) if page.title else title_shown(page.text, page.regions, path),
        date=date,
        author=_first(page.named, _AUTHOR_NAMES),
        metadata=metadata,
        regions=page.regions,
        remarks=(*hidden_remarks(page.regions), *told_guess(page.text, encoding)),
    )


def decode_html(data: bytes, chosen: str | None = None) -> str:
    """Return the characters of a page: by byte order mark, by what it declares, as plain text."""
    if chosen is not None:
        return decode(data, chosen)
    declared = _CHARSET.search(data[:65_536]) or _XML_ENCODING.match(data[:400])
    if declared is not None and marked_encoding(data) is None:
        decoded = decode_as(data, declared[1].decode("ascii"))
        if decoded is not None:
            return decoded
    return decode(data)


def decode_as(data: bytes, charset: str) -> str | None:
    """Return the characters in a named charset, or None if it is unknown or most bytes are not.

    Latin-1 is read as Windows-1252, which is what programs that name it write.
    """
    name = known(charset.strip())
    if name is None:
        return None
    if name in ("ascii", "iso8859-1"):
        return decode(data)
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return nearly(data, name)
    except (LookupError, ValueError):
        return None


def _first(named: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((named[name] for name in names if name in named), None)
