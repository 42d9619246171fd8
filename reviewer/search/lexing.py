"""Read a query sign by sign, and say where it cannot be read."""

from __future__ import annotations

import re
from typing import NoReturn

import regex

from reviewer.errors import QueryError

QUOTES = '"“”„«»'
OPERATORS = ("AND", "OR", "NOT")
SPACE = regex.compile(r"[\s\p{Cf}\p{Cc}]*")  # controls and bidi marks ask for nothing
FIELD = re.compile(r"([A-Za-z_]{2,}):(?!//|\\)")
BARE = re.compile(rf"[^\s(){QUOTES}]+")
QUOTED = re.compile(rf"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}](?:~(\d*))?")
EXCLUDING = re.compile(rf"!\s*(?=[\w=/({QUOTES}])")  # in other programs
RANGE = re.compile(r"\[[^\]]*\]")
EXPRESSION = re.compile(r"/((?:[^/\\]|\\.)+)/(?=[\s)]|$)", re.DOTALL)


class Reader:
    """A query's text and `place`, the next code point to be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def more(self) -> bool:
        """Go over what asks for nothing and tell whether anything is left."""
        space = SPACE.match(self.text, self.place)
        self.place = space.end() if space else self.place
        return self.place < len(self.text)

    def at_end(self) -> bool:
        """Tell whether the query, or the bracket that is open, ends here."""
        return not self.more() or self.text[self.place] == ")"

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what matches here and go behind it; None and no step when nothing does."""
        match = pattern.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return match

    def sign(self) -> str:
        """Return the code point that is read next, "" at the end."""
        return self.text[self.place : self.place + 1]

    def operator(self) -> str:
        """Return the operator word that stands here, or ""."""
        bare = BARE.match(self.text, self.place)
        return bare.group() if bare and bare.group() in OPERATORS else ""

    def sign_applies(self) -> bool:
        """Tell whether + or - belongs to what follows; a dash between words is a dash."""
        following = self.text[self.place + 1 : self.place + 2]
        if following and not following.isspace():
            return True
        return not self.text[: self.place].strip() or not self.text[self.place + 1 :].strip()

    def quoted(self, operator: str) -> str | None:
        """Return the query with its lonely operator as a plain word."""
        suggestion = re.sub(rf"(?<!\S){operator}(?!\S)", operator.lower(), self.text)
        return suggestion if suggestion != self.text else None

    def without(self, position_cp: int) -> str:
        """Return the query without one code point."""
        return self.replaced(position_cp, position_cp + 1, "")

    def replaced(self, start: int, end: int, by: str) -> str:
        """Return the query with something else in a range."""
        return self.text[:start] + by + self.text[end:]

    def fail(self, message: str, position_cp: int, suggestion: str | None = None) -> NoReturn:
        """Raise QueryError."""
        raise QueryError(message, position_cp, suggestion)
