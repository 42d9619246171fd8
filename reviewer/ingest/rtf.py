"""Rich text (RTF): its words; a hostile one is bounded by the parser process."""

from __future__ import annotations

from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.contents import contents
from reviewer.ingest.titles import with_header
from reviewer.model import ParsedDocument

# The library tells damage by whatever happened to fail: a command without its number is no int.
_DAMAGE = (ValueError, TypeError, AttributeError, LookupError, RecursionError, OverflowError)


def read_rtf(path: Path) -> ParsedDocument:
    """Return a rich text file as one document. Raises ReadError when no text is in it."""
    text = rtf_text(contents(path))
    if not text.strip():
        raise ReadError(f"“{path.name}” holds no text.")
    return with_header(ParsedDocument(text), recognise(text), path)


def rtf_text(data: bytes) -> str:
    """Return the text of rich text; empty for what is none. Raises ReadError for damage."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        return ""
    try:
        # RTF is seven-bit; a bare byte above counts in the code page that the file names.
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except _DAMAGE as error:
        raise ReadError(f"This rich text is damaged and cannot be read ({error}).") from error
    # Characters beyond the basic plane are written as two, which the reader leaves apart.
    whole = str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\f", "\n").replace("\v", "\n")
