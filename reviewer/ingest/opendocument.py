"""Texts and slides of OpenDocument (odt, odp, odg): all that is written in them, in its order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from reviewer.ingest.cable import recognise
from reviewer.ingest.composing import Composer, hidden_remarks
from reviewer.ingest.flowing import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.locked_opendocument import read_locked_opendocument
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.odf_parts import Styles, is_locked, odf_metadata
from reviewer.ingest.odf_words import Written
from reviewer.ingest.office_parts import pictured_remarks, read_embedded, without_text
from reviewer.ingest.packages import Package, opened
from reviewer.ingest.titles import shortened, with_header
from reviewer.model import ParsedDocument, RegionKind

_OBJECT = re.compile(r"Object[^/]*/content\.xml")
# Objects of other programs, stored as files; pictures of them stand in ObjectReplacements.
_FILE = re.compile(
    r"Object [^/.]*|Media/[^/]+|Pictures/[^/]+\.(png|jpe?g|gif|tiff?|bmp|webp)", re.IGNORECASE
)
_MAX_QUOTE_CP = 200


def read_opendocument(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield a text or a presentation of OpenDocument, then the files embedded in it.

    Tracked deletions and hidden words stand in their place as regions; notes and annotations at
    the end. Raises ReadError for damage, Locked for one with a password.
    """
    with opened(path, "document of OpenDocument") as package:
        if is_locked(package):
            yield from read_locked_opendocument(package, nested)
            return
        document = _document(package)
        files = tuple(
            name for name in package.names if _FILE.fullmatch(name) and not name.endswith("/")
        )
        if not document.text and not files:
            raise without_text(package)
        yield document
        yield from read_embedded(package, files, nested)


def _document(package: Package) -> ParsedDocument:
    styles = Styles()
    running = Written(styles)
    package.parse("styles.xml", running)
    body = Written(styles)
    package.parse("content.xml", body)
    pages = running.flow
    _append(pages, body.flow.composer)
    for composer in body.notes:
        _append(pages, composer)
    for name in package.names:
        if _OBJECT.fullmatch(name):
            inner = Written(styles)
            package.parse(name, inner)
            _append(pages, inner.flow.composer)
    body_text = body.flow.composer.text
    if body.comments:
        pages.paragraph()
        pages.write("Comments")
    for comment in body.comments:
        about = one_line(body_text[comment.start_cp : comment.end_cp]) or ""
        quoted = f"“{shortened(about, _MAX_QUOTE_CP)}”" if about else ""
        head = ", ".join(filter(None, (comment.author, comment.date)))
        said = f"{' '.join(filter(None, (head, quoted)))}: {comment.flow.composer.text}"
        pages.aside(said, RegionKind.COMMENT, comment.author)
    told, metadata = odf_metadata(package)
    text = pages.composer.text
    title = told.get("title")
    document = ParsedDocument(
        text,
        title=shortened(title) if title else None,
        author=told.get("initial-creator") or told.get("creator"),
        metadata=metadata,
        regions=pages.composer.regions,
        remarks=hidden_remarks(pages.composer.regions) + pictured_remarks(text),
    )
    return with_header(document, recognise(text), package.path)


def _append(pages: Flow, part: Composer) -> None:
    pages.paragraph()
    pages.append(part)
