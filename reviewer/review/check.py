"""Proof that a corpus is whole: every text, annotation, original, log line and index entry."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    DocumentRecord,
    DocumentText,
    HighlightRecord,
    LogLine,
    MentionRecord,
    RedactionRecord,
    SourceFile,
    TagRecord,
)
from reviewer.errors import CorpusDamaged
from reviewer.review import log
from reviewer.review.fields import outdated_documents
from reviewer.search.index import SearchIndex
from reviewer.text import sha256_of

# Called with the documents done and how many there are in all.
Progress = Callable[[int, int], None]

_TOLD_PER_KIND = 20
_DOCUMENTS_PER_READ = 500
_ANNOTATIONS: tuple[tuple[str, Any], ...] = (
    ("highlight", HighlightRecord),
    ("mention", MentionRecord),
    ("redaction", RedactionRecord),
)


@dataclass(slots=True)
class Report:
    """What was checked, with how many there were, and what is wrong, as sentences.

    Of problems of one kind the first twenty are told, then how many more there are.
    """

    checked: list[tuple[str, int]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _kinds: Counter[str] = field(default_factory=Counter, repr=False)

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems

    def add(self, kind: str, problem: str) -> None:
        """Note a problem; `kind` names its like in the plural."""
        self._kinds[kind] += 1
        if self._kinds[kind] <= _TOLD_PER_KIND:
            self.problems.append(problem)

    def close(self) -> None:
        """Say how many problems were not told one by one."""
        for kind, count in self._kinds.items():
            if count > _TOLD_PER_KIND:
                self.problems.append(f"{count - _TOLD_PER_KIND:,} more {kind}.")


def check(corpus: Corpus, index: SearchIndex | None, progress: Progress | None = None) -> Report:
    """Check a corpus from end to end; nothing is changed.

    `index` is None when it is missing or cannot be used. One document's text at a time is in
    memory.
    """
    report = Report()
    try:
        with corpus.read() as connection:
            _check_database(connection, report)
            _check_documents(connection, report, progress or (lambda done, total: None))
            _check_tags(connection, report)
            _check_log(connection, report)
            _check_index(connection, index, report)
            sources = connection.execute(select(SourceFile.sha256, SourceFile.path).distinct())
            originals = {row.sha256: row.path for row in sources}
    except CorpusDamaged as error:
        report.add("damages", str(error))
        originals = {}
    except DatabaseError:
        # Its message would quote what cannot be read, which may be secret.
        report.add(
            "damages",
            f"{corpus.paths.database} holds text that cannot be read, so the check stopped there. "
            "Copy the folder as it is to a safe place, then restore the corpus from its last copy.",
        )
        originals = {}
    for sha256, path in originals.items():
        _check_original(corpus.paths.original(sha256), sha256, path, report)
    report.checked.append(("original files", len(originals)))
    report.close()
    return report


def _check_database(connection: Connection, report: Report) -> None:
    for (finding,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if finding != "ok":
            report.add(
                "damages in the database file",
                f"The database file is damaged: {finding}. Restore the corpus from its last copy.",
            )
    for table, row_id, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        report.add(
            "rows that refer to nothing",
            f"Row {row_id} of table {table} refers to a row of {parent} that is not there.",
        )
    application_id = connection.exec_driver_sql("PRAGMA application_id").scalar()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if (application_id, version) != (APPLICATION_ID, SCHEMA_VERSION):
        report.add(
            "wrong marks",
            f"The database is marked as format {version} of program {application_id}, not as "
            f"format {SCHEMA_VERSION} of Reviewer.",
        )
    report.checked.append(("database file", 1))


def _check_documents(connection: Connection, report: Report, progress: Progress) -> None:
    ids = connection.scalars(select(DocumentRecord.id).order_by(DocumentRecord.id)).all()
    counts: Counter[str] = Counter()
    for first in range(0, len(ids), _DOCUMENTS_PER_READ):
        some = ids[first : first + _DOCUMENTS_PER_READ]
        progress(first, len(ids))
        marks = _marks_by_document(connection, some)
        for row in _documents(connection, some):
            text = row.body
            if text is None:
                report.add("texts that are missing", f"Document {row.id} has lost its text.")
                continue
            sha256 = sha256_of(text)
            if sha256 != row.text_sha256 or len(text) != row.char_count:
                report.add(
                    "changed texts",
                    f"The text of document {row.id} is not the one that was imported.",
                )
            for name, mark in marks[row.id]:
                counts[name] += 1
                _check_mark(name, mark, text, sha256, report)
    progress(len(ids), len(ids))
    report.checked.append(("documents", len(ids)))
    report.checked += [(f"{name}s", counts[name]) for name, _ in _ANNOTATIONS]


def _documents(connection: Connection, ids: Sequence[int]) -> Iterator[Any]:
    query = (
        select(
            DocumentRecord.id,
            DocumentRecord.text_sha256,
            DocumentRecord.char_count,
            DocumentText.body,
        )
        .outerjoin(DocumentText, DocumentText.document_id == DocumentRecord.id)
        .where(DocumentRecord.id.in_(ids))
        .order_by(DocumentRecord.id)
    )
    yield from connection.execute(query.execution_options(yield_per=1))


def _marks_by_document(
    connection: Connection, ids: Sequence[int]
) -> dict[int, list[tuple[str, Any]]]:
    marks: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    for name, record in _ANNOTATIONS:
        columns = (
            record.id,
            record.document_id,
            record.start_cp,
            record.end_cp,
            record.quote,
            record.text_sha256,
        )
        rows = connection.execute(select(*columns).where(record.document_id.in_(ids)))
        for row in rows:
            marks[row.document_id].append((name, row))
    return marks


def _check_mark(name: str, mark: Any, text: str, sha256: str, report: Report) -> None:
    expected = "" if mark.start_cp is None else text[mark.start_cp : mark.end_cp]
    if mark.quote != expected or (mark.end_cp or 0) > len(text):
        report.add(
            f"{name}s whose quote does not stand at their place",
            f"{name.capitalize()} {mark.id} of document {mark.document_id} does not stand where "
            f"it says, at {mark.start_cp}–{mark.end_cp}: the text there is not what was marked.",
        )
    if mark.text_sha256 != sha256:
        report.add(
            f"{name}s made on another text",
            f"{name.capitalize()} {mark.id} of document {mark.document_id} was made on another "
            "text than the one that is stored.",
        )


def _check_tags(connection: Connection, report: Report) -> None:
    rows = connection.execute(select(TagRecord.id, TagRecord.parent_id))
    parents = {row.id: row.parent_id for row in rows}
    for tag_id, parent_id in parents.items():
        if parent_id is not None and parent_id not in parents:
            report.add("tags without their parent", f"Tag {tag_id} has lost its parent.")
        seen = {tag_id}
        while parent_id is not None and parent_id not in seen:
            seen.add(parent_id)
            parent_id = parents.get(parent_id)
        if parent_id == tag_id:
            report.add("tags below themselves", f"Tag {tag_id} stands below itself.")
    report.checked.append(("tags", len(parents)))


def _check_log(connection: Connection, report: Report) -> None:
    broken = log.first_broken_line(connection)
    if broken is not None:
        report.add(
            "breaks in the log",
            f"The review log was changed outside of Reviewer: from line {broken} on it does not "
            "fit what was written.",
        )
    lines = connection.scalar(select(func.count()).select_from(LogLine)) or 0
    report.checked.append(("log lines", lines))


def _check_index(connection: Connection, index: SearchIndex | None, report: Report) -> None:
    if index is None:
        report.add(
            "missing indexes",
            "The search index is missing or cannot be used. No work is in it: it is built again "
            "when the corpus is opened for writing.",
        )
        return
    stored = set(connection.scalars(select(DocumentRecord.id)))
    indexed = index.document_ids()
    missing, foreign = len(stored - indexed), len(indexed - stored)
    if missing or foreign:
        report.add(
            "differing indexes",
            f"The search index does not agree with the corpus: it lacks {missing:,} documents and "
            f"holds {foreign:,} that are not there. No work is in it: it is built again when the "
            "corpus is opened for writing.",
        )
    if not index.is_whole():
        report.add(
            "damaged indexes",
            "A file of the search index is not as it was written, so a search may miss documents. "
            "No work is in it. Choose “Rebuild search index”.",
        )
    outdated = len(outdated_documents(connection, index))
    if outdated:
        report.add(
            "outdated indexes",
            f"The search index lacks corrections of documents: {outdated:,} of them. No work is in "
            "it: it is completed when the corpus is opened for writing.",
        )
    report.checked.append(("indexed documents", len(indexed)))


def _check_original(original: Path, sha256: str, path: str, report: Report) -> None:
    try:
        with original.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError as error:
        report.add(
            "missing originals",
            f"The original of {path} is missing or cannot be read ({error.strerror or error}). "
            "Its text and all work on it are safe; put the file back from a copy.",
        )
        return
    if not whole:
        report.add(
            "changed originals",
            f"The original of {path} is not the file that was imported. Its text and all work on "
            "it are safe; put the file back from a copy.",
        )
