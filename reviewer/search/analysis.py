"""Words as the index knows them: cut from the text by Unicode's rules, folded, never stemmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

import regex
from whoosh.analysis import Token, Tokenizer

# A combining mark belongs to the word before it. The bound keeps an unbroken megabyte out of the
# lexicon; its pieces are neighbours, so asking for the whole run still finds it.
WORD = regex.compile(r"[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]{0,127}")
_ASCII_WORD = re.compile(r"[A-Za-z0-9_]{1,128}")  # the same words, twice as fast
_MARK = regex.compile(r"\p{M}+")


Match: TypeAlias = "re.Match[str] | regex.Match[str]"


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """Return a word without case, accents and compatibility forms; folding twice changes nothing.

    The result may be longer or shorter than the word (`Straße` -> `strasse`), so offsets are
    always taken from the text itself.
    """
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return _MARK.sub("", decomposed).casefold() or word


def word_matches(text: str) -> Iterator[Match]:
    """Yield each word of a text as a match, whose span is in code points."""
    return _ASCII_WORD.finditer(text) if text.isascii() else WORD.finditer(text)


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text in their order."""
    pattern = _ASCII_WORD if text.isascii() else WORD
    return [fold(word) for word in pattern.findall(text)]


class WordTokenizer(Tokenizer):  # type: ignore[misc]
    """Whoosh's view of the same words; `startchar` and `endchar` are code points of the text."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **kwargs: object,
    ) -> Iterator[Token]:
        """Yield one token again and again, as Whoosh expects.

        With `tokenize` off the value is one folded word whatever it holds, so that the star of a
        pattern stays in it.
        """
        token = Token(positions, chars, removestops=removestops, mode=mode)
        matches = word_matches(value) if tokenize else regex.finditer(r"(?s).+", value)
        for position, match in enumerate(matches, start_pos):
            token.text = fold(match.group())
            token.boost = 1.0
            if keeporiginal:
                token.original = match.group()
            token.stopped = False
            if positions:
                token.pos = position
            if chars:
                token.startchar = start_char + match.start()
                token.endchar = start_char + match.end()
            yield token
