"""What a text is like, in a few numbers that two texts can be compared by: MinHash.

A text is taken as the set of its runs of `SHINGLE_WORDS` words (shingles), and two texts are as
similar as the share of runs that they have in common among all that either has (Jaccard). Each of
the `VALUES` numbers is the least hash of a text's runs under a hash function of its own; the share
of equal numbers estimates the similarity (128 numbers: standard deviation 0.04 at most).

Words are compared without case and accents, and without what stands between them. Scripts that put
no spaces between words are taken letter by letter. Nothing here depends on the process, the
platform or the order of documents, so that the numbers can be stored.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import regex

from reviewer.search.analysis import WORD, fold
from reviewer.text import LETTER_APOSTROPHES

SHINGLE_WORDS = 3
VALUES = 128

Signature: TypeAlias = npt.NDArray[np.uint16]
Shingles: TypeAlias = npt.NDArray[np.uint32]

# Thai and Lao, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_LETTER_OR_WORD = regex.compile(
    rf"(?V1)[{_UNSPACED}]|[\p{{L}}\p{{N}}--{_UNSPACED}{LETTER_APOSTROPHES}]"
    rf"[\p{{L}}\p{{N}}\p{{M}}--{_UNSPACED}{LETTER_APOSTROPHES}]{{0,127}}"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]{1,128}")  # the same words, several times as fast
_KNOWN_WORDS = 300_000  # whose hashes are kept at hand
_AT_ONCE = 4_096  # runs that are hashed together, so that what is between fits the cache


def _odd_numbers(what: bytes, count: int) -> npt.NDArray[np.uint64]:
    drawn = np.frombuffer(hashlib.shake_128(what).digest(8 * count), "<u8")
    return drawn.astype(np.uint64) | np.uint64(1)


_JOIN = _odd_numbers(b"words of a run", SHINGLE_WORDS + 1)
_FACTORS = _odd_numbers(b"factors", VALUES).astype(np.uint32)[:, None]
_TERMS = _odd_numbers(b"terms", VALUES).astype(np.uint32)[:, None]
_SPREAD = np.uint32(0x9E3779B1)


class _WordHashes(dict[str, int]):
    """Hashes of words as they are written, each computed once."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        found = self[word] = zlib.crc32(fold(word).encode())
        return found


_word_hashes = _WordHashes()


def shingles_of(text: str) -> Shingles:
    """Return a hash of each run of words, in the order of the text; none without a word.

    A text of fewer words than a run has is one run by itself.
    """
    words = _words(text)
    hashes = np.fromiter(map(_word_hashes.__getitem__, words), np.uint64, len(words))
    length = min(SHINGLE_WORDS, len(hashes))
    if not length:
        return np.empty(0, np.uint32)
    runs = len(hashes) - length + 1
    joined = np.full(runs, _JOIN[SHINGLE_WORDS] * np.uint64(length) & np.uint64(2**63 - 1))
    for place in range(length):
        joined += hashes[place : place + runs] * _JOIN[place]
    joined ^= joined >> np.uint64(29)
    joined *= _JOIN[SHINGLE_WORDS]
    return (joined >> np.uint64(32)).astype(np.uint32)


def _words(text: str) -> list[str]:
    if text.isascii():
        return _ASCII_WORD.findall(text)
    pattern = _LETTER_OR_WORD if _HAS_UNSPACED.search(text) else WORD
    found: list[str] = pattern.findall(text)
    return found


def signature_of(shingles: Shingles) -> Signature:
    """Return the numbers of a text by its runs; of a text without any they say nothing."""
    least = np.full(VALUES, np.iinfo(np.uint32).max, np.uint32)
    for start in range(0, len(shingles), _AT_ONCE):
        hashed = shingles[None, start : start + _AT_ONCE] * _FACTORS
        hashed += _TERMS
        np.minimum(least, hashed.min(axis=1), out=least)
    # 16 bits of a hash tell two of them apart as well as all, save once in 65,536.
    return ((least * _SPREAD) >> np.uint32(16)).astype(np.uint16)


def similarity(one: Shingles, other: Shingles) -> float:
    """Return the share of runs that two texts have in common, from 0 to 1; 0 without any."""
    first, second = set(one.tolist()), set(other.tolist())
    common = len(first & second)
    either = len(first) + len(second) - common
    return common / either if either else 0.0
