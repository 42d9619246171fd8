"""Where words begin and end, for moving the edge of a highlight by keys."""

from __future__ import annotations

import re
from typing import Literal

Edge = Literal["start", "end"]

# What stands between spaces and punctuation, because `\w` leaves out combining marks and emoji.
_WORD = re.compile(r"""[^\s!-&(-,./:-@\[-^`{-~‐-‗‘‚-‧‹›«»¡¿،؛؟۔、。「」]+""")
_LOOK_BACK_CP = 2_000


def moved_edge(text: str, position_cp: int, edge: Edge, delta_words: int) -> int:
    """Return the word boundary `delta_words` further, or back when negative.

    The start of a highlight moves to where words begin, its end to where they end; at the ends
    of the text it stays there.
    """
    for _ in range(abs(delta_words)):
        step = _next if delta_words > 0 else _previous
        position_cp = step(text, position_cp, edge)
    return position_cp


def _next(text: str, position_cp: int, edge: Edge) -> int:
    # From inside a word, the word's own end counts as the next one; its start does not.
    origin = max(0, position_cp - _LOOK_BACK_CP)
    for word in _WORD.finditer(text, origin):
        place = word.start() if edge == "start" else word.end()
        if place > position_cp:
            return place
    return len(text) if edge == "end" else position_cp


def _previous(text: str, position_cp: int, edge: Edge) -> int:
    origin = max(0, position_cp - _LOOK_BACK_CP)
    places = [
        word.start() if edge == "start" else word.end()
        for word in _WORD.finditer(text, origin, position_cp + 1)
    ]
    return max((place for place in places if place < position_cp), default=origin)
