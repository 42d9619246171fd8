"""A query as a tree of plain values: what is asked, free of how it was typed or is answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reviewer.search.stemming import stem_of


@dataclass(frozen=True, slots=True)
class Exact:
    """The folded word itself."""

    word: str

    def matches(self, word: str) -> bool:
        """Tell whether a folded word is asked for."""
        return word == self.word


@dataclass(frozen=True)
class Glob:
    """Words by pattern: `*` is any run of characters, `?` is one."""

    pattern: str

    def __str__(self) -> str:
        return self.pattern

    @property
    def prefix(self) -> str:
        """What every match begins with."""
        return re.split(r"[*?]", self.pattern, maxsplit=1)[0]

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The pattern as an expression that never goes back, so that no word can stall it."""
        *middle, tail = (re.escape(part).replace(r"\?", ".") for part in self.pattern.split("*"))
        if not middle:
            return re.compile(tail, re.DOTALL)
        head, *inner = middle
        runs = "".join(f"(?>.*?{part})" for part in inner)
        return re.compile(f"{head}{runs}.*{tail}", re.DOTALL)

    def matches(self, word: str) -> bool:
        """Tell whether a folded word is asked for."""
        return self.expression.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words that become the asked one by at most `distance` letters put in, left out, changed."""

    word: str
    distance: int
    letters: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "letters", frozenset(self.word))

    def __str__(self) -> str:
        return f"{self.word}~{self.distance}"

    def matches(self, word: str) -> bool:
        """Tell whether a folded word is asked for."""
        if abs(len(word) - len(self.word)) > self.distance:
            return False
        if len(self.letters.difference(word)) > self.distance:
            return False
        return _within(self.word, word, self.distance)


@dataclass(frozen=True, slots=True)
class Inflected:
    """A folded word in any of its forms: every word that shares its stem in one of the languages.

    `stems` holds pairs of a language (ISO 639-1) and the word's stem in it; `prefix` is what every
    form begins with: at least a letter, save for an Arabic word.
    """

    word: str
    stems: frozenset[tuple[str, str]]
    prefix: str

    def __str__(self) -> str:
        return self.word

    def matches(self, word: str) -> bool:
        """Tell whether a folded word is asked for."""
        if not word.startswith(self.prefix):
            return False
        if not self.prefix and word.isascii():
            return False  # only Arabic forms begin with nothing in common
        return word == self.word or any(
            stem_of(word, language) == stem for language, stem in self.stems
        )


Term: TypeAlias = Exact | Inflected | Glob | Fuzzy


@dataclass(frozen=True, slots=True)
class Passage:
    """Terms in this order in one of the fields, at most `slop` other words between neighbours."""

    fields: tuple[str, ...]
    terms: tuple[Term, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Passages in any order within one field, each near the next.

    One place of every passage counts, none in another; from the last word of one to the first of
    the next there are at most `distance` other words (`gatherings` tells this of a document).
    """

    passages: tuple[Passage, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """What only the review knows of a document: `tag:`, `has:`, `reviewer:` and so on.

    `position_cp` is where it stands in the query, for a message about its value.
    """

    name: str
    value: str
    position_cp: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """Documents in whose text a regular expression matches; found by reading the texts."""

    expression: str
    position_cp: int


@dataclass(frozen=True, eq=False)
class Documents:
    """Documents by id, sorted: what an Attribute or a Pattern turned out to mean."""

    ids: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Documents dated within ISO prefixes, both ends included; None leaves an end open.

    A document counts by the date as it is known: one dated `2005` lies in 2005, not in 2005-06.
    """

    first: str | None
    last: str | None

    def holds(self, date: str) -> bool:
        """Tell whether a document's date ("" when it has none) lies in the range."""
        if not date:
            return False
        if self.first is not None and date < self.first:
            return False
        return self.last is None or date[: len(self.last)] <= self.last


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever the part does not match."""

    part: Node


Node: TypeAlias = (
    Passage | Near | DateRange | Attribute | Pattern | Documents | Everything | And | Or | Not
)


def wanted_passages(node: Node, name: str) -> list[Passage]:
    """Return the passages that a document is wanted for, as far as they may stand in a field."""
    match node:
        case Passage():
            return [node] if name in node.fields else []
        case And(parts) | Or(parts):
            return [passage for part in parts for passage in wanted_passages(part, name)]
        case _:
            return []


def wanted_nears(node: Node, name: str) -> list[Near]:
    """Return the nearnesses that a document is wanted for, as far as they may be in a field."""
    match node:
        case Near(passages):
            return [node] if all(name in passage.fields for passage in passages) else []
        case And(parts) | Or(parts):
            return [near for part in parts for near in wanted_nears(part, name)]
        case _:
            return []


def wanted_patterns(node: Node) -> list[Pattern]:
    """Return the expressions that a document is wanted for."""
    match node:
        case Pattern():
            return [node]
        case And(parts) | Or(parts):
            return [pattern for part in parts for pattern in wanted_patterns(part)]
        case _:
            return []


def chains(places: Iterable[list[int]], slop: int) -> list[tuple[int, int]]:
    """Return first and last position of each shortest run that takes one place from every list.

    Places rise along a run, neighbours at most `slop` + 1 apart. Each list is sorted; none is
    asked for once no run is left.
    """
    lists = iter(places)
    runs = [(place, place) for place in next(lists)]  # last and first place, both rising
    for following in lists:
        longer = []
        before = 0
        for place in following:
            while before < len(runs) and runs[before][0] < place:
                before += 1
            # The run that ends nearest before a place also starts latest, so no other matters.
            if before and runs[before - 1][0] >= place - slop - 1:
                longer.append((place, runs[before - 1][1]))
        runs = longer
        if not runs:
            return []
    shortest: dict[int, int] = {}
    for last, first in runs:
        shortest.setdefault(first, last)
    return list(shortest.items())


def gatherings(places: Sequence[Sequence[tuple[int, int]]], distance: int) -> list[tuple[int, int]]:
    """Return first and last position of the runs that take one place of every passage, any order.

    A place is what `chains` returns, rising. Between neighbours of a run are at most `distance`
    positions, and they do not overlap.
    """
    found: list[tuple[int, int]] = []

    def extend(runs: Sequence[tuple[int, int]], left: tuple[int, ...]) -> None:
        if not left:
            found.extend(runs)
        for passage in left:
            longer = _followed(runs, places[passage], distance)
            if longer:
                extend(longer, tuple(other for other in left if other != passage))

    for passage, first in enumerate(places):
        extend(first, tuple(other for other in range(len(places)) if other != passage))
    return sorted(found)


def _followed(
    runs: Sequence[tuple[int, int]], following: Sequence[tuple[int, int]], distance: int
) -> list[tuple[int, int]]:
    """Return the runs made longer by a place that stands soon after; all of them rise."""
    longer = []
    before = 0
    for first, last in following:
        while before < len(runs) and runs[before][1] < first:
            before += 1
        # The run that ends nearest before a place also starts latest, so no other matters.
        if before and runs[before - 1][1] >= first - distance - 1:
            longer.append((runs[before - 1][0], last))
    return longer


def _within(asked: str, word: str, distance: int) -> bool:
    """Tell whether the Levenshtein distance is at most `distance`, looking only near the middle."""
    row = list(range(len(word) + 1))
    for i, letter in enumerate(asked, 1):
        before, row[0] = row[0], i
        best = i
        for j, other in enumerate(word, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != other))
            best = min(best, row[j])
        if best > distance:
            return False
    return row[-1] <= distance
