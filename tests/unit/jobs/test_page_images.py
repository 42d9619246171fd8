"""Pages drawn in a process of their own, and what a hostile one does to it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from reviewer.errors import Locked, ReadError
from reviewer.jobs.page_images import PageImages
from tests.unit.ingest.locking import pdf_of

# A renderer that does for some pages what hostile ones may bring it to.
HOSTILE = """
import os, socket, sys, time
from pathlib import Path
from reviewer.jobs import page_renderer

DEEDS = {
    2: lambda: time.sleep(600),
    3: lambda: os.kill(os.getpid(), 9),
    4: lambda: (Path(__file__).parent / "planted.txt").write_text("planted"),
    5: lambda: socket.create_connection(("127.0.0.1", 9)),
    6: lambda: [bytearray(1 << 26) for _ in range(100)],
}
real = page_renderer._drawn

def drawn(pdf, number, dpi):
    DEEDS.get(number, lambda: None)()
    return real(pdf, number, dpi)

page_renderer._drawn = drawn
page_renderer.main()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(144, 216))
    for number in range(1, 8):
        canvas.drawString(20, 100, f"Page {number}")
        canvas.rect(0, 0, 30, 30, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return tmp_path / "a.pdf"


@pytest.fixture
def images() -> Iterator[PageImages]:
    made = PageImages()
    yield made
    made.close()


@pytest.fixture
def hostile(tmp_path: Path) -> Sequence[str]:
    script = tmp_path / "hostile.py"
    script.write_text(HOSTILE)
    return (sys.executable, "-P", str(script))


def test_a_page_comes_as_a_picture_with_its_text(path: Path, images: PageImages) -> None:
    page = images.page(path, 2, 72)
    picture = Image.open(io.BytesIO(page.png)).convert("L")
    assert picture.size == (144, 216)
    assert picture.getpixel((5, 210)) == 0
    assert picture.getpixel((100, 10)) == 255
    assert page.geometry.text == "Page 2"
    first = page.geometry.boxes[0]
    assert first is not None
    assert abs(first.left - 20) < 2 < first.top < 116 < first.bottom


def test_pages_are_kept_while_there_is_room(path: Path) -> None:
    images = PageImages(kept_bytes=1)
    first = images.page(path, 1, 72)
    assert images.page(path, 1, 72) is first
    images.page(path, 2, 72)
    assert images.page(path, 1, 72) is not first
    images.close()


def test_a_page_is_never_drawn_far_too_large(path: Path, images: PageImages) -> None:
    page = images.page(path, 1, 100_000)
    width, height = Image.open(io.BytesIO(page.png)).size
    assert 20_000_000 < width * height < 25_000_000


def test_what_cannot_be_drawn_is_told(path: Path, images: PageImages, tmp_path: Path) -> None:
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.4 this is none")
    for where, number in ((path, 9), (broken, 1), (tmp_path / "none.pdf", 1)):
        with pytest.raises(ReadError, match=f"Page {number} cannot be shown"):
            images.page(where, number, 72)
    assert images.page(path, 1, 72).geometry.text == "Page 1"


@pytest.mark.parametrize("number", [2, 3, 4, 5, 6])
def test_a_hostile_page_costs_no_other(
    number: int, path: Path, hostile: Sequence[str], tmp_path: Path
) -> None:
    images = PageImages(hostile, patience_s=3.0 if number == 2 else 60.0)
    with pytest.raises(ReadError, match=f"Page {number} cannot be shown"):
        images.page(path, number, 72)
    assert images.page(path, 7, 72).geometry.text == "Page 7"
    images.close()
    assert not (tmp_path / "planted.txt").exists()


def test_closing_ends_the_process(path: Path) -> None:
    before = set(psutil.Process().children())
    images = PageImages()
    images.page(path, 1, 72)
    assert len(set(psutil.Process().children()) - before) == 1
    images.close()
    assert set(psutil.Process().children()) <= before
    with pytest.raises(ReadError):
        images.page(path, 2, 72)


def test_a_locked_page_is_drawn_with_its_password_and_told_without(
    images: PageImages, tmp_path: Path
) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(pdf_of("Twelve crates.", "sesame"))
    with pytest.raises(Locked):
        images.page(path, 1, 72)
    with pytest.raises(Locked):
        images.page(path, 1, 72, ["wrong"])
    drawn = images.page(path, 1, 72, ["wrong", "sesame"])
    assert drawn.geometry.text.strip() == "Twelve crates."
