"""Where words stand on the page of a PDF, against where they were put."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from reviewer.errors import ReadError
from reviewer.ingest.pdf_geometry import Box, boxes, character_under, geometry, lines_of
from reviewer.ingest.reading import read
from reviewer.model import ParsedDocument, RegionKind

WIDTH, HEIGHT, SIZE = 500.0, 700.0, 12.0


def write(path: Path, *pages: list[tuple[float, float, str]], turned: int = 0) -> Path:
    """Write strings at places, counted from the lower left corner."""
    # The size that is asked for is that of the page as it is shown.
    shown = (HEIGHT, WIDTH) if turned in (90, 270) else (WIDTH, HEIGHT)
    canvas = Canvas(str(path), pagesize=shown)
    for page in pages:
        canvas.setPageRotation(turned)
        canvas.setFont("Helvetica", SIZE)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return path


def page_of(path: Path, number: int) -> tuple[str, int]:
    """Return the stored text of a file and where a page begins in it."""
    [document] = read(path)
    assert isinstance(document, ParsedDocument)
    [region] = [
        each
        for each in document.regions
        if each.kind is RegionKind.PAGE and each.note == str(number)
    ]
    return document.text, region.start_cp


WORDS = st.lists(st.text("abcdefghknopqrstuvwxyz", min_size=2, max_size=8), min_size=1, max_size=6)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(WORDS, min_size=1, max_size=8), left=st.integers(10, 60))
def test_every_word_of_the_stored_text_has_its_box(
    lines: list[list[str]], left: int, tmp_path: Path
) -> None:
    texts = [" ".join(words) for words in lines]
    placed = [(float(left), HEIGHT - 40 - 30.0 * n, text) for n, text in enumerate(texts)]
    path = write(tmp_path / "a.pdf", [(10, 10, "cover")], placed)
    text, page_start = page_of(path, 2)
    position = page_start
    for (x, y, line), words in zip(placed, lines, strict=True):
        done = ""
        for word in words:
            position = text.index(word, position)
            start = position - page_start
            [box] = boxes(path, 2, start, start + len(word))
            expected = x + stringWidth(done, "Helvetica", SIZE)
            assert box.left == pytest.approx(expected, abs=1.5)
            wide = stringWidth(word, "Helvetica", SIZE)
            assert box.right - box.left == pytest.approx(wide, abs=2.5)
            baseline = HEIGHT - y
            assert box.top < baseline - SIZE / 2
            assert baseline - 1 < box.bottom < baseline + SIZE / 2
            done += word + " "
            position += len(word)
        assert done.strip() == line


@pytest.mark.parametrize(
    ("turned", "left", "top"),
    [(0, 50, 100), (90, HEIGHT - 100, 50), (180, WIDTH - 50, HEIGHT - 100), (270, 100, WIDTH - 50)],
)
def test_boxes_are_where_a_turned_page_shows_them(
    turned: int, left: float, top: float, tmp_path: Path
) -> None:
    # It stands 50 from the left and 100 from the top of the page before it is turned.
    path = write(tmp_path / "a.pdf", [(50, HEIGHT - 100, "o")], turned=turned)
    [box] = boxes(path, 1, 0, 1)
    assert abs((box.left + box.right) / 2 - left) < SIZE
    assert abs((box.top + box.bottom) / 2 - top) < SIZE


def test_a_passage_over_two_lines_has_two_boxes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [(50, 600, "one two"), (50, 560, "three four")])
    text, start = page_of(path, 1)
    passage = text.index("two"), text.index("three") + len("three")
    first, second = boxes(path, 1, passage[0] - start, passage[1] - start)
    assert first.bottom < second.top
    assert first.left > second.left


def test_the_room_between_two_columns_belongs_to_neither(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [(50, 600, "one two"), (250, 600, "three")])
    first, second = boxes(path, 1, 0, 100)
    assert first.right < 120
    assert second.left > 240


def test_a_place_on_the_page_finds_its_character(tmp_path: Path) -> None:
    pdf = pypdfium2.PdfDocument(write(tmp_path / "a.pdf", [(50, 600, "one two")]))
    found = geometry(pdf[0])
    pdf.close()
    assert (found.width, found.height) == (WIDTH, HEIGHT)
    for place, box in enumerate(found.boxes):
        assert box is not None
        middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        assert character_under(found.boxes, *middle) == place
    assert character_under(found.boxes, 5, 5) is None


def test_a_page_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Page 3"):
        boxes(write(tmp_path / "a.pdf", [(50, 600, "one")]), 3, 0, 1)


def test_what_is_not_drawn_takes_no_room() -> None:
    assert lines_of([None, Box(1, 1, 1, 5), Box(2, 1, 4, 5), None, Box(4, 1, 6, 5)]) == [
        Box(2, 1, 6, 5)
    ]


def test_a_character_outside_the_first_plane_counts_once(tmp_path: Path) -> None:
    """Write a font whose letter A is told to be an emoji, which is two units in PDFium's text."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <00> <ff> endcodespacerange "
        b"1 beginbfchar <41> <D83DDE00> endbfchar endcmap end end"
    )
    drawn = b"BT /F 20 Tf 50 200 Td (xA end) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    data = io.BytesIO(b"%PDF-1.4\n")
    data.seek(0, io.SEEK_END)
    for number, each in enumerate(objects, 1):
        data.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    data.write(b"trailer<</Root 1 0 R/Size 7>>\n")
    path = tmp_path / "a.pdf"
    path.write_bytes(data.getvalue())
    text, _ = page_of(path, 1)
    assert text == "x\U0001f600 end"
    [emoji], [end] = boxes(path, 1, 1, 2), boxes(path, 1, 3, 6)
    assert emoji.right <= end.left
    assert end.right == pytest.approx(50 + stringWidth("xA end", "Helvetica", 20), abs=2)
