"""A short piece of a document that shows why it was found."""

from __future__ import annotations

import re

from reviewer.model import Snippet, Span
from reviewer.search.hits import HitFinder
from reviewer.search.query import ParsedQuery

_SEARCHED_CP = 200_000  # a list shows fifty of these at once; no need to read a whole book for it
_EXPRESSION_S = 0.02  # for a regular expression in one of them
_RUN = re.compile(r"\s+")


class Snippets:
    """Makes snippets of one text after another for a query. One thread at a time."""

    def __init__(self, query: ParsedQuery) -> None:
        self._hits = HitFinder(query)

    def make(self, text: str, width_cp: int = 200) -> Snippet:
        """Return the piece of about `width_cp` code points with most hits, else the beginning.

        White space becomes one space; an ellipsis stands where the text goes on. Hits are in code
        points of the snippet.
        """
        hits = self._hits.find(text[:_SEARCHED_CP], _EXPRESSION_S)
        if not hits and len(text) > _SEARCHED_CP:
            hits = self._hits.find(text, _EXPRESSION_S)
        start, end = _window(hits, text, width_cp)
        return _pressed(text, start, end, [hit for hit in hits if start <= hit.start_cp < end])


def _window(hits: list[Span], text: str, width_cp: int) -> tuple[int, int]:
    """Return the range of whole words that holds most hits, the first of these if several do."""
    if not hits:
        start = len(text) - len(text.lstrip())
        return start, _word_end(text, start, start + width_cp)
    best = first = last = count = 0
    for last, hit in enumerate(hits):
        while hit.end_cp - hits[first].start_cp > width_cp and first < last:
            first += 1
        if last - first + 1 > count:
            best, count = first, last - first + 1
    inner_start, inner_end = hits[best].start_cp, hits[best + count - 1].end_cp
    spare = max(0, width_cp - (inner_end - inner_start))
    start = max(0, min(inner_start - spare // 2, len(text) - width_cp))
    if start:
        space = _RUN.search(text, start - 1, inner_start)
        start = space.end() if space else start
    return start, max(_word_end(text, start, start + width_cp), min(inner_end, start + width_cp))


def _word_end(text: str, start: int, end: int) -> int:
    if end >= len(text):
        return len(text)
    cut = max(text.rfind(space, start, end + 1) for space in " \n\t")
    return cut if cut > start + (end - start) // 2 else end


def _pressed(text: str, start: int, end: int, hits: list[Span]) -> Snippet:
    """Copy a range with each run of white space as one space, and the hits' places with it."""
    while start < end and text[end - 1].isspace():
        end -= 1
    marks = sorted({edge for hit in hits for edge in (hit.start_cp, min(hit.end_cp, end))})
    moved: dict[int, int] = {}
    pressed = "…" if text[:start].strip() else ""
    place = start
    for mark in marks:
        pressed += _RUN.sub(" ", text[place:mark])
        moved[mark] = len(pressed)
        place = mark
    pressed += _RUN.sub(" ", text[place:end]) + ("…" if text[end:].strip() else "")
    spans = (Span(moved[hit.start_cp], moved[min(hit.end_cp, end)]) for hit in hits)
    return Snippet(pressed, tuple(spans))
