"""Names redacted in one document that an export shows from another: found, so that she is told.

A name is compared word by word, folded by case and accents, with the family name last or first. One
that is a single short word, such as a rank or a month, would be found everywhere and is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from reviewer.export.names import turned

MIN_LETTERS = 5

_WORD = re.compile(r"[^\W_]+")  # as in "viktor_petrov.docx"


class RedactedNames:
    """What is redacted anywhere in the corpus, to be looked for in what is handed out."""

    def __init__(self, quotes: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for name in (name for quote in quotes for name in (quote, *turned(quote))):
            words = _folded_words(name)
            if sum(map(len, words)) >= MIN_LETTERS:
                self._by_first[words[0]].add(words)

    def stand_in(self, texts: Iterable[str]) -> bool:
        """Tell whether one of the texts holds one of the names as whole words."""
        return any(self._is_named(_folded_words(text)) for text in texts)

    def _is_named(self, words: tuple[str, ...]) -> bool:
        return any(
            words[place : place + len(name)] == name
            for place, word in enumerate(words)
            for name in self._by_first.get(word, ())
        )


def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(_folded(word) for word in _WORD.findall(text.replace("\xad", "")))


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
