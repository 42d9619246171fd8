"""Stems of words, by language: from the Snowball algorithms, Arabic ones by light stemming."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from threading import local

import regex
import Stemmer

from reviewer.search.arabic import arabic_stem

ARABIC = "ar"
LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "ru": "russian",
}
_LATIN = frozenset({"de", "en", "es", "fr"})
_LATIN_WORD = regex.compile(r"\p{Latin}+")
_CYRILLIC_WORD = regex.compile(r"\p{Cyrillic}+")
_ARABIC_WORD = regex.compile(r"\p{Arabic}+")

# The end of a stem that a rule may have put in place of other letters: what stands before it is
# in every form. English cry, cries -> cri; hoping -> hope; lying -> lie; ability -> abl; skies ->
# sky. French chevaux -> cheval; prudemment -> prudent; application -> appliqu. Spanish -encia ->
# -ent. Russian only takes endings off. German also writes ä as ae, so nothing after a vowel that
# may be one holds. All of these keep the first letter; Arabic takes away what stands before a word.
_REPLACED = {
    "en": re.compile(r"(?<=^.)ie$|(?<=.)[iey]$|(?<=b)l$"),
    "fr": re.compile(r"(?<=.)(?:nt|qu|[tlixu])$"),
    "es": re.compile(r"(?<=.)t$"),
    "ru": re.compile(r"$"),
    "de": re.compile(r"(?<=[aou]).*"),
    "ar": re.compile(r".*"),
}


class _Stemmers(local):
    """The stemmers of one thread: no two threads may use one at once."""

    def __init__(self) -> None:
        self.by_language = {
            language: Stemmer.Stemmer(name, 0) for language, name in LANGUAGES.items()
        }


_stemmers = _Stemmers()


@lru_cache(maxsize=1 << 17)
def stem_of(word: str, language: str) -> str:
    """Return the stem of a folded word in a language of `LANGUAGES`. Any thread."""
    if language == ARABIC:
        return arabic_stem(word)
    return str(_stemmers.by_language[language].stemWord(word))


def stems_of_all(words: list[bytes], language: str) -> list[bytes]:
    """Return the stem of each of many folded words in UTF-8. Any thread."""
    if language == ARABIC:
        return [arabic_stem(word.decode()).encode() for word in words]
    stems: list[bytes] = _stemmers.by_language[language].stemWords(words)
    return stems


def stems_of(word: str, languages: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return the stems of a folded word with their languages, as its letters allow.

    Cyrillic words are taken for Russian, Arabic ones for Arabic, Latin ones for each of
    `languages` that is written so. Empty for numbers and other scripts.
    """
    if _LATIN_WORD.fullmatch(word):
        known = _LATIN.intersection(languages)
    elif _CYRILLIC_WORD.fullmatch(word):
        known = frozenset({"ru"})
    elif _ARABIC_WORD.fullmatch(word):
        known = frozenset({"ar"})
    else:
        known = frozenset()
    return frozenset((language, stem_of(word, language)) for language in known)


def shared_prefix(word: str, stems: Iterable[tuple[str, str]]) -> str:
    """Return what a folded word and every word with one of the stems begin with.

    Empty for Arabic alone.
    """
    prefixes = [word, *(stem[: _replaced_from(stem, language)] for language, stem in stems)]
    first, last = min(prefixes), max(prefixes)
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[:length]


def _replaced_from(stem: str, language: str) -> int:
    replaced = _REPLACED[language].search(stem)
    return replaced.start() if replaced else len(stem)
