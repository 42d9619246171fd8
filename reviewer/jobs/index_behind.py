"""Index what an import has stored while it goes on, so that it can be searched before the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType

from reviewer.corpus.database import Corpus
from reviewer.errors import IndexUnavailable, ReviewerError
from reviewer.jobs.index_job import run_index
from reviewer.jobs.protocol import Control, Silence
from reviewer.search.index import SearchIndex

_DOCUMENTS_AT_A_TIME = 3_000
_LOOK_EVERY_S = 0.5


class IndexingBehind:
    """A thread behind an import, from entering the context until leaving it.

    What it has not done by then, and what keeps it from working, is left to `run_index`.
    `indexed` tells in the end how many documents it made searchable.
    """

    def __init__(self, corpus: Corpus, stored: Callable[[], int], control: Control) -> None:
        self.indexed = 0
        self._corpus = corpus
        self._stored = stored
        self._control = _Both(control)
        self._ending = Event()
        self._thread = Thread(target=self._follow, name="indexing behind", daemon=True)

    def __enter__(self) -> IndexingBehind:
        self._before = self._searchable()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._control.cancel()
        self._thread.join()
        self.indexed = max(0, self._searchable() - self._before)

    def _follow(self) -> None:
        seen = 0
        with suppress(ReviewerError):
            while not self._ending.wait(_LOOK_EVERY_S):
                stored = self._stored()
                if stored - seen >= _DOCUMENTS_AT_A_TIME:
                    seen = stored
                    run_index(self._corpus, Silence(), self._control)

    def _searchable(self) -> int:
        try:
            index = SearchIndex.open(self._corpus.paths.index)
        except IndexUnavailable:
            return 0
        try:
            return index.document_count
        finally:
            index.close()


class _Both(Control):
    """Heeds another control besides its own."""

    def __init__(self, other: Control) -> None:
        super().__init__()
        self._other = other

    def is_cancelled(self) -> bool:
        return super().is_cancelled() or self._other.is_cancelled()
