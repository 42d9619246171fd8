"""Which words of a field a term stands for, found in the vocabulary as it lies on disk.

Exact words and beginnings of words need no more than the order of the words. For patterns,
misspellings and forms a number for each word rules out nearly all of them at once.
"""

from __future__ import annotations

import re
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from reviewer.search.found import distinct
from reviewer.search.gathering import Check
from reviewer.search.nodes import Exact, Fuzzy, Glob, Inflected, Term
from reviewer.search.postings import FieldPostings
from reviewer.search.shapes import TAIL, length_of, letters_of, stem_code, stem_codes

Places = NDArray[np.int64]

_KEPT = 256  # terms whose words, beginnings whose stems are remembered per field and segment
_AT_ONCE = 4096  # words between two looks at whether the search is still wanted
_BEYOND_ASCII = 0x80


class TooManyWords(Exception):
    """A term stands for more words than its caller can bear."""


class Lexicon:
    """The words of one field of one segment. Any thread."""

    def __init__(self, postings: FieldPostings) -> None:
        self._words = postings.words
        self._joined = postings.words.joined
        self._ends = postings.words.ends
        self._shapes = postings.shapes
        self._found: dict[Term, Places] = {}
        self._stems = postings.stems
        self._stemmed: dict[tuple[str, str], NDArray[np.uint16]] = {}

    def places(self, term: Term, limit: int, check: Check = lambda: None) -> Places:
        """Return where the words that a term stands for are in the vocabulary, rising.

        Raises TooManyWords when there are more than `limit`; `check` is called now and then and
        may raise.
        """
        found = self._found.get(term)
        if found is None:
            found = self._find(term, limit, check)
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[term] = found
        if len(found) > limit:
            raise TooManyWords
        return found

    def _find(self, term: Term, limit: int, check: Check) -> Places:
        match term:
            case Exact(word):
                place = self._words.find(word.encode())
                return np.array([] if place is None else [place], np.int64)
            case Inflected():
                return self._matching(term, self._inflected(term, check), limit, check)
            case Glob(pattern):
                if pattern == f"{term.prefix}*":
                    return _places(self._range(term.prefix))
                if re.fullmatch(r"\*[^*?]+", pattern):
                    return self._globbed(term)
                return self._matching(term, self._globbed(term), limit, check)
            case Fuzzy():
                return self._misspelt(term, check)

    def _range(self, prefix: str) -> range:
        if not prefix:
            return range(len(self._words))
        return self._words.with_prefix(prefix.encode())

    def _beyond_ascii(self) -> Places:
        if not len(self._ends):
            return np.empty(0, np.int64)
        starts = np.concatenate(([0], self._ends[:-1])).astype(np.int64)
        return np.flatnonzero(np.maximum.reduceat(self._joined, starts) >= _BEYOND_ASCII)

    def _matching(self, term: Term, candidates: Places, limit: int, check: Check) -> Places:
        found: list[int] = []
        for first in range(0, len(candidates), _AT_ONCE):
            check()
            places = candidates[first : first + _AT_ONCE]
            words = zip(places.tolist(), self._read(places), strict=True)
            found += [place for place, word in words if term.matches(word.decode())]
            if len(found) > limit:
                raise TooManyWords
        return np.array(found, np.int64)

    def _read(self, places: Places) -> list[bytes]:
        """Return the words at places, which rise."""
        if not len(places):
            return []
        ends = self._ends[places].tolist()
        starts = np.where(places > 0, self._ends[places - 1], 0).tolist()
        first = starts[0]
        joined = bytes(self._joined[first : ends[-1]])
        bounds = zip(starts, ends, strict=True)
        return [joined[start - first : end - first] for start, end in bounds]

    def _inflected(self, term: Inflected, check: Check) -> Places:
        """Return the words that may have one of a word's stems, and the word itself."""
        candidates = _places(self._range(term.prefix)) if term.prefix else self._beyond_ascii()
        if not len(candidates):
            return candidates
        word = self._words.find(term.word.encode())
        alike = candidates == (-1 if word is None else word)
        for language, stem in term.stems:
            codes = self._stem_codes(term.prefix, language, candidates, check)
            alike |= codes == stem_code(stem)
        chosen: Places = candidates[alike]
        return chosen

    def _stem_codes(
        self, prefix: str, language: str, candidates: Places, check: Check
    ) -> NDArray[np.uint16]:
        """Return a number for the stem of each candidate, which are all that share a prefix."""
        if language in self._stems:
            return self._stems[language][candidates]
        known = self._stemmed.get((prefix, language))
        if known is None:
            known = np.empty(len(candidates), np.uint16)
            for first in range(0, len(candidates), _AT_ONCE):
                check()
                part = slice(first, first + _AT_ONCE)
                known[part] = stem_codes(self._read(candidates[part]), language)
            if len(self._stemmed) >= _KEPT:
                self._stemmed.clear()
            self._stemmed[prefix, language] = known
        return known

    def _globbed(self, term: Glob) -> Places:
        """Return the words that may match a pattern, ruled out by ending, part and letters."""
        literals = re.split(r"[*?]+", term.pattern)
        within = self._range(term.prefix)
        longest = max(literals[1:], key=len)
        if literals[-1]:
            places = self._ending(within, literals[-1].encode())
        elif len(longest) > 1:
            places = self._holding(within, longest.encode())
        else:
            places = _places(within)
        lengths, letters, _ = self._shapes
        needed = letters_of("".join(literals))
        least = length_of(len(term.pattern.replace("*", "")))
        fits = (letters[places] & needed) == needed
        fits &= lengths[places] >= least if "*" in term.pattern else lengths[places] == least
        chosen: Places = places[fits]
        return chosen

    def _ending(self, within: range, ending: bytes) -> Places:
        last = ending[-TAIL:]
        tails = self._shapes.tails[within.start : within.stop]
        if len(last) < TAIL:
            tails = tails >> np.uint32(8 * (TAIL - len(last)))
        places = within.start + np.flatnonzero(tails == int.from_bytes(last, "little"))
        ends = self._ends[places].astype(np.int64)
        for back, byte in enumerate(reversed(ending), 1):
            # A word that is too short is compared with the one before it; its length tells later.
            fits = self._joined[ends - back] == byte
            places, ends = places[fits], ends[fits]
        return places

    def _holding(self, within: range, part: bytes) -> Places:
        if not within:
            return _places(within)
        first = int(self._ends[within.start - 1]) if within.start else 0
        matches = re.compile(re.escape(part)).finditer(
            self._joined.data, first, int(self._ends[within.stop - 1])
        )
        found = [match.start() for match in matches]
        return distinct(np.searchsorted(self._ends, np.array(found, np.int64), side="right"))

    def _misspelt(self, term: Fuzzy, check: Check) -> Places:
        near = self._nearly(term)
        found = [np.empty(0, np.int64)]
        for first in range(0, len(near), _AT_ONCE):
            check()
            places = near[first : first + _AT_ONCE]
            distances = process.cdist(
                [term.word],
                [word.decode() for word in self._read(places)],
                scorer=Levenshtein.distance,
                score_cutoff=term.distance,
                dtype=np.uint8,
            )
            found.append(places[distances[0] <= term.distance])
        return np.concatenate(found)

    def _nearly(self, term: Fuzzy) -> Places:
        """Return the words that a misspelling may stand for, by their length and letters."""
        near: Places | slice = slice(None)
        middle = len(term.word) // 2
        if middle and term.distance == 1:
            # One slip leaves one half of the word as it is.
            beginning = _places(self._range(term.word[:middle]))
            ending = self._ending(self._range(""), term.word[middle:].encode())
            near = distinct(np.sort(np.concatenate((beginning, ending)), kind="stable"))
        lengths, letters = self._shapes.lengths[near], self._shapes.letters[near]
        asked, characters = letters_of(term.word), length_of(len(term.word))
        fits = np.bitwise_count(asked & ~letters) <= term.distance
        fits &= np.bitwise_count(letters & ~asked) <= term.distance
        fits &= lengths >= max(characters - term.distance, 0)
        fits &= lengths <= min(characters + term.distance, length_of(1 << 16))
        chosen: Places = np.flatnonzero(fits)
        return chosen if isinstance(near, slice) else near[chosen]


def _places(within: range) -> Places:
    return np.arange(within.start, within.stop)


_lexicons: WeakKeyDictionary[FieldPostings, Lexicon] = WeakKeyDictionary()
_lock = Lock()


def lexicon_of(postings: FieldPostings) -> Lexicon:
    """Return the lexicon of a field of a segment, the same one each time."""
    with _lock:
        lexicon = _lexicons.get(postings)
        if lexicon is None:
            lexicon = _lexicons[postings] = Lexicon(postings)
        return lexicon
