"""A PDF as one document. PDFium is not thread-safe: one thread, best a process of its own."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from reviewer.errors import NoText, ReadError
from reviewer.ingest import ocr
from reviewer.ingest.cable import recognise
from reviewer.ingest.composing import Composer
from reviewer.ingest.contents import MAX_DOCUMENT_BYTES
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.pdf_extras import Notes, bookmarks, files, name_of, notes_on, scripts
from reviewer.ingest.pdf_metadata import labelled, properties
from reviewer.ingest.pdf_opening import opened_pdf
from reviewer.ingest.pdf_pages import page_text
from reviewer.ingest.pdf_visibility import look_at
from reviewer.ingest.pdf_xfa import xfa_values, xfa_words
from reviewer.ingest.titles import shortened, with_header
from reviewer.model import ParsedDocument, RegionKind, Remark, RemarkKind

_MAX_NAMED_PAGES = 50
_STAMP_CP = 200  # a scan with no more text than a stamp or a number has no text layer
_MAX_FAILURES = 3  # of text recognition one after the other


@dataclass(slots=True)
class _Page:
    """What one page holds; spans are ranges of `text`."""

    number: int
    text: str = ""
    unseen: list[tuple[int, int]] = field(default_factory=list)
    is_damaged: bool = False
    is_unread: bool = False  # there is something to see that no text was made of
    has_layer: bool = False  # a text recognition before ours wrote its text
    recognised: ocr.Recognised | None = None
    notes: Notes = field(default_factory=Notes)

    @property
    def has_text(self) -> bool:
        return bool(self.text.strip()) or bool(self.recognised and self.recognised.text)


def read_pdf(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield a PDF as one document, an empty line between its pages, then the files packed in it.

    What a reader does not see stands in the text, in regions: bookmarks, comments, form values
    and scripts at its end, unseen text in its place. Scanned pages are read by text recognition
    where it is installed. Raises Locked when no password opens it, ReadError when it is damaged or
    a scan that cannot be read. Pages that yield no text among others are named in `remarks` and
    `metadata`.
    """
    pdf, by_password = opened_pdf(path, nested.passwords)
    try:
        pdf.init_forms()
        pages = _pages(pdf, path)
        document = _document(pdf, path, pages, by_password)
        if document is not None:
            yield document
        parent = "" if document is not None else None
        yield from _files(pdf, pages, nested, parent)
        if document is None:
            raise NoText(_without_text(path, len(pages)))
    except (pypdfium2.PdfiumError, UnicodeDecodeError) as error:
        raise ReadError(f"“{path.name}” is damaged; its pages cannot be read.") from error
    finally:
        pdf.close()


def _pages(pdf: pypdfium2.PdfDocument, path: Path) -> list[_Page]:
    pages: list[_Page] = []
    size_cp = failures = 0
    for index in range(len(pdf)):
        try:
            opened = pdf[index]
        except pypdfium2.PdfiumError:
            # A damaged file may claim any number of pages.
            pages.append(_Page(index + 1, is_damaged=True))
            continue
        page = _read_page(pdf, opened, index + 1, failures < _MAX_FAILURES)
        failures = failures + 1 if page.is_unread and page.recognised is None else 0
        opened.close()
        pages.append(page)
        size_cp += len(page.text)
        if size_cp > MAX_DOCUMENT_BYTES:
            raise ReadError(f"“{path.name}” holds more text than one document may have.")
    if all(page.is_damaged for page in pages):
        raise ReadError(f"“{path.name}” is damaged; none of its pages can be read.")
    return pages


def _read_page(
    pdf: pypdfium2.PdfDocument, opened: pypdfium2.PdfPage, number: int, may_recognise: bool
) -> _Page:
    layer = opened.get_textpage()
    page = _Page(number, page_text(layer))
    look = look_at(opened)
    page.unseen = look.unseen_spans(layer)
    layer.close()
    page.notes = notes_on(pdf, opened)
    unseen_cp = sum(end - start for start, end in page.unseen)
    page.has_layer = look.is_scan and 2 * unseen_cp >= len(page.text) > 0
    words_cp = len("".join(page.text.split()))
    if look.is_scan:
        page.is_unread = words_cp <= _STAMP_CP and not page.has_layer
    else:
        page.is_unread = words_cp == 0 and not look.is_blank
    if page.is_unread and may_recognise and ocr.program() is not None:
        page.recognised = ocr.recognise(_rendered(opened))
        page.is_unread = not (page.recognised and page.recognised.text)
    return page


def _rendered(page: pypdfium2.PdfPage) -> ocr.Grey:
    width, height = page.get_size()
    scale = min(ocr.DPI / 72, (ocr.MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
    rows = bytes(bitmap.buffer)
    if bitmap.stride != bitmap.width:
        starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
        rows = b"".join(rows[start : start + bitmap.width] for start in starts)
    grey = ocr.Grey(bitmap.width, bitmap.height, rows)
    bitmap.close()
    return grey


def _document(
    pdf: pypdfium2.PdfDocument, path: Path, pages: list[_Page], by_password: bool
) -> ParsedDocument | None:
    """Return the document, or None when there is no text in it."""
    composer = Composer()
    is_first = True
    for page in pages:
        if not page.is_damaged:
            composer.add("" if is_first else "\n\n")
            is_first = False
            _add_page(composer, page)
    body = composer.text
    hidden = _add_extras(composer, pdf, pages)
    if not composer.text.strip():
        return None
    told = properties(pdf)
    title = told.get("Title")
    return with_header(
        ParsedDocument(
            composer.text,
            title=shortened(title) if title else None,
            author=told.get("Author"),
            metadata=_metadata(told, pages) | _encryption(pdf, by_password),
            regions=composer.regions,
            remarks=tuple(_remarks(pdf, pages, hidden)),
        ),
        recognise(body),
        path,
    )


def _add_page(composer: Composer, page: _Page) -> None:
    with composer.region(RegionKind.PAGE, str(page.number)):
        kind = RegionKind.RECOGNISED if page.has_layer else RegionKind.HIDDEN
        done = 0
        for start, end in page.unseen:
            composer.add(page.text[done:start])
            composer.add(page.text[start:end], kind)
            done = end
        composer.add(page.text[done:])
        if page.recognised and page.recognised.text:
            composer.add("\n\n" if page.text else "")
            note = str(page.recognised.confidence)
            composer.add(page.recognised.text, RegionKind.RECOGNISED, note)


def _add_extras(composer: Composer, pdf: pypdfium2.PdfDocument, pages: list[_Page]) -> list[str]:
    """Add what is not on the pages, and return what was added in words."""
    added = []
    for heading, lines in (
        ("Bookmarks", bookmarks(pdf)),
        ("Scripts", scripts(pdf)),
        ("Words of the form", xfa_words(pdf)),
    ):
        if lines:
            _add_heading(composer, heading)
            composer.add("\n".join(lines), RegionKind.HIDDEN)
            added.append(f"{heading.lower()}: {len(lines)}")
    for heading, kind, found in (
        ("Comments", RegionKind.COMMENT, [(p.number, n) for p in pages for n in p.notes.comments]),
        ("Form values", RegionKind.FORM, [(p.number, n) for p in pages for n in p.notes.fields]),
        ("Values of the form", RegionKind.FORM, [(1, note) for note in xfa_values(pdf)]),
    ):
        if not found:
            continue
        _add_heading(composer, heading)
        for place, (number, note) in enumerate(found):
            named = f", {note.name}" if note.name else ""
            composer.add(f"{chr(10) if place else ''}Page {number}{named}: ")
            composer.add(note.text, kind, note.name)
        added.append(f"{heading.lower()}: {len(found)}")
    return added


def _add_heading(composer: Composer, heading: str) -> None:
    composer.add(f"\n\n{heading}\n" if composer.length_cp else f"{heading}\n")


def _remarks(pdf: pypdfium2.PdfDocument, pages: list[_Page], added: list[str]) -> Iterator[Remark]:
    unseen = [page.number for page in pages if page.unseen and not page.has_layer]
    hidden = [f"text that is not seen on pages {_listed(unseen)}"] if unseen else []
    hidden += added
    if hidden:
        yield Remark(RemarkKind.HIDDEN, "; ".join(hidden))
    if unread := [page.number for page in pages if page.is_unread]:
        yield Remark(RemarkKind.NO_TEXT, f"pages {_listed(unread)}")
    if damaged := [page.number for page in pages if page.is_damaged]:
        yield Remark(RemarkKind.PARTLY_READ, f"damaged pages {_listed(damaged)}")
    if pdf.get_formtype() == raw.FORMTYPE_XFA_FULL:
        yield Remark(RemarkKind.PARTLY_READ, "a form (XFA) that only its own program can show")
    recognised = [p.number for p in pages if p.recognised and p.recognised.text]
    if recognised := sorted(recognised + [p.number for p in pages if p.has_layer]):
        yield Remark(RemarkKind.RECOGNISED, f"pages {_listed(recognised)}")


def _files(
    pdf: pypdfium2.PdfDocument, pages: list[_Page], nested: Nested, parent: str | None
) -> Iterator[Found]:
    pinned = [file for page in pages for file in page.notes.files]
    for number, file in enumerate([*files(pdf), *pinned], 1):
        name = name_of(file) or f"file {number}"
        try:
            data = bytes(file.get_data())
        except pypdfium2.PdfiumError:
            continue
        yield from nested.read(name, io.BytesIO(data), name, parent=parent)


def _without_text(path: Path, count: int) -> str:
    if ocr.program() is not None:
        return (
            f"“{path.name}” has no text layer (pages: {count}), and text recognition found no "
            "text on its pages. Look at it in a PDF program."
        )
    return (
        f"“{path.name}” has no text layer (pages: {count}); most often that is a scan. "
        "Install tesseract and import it again, or run text recognition (OCR) on it yourself."
    )


def _metadata(told: Mapping[str, str], pages: list[_Page]) -> dict[str, str]:
    metadata = {"Pages": str(len(pages))}
    if silent := [p.number for p in pages if not (p.has_text or p.is_damaged)]:
        metadata["Pages without text"] = _listed(silent)
    if damaged := [p.number for p in pages if p.is_damaged]:
        metadata["Pages that are damaged"] = _listed(damaged)
    return metadata | labelled(told)


def _encryption(pdf: pypdfium2.PdfDocument, by_password: bool) -> dict[str, str]:
    """Return that the file is encrypted; what is read is whole all the same."""
    if raw.FPDF_GetSecurityHandlerRevision(pdf.raw) == -1:
        return {}
    return {"Encrypted": "opened with a password" if by_password else "opened without a password"}


def _listed(numbers: list[int]) -> str:
    more = len(numbers) - _MAX_NAMED_PAGES
    named = ", ".join(map(str, numbers[:_MAX_NAMED_PAGES]))
    return f"{named} and {more} more" if more > 0 else named
