"""The text of a PDF's page as it is stored, and which of PDFium's characters stands where in it."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

from pypdfium2 import PdfTextPage, raw

from reviewer.text import normalise

# PDFium joins a word that was cut at a line's end by U+FFFE, which is no character.
_WRITTEN = str.maketrans({"\ufffe": "\xad", "\f": "\n", "\r": "\n"})
# Three letters that come twice each, as where a shadow or a bold face is printed twice.
_TWICE = re.compile(r"([^\W\d_])\1([^\W\d_])\2([^\W\d_])\3")
_SAME_PLACE = 0.25  # of a character's width and height


@dataclass(frozen=True, slots=True)
class PageText:
    """The stored text of a page, and for each code point its place in PDFium's text.

    `units` counts UTF-16 units of what `FPDFText_GetText` gives.
    """

    text: str
    units: tuple[int, ...]


def page_text(layer: PdfTextPage) -> str:
    """Return the text of a page in PDFium's reading order, without empty lines at its ends.

    Letters that are printed twice at the same place are told once.
    """
    given = layer.get_text_range(errors="replace")
    if _TWICE.search(given):
        return _placed(layer, given).text
    return normalise(given.replace("\r\n", "\n").translate(_WRITTEN).strip("\n"))


def placed_text(layer: PdfTextPage) -> PageText:
    """Return the same text with the place of each of its code points."""
    return _placed(layer, layer.get_text_range(errors="replace"))


def character_at(layer: PdfTextPage, unit: int) -> int:
    """Return PDFium's number of the character at a unit of the text, or -1."""
    return int(raw.FPDFText_GetCharIndexFromTextIndex(layer.raw, unit))


def _placed(layer: PdfTextPage, given: str) -> PageText:
    found: list[tuple[str, int]] = []
    unit = 0
    for place, character in enumerate(given):
        if not (character == "\n" and given[place - 1 : place] == "\r"):
            found.append((character.translate(_WRITTEN), unit))
        unit += 2 if character > "\uffff" else 1
    if _TWICE.search(given):
        found = _once(layer, found)
    lines = "".join(character for character, _ in found)
    text = lines.strip("\n")
    first = len(lines) - len(lines.lstrip("\n"))
    units = tuple(unit for _, unit in found[first : first + len(text)])
    return PageText(normalise(text), units)


def _once(layer: PdfTextPage, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Leave out a letter when the same one is printed over it."""
    boxes = [_box(layer, unit) if character.isalnum() else None for character, unit in found]
    kept = []
    for place, (character, unit) in enumerate(found):
        box = boxes[place]
        following = boxes[place + 1] if place + 1 < len(found) else None
        same = box and following and character == found[place + 1][0] and _is_over(following, box)
        if not same:
            kept.append((character, unit))
    return kept


def _is_over(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    width, height = other[1] - other[0], other[3] - other[2]
    across, up = abs(one[0] - other[0]), abs(one[2] - other[2])
    return across < _SAME_PLACE * width and up < _SAME_PLACE * height


def _box(layer: PdfTextPage, unit: int) -> tuple[float, ...] | None:
    """Return left, right, bottom and top of a character, None where nothing is drawn."""
    character = character_at(layer, unit)
    edges = [ctypes.c_double() for _ in range(4)]
    if character < 0 or not raw.FPDFText_GetCharBox(layer.raw, character, *edges):
        return None
    return tuple(edge.value for edge in edges)
