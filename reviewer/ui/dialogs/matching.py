"""How well a name answers to what was typed, for the type-ahead pickers."""

from __future__ import annotations

import re
from enum import IntEnum

from reviewer.search.analysis import fold

_SIGNS = re.compile(r"[\s!-/:-@\[-`{-~–—…“”‘’]+")


class Match(IntEnum):
    """From the best to the weakest; `WEAK` matches are offered, but not taken unasked."""

    EXACT = 0
    PREFIX = 1
    WORDS = 2  # every typed word begins a word of the name
    INSIDE = 3
    WEAK = 4  # the letters in their order, or the name as words of what was typed


def match_key(text: str) -> str:
    """Return text as it is compared: without case, accents and punctuation, one space a gap."""
    folded = fold(text)
    return _SIGNS.sub(" ", folded).strip() or " ".join(folded.split())


def match(typed_key: str, name_key: str) -> Match | None:
    """Tell how well a name matches what was typed; both are given as `match_key` returns them."""
    if not typed_key or not name_key:
        return None
    if typed_key == name_key:
        return Match.EXACT
    if name_key.startswith(typed_key):
        return Match.PREFIX
    padded = f" {name_key}"
    if all(f" {word}" in padded for word in typed_key.split()):
        return Match.WORDS
    if typed_key in name_key:
        return Match.INSIDE
    letters = typed_key.replace(" ", "")
    if letters in name_key.replace(" ", ""):
        return Match.INSIDE
    if len(letters) > 1 and _in_order(letters, name_key):
        return Match.WEAK
    if f" {name_key} " in f" {typed_key} ":
        return Match.WEAK
    return None


def best_match(typed_key: str, name_keys: tuple[str, ...]) -> Match | None:
    """Tell how well the best of several names matches what was typed."""
    found = (match(typed_key, key) for key in name_keys)
    return min((one for one in found if one is not None), default=None)


def _in_order(letters: str, name_key: str) -> bool:
    at = -1
    for letter in letters:
        at = name_key.find(letter, at + 1)
        if at < 0:
            return False
    return True
