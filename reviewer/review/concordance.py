"""Every hit of a query in its context, one line each: key word in context, or KWIC."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from reviewer.corpus.database import Corpus
from reviewer.corpus.membership import among
from reviewer.corpus.schema import DocumentRecord
from reviewer.model import Span
from reviewer.review.texts import texts_of
from reviewer.search.hits import HitFinder
from reviewer.search.query import ParsedQuery

WIDTH_CP = 120  # what a wide screen shows on either side
_EXPRESSION_S = 5.0  # for the matches of a regular expression in one text
_JOINER = "\u200d"
_SPACE = re.compile(r"\s")
_WORD_CP = 30  # a longer run without a space is cut
_HIT_CP = 2_000  # a regular expression may match a whole document


@dataclass(frozen=True, slots=True)
class Line:
    """One hit with what stands before and after it, each run of white space as one space."""

    document_id: int
    span: Span
    left: str
    hit: str
    right: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line tells of its document."""

    title: str
    date: str | None
    origin: str | None


def headings(corpus: Corpus, ids: Iterable[int]) -> dict[int, Heading]:
    """Return the headings of documents by id."""
    columns = (
        DocumentRecord.id,
        DocumentRecord.title,
        DocumentRecord.date,
        DocumentRecord.origin,
    )
    with corpus.read() as connection:
        rows = connection.execute(select(*columns).where(among(DocumentRecord.id, ids)))
        return {row.id: Heading(row.title, row.date, row.origin) for row in rows}


def concordance(
    corpus: Corpus,
    ids: Iterable[int],
    query: ParsedQuery,
    width_cp: int = WIDTH_CP,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Line]:
    """Yield the hits of a query over documents, in their order and in that of each text.

    Ends early when `cancelled` says so. Texts are read a few at a time, on the thread that asks.
    """
    finder = HitFinder(query)
    for document_id, text in texts_of(corpus, ids):
        if cancelled is not None and cancelled():
            return
        for span in finder.find(text, _EXPRESSION_S):
            yield line_at(document_id, text, span, width_cp)


def has_hits(query: ParsedQuery) -> bool:
    """Tell whether a query asks for anything that stands in a text."""
    return bool(query.body_passages or query.body_nears or query.patterns)


def line_at(document_id: int, text: str, span: Span, width_cp: int = WIDTH_CP) -> Line:
    """Return the line of a hit in a document's text."""
    start_cp, end_cp = context_edges(text, span, width_cp)
    return Line(
        document_id,
        span,
        pressed(text[start_cp : span.start_cp]),
        shown_hit(text[span.start_cp : span.end_cp]),
        pressed(text[span.end_cp : end_cp]),
    )


def context_edges(text: str, span: Span, width_cp: int = WIDTH_CP) -> tuple[int, int]:
    """Return where the context of a hit begins and ends, at most `width_cp` code points from it.

    Less where a cut would part a word, or in a longer run a letter from its accents.
    """
    start_cp = max(0, span.start_cp - width_cp)
    while 0 < start_cp < span.start_cp and _belongs_together(text, start_cp):
        start_cp += 1
    end_cp = min(len(text), span.end_cp + width_cp)
    while span.end_cp < end_cp < len(text) and _belongs_together(text, end_cp):
        end_cp -= 1
    if width_cp <= _WORD_CP:
        return start_cp, end_cp
    if start_cp > 0 and not text[start_cp - 1].isspace():
        space = _SPACE.search(text, start_cp, min(start_cp + _WORD_CP, span.start_cp))
        start_cp = space.end() if space else start_cp
    if end_cp < len(text) and not text[end_cp].isspace():
        spaces = list(_SPACE.finditer(text, max(end_cp - _WORD_CP, span.end_cp), end_cp))
        end_cp = spaces[-1].start() if spaces else end_cp
    return start_cp, end_cp


def shown_hit(hit: str) -> str:
    """Return a hit as its line shows it: with an ellipsis where it is as long as a document."""
    return pressed(hit) if len(hit) <= _HIT_CP else pressed(hit[:_HIT_CP]) + "…"


def pressed(text: str) -> str:
    """Return text with each run of white space as one space."""
    words = " ".join(text.split())  # many times faster than a regular expression
    if not words:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"


def _belongs_together(text: str, place: int) -> bool:
    """Tell whether a cut before this code point would show rubbish on either side."""
    behind = text[place]
    # Accents and variation selectors, what joins emoji, and skin tones.
    return (
        unicodedata.category(behind).startswith("M")
        or behind == _JOINER
        or text[place - 1] == _JOINER
        or "\U0001f3fb" <= behind <= "\U0001f3ff"
    )
