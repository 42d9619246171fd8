"""Bring the search index up to the corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus
from reviewer.errors import IndexUnavailable
from reviewer.jobs.protocol import Control, Report, Stage
from reviewer.jobs.segment_writers import SegmentWriters
from reviewer.model import SearchableDocument
from reviewer.search.index import SearchIndex

_MOST_PROCESSES = 4
_FEW_DOCUMENTS, _FEW_CHARACTERS = 400, 2_000_000  # are done before a process has started
_DOCUMENTS_PER_COMMIT = 2_500
_CHARACTERS_PER_COMMIT = 20_000_000  # a writer has the words of a commit in memory

Sizes = Sequence[tuple[int, int]]


def run_index(corpus: Corpus, report: Report, control: Control, rebuild: bool = False) -> int:
    """Index every document that the index does not hold and return how many these were.

    An index that is missing, damaged, foreign, or that knows documents which the corpus does not
    have, is made anew, and so is any with `rebuild`. Documents can be searched as soon as their
    commit is written. Raises Cancelled, with the commits before it kept, and IndexUnavailable when
    the index cannot be written.
    """
    with corpus.read() as connection:
        sizes = imports.document_sizes(connection)
    index = _opened(corpus, {document_id for document_id, _ in sizes}, rebuild)
    try:
        known = index.document_ids()
        missing = [(document_id, size) for document_id, size in sizes if document_id not in known]
        report.progress(Stage.INDEXING, 0, len(missing), 0)
        characters = sum(size for _, size in missing)
        if len(missing) <= _FEW_DOCUMENTS and characters <= _FEW_CHARACTERS:
            index.add(_watched(corpus, [each for each, _ in missing], report, control))
        else:
            _index_in_processes(corpus, index, missing, report, control)
        report.progress(Stage.INDEXING, len(missing), len(missing), len(missing))
        return len(missing)
    finally:
        index.close()


def _opened(corpus: Corpus, stored: set[int], rebuild: bool) -> SearchIndex:
    folder = corpus.paths.index
    if not rebuild:
        try:
            index = SearchIndex.open(folder)
        except IndexUnavailable:
            pass
        else:
            if index.document_ids() <= stored:
                return index
            index.close()
    return SearchIndex.create(folder)


def _index_in_processes(
    corpus: Corpus, index: SearchIndex, missing: Sizes, report: Report, control: Control
) -> None:
    processes = min(_MOST_PROCESSES, max(1, os.cpu_count() or 1))

    def told(done: int) -> None:
        control.check()
        report.progress(Stage.INDEXING, done, len(missing), done)

    with (
        index.writing() as writer,
        SegmentWriters(corpus.paths.folder, writer.folder, processes) as writers,
    ):
        for segment in writers.write(_commits(missing, processes), told):
            writer.commit([segment])
            while writer.merge():
                control.check()


def _commits(missing: Sizes, processes: int) -> Iterator[list[int]]:
    """Yield the ids of one commit after another, such that each process gets some."""
    most = min(_DOCUMENTS_PER_COMMIT, -(-len(missing) // processes))
    ids: list[int] = []
    characters = 0
    for document_id, size in missing:
        if ids and (len(ids) == most or characters + size > _CHARACTERS_PER_COMMIT):
            yield ids
            ids, characters = [], 0
        ids.append(document_id)
        characters += size
    if ids:
        yield ids


def _watched(
    corpus: Corpus, ids: Sequence[int], report: Report, control: Control
) -> Iterator[SearchableDocument]:
    with corpus.read() as connection:
        for done, document in enumerate(documents.searchable_documents(connection, ids)):
            control.check()
            report.progress(Stage.INDEXING, done, len(ids), done)
            yield document
