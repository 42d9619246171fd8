"""Import files and folders into a corpus, so that it can be killed at any moment and gone on with.

What is told as stored is on disk: an outcome is written in the transaction of its documents, and
`source_file.documents_done` in that of the documents it counts. A next import of the same files
goes on behind it: in tables by that count, in others by the places of the documents, since a file
yields more of them once a password opens its parts.
"""

from __future__ import annotations

import itertools
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reviewer.corpus import coverage, import_runs, imports
from reviewer.corpus.database import Corpus
from reviewer.corpus.imports import Item, Outcome
from reviewer.errors import Cancelled, ReadError
from reviewer.ingest.discovery import find_files
from reviewer.ingest.formats import TABLES
from reviewer.ingest.tables import TableMapping
from reviewer.ingest.unreadable import Unreadable
from reviewer.jobs.batch import Batch, FileProgress
from reviewer.jobs.index_behind import IndexingBehind
from reviewer.jobs.index_job import run_index
from reviewer.jobs.originals import Originals, digest_of
from reviewer.jobs.parsing import FileHead, Parsers, Reading
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
    locked: int
    no_text: int
    unsupported: int
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
    encoding: str | None = None,
    passwords: Sequence[str] = (),
) -> ImportResult:
    """Store the documents of files and of all files in folders, and index them as they come.

    `mappings` tells the columns of tables by their path; for others they are guessed. `encoding`
    is what text is read in whose bytes prove none; a file for which that counts is another than
    the same file read otherwise. `passwords` are tried on what is locked, also on the locked parts
    of a file that was imported before; they are stored nowhere. A file that cannot be read is told
    as a warning and in the list of the import, and the import goes on. Being cancelled is a
    result, not an error. Raises StorageError when the corpus cannot take more; what was stored
    before stays.
    """
    with import_runs.under_way(corpus.paths):
        importing = _Import(corpus, paths, mappings, report, control, encoding, passwords)
        return _run(corpus, importing, report, control)


def _run(corpus: Corpus, importing: _Import, report: Report, control: Control) -> ImportResult:
    log.record(corpus, "import started", "import", import_id=importing.id)
    importing.begin()
    behind = IndexingBehind(corpus, lambda: importing.batch.documents_stored, control)
    indexed = 0
    cancelled = False
    try:
        with behind:
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
        locked=counts[Outcome.LOCKED],
        no_text=counts[Outcome.NO_TEXT],
        unsupported=counts[Outcome.UNSUPPORTED],
        documents=importing.batch.documents_stored,
        indexed=behind.indexed + indexed,
        cancelled=cancelled,
    )
    if not cancelled:
        importing.end()
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
        encoding: str | None,
        passwords: Sequence[str],
    ) -> None:
        self._encoding = encoding
        self._passwords = passwords
        self._locked: Mapping[str, bool] = {}
        self.id = str(uuid.uuid4())
        self._originals = Originals(corpus.paths)
        self.batch = Batch(corpus, self.id, self._originals)
        self._corpus = corpus
        self._paths = paths
        self._names: dict[Path, str] = {}
        self._mappings = {path.absolute(): mapping for path, mapping in mappings.items()}
        self._report = report
        self._control = control
        self._bytes_done = 0
        self._bytes_total = 0

    def begin(self) -> None:
        """Note what is asked for, so that it is known also when nothing else comes to be."""
        with self._corpus.write() as connection:
            import_runs.begin(connection, self.id, self._paths)

    def end(self) -> None:
        """Note that nothing was left out."""
        with self._corpus.write() as connection:
            import_runs.end(connection, self.id)

    def run(self) -> None:
        """Read every file; what was read is stored also when it is cancelled."""
        files = found = 0
        # Walked twice, since a list of all files would grow with them.
        for each in find_files(self._paths):
            self._control.check()
            found += 1
            if isinstance(each, Path):
                files += 1
                self._bytes_total += _size(each)
        with self._corpus.write() as connection:
            import_runs.set_files(connection, self.id, found)
        if self._passwords:
            with self._corpus.read() as connection:
                self._locked = coverage.locked_paths(connection)
        processes = min(files, os.cpu_count() or 1)
        with (
            self._originals,
            Parsers(
                self._stored,
                self._corpus.paths.scratch,
                processes,
                encoding=self._encoding,
                passwords=self._passwords,
            ) as parsers,
        ):
            try:
                self._read(parsers)
            except Cancelled:
                self.batch.flush()
                raise
            self.batch.flush()

    def _read(self, parsers: Parsers) -> None:
        found, ahead = itertools.tee(find_files(self._paths))
        readings = parsers.read(self._task(path) for path in ahead if isinstance(path, Path))
        for each in found:
            self._control.check()
            if isinstance(each, Unreadable):
                self._fail(each.path, each.reason)
            else:
                size = _size(each)
                self._take(next(readings), size)
                self._bytes_done += size
            self._tell(0)

    def _task(self, path: Path) -> tuple[Path, TableMapping | None, bool, str | None]:
        mapping = self._mappings.get(path.absolute())
        anew = self._locked.get(_clean(path), False)
        return path, mapping, anew, self._encoding_of(path) if anew else None

    def _encoding_of(self, path: Path) -> str | None:
        """Return in which encoding a file was read before, or it would be taken for another."""
        with suppress(ReadError):
            sha256 = digest_of(path)
            with self._corpus.read() as connection:
                known = [json.loads(each or "{}") for each in imports.mappings(connection, sha256)]
            if known and self._encoding not in [each.get("encoding") for each in known]:
                return str(known[0]["encoding"]) if "encoding" in known[0] else None
        return None

    def _stored(self, sha256: str, mapping: str) -> int | None:
        """Tell a parser process what it need not send; any thread."""
        source = self.batch.stored(sha256, mapping)
        if source is None:
            return 0
        if source.complete:
            return None
        return source.documents_done if source.format in TABLES else 0

    def _take(self, reading: Reading, size: int) -> None:
        try:
            self._store(reading, reading.head(), size)
        except ReadError as error:
            self._fail(reading.path, str(error), Outcome(error.outcome))

    def _store(self, reading: Reading, head: FileHead, size: int) -> None:
        path = reading.path
        file = self.batch.file(head.sha256, head.mapping, self._shown(path), head.format, size)
        if file.complete and not reading.anew:
            self.batch.note(Item(_clean(path), Outcome.SEEN_BEFORE))
            return
        before = file.documents_done if head.format in TABLES else 0
        known = set() if before else self._places(file)
        done = stored = read_cp = 0
        problems: list[str] = []
        kinds: set[str] = set()
        why = Outcome.FAILED
        try:
            for found in reading.found():
                self._control.check()
                done += 1
                if isinstance(found, Unreadable):
                    problems.append(_placed(found))
                    kinds.add(found.outcome)
                    self._report.warning(_clean(path), problems[-1])
                    self.batch.note(_part(path, found))
                # A copy of the file in the same import may have been stored since it was opened.
                elif found is not None and done > before and found.fields["locator"] not in known:
                    if not stored:
                        self._originals.keep(path, head.sha256)
                    stored += 1
                    read_cp += len(found.body)
                    self.batch.add(file, found, done)
                self._tell(min(size, read_cp))
        except ReadError as error:
            problems.insert(0, str(error))
            why = Outcome(error.outcome)
            self._report.warning(_clean(path), str(error))
        else:
            if len(kinds) == 1:
                why = Outcome(*kinds)
            if before or stored or known:
                self.batch.finish(file, done)
        outcome = _outcome(before + stored + len(known), problems, why)
        self.batch.note(Item(_clean(path), outcome, _reason(problems), stored))

    def _places(self, file: FileProgress) -> set[str]:
        """Return where in a file its stored documents stand."""
        if not file.documents_done:
            return set()
        self.batch.flush()
        with self._corpus.read() as connection:
            return imports.locators(connection, file.source_id or 0)

    def _fail(self, path: Path, reason: str, outcome: Outcome = Outcome.FAILED) -> None:
        self._report.warning(_clean(path), normalise(reason))
        self.batch.note(Item(_clean(path), outcome, normalise(reason)))

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
                if chosen not in self._names:
                    self._names[chosen] = chosen.resolve().name
                return normalise(f"{self._names[chosen]}/{path.relative_to(chosen).as_posix()}")
        return normalise(path.name)


def _outcome(documents: int, problems: Sequence[str], why: Outcome) -> Outcome:
    if documents:
        return Outcome.PARTLY if problems else Outcome.IMPORTED
    return why if problems else Outcome.EMPTY


def _part(path: Path, found: Unreadable) -> Item:
    """Return the line of the import's list for a part of a file."""
    reason, locator = normalise(found.reason), normalise(found.locator)
    return Item(_clean(path), Outcome(found.outcome), reason, locator=locator)


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
