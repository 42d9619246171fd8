"""“Did you mean”: the query with its unknown words changed to the nearest ones that are known."""

from __future__ import annotations

import math

import regex
from rapidfuzz.distance import OSA

from reviewer.search.analysis import fold
from reviewer.search.lexicon import lexicon_of
from reviewer.search.nodes import Exact, Fuzzy
from reviewer.search.schema import UNFIELDED
from reviewer.search.snapshot import Snapshot

RARE = 2  # documents; a word that more of them hold is taken as meant
_LEAST_LETTERS = 4  # below that nearly every word is near another
_FAR_FROM = 6  # letters from which two mistakes may have been made
_MUCH_MORE = 20  # times as many documents as a rare word's hold the word that is offered
_MISTAKE = 4.0  # what a mistake costs against the logarithm of the frequency
_PIECE = regex.compile(
    r"""
      /(?:\\.|[^/\\])+/                                            # a regular expression
    | (?:tag|entity|has|is|reviewer|type|file|path|filename|folder|date)
      :(?:"[^"]*"?|\S*)                                            # not looked up in the index
    | [A-Za-z_]{2,}:(?=\S)                                         # the name of a field
    | (?<!\S)(?:AND|OR|NOT)(?!\S)
    | [\p{L}\p{N}\p{M}*?]*[*?][\p{L}\p{N}\p{M}*?]*                 # a pattern
    | [\p{L}\p{N}\p{M}]+~                                          # misspelt on purpose
    | (?P<word>[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)
    """,
    regex.VERBOSE,
)


def suggest(snapshot: Snapshot, query_text: str) -> str | None:
    """Return the query as typed but for words that hardly any document holds, or None.

    Of the words near to such a one the best is a trade of few mistakes against many documents.
    None when every word is known or has none near it. Any thread.
    """
    pieces = []
    end = 0
    for piece in _PIECE.finditer(query_text):
        word = piece["word"]
        better = _better(snapshot, word) if word else None
        if better is not None:
            pieces += [query_text[end : piece.start()], _in_case_of(word, better)]
            end = piece.end()
    return "".join(pieces) + query_text[end:] if pieces else None


def _better(snapshot: Snapshot, written: str) -> str | None:
    word = fold(written)
    if len(word) < _LEAST_LETTERS or not word.isalpha():
        return None
    known = _documents(snapshot, Exact(word)).get(word, 0)
    if known > RARE:
        return None
    near = _documents(snapshot, Fuzzy(word, 2))
    near.pop(word, None)
    most_mistakes = 2 if len(word) >= _FAR_FROM else 1
    ranked = []
    for other, documents in near.items():
        mistakes = OSA.distance(word, other)  # letters that changed places are one mistake
        enough = documents >= _MUCH_MORE * known if known else True
        if mistakes <= most_mistakes and enough and other.isalpha():
            worth = math.log(documents) - _MISTAKE * mistakes
            ranked.append((worth, other[0] == word[0], other))
    return max(ranked)[2] if ranked else None


def _documents(snapshot: Snapshot, term: Exact | Fuzzy) -> dict[str, int]:
    """Return the words that a term stands for, with about how many documents hold each."""
    found: dict[str, int] = {}
    for segment in snapshot.segments:
        for name in UNFIELDED:
            postings = segment.fields.get(name)
            if postings is None:
                continue
            for place in lexicon_of(postings).places(term, len(postings.words)).tolist():
                word = postings.words[place].decode()
                found[word] = found.get(word, 0) + postings.document_frequency(place)
    return found


def _in_case_of(written: str, word: str) -> str:
    if len(written) > 1 and written.isupper():
        return word.upper()
    return word.capitalize() if written[0].isupper() else word
