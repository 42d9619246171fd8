from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from reviewer.errors import ReadError
from reviewer.ingest.pdf import pdf_date, read_pdf


def _write(path: Path, *pages: str, password: str | None = None) -> Path:
    lock = StandardEncryption(password) if password else None
    canvas = Canvas(str(path), encrypt=lock)
    canvas.setTitle("Port report")
    canvas.setAuthor("Ilse Ambo")
    for page in pages:
        for number, line in enumerate(page.splitlines()):
            canvas.drawString(72, 720 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def test_pages_are_parted_by_an_empty_line(tmp_path: Path) -> None:
    document = read_pdf(_write(tmp_path / "a.pdf", "One\nTwo", "", "Three"))
    assert document.text.split("\n\n")[0] == "One\nTwo"
    assert document.text.endswith("\n\nThree")
    assert (document.title, document.author) == ("Port report", "Ilse Ambo")
    assert document.metadata["Pages"] == "3"
    assert document.metadata["Pages without text"] == "2"
    assert document.metadata["Created"].startswith("20")


def test_a_header_in_the_text_is_recognised(tmp_path: Path) -> None:
    document = read_pdf(_write(tmp_path / "a.pdf", "FM AMEMBASSY VELMARA\nR 041032Z MAY 06"))
    assert document.origin == "AMEMBASSY VELMARA"
    assert document.date == "2006-05-04T10:32:00+00:00"


def test_a_scan_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no text layer"):
        read_pdf(_write(tmp_path / "a.pdf", "", ""))


def test_a_locked_file_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="password"):
        read_pdf(_write(tmp_path / "a.pdf", "One", password="x"))


def test_a_damaged_file_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4 this is none")
    with pytest.raises(ReadError, match="damaged"):
        read_pdf(path)


def test_pages_that_a_damaged_file_only_claims_cost_nothing(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.pdf", "One")
    data = path.read_bytes()
    assert data.count(b"/Count 1 ") == 1
    path.write_bytes(data.replace(b"/Count 1 ", b"/Count 400000 "))
    document = read_pdf(path)
    assert document.text == "One"
    assert document.metadata["Pages that are damaged"].startswith("2, 3, 4,")


def test_a_title_of_broken_characters_does_not_lose_the_text(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.pdf", "One")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"(Port report)", b"<FEFFD800004100>"))
    document = read_pdf(path)
    assert document.text == document.title == "One"


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("D:20060504101112+02'00'", "2006-05-04T10:11:12+02:00"),
        ("D:20060504101112Z", "2006-05-04T10:11:12+00:00"),
        ("D:20060504", "2006-05-04"),
        ("D:2006", "2006"),
        ("D:20061399", None),
    ],
)
def test_dates_of_a_pdf(raw: str, iso: str | None) -> None:
    assert pdf_date(raw) == iso
