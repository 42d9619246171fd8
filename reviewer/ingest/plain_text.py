"""Plain text."""

from __future__ import annotations

from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.contents import contents
from reviewer.ingest.encodings import decode, told_guess
from reviewer.ingest.titles import with_header
from reviewer.model import ParsedDocument


def read_plain_text(path: Path, encoding: str | None = None) -> ParsedDocument:
    """Return a text file as one document, with the header fields of a cable or e-mail print.

    `encoding` is what it is read in if its bytes prove none. Raises ReadError when no text is in
    it.
    """
    text = decode(contents(path), encoding).replace("\f", "\n")
    if not text.strip():
        raise ReadError(f"“{path.name}” holds no text.")
    document = ParsedDocument(text, remarks=told_guess(text, encoding))
    return with_header(document, recognise(text), path)
