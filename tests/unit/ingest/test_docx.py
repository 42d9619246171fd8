from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from reviewer.errors import ReadError
from reviewer.ingest.docx import read_docx

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _package(path: Path, body: str, before: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        xml = f"{before}<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>"
        package.writestr("word/document.xml", xml)
    return path


def test_everything_stands_in_the_order_of_the_document(tmp_path: Path) -> None:
    written = docx.Document()
    written.core_properties.title = "Port report"
    written.core_properties.author = "Ilse Ambo"
    written.core_properties.subject = "Crates"
    written.sections[0].header.paragraphs[0].text = "HEAD"
    written.sections[0].footer.paragraphs[0].text = "FOOT"
    written.add_paragraph("One\ttwo\nthree")
    table = written.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    written.add_paragraph("End 🙂")
    path = tmp_path / "a.docx"
    written.save(str(path))
    document = read_docx(path)
    assert document.text == (
        "HEAD\n\nOne\ttwo\nthree\ncell 0\tcell 1\ncell 2\tcell 3\nEnd 🙂\n\nFOOT"
    )
    assert (document.title, document.author) == ("Port report", "Ilse Ambo")
    assert document.metadata["Subject"] == "Crates"


def test_deleted_text_is_kept_apart(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>kept</w:t></w:r>"
        "<w:del><w:r><w:delText>struck name</w:delText></w:r></w:del></w:p>"
    )
    document = read_docx(_package(tmp_path / "a.docx", body))
    assert document.text == "kept"
    assert document.metadata["Deleted text (tracked)"] == "struck name"


def test_a_document_type_is_refused_before_it_defines_anything(tmp_path: Path) -> None:
    before = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    path = _package(tmp_path / "a.docx", "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", before)
    with pytest.raises(ReadError, match="document type"):
        read_docx(path)


def test_a_bomb_is_refused_and_not_unpacked(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>" + "a" * 1000 + "</w:t></w:r></w:p>"
    path = _package(tmp_path / "a.docx", body * 70_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(ReadError, match="exhaust"):
        read_docx(path)


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_a_file_cut_short_is_told_as_damaged(tmp_path: Path, keep: int) -> None:
    path = _package(tmp_path / "a.docx", "<w:p><w:r><w:t>x</w:t></w:r></w:p>")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ReadError, match="damaged"):
        read_docx(path)


def test_xml_that_is_none_is_told_as_damaged(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="damaged"):
        read_docx(_package(tmp_path / "a.docx", "<w:p><w:r>"))


def test_pictures_alone_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_docx(_package(tmp_path / "a.docx", "<w:p/>"))
