"""Answer a query from the index: the documents it finds, best first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from reviewer.search.compiling import compile_query
from reviewer.search.evaluation import Evaluation
from reviewer.search.found import Found
from reviewer.search.index import SearchIndex
from reviewer.search.mapped import DamagedFile
from reviewer.search.memory import keep_freed_memory
from reviewer.search.nodes import Node
from reviewer.search.query import ParsedQuery
from reviewer.search.ranking import Ranking
from reviewer.search.scoring import Scored
from reviewer.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The documents found, best first; `total` counts them also where `limit` cut the arrays."""

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    total: int


def matching(
    index: SearchIndex, node: Node, cancelled: Callable[[], bool] | None = None
) -> tuple[Snapshot, Found]:
    """Return every document that matches, by its number in the snapshot that was searched.

    Raises as `search` does. Any thread.
    """
    snapshot = index.snapshot
    return snapshot, _found(_prepared_for(snapshot), node, cancelled)


def search(
    index: SearchIndex,
    query: ParsedQuery | Node,
    limit: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Matches:
    """Return every document that matches, by falling score, then by id.

    Raises QueryError when a pattern stands for too many words, Cancelled soon after `cancelled`
    tells so, and IndexUnavailable when the index turns out to be damaged. Any thread.
    """
    prepared = _prepared_for(index.snapshot)
    found = _found(prepared, query.node if isinstance(query, ParsedQuery) else query, cancelled)
    ids, scores = prepared.ranking.best(found, limit)
    return Matches(ids, scores, len(found.numbers))


class _Prepared:
    """What searches of one snapshot share; it ends with the snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        keep_freed_memory()
        self.scored = Scored(snapshot)
        self.ranking = Ranking(snapshot.ids)


_prepared: WeakKeyDictionary[Snapshot, _Prepared] = WeakKeyDictionary()
_preparing = Lock()


def _prepared_for(snapshot: Snapshot) -> _Prepared:
    with _preparing:
        prepared = _prepared.get(snapshot)
        if prepared is None:
            prepared = _prepared[snapshot] = _Prepared(snapshot)
        return prepared


def _found(prepared: _Prepared, node: Node, cancelled: Callable[[], bool] | None) -> Found:
    try:
        return Evaluation(prepared.scored, cancelled or (lambda: False)).documents(
            compile_query(node)
        )
    except (IndexError, UnicodeDecodeError) as error:
        raise DamagedFile(str(error)) from error
