"""Plain text, and how bytes become characters for every format that does not say.

Encodings are not guessed from statistics: detectors take plain English for cp775.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.contents import contents
from reviewer.ingest.titles import with_header
from reviewer.model import ParsedDocument

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 4096


def read_plain_text(path: Path) -> ParsedDocument:
    """Return a text file as one document, with the header fields of a cable or e-mail print.

    Raises ReadError when no text is in it.
    """
    text = decode(contents(path)).replace("\f", "\n")
    if not text.strip():
        raise ReadError(f"“{path.name}” holds no text.")
    return with_header(ParsedDocument(text), recognise(text), path)


def decode(data: bytes) -> str:
    """Return the characters: by byte order mark, else as UTF-8, else as Windows-1252.

    Bytes that the encoding does not know become U+FFFD. Line ends stay as they are.
    """
    marked = marked_encoding(data)
    if marked is not None:
        encoding, length = marked
        return data[length:].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def marked_encoding(data: bytes) -> tuple[str, int] | None:
    """Return the Unicode encoding that the first bytes prove, and the length of its mark.

    UTF-16 without a mark shows in zero bytes at every second place, which no other text has.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[0::2], sample[1::2]
    if len(odd) >= 8:
        zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
        if zeros_odd > 0.7 and zeros_even < 0.05:
            return "utf-16-le", 0
        if zeros_even > 0.7 and zeros_odd < 0.05:
            return "utf-16-be", 0
    return None
