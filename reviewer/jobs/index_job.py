"""Bring the search index up to the corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from reviewer.corpus import columns, documents, imports
from reviewer.corpus.database import Corpus
from reviewer.errors import IndexUnavailable
from reviewer.jobs.protocol import Control, Report, Stage
from reviewer.jobs.segment_writers import SegmentWriters
from reviewer.model import SearchableDocument
from reviewer.review.fields import outdated_documents
from reviewer.review.own_index import open_index
from reviewer.search.index import SearchIndex

_MOST_PROCESSES = 4
_FEW_DOCUMENTS, _FEW_CHARACTERS = 400, 2_000_000  # are done before a process has started
_DOCUMENTS_PER_COMMIT = 2_500
_CHARACTERS_PER_COMMIT = 20_000_000  # a writer has the words of a commit in memory

Sizes = Sequence[tuple[int, int]]


def run_index(corpus: Corpus, report: Report, control: Control, rebuild: bool = False) -> int:
    """Index every document that the index lacks or holds with other fields; return how many.

    An index that is missing, damaged, foreign, or that knows what the corpus does not, is made
    anew, and so is any with `rebuild`. Documents can be searched as soon as their
    commit is written. Raises Cancelled, with the commits before it kept, and IndexUnavailable when
    the index cannot be written.
    """
    with corpus.read() as connection:
        sizes = imports.document_sizes(connection)
        _, log_id = columns.latest(connection)
        line = log_id, columns.log_hash(connection, log_id)
    index = _opened(corpus, {document_id for document_id, _ in sizes}, line, rebuild)
    try:
        with corpus.read() as connection:
            outdated = outdated_documents(connection, index)
        known = index.document_ids() - outdated
        missing = [(document_id, size) for document_id, size in sizes if document_id not in known]
        report.progress(Stage.INDEXING, 0, len(missing), 0)
        characters = sum(size for _, size in missing)
        if len(missing) <= _FEW_DOCUMENTS and characters <= _FEW_CHARACTERS:
            ids = [each for each, _ in missing]
            index.add(_watched(corpus, ids, report, control), outdated)
        else:
            _index_in_processes(corpus, index, missing, report, control)
        if missing and index.log_id != log_id:
            with index.writing() as writer:
                writer.note(*line)
        report.progress(Stage.INDEXING, len(missing), len(missing), len(missing))
        return len(missing)
    finally:
        index.close()


def is_complete(corpus: Corpus) -> bool:
    """Tell whether the index holds every document as it is now; reads no text."""
    with corpus.read() as connection:
        wanted = imports.stored_count(connection)
        if wanted == 0:
            return True
        try:
            index = open_index(corpus)
        except IndexUnavailable:
            return False
        try:
            return index.document_count == wanted and not outdated_documents(connection, index)
        finally:
            index.close()


def _opened(corpus: Corpus, stored: set[int], line: tuple[int, str], rebuild: bool) -> SearchIndex:
    if not rebuild:
        try:
            index = open_index(corpus)
        except IndexUnavailable:
            pass
        else:
            held = index.document_ids()
            if held and held <= stored:
                return index
            index.close()
    return SearchIndex.create(corpus.paths.index, *line)


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
