"""Documents by the place that they were read from: a part of the path of a file, or of its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_WILDCARD = re.compile(r"[*?]")
_BEGIN, _END = r"(?:^|/| · )", r"(?=$|/| · )"  # of a name within a path


def plain(place: str) -> str:
    """Return a place as it is compared: in either case, on whatever system it was read."""
    return unicodedata.normalize("NFC", place).casefold().replace("\\", "/")


def standing_at(places: Sequence[str], wanted: str) -> npt.NDArray[np.bool_]:
    """Return which of the plain places hold what is wanted.

    `*` and `?` stand for any characters; with them it is whole names, so that `*.msg` is what ends
    in that.
    """
    part = plain(wanted)
    if not _WILDCARD.search(part):
        return np.fromiter((part in place for place in places), np.bool_, len(places))
    found, word = _pattern(part).search, max(re.split(r"[*?]", part), key=len)
    # A word of it rules most places out sooner than the expression does.
    answers = (word in place and found(place) is not None for place in places)
    return np.fromiter(answers, np.bool_, len(places))


def _pattern(part: str) -> re.Pattern[str]:
    """Return an expression that never goes back behind a `*` that was met, so that it is quick."""
    pieces = [re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", part)]
    if pieces[0]:
        pieces[0] = _BEGIN + pieces[0]
    if pieces[-1]:
        pieces[-1] += _END
    first, *others = [piece for piece in pieces if piece] or [""]
    return re.compile(first + "".join(f"(?>.*?{piece})" for piece in others), re.DOTALL)
