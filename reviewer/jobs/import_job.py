"""Import files and folders into a corpus, so that it can be killed at any moment and gone on with.

What is told as stored is on disk: an outcome is written in the transaction of its documents, and
`source_file.documents_done` in that of the documents it counts. A next import of the same files
goes on behind it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reviewer.corpus.database import Corpus
from reviewer.corpus.imports import Item, Outcome, PreparedDocument, prepared
from reviewer.errors import Cancelled, ReadError
from reviewer.ingest.discovery import find_files
from reviewer.ingest.formats import TABLES, Format, checked_format
from reviewer.ingest.reading import read
from reviewer.ingest.tables import TableMapping, guess_mapping, preview
from reviewer.ingest.unreadable import Unreadable
from reviewer.jobs.batch import Batch
from reviewer.jobs.index_job import run_index
from reviewer.jobs.originals import digest_of, keep_original
from reviewer.jobs.protocol import Control, Report, Stage
from reviewer.review import log
from reviewer.text import normalise

_PROBLEMS_TOLD = 5  # of one file, in the list of the import; each was a warning too


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many files had each outcome, and how many documents were stored and indexed.

    `cancelled` tells that the analyst stopped it; what is counted here is stored all the same.
    """

    import_id: str
    imported: int
    partly: int
    seen_before: int
    failed: int
    empty: int
    documents: int
    indexed: int
    cancelled: bool = False

    def counts(self) -> dict[str, Any]:
        """Return the import's id and its counts under their names."""
        return {name: value for name, value in asdict(self).items() if name != "cancelled"}


def run_import(
    corpus: Corpus,
    paths: Sequence[Path],
    mappings: Mapping[Path, TableMapping],
    report: Report,
    control: Control,
) -> ImportResult:
    """Store the documents of files and of all files in folders, then index them.

    `mappings` tells the columns of tables by their path; for others they are guessed. A file that
    cannot be read is told as a warning and in the list of the import, and the import goes on.
    Being cancelled is a result, not an error. Raises StorageError when the corpus cannot take
    more; what was stored before stays.
    """
    importing = _Import(corpus, paths, mappings, report, control)
    log.record(corpus, "import started", "import", import_id=importing.id)
    indexed = 0
    cancelled = False
    try:
        importing.run()
        indexed = run_index(corpus, report, control)
    except Cancelled:
        cancelled = True
    counts = importing.batch.outcomes
    result = ImportResult(
        import_id=importing.id,
        imported=counts[Outcome.IMPORTED],
        partly=counts[Outcome.PARTLY],
        seen_before=counts[Outcome.SEEN_BEFORE],
        failed=counts[Outcome.FAILED],
        empty=counts[Outcome.EMPTY],
        documents=importing.batch.documents_stored,
        indexed=indexed,
        cancelled=cancelled,
    )
    log.record(corpus, "import ended", "import", cancelled=cancelled, **result.counts())
    return result


class _Import:
    """One import under way."""

    def __init__(
        self,
        corpus: Corpus,
        paths: Sequence[Path],
        mappings: Mapping[Path, TableMapping],
        report: Report,
        control: Control,
    ) -> None:
        self.id = str(uuid.uuid4())
        self.batch = Batch(corpus, self.id)
        self._corpus = corpus
        self._paths = paths
        self._mappings = {path.absolute(): mapping for path, mapping in mappings.items()}
        self._report = report
        self._control = control
        self._bytes_done = 0
        self._bytes_total = 0

    def run(self) -> None:
        """Read every file; what was read is stored also when it is cancelled."""
        try:
            found: list[tuple[Path | Unreadable, int]] = []
            for each in find_files(self._paths):
                self._control.check()
                found.append((each, 0 if isinstance(each, Unreadable) else _size(each)))
            self._bytes_total = sum(size for _, size in found)
            for each, size in found:
                self._control.check()
                if isinstance(each, Unreadable):
                    self._fail(each.path, each.reason)
                else:
                    self._take(each, size)
                self._bytes_done += size
                self._tell(0)
        except Cancelled:
            self.batch.flush()
            raise
        self.batch.flush()

    def _take(self, path: Path, size: int) -> None:
        try:
            self._store(path, size)
        except ReadError as error:
            self._fail(path, str(error))

    def _store(self, path: Path, size: int) -> None:
        sha256 = digest_of(path)
        kind, mapping = _understood(path, self._mappings.get(path.absolute()))
        key = mapping.to_json() if mapping is not None else ""
        file = self.batch.file(sha256, key, self._shown(path), kind.value, size)
        if file.complete:
            self.batch.note(Item(_clean(path), Outcome.SEEN_BEFORE))
            return
        before = file.documents_done
        done = stored = read_cp = 0
        problems: list[str] = []
        try:
            for found in _read_behind(path, mapping, before):
                self._control.check()
                done += 1
                if isinstance(found, Unreadable):
                    problems.append(_placed(found))
                    self._report.warning(_clean(path), problems[-1])
                elif found is not None:
                    if not stored:
                        keep_original(self._corpus.paths, path, sha256)
                    stored += 1
                    read_cp += len(found.body)
                    self.batch.add(file, found, done)
                self._tell(min(size, read_cp))
        except ReadError as error:
            problems.insert(0, str(error))
            self._report.warning(_clean(path), str(error))
        else:
            if before or stored:
                self.batch.finish(file, done)
        self.batch.note(
            Item(_clean(path), _outcome(before + stored, problems), _reason(problems), stored)
        )

    def _fail(self, path: Path, reason: str) -> None:
        self._report.warning(_clean(path), normalise(reason))
        self.batch.note(Item(_clean(path), Outcome.FAILED, normalise(reason)))

    def _tell(self, within_file: int) -> None:
        self._report.progress(
            Stage.READING,
            self._bytes_done + within_file,
            self._bytes_total,
            self.batch.documents_read,
        )

    def _shown(self, path: Path) -> str:
        """Return the path as the corpus tells it to others: from the chosen folder on."""
        for chosen in self._paths:
            if chosen != path and path.is_relative_to(chosen):
                return normalise(
                    (Path(chosen.resolve().name) / path.relative_to(chosen)).as_posix()
                )
        return normalise(path.name)


def _understood(path: Path, mapping: TableMapping | None) -> tuple[Format, TableMapping | None]:
    """Return what a file is read as, and for a table the columns that it is read with.

    They are part of what tells files apart: the same table read by other columns is another.
    """
    with _faults_told(path):
        kind = checked_format(path)
        if kind not in TABLES:
            return kind, None
        return kind, mapping or guess_mapping(preview(path))


def _read_behind(
    path: Path, mapping: TableMapping | None, before: int
) -> Iterator[PreparedDocument | Unreadable | None]:
    """Yield what a file holds, None for each document among the first `before`, which are stored.

    Raises ReadError when it cannot be read, whatever its reader raised.
    """
    with _faults_told(path):
        for number, found in enumerate(read(path, mapping)):
            if isinstance(found, Unreadable):
                yield found
            else:
                yield prepared(found, path.name) if number >= before else None


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    """Tell a reader's own fault as a reason too: one strange file must not end an import."""
    try:
        yield
    except ReadError:
        raise
    except OSError as error:
        raise ReadError(
            f"“{normalise(path.name)}” cannot be opened ({error.strerror or error}). "
            "Check that it is still there and that you may read it."
        ) from error
    except Exception as error:
        raise ReadError(
            f"“{normalise(path.name)}” could not be read because of a fault in Reviewer "
            f"({type(error).__name__}). Save it in another format and import that."
        ) from error


def _outcome(documents: int, problems: Sequence[str]) -> Outcome:
    if documents:
        return Outcome.PARTLY if problems else Outcome.IMPORTED
    return Outcome.FAILED if problems else Outcome.EMPTY


def _reason(problems: Sequence[str]) -> str:
    told = list(problems[:_PROBLEMS_TOLD])
    if len(problems) > len(told):
        told.append(f"{len(problems) - len(told):,} more parts could not be read.")
    return "\n".join(told)


def _placed(found: Unreadable) -> str:
    reason = f"{found.locator}: {found.reason}" if found.locator else found.reason
    return normalise(reason)


def _clean(path: Path) -> str:
    """Return a path as it can be stored and told: names of files may be no text."""
    return normalise(str(path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # gone since it was found; reading it will say so
