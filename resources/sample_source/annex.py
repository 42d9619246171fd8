"""The long document: a harbor log of seven months, made by a seeded grammar around what happened.

`text/harbor_log.toml` holds the phrases and the entries that belong to the story.
"""

import random
import textwrap
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from string import Formatter
from typing import Any

SOURCE = Path(__file__).parent / "text" / "harbor_log.toml"
FIRST, LAST = date(2006, 6, 1), date(2006, 12, 31)
SEED = 417


class Grammar:
    """Phrases by name; a phrase may name others in braces."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        self._phrases = phrases
        self._random = random.Random(SEED)

    def number(self, low: int, high: int) -> int:
        """Return a number from low to high, both included."""
        # Only random() is promised to give the same sequence in every version of Python.
        return low + int(self._random.random() * (high - low + 1))

    def phrase(self, name: str) -> str:
        """Return one of the phrases of that name; `low-high` gives a number."""
        if "-" in name:
            low, high = map(int, name.split("-"))
            return str(self.number(low, high))
        return self.expanded(self._phrases[name][self.number(0, len(self._phrases[name]) - 1)])

    def expanded(self, pattern: str) -> str:
        """Return the pattern with each name in braces replaced by a phrase of that name."""
        return "".join(
            literal + (self.phrase(name) if name else "")
            for literal, name, _, _ in Formatter().parse(pattern)
        )


def harbor_log() -> str:
    """Return the log, one section a day."""
    source = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    grammar = Grammar(source["phrases"])
    days = [FIRST + timedelta(days=index) for index in range((LAST - FIRST).days + 1)]
    sections = ["\n".join(section(day, grammar, source["events"])) for day in days]
    return "\n\n".join([source["preface"].strip(), *sections, source["end"].strip()]) + "\n"


def section(day: date, grammar: Grammar, events: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of one day: weather, entries in order of time, the officer's remark."""
    yield f"{day:%A}, {day.day} {day:%B %Y}".upper()
    yield from wrapped(grammar.expanded("{weather} {tide} Officer of the watch: {officer}."))
    entries = {
        f"{grammar.number(0, 23):02}:{grammar.number(0, 59):02}": grammar.phrase("entry")
        for _ in range(grammar.number(8, 12))
    }
    entries |= events.get(day.isoformat(), {})
    for time, entry in sorted(entries.items()):
        yield from wrapped(f"{time}  {entry}", indent="       ")
    yield from wrapped(grammar.expanded("Remarks: {remark} {remark}"))


def wrapped(text: str, indent: str = "") -> list[str]:
    """Return the text in lines of a log book's width."""
    return textwrap.wrap(text, 88, subsequent_indent=indent, break_on_hyphens=False)
