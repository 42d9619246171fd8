"""Where a page's characters stand: boxes for ranges of the stored text, found when asked for.

Boxes are in points from the upper left corner of the page as it is shown, turned as the file asks.
The text comes from the very call that the reader makes, so a range of one is a range of the other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from pypdfium2 import PdfPage, raw

from reviewer.errors import ReadError
from reviewer.ingest.pdf_pages import character_at, placed_text

_PARTS = 1_000  # of a point: PDFium tells places on a page as whole numbers
_FAR_PT = 1_000.0
_COLUMN_GAP = 2.0  # heights of a line, beyond which another column begins


class Box(NamedTuple):
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """The text of a page as it is stored, and a box for each code point, None for line ends."""

    width: float
    height: float
    text: str
    boxes: tuple[Box | None, ...]


def boxes(path: Path, page_number: int, start_cp: int, end_cp: int) -> list[Box]:
    """Return the boxes of a range of a page's text, one for each line that it touches.

    `start_cp` and `end_cp` count from the beginning of the page. What text recognition read has
    no boxes. Raises ReadError when the page cannot be opened.
    """
    try:
        pdf = pypdfium2.PdfDocument(path)
        try:
            found = geometry(pdf[page_number - 1])
        finally:
            pdf.close()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise ReadError(f"Page {page_number} of “{path.name}” cannot be opened.") from error
    return lines_of(found.boxes[max(0, start_cp) : max(0, end_cp)])


def geometry(page: PdfPage) -> PageGeometry:
    """Return the text of a page with its boxes."""
    layer = page.get_textpage()
    placed = placed_text(layer)
    shown = _shown_by(page)
    found: list[Box | None] = []
    edges = raw.FS_RECTF()
    for character, unit in zip(placed.text, placed.units, strict=True):
        number = character_at(layer, unit) if character != "\n" else -1
        told = number >= 0 and raw.FPDFText_GetLooseCharBox(layer.raw, number, edges)
        found.append(shown.box(edges.left, edges.bottom, edges.right, edges.top) if told else None)
    layer.close()
    return PageGeometry(page.get_width(), page.get_height(), placed.text, tuple(found))


def lines_of(characters: Iterable[Box | None]) -> list[Box]:
    """Return one box for each run of characters that stand side by side."""
    runs: list[Box] = []
    for box in characters:
        if box is None or box.right <= box.left or box.bottom <= box.top:
            continue
        if runs and _is_beside(runs[-1], box):
            last = runs[-1]
            runs[-1] = Box(
                min(last.left, box.left),
                min(last.top, box.top),
                max(last.right, box.right),
                max(last.bottom, box.bottom),
            )
        else:
            runs.append(box)
    return runs


def character_under(characters: Sequence[Box | None], x: float, y: float) -> int | None:
    """Return which character stands at a place on the page, the smallest when several do."""
    under = [
        ((box.right - box.left) * (box.bottom - box.top), place)
        for place, box in enumerate(characters)
        if box is not None and box.left <= x <= box.right and box.top <= y <= box.bottom
    ]
    return min(under)[1] if under else None


def _is_beside(line: Box, box: Box) -> bool:
    shared = min(line.bottom, box.bottom) - max(line.top, box.top)
    gap = max(box.left - line.right, line.left - box.right)
    height = min(line.bottom - line.top, box.bottom - box.top)
    return 2 * shared > height and gap < _COLUMN_GAP * height


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a place in the page's own space is shown: turned, cropped, upside down."""

    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        one, other = self._place(left, bottom), self._place(right, top)
        xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return Box(xs[0], ys[0], xs[1], ys[1])

    def _place(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.origin[0] + x * self.along_x[0] + y * self.along_y[0],
            self.origin[1] + x * self.along_x[1] + y * self.along_y[1],
        )


def _shown_by(page: PdfPage) -> _Shown:
    size = round(page.get_width() * _PARTS), round(page.get_height() * _PARTS)

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
        return across.value / _PARTS, down.value / _PARTS

    origin, right, up = place(0, 0), place(_FAR_PT, 0), place(0, _FAR_PT)
    return _Shown(
        origin,
        ((right[0] - origin[0]) / _FAR_PT, (right[1] - origin[1]) / _FAR_PT),
        ((up[0] - origin[0]) / _FAR_PT, (up[1] - origin[1]) / _FAR_PT),
    )
