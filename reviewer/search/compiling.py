"""Turn a query's tree into Whoosh's query objects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from whoosh.query import And, AndNot, DisjunctionMax, Every, Not, Or, Phrase, Query, SpanNear2
from whoosh.query import Term as OneWord

from reviewer.search import nodes
from reviewer.search.nodes import Exact, Node, Passage, Term
from reviewer.search.queries import Dated, Identified, Words
from reviewer.search.schema import FIELD_BOOSTS


def compile_query(node: Node) -> Query:
    """Return the Whoosh query for a tree without Attribute and Pattern, which the review resolves.

    Raises QueryError when a Near holds more passages than can be tried in every order.
    """
    match node:
        case Passage(fields, terms, slop):
            return _any([_in_field(name, terms, slop) for name in fields])
        case nodes.Near(passages, distance):
            return _near(passages, distance)
        case nodes.DateRange(first, last):
            return Dated(_code(first, "0") if first else 1, _code(last or "", "9"))
        case nodes.Documents(ids):
            return Identified(ids)
        case nodes.Everything():
            return Every()
        case nodes.And(parts):
            return _all(parts)
        case nodes.Or(parts):
            return _any([compile_query(part) for part in parts])
        case nodes.Not(part):
            return Not(compile_query(part))
        case nodes.Attribute() | nodes.Pattern():
            raise TypeError(f"{node} must be resolved before the search")


def _in_field(name: str, terms: Sequence[Term], slop: int) -> Query:
    boost = FIELD_BOOSTS[name]
    if len(terms) == 1:
        return _one(name, terms[0], boost)
    # Whoosh counts the steps from word to word, the language the words that stand between.
    if all(isinstance(term, Exact) for term in terms):
        return Phrase(name, [str(term.word) for term in terms], slop + 1, boost)  # type: ignore[union-attr]
    return SpanNear2([_one(name, term, boost) for term in terms], slop=slop + 1)


def _one(name: str, term: Term, boost: float) -> Query:
    if isinstance(term, Exact):
        return OneWord(name, term.word, boost)
    return Words(name, term, boost)


def _near(passages: Sequence[Passage], distance: int) -> Query:
    shared = [name for name in passages[0].fields if all(name in each.fields for each in passages)]
    orders = []
    for name in shared:
        parts = [_in_field(name, each.terms, each.slop) for each in passages]
        ordered = [SpanNear2(list(order), slop=distance + 1) for order in permutations(parts)]
        orders.append(DisjunctionMax(ordered))
    return _any(orders)


def _all(parts: Sequence[Node]) -> Query:
    wanted = [compile_query(part) for part in parts if not isinstance(part, nodes.Not)]
    excluded = [compile_query(part.part) for part in parts if isinstance(part, nodes.Not)]
    if not excluded:
        return And(wanted)
    if not wanted:
        return Not(_any(excluded))
    return AndNot(And(wanted), _any(excluded))


def _any(parts: Sequence[Query]) -> Query:
    flat = [each for part in parts for each in (part if type(part) is Or else [part])]
    return flat[0] if len(flat) == 1 else Or(flat)


def _code(date: str, rest: str) -> int:
    """Return a date code from an ISO prefix; what it leaves open is filled with one digit."""
    return int(date.replace("-", "").ljust(8, rest))
