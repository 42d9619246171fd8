"""What the words of a query ask for: themselves, their forms, a pattern, or a phrase of these."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

import regex

from reviewer.search.analysis import fold, folded_words, whole_words
from reviewer.search.fields import ALIASES, NAMES
from reviewer.search.lexing import BARE, FIELD, QUOTED, QUOTES, Reader
from reviewer.search.nodes import Exact, Fuzzy, Glob, Inflected, Near, Passage, Term
from reviewer.search.stemming import shared_prefix, stems_of
from reviewer.text import LETTER_APOSTROPHES

MAX_TERMS = 500
MAX_PATTERNS = 20  # each looks through all words of the corpus
MAX_SLOP = 100
MAX_FUZZY = 2
MAX_NEAR = 3  # passages, since they may stand in any order
DEFAULT_DISTANCE = 10

_PATTERN_WORD = regex.compile(
    rf"(?V1)[\p{{L}}\p{{N}}*?--{LETTER_APOSTROPHES}]"
    rf"[\p{{L}}\p{{N}}\p{{M}}*?--{LETTER_APOSTROPHES}]*"
)
_DISTANCE = re.compile(r"~(\d*)")
_TWO_PASSAGES = re.compile(  # as after a near: without its bracket
    r"""(?:"[^"]*"|[^\s()"]+)\s+(?!(?:AND|OR|NOT)\b)(?:"[^"]*"|[^\s()":]+)(?=[\s)]|$)"""
)


def any_form(word: str, languages: Iterable[str]) -> Inflected | Exact:
    """Return the term for a folded word in all its forms, as far as its language is known."""
    stems = stems_of(word, languages)
    return Inflected(word, stems, shared_prefix(word, stems)) if stems else Exact(word)


class Terms:
    """Reads the words and phrases of one query, and keeps count of what it may ask for."""

    def __init__(self, reader: Reader, languages: frozenset[str]) -> None:
        self.reader = reader
        self.languages = languages
        self.terms = 0
        self.patterns = 0

    def phrase(self, fields: tuple[str, ...], *, exact: bool = False) -> Passage:
        """Read a quotation."""
        reader, start = self.reader, self.reader.place
        quoted = reader.take(QUOTED)
        if quoted is None:
            reader.fail("This quotation is not closed.", start, f'{reader.text.rstrip()}"')
        if not folded_words(quoted[1]):
            reader.fail("There is no word between these quotation marks.", start)
        slop = 0
        if quoted[2] is not None:
            slop = int(quoted[2][:9] or -1)
            if not 0 <= slop <= MAX_SLOP:
                self.misread_distance(quoted.end(1) + 1, "~5")
        return self.passage(fields, self.words(quoted[1], exact=exact), slop, start)

    def word(
        self, typed: str, fields: tuple[str, ...], start: int, *, exact: bool = False
    ) -> Passage | None:
        """Return what a run of characters asks for; None when it is only punctuation."""
        fuzzy = re.fullmatch(r"(.+)~(\d*)", typed, re.DOTALL)
        if fuzzy:
            return self.fuzzy(fuzzy[1], fuzzy[2], fields, start)
        if exact and len(whole_words(typed)) == 1 and "*" not in typed and "?" not in typed:
            return self.passage(fields, (Exact(whole_words(typed)[0]),), 0, start)
        terms: list[Term] = []
        for match in _PATTERN_WORD.finditer(typed):
            piece = match.group()
            if "*" not in piece and "?" not in piece:
                terms += self.words(piece, exact=exact)
            elif len(regex.findall(r"[\p{L}\p{N}]", piece)) >= 2:
                terms.append(Glob(fold(re.sub(r"\*+", "*", piece))))
            elif piece.strip("?"):  # question marks alone are punctuation
                self.reader.fail(
                    f"{piece} matches too many words: give at least two letters.",
                    start + match.start(),
                )
        return self.passage(fields, tuple(terms), 0, start) if terms else None

    def near(self, fields: tuple[str, ...], start: int) -> Near:
        """Read what stands behind `near:`, which begins at `start`: passages, and a distance."""
        reader = self.reader
        if reader.sign() != "(":
            self.misread_near(start)
        opened = reader.place
        reader.place += 1
        passages = []
        while not reader.at_end():
            passages += self.neighbours(fields)
        if not reader.sign():
            reader.fail("This bracket is not closed.", opened, f"{reader.text.rstrip()})")
        if not 2 <= len(passages) <= MAX_NEAR:
            reader.fail(
                f"near: takes 2 to {MAX_NEAR} words or quotations, such as "
                'near:("arms sale" Ivanov)~10.',
                start,
            )
        reader.place += 1
        said = reader.place
        written = reader.take(_DISTANCE)
        distance = int(written[1][:9] or -1) if written else DEFAULT_DISTANCE
        if not 0 <= distance <= MAX_SLOP:
            self.misread_distance(said, f"~{DEFAULT_DISTANCE}")
        return Near(tuple(passages), distance)

    def misread_distance(self, start: int, meant: str) -> NoReturn:
        """Refuse what stands from a ~ on to the next space where a number is wanted."""
        rest = BARE.match(self.reader.text, start)
        assert rest is not None
        self.reader.fail(
            f"After ~ say how many other words may stand between, 0 to {MAX_SLOP}.",
            start,
            self.reader.replaced(start, rest.end(), meant),
        )

    def neighbours(self, fields: tuple[str, ...]) -> list[Passage]:
        """Read one word or quotation of a `near:`; none when it is only punctuation."""
        reader, start = self.reader, self.reader.place
        operator = reader.operator()
        if operator or reader.sign() in "(+-/":
            reader.fail(
                "Only words and quotations can stand near each other.",
                start,
                reader.replaced(start, start + len(operator), "") if operator else None,
            )
        named = FIELD.match(reader.text, start)
        if named and named[1].lower() in (*NAMES, *ALIASES):
            reader.fail(
                f"A field stands before near:, as in {named[1]}:near:(…).",
                start,
                reader.replaced(start, named.end(), ""),
            )
        exact = reader.sign() == "="
        reader.place += exact
        if reader.sign() and reader.sign() in QUOTES:
            return [self.phrase(fields, exact=exact)]
        bare = reader.take(BARE)
        passage = self.word(bare.group(), fields, bare.start(), exact=exact) if bare else None
        return [passage] if passage else []

    def misread_near(self, start: int) -> None:
        """Refuse a `near:` that is written otherwise, with the reading that is meant."""
        reader = self.reader
        number = re.compile(r"(\d+)(\(.*?\))", re.DOTALL).match(reader.text, reader.place)
        meant = None
        if number:
            meant = reader.replaced(number.start(), number.end(), f"{number[2]}~{number[1][:9]}")
        bare = _TWO_PASSAGES.match(reader.text, reader.place)
        if bare:
            meant = reader.replaced(*bare.span(), f"({bare.group()})~{DEFAULT_DISTANCE}")
        reader.fail(
            'near: is written with brackets: near:("arms sale" Ivanov)~10 finds them at most 10 '
            "words apart, in any order.",
            start,
            meant,
        )

    def words(self, typed: str, *, exact: bool) -> tuple[Term, ...]:
        """Return a term for each position of a text."""
        words = folded_words(typed)
        if exact:
            return tuple(map(Exact, words))
        return tuple(any_form(word, self.languages) for word in words)

    def fuzzy(self, typed: str, number: str, fields: tuple[str, ...], start: int) -> Passage:
        """Return what a word with ~ asks for."""
        reader = self.reader
        distance = int(number[:9] or 1)
        words = whole_words(typed)
        end = start + len(typed)
        if len(words) != 1 or "*" in typed or "?" in typed:
            reader.fail("~ works on one word, without * and ?.", end, reader.without(end))
        if not 1 <= distance <= MAX_FUZZY:
            reader.fail(
                f"A word can be off by 1 or {MAX_FUZZY} letters: {typed}~1 or {typed}~{MAX_FUZZY}.",
                end,
                reader.replaced(end, end + 1 + len(number), f"~{MAX_FUZZY}"),
            )
        if len(words[0]) < distance + 2:
            reader.fail(
                f"“{typed}” is too short for ~{distance}: nearly any short word would match.",
                start,
                reader.replaced(end, end + 1 + len(number), ""),
            )
        return self.passage(fields, (Fuzzy(words[0], distance),), 0, start)

    def passage(
        self, fields: tuple[str, ...], terms: tuple[Term, ...], slop: int, start: int
    ) -> Passage:
        """Return the passage, once it is counted."""
        self.count(len(terms), start)
        self.patterns += sum(isinstance(term, Glob | Fuzzy) for term in terms)
        if self.patterns > MAX_PATTERNS:
            self.reader.fail(
                f"This query has more than {MAX_PATTERNS} words with *, ? or ~.", start
            )
        return Passage(fields, terms, slop)

    def count(self, terms: int, start: int) -> None:
        """Count what is asked for."""
        self.terms += terms
        if self.terms > MAX_TERMS:
            self.reader.fail(f"This query has more than {MAX_TERMS} words. Search in steps.", start)
