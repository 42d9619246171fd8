"""What a PDF holds besides its pages: bookmarks, comments, form values, scripts and files."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from pypdfium2 import PdfAttachment, PdfDocument, PdfiumError, PdfPage, raw

from reviewer.ingest.lines import one_line

_MAX_BOOKMARKS = 20_000
_MAX_ANNOTATIONS = 20_000  # of one page
_MAX_VALUE_BYTES = 1 << 20
_MAX_FILES = 10_000
_TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote onto a page, or the value of a field; `name` is the author or field."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The annotations of one page."""

    comments: tuple[Note, ...] = ()
    fields: tuple[Note, ...] = ()
    files: tuple[PdfAttachment, ...] = ()


def bookmarks(pdf: PdfDocument) -> list[str]:
    """Return the titles of the bookmarks, those below another set in by two spaces a level."""
    found = []
    try:
        for mark in islice(pdf.get_toc(), _MAX_BOOKMARKS):
            if title := one_line(mark.get_title()):
                found.append("  " * mark.level + title)
    except (PdfiumError, UnicodeDecodeError, ValueError):
        pass  # the text matters more than a broken list of contents
    return found


def scripts(pdf: PdfDocument) -> list[str]:
    """Return the JavaScript that a reader of PDF would run when it opens the document."""
    found = []
    for number in range(min(max(0, raw.FPDFDoc_GetJavaScriptActionCount(pdf.raw)), _MAX_FILES)):
        action = raw.FPDFDoc_GetJavaScriptAction(pdf.raw, number)
        if not action:
            continue
        script = _told(partial(raw.FPDFJavaScriptAction_GetScript, action))
        raw.FPDFDoc_CloseJavaScriptAction(action)
        if script.strip():
            found.append(script)
    return found


def files(pdf: PdfDocument) -> Iterator[PdfAttachment]:
    """Yield the files that are packed into a PDF; they are closed with it."""
    for number in range(min(max(0, pdf.count_attachments()), _MAX_FILES)):
        try:
            yield pdf.get_attachment(number)
        except PdfiumError:
            continue


def name_of(file: PdfAttachment) -> str:
    """Return a file's name, or "" where it has none."""
    try:
        return one_line(file.get_name()) or ""
    except UnicodeDecodeError:
        return ""


def notes_on(pdf: PdfDocument, page: PdfPage) -> Notes:
    """Return what was written onto a page: comments, the values of its fields, pinned files.

    The values need `pdf.init_forms` before the page is opened.
    """
    comments, fields, pinned = [], [], []
    for number in range(min(max(0, raw.FPDFPage_GetAnnotCount(page.raw)), _MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind == raw.FPDF_ANNOT_WIDGET:
            form = pdf.formenv.raw if pdf.formenv is not None else None
            if field := _field(form, annotation) if form else _bare_field(annotation):
                fields.append(field)
        elif kind != raw.FPDF_ANNOT_POPUP and (text := _value(annotation, b"Contents").strip()):
            author = one_line(_value(annotation, b"T")) or ""
            subject = one_line(_value(annotation, b"Subj")) or ""
            comments.append(Note(author, f"{subject}: {text}" if subject else text))
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            file = raw.FPDFAnnot_GetFileAttachment(annotation)
            if file:
                pinned.append(PdfAttachment(file, pdf))
        raw.FPDFPage_CloseAnnot(annotation)
    return Notes(tuple(comments), tuple(fields), tuple(pinned))


def _field(form: Any, annotation: Any) -> Note | None:
    def told(function: Any) -> str:
        return _told(partial(function, form, annotation))

    name = one_line(told(raw.FPDFAnnot_GetFormFieldName)) or ""
    if raw.FPDFAnnot_GetFormFieldType(form, annotation) in _TICKED:
        if not raw.FPDFAnnot_IsChecked(form, annotation):
            return None
        value = one_line(told(raw.FPDFAnnot_GetFormFieldExportValue)) or "yes"
    else:
        value = told(raw.FPDFAnnot_GetFormFieldValue).strip()
    return Note(name, value) if value else None


def _bare_field(annotation: Any) -> Note | None:
    """Return what a field says of itself in a document that has lost its form."""
    value = _value(annotation, b"V").strip()
    return Note(one_line(_value(annotation, b"T")) or "", value) if value else None


def _value(annotation: Any, key: bytes) -> str:
    return _told(partial(raw.FPDFAnnot_GetStringValue, annotation, key))


def _told(ask: Callable[[Any, int], int]) -> str:
    """Return a text that PDFium writes into a buffer as UTF-16, ended by a zero."""
    size_bytes = ask(None, 0)
    if not 2 < size_bytes <= _MAX_VALUE_BYTES:
        return ""
    buffer = (ctypes.c_ushort * ((size_bytes + 1) // 2))()
    ask(buffer, size_bytes)
    return bytes(buffer)[: size_bytes - 2].decode("utf-16-le", "replace")
