"""Regular expressions in a query: an exact second pass over the texts that hang on them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reviewer.corpus.columns import Ids
from reviewer.corpus.database import Corpus
from reviewer.errors import Cancelled, QueryError
from reviewer.review.texts import texts_of
from reviewer.search.nodes import And, Documents, Everything, Node, Not, Or, Pattern
from reviewer.search.patterns import compiled, pattern_stands_in

SECONDS_PER_DOCUMENT = 2.0
_TOLD_EVERY = 100

_NOTHING = Documents(np.empty(0, np.int64))


def has_patterns(node: Node) -> bool:
    """Tell whether a query holds a regular expression."""
    match node:
        case Pattern():
            return True
        case And(parts) | Or(parts):
            return any(has_patterns(part) for part in parts)
        case Not(part):
            return has_patterns(part)
        case _:
            return False


def assumed(node: Node, found: bool) -> Node:
    """Return a query without expressions that finds as much, or as little, as it ever could.

    What only the first of the two finds is where the texts decide.
    """
    match node:
        case Pattern():
            return Everything() if found else _NOTHING
        case And(parts):
            return And(tuple(assumed(part, found) for part in parts))
        case Or(parts):
            return Or(tuple(assumed(part, found) for part in parts))
        case Not(part):
            return Not(assumed(part, not found))
        case _:
            return node


def with_patterns_read(
    corpus: Corpus,
    node: Node,
    ids: Ids,
    cancelled: Callable[[], bool],
    progress: Callable[[int, int], None] | None,
) -> Node:
    """Return the query with each expression as those of the documents in whose text it matches.

    Raises QueryError for an expression that cannot be read, or that does not come to an end in a
    document, and Cancelled.
    """
    found: dict[Pattern, list[int]] = {pattern: [] for pattern in _patterns(node)}
    for pattern in found:
        compiled(pattern)  # what cannot be read is told before any text is
    tell = progress or (lambda done, total: None)
    for done, (document_id, text) in enumerate(texts_of(corpus, ids.tolist())):
        if cancelled():
            raise Cancelled("The search was stopped.")
        if done % _TOLD_EVERY == 0:
            tell(done, len(ids))
        for pattern, matching in found.items():
            if _stands_in(pattern, document_id, text):
                matching.append(document_id)
    tell(len(ids), len(ids))
    return _replaced(
        node, {each: Documents(np.sort(np.array(of, np.int64))) for each, of in found.items()}
    )


def _patterns(node: Node) -> list[Pattern]:
    match node:
        case Pattern():
            return [node]
        case And(parts) | Or(parts):
            return [pattern for part in parts for pattern in _patterns(part)]
        case Not(part):
            return _patterns(part)
        case _:
            return []


def _replaced(node: Node, found: dict[Pattern, Documents]) -> Node:
    match node:
        case Pattern():
            return found[node]
        case And(parts):
            return And(tuple(_replaced(part, found) for part in parts))
        case Or(parts):
            return Or(tuple(_replaced(part, found) for part in parts))
        case Not(part):
            return Not(_replaced(part, found))
        case _:
            return node


def _stands_in(pattern: Pattern, document_id: int, text: str) -> bool:
    try:
        return pattern_stands_in(pattern, text, SECONDS_PER_DOCUMENT)
    except TimeoutError as error:
        raise QueryError(
            f"/{pattern.expression}/ takes more than {SECONDS_PER_DOCUMENT:.0f} seconds in "
            f"document {document_id} alone, so the search was stopped. Repetitions within "
            "repetitions, such as (a+)+, take that long; write it without them.",
            pattern.position_cp,
        ) from error
