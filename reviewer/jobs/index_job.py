"""Bring the search index up to the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus
from reviewer.errors import IndexUnavailable
from reviewer.jobs.protocol import Control, Report, Stage
from reviewer.model import SearchableDocument
from reviewer.search.index import SearchIndex

_DOCUMENTS_PER_COMMIT = 2_000
_CHARACTERS_PER_COMMIT = 30_000_000  # a commit is held in memory until it is written


def run_index(corpus: Corpus, report: Report, control: Control, rebuild: bool = False) -> int:
    """Index every document that the index does not hold and return how many these were.

    An index that is missing, damaged, foreign, or that knows documents which the corpus does not
    have, is made anew, and so is any with `rebuild`. Raises Cancelled, with the commits before it
    kept, and IndexUnavailable when the index cannot be written.
    """
    with corpus.read() as connection:
        sizes = imports.document_sizes(connection)
    index = _opened(corpus, {document_id for document_id, _ in sizes}, rebuild)
    try:
        known = index.document_ids()
        missing = [(document_id, size) for document_id, size in sizes if document_id not in known]
        indexed = 0
        for ids in _commits(missing):
            report.progress(Stage.INDEXING, indexed, len(missing), indexed)
            index.add(_watched(corpus, ids, report, control, indexed, len(missing)))
            indexed += len(ids)
        report.progress(Stage.INDEXING, indexed, len(missing), indexed)
        return indexed
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


def _commits(missing: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    ids: list[int] = []
    characters = 0
    for document_id, size in missing:
        if ids and (
            len(ids) == _DOCUMENTS_PER_COMMIT or characters + size > _CHARACTERS_PER_COMMIT
        ):
            yield ids
            ids, characters = [], 0
        ids.append(document_id)
        characters += size
    if ids:
        yield ids


def _watched(
    corpus: Corpus,
    ids: Sequence[int],
    report: Report,
    control: Control,
    before: int,
    total: int,
) -> Iterator[SearchableDocument]:
    with corpus.read() as connection:
        found = documents.searchable_documents(connection, ids)
        for done, document in enumerate(found, before):
            control.check()
            report.progress(Stage.INDEXING, done, total, done)
            yield document
