"""The text of a page, and its places, which have to tell the same text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from reviewer.ingest.pdf_pages import PageText, page_text, placed_text


def texts_of(path: Path) -> tuple[str, PageText]:
    pdf = pypdfium2.PdfDocument(path)
    layer = pdf[0].get_textpage()
    found = page_text(layer), placed_text(layer)
    pdf.close()
    return found


def write(path: Path, *lines: tuple[float, float, str]) -> Path:
    canvas = Canvas(str(path))
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    return path


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(
        st.tuples(
            st.integers(20, 300),
            st.integers(20, 800),
            st.text("aabbcc ABC-1.é\t\n\r\f\xad\x02", max_size=12),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_places_are_of_the_text_that_is_stored(
    lines: list[tuple[float, float, str]], tmp_path: Path
) -> None:
    text, placed = texts_of(write(tmp_path / "a.pdf", *lines))
    assert placed.text == text
    assert len(placed.units) == len(text)
    assert list(placed.units) == sorted(set(placed.units))


def test_letters_that_are_printed_twice_are_told_once(tmp_path: Path) -> None:
    letters = "Committee"
    starts = [72 + stringWidth(letters[:n], "Helvetica", 12) for n in range(len(letters))]
    twice = [
        (start + aside, 700, letter)
        for start, letter in zip(starts, letters, strict=True)
        for aside in (0, 0.3)
    ]
    text, placed = texts_of(write(tmp_path / "a.pdf", *twice))
    assert text == placed.text == letters


def test_letters_that_come_twice_side_by_side_are_kept(tmp_path: Path) -> None:
    words = "aabbcc lllmmm committee"
    text, _ = texts_of(write(tmp_path / "a.pdf", (72, 700, words)))
    assert text == words


def test_line_ends_of_every_kind_are_one(tmp_path: Path) -> None:
    text, _ = texts_of(write(tmp_path / "a.pdf", (72, 700, "One"), (72, 600, "Two")))
    assert text == "One\nTwo"
