"""Stems of words, by language, from the Snowball algorithms."""

from __future__ import annotations

from functools import lru_cache

import Stemmer

LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "ru": "russian",
}


@lru_cache(maxsize=1 << 18)
def stem_of(word: str, language: str) -> str:
    """Return the stem of a folded word in a language of `LANGUAGES`. Any thread."""
    # A stemmer object must not be used by two threads at once; making one takes microseconds.
    return str(Stemmer.Stemmer(LANGUAGES[language], 0).stemWord(word))
