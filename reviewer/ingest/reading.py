"""One file as documents: the format is found, its reader does the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.docx import read_docx
from reviewer.ingest.email import read_email
from reviewer.ingest.formats import TABLES, Format, checked_format
from reviewer.ingest.html import read_html
from reviewer.ingest.markdown import read_markdown
from reviewer.ingest.mbox import read_mbox
from reviewer.ingest.pdf import read_pdf
from reviewer.ingest.plain_text import read_plain_text
from reviewer.ingest.tables import TableMapping, read_table
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument
from reviewer.text import normalise

_SINGLE: Mapping[Format, Callable[[Path], ParsedDocument]] = {
    Format.TEXT: read_plain_text,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
    Format.EMAIL: read_email,
    Format.PDF: read_pdf,
    Format.DOCX: read_docx,
}


def read(path: Path, mapping: TableMapping | None = None) -> Iterator[ParsedDocument | Unreadable]:
    """Yield the documents of a file, always in the same order with the same locators.

    `mapping` tells the columns of a table and is guessed when it is None. A part that cannot be
    read comes as `Unreadable` in its place among the others. Raises ReadError, possibly after
    some documents, when the file as a whole or the rest of it cannot be read.
    """
    try:
        kind = checked_format(path)
        if kind in TABLES:
            yield from read_table(path, mapping)
        elif kind is Format.MBOX:
            yield from read_mbox(path)
        else:
            yield _SINGLE[kind](path)
    except ReadError as error:
        # Names of files may hold what no database can.
        raise ReadError(normalise(str(error))) from error
    except OSError as error:
        raise ReadError(
            f"“{normalise(path.name)}” cannot be opened ({error.strerror or error}). "
            "Check that it is still there and that you may read it."
        ) from error
    except MemoryError as error:
        raise ReadError(f"“{normalise(path.name)}” needs more memory than there is.") from error
