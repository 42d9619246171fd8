"""Rich text (RTF): everything that is written in it, and the files that it holds."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.contents import contents
from reviewer.ingest.flowing import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.office_parts import pictured_remarks
from reviewer.ingest.ole_objects import packed_file
from reviewer.ingest.rtf_parts import Written
from reviewer.ingest.rtf_words import written
from reviewer.ingest.titles import shortened, with_header
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind

_PICTURES = {b"\x89PNG\r\n": ".png", b"\xff\xd8\xff": ".jpg"}
_MAX_QUOTE_CP = 200
_EMBEDDED = 2


def read_rtf(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield a document of rich text, then the pictures and files that stand in it.

    Running headers, text boxes, notes and comments are kept, tracked deletions and hidden words
    stand in their place as regions. Raises ReadError when nothing is in it.
    """
    found = written(contents(path))
    text = _composed(found)
    if not text.length_cp and not found.pictures and not found.objects:
        raise ReadError(f"“{path.name}” holds no text.")
    yield _document(found, text, path)
    for number, data in enumerate(found.pictures, 1):
        suffix = next((each for magic, each in _PICTURES.items() if data.startswith(magic)), None)
        if suffix:  # others are drawings for the screen, which stand as pictures beside them
            yield from nested.read(
                f"picture {number}{suffix}", io.BytesIO(data), f"picture {number}", ""
            )
    for number, data in enumerate(found.objects, 1):
        try:
            name, packed = _object(data)
        except struct.error:
            reason = "This object within the document is damaged. Get the document again."
            yield Unreadable(path, reason, f"object {number}")
            continue
        if packed:
            yield from nested.read(name, io.BytesIO(packed), f"object {number}", "")


def rtf_text(data: bytes) -> str:
    """Return the text of rich text, all that is kept of it; empty for what is none."""
    if not data.lstrip().startswith(b"{\\rtf"):
        return ""
    return _composed(written(data)).composer.text


def _document(found: Written, text: Flow, path: Path) -> ParsedDocument:
    metadata = dict(found.told)
    title, author = metadata.pop("Title", None), metadata.pop("Author", None)
    if found.links:
        metadata["Links"] = "\n".join(found.links)
    if found.pictures:
        metadata["Pictures"] = str(len(found.pictures))
    regions = text.composer.regions
    document = ParsedDocument(
        text.composer.text,
        title=shortened(title) if title else None,
        author=author,
        metadata=metadata,
        regions=regions,
        remarks=hidden_remarks(regions) + pictured_remarks(text.composer.text),
    )
    return with_header(document, recognise(document.text), path)


def _composed(found: Written) -> Flow:
    """Return all texts of a document, one behind the other."""
    text = Flow()
    seen: set[str] = set()
    # A section repeats the header of the one before it.
    for page in found.running:
        if page.composer.text.strip() and page.composer.text not in seen:
            seen.add(page.composer.text)
            text.paragraph()
            text.open(RegionKind.HEADER)
            text.append(page.composer)
            text.close()
    for page in (found.body, *found.boxes, *found.notes):
        text.paragraph()
        text.append(page.composer)
    body = found.body.composer.text
    for number, comment in enumerate(found.comments):
        if not number:
            text.paragraph()
            text.write("Comments")
            text.line()
        start_cp, end_cp = comment.about
        about = one_line(body[start_cp : min(end_cp, start_cp + 2 * _MAX_QUOTE_CP)])
        quoted = f"“{shortened(about, _MAX_QUOTE_CP)}”" if about else ""
        text.fresh_line()
        text.open(RegionKind.COMMENT, comment.author)
        text.write(" ".join(filter(None, (comment.author, quoted))) + ": ")
        text.append(comment.page.composer)
        text.close()
    return text


def _object(data: bytes) -> tuple[str, bytes]:
    """Return the name and the bytes of the file in an object ([MS-OLEDS] 2.2.5), empty for a link.

    Raises struct.error for what is none.
    """
    _version, kind = struct.unpack_from("<II", data)
    if kind != _EMBEDDED:
        return "", b""
    place = 8
    texts = []
    for _text in range(3):
        (length,) = struct.unpack_from("<I", data, place)
        texts.append(data[place + 4 : place + 4 + length])
        place += 4 + length
    (size,) = struct.unpack_from("<I", data, place)
    native = data[place + 4 : place + 4 + size]
    if texts[0].rstrip(b"\0") == b"Package":
        return packed_file(struct.pack("<I", len(native)) + native)
    return "object", native
