"""Lines on their way from a background thread to the window."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from time import monotonic

from reviewer.corpus.database import Corpus
from reviewer.review.concordance import concordance
from reviewer.review.lines import Lines
from reviewer.search.query import ParsedQuery
from reviewer.ui.background import Cancelled

CHUNK_LINES = 1_000  # as many as the window takes in at once
MAX_LINES = 500_000  # some 200 MB
_CHUNK_S = 0.1


class LineStream:
    """Filled on a background thread, emptied in the GUI thread; no lock, as a deque needs none."""

    def __init__(self) -> None:
        self.chunks: deque[Lines] = deque()
        self.documents_read = 0
        self.is_full = False  # there are more lines than can be shown

    def run(
        self, corpus: Corpus, ids: Iterable[int], query: ParsedQuery, cancelled: Cancelled
    ) -> None:
        """Put every line into a chunk; called on a background thread."""
        chunk, begun = Lines(), monotonic()
        found = concordance(corpus, self._counted(ids), query, cancelled=cancelled)
        for before, line in enumerate(found):
            if before == MAX_LINES:
                self.is_full = True
                break
            chunk.add(line)
            if len(chunk) == CHUNK_LINES or monotonic() - begun > _CHUNK_S:
                self.chunks.append(chunk)
                chunk, begun = Lines(), monotonic()
        self.chunks.append(chunk)

    def _counted(self, ids: Iterable[int]) -> Iterator[int]:
        for document_id in ids:
            yield document_id
            self.documents_read += 1
