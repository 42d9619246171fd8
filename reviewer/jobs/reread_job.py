"""Read a file again in another encoding, from its original in the corpus.

The documents come beside those of the first reading; that they stand for them is a change of the
review, and is made where it can be undone. It can be killed and started again like an import.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, fields
from pathlib import Path

from reviewer.corpus import imports, sources
from reviewer.corpus.database import Corpus
from reviewer.corpus.sources import ReadFile
from reviewer.errors import ReadError
from reviewer.ingest.formats import TABLES
from reviewer.ingest.nested import safe_name
from reviewer.ingest.tables import TableMapping, columns
from reviewer.ingest.unreadable import Unreadable
from reviewer.jobs.batch import Batch
from reviewer.jobs.index_job import run_index
from reviewer.jobs.originals import Originals
from reviewer.jobs.parsing import Parsers, Reading
from reviewer.jobs.protocol import Control, Report, Stage
from reviewer.review import log
from reviewer.text import normalise


@dataclass(frozen=True, slots=True)
class RereadResult:
    """The file as it was read before and as it is read now, and how much was stored and indexed.

    `unread` counts its parts that could not be read so.
    """

    old_source_id: int
    source_id: int
    documents: int
    unread: int
    indexed: int


def run_reread(
    corpus: Corpus, source_id: int, encoding: str, report: Report, control: Control
) -> RereadResult:
    """Store what a file holds when it is read in an encoding, and index it.

    Raises ReadError when its original is gone or proves its encoding, Cancelled with what was
    stored kept, and StorageError when the corpus cannot take more.
    """
    with corpus.read() as connection:
        source = sources.file_by_id(connection, source_id)
    if source is None:
        raise ReadError("This file is not in the corpus, so it cannot be read again.")
    original = corpus.paths.original(source.sha256)
    if not original.is_file():
        raise ReadError(
            f"The original of “{source.path}” is not in the corpus folder any more, so it cannot "
            "be read again. Import the file from where it is, and choose its encoding."
        )
    originals = Originals(corpus.paths)
    batch = Batch(corpus, "", originals)
    scratch = corpus.paths.scratch

    def stored(sha256: str, mapping: str) -> int | None:
        found = batch.stored(sha256, mapping)
        return None if found is not None and found.complete else 0

    with originals, Parsers(stored, scratch, 1, encoding=encoding) as parsers:
        # Under its own name, by which formats and titles are told.
        named = scratch / safe_name(source.path.rpartition("/")[2])
        shutil.copyfile(original, named)
        [(new_id, unread)] = [
            _store(corpus, source, batch, reading, report, control)
            for reading in parsers.read([(named, _columns(source, named, encoding))])
        ]
    indexed = run_index(corpus, report, control)
    documents = batch.documents_stored
    log.record(
        corpus, "file read again", "import",
        source_file=source.id, encoding=encoding, documents=documents,
    )  # fmt: skip
    return RereadResult(source.id, new_id, documents, unread, indexed)


def _columns(source: ReadFile, path: Path, encoding: str) -> TableMapping | None:
    """Return the columns of a table as they were chosen, by the names that they have now."""
    if not source.mapping or source.format not in {str(each) for each in TABLES}:
        return None
    mapping = TableMapping.from_json(source.mapping)
    before = columns(path, encoding=json.loads(source.mapping).get("encoding"))
    renamed = dict(zip(before, columns(path, encoding=encoding), strict=False))
    names = {field.name: getattr(mapping, field.name) for field in fields(mapping)}
    return TableMapping(**{key: renamed.get(name, name) for key, name in names.items() if name})


def _store(
    corpus: Corpus,
    source: ReadFile,
    batch: Batch,
    reading: Reading,
    report: Report,
    control: Control,
) -> tuple[int, int]:
    """Return the id of the file as it is read now, and how many parts could not be read."""
    head = reading.head()
    if head.mapping == source.mapping:
        raise ReadError(
            f"“{source.path}” is read in this encoding already, or proves that it is in Unicode. "
            "Nothing was changed."
        )
    file = batch.file(head.sha256, head.mapping, source.path, head.format, source.size_bytes)
    unread = read_cp = done = 0
    if not file.complete:
        with corpus.read() as connection:
            known = imports.locators(connection, file.source_id or 0)
        for found in reading.found():
            control.check()
            done += 1
            if isinstance(found, Unreadable):
                unread += 1
                report.warning(source.path, normalise(f"{found.locator}: {found.reason}"))
            elif found is not None and found.fields["locator"] not in known:
                read_cp += len(found.body)
                batch.add(file, found, done)
            size = source.size_bytes
            report.progress(Stage.READING, min(size, read_cp), size, batch.documents_read)
        batch.finish(file, done)
    batch.flush()
    assert file.source_id is not None
    return file.source_id, unread
