"""What of a PDF's page its reader would not see, by what PDFium tells of the objects on it.

Text is unseen when it is drawn in no colour, smaller than a point, in the colour of its ground,
or painted over by a filled rectangle or a picture, as in redactions that only look like one. On a
page that is a picture such text is the layer of a text recognition.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pypdfium2 import PdfPage, PdfTextPage, raw

from reviewer.ingest.pdf_pages import character_at, placed_text

SCAN_SHARE = 0.5  # of the page, from which on a picture is the page
_MAX_OBJECTS = 50_000
_MAX_DEPTH = 4
_MAX_COLOURS = 200
_MAX_COMPARISONS = 4_000_000_000  # some seconds
_SMALLEST_PT = 1.0
_LEANING = 0.5  # points over a picture's whole side
_NEARLY = 5  # of 255; colours nearer than that cannot be told apart
_RECTANGLE_SEGMENTS = 6
_UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

Bounds = tuple[float, float, float, float]  # left, bottom, right, top in page space
Colour = tuple[int, int, int]
_WHITE = (255, 255, 255)


@dataclass(slots=True)
class Look:
    """What stands on a page, in the order in which it is painted."""

    is_blank: bool = True
    picture_share: float = 0.0  # of the page under pictures, at most 1
    _order: dict[int, int] = field(default_factory=dict)  # of text objects, by address
    _unseen: set[int] = field(default_factory=set)
    _pale: dict[int, Colour] = field(default_factory=dict)  # text that may be as its ground
    _grounds: list[tuple[int, Bounds, Colour | None]] = field(default_factory=list)
    _colours: set[Colour] = field(default_factory=lambda: {_WHITE})  # of the grounds
    _covers: list[tuple[int, Bounds]] = field(default_factory=list)

    @property
    def is_scan(self) -> bool:
        """Tell whether a picture covers the page."""
        return self.picture_share >= SCAN_SHARE

    def unseen_spans(self, layer: PdfTextPage) -> list[tuple[int, int]]:
        """Return the ranges of the page's text, in code points, that a reader would not see."""
        covers = [cover for cover in self._covers if self._first_text() < cover[0]]
        if not (covers or self._unseen or self._pale):
            return []
        page = placed_text(layer)
        if len(page.units) * (len(covers) + len(self._grounds)) > _MAX_COMPARISONS:
            return []  # as no page has that was made to be read
        over, under = _Sheets(covers), _Sheets([ground[:2] for ground in self._grounds])
        unseen = [self._is_unseen(layer, unit, over, under) for unit in page.units]
        return list(_runs(page.text, unseen))

    def _first_text(self) -> int:
        return min(self._order.values(), default=_MAX_OBJECTS)

    def _is_unseen(
        self, layer: PdfTextPage, unit: int, over: _Sheets, under: _Sheets
    ) -> bool | None:
        """Tell whether a character is unseen; None where there is nothing to draw."""
        character = character_at(layer, unit)
        drawn = raw.FPDFText_GetTextObject(layer.raw, character) if character >= 0 else None
        if not drawn or raw.FPDFText_IsGenerated(layer.raw, character) == 1:
            return None
        address = _address(drawn)
        if address in self._unseen:
            return True
        order = self._order.get(address)
        colour = self._pale.get(address)
        if order is None:
            return False
        centre = _centre(layer, character)
        if over.topmost(centre, after=order) is not None:
            return True
        if colour is None:
            return False
        ground = under.topmost(centre, before=order)
        return _alike(colour, _WHITE if ground is None else self._grounds[ground][2])


class _Sheets:
    """What lies on a page at which place in which order; by arrays, as there may be thousands."""

    def __init__(self, sheets: list[tuple[int, Bounds]]) -> None:
        self._orders = np.array([order for order, _ in sheets], dtype=np.int64)
        edges = np.array([bounds for _, bounds in sheets], dtype=np.float64).reshape(-1, 4)
        self._left, self._bottom, self._right, self._top = edges.T

    def topmost(
        self, place: tuple[float, float], before: int = _MAX_OBJECTS, after: int = -1
    ) -> int | None:
        """Return which of them is uppermost at a place, of those painted between two others."""
        if not len(self._orders):
            return None
        x, y = place
        holds = (self._left <= x) & (x <= self._right) & (self._bottom <= y) & (y <= self._top)
        found = np.flatnonzero(holds & (self._orders < before) & (self._orders > after))
        return int(found[-1]) if len(found) else None


def look_at(page: PdfPage) -> Look:
    """Return what stands on a page; after very many objects the rest is taken as seen."""
    look = Look()
    sheet = page.get_bbox()
    pictures_pt2 = 0.0
    for order in range(min(raw.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, order)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            _look_at_text(look, thing, order)
            continue
        bounds = _clipped(thing, _bounds(thing))
        if bounds is None:
            continue
        look.is_blank = False
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _look_at_path(look, thing, order, bounds)
            continue
        look._grounds.append((order, bounds, None))
        if kind == raw.FPDF_PAGEOBJ_FORM:
            _look_into(look, thing, order, 0)
        if kind == raw.FPDF_PAGEOBJ_IMAGE or _holds_picture(thing, kind, 0):
            pictures_pt2 += _area(_common(bounds, sheet))
        if kind == raw.FPDF_PAGEOBJ_IMAGE and _is_upright(thing):
            look._covers.append((order, bounds))
    look.picture_share = min(1.0, pictures_pt2 / (_area(sheet) or 1.0))
    return look


def _look_at_text(look: Look, thing: Any, order: int) -> None:
    address = _address(thing)
    look._order[address] = order
    colour = _fill(thing)
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(thing, size)
    matrix = _matrix(thing)
    height_pt = abs(size.value) * (matrix.c**2 + matrix.d**2) ** 0.5
    if raw.FPDFTextObj_GetTextRenderMode(thing) in _UNSEEN_MODES or height_pt < _SMALLEST_PT:
        look._unseen.add(address)
    elif colour is not None and raw.FPDFTextObj_GetTextRenderMode(thing) == 0:
        if colour[3] == 0:
            look._unseen.add(address)
        elif any(_alike(colour[:3], each) for each in look._colours):
            look._pale[address] = colour[:3]


def _look_into(look: Look, form: Any, order: int, depth: int) -> None:
    """Look at the text in a form; its colours and sizes are told in a space of its own."""
    for number in range(min(max(0, raw.FPDFFormObj_CountObjects(form)), _MAX_OBJECTS)):
        thing = raw.FPDFFormObj_GetObject(form, number)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            look._order[_address(thing)] = order
            if raw.FPDFTextObj_GetTextRenderMode(thing) in _UNSEEN_MODES:
                look._unseen.add(_address(thing))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            _look_into(look, thing, order, depth + 1)


def _holds_picture(thing: Any, kind: int, depth: int) -> bool:
    if kind != raw.FPDF_PAGEOBJ_FORM or depth > _MAX_DEPTH:
        return False
    for number in range(min(max(0, raw.FPDFFormObj_CountObjects(thing)), _MAX_OBJECTS)):
        inner = raw.FPDFFormObj_GetObject(thing, number)
        inner_kind = raw.FPDFPageObj_GetType(inner)
        if inner_kind == raw.FPDF_PAGEOBJ_IMAGE or _holds_picture(inner, inner_kind, depth + 1):
            return True
    return False


def _look_at_path(look: Look, thing: Any, order: int, bounds: Bounds) -> None:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, mode, stroke)
    colour = _fill(thing)
    if not mode.value or colour is None or colour[3] == 0:
        return
    is_rectangle = 4 <= raw.FPDFPath_CountSegments(thing) <= _RECTANGLE_SEGMENTS
    is_solid = colour[3] == 255 and not raw.FPDFPageObj_HasTransparency(thing)
    # Any other shape leaves open what is beneath a place within its bounds.
    look._grounds.append((order, bounds, colour[:3] if is_rectangle and is_solid else None))
    if is_rectangle and is_solid:
        look._covers.append((order, bounds))
        if len(look._colours) < _MAX_COLOURS:
            look._colours.add(colour[:3])


def _is_upright(picture: Any) -> bool:
    """Tell whether a picture fills its bounds, so that nothing beneath is seen."""
    matrix = _matrix(picture)
    leans = abs(matrix.b) + abs(matrix.c), abs(matrix.a) + abs(matrix.d)
    return not raw.FPDFPageObj_HasTransparency(picture) and min(leans) < _LEANING


def _matrix(thing: Any) -> Any:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, matrix)
    return matrix


def _alike(one: Colour, other: Colour | None) -> bool:
    if other is None:
        return False
    return all(abs(a - b) <= _NEARLY for a, b in zip(one, other, strict=True))


def _fill(thing: Any) -> tuple[int, int, int, int] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(thing, *parts):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _bounds(thing: Any) -> Bounds | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def _clipped(thing: Any, bounds: Bounds | None) -> Bounds | None:
    """Return what of an object's bounds its clip paths leave."""
    clip = raw.FPDFPageObj_GetClipPath(thing)
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip and bounds else 0):
        xs, ys = [], []
        for number in range(max(0, raw.FPDFClipPath_CountPathSegments(clip, path))):
            segment = raw.FPDFClipPath_GetPathSegment(clip, path, number)
            x, y = ctypes.c_float(), ctypes.c_float()
            if raw.FPDFPathSegment_GetPoint(segment, x, y):
                xs.append(x.value)
                ys.append(y.value)
        if xs and bounds:
            bounds = _common(bounds, (min(xs), min(ys), max(xs), max(ys)))
    return bounds


def _centre(layer: PdfTextPage, character: int) -> tuple[float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(layer.raw, character, left, right, bottom, top)
    return (left.value + right.value) / 2, (bottom.value + top.value) / 2


def _address(thing: Any) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def _common(one: Bounds, other: Bounds) -> Bounds | None:
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left < right and bottom < top else None


def _area(bounds: Bounds | None) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) if bounds else 0.0


def _runs(text: str, unseen: list[bool | None]) -> Iterator[tuple[int, int]]:
    """Yield the ranges that are unseen; blanks between two unseen characters belong to both."""
    start: int | None = None
    end = 0
    for place, (character, is_unseen) in enumerate(zip(text, unseen, strict=True)):
        if is_unseen is None or character.isspace():
            continue
        if is_unseen:
            start = place if start is None else start
            end = place + 1
        elif start is not None:
            yield start, end
            start = None
    if start is not None:
        yield start, end
