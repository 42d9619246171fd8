"""Where terms stand in a text, by word position, as the index counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from reviewer.search.analysis import (
    MAX_WORD_CP,
    fold,
    has_ascii_words,
    is_in_parts,
    parts_of,
    word_around,
    word_matches,
)
from reviewer.search.nodes import Exact, Inflected, Term
from reviewer.search.stemming import stem_of

_KEPT_SPELLINGS = 200_000  # a long document has fewer


@dataclass(slots=True)
class Places:
    """Where one term stands: positions, rising, and where the word of each begins and ends."""

    positions: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a word: term, step from its position, start, end; how many it takes."""

    width: int
    places: tuple[tuple[Term, int, int, int], ...]


class Sightings(dict[str, "_Asked | None"]):
    """Terms, ready to be seen in any text; each spelling is looked at once. One thread at a time.

    As a dictionary it holds what is asked of a word as it is written, None for nothing.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        super().__init__()
        self._words: dict[str, list[Term]] = defaultdict(list)
        self._stems: dict[tuple[str, str], list[Term]] = defaultdict(list)
        self._patterns: list[Term] = []
        self._terms = dict.fromkeys(terms)
        for term in self._terms:
            if not isinstance(term, Exact | Inflected):
                self._patterns.append(term)
                continue
            self._words[term.word].append(term)
            if isinstance(term, Inflected):
                for stem in term.stems:
                    self._stems[stem].append(term)
        self._languages = {language for language, _ in self._stems}
        self._prefixes = tuple({term.prefix for term in self._terms if isinstance(term, Inflected)})

    def seen(self, text: str) -> dict[Term, Places]:
        """Return where the terms stand in a text; a term that does not is left out."""
        if not self._terms:
            return {}
        if len(self) > _KEPT_SPELLINGS:
            self.clear()
        found: dict[Term, Places] = defaultdict(Places)
        position = 0
        for match in word_matches(text):
            asked = self[match.group()]
            if asked is None:
                position += 1
                continue
            start = match.start()
            for term, step, first, last in asked.places:
                places = found[term]
                positions, place = places.positions, position + step
                # A whole word comes before its first part, and is the longer one.
                if not positions or positions[-1] != place:
                    positions.append(place)
                    places.starts.append(start + first)
                    places.ends.append(start + last)
            position += asked.width
        return dict(found)

    def seen_apart(self, text: str) -> dict[Term, Places]:
        """Return the same, many times faster, where it does not matter what stands beside a term.

        Positions rise, but do not count words. Only words with the beginning of what is asked for
        in them are looked at, which takes a text of ASCII words and terms that are no patterns.
        """
        if self._patterns or not has_ascii_words(text):
            return self.seen(text)
        if self._beginnings is None:
            return {}
        found: dict[Term, Places] = defaultdict(Places)
        end = 0
        for match in self._beginnings.finditer(text.lower()):
            if match.start() < end:
                continue  # in the word before
            start, end = word_around(text, match.start())
            if end - start > MAX_WORD_CP:
                return self.seen(text)  # it is cut
            asked = self[text[start:end]]
            for term, step, first, last in asked.places if asked else ():
                places, place = found[term], start + step
                if not places.positions or places.positions[-1] != place:
                    places.positions.append(place)
                    places.starts.append(start + first)
                    places.ends.append(start + last)
        return dict(found)

    @cached_property
    def _beginnings(self) -> re.Pattern[str] | None:
        """What a word of ASCII holds if anything is asked of it; None when none can."""
        wanted = {*self._words, *self._prefixes} - {""}
        some = sorted(re.escape(each) for each in wanted if each.isascii())
        return re.compile("|".join(some)) if some else None

    def __missing__(self, written: str) -> _Asked | None:
        parts = parts_of(written) if is_in_parts(written) else []
        places = [(term, 0, 0, len(written)) for term in self._asking(fold(written))]
        for step, (word, start, end) in enumerate(parts):
            places += [(term, step, start, end) for term in self._asking(word)]
        asked = _Asked(len(parts) or 1, tuple(places)) if places or parts else None
        self[written] = asked
        return asked

    def _asking(self, word: str) -> list[Term]:
        """Return the terms that ask for a folded word."""
        found = list(self._words.get(word, ()))
        if word.startswith(self._prefixes):  # else no stem can be the same
            for language in self._languages:
                found += self._stems.get((language, stem_of(word, language)), ())
        found += [term for term in self._patterns if term.matches(word)]
        return list(dict.fromkeys(found))
