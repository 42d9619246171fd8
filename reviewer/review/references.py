"""Which cables a document refers to, and which refer to it: numbers become documents.

Ids are looked up through their index in every usual spelling; what only a title or another field
tells, and who refers to a cable, is found by the search index and then read, so that what is told
holds. For background threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from reviewer.corpus import documents, structure
from reviewer.model import Document, DocumentRow, Span
from reviewer.review.cable_numbers import (
    SAME_POST,
    CableNumber,
    Reference,
    number_in,
    references,
    spellings,
)
from reviewer.review.conversations import moment_of
from reviewer.search.index import SearchIndex
from reviewer.search.nodes import Exact, Or, Passage
from reviewer.search.searching import search

MAX_REFERENCES = 400
MAX_LOOKED_UP = 40  # in the search index
MAX_CANDIDATES = 500
REFERENCE_ID = "Reference ID"  # as metadata, of a cable that has an id beside its number
_TOP_CP = 20_000
_WIDTHS = range(1, 7)


@dataclass(frozen=True, slots=True)
class Referred:
    """A number that a document names, where it does, and the documents that have it: often none."""

    number: CableNumber
    spans: tuple[Span, ...]
    rows: tuple[DocumentRow, ...]


def refers_to(
    connection: Connection, index: SearchIndex | None, document: Document, text: str
) -> list[Referred]:
    """Return the cables that a document refers to, in the order in which it names them.

    What may be something else than a number of a cable, such as a short code in a document that is
    none, is told only when the corpus holds it.
    Without a search index only ids are looked up.
    """
    own = set(numbers_of(document))
    found = [
        each for each in _all_references(document, text) if not own.intersection(each.numbers)
    ][:MAX_REFERENCES]
    known = _by_id(connection, {number for each in found for number in each.numbers})
    chosen: dict[CableNumber, list[Span]] = {}
    sure = set(known)
    for each in found:
        number = _meant(each, known)
        if number is not None or each.certain:
            chosen.setdefault(number or each.numbers[0], []).append(each.span)
        if own or not each.is_doubtful:
            sure.update(each.numbers)
    if index is not None:
        missing = [number for number in chosen if number not in known]
        missing.sort(key=lambda number: number not in sure)
        for number in missing[:MAX_LOOKED_UP]:
            known[number] = _by_index(connection, index, number)
    chosen = {each: spans for each, spans in chosen.items() if each in sure or known.get(each)}
    ids = [place for number in chosen for place in known.get(number, ())]
    rows = {row.id: row for row in documents.document_rows(connection, ids)}
    return [
        Referred(
            number,
            tuple(span for span in spans if span.end_cp),
            tuple(rows[each] for each in known.get(number, ()) if each != document.id),
        )
        for number, spans in chosen.items()
    ]


def referred_by(
    connection: Connection, index: SearchIndex | None, document: Document, text: str
) -> list[DocumentRow]:
    """Return the documents that refer to a cable, by date.

    None for what has no cable's number, and none is known without a search index.
    """
    own = set(numbers_of(document))
    if not own or index is None:
        return []
    passages = [
        Passage(("body", "meta"), (*map(Exact, words), Exact(digits)))
        for number in own
        for words in _written_posts(number.post, text)
        for digits in _digits(number)
    ]
    ids = search(index, Or(tuple(passages)), limit=MAX_CANDIDATES).ids.tolist()
    found: list[tuple[datetime, int]] = []
    for candidate in structure.standing(connection, ids):
        other = documents.document(connection, candidate) if candidate != document.id else None
        if other is None or own.intersection(numbers_of(other)):
            continue
        body = documents.document_text(connection, candidate)
        named = [each for each in _all_references(other, body) if own.intersection(each.numbers)]
        known = _by_id(connection, {number for each in named for number in each.numbers})
        if any(_meant(each, known | dict.fromkeys(own, ())) in own for each in named):
            found.append((moment_of(other.date), candidate))
    return documents.document_rows(connection, [candidate for _, candidate in sorted(found)])


def numbers_of(document: Document) -> Iterator[CableNumber]:
    """Yield the numbers of a document itself: its ids, and that with which its title begins."""
    for text in (document.external_id, document.title, document.metadata.get(REFERENCE_ID)):
        number = number_in(text)
        if number is not None:
            yield number


def _meant(
    reference: Reference, known: Mapping[CableNumber, tuple[int, ...]]
) -> CableNumber | None:
    """Return which number a reference means: the likeliest of those that there are."""
    return next((number for number in reference.numbers if number in known), None)


def _all_references(document: Document, text: str) -> list[Reference]:
    """Return what a text refers to, and what its source told of that beside the text."""
    year = (document.date or "")[2:4]
    found = references(text, year if year.isdecimal() else "")
    known = {number for each in found for number in each.numbers}
    for name, value in document.metadata.items():
        if not name.lower().startswith("ref"):
            continue
        for each in references(f"REF: {value}", year if year.isdecimal() else ""):
            if not known.intersection(each.numbers):
                found.append(Reference(Span(0, 0), each.numbers, True, True))
    return found


def _by_id(
    connection: Connection, numbers: Iterable[CableNumber]
) -> dict[CableNumber, tuple[int, ...]]:
    forms: Mapping[str, CableNumber] = {
        form: number for number in numbers for form in spellings(number)
    }
    found: dict[CableNumber, tuple[int, ...]] = {}
    for form, place in documents.documents_by_external_ids(connection, forms):
        number = forms[form]
        found[number] = (*found.get(number, ()), place)
    return found


def _by_index(connection: Connection, index: SearchIndex, number: CableNumber) -> tuple[int, ...]:
    passages = [
        Passage(("title", "meta"), (Exact(year), Exact(number.post.lower()), Exact(digits)))
        for year in (number.year, str(number.full_year))
        for digits in _digits(number)
    ]
    ids = search(index, Or(tuple(passages)), limit=MAX_LOOKED_UP).ids.tolist()
    found = (documents.document(connection, each) for each in structure.standing(connection, ids))
    return tuple(each.id for each in found if each and number in numbers_of(each))


def _digits(number: CableNumber) -> list[str]:
    return list(dict.fromkeys(f"{number.number:0{width}}" for width in _WIDTHS))


def _written_posts(post: str, text: str) -> list[tuple[str, ...]]:
    """Return a post's name as folded words, also as the cable itself writes it, with spaces."""
    written: set[tuple[str, ...]] = {(post.lower(),)}
    written |= {(other.lower(),) for other, same in SAME_POST.items() if same == post}
    spaced = re.search(r"\b" + "[ -]?".join(post) + r"\b", text[:_TOP_CP])
    if spaced:
        written.add(tuple(re.split("[ -]", spaced.group().lower())))
    return sorted(written)
