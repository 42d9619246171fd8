"""Regular expressions in a query: an exact second pass over the texts that hang on them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import regex

from reviewer.corpus import documents
from reviewer.corpus.columns import Ids
from reviewer.corpus.database import Corpus
from reviewer.errors import Cancelled, QueryError
from reviewer.search.nodes import And, Documents, Everything, Node, Not, Or, Pattern

SECONDS_PER_DOCUMENT = 2.0
_TEXTS_AT_ONCE = 100

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
    patterns = {each: _compiled(each) for each in _patterns(node)}
    found: dict[Pattern, list[int]] = {each: [] for each in patterns}
    for start in range(0, len(ids), _TEXTS_AT_ONCE):
        if progress is not None:
            progress(start, len(ids))
        with corpus.read() as connection:
            texts = documents.texts(connection, ids[start : start + _TEXTS_AT_ONCE].tolist())
        for document_id, text in texts.items():
            if cancelled():
                raise Cancelled("The search was stopped.")
            for pattern, expression in patterns.items():
                if _matches(pattern, expression, document_id, text):
                    found[pattern].append(document_id)
    if progress is not None:
        progress(len(ids), len(ids))
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


def _compiled(pattern: Pattern) -> regex.Pattern[str]:
    try:
        return regex.compile(pattern.expression)
    except regex.error as error:
        raise QueryError(
            f"This regular expression cannot be read: {error.msg}.",
            pattern.position_cp + 1 + (error.pos or 0),
        ) from error


def _matches(pattern: Pattern, expression: regex.Pattern[str], document_id: int, text: str) -> bool:
    try:
        # Without the interpreter's lock, so that the window goes on while a text is read.
        return bool(expression.search(text, timeout=SECONDS_PER_DOCUMENT, concurrent=True))
    except TimeoutError as error:
        raise QueryError(
            f"/{pattern.expression}/ takes more than {SECONDS_PER_DOCUMENT:.0f} seconds in "
            f"document {document_id} alone, so the search was stopped. Repetitions within "
            "repetitions, such as (a+)+, take that long; write it without them.",
            pattern.position_cp,
        ) from error
