"""What rules out nearly every word of a vocabulary before any of them is read.

A segment's file keeps these beside the words of each field, so that not even the first pattern or
misspelling that is asked for has to go through them all.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from reviewer.search.stemming import stems_of_all

STEMMED_LANGUAGES = ("de", "en", "es", "fr")  # whose words may share a stem and few letters
MANY_WORDS = 100_000  # so many take too long to stem when they are asked for
TAIL = 4  # bytes
_LONGEST = 255  # code points; lengths beyond it count as it
_CONTINUATION, _MARKED = 0x80, 0xC0  # the bits of a byte of UTF-8 that begins no character


class Shapes(NamedTuple):
    """Of each word its length in code points, its letters as bits, its last bytes as a number."""

    lengths: NDArray[np.uint8]
    letters: NDArray[np.uint32]
    tails: NDArray[np.uint32]


def shapes_of(joined: NDArray[np.uint8], ends: NDArray[Any]) -> Shapes:
    """Return the shapes of words in UTF-8, joined, each of which ends at one of `ends`."""
    if not len(ends):
        return Shapes(np.empty(0, np.uint8), np.empty(0, np.uint32), np.empty(0, np.uint32))
    begun = np.cumsum((joined & _MARKED) != _CONTINUATION)  # characters up to each byte
    last = ends.astype(np.int64) - 1
    stops = begun[last]
    starts = np.concatenate(([0], stops[:-1]))
    characters = np.frombuffer(bytes(joined).decode().encode("utf-32-le"), np.uint32)
    bits = np.uint32(1) << (characters & np.uint32(31))
    tails = np.zeros(len(ends), np.uint32)
    for back in range(TAIL):
        byte = joined[np.maximum(last - back, 0)].astype(np.uint32)
        tails |= byte << np.uint32(8 * (TAIL - 1 - back))
    lengths = np.minimum(stops - starts, _LONGEST).astype(np.uint8)
    return Shapes(lengths, np.bitwise_or.reduceat(bits, starts), tails)


def letters_of(word: str) -> np.uint32:
    """Return the letters of a word as `Shapes` has them; several letters share a bit."""
    return np.uint32(sum(1 << bit for bit in {ord(letter) & 31 for letter in word}))


def length_of(characters: int) -> int:
    """Return a length in code points as `Shapes` has it."""
    return min(characters, _LONGEST)


def stem_codes(words: list[bytes], language: str) -> NDArray[np.uint16]:
    """Return a number for the stem of each word; other stems may have the same."""
    codes = np.fromiter(map(crc32, stems_of_all(words, language)), np.uint32, len(words))
    return codes.astype(np.uint16)


def stem_code(stem: str) -> np.uint16:
    """Return the number that `stem_codes` has for a stem."""
    return np.uint16(crc32(stem.encode()) & 0xFFFF)
