"""Answer a query from the index: the documents it matches, best first.

Works a set at a time: every passage becomes the documents that hold it with their BM25 scores,
and the operators join these. A passage's score is that of its words where it stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from reviewer.errors import Cancelled, QueryError
from reviewer.search.codec import LENGTHS
from reviewer.search.index import SearchIndex
from reviewer.search.nodes import (
    And,
    DateRange,
    Everything,
    Exact,
    Glob,
    Node,
    Not,
    Or,
    Passage,
    Term,
    chains,
)
from reviewer.search.query import ParsedQuery
from reviewer.search.schema import FIELD_BOOSTS
from reviewer.search.snapshot import Snapshot

MAX_EXPANSION = 10_000  # words that the patterns of a query may stand for, over all fields
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents found, best first; `total` counts them also where `limit` cut the lists."""

    ids: list[int]
    scores: list[float]
    total: int


def search(
    index: SearchIndex,
    query: ParsedQuery,
    limit: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Matches:
    """Return every document that matches, by falling score, then by id.

    Raises QueryError when a pattern stands for too many words, and Cancelled soon after
    `cancelled` tells so. Any thread; searches of one index take turns.
    """
    snapshot = index.snapshot
    scores = _Evaluation(snapshot, cancelled or (lambda: False)).scores(query.node)
    ids = snapshot.ids.tolist()
    live = snapshot.live
    ranked = sorted(
        (-score, ids[number]) for number, score in scores.items() if live is None or live[number]
    )
    shown = ranked[:limit]
    return Matches([id_ for _, id_ in shown], [-score for score, _ in shown], len(ranked))


class _Evaluation:
    def __init__(self, snapshot: Snapshot, cancelled: Callable[[], bool]) -> None:
        self.snapshot = snapshot
        self.cancelled = cancelled
        self.expansion = 0
        self.read: dict[tuple[Term, str], dict[int, list[int]]] = {}

    def scores(self, node: Node) -> dict[int, float]:
        """Return the matching document numbers with their scores."""
        match node:
            case Passage():
                return self.passage(node)
            case DateRange():
                dates = enumerate(map(_iso, self.snapshot.dates.tolist()))
                return {number: 0.0 for number, date in dates if node.holds(date)}
            case And(parts):
                return self.conjunction(parts)
            case Or(parts):
                return _united([self.scores(part) for part in parts])
            case Not(part):
                excluded = self.scores(part)
                return {number: 0.0 for number in self.all_numbers() if number not in excluded}
            case Everything():
                return dict.fromkeys(self.all_numbers(), 0.0)
            case _:
                raise TypeError(f"{node} cannot be searched for yet")

    def conjunction(self, parts: tuple[Node, ...]) -> dict[int, float]:
        wanted = [self.scores(part) for part in parts if not isinstance(part, Not)]
        wanted.sort(key=len)
        found = wanted[0] if wanted else dict.fromkeys(self.all_numbers(), 0.0)
        for other in wanted[1:]:
            found = {number: s + other[number] for number, s in found.items() if number in other}
        for part in parts:
            if isinstance(part, Not):
                excluded = self.scores(part.part)
                found = {number: s for number, s in found.items() if number not in excluded}
        return found

    def passage(self, passage: Passage) -> dict[int, float]:
        return _united([self.in_field(passage, name) for name in passage.fields])

    def in_field(self, passage: Passage, name: str) -> dict[int, float]:
        postings: list[dict[int, list[int]]] = []
        for term in passage.terms:
            postings.append(self.postings(term, name))
            if not postings[-1]:
                return {}
        if len(postings) == 1:
            numbers = list(postings[0])
        else:
            together = set.intersection(*(set(each) for each in postings))
            numbers = []
            for place, number in enumerate(together):
                if place % 256 == 0:
                    self.check()
                if _adjoin((each[number] for each in postings), passage.slop):
                    numbers.append(number)
        scores = dict.fromkeys(numbers, 0.0)
        for each in postings:
            self.add_scores(scores, each, name)
        return scores

    def postings(self, term: Term, name: str) -> dict[int, list[int]]:
        """Return where a term stands in a field, read once however often it is asked for."""
        found = self.read.get((term, name))
        if found is None:
            found = self.read[term, name] = self.read_postings(term, name)
        return found

    def read_postings(self, term: Term, name: str) -> dict[int, list[int]]:
        self.check()
        if isinstance(term, Exact):
            return self.word(term.word, name)
        united: dict[int, list[int]] = {}
        for place, word in enumerate(self.expanded(term, name)):
            if place % 64 == 0:
                self.check()
            for number, packed in self.word(word, name).items():
                united[number] = united.get(number, []) + packed
        return united

    def word(self, word: str, name: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for segment in self.snapshot.segments:
            postings = segment.postings(name, word.encode("utf-8"))
            if postings is not None:
                for place, number in enumerate(postings.numbers.tolist()):
                    start = int(postings.starts[place])
                    positions = postings.positions[start : start + int(postings.counts[place])]
                    found[segment.base + number] = positions.tolist()
        return found

    def expanded(self, term: Term, name: str) -> list[str]:
        prefix = term.prefix if isinstance(term, Glob) else ""
        fields = [each.fields[name] for each in self.snapshot.segments if name in each.fields]
        candidates = {
            field.words[place].decode("utf-8")
            for field in fields
            for place in field.words.with_prefix(prefix.encode("utf-8"))
        }
        words = sorted(word for word in candidates if term.matches(word))
        self.expansion += len(words)
        if self.expansion > MAX_EXPANSION:
            raise QueryError(
                f"“{term}” and the other patterns of this query stand for more than "
                f"{MAX_EXPANSION:,} different words. Give more letters."
            )
        return words

    def add_scores(
        self, scores: dict[int, float], postings: dict[int, list[int]], name: str
    ) -> None:
        """Add the BM25 score of a term in a field to the documents that are listed."""
        codes = [segment.length_codes(name) for segment in self.snapshot.segments]
        lengths = LENGTHS[np.concatenate(codes)].tolist()
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        idf = math.log(len(self.snapshot.ids) / (len(postings) + 1)) + 1
        weight = FIELD_BOOSTS[name] * max(idf, 0.01) * (_K1 + 1)
        floor, slope = _K1 * (1 - _B), _K1 * _B / mean
        for number in scores:
            count = len(postings[number])
            scores[number] += weight * count / (count + floor + slope * lengths[number])

    def all_numbers(self) -> range:
        return range(len(self.snapshot.ids))

    def check(self) -> None:
        if self.cancelled():
            raise Cancelled("The search was stopped.")


def _united(parts: list[dict[int, float]]) -> dict[int, float]:
    parts.sort(key=len)
    united = parts.pop()
    for part in parts:
        for number, score in part.items():
            united[number] = united.get(number, 0.0) + score
    return united


def _adjoin(packed: Iterable[list[int]], slop: int) -> bool:
    return bool(chains((sorted(each) for each in packed), slop))


def _iso(code: int) -> str:
    year, month, day = code // 10_000, code // 100 % 100, code % 100
    return "-".join([f"{year:04}"] * bool(year) + [f"{part:02}" for part in (month, day) if part])
