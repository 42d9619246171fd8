"""The search index of a corpus: opened only when it was made of that corpus as it came to be."""

from __future__ import annotations

from reviewer.corpus import columns
from reviewer.corpus.database import Corpus
from reviewer.search.index import SearchIndex
from reviewer.search.seal import unavailable


def open_index(corpus: Corpus) -> SearchIndex:
    """Open the index of a corpus.

    Raises IndexUnavailable as `SearchIndex.open` and `require_own` do.
    """
    index = SearchIndex.open(corpus.paths.index)
    try:
        require_own(corpus, index)
    except BaseException:
        index.close()
        raise
    return index


def require_own(corpus: Corpus, index: SearchIndex) -> None:
    """Raise IndexUnavailable when an index tells of texts that are not those of the corpus.

    It does after a folder was copied into another corpus, or a copy of the corpus from before some
    import was put back beside it: the numbers of documents may be the same then. Reads no text.
    """
    if not index.log_hash:
        return
    with corpus.read() as connection:
        known = columns.log_hash(connection, index.log_id)
    if known != index.log_hash:
        raise unavailable("was made of another corpus, or of a newer copy of this one")
