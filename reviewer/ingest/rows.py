"""One row of a table, as the table readers hand it over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_ROW_BYTES = 64 * 1024 * 1024
MAX_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """The values of a row by column, as the source has them; None where it has nothing."""

    locator: str
    values: Mapping[str, Any]


def as_text(value: Any) -> str:
    """Return a value as text: strings as they are, nothing as "", the rest as compact JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def unique_names(names: Iterable[str]) -> list[str]:
    """Return column names with the empty ones named by place and the repeated ones numbered."""
    found: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        base = name.strip() or f"column {place}"
        unique = base
        while unique in found:
            numbers[base] = numbers.get(base, 1) + 1
            unique = f"{base} ({numbers[base]})"
        found[unique] = None
    return list(found)
