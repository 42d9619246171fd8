"""A made-up language: as many words as a real one, as unevenly used, with inflected forms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TYPES = 150_000
COLLOCATIONS = 4_000
TOPICS, TOPIC_WORDS = 300, 500

_ONSETS = "b d g h j l m n p r s t v w br dr gr pr tr st"
_VOWELS = "a a a e e e i i o o o u u ai ei ou"
_CODAS = "- - - - - - - - - - - l m n n r r s nd rt"
_FORMS = (("", 0.60), ("s", 0.20), ("ed", 0.12), ("ing", 0.08))
_ZIPF_SHIFT = 2.7  # Mandelbrot's: the very first words of a language are less frequent than 1/rank
_NAMES_FROM_RANK = 800
_TABLE_BITS = 23


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by falling frequency, and how they are drawn.

    `drawn[i]` for a uniform `i` is a word by its frequency; `topics` and `collocations` hold word
    numbers, a collocation of two words ends in -1.
    """

    words: list[str]
    is_name: NDArray[np.bool_]
    drawn: NDArray[np.int32]
    topics: NDArray[np.int32]
    collocations: NDArray[np.int32]


def make_vocabulary(chance: np.random.Generator) -> Vocabulary:
    """Return a language of `TYPES` words in some 60,000 families."""
    stems = _stems(chance, TYPES // 2)
    weights: dict[str, float] = {}
    for rank, stem in enumerate(stems, 1):
        forms = _FORMS if chance.random() < 0.6 else _FORMS[:1]
        for ending, share in forms:
            weights.setdefault(stem + ending, share / (rank + _ZIPF_SHIFT))
    ordered = sorted(weights, key=lambda word: -weights[word])[:TYPES]
    used = np.array([weights[word] for word in ordered])
    upto = np.cumsum(used / used.sum())
    places = (np.arange(1 << _TABLE_BITS) + 0.5) / (1 << _TABLE_BITS)
    is_name = chance.random(len(ordered)) < 0.08
    is_name[:_NAMES_FROM_RANK] = False
    return Vocabulary(
        words=ordered,
        is_name=is_name,
        drawn=np.minimum(np.searchsorted(upto, places), len(ordered) - 1).astype(np.int32),
        topics=_ranks(chance, 300, len(ordered) - 1, (TOPICS, TOPIC_WORDS)),
        collocations=_collocations(chance),
    )


def zipf_table(size: int, exponent: float, entries: int = 1 << 14) -> NDArray[np.int32]:
    """Return numbers below `size`, each as often as its rank asks for."""
    upto = np.cumsum(1 / np.arange(1, size + 1) ** exponent)
    places = (np.arange(entries) + 0.5) / entries * upto[-1]
    found: NDArray[np.int64] = np.searchsorted(upto, places)
    return found.astype(np.int32)


def _stems(chance: np.random.Generator, count: int) -> list[str]:
    """Return distinct stems, the frequent ones short."""
    parts = [part.replace("-", "").split(" ") for part in (_ONSETS, _VOWELS, _CODAS)]
    stems: dict[str, None] = {}
    while len(stems) < count:
        syllables = 1 + int(len(stems) > 150) + int(len(stems) > 4_000 and chance.random() < 0.3)
        stems.setdefault("".join(_syllable(chance, parts) for _ in range(syllables)))
    return list(stems)


def _syllable(chance: np.random.Generator, parts: list[list[str]]) -> str:
    return "".join(part[int(chance.random() * len(part))] for part in parts)


def _ranks(
    chance: np.random.Generator, low: int, high: int, shape: tuple[int, ...]
) -> NDArray[np.int32]:
    """Return ranks that are evenly spread over the orders of magnitude."""
    found: NDArray[np.float64] = np.exp(chance.uniform(np.log(low), np.log(high), shape))
    return found.astype(np.int32)


def _collocations(chance: np.random.Generator) -> NDArray[np.int32]:
    found = _ranks(chance, 50, 30_000, (COLLOCATIONS, 3))
    found[chance.random(COLLOCATIONS) < 0.7, 2] = -1
    return found
