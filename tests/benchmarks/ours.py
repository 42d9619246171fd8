"""Reviewer's own search as one of the engines.

`Reviewer` asks for exact words of the body, which is what the peers are asked for. `AsTyped` asks
as the window does: all forms of a word, in every field, read from what is typed, and every match
in its order instead of the 50 best.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from reviewer.corpus.database import Access, open_corpus
from reviewer.jobs.index_job import run_index
from reviewer.jobs.protocol import Control, Silence, Stage
from reviewer.model import SearchableDocument
from reviewer.review.finding import Finder, Request
from reviewer.search.index import SearchIndex
from reviewer.search.nodes import (
    And,
    DateRange,
    Exact,
    Fuzzy,
    Glob,
    Near,
    Node,
    Not,
    Or,
    Passage,
    Term,
)
from reviewer.search.query import ParsedQuery, parse_query
from reviewer.search.searching import search
from tests.benchmarks.engines import SHOWN
from tests.benchmarks.processes import Cost, watched
from tests.benchmarks.queries import NEAR, Query


class Reviewer:
    """The index of a corpus, which its worker process built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index: SearchIndex
        self.finder: Finder

    def build(self, documents: Iterable[SearchableDocument]) -> None:
        raise NotImplementedError("the worker process builds this one")

    def open(self) -> None:
        self.index = SearchIndex.open(self.folder / "index")
        self.finder = Finder(open_corpus(self.folder, Access.READ))

    def search(self, query: Query) -> int:
        if query.facets:
            return self.found_and_counted(query)
        return search(self.index, self.parsed(query), limit=SHOWN).total

    def found_and_counted(self, query: Query) -> int:
        """Find as the window does: all documents in their order, and the facets."""
        results = self.finder.find(Request(self.parsed(query)))
        if query.facets:
            self.finder.facets(results)
        return results.total

    def add(self, document: SearchableDocument) -> None:
        self.index.add([document])

    def parsed(self, query: Query) -> ParsedQuery:
        """Return the query over exact words of the body."""
        parts = _parts(query)
        return ParsedQuery("", parts[0] if len(parts) == 1 else And(tuple(parts)))


class AsTyped(Reviewer):
    """The same index, asked as the window asks it."""

    def search(self, query: Query) -> int:
        return self.found_and_counted(query)

    def parsed(self, query: Query) -> ParsedQuery:
        return parse_query(typed(query))


def typed(query: Query) -> str:
    """Return a query as it is typed."""
    parts = [*query.words]
    if query.near:
        parts.append(f"near:({' '.join(query.near)})~{NEAR}")
    if query.alternatives:
        parts.append(f"({' OR '.join(query.alternatives)})")
    if query.phrase:
        parts.append(f'"{" ".join(query.phrase)}"')
    if query.pattern:
        parts.append(query.pattern)
    if query.fuzzy:
        parts.append(f"{query.fuzzy}~1")
    if query.days:
        parts.append("date:{}..{}".format(*query.days))
    parts += [f"-{word}" for word in query.excluded]
    return " ".join(parts)


def build_index(
    corpus: Path, folder: Path, progressed: Callable[[int], None] = lambda documents: None
) -> Cost:
    """Copy a corpus and index it as a worker process does. Return what that cost.

    `progressed` is called with the number of documents indexed so far.
    """
    shutil.copytree(corpus, folder, ignore=shutil.ignore_patterns("index"))
    open_corpus(folder, Access.WRITE).close()  # brings it up to date
    return watched(
        [sys.executable, "-m", __spec__.name, str(folder)],
        heard=lambda documents: progressed(int(documents)),
    )


class _Progress(Silence):
    """Prints how many documents are indexed."""

    def progress(
        self, stage: Stage, done: int, total: int | None, documents: int, note: str = ""
    ) -> None:
        print(documents, flush=True)


def _parts(query: Query) -> list[Node]:
    parts: list[Node] = [_passage(Exact(word)) for word in query.words]
    if query.alternatives:
        parts.append(Or(tuple(_passage(Exact(word)) for word in query.alternatives)))
    if query.phrase:
        parts.append(_passage(*map(Exact, query.phrase)))
    if query.near:
        parts.append(Near(tuple(_passage(Exact(word)) for word in query.near), NEAR))
    if query.pattern:
        parts.append(_passage(Glob(query.pattern)))
    if query.fuzzy:
        parts.append(_passage(Fuzzy(query.fuzzy, 1)))
    if query.days:
        parts.append(DateRange(*query.days))
    parts += [Not(_passage(Exact(word))) for word in query.excluded]
    return parts


def _passage(*terms: Term) -> Passage:
    return Passage(("body",), terms)


if __name__ == "__main__":
    with open_corpus(Path(sys.argv[1]), Access.WORKER) as indexed:
        run_index(indexed, _Progress(), Control(), rebuild=True)
