"""Forms that only their own program can show (XFA): their printed words and what was filled in.

PDFium draws “Please wait” for them; what they hold lies beside the pages as XML.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import suppress

from pypdfium2 import PdfDocument, raw

from reviewer.ingest.lines import one_line
from reviewer.ingest.pdf_extras import Note

_MAX_PACKETS = 100
_MAX_PACKET_BYTES = 64 << 20
_MAX_VALUES = 100_000
_MAX_NESTING = 200
_PRINTED = frozenset({"text", "p", "span"})


def xfa_values(pdf: PdfDocument) -> list[Note]:
    """Return what was filled in, field by field."""
    return list(_values(_packet(pdf, "datasets"), None))


def xfa_words(pdf: PdfDocument) -> list[str]:
    """Return the words that are printed in the form."""
    return [note.text for note in _values(_packet(pdf, "template"), _PRINTED)]


def _packet(pdf: PdfDocument, wanted: str) -> bytes:
    for number in range(min(max(0, raw.FPDF_GetXFAPacketCount(pdf.raw)), _MAX_PACKETS)):
        name = ctypes.create_string_buffer(len(wanted) + 1)
        length = raw.FPDF_GetXFAPacketName(pdf.raw, number, name, len(name))
        if length != len(name) or name.value != wanted.encode():
            continue
        size_bytes = ctypes.c_ulong()
        raw.FPDF_GetXFAPacketContent(pdf.raw, number, None, 0, size_bytes)
        if not 0 < size_bytes.value <= _MAX_PACKET_BYTES:
            return b""
        content = (ctypes.c_char * size_bytes.value)()
        raw.FPDF_GetXFAPacketContent(pdf.raw, number, content, size_bytes.value, size_bytes)
        return bytes(content)
    return b""


def _values(packet: bytes, names: frozenset[str] | None) -> Iterator[Note]:
    """Yield the text of each element, or of those with these names, that holds any itself."""
    from lxml import etree

    if not packet:
        return
    # Nothing is fetched and no entity is put in, so that none can grow.
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, recover=True
    )
    with suppress(etree.XMLSyntaxError):  # what came before the damage is told
        parser.feed(packet)
    depth = found = 0
    for event, element in parser.read_events():
        depth += 1 if event == "start" else -1
        if depth > _MAX_NESTING or found >= _MAX_VALUES:
            return
        if event == "start" or not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        text = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
        if text and (names is None or name in names):
            found += 1
            yield Note(one_line(name) or "", text)
