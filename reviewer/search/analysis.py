"""Words as the index knows them: cut from the text by Unicode's rules, folded, never stemmed.

A word is a run of letters and digits. One that mixes them, such as 05MOSCOW1234, has parts (05,
moscow, 1234), which take a position each; the index holds it whole, too, at the position of its
first part. So it is found by `05MOSCOW*`, by a part, and by its parts in a phrase. A soft hyphen,
as where a word was cut at the end of a line, stands in a word as if it were not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

import regex
from whoosh.analysis import Token, Tokenizer

from reviewer.text import LETTER_APOSTROPHES

# A combining mark or soft hyphen belongs to the word before it. The bound keeps an unbroken
# megabyte out of the lexicon; its pieces are neighbours, so asking for the whole run finds it.
MAX_WORD_CP = 128
WORD = regex.compile(
    rf"(?V1)[\p{{L}}\p{{N}}--{LETTER_APOSTROPHES}]"
    rf"[\p{{L}}\p{{N}}\p{{M}}\xad--{LETTER_APOSTROPHES}]{{0,{MAX_WORD_CP - 1}}}"
)
_ASCII_WORD = re.compile(rf"[A-Za-z0-9]{{1,{MAX_WORD_CP}}}")  # the same words, twice as fast
_OTHER_WORD = regex.compile(rf"(?V1)[\p{{L}}\p{{N}}\p{{M}}\xad--{LETTER_APOSTROPHES}--[A-Za-z0-9]]")
_ASCII_END = re.compile(r"[^A-Za-z0-9]|\Z")
_PART = regex.compile(r"\p{L}[\p{L}\p{M}\xad]*|\p{N}[\p{N}\p{M}\xad]*")
_MARK = regex.compile(r"\p{M}+")

# Arabic: spellings of one letter, digits as the keyboard has them, and no stretching of words.
# No word is spelt with a soft hyphen.
_UNIFIED = str.maketrans("ٱىةیک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ايهيك" + 2 * "0123456789", "ـ\xad")

Match: TypeAlias = "re.Match[str] | regex.Match[str]"


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return a word without case, accents and compatibility forms; folding twice changes nothing.

    The result may be longer or shorter than the word (`Straße` -> `strasse`), so offsets are
    always taken from the text itself. Russian й is a letter and stays, ё becomes е.
    """
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    bare = _MARK.sub("", decomposed.replace("и\u0306", "й")).casefold()
    return bare.translate(_UNIFIED) or word


def word_matches(text: str) -> Iterator[Match]:
    """Yield each whole word of a text as a match, whose span is in code points."""
    return _ASCII_WORD.finditer(text) if text.isascii() else WORD.finditer(text)


def has_ascii_words(text: str) -> bool:
    """Tell whether no word of a text has another letter or digit than those of ASCII."""
    return text.isascii() or _OTHER_WORD.search(text) is None


def word_around(text: str, place: int) -> tuple[int, int]:
    """Return the run of letters and digits of ASCII on one of which a place is."""
    start = place
    while start and text[start - 1].isascii() and text[start - 1].isalnum():
        start -= 1
    end = _ASCII_END.search(text, place)
    return start, end.start() if end else len(text)


def is_in_parts(word: str) -> bool:
    """Tell whether a word as it is written has several parts."""
    if word.isascii() and (word.isalpha() or word.isdigit()):
        return False
    return len(_PART.findall(word)) > 1


def parts_of(word: str) -> list[tuple[str, int, int]]:
    """Return the parts of a word as it is written: folded, with start and end in code points."""
    return [(fold(part.group()), *part.span()) for part in _PART.finditer(word)]


def whole_words(text: str) -> list[str]:
    """Return the folded words of a text in their order, none of them in parts."""
    return [fold(match.group()) for match in word_matches(text)]


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text in their order, by position: a mixed word as its parts."""
    words: list[str] = []
    for written in written_words(text):
        forms = forms_of(written)
        words += forms if len(forms) == 1 else forms[1:]
    return words


def indexed_words(text: str) -> Iterator[tuple[str, int]]:
    """Yield the folded words of a text with their positions, as the index holds them.

    Positions rise; a mixed word comes whole first, then again as its parts.
    """
    position = 0
    for written in written_words(text):
        forms = forms_of(written)
        yield forms[0], position
        if len(forms) == 1:
            position += 1
        else:
            for part in forms[1:]:
                yield part, position
                position += 1


def written_words(text: str) -> list[str]:
    """Return the words of a text as they are written, in their order."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    words: list[str] = WORD.findall(text)
    return words


@lru_cache(maxsize=1 << 16)
def forms_of(written: str) -> tuple[str, ...]:
    """Return the folded word, and after it the parts of a word that has several.

    Each part takes a position of the text, the first of them that of the whole word.
    """
    parts = parts_of(written) if is_in_parts(written) else []
    return (fold(written), *(part for part, _, _ in parts))


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
        whole = [(fold(value), 0, 0, len(value))] if value else []
        placed = _placed_words(value) if tokenize else iter(whole)
        for word, position, start, end in placed:
            token.text = word
            token.boost = 1.0
            if keeporiginal:
                token.original = value[start:end]
            token.stopped = False
            if positions:
                token.pos = start_pos + position
            if chars:
                token.startchar = start_char + start
                token.endchar = start_char + end
            yield token


def _placed_words(text: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield what `indexed_words` does, with start and end in the text."""
    position = 0
    for match in word_matches(text):
        start, end = match.span()
        written = match.group()
        yield fold(written), position, start, end
        if len(forms_of(written)) == 1:
            position += 1
        else:
            for part, part_start, part_end in parts_of(written):
                yield part, position, start + part_start, start + part_end
                position += 1
