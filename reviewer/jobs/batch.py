"""What an import has read and not yet stored: many small files share a transaction.

Transactions are short, so that the window's own writes come in between, and hold whole truths: a
file's documents with the count of them, its outcome with its last document.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from time import monotonic

from reviewer.corpus import imports
from reviewer.corpus.database import Corpus
from reviewer.corpus.imports import Item, Outcome, Source
from reviewer.corpus.prepared import PreparedDocument
from reviewer.jobs.originals import Originals
from reviewer.jobs.seen import Seen

_DOCUMENTS_PER_TRANSACTION = 250  # each is two rows
_CHARACTERS_PER_TRANSACTION = 8_000_000
_ITEMS_PER_TRANSACTION = 500
_LONGEST_WAIT_S = 1.0


@dataclass(slots=True)
class FileProgress:
    """A file as far as it is read; `source_id` is None until something of it is stored."""

    sha256: str
    mapping: str
    path: str
    format: str
    size_bytes: int
    source_id: int | None = None
    documents_done: int = 0
    complete: bool = False


class Batch:
    """Collects what is read and stores it in transactions.

    `outcomes` counts files and `documents_stored` documents, those only that are on disk.
    """

    def __init__(self, corpus: Corpus, import_id: str, originals: Originals) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.documents_stored = 0
        self._corpus = corpus
        self._import_id = import_id
        self._originals = originals
        self._seen = Seen()
        with corpus.read() as connection:
            for sha256 in imports.source_hashes(connection):
                self._seen.add(sha256)
        self._files: dict[tuple[str, str], FileProgress] = {}
        self._documents: list[tuple[FileProgress, PreparedDocument]] = []
        self._items: list[Item] = []
        self._characters = 0
        self._since = monotonic()

    @property
    def documents_read(self) -> int:
        """How many documents were taken, stored or not."""
        return self.documents_stored + len(self._documents)

    def file(
        self, sha256: str, mapping: str, path: str, format: str, size_bytes: int
    ) -> FileProgress:
        """Return how far the file of these bytes is, in the corpus or in this batch."""
        waiting = self._files.get((sha256, mapping))
        if waiting is not None:
            return waiting
        file = FileProgress(sha256, mapping, path, format, size_bytes)
        stored = self.stored(sha256, mapping)
        if stored is not None:
            file.source_id = stored.id
            file.documents_done = stored.documents_done
            file.complete = stored.complete
        return file

    def stored(self, sha256: str, mapping: str) -> Source | None:
        """Return how much of a file is on disk, or None when nothing is; any thread."""
        if sha256 not in self._seen:
            return None
        with self._corpus.read() as connection:
            return imports.find_source(connection, sha256, mapping)

    def add(self, file: FileProgress, document: PreparedDocument, done: int) -> None:
        """Take a document; `done` counts what the file's reader has yielded with it."""
        # Before it is taken: the last document of a file is stored with the file's outcome.
        if (
            len(self._documents) >= _DOCUMENTS_PER_TRANSACTION
            or self._characters >= _CHARACTERS_PER_TRANSACTION
            or self._is_late()
        ):
            self.flush()
        self._documents.append((file, document))
        self._characters += len(document.body)
        self._touch(file, done)

    def finish(self, file: FileProgress, done: int) -> None:
        """Take it that a file is read to its end, all `done` parts of it."""
        file.complete = True
        self._touch(file, done)

    def note(self, item: Item) -> None:
        """Take what became of a file."""
        self._items.append(item)
        if len(self._items) >= _ITEMS_PER_TRANSACTION or self._is_late():
            self.flush()

    def flush(self) -> None:
        """Store everything taken. Raises StorageError when the corpus cannot take it."""
        if self._files or self._items:
            self._originals.settle()
            with self._corpus.write() as connection:
                for file in self._files.values():
                    if file.source_id is None:
                        file.source_id = imports.add_source(
                            connection,
                            file.sha256,
                            file.path,
                            file.format,
                            file.size_bytes,
                            file.mapping,
                        )
                    imports.set_progress(
                        connection, file.source_id, file.documents_done, file.complete
                    )
                imports.add_documents(
                    connection,
                    [(file.source_id or 0, document) for file, document in self._documents],
                )
                imports.add_items(connection, self._import_id, self._items)
        self.documents_stored += len(self._documents)
        self.outcomes.update(item.outcome for item in self._items if not item.locator)
        self._files = {}
        self._documents = []
        self._items = []
        self._characters = 0
        self._since = monotonic()

    def _touch(self, file: FileProgress, done: int) -> None:
        file.documents_done = done
        self._files[file.sha256, file.mapping] = file
        self._seen.add(file.sha256)

    def _is_late(self) -> bool:
        return monotonic() - self._since >= _LONGEST_WAIT_S
