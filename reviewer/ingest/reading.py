"""One file as documents: the format is found, its reader does the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from reviewer.errors import Locked, NoText, ReadError, Unsupported
from reviewer.ingest.archives import read_7z, read_packed, read_tar, read_zip
from reviewer.ingest.docx import read_docx
from reviewer.ingest.email import read_email
from reviewer.ingest.epub import read_epub
from reviewer.ingest.formats import ARCHIVES, TABLES, Format, checked_format
from reviewer.ingest.html import read_html
from reviewer.ingest.legacy_office import read_legacy
from reviewer.ingest.markdown import read_markdown
from reviewer.ingest.mbox import read_mbox
from reviewer.ingest.nested import BudgetSpent, Nested
from reviewer.ingest.ods import read_ods
from reviewer.ingest.ole_objects import read_ole_object
from reviewer.ingest.opendocument import read_opendocument
from reviewer.ingest.outlook import read_msg, read_tnef
from reviewer.ingest.pdf import read_pdf
from reviewer.ingest.pictures import read_picture
from reviewer.ingest.plain_text import read_plain_text
from reviewer.ingest.pptx import read_pptx
from reviewer.ingest.rtf import read_rtf
from reviewer.ingest.sheets import read_delimited_sheet
from reviewer.ingest.signed import read_signed
from reviewer.ingest.tables import TableMapping, read_table
from reviewer.ingest.tei import read_tei
from reviewer.ingest.unreadable import Unreadable
from reviewer.ingest.xlsx import read_xlsx
from reviewer.ingest.xml_text import read_xml
from reviewer.model import ParsedDocument
from reviewer.text import normalise

Found = ParsedDocument | Unreadable

# What reads one document, and what reads several or holds other files.
_TEXTS: Mapping[Format, Callable[[Path, str | None], ParsedDocument]] = {
    Format.TEXT: read_plain_text,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
}
_SINGLE: Mapping[Format, Callable[[Path], ParsedDocument]] = {
    Format.EPUB: read_epub,
    Format.PICTURE: read_picture,
}
_SEVERAL: Mapping[Format, Callable[[Path, Nested], Iterator[Found]]] = {
    Format.DOCX: read_docx,
    Format.RTF: read_rtf,
    Format.XLSX: read_xlsx,
    Format.ODT: read_opendocument,
    Format.ODP: read_opendocument,
    Format.ODS: read_ods,
    Format.PPTX: read_pptx,
    Format.DOC: read_legacy,
    Format.XLS: read_legacy,
    Format.PPT: read_legacy,
    Format.TEI: read_tei,
    Format.XML: read_xml,
    Format.EMAIL: read_email,
    Format.MBOX: read_mbox,
    Format.MSG: read_msg,
    Format.TNEF: read_tnef,
    Format.SIGNED: read_signed,
    Format.OBJECT: read_ole_object,
    Format.PDF: read_pdf,
    Format.ZIP: read_zip,
    Format.TAR: read_tar,
    Format.SEVEN_ZIP: read_7z,
    Format.PACKED: read_packed,
}
# As an attachment or in an archive a sheet to be read, not a table of documents.
_SHEETS = (Format.CSV, Format.TSV)
_KINDS = (BudgetSpent, Locked, NoText, Unsupported)


def read(
    path: Path,
    mapping: TableMapping | None = None,
    encoding: str | None = None,
    passwords: Sequence[str] = (),
) -> Iterator[Found]:
    """Yield the documents of a file, always in the same order with the same locators.

    `mapping` tells the columns of a table and is guessed when it is None. `encoding` is what text
    is read in whose bytes prove no encoding, None for Windows-1252. `passwords` are
    tried on it and on each of its parts that is locked. A part that cannot be read comes as
    `Unreadable` in its place among the others. Raises ReadError, possibly after some documents,
    when the file as a whole or the rest of it cannot be read.
    """
    yield from _read(path, None, mapping, encoding, passwords)


def _read(
    path: Path,
    nested: Nested | None,
    mapping: TableMapping | None = None,
    encoding: str | None = None,
    passwords: Sequence[str] = (),
) -> Iterator[Found]:
    try:
        kind = checked_format(path)
        if kind in _SHEETS and nested is not None:
            yield read_delimited_sheet(path)
        elif kind in TABLES:
            yield from read_table(path, mapping, encoding)
        elif kind in _TEXTS:
            yield _TEXTS[kind](path, encoding)
        elif kind in _SEVERAL:
            inner = partial(_read, encoding=encoding if kind in ARCHIVES else None)
            yield from _SEVERAL[kind](path, nested or Nested(path, inner, passwords=passwords))
        else:
            yield _SINGLE[kind](path)
    except ReadError as error:
        # Names of files may hold what no database can.
        what = next((each for each in _KINDS if isinstance(error, each)), ReadError)
        raise what(normalise(str(error))) from error
    except OSError as error:
        raise ReadError(
            f"“{normalise(path.name)}” cannot be opened ({error.strerror or error}). "
            "Check that it is still there and that you may read it."
        ) from error
    except MemoryError as error:
        raise ReadError(f"“{normalise(path.name)}” needs more memory than there is.") from error
