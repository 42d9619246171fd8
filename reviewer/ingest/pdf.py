"""The text layer of a PDF. PDFium is not thread-safe: one thread, best a process of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2

from reviewer.errors import Locked, NoText, ReadError
from reviewer.ingest.cable import recognise
from reviewer.ingest.contents import MAX_DOCUMENT_BYTES
from reviewer.ingest.dates import iso_date
from reviewer.ingest.lines import one_line
from reviewer.ingest.titles import shortened, with_header
from reviewer.model import ParsedDocument

_DATE = re.compile(
    r"D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?"
)
_PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD
_MAX_NAMED_PAGES = 50


def read_pdf(path: Path) -> ParsedDocument:
    """Return a PDF as one document, an empty line between its pages.

    Raises ReadError when it is encrypted, damaged or a scan without text. Pages without text
    among others are named in `metadata`.
    """
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_NEEDED or "password" in str(error).lower():
            raise Locked(
                f"“{path.name}” is locked with a password. "
                "Save a copy without the password and import that."
            ) from error
        raise ReadError(
            f"“{path.name}” is damaged, or not a PDF, and cannot be opened. "
            "Get the file again, or open and save it in a PDF program."
        ) from error
    try:
        return _document(pdf, path)
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"“{path.name}” is damaged; its pages cannot be read.") from error
    finally:
        pdf.close()


def _document(pdf: pypdfium2.PdfDocument, path: Path) -> ParsedDocument:
    pages, damaged = _pages(pdf, path)
    if len(damaged) == len(pages):
        raise ReadError(f"“{path.name}” is damaged; none of its pages can be read.")
    unopened = set(damaged)
    silent = [n for n, text in enumerate(pages, 1) if not (text.strip() or n in unopened)]
    if not any(text.strip() for text in pages):
        raise NoText(
            f"“{path.name}” has no text layer (pages: {len(pages)}); most often that is a scan. "
            "Run text recognition (OCR) on it and import the result."
        )
    told = {name: _told(pdf, name) for name in pdf.METADATA_KEYS}
    metadata = {"Pages": str(len(pages))}
    if silent:
        metadata["Pages without text"] = _listed(silent)
    if damaged:
        metadata["Pages that are damaged"] = _listed(damaged)
    for name, label in (
        ("Subject", "Subject"),
        ("Keywords", "Keywords"),
        ("Creator", "Written with"),
        ("Producer", "Made with"),
        ("ModDate", "Modified"),
    ):
        if value := told.get(name):
            metadata[label] = (pdf_date(value) or value) if name == "ModDate" else value
    created = told.get("CreationDate")
    if created:
        metadata["Created"] = pdf_date(created) or created
    title = told.get("Title")
    # A damaged file may claim any number of pages.
    text = "\n\n".join(page for n, page in enumerate(pages, 1) if n not in unopened)
    return with_header(
        ParsedDocument(
            text,
            title=shortened(title) if title else None,
            author=told.get("Author"),
            metadata=metadata,
        ),
        recognise(text),
        path,
    )


def _told(pdf: pypdfium2.PdfDocument, name: str) -> str | None:
    try:
        return one_line(pdf.get_metadata_value(name))
    except UnicodeDecodeError:
        return None  # the text matters more than a broken property


def _listed(numbers: list[int]) -> str:
    more = len(numbers) - _MAX_NAMED_PAGES
    named = ", ".join(map(str, numbers[:_MAX_NAMED_PAGES]))
    return f"{named} and {more} more" if more > 0 else named


def _pages(pdf: pypdfium2.PdfDocument, path: Path) -> tuple[list[str], list[int]]:
    """Return the text of each page, and the numbers of those that cannot be opened."""
    pages: list[str] = []
    damaged: list[int] = []
    size_cp = 0
    for index in range(len(pdf)):
        try:
            page = pdf[index]
        except pypdfium2.PdfiumError:
            pages.append("")
            damaged.append(index + 1)
            continue
        layer = page.get_textpage()
        # PDFium writes a hyphen at a line's end as U+FFFE, which is no character.
        text = layer.get_text_range(errors="replace").replace("\ufffe", "-").replace("\r\n", "\n")
        layer.close()
        page.close()
        pages.append(text.replace("\f", "\n").strip("\r\n"))
        size_cp += len(text)
        if size_cp > MAX_DOCUMENT_BYTES:
            raise ReadError(f"“{path.name}” holds more text than one document may have.")
    return pages, damaged


def pdf_date(raw: str) -> str | None:
    """Return a PDF's own way to write a date as ISO 8601, as precise as it is."""
    match = _DATE.match(raw)
    if match is None:
        return iso_date(raw)
    year, month, day, hour, minute, second, utc, sign, offset_h, offset_min = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if hour is None or day is None:
        return iso_date(date)
    zone = "+00:00" if utc else f"{sign}{offset_h}:{offset_min or '00'}" if sign else ""
    return iso_date(f"{date}T{hour}:{minute or '00'}:{second or '00'}{zone}") or iso_date(date)
