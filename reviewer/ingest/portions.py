"""Portion marks: by which level each paragraph of a classified text is marked."""

from __future__ import annotations

import re
from collections import Counter

_MAX_CP = 2_000_000
_MARK = re.compile(
    r"^[ \t]{0,20}(?:\d{1,3}\.?[ \t]{0,4})?"
    r"\((TS|S|C|R|U|SBU|LOU|FOUO|CUI)((?://?[A-Z][A-Z ,]{1,40}){0,4})\)(?=[ \t\n])",
    re.MULTILINE,
)
_BY_LEVEL = ("TS", "S", "C", "R", "SBU", "LOU", "FOUO", "CUI", "U")


def portion_marks(text: str) -> str | None:
    """Return the marks with how often each stands there, the highest first, or None for none."""
    counts = Counter(match.groups() for match in _MARK.finditer(text[:_MAX_CP]))
    ordered = sorted(counts, key=lambda mark: (_BY_LEVEL.index(mark[0]), mark[1]))
    return (
        ", ".join(f"({level}{caveat}) {counts[level, caveat]:,}" for level, caveat in ordered)
        or None
    )
