"""The review log as a file that can be verified by itself.

Every line is sealed by the hash of the line before it. The last line of a file is the one that
notes its own export with the number of lines, so that lines removed at the end show too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import LogLine
from reviewer.errors import Cancelled, CorpusError, ExportError
from reviewer.export.files import digest_of, export_file
from reviewer.export.summary import ExportSummary, Progress
from reviewer.export.tables import (
    Cell,
    CsvWriter,
    JsonLinesWriter,
    long_cells_warning,
    open_csv,
    open_json_lines,
    unguarded,
)
from reviewer.review import log

ACTION = "export log"
NO_CLOSING_LINE = (
    "The corpus is open for reading only, so the file lacks the closing line that tells its "
    "length: lines taken away at its end would not show. Open the corpus for writing and export "
    "again if the log goes to others."
)

# The name of each column in the file, and in the corpus.
COLUMNS: Mapping[str, str] = {
    "log_id": "id",
    "at": "at",
    "reviewer": "reviewer",
    "action": "action",
    "direction": "direction",
    "subject": "subject",
    "subject_id": "subject_id",
    "document_id": "document_id",
    "start_char": "start_cp",
    "end_char": "end_cp",
    "before": "before",
    "after": "after",
    "previous_hash": "previous_hash",
    "hash": "hash",
}
_NUMBERS = frozenset({"log_id", "document_id", "start_char", "end_char"})
_NOT_SEALED = frozenset({"log_id", "previous_hash", "hash"})
_LINES_PER_READ = 1_000
_LONGEST_CELL = 2**31 - 1  # the csv module's own limit cuts off at 131,072


class LogFormat(StrEnum):
    """How the lines are written."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What verifying a log file found: `problem` is None when every line is as it was written.

    `broken_line` counts lines of the log from 1, without the header of a CSV; when lines are
    missing at the end it is the number of the first that is missing. `last_hash` stands for the
    whole file and can be compared with another copy.
    """

    lines: int
    broken_line: int | None
    problem: str | None
    last_hash: str


def write_log(
    corpus: Corpus,
    target: Path,
    format: LogFormat = LogFormat.CSV,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportSummary:
    """Write the review log to a file, its own export noted as the last line.

    That line is in the corpus also when the writing fails afterwards. `documents` of the summary
    counts those that the log speaks of.

    Raises:
        ExportError: the file cannot be written; what stood at its place is untouched.
        Cancelled: `cancelled` said so; nothing is left behind.
    """
    document_ids: set[int] = set()
    lines = 0
    with export_file(corpus, target) as path:
        last_id, total = _close_with_own_line(corpus, target, format)
        as_json = format is LogFormat.JSONL
        with open_json_lines(path) if as_json else open_csv(path) as file:
            writer = (JsonLinesWriter if as_json else CsvWriter)(file, tuple(COLUMNS))
            for line in _stored_lines(corpus, last_id):
                if lines % _LINES_PER_READ == 0:
                    if cancelled is not None and cancelled():
                        raise Cancelled("The export was stopped. Nothing was written.")
                    if progress is not None:
                        progress(lines, total)
                writer.write(line)
                lines += 1
                if isinstance(line["document_id"], int):
                    document_ids.add(line["document_id"])
        if progress is not None:
            progress(lines, total)
        size_bytes, sha256 = path.stat().st_size, digest_of(path)
    warnings = (
        *long_cells_warning(writer.long_cells),
        *((NO_CLOSING_LINE,) if corpus.read_only else ()),
    )
    return ExportSummary(target, lines, len(document_ids), warnings, size_bytes, sha256)


def verify_log_file(path: Path) -> LogVerdict:
    """Tell whether an exported log, CSV or JSON Lines, is as it was written.

    The chain shows every line that was removed, added, moved or changed; against somebody who
    computes the whole chain anew only a comparison with another copy helps. Raises ExportError
    when the file cannot be read at all.
    """
    previous, count = log.FIRST_HASH, 0
    last: Mapping[str, Cell] = {}
    try:
        for line in _lines_of(path):
            count += 1
            problem = _problem_with(line, count, previous)
            if problem is not None:
                return LogVerdict(count, count, problem, previous)
            previous, last = str(line["hash"]), line
        closed = _closes(last, count)
    except (ValueError, RecursionError, csv.Error) as error:
        return LogVerdict(count, count + 1, f"The line cannot be read ({error}).", previous)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be read ({error.strerror or error}). Check that it is there."
        ) from error
    if not closed:
        problem = "The line that closes the log is missing: lines were taken away at the end."
        return LogVerdict(count, count + 1, problem, previous)
    return LogVerdict(count, None, None, previous)


def _close_with_own_line(corpus: Corpus, target: Path, format: LogFormat) -> tuple[int, int]:
    """Log the export and return the id of that line and the number of lines up to it."""
    newest = select(func.max(LogLine.id), func.count())
    if corpus.read_only:
        with corpus.read() as connection:
            last_id, total = connection.execute(newest).one()
        return last_id or 0, total
    try:
        with corpus.write() as connection:
            total = connection.execute(newest).one()[1] + 1
            facts = {"file": target.name, "format": format.value, "lines": total}
            entry = log.Entry(ACTION, "export", "", after=facts)
            log.append(connection, corpus.reviewer, [entry])
            return int(connection.execute(newest).one()[0]), total
    except CorpusError as error:
        raise ExportError(f"The export was not made, as it could not be logged. {error}") from error


def _stored_lines(corpus: Corpus, last_id: int) -> Iterator[Mapping[str, Cell]]:
    columns = [LogLine.__table__.c[stored].label(name) for name, stored in COLUMNS.items()]
    after_id = 0
    while True:
        # Lines never change, so each page may be a transaction of its own.
        query = select(*columns).where(LogLine.id > after_id, LogLine.id <= last_id)
        with corpus.read() as connection:
            page = connection.execute(query.order_by(LogLine.id).limit(_LINES_PER_READ))
            lines = page.mappings().all()
        for line in lines:
            yield {name: line[name] for name in COLUMNS}
        if len(lines) < _LINES_PER_READ:
            return
        after_id = lines[-1]["log_id"]


def _lines_of(path: Path) -> Iterator[dict[str, Cell]]:
    """Yield the lines of an exported log; raises ValueError or csv.Error at one that is none."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        if file.read(1) == "{":
            file.seek(0)
            for text in iter(file.readline, ""):
                yield _checked(json.loads(text, object_pairs_hook=_without_twins))
            return
        file.seek(0)
        csv.field_size_limit(_LONGEST_CELL)
        rows = csv.reader(file, strict=True)
        if next(rows, None) != list(COLUMNS):
            raise ValueError("this is not an exported review log")
        for row in rows:
            texts = dict(zip(COLUMNS, map(unguarded, row), strict=True))
            yield _checked(
                {name: _number(text) if name in _NUMBERS else text for name, text in texts.items()}
            )


def _number(text: str) -> int | None:
    if not text:
        return None
    if str(int(text)) != text:
        raise ValueError(f"{text} is not a number as a log holds it")
    return int(text)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    line = dict(pairs)
    if len(line) != len(pairs):
        raise ValueError("a field stands twice")
    return line


def _checked(line: Any) -> dict[str, Cell]:
    if not isinstance(line, dict) or list(line) != list(COLUMNS):
        raise ValueError("its fields are not those of a log")
    for name, cell in line.items():
        of_its_kind = cell is None or type(cell) is int if name in _NUMBERS else type(cell) is str
        if not of_its_kind:
            raise ValueError(f"{name} is not what a log holds")
    return line


def _problem_with(line: Mapping[str, Cell], number: int, previous: str) -> str | None:
    if line["log_id"] != number:
        return f"Line {number} is numbered {line['log_id']}: lines were removed, added or moved."
    if line["previous_hash"] != previous:
        return f"Line {number} does not follow the line before it: one was removed or moved."
    sealed = {stored: line[name] for name, stored in COLUMNS.items() if name not in _NOT_SEALED}
    if line["hash"] != log.seal_of(previous, sealed):
        return f"Line {number} was changed after it was written."
    return None


def _closes(last: Mapping[str, Cell], count: int) -> bool:
    if last.get("action") != ACTION:
        return False
    facts = json.loads(str(last["after"]))
    return isinstance(facts, dict) and facts.get("lines") == count
