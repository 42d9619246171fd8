"""Pictures: read where text recognition is installed, told as such where it is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from reviewer.errors import NoText, ReadError
from reviewer.ingest import ocr
from reviewer.ingest.reading import read
from reviewer.model import ParsedDocument, RegionKind, RemarkKind
from tests.unit.ingest.recognising import install_tesseract, without_tesseract

FORMATS = ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"]


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a grey picture."""
    data = io.BytesIO()
    Image.new("L", size, 128).save(data, kind)
    return data.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_is_read_by_text_recognition(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, ["Three crates"], 77)
    # The name says nothing: the bytes do.
    [document] = read(write(tmp_path / "scan", picture(kind)))
    assert isinstance(document, ParsedDocument)
    assert document.text == document.title == "Three crates"
    assert {(each.kind, each.note) for each in document.regions} == {
        (RegionKind.PAGE, "1"),
        (RegionKind.RECOGNISED, "77"),
    }
    assert [(each.kind, each.detail) for each in document.remarks] == [
        (RemarkKind.RECOGNISED, "pages 1")
    ]
    shown = (tmp_path / "bin" / "picture.pgm").read_bytes()
    assert shown.startswith(b"P5 64 48 255\n")
    assert abs(shown[-1] - 128) < 4


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_without_text_recognition_is_told_as_one(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    with pytest.raises(NoText, match=r"scan\.x.*is a picture.*Install tesseract"):
        list(read(write(tmp_path / "scan.x", picture(kind))))


def test_every_page_of_a_tiff_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, ["Three crates"])
    pages = [Image.new("L", size, 200) for size in ((64, 48), (8, 8), (48, 64))]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    [document] = read(tmp_path / "a.tif")
    assert isinstance(document, ParsedDocument)
    assert document.text == "Three crates\n\nThree crates"
    notes = [each.note for each in document.regions if each.kind is RegionKind.PAGE]
    assert notes == ["1", "3"]
    assert {each.kind: each.detail for each in document.remarks} == {
        RemarkKind.RECOGNISED: "pages 1, 3",
        RemarkKind.NO_TEXT: "pages 2",
    }
    assert document.metadata["Pages"] == "3"


def test_what_is_transparent_is_white(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, ["Three crates"])
    Image.new("RGBA", (32, 32), (0, 0, 0, 0)).save(tmp_path / "a.png")
    list(read(tmp_path / "a.png"))
    assert (tmp_path / "bin" / "picture.pgm").read_bytes().endswith(b"\xff" * 32 * 32)


def test_what_the_camera_wrote_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, ["Three crates"])
    tags = Image.Exif()
    tags[306], tags[315], tags[270] = "2006:05:04 10:11:12", "Ilse Ambo", "The quay"
    Image.new("L", (32, 32)).save(tmp_path / "a.jpg", exif=tags)
    [document] = read(tmp_path / "a.jpg")
    assert isinstance(document, ParsedDocument)
    assert document.author == "Ilse Ambo"
    assert document.metadata["Taken"] == "2006-05-04T10:11:12"
    assert document.metadata["Description"] == "The quay"


def test_a_picture_without_a_letter_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, [])
    with pytest.raises(NoText, match="no text was found"):
        list(read(write(tmp_path / "a.png", picture("PNG"))))


def test_a_picture_of_very_many_points_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, ["Three crates"])
    monkeypatch.setattr(ocr, "MAX_PIXELS", 1_000_000)
    path = write(tmp_path / "a.png", picture("PNG", (1001, 1000)))
    with pytest.raises(ReadError, match="million points"):
        list(read(path))


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kind=st.sampled_from(FORMATS))
def test_whatever_is_cut_or_changed_gives_a_document_or_a_reason(
    data: st.DataObject, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "program", lambda: "tesseract")
    monkeypatch.setattr(ocr, "recognise", lambda grey: ocr.Recognised(str(len(grey.pixels)), 50))
    broken = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(0, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    path = write(tmp_path / "a.img", bytes(broken[: data.draw(st.integers(1, len(broken)))]))
    try:
        [document] = read(path)
        assert isinstance(document, ParsedDocument)
    except ReadError as error:
        assert str(error)
