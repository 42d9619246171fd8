"""Indexes of test corpora."""

from __future__ import annotations

from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.search.index import SearchIndex


def index_corpus(corpus: Corpus) -> None:
    """Index all documents of a corpus anew."""
    index = SearchIndex.create(corpus.paths.index)
    with corpus.read() as connection:
        index.add(list(searchable_documents(connection, document_ids(connection))))
    index.close()
