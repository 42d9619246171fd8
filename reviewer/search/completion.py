"""What is being typed in a query, so that names and values can be offered for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviewer.search.fields import ALIASES, NAMES
from reviewer.search.lexing import BARE, EXPRESSION, FIELD, OPERATORS, QUOTED, QUOTES, SPACE
from reviewer.search.query import MAX_QUERY_CP

FIELD_NAME = "field"
VALUED = (
    "tag",
    "entity",
    "origin",
    "classification",
    "type",
    "is",
    "has",
    "reviewer",
    "date",
    "from",
    "to",
    "author",
    "language",
)
_NAME = re.compile(r"[A-Za-z_]+")
_PLAIN = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Completion:
    """What stands at the cursor: the beginning of a field's name, or of a value of a field.

    `kind` is `field` or one of `VALUED`; `prefix` is what is typed of it, without a quotation
    mark; what is chosen takes the place of the code points from `start_cp` to `end_cp`.
    """

    kind: str
    prefix: str
    start_cp: int
    end_cp: int


def complete(text: str, cursor_cp: int) -> Completion | None:
    """Return what is being typed at the cursor; None when nothing can be offered for it."""
    if len(text) > MAX_QUERY_CP:
        return None
    within: list[str] = []  # the field of each bracket that is open
    place = 0
    while place < cursor_cp:
        space = SPACE.match(text, place)
        place = space.end() if space else place
        if place >= cursor_cp:
            return None
        sign = text[place]
        if sign in "+-=(":
            within += [within[-1] if within else ""] if sign == "(" else []
            place += 1
            continue
        if sign == ")":
            within = within[:-1]
            place += 1
            continue
        expression = EXPRESSION.match(text, place)
        if expression:
            place = expression.end()
            continue
        name = FIELD.match(text, place)
        field = ALIASES.get(name[1].lower(), name[1].lower()) if name else ""
        if name and field in NAMES:
            if cursor_cp < name.end():
                return Completion(FIELD_NAME, text[place:cursor_cp], place, name.end())
            place = name.end()
            if text[place : place + 1] == "(":
                within.append(field)
                place += 1
                continue
        else:
            field = within[-1] if within else ""
        end = _value_end(text, place, cursor_cp)
        if end >= cursor_cp and not _is_closed(text, place, cursor_cp):
            return _at(text, place, cursor_cp, end, field, named=bool(name))
        place = max(end, place + 1)
    return None


def accept(text: str, completion: Completion, chosen: str) -> tuple[str, int]:
    """Return the query with what was chosen in its place, and the cursor behind it.

    A value that holds more than letters, digits, `.` and `-` is put into quotation marks; those
    within it, which no query can hold, become spaces.
    """
    if completion.kind == FIELD_NAME:
        written = f"{chosen}:"
    elif _PLAIN.fullmatch(chosen) and chosen not in OPERATORS and chosen[0] != "-":
        written = chosen
    else:
        written = f'"{chosen.translate(dict.fromkeys(map(ord, QUOTES), " "))}"'
    before = text[: completion.start_cp] + written
    return before + text[completion.end_cp :], len(before)


def _value_end(text: str, place: int, cursor_cp: int) -> int:
    """Return the end of a quotation or a run of characters that begins at a place."""
    if text[place : place + 1] and text[place] in QUOTES:
        quoted = QUOTED.match(text, place)
        return quoted.end() if quoted else cursor_cp
    bare = BARE.match(text, place)
    return bare.end() if bare else place


def _is_closed(text: str, place: int, cursor_cp: int) -> bool:
    """Tell whether the cursor stands behind a quotation, not in it."""
    quoted = QUOTED.match(text, place)
    return quoted is not None and quoted.end() <= cursor_cp


def _at(
    text: str, place: int, cursor_cp: int, end: int, field: str, *, named: bool
) -> Completion | None:
    if field in VALUED:
        quotation = text[place : place + 1] != "" and text[place] in QUOTES
        return Completion(field, text[place + quotation : cursor_cp], place, end)
    typed = text[place:end]
    if named or field or typed in OPERATORS or not _NAME.fullmatch(typed):
        return None
    return Completion(FIELD_NAME, text[place:cursor_cp], place, end)
