"""PDF files: their pages, what they hide, and what is packed in them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from reviewer.errors import Locked, NoText, ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind, RemarkKind
from reviewer.search.analysis import folded_words
from tests.unit.ingest.recognising import install_tesseract, without_tesseract


def write(path: Path, *pages: str, lock: StandardEncryption | None = None) -> Path:
    canvas = Canvas(str(path), encrypt=lock)
    canvas.setTitle("Port report")
    canvas.setAuthor("Ilse Ambo")
    for page in pages:
        for number, line in enumerate(page.splitlines()):
            canvas.drawString(72, 720 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def picture() -> ImageReader:
    """Return a small grey picture."""
    return ImageReader(io.BytesIO(b"P5 2 2 255\n" + bytes([90, 180, 120, 60])))


def write_scan(path: Path, *stamps: str) -> Path:
    """Write pages that are pictures, with a line of text over each."""
    canvas = Canvas(str(path))
    for stamp in stamps:
        canvas.drawImage(picture(), 0, 0, 596, 842)
        canvas.drawString(72, 20, stamp)
        canvas.showPage()
    canvas.save()
    return path


def document_in(path: Path) -> ParsedDocument:
    """Return the one document of a file that holds no others."""
    [found] = read(path)
    assert isinstance(found, ParsedDocument)
    return found


def told(document: ParsedDocument, kind: RegionKind) -> list[tuple[str, str]]:
    """Return the text and the note of each region of a kind."""
    return [
        (document.text[each.start_cp : each.end_cp], each.note)
        for each in document.regions
        if each.kind is kind
    ]


def remarks(document: ParsedDocument) -> dict[RemarkKind, str]:
    return {each.kind: each.detail for each in document.remarks}


def test_pages_are_parted_by_an_empty_line(tmp_path: Path) -> None:
    document = document_in(write(tmp_path / "a.pdf", "One\nTwo", "", "Three"))
    assert document.text.split("\n\n")[0] == "One\nTwo"
    assert document.text.endswith("\n\nThree")
    assert told(document, RegionKind.PAGE) == [("One\nTwo", "1"), ("Three", "3")]
    assert (document.title, document.author) == ("Port report", "Ilse Ambo")
    assert document.metadata["Pages"] == "3"
    assert document.metadata["Pages without text"] == "2"
    assert document.metadata["Created"].startswith("20")
    assert document.remarks == ()


def test_a_word_that_was_cut_at_a_line_s_end_is_one_word(tmp_path: Path) -> None:
    document = document_in(write(tmp_path / "a.pdf", "Exports were con-\ntrolled by the port"))
    assert "con\xadtrolled" in document.text
    assert "controlled" in folded_words(document.text)


def test_a_header_in_the_text_is_recognised(tmp_path: Path) -> None:
    document = document_in(write(tmp_path / "a.pdf", "FM AMEMBASSY VELMARA\nR 041032Z MAY 06"))
    assert document.origin == "AMEMBASSY VELMARA"
    assert document.date == "2006-05-04T10:32:00+00:00"


def test_pages_without_anything_are_told(tmp_path: Path) -> None:
    with pytest.raises(NoText, match="no text layer"):
        list(read(write(tmp_path / "a.pdf", "", "")))


def test_a_scan_cannot_be_read_without_text_recognition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    with pytest.raises(NoText, match="Install tesseract"):
        list(read(write_scan(tmp_path / "a.pdf", "", "")))


def test_a_scan_with_a_stamp_counts_as_a_page_without_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    document = document_in(write_scan(tmp_path / "a.pdf", "", "B-0002"))
    assert document.text.strip() == "B-0002"
    assert remarks(document) == {RemarkKind.NO_TEXT: "pages 1, 2"}


@pytest.mark.parametrize(
    ("size", "expected"), [(596, "pages 1"), (120, "pages 1"), (0, None)], ids=str
)
def test_pages_of_pictures_count_as_without_text_though_a_bookmark_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, expected: str | None
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry("The quay", "one")
    if size:
        canvas.drawImage(picture(), 0, 0, size, size)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    document = document_in(tmp_path / "a.pdf")
    assert document.text.strip() == "Bookmarks\nThe quay"
    assert remarks(document).get(RemarkKind.NO_TEXT) == expected


def test_scanned_pages_are_read_by_text_recognition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["The crates stand", "on the quay", "", "Nobody came"]
    install_tesseract(tmp_path / "bin", monkeypatch, lines, 81.4)
    document = document_in(write_scan(tmp_path / "a.pdf", "", "B-0002"))
    words = "The crates stand\non the quay\n\nNobody came"
    assert document.text == f"{words}\n\nB-0002\n\n{words}"
    assert told(document, RegionKind.RECOGNISED) == [(words, "81"), (words, "81")]
    assert told(document, RegionKind.PAGE)[1] == (f"B-0002\n\n{words}", "2")
    assert remarks(document) == {RemarkKind.RECOGNISED: "pages 1, 2"}
    rendered = (tmp_path / "bin" / "picture.pgm").read_bytes()
    width, height = map(int, rendered.split(maxsplit=3)[1:3])
    assert (width, height) == (2481, 3508)  # A4 at 300 dots per inch
    assert len(rendered) == len(f"P5 {width} {height} 255\n") + width * height
    assert "-l eng+deu" in (tmp_path / "bin" / "arguments.txt").read_text()


def test_a_scan_without_a_letter_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, [])
    with pytest.raises(NoText, match="found no text"):
        list(read(write_scan(tmp_path / "a.pdf", "")))


def test_text_recognition_that_fails_leaves_the_other_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = install_tesseract(tmp_path / "bin", monkeypatch, ["One"])
    program.write_text("#!/bin/sh\nexit 3\n")
    document = document_in(write_scan(tmp_path / "a.pdf", *["B-0001"] * 5))
    assert document.text.count("B-0001") == 5
    assert remarks(document) == {RemarkKind.NO_TEXT: "pages 1, 2, 3, 4, 5"}


def test_the_layer_of_a_text_recognition_before_ours_is_told(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(3)
    text.textLine("The crates stand on the quay.")
    canvas.drawText(text)
    canvas.drawImage(picture(), 0, 0, 596, 842)
    canvas.save()
    document = document_in(tmp_path / "a.pdf")
    assert told(document, RegionKind.RECOGNISED) == [("The crates stand on the quay.", "")]
    assert remarks(document) == {RemarkKind.RECOGNISED: "pages 1"}


def draw_invisible(canvas: Canvas) -> None:
    text = canvas.beginText(72, 650)
    text.setTextRenderMode(3)
    text.textLine("the second passage")
    text.setTextRenderMode(0)
    canvas.drawText(text)


def draw_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 650, "the second passage")


def draw_tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.4)
    canvas.drawString(72, 650, "the second passage")


def draw_covered(canvas: Canvas) -> None:
    canvas.drawString(72, 650, "the second passage")
    canvas.rect(60, 640, 300, 25, stroke=0, fill=1)


def draw_black_on_black(canvas: Canvas) -> None:
    canvas.rect(60, 640, 300, 25, stroke=0, fill=1)
    canvas.drawString(72, 650, "the second passage")


@pytest.mark.parametrize(
    "draw", [draw_invisible, draw_white, draw_tiny, draw_covered, draw_black_on_black]
)
def test_text_that_is_not_seen_is_kept_and_told(tmp_path: Path, draw: Any) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "The first passage")
    draw(canvas)
    canvas.setFont("Helvetica", 12)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(72, 600, "and the third")
    canvas.save()
    document = document_in(tmp_path / "a.pdf")
    assert told(document, RegionKind.HIDDEN) == [("the second passage", "")]
    assert "The first passage" in document.text
    assert remarks(document) == {RemarkKind.HIDDEN: "text that is not seen on pages 1"}


def draw_white_on_blue(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0.5)
    canvas.rect(60, 640, 300, 25, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 650, "the second passage")


def draw_marker(canvas: Canvas) -> None:
    canvas.drawString(72, 650, "the second passage")
    canvas.setFillColorRGB(1, 1, 0)
    canvas.setFillAlpha(0.4)
    canvas.rect(60, 640, 300, 25, stroke=0, fill=1)


def draw_beside(canvas: Canvas) -> None:
    canvas.drawString(72, 650, "the second passage")
    canvas.rect(60, 100, 300, 25, stroke=0, fill=1)


def draw_white_on_picture(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 60, 640, 200, 25)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 650, "the second passage")


@pytest.mark.parametrize(
    "draw", [draw_white_on_blue, draw_marker, draw_beside, draw_white_on_picture]
)
def test_text_that_is_seen_is_not_told_as_hidden(tmp_path: Path, draw: Any) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    draw(canvas)
    canvas.save()
    document = document_in(tmp_path / "a.pdf")
    assert document.text == "the second passage"
    assert told(document, RegionKind.HIDDEN) == []
    assert document.remarks == ()


def test_bookmarks_comments_and_form_values_stand_at_the_end(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "The plan")
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry("Crates", "one", level=0)
    canvas.bookmarkPage("two")
    canvas.addOutlineEntry("The quay", "two", level=1)
    canvas.textAnnotation("Not by day", Rect=[10, 10, 50, 50], name="note")
    canvas.acroForm.textfield(name="place", value="Velmara", x=72, y=600)
    canvas.acroForm.textfield(name="empty", value="", x=72, y=500)
    canvas.acroForm.checkbox(name="agreed", checked=True, x=72, y=400)
    canvas.acroForm.checkbox(name="refused", checked=False, x=72, y=300)
    canvas.save()
    document = document_in(tmp_path / "a.pdf")
    assert document.text.startswith("The plan\n\nBookmarks\nCrates\n  The quay\n\nComments\n")
    assert told(document, RegionKind.HIDDEN) == [("Crates\n  The quay", "")]
    assert [text for text, _ in told(document, RegionKind.COMMENT)] == ["Not by day"]
    assert told(document, RegionKind.FORM) == [("Velmara", "place"), ("Yes", "agreed")]
    assert remarks(document) == {
        RemarkKind.HIDDEN: "bookmarks: 2; comments: 1; form values: 2",
    }


def test_a_form_that_only_its_own_program_shows_is_read_all_the_same(tmp_path: Path) -> None:
    packets = {
        "template": b"<template xmlns='x'><draw><value><text>Name of ship</text></value></draw>"
        b"<script>steal()</script></template>",
        "datasets": b"<!DOCTYPE d [<!ENTITY e 'grown'>]><d><form><ship>Ilse &amp; Co</ship>"
        b"<port>&e;</port><cargo/></form></d>",
    }
    drawn = b"BT /F 20 Tf 50 200 Td (Please wait) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA[(template)6 0 R(datasets)7 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(b"<</Length %d>>stream\n%s\nendstream" % (len(x), x) for x in packets.values()),
    ]
    lines = [b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1)]
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\n" + b"".join(lines) + b"trailer<</Root 1 0 R/Size 8>>\n")
    document = document_in(path)
    assert document.text.startswith("Please wait\n\nWords of the form\nName of ship\n\n")
    assert told(document, RegionKind.HIDDEN) == [("Name of ship", "")]
    assert told(document, RegionKind.FORM) == [("Ilse & Co", "ship")]
    assert "grown" not in document.text


def attach(path: Path, files: dict[str, bytes]) -> Path:
    pdf = pypdfium2.PdfDocument(path)
    for name, data in files.items():
        pdf.new_attachment(name).set_data(data)
    changed = io.BytesIO()
    pdf.save(changed)
    pdf.close()
    path.write_bytes(changed.getvalue())
    return path


def test_files_packed_in_it_are_documents_attached_to_it(tmp_path: Path) -> None:
    inner = write(tmp_path / "inner.pdf", "Inside").read_bytes()
    path = attach(
        write(tmp_path / "a.pdf", "Outside"),
        {"a list.txt": b"Three crates.", "inner.pdf": inner, "what.xyz": b"\0\1\2\3"},
    )
    found = list(read(path))
    documents = [each for each in found if isinstance(each, ParsedDocument)]
    assert [(each.locator, each.text, each.parent) for each in documents] == [
        ("", "Outside", None),
        ("a list.txt", "Three crates.", ""),
        ("inner.pdf", "Inside", ""),
    ]
    assert [each.locator for each in found if isinstance(each, Unreadable)] == ["what.xyz"]
    assert list(read(path)) == found


def test_files_in_a_cover_without_text_are_read_all_the_same(tmp_path: Path) -> None:
    path = attach(write(tmp_path / "a.pdf", ""), {"a list.txt": b"Three crates."})
    reader = read(path)
    found = next(reader)
    assert isinstance(found, ParsedDocument)
    assert (found.text, found.parent) == ("Three crates.", None)
    with pytest.raises(NoText):
        next(reader)


def test_a_locked_file_is_told_as_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", "One", lock=StandardEncryption("x"))
    with pytest.raises(Locked, match="password"):
        list(read(path))


def test_a_locked_file_is_read_with_its_password(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", "One", lock=StandardEncryption("x"))
    [document] = read(path, passwords=("wrong", "x"))
    assert isinstance(document, ParsedDocument)
    assert document.text == "One"
    assert document.metadata["Encrypted"] == "opened with a password"
    assert not remarks(document)  # nothing of it is missing
    with pytest.raises(Locked, match="None of the passwords"):
        list(read(path, passwords=("wrong",)))


def test_a_file_that_only_its_owner_may_change_is_read_and_told(tmp_path: Path) -> None:
    lock = StandardEncryption("", ownerPassword="x", canCopy=0)
    document = document_in(write(tmp_path / "a.pdf", "One", lock=lock))
    assert document.text == "One"
    assert document.metadata["Encrypted"] == "opened without a password"


def test_a_damaged_file_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4 this is none")
    with pytest.raises(ReadError, match="damaged"):
        list(read(path))


def test_a_pdf_that_is_named_like_something_else_is_told_as_what_it_is_named_like(
    tmp_path: Path,
) -> None:
    for name, told in (
        ("not_a_zip.docx", "is named like a Word document, but its bytes begin like a PDF"),
        ("a.txt", "begins like a PDF"),
    ):
        (tmp_path / name).write_bytes(b"%PDF-1.4 this is none")
        with pytest.raises(ReadError, match=told):
            list(read(tmp_path / name))


def test_a_file_that_has_lost_its_pages_is_damaged_and_no_scan(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", "One")
    path.write_bytes(
        path.read_bytes().replace(b"/Count 1 ", b"/Count 0 ").replace(b"/Kids", b"/Kits")
    )
    with pytest.raises(ReadError, match="damaged") as told_error:
        list(read(path))
    assert not isinstance(told_error.value, NoText)


def test_pages_that_a_damaged_file_only_claims_cost_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", "One")
    data = path.read_bytes()
    assert data.count(b"/Count 1 ") == 1
    path.write_bytes(data.replace(b"/Count 1 ", b"/Count 400000 "))
    document = document_in(path)
    assert document.text == "One"
    assert document.metadata["Pages that are damaged"].startswith("2, 3, 4,")
    assert remarks(document)[RemarkKind.PARTLY_READ].startswith("damaged pages 2, 3, 4,")


def test_a_title_of_broken_characters_does_not_lose_the_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", "One")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"(Port report)", b"<FEFFD800004100>"))
    document = document_in(path)
    assert document.text == document.title == "One"


@pytest.fixture(scope="module")
def rich_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a file with a bit of everything, uncompressed so that changes reach all of it."""
    path = tmp_path_factory.mktemp("rich") / "a.pdf"
    canvas = Canvas(str(path), pageCompression=0)
    canvas.drawString(72, 700, "The plan")
    canvas.rect(60, 690, 300, 25, stroke=0, fill=1)
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry("Crates", "one", level=0)
    canvas.textAnnotation("Not by day", Rect=[10, 10, 50, 50])
    canvas.acroForm.textfield(name="place", value="Velmara", x=72, y=600)
    canvas.showPage()
    canvas.drawImage(picture(), 0, 0, 596, 842)
    canvas.save()
    return attach(path, {"a list.txt": b"Three crates."}).read_bytes()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_cut_or_changed_gives_documents_or_a_reason(
    data: st.DataObject, rich_pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    broken = bytearray(rich_pdf)
    for _ in range(data.draw(st.integers(0, 12))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.pdf"
    path.write_bytes(broken[: data.draw(st.integers(1, len(broken)))])
    try:
        for found in read(path):
            assert isinstance(found, ParsedDocument | Unreadable)
            if isinstance(found, ParsedDocument):
                assert all(0 <= r.start_cp < r.end_cp <= len(found.text) for r in found.regions)
    except ReadError as error:
        assert str(error)
