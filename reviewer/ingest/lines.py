"""Values that stand on one line: titles, names, addresses."""

from __future__ import annotations

import re

# Controls, lone surrogates, and the marks that make text run backwards over its neighbours.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")


def one_line(value: str | None) -> str | None:
    """Return a value on one line without controls, or None when nothing is left."""
    if value is None:
        return None
    return _SPACE.sub(" ", _UNWANTED.sub(" ", value)).strip() or None
