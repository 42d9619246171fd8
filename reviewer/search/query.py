"""The query language: what an analyst types, read into a tree or refused with a sentence.

Words side by side must all be there; AND binds tighter than OR; `-word` and NOT exclude; `+` is
taken and changes nothing. A word stands for all its forms, `=word` for itself. Words without a
field are sought in `UNFIELDED`, a phrase within one field. A word that holds several, such as
Igla-S or 05MOSCOW1234, is a phrase of them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reviewer.errors import QueryError
from reviewer.search import lexing
from reviewer.search.dates import nearest_dates, read_dates
from reviewer.search.fields import (
    ALIASES,
    ATTRIBUTES,
    INDEXED,
    LANGUAGE,
    LANGUAGES,
    NAMES,
    SYNONYMS,
    VALUES,
)
from reviewer.search.lexing import QUOTES, Reader
from reviewer.search.nodes import (
    And,
    Attribute,
    Everything,
    Exact,
    Near,
    Node,
    Not,
    Or,
    Passage,
    Pattern,
    wanted_nears,
    wanted_passages,
    wanted_patterns,
)
from reviewer.search.patterns import compiled
from reviewer.search.schema import UNFIELDED
from reviewer.search.terms import Terms

MAX_QUERY_CP = 10_000
MAX_DEPTH = 50
MAX_EXPRESSIONS = 5  # each reads the text of every document that may answer
_MOST_MISTAKES = 5  # that are mended in one reading
_LANGUAGE_CODE = re.compile(r"[a-z]{2}")


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

    @property
    def body_nears(self) -> tuple[Near, ...]:
        """The passages that are marked only where they are near each other."""
        return tuple(dict.fromkeys(wanted_nears(self.node, "body")))

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The expressions whose matches are marked."""
        return tuple(dict.fromkeys(wanted_patterns(self.node)))


def parse_query(text: str, languages: Iterable[str] = frozenset({"en"})) -> ParsedQuery:
    """Read a query; the empty one asks for every document.

    Words in Latin letters stand for their forms in each of `languages` (ISO 639-1); Russian and
    Arabic words are known by their letters. Raises QueryError, and nothing else, with the place
    in code points and the nearest reading.
    """
    if len(text) > MAX_QUERY_CP:
        raise QueryError(
            f"This query has {len(text):,} characters; up to {MAX_QUERY_CP:,} can be read. "
            "Shorten it, or search in several steps.",
            MAX_QUERY_CP,
        )
    known = frozenset(languages)
    try:
        return ParsedQuery(text, _Parser(text, known).parse())
    except QueryError as error:
        error.suggestion = _readable(error.suggestion, known)
        raise


def _readable(suggestion: str | None, languages: frozenset[str]) -> str | None:
    """Return a reading in which what else is wrong is mended too; None where that is not known."""
    for _ in range(_MOST_MISTAKES):
        if suggestion is None:
            return None
        try:
            _Parser(suggestion, languages).parse()
        except QueryError as error:
            suggestion = error.suggestion
        else:
            return suggestion
    return None


class _Parser(Reader):
    """Recursive descent over the text.

    `fields` is what the words ask in: text fields, or one attribute.
    """

    def __init__(self, text: str, languages: frozenset[str]) -> None:
        super().__init__(text)
        self.terms = Terms(self, languages)
        self.depth = 0
        self.expressions = 0

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
            twice = not self.at_end() and self.operator() in ("AND", "OR")
            node = None if self.at_end() or twice else operand()
            if node is None:
                # Of two that stand side by side one is meant; else the word may be.
                meant = self.replaced(start, self.place, "") if twice else self.quoted(operator)
                self.fail(f"{operator} needs a word after it.", start, meant)
            parts.append(node)
        return _combined(combine, parts)

    def factor(self, fields: tuple[str, ...]) -> Node | None:
        """Read one operand with its signs; None when it is only punctuation."""
        excluded = False
        operator_start = -1
        operator = ""
        while self.more():
            sign = self.sign()
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
        if self.sign() == "(":
            return self.group(fields)
        if self.sign() == "/":
            expression = self.expression(fields)
            if expression is not None:
                return expression
        name = lexing.FIELD.match(self.text, start)
        if name:
            field = self.field_of(name[1], start, name.end())
            if field:
                return self.fielded(field, fields, start, name.end())
        if fields[0] in ATTRIBUTES:
            return self.attribute(fields[0])
        if fields[0] == LANGUAGE:
            return self.language()
        return self.words(fields)

    def words(self, fields: tuple[str, ...]) -> Node | None:
        """Read a word or a quotation, exact with = before it; None for punctuation."""
        exact = self.sign() == "="
        self.place += exact
        if self.sign() == "(":
            self.fail(
                "= works on one word or one quotation.",
                self.place - 1,
                self.without(self.place - 1),
            )
        if self.sign() and self.sign() in QUOTES:
            return self.terms.phrase(fields, exact=exact)
        start = self.place
        bare = self.take(lexing.BARE)
        if bare is None and exact:
            return None
        if bare is None:
            self.fail("This bracket closes nothing.", start, self.without(start))
        self.refuse_foreign(bare.group(), start)
        return self.terms.word(bare.group(), fields, start, exact=exact)

    def refuse_foreign(self, bare: str, start: int) -> None:
        """Refuse the signs of other programs that would mean something else here."""
        if bare in ("|", "||"):
            between = self.text[:start].strip() and self.text[self.place :].strip()
            meant = self.replaced(start, self.place, "OR" if between else "")
            self.fail(f"“{bare}” is written OR.", start, meant)
        excluding = lexing.EXCLUDING.match(self.text, start)
        if excluding:
            self.fail("“!” is written - or NOT.", start, self.replaced(start, excluding.end(), "-"))

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

    def expression(self, fields: tuple[str, ...]) -> Pattern | None:
        """Read a regular expression between slashes; None when the slash is punctuation."""
        start = self.place
        found = self.take(lexing.EXPRESSION)
        if found is None:
            following = self.text[start + 1 : start + 2]
            if not following.strip() or following in "/()":
                return None
            bare = lexing.BARE.match(self.text, start)
            self.fail(
                "This expression is not closed: a second / ends it, with a space or nothing "
                r"behind it. A slash within it is written \/.",
                start,
                self.replaced(start, bare.end(), f'"{bare.group()}"') if bare else None,
            )
        if "body" not in fields:
            self.fail(
                "An expression is sought in the text of the documents, in no other field.",
                start,
                self.replaced(start, found.end(), f'"{found[1]}"'),
            )
        self.expressions += 1
        if self.expressions > MAX_EXPRESSIONS:
            self.fail(f"This query has more than {MAX_EXPRESSIONS} expressions.", start)
        pattern = Pattern(found[1].replace(r"\/", "/"), start)
        try:
            compiled(pattern)
        except QueryError as error:
            error.suggestion = self.replaced(start, found.end(), f'"{found[1]}"')  # as words
            raise
        return pattern

    def field_of(self, name: str, start: int, end: int) -> str | None:
        """Return the field that is meant, or None when the colon is part of a word."""
        lower = name.lower()
        field = ALIASES.get(lower, lower)
        if field in NAMES:
            return field
        if not lexing.BARE.match(self.text, end) and self.text[end : end + 1] not in (*QUOTES, "("):
            return None
        # A line of a document, such as TAGS: PREL, is sought rather than a field.
        near = [] if name.isupper() else difflib.get_close_matches(lower, (*NAMES, *ALIASES), 1)
        bare = lexing.BARE.match(self.text, start)
        self.fail(
            f"There is no field “{name}”. The fields are {', '.join(NAMES)}.",
            start,
            self.replaced(start, start + len(name), near[0])
            if near
            else self.replaced(start, bare.end(), f'"{bare.group()}"')
            if bare
            else None,
        )

    def fielded(self, field: str, within: tuple[str, ...], start: int, end: int) -> Node | None:
        self.place = end
        if self.at_end() or self.operator():
            # A word such as “is” is no query that she may have meant.
            mend = self.replaced(end - 1, end, "") if field in INDEXED else None
            self.fail(f"{field}: needs a value after it.", start, mend)
        if field == "near":
            return self.terms.near(within if within[0] in INDEXED else UNFIELDED, start)
        if field == "date":
            return self.date()
        if self.sign() == "(":
            return self.group((field,))
        if field in ATTRIBUTES:
            return self.attribute(field)
        if field == LANGUAGE:
            return self.language()
        if self.sign() == "/":
            expression = self.expression((field,))
            if expression is not None:
                return expression
        if self.text.startswith("near:(", self.place):
            return self.fielded("near", (field,), self.place, self.place + len("near:"))
        value_start = self.place
        node = self.words((field,))
        if node is None:
            self.fail(f"There is no word to look for after {field}:.", value_start)
        return node

    def attribute(self, name: str) -> Attribute:
        """Read a value of what only the review knows."""
        start = self.place
        found = self.take(lexing.QUOTED)
        if found is None and self.sign() in QUOTES:
            self.fail("This quotation is not closed.", start, f'{self.text.rstrip()}"')
        found = found or self.take(lexing.BARE)
        value = found.group().strip(QUOTES).strip() if found else ""
        if found is None or not value:
            self.fail(f"{name}: needs a value after it.", start)
        if found.re is lexing.QUOTED and found[2] is not None:
            self.fail(
                "~ belongs to words that are sought in the text, not to a value.",
                found.end(1) + 1,
                self.replaced(found.end(1) + 1, found.end(), ""),
            )
        self.terms.count(1, start)
        if name in VALUES:
            value = self.known(name, value, start, found.end())
        return Attribute(name, value, start)

    def known(self, name: str, value: str, start: int, end: int) -> str:
        """Return a value of a fixed list, or tell the nearest one."""
        known = VALUES[name]
        plain = value.lower().replace(" ", "-").replace("_", "-")
        plain = SYNONYMS.get(plain, plain)
        if plain in known:
            return plain
        near = difflib.get_close_matches(plain, known, 1)
        self.fail(
            f"{name}: knows no “{value[:40]}”. It can be {', '.join(known)}.",
            start,
            self.replaced(start, end, near[0]) if near else None,
        )

    def language(self) -> Passage:
        """Read the language of a document, by its name or as it is indexed (ISO 639-1)."""
        start = self.place
        found = self.take(lexing.QUOTED) or self.take(lexing.BARE)
        if found is None:
            self.fail(f"{LANGUAGE}: needs a value after it, such as {LANGUAGE}:russian.", start)
        value = found.group().strip(QUOTES).strip().lower()
        code = LANGUAGES.get(value, value)
        if not _LANGUAGE_CODE.fullmatch(code):
            near = difflib.get_close_matches(value, LANGUAGES, 1)
            self.fail(
                f"“{value[:40]}” is no language. Write a name such as russian, or two letters.",
                start,
                self.replaced(start, found.end(), near[0]) if near else None,
            )
        return self.terms.passage((LANGUAGE,), (Exact(code),), 0, start)

    def date(self) -> Node:
        start = self.place
        value = self.take(lexing.RANGE) or self.take(lexing.QUOTED) or self.take(lexing.BARE)
        if value is None:
            self.fail("date: needs a value after it, such as date:2005-06.", start)
        self.terms.count(1, start)
        typed = value.group().strip(QUOTES)
        try:
            return read_dates(typed, start)
        except QueryError as error:
            meant = nearest_dates(typed)
            self.fail(str(error), start, meant and self.replaced(start, value.end(), meant))


def _combined(combine: Callable[[tuple[Node, ...]], Node], parts: list[Node]) -> Node | None:
    distinct = tuple(dict.fromkeys(parts))  # asking twice asks for nothing more
    return combine(distinct) if len(distinct) > 1 else distinct[0] if distinct else None
