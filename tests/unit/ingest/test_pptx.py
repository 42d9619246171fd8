"""Presentations: slide by slide, with what is said and hidden."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.model import RegionKind
from tests.unit.ingest.packed import OFFICE, documents_of, is_told, packed, regions_of, relations

SPACES = (
    "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' "
    "xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' "
    f"xmlns:r='{OFFICE}/relationships'"
)


def _shape(text: str, properties: str = "", place: str = "") -> str:
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("|"))
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr id='1' name='x' {properties}/><p:nvPr>{place}"
        "</p:nvPr></p:nvSpPr>"
        f"<p:txBody>{lines}</p:txBody></p:sp>"
    )


def _slide(shapes: str, attributes: str = "", name: str = "sld") -> str:
    return f"<p:{name} {SPACES} {attributes}><p:cSld>{shapes}</p:cSld></p:{name}>"


def _show() -> bytes:
    order = "<p:sldId id='256' r:id='r2'/><p:sldId id='257' r:id='r1'/>"
    table = (
        "<p:graphicFrame><a:tbl><a:tr><a:tc><a:p><a:r><a:t>a</a:t></a:r></a:p></a:tc>"
        "<a:tc><a:p><a:r><a:t>b</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:graphicFrame>"
    )
    number = _shape("9", place="<p:ph type='sldNum'/>")
    return packed(
        {
            "ppt/presentation.xml": f"<p:presentation {SPACES}>{order}</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                r1=("slide", "slides/slide1.xml"), r2=("slide", "/ppt/slides/slide2.xml")
            ),
            "ppt/slides/slide1.xml": _slide(_shape("Second"), "show='0'"),
            "ppt/slides/slide2.xml": _slide(
                _shape("First|line two", "descr='A crate'")
                + table
                + _shape("off", "hidden='1'")
                + number
            ),
            "ppt/slides/_rels/slide2.xml.rels": relations(
                n=("notesSlide", "../notesSlides/notesSlide1.xml"),
                c=("comments", "../comments/comment1.xml"),
            ),
            "ppt/notesSlides/notesSlide1.xml": _slide(_shape("Say this.") + number, name="notes"),
            "ppt/comments/comment1.xml": f"<p:cmLst {SPACES}><p:cm authorId='0'>"
            "<p:text>Who says so?</p:text></p:cm></p:cmLst>",
            "ppt/commentAuthors.xml": f"<p:l {SPACES}><p:cmAuthor id='0' name='Ilse'/></p:l>",
            "ppt/slideMasters/slideMaster1.xml": _slide(
                _shape("SECRET") + _shape("Click to edit", place="<p:ph type='title'/>")
            ),
            "docProps/core.xml": "<c xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            "<dc:title>Port</dc:title></c>",
        }
    )


def test_slides_stand_in_their_order_with_what_belongs_to_them(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(_show())
    (document,) = documents_of(path)
    first = "A crate\nFirst\nline two\na\tb\noff\n\nSay this.\nIlse: Who says so?"
    assert document.text == f"SECRET\n\n{first}\n\nSecond"
    assert document.title == "Port"
    assert regions_of(document) == [
        (RegionKind.HEADER, "SECRET", ""),
        (RegionKind.PAGE, first, "slide 1"),
        (RegionKind.HIDDEN, "A crate", "description of a picture"),
        (RegionKind.HIDDEN, "off", "shape"),
        (RegionKind.COMMENT, "Say this.", "notes"),
        (RegionKind.COMMENT, "Ilse: Who says so?", "Ilse"),
        (RegionKind.PAGE, "Second", "slide 2"),
        (RegionKind.HIDDEN, "Second", "slide"),
    ]


def test_a_presentation_without_words_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(packed({"ppt/presentation.xml": f"<p:presentation {SPACES}/>"}))
    with pytest.raises(ReadError, match="no text"):
        documents_of(path)


SEED = _show()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(SEED) - 1), st.binary(max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, place: int, put: bytes, is_cut: bool
) -> None:
    assert is_told(tmp_path / "a.pptx", SEED, place, put, is_cut)
