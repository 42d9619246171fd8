"""Word documents: all that is in them, and what a reader of them would not see told apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import NoText, ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind, RemarkKind

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _packed(body: str, before: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        xml = f"{before}<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>"
        package.writestr("word/document.xml", xml)
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return file.getvalue()


def _package(
    path: Path, body: str, before: str = "", parts: Mapping[str, str | bytes] | None = None
) -> Path:
    path.write_bytes(_packed(body, before, parts))
    return path


def _words(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def _one(path: Path) -> ParsedDocument:
    (document,) = read(path)
    assert isinstance(document, ParsedDocument)
    return document


def _regions(document: ParsedDocument) -> list[tuple[RegionKind, str, str]]:
    return [
        (each.kind, document.text[each.start_cp : each.end_cp], each.note)
        for each in document.regions
    ]


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
    document = _one(path)
    assert document.text == (
        "HEAD\n\nOne\ttwo\nthree\ncell 0\tcell 1\ncell 2\tcell 3\nEnd 🙂\n\nFOOT"
    )
    assert (document.title, document.author) == ("Port report", "Ilse Ambo")
    assert document.metadata["Subject"] == "Crates"
    assert _regions(document) == [
        (RegionKind.HEADER, "HEAD", ""),
        (RegionKind.HEADER, "FOOT", ""),
    ]
    assert document.remarks == ()


def test_what_was_struck_out_stands_in_its_place_with_who_did_it(tmp_path: Path) -> None:
    body = (
        f"<w:p>{_words('kept ')}"
        "<w:del w:author='Ilse'><w:r><w:delText>struck</w:delText></w:r>"
        "<w:r><w:delText> name</w:delText></w:r></w:del>"
        f"<w:moveFrom w:author='Jon'>{_words(' gone')}</w:moveFrom>{_words(' after')}</w:p>"
    )
    document = _one(_package(tmp_path / "a.docx", body))
    assert document.text == "kept struck name gone after"
    assert _regions(document) == [
        (RegionKind.DELETED, "struck name", "Ilse"),
        (RegionKind.DELETED, " gone", "Jon"),
    ]
    (remark,) = document.remarks
    assert (remark.kind, remark.detail) == (RemarkKind.HIDDEN, "2 tracked deletions")


def test_hidden_words_are_one_passage_however_they_are_hidden(tmp_path: Path) -> None:
    styles = (
        f"<w:styles {NAMESPACE}><w:style w:styleId='Base'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:styleId='Note'><w:basedOn w:val='Base'/></w:style></w:styles>"
    )
    shown, by_style = "<w:vanish w:val='0'/>", "<w:rStyle w:val='Base'/>"
    body = (
        f"<w:p>{_words('seen ')}{_words('not ', '<w:vanish/>')}{_words('seen', '<w:vanish/>')}"
        f"{_words(' again', shown)}</w:p>"
        f"<w:p><w:pPr><w:pStyle w:val='Note'/></w:pPr>{_words('a note')}"
        f"{_words(' shown', shown)}</w:p>"
        f"<w:p>{_words('by ')}{_words('run', by_style)}</w:p>"
    )
    document = _one(_package(tmp_path / "a.docx", body, parts={"word/styles.xml": styles}))
    assert document.text == "seen not seen again\na note shown\nby run"
    assert [text for _, text, _ in _regions(document)] == ["not seen", "a note", "run"]


def test_a_comment_names_its_author_and_the_words_it_is_about(tmp_path: Path) -> None:
    comments = (
        f"<w:comments {NAMESPACE}>"
        "<w:comment w:id='4' w:author='Ilse' w:date='2005-06-30T10:00:00Z'>"
        f"<w:p>{_words('Who says so?')}</w:p></w:comment></w:comments>"
    )
    body = (
        f"<w:p>{_words('The ')}<w:commentRangeStart w:id='4'/>{_words('harbour master')}"
        f"<w:commentRangeEnd w:id='4'/>{_words(' left.')}</w:p>"
    )
    document = _one(_package(tmp_path / "a.docx", body, parts={"word/comments.xml": comments}))
    comment = "Ilse, 2005-06-30 “harbour master”: Who says so?"
    assert document.text == f"The harbour master left.\n\nComments\n{comment}"
    assert _regions(document) == [(RegionKind.COMMENT, comment, "Ilse")]


def test_descriptions_of_pictures_and_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{_words('in the box')}</w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/"
        "markup-compatibility/2006'><mc:Choice><wp:docPr xmlns:wp='urn:d' descr='A grey crate'/>"
        f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    document = _one(_package(tmp_path / "a.docx", body))
    assert document.text.split("\n") == ["A grey crate", "in the box"]
    assert _regions(document) == [
        (RegionKind.HIDDEN, "A grey crate", "description of a picture"),
    ]


def test_notes_and_properties_of_the_author_s_own_are_kept(tmp_path: Path) -> None:
    note = f"<w:footnote><w:p>{_words('A note.')}</w:p></w:footnote>"
    notes = f"<w:footnotes {NAMESPACE}>{note}</w:footnotes>"
    custom = (
        "<Properties xmlns:vt='http://schemas.openxmlformats.org/officeDocument/2006/"
        "docPropsVTypes'>"
        "<property name='Case'><vt:lpwstr>V 17</vt:lpwstr></property></Properties>"
    )
    parts = {"word/footnotes.xml": notes, "docProps/custom.xml": custom}
    document = _one(_package(tmp_path / "a.docx", f"<w:p>{_words('Body')}</w:p>", parts=parts))
    assert document.text == "Body\n\nA note."
    assert document.metadata["Case"] == "V 17"


def test_a_file_in_a_document_is_attached_to_it(tmp_path: Path) -> None:
    parts = {"word/embeddings/list.txt": b"Twelve crates", "word/embeddings/x.bin": b"\x7fELF"}
    path = _package(tmp_path / "a.docx", f"<w:p>{_words('Body')}</w:p>", parts=parts)
    body, attached, unread = read(path)
    assert isinstance(body, ParsedDocument) and isinstance(attached, ParsedDocument)
    assert (attached.text, attached.locator, attached.parent) == ("Twelve crates", "list.txt", "")
    assert isinstance(unread, Unreadable) and unread.locator == "x.bin"


def test_a_document_type_is_refused_before_it_defines_anything(tmp_path: Path) -> None:
    before = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    path = _package(tmp_path / "a.docx", "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", before)
    with pytest.raises(ReadError, match="document type"):
        _one(path)


def test_a_bomb_is_refused_and_not_unpacked(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>" + "a" * 1000 + "</w:t></w:r></w:p>"
    path = _package(tmp_path / "a.docx", body * 70_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(ReadError, match="exhaust"):
        _one(path)


@pytest.mark.parametrize("keep", [10, 200])
def test_a_file_cut_short_is_told_as_damaged(tmp_path: Path, keep: int) -> None:
    path = _package(tmp_path / "a.docx", "<w:p><w:r><w:t>x</w:t></w:r></w:p>")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ReadError, match="damaged"):
        _one(path)


def test_xml_that_is_none_is_told_as_damaged(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="damaged"):
        _one(_package(tmp_path / "a.docx", "<w:p><w:r>"))


def test_pictures_alone_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no text"):
        _one(_package(tmp_path / "a.docx", "<w:p/>"))
    with pytest.raises(NoText, match="no text"):
        _one(_package(tmp_path / "a.docx", "<w:p/>", parts={"word/media/a.wmf": b"\xd7\xcd"}))


def test_a_picture_is_attached_to_a_document_without_words(tmp_path: Path) -> None:
    parts = {"word/media/a.png": b"\x89PNG\r\n"}
    document, picture = read(_package(tmp_path / "a.docx", "<w:p/>", parts=parts))
    assert isinstance(document, ParsedDocument)
    assert (document.text, document.metadata["Pictures"]) == ("", "1")
    assert [each.kind for each in document.remarks] == [RemarkKind.NO_TEXT]
    assert isinstance(picture, Unreadable) and picture.locator == "a.png"


SEED = _packed(
    f"<w:p>{_words('seen ')}<w:del w:author='I'><w:r><w:delText>x</w:delText></w:r></w:del></w:p>",
    parts={"word/embeddings/a.txt": b"Twelve", "word/styles.xml": f"<w:styles {NAMESPACE}/>"},
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(SEED) - 1), st.binary(min_size=0, max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, place: int, put: bytes, is_cut: bool
) -> None:
    path = tmp_path / "a.docx"
    rest = b"" if is_cut else SEED[place + len(put) :]
    path.write_bytes(SEED[:place] + put + rest)
    try:
        found = list(read(path))
    except ReadError:
        return
    assert all(isinstance(each, ParsedDocument | Unreadable) for each in found)
