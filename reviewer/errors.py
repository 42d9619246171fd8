"""Errors that are told to a person: what happened, what it means for her work, what to do next."""


class ReviewerError(Exception):
    """Base of every error whose message may be shown as it is."""


class CorpusError(ReviewerError):
    """A corpus cannot be made, opened, read or written."""


class CorpusInUse(CorpusError):
    """Another window or command holds the corpus for writing."""


class CorpusReadOnly(CorpusError):
    """A change was asked of a corpus that is open for reading only."""


class CorpusTooNew(CorpusError):
    """The corpus was written by a newer Reviewer."""


class CorpusDamaged(CorpusError):
    """The database file is not readable as a corpus."""


class StorageError(CorpusError):
    """The disk is full, the folder is gone, or the file system refused a write."""


class ReviewError(ReviewerError):
    """An annotation, tag, entity or redaction cannot be changed as asked."""


class NothingToUndo(ReviewError):
    """The history has no change to take back, or none to do again."""


class ReadError(ReviewerError):
    """A file cannot be read as a document; the message is the reason shown in the import list.

    `outcome` is under what the coverage of the corpus counts it.
    """

    outcome = "failed"


class Locked(ReadError):
    """A password or a key is needed to read it."""

    outcome = "locked"


class NoText(ReadError):
    """There is something to see in it, such as a scanned page, and no text."""

    outcome = "no_text"


class Unsupported(ReadError):
    """Nothing here reads files of its kind."""

    outcome = "unsupported"


class QueryError(ReviewerError):
    """A query cannot be understood.

    `position_cp` is the code point in the query at which the trouble stands; `suggestion` is the
    nearest query that can be read, or None.
    """

    def __init__(self, message: str, position_cp: int = 0, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.position_cp = position_cp
        self.suggestion = suggestion


class IndexUnavailable(ReviewerError):
    """The search index is missing, cut or foreign, and has to be rebuilt from the corpus."""


class ExportError(ReviewerError):
    """An export could not be written; what stood at its place before is untouched."""


class Cancelled(ReviewerError):
    """A job was stopped at the analyst's wish."""
