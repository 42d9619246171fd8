"""Which words of a field a term stands for, found in the vocabulary as it lies on disk.

Exact words and beginnings of words need no more than the order of the words. For patterns and
misspellings small arrays, made when first asked for, rule out nearly all words at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from reviewer.search.found import distinct
from reviewer.search.nodes import Exact, Fuzzy, Glob, Inflected, Term
from reviewer.search.postings import FieldPostings

Places = NDArray[np.int64]

_KEPT = 256  # terms whose words are remembered per field and segment
_TAIL = 4  # bytes
_CONTINUATION, _MARKED = 0x80, 0xC0  # the bits of a byte of UTF-8 that begins no character


class _Shapes(NamedTuple):
    """Of each word its length in code points, its letters as bits, its last bytes as a number."""

    lengths: NDArray[np.int16]
    letters: NDArray[np.uint64]
    tails: NDArray[np.uint32]


class TooManyWords(Exception):
    """A term stands for more words than its caller can bear."""


class Lexicon:
    """The words of one field of one segment. Any thread."""

    def __init__(self, postings: FieldPostings) -> None:
        self._words = postings.words
        self._joined = postings.words.joined
        self._ends = postings.words.ends
        self._shapes: _Shapes | None = None
        self._found: dict[Term, Places] = {}

    def places(self, term: Term, limit: int) -> Places:
        """Return where the words that a term stands for are in the vocabulary, rising.

        Raises TooManyWords when there are more than `limit`.
        """
        found = self._found.get(term)
        if found is None:
            found = self._find(term, limit)
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[term] = found
        if len(found) > limit:
            raise TooManyWords
        return found

    def _find(self, term: Term, limit: int) -> Places:
        match term:
            case Exact(word):
                place = self._words.find(word.encode())
                return np.array([] if place is None else [place], np.int64)
            case Inflected(prefix=prefix):
                candidates = self._range(prefix) if prefix else self._beyond_ascii()
                return self._matching(term, candidates, limit)
            case Glob(pattern):
                if pattern == f"{term.prefix}*":
                    return self._range(term.prefix)
                if re.fullmatch(r"\*[^*?]+", pattern):
                    return self._globbed(term)
                return self._matching(term, self._globbed(term), limit)
            case Fuzzy():
                return self._misspelt(term)

    def _range(self, prefix: str) -> Places:
        if not prefix:
            return np.arange(len(self._words))
        places = self._words.with_prefix(prefix.encode())
        return np.arange(places.start, places.stop)

    def _beyond_ascii(self) -> Places:
        if not len(self._ends):
            return np.empty(0, np.int64)
        starts = np.concatenate(([0], self._ends[:-1])).astype(np.int64)
        return np.flatnonzero(np.maximum.reduceat(self._joined, starts) >= _CONTINUATION)

    def _matching(self, term: Term, candidates: Places, limit: int) -> Places:
        found = []
        for place, word in zip(candidates.tolist(), self._read(candidates), strict=True):
            if term.matches(word):
                found.append(place)
                if len(found) > limit:
                    raise TooManyWords
        return np.array(found, np.int64)

    def _read(self, places: Places) -> Iterator[str]:
        joined = self._joined.data
        ends = self._ends[places].tolist()
        starts = np.where(places > 0, self._ends[places - 1], 0).tolist()
        return (str(joined[start:end], "utf-8") for start, end in zip(starts, ends, strict=True))

    def _globbed(self, term: Glob) -> Places:
        """Return the words that may match a pattern, ruled out by ending, part and letters."""
        literals = re.split(r"[*?]+", term.pattern)
        places = self._range(term.prefix)
        longest = max(literals[1:], key=len)
        if literals[-1]:
            places = self._ending(places, literals[-1].encode())
        elif len(longest) > 1:
            places = self._holding(places, longest.encode())
        lengths, letters, _ = self._shape()
        needed = _letters("".join(literals))
        least = len(term.pattern.replace("*", ""))
        fits = (letters[places] & needed) == needed
        fits &= lengths[places] >= least if "*" in term.pattern else lengths[places] == least
        chosen: Places = places[fits]
        return chosen

    def _ending(self, places: Places, ending: bytes) -> Places:
        last = ending[-_TAIL:]
        shift = np.uint32(8 * (_TAIL - len(last)))
        tails = self._shape().tails[places]
        places = places[tails >> shift == int.from_bytes(last, "little")]
        ends = self._ends[places].astype(np.int64)
        for back, byte in enumerate(reversed(ending), 1):
            # A word that is too short is compared with the one before it; its length tells later.
            fits = self._joined[ends - back] == byte
            places, ends = places[fits], ends[fits]
        return places

    def _holding(self, places: Places, part: bytes) -> Places:
        if not len(places):
            return places
        first = int(self._ends[places[0] - 1]) if places[0] else 0
        matches = re.compile(re.escape(part)).finditer(
            self._joined.data, first, int(self._ends[places[-1]])
        )
        found = [match.start() for match in matches]
        return distinct(np.searchsorted(self._ends, np.array(found, np.int64), side="right"))

    def _misspelt(self, term: Fuzzy) -> Places:
        lengths, letters, _ = self._shape()
        asked = _letters(term.word)
        near: Places = np.flatnonzero(np.abs(lengths - len(term.word)) <= term.distance)
        candidates = letters[near]
        fits = np.bitwise_count(asked & ~candidates) <= term.distance
        fits &= np.bitwise_count(candidates & ~asked) <= term.distance
        near = near[fits]
        if not len(near):
            return near
        distances = process.cdist(
            [term.word],
            list(self._read(near)),
            scorer=Levenshtein.distance,
            score_cutoff=term.distance,
            dtype=np.uint8,
        )
        chosen: Places = near[distances[0] <= term.distance]
        return chosen

    def _shape(self) -> _Shapes:
        if self._shapes is None:
            self._shapes = _shapes_of(self._joined, self._ends)
        return self._shapes


def _shapes_of(joined: NDArray[np.uint8], ends: NDArray[np.unsignedinteger]) -> _Shapes:
    if not len(ends):
        return _Shapes(np.empty(0, np.int16), np.empty(0, np.uint64), np.empty(0, np.uint32))
    begun = np.cumsum((joined & _MARKED) != _CONTINUATION)  # characters up to each byte
    last = ends.astype(np.int64) - 1
    stops = begun[last]
    starts = np.concatenate(([0], stops[:-1]))
    characters = np.frombuffer(bytes(joined).decode().encode("utf-32-le"), np.uint32)
    bits = np.uint64(1) << (characters & np.uint32(63)).astype(np.uint64)
    tails = np.zeros(len(ends), np.uint32)
    for back in range(_TAIL):
        byte = joined[np.maximum(last - back, 0)].astype(np.uint32)
        tails |= byte << np.uint32(8 * (_TAIL - 1 - back))
    lengths = (stops - starts).astype(np.int16)
    return _Shapes(lengths, np.bitwise_or.reduceat(bits, starts), tails)


def _letters(word: str) -> np.uint64:
    return np.uint64(sum(1 << bit for bit in {ord(letter) & 63 for letter in word}))


_lexicons: WeakKeyDictionary[FieldPostings, Lexicon] = WeakKeyDictionary()
_lock = Lock()


def lexicon_of(postings: FieldPostings) -> Lexicon:
    """Return the lexicon of a field of a segment, the same one each time."""
    with _lock:
        lexicon = _lexicons.get(postings)
        if lexicon is None:
            lexicon = _lexicons[postings] = Lexicon(postings)
        return lexicon
