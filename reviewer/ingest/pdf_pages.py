"""The text of a PDF's page as it is stored, and which of PDFium's characters stands where in it."""

from __future__ import annotations

from dataclasses import dataclass

from pypdfium2 import PdfTextPage, raw

from reviewer.text import normalise

# PDFium writes a hyphen at a line's end as U+FFFE, which is no character.
_WRITTEN = {"\ufffe": "-", "\f": "\n"}


@dataclass(frozen=True, slots=True)
class PageText:
    """The stored text of a page, and for each code point its place in PDFium's text.

    `units` counts UTF-16 units of what `FPDFText_GetText` gives.
    """

    text: str
    units: tuple[int, ...]


def page_text(layer: PdfTextPage) -> str:
    """Return the text of a page in PDFium's reading order, without empty lines at its ends."""
    return _stored(layer.get_text_range(errors="replace"))


def placed_text(layer: PdfTextPage) -> PageText:
    """Return the same text with the place of each of its code points."""
    given = layer.get_text_range(errors="replace")
    characters: list[str] = []
    units: list[int] = []
    unit = 0
    for place, character in enumerate(given):
        if not (character == "\n" and given[place - 1 : place] == "\r"):
            characters.append(character)
            units.append(unit)
        unit += 2 if character > "\uffff" else 1
    text = _stored(given)
    # What `_stored` strips is the only difference in length.
    first = next((n for n, each in enumerate(characters) if each not in "\r\n\f"), len(characters))
    return PageText(text, tuple(units[first : first + len(text)]))


def character_at(layer: PdfTextPage, unit: int) -> int:
    """Return PDFium's number of the character at a unit of the text, or -1."""
    return int(raw.FPDFText_GetCharIndexFromTextIndex(layer.raw, unit))


def _stored(given: str) -> str:
    text = given.replace("\r\n", "\n")
    for character, written in _WRITTEN.items():
        text = text.replace(character, written)
    return normalise(text.strip("\r\n"))
