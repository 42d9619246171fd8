"""Answer what the arrays do not know, through Whoosh's own matchers over the same segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from whoosh.query import Query
from whoosh.reading import MultiReader
from whoosh.searching import Searcher

from reviewer.search.found import NOTHING, Found
from reviewer.search.gathering import Check
from reviewer.search.snapshot import Segment


def walked(segments: Sequence[Segment], query: Query, check: Check) -> Found:
    """Return what Whoosh finds; `check` is called at each document and may raise."""
    readers = [segment.reader for segment in segments]
    reader = readers[0] if len(readers) == 1 else MultiReader(readers)
    searcher = Searcher(reader, closereader=False)
    context = searcher.context(top_query=query)
    pairs = [
        pair
        for leaf, base in searcher.leaf_searchers()
        for pair in _documents(query.matcher(leaf, context), base, check)
    ]
    if not pairs:
        return NOTHING
    numbers, scores = zip(*pairs, strict=True)
    return Found(np.array(numbers, np.int32), np.array(scores, np.float32))


def _documents(matcher: Any, base: int, check: Check) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        check()
        yield base + matcher.id(), matcher.score()
        matcher.next()
