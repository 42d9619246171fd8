"""Which encodings a text may be in: those whose reading looks like writing come first.

It orders a list for a person who looks at each, and decides nothing: a detector takes plain
English for cp775.
"""

from __future__ import annotations

import re
import unicodedata

from reviewer.ingest.encodings import CHOICES, looks_wrong

_SAMPLE_BYTES = 1 << 16
_WORD = re.compile(r"[^\W\d_]{2,}")
_SYMBOL_IN_WORD = re.compile(r"\w[^\w\s'’.,:;!?()/-]\w")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC")
_MOST_ODD = 0.12  # of the words and signs
_MOST_ACCENTS = 0.3  # of Latin letters


def telling_part(data: bytes, limit_bytes: int) -> bytes:
    """Return lines by which encodings differ, at most so many bytes of them; else the beginning."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    part = b"\n".join(lines)[:limit_bytes]
    return part or data[:limit_bytes]


def by_plausibility(data: bytes) -> list[tuple[str, bool]]:
    """Return the encodings that can be chosen, the likelier first, and whether each reads well."""
    sample = telling_part(data, _SAMPLE_BYTES)
    scores = {name: _oddity(_decoded(sample, name)) for name in CHOICES}
    order = sorted(CHOICES, key=lambda name: scores[name] > _MOST_ODD)
    return [(name, scores[name] <= _MOST_ODD) for name in order]


def _decoded(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, "replace").removesuffix("\ufffd")  # a sample may end anywhere


def _oddity(text: str) -> float:
    """Return the share of what no writing has, 0 for none."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    strange = sum(text.count(char) for char in set(text) if _is_strange(char))
    strange += len(_SYMBOL_IN_WORD.findall(text))
    odd = sum(map(_is_odd, words))
    if looks_wrong(text) or _is_full_of_accents(text):
        return 1.0
    return (odd + 3 * strange) / max(1, len(words) + strange)


def _is_strange(char: str) -> bool:
    return char == "\ufffd" or (
        not char.isspace() and unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs")
    )


def _is_odd(word: str) -> bool:
    """Tell of capitals within a word, or of letters of several alphabets."""
    alphabets = {_alphabet(char) for char in word}
    has_case = word.lower() != word.upper()
    return len(alphabets) > 1 or (has_case and not (word[1:].islower() or word.isupper()))


def _alphabet(char: str) -> str:
    name = unicodedata.name(char, "")
    return next((each for each in _ALPHABETS if name.startswith(each)), "other")


def _is_full_of_accents(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    accented = [c for c in letters if "\x80" <= c < "\u0250"]
    return len(accented) > 8 and len(accented) > _MOST_ACCENTS * len(letters)
