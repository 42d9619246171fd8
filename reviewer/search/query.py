"""The query language: what an analyst types, read into a tree or refused with a sentence.

Words side by side must all be there; AND binds tighter than OR; `-word` and NOT exclude; `+` is
taken and changes nothing. Words without a field are sought in `UNFIELDED`, a phrase within one
field. A word that holds several, such as Igla-S, is a phrase of them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import regex

from reviewer.errors import QueryError
from reviewer.search.analysis import fold, folded_words
from reviewer.search.dates import read_dates
from reviewer.search.nodes import (
    And,
    Everything,
    Exact,
    Fuzzy,
    Glob,
    Node,
    Not,
    Or,
    Passage,
    Term,
    wanted_passages,
)
from reviewer.search.schema import TEXT_FIELDS, UNFIELDED

MAX_QUERY_CP = 10_000
MAX_DEPTH = 50
MAX_TERMS = 500
MAX_PATTERNS = 20  # each looks through all words of the corpus
MAX_SLOP = 100
MAX_FUZZY = 2
_FIELDS = (*TEXT_FIELDS, "date")
_ALIASES = {"metadata": "meta", "sender": "from", "recipients": "to", "text": "body"}
_QUOTES = '"“”„'
_SPACE = regex.compile(r"[\s\p{Cf}\p{Cc}]*")  # controls and bidi marks ask for nothing
_FIELD = re.compile(r"([A-Za-z_]{2,}):(?!//|\\)")
_BARE = re.compile(rf"[^\s(){_QUOTES}]+")
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}](?:~(\d*))?")
_RANGE = re.compile(r"\[[^\]]*\]")
_PATTERN_WORD = regex.compile(r"[\p{L}\p{N}_*?][\p{L}\p{N}\p{M}_*?]*")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query that can be searched for; immutable, so it may go to any thread or process."""

    text: str
    node: Node

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked, which every document answers."""
        return self.node == Everything()

    @property
    def body_passages(self) -> tuple[Passage, ...]:
        """What may be marked in a document's text: the wanted parts that apply to it."""
        return tuple(dict.fromkeys(wanted_passages(self.node, "body")))


def parse_query(text: str) -> ParsedQuery:
    """Read a query; the empty one asks for every document.

    Raises QueryError, and nothing else, with the place in code points and the nearest reading.
    """
    if len(text) > MAX_QUERY_CP:
        raise QueryError(
            f"This query has {len(text):,} characters; up to {MAX_QUERY_CP:,} can be read. "
            "Shorten it, or search in several steps.",
            MAX_QUERY_CP,
        )
    return ParsedQuery(text, _Parser(text).parse())


class _Parser:
    """Recursive descent over the text; `place` is the next code point to be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0
        self.terms = 0
        self.patterns = 0

    def parse(self) -> Node:
        if not self.more():
            return Everything()
        node = self.alternatives(UNFIELDED)
        if self.more():  # only a bracket ends the alternatives early
            self.fail("This bracket closes nothing.", self.place, self.without(self.place))
        if node is None:
            self.fail("There is no word to look for in this query.", 0)
        return node

    def alternatives(self, fields: tuple[str, ...]) -> Node | None:
        return self.joined("OR", lambda: self.conjunction(fields), Or)

    def conjunction(self, fields: tuple[str, ...]) -> Node | None:
        parts: list[Node] = []
        part = self.joined("AND", lambda: self.factor(fields), And)
        parts += [part] if part else []
        while not self.at_end() and self.operator() != "OR":
            part = self.joined("AND", lambda: self.factor(fields), And)
            parts += [part] if part else []
        return _combined(And, parts)

    def joined(
        self,
        operator: str,
        operand: Callable[[], Node | None],
        combine: Callable[[tuple[Node, ...]], Node],
    ) -> Node | None:
        """Read operands with the operator between them; each side must ask for something."""
        node = operand()
        parts = [node] if node else []
        while self.more() and self.operator() == operator:
            start = self.place
            self.place += len(operator)
            if not parts:
                self.fail(f"{operator} needs a word before it.", start, self.quoted(operator))
            node = None if self.at_end() or self.operator() in ("AND", "OR") else operand()
            if node is None:
                self.fail(f"{operator} needs a word after it.", start, self.quoted(operator))
            parts.append(node)
        return _combined(combine, parts)

    def factor(self, fields: tuple[str, ...]) -> Node | None:
        """Read one operand with its signs; None when it is only punctuation."""
        excluded = False
        operator_start = -1
        operator = ""
        while self.more():
            sign = self.text[self.place]
            found = self.operator()
            if found in ("AND", "OR"):
                if operator:
                    break
                self.fail(f"{found} needs a word before it.", self.place, self.quoted(found))
            if found == "NOT":
                operator_start, operator = self.place, "NOT"
                self.place += 3
                excluded = not excluded
            elif sign in "+-" and self.sign_applies():
                operator_start, operator = self.place, sign
                self.place += 1
                excluded = excluded != (sign == "-")
            else:
                break
        if operator and (self.at_end() or self.operator()):
            self.fail(
                f"{operator} needs a word after it.",
                operator_start,
                self.quoted(operator) if operator == "NOT" else None,
            )
        node = self.primary(fields)
        return Not(node) if node and excluded else node

    def primary(self, fields: tuple[str, ...]) -> Node | None:
        start = self.place
        if self.text[start] == "(":
            return self.group(fields)
        if self.text[start] in _QUOTES:
            return self.phrase(fields)
        name = _FIELD.match(self.text, start)
        if name:
            field = self.field_of(name[1], start, name.end())
            if field:
                return self.fielded(field, start, name.end())
        bare = _BARE.match(self.text, start)
        if bare is None:
            self.fail("This bracket closes nothing.", start, self.without(start))
        self.place = bare.end()
        return self.word(bare.group(), fields, start)

    def group(self, fields: tuple[str, ...]) -> Node | None:
        start = self.place
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"More than {MAX_DEPTH} brackets stand within each other here.", start)
        self.place += 1
        if self.more() and self.at_end():
            self.fail("There is nothing between these brackets.", start)
        node = self.alternatives(fields) if self.more() else None
        if not self.more():
            self.fail("This bracket is not closed.", start, f"{self.text.rstrip()})")
        self.place += 1  # the alternatives end at a closing bracket or at the end
        self.depth -= 1
        return node

    def phrase(self, fields: tuple[str, ...]) -> Node | None:
        start = self.place
        quoted = _QUOTED.match(self.text, start)
        if quoted is None:
            self.fail("This quotation is not closed.", start, f'{self.text.rstrip()}"')
        self.place = quoted.end()
        words = folded_words(quoted[1])
        if not words:
            self.fail("There is no word between these quotation marks.", start)
        slop = 0
        if quoted[2] is not None:
            slop = int(quoted[2][:9] or -1)
            if not 0 <= slop <= MAX_SLOP:
                self.fail(
                    f"After ~ say how many other words may stand between, 0 to {MAX_SLOP}.",
                    quoted.end(1) + 1,
                    self.replaced(quoted.end(1) + 1, quoted.end(), "~5"),
                )
        return self.passage(fields, tuple(Exact(word) for word in words), slop, start)

    def field_of(self, name: str, start: int, end: int) -> str | None:
        """Return the field that is meant, or None when the colon is part of a word."""
        lower = name.lower()
        field = _ALIASES.get(lower, lower)
        if field in _FIELDS:
            return field
        if not _BARE.match(self.text, end) and self.text[end : end + 1] not in (*_QUOTES, "("):
            return None
        near = difflib.get_close_matches(lower, (*_FIELDS, *_ALIASES), 1)
        bare = _BARE.match(self.text, start)
        self.fail(
            f"There is no field “{name}”. The fields are {', '.join(_FIELDS)}.",
            start,
            self.replaced(start, start + len(name), near[0])
            if near
            else self.replaced(start, bare.end(), f'"{bare.group()}"')
            if bare
            else None,
        )

    def fielded(self, field: str, start: int, end: int) -> Node | None:
        self.place = end
        if self.at_end() or self.operator():
            self.fail(f"{field}: needs a value after it.", start, self.replaced(end - 1, end, ""))
        if field == "date":
            return self.date()
        value_start = self.place
        if self.text[value_start] in _QUOTES:
            return self.phrase((field,))
        if self.text[value_start] == "(":
            return self.group((field,))
        value = _BARE.match(self.text, value_start)
        if value is None:
            self.fail(f"{field}: needs a value after it.", start)
        self.place = value.end()
        node = self.word(value.group(), (field,), value_start)
        if node is None:
            self.fail(f"There is no word to look for after {field}:.", value_start)
        return node

    def date(self) -> Node:
        start = self.place
        value = _RANGE.match(self.text, start) or _QUOTED.match(self.text, start)
        value = value or _BARE.match(self.text, start)
        if value is None:
            self.fail("date: needs a value after it, such as date:2005-06.", start)
        self.place = value.end()
        self.count(1, start)
        return read_dates(value.group().strip(_QUOTES), start)

    def word(self, typed: str, fields: tuple[str, ...], start: int) -> Node | None:
        """Return what a run of characters asks for; None when it is only punctuation."""
        fuzzy = re.fullmatch(r"(.+)~(\d*)", typed, re.DOTALL)
        if fuzzy:
            return self.fuzzy(fuzzy[1], fuzzy[2], fields, start)
        terms: list[Term] = []
        for match in _PATTERN_WORD.finditer(typed):
            piece = match.group()
            if "*" not in piece and "?" not in piece:
                terms += [Exact(word) for word in folded_words(piece)]
            elif len(regex.findall(r"[\p{L}\p{N}]", piece)) >= 2:
                terms.append(Glob(fold(re.sub(r"\*+", "*", piece))))
            elif piece.strip("?"):  # question marks alone are punctuation
                self.fail(
                    f"{piece} matches too many words: give at least two letters.",
                    start + match.start(),
                )
        return self.passage(fields, tuple(terms), 0, start) if terms else None

    def fuzzy(self, typed: str, number: str, fields: tuple[str, ...], start: int) -> Node:
        distance = int(number[:9] or 1)
        words = folded_words(typed)
        end = start + len(typed)
        if len(words) != 1 or "*" in typed or "?" in typed:
            self.fail("~ works on one word, without * and ?.", end, self.without(end))
        if not 1 <= distance <= MAX_FUZZY:
            self.fail(
                f"A word can be off by 1 or {MAX_FUZZY} letters: {typed}~1 or {typed}~{MAX_FUZZY}.",
                end,
                self.replaced(end, end + 1 + len(number), f"~{MAX_FUZZY}"),
            )
        if len(words[0]) < distance + 2:
            self.fail(
                f"“{typed}” is too short for ~{distance}: nearly any short word would match.",
                start,
                self.replaced(end, end + 1 + len(number), ""),
            )
        return self.passage(fields, (Fuzzy(words[0], distance),), 0, start)

    def passage(
        self, fields: tuple[str, ...], terms: tuple[Term, ...], slop: int, start: int
    ) -> Passage:
        self.count(len(terms), start)
        self.patterns += sum(not isinstance(term, Exact) for term in terms)
        if self.patterns > MAX_PATTERNS:
            self.fail(f"This query has more than {MAX_PATTERNS} words with *, ? or ~.", start)
        return Passage(fields, terms, slop)

    def count(self, terms: int, start: int) -> None:
        self.terms += terms
        if self.terms > MAX_TERMS:
            self.fail(f"This query has more than {MAX_TERMS} words. Search in steps.", start)

    def more(self) -> bool:
        """Go over what asks for nothing and tell whether anything is left."""
        space = _SPACE.match(self.text, self.place)
        self.place = space.end() if space else self.place
        return self.place < len(self.text)

    def at_end(self) -> bool:
        """Tell whether the query, or the bracket that is open, ends here."""
        return not self.more() or self.text[self.place] == ")"

    def operator(self) -> str:
        """Return the operator word that stands here, or ""."""
        bare = _BARE.match(self.text, self.place)
        return bare.group() if bare and bare.group() in ("AND", "OR", "NOT") else ""

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
        return self.replaced(position_cp, position_cp + 1, "")

    def replaced(self, start: int, end: int, by: str) -> str:
        return self.text[:start] + by + self.text[end:]

    def fail(self, message: str, position_cp: int, suggestion: str | None = None) -> NoReturn:
        raise QueryError(message, position_cp, suggestion)


def _combined(combine: Callable[[tuple[Node, ...]], Node], parts: list[Node]) -> Node | None:
    distinct = tuple(dict.fromkeys(parts))  # asking twice asks for nothing more
    return combine(distinct) if len(distinct) > 1 else distinct[0] if distinct else None
