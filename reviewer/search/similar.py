"""“More like this”: the words that tell a text from others, as a query."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from reviewer.search.analysis import folded_words
from reviewer.search.nodes import And, Documents, Exact, Node, Not, Or, Passage
from reviewer.search.query import ParsedQuery
from reviewer.search.snapshot import Segment, Snapshot

MOST_WORDS = 25
MARKED_WORDS = 6  # a text with every one of them marked is hard to read
_READ_CP = 200_000  # of a longer text, pieces from its beginning to its end
_PIECES = 20
_LEAST_LETTERS = 4
_LEAST_OF_NAME = 3  # such as an abbreviation
_NAME_WEIGHT = 1.5
_WEIGHED = 500  # of the text's words, its most frequent ones
_WEIGHED_AGAIN = 60
_TOO_COMMON = 0.25  # of the documents
_WORD = re.compile(r"\w+")


def similar_query(snapshot: Snapshot, text: str, document_id: int | None) -> ParsedQuery | None:
    """Return a query for documents like a text, without the document that it comes from.

    Asked are the words of greatest tf-idf that other documents hold, too, any of them; the best
    matches share most. None when the text has no such word. Any thread.
    """
    words = telling_words(snapshot, text)
    if not words:
        return None
    passages = tuple(Passage(("body", "title"), (Exact(word),)) for word in words)
    node: Node = Or(passages) if len(passages) > 1 else passages[0]
    if document_id is not None:
        node = And((node, Not(Documents(np.array([document_id], np.int64)))))
    return ParsedQuery(" OR ".join(f"={word}" for word in words), node)


def strongest(query: ParsedQuery, most: int = MARKED_WORDS) -> ParsedQuery:
    """Return a query for the most telling words of a similar query: what is worth marking."""
    passages = query.body_passages[:most]
    return ParsedQuery(query.text, Or(passages) if len(passages) > 1 else passages[0])


def telling_words(snapshot: Snapshot, text: str, most: int = MOST_WORDS) -> list[str]:
    """Return the words of a text that tell it from others, the most telling first.

    A word that the text never writes small is taken for a name, and names tell most.
    """
    if not snapshot.segments:
        return []
    read = _sampled(text)
    small = _small_words(read)
    counts = Counter(
        word
        for word in folded_words(read)
        if len(word) >= (_LEAST_LETTERS if word in small else _LEAST_OF_NAME) and word.isalpha()
    )
    # How common a word is, one segment tells well enough; the best are then counted in all.
    largest = max(snapshot.segments, key=lambda segment: segment.size)
    candidates = [(word, count, _held([largest], word)) for word, count in _top(counts, _WEIGHED)]
    first = _ranked(candidates, largest.size, small, least=0)[:_WEIGHED_AGAIN]
    again = [(word, counts[word], _held(snapshot.segments, word)) for word in first]
    return _ranked(again, snapshot.size, small, least=2)[:most]


def _small_words(text: str) -> frozenset[str]:
    """Return the folded words that begin with a small letter somewhere in a text."""
    small = (word for word in _WORD.findall(text) if not word[0].isupper())
    return frozenset(folded_words(" ".join(small)))


def _top(counts: Counter[str], most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))[:most]


def _ranked(
    candidates: list[tuple[str, int, int]], size: int, small: frozenset[str], least: int
) -> list[str]:
    common = max(least, size * _TOO_COMMON)
    weighed = [
        (
            (1 if word in small else _NAME_WEIGHT)
            * (1 + math.log(count))
            * math.log((size + 1) / (held + 0.5)),
            word,
        )
        for word, count, held in candidates
        if least <= held <= common
    ]
    return [word for _, word in sorted(weighed, key=lambda item: (-item[0], item[1]))]


def _held(segments: Sequence[Segment], word: str) -> int:
    """Return how many documents hold a word in their bodies."""
    held = 0
    for segment in segments:
        body = segment.fields.get("body")
        place = body.words.find(word.encode()) if body else None
        if body is not None and place is not None:
            held += body.document_frequency(place)
    return held


def _sampled(text: str) -> str:
    if len(text) <= _READ_CP:
        return text
    width, step = _READ_CP // _PIECES, len(text) // _PIECES
    return "\n".join(text[start : start + width] for start in range(0, step * _PIECES, step))
