"""The statement of coverage as a table: what was read, what was not, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from reviewer.corpus import columns
from reviewer.corpus.columns import Ids
from reviewer.corpus.database import Corpus
from reviewer.corpus.import_runs import StoppedImport
from reviewer.errors import Cancelled
from reviewer.export.files import digest_of, export_file, record_export
from reviewer.export.summary import ExportSummary
from reviewer.export.tables import CsvWriter, long_cells_warning, open_csv
from reviewer.review.coverage import Listing, entries
from reviewer.text import normalise

COLUMNS = ("list", "file", "part", "document_id", "document_title", "detail")
STOPPED = "stopped_import"  # stands where the name of a list does
_LINES_AT_ONCE = 5_000


def write_coverage(
    corpus: Corpus,
    target: Path,
    lists: Mapping[Listing, Ids],
    *,
    stopped: Sequence[StoppedImport] = (),
    cancelled: Callable[[], bool] | None = None,
) -> ExportSummary:
    """Write lists of the statement to a CSV file, one after the other, and note it in the log.

    Before them stands each place whose import was `stopped`, with how far it came.

    Names of files and titles are written as they are, also where a document is redacted: that is
    warned of. What stood at the file's place is replaced only when all is written and logged.

    Raises:
        ExportError: the file cannot be written.
        Cancelled: `cancelled` said so; nothing is left behind.
    """
    rows = 0
    document_ids: set[int] = set()
    with export_file(corpus, target) as path:
        with open_csv(path) as file:
            writer = CsvWriter(file, COLUMNS)
            for run in stopped:
                for place in run.paths:
                    writer.write(_values(STOPPED, str(place), detail=run.sentence()))
                    rows += 1
            for listing, ids in lists.items():
                for start in range(0, len(ids), _LINES_AT_ONCE):
                    if cancelled is not None and cancelled():
                        raise Cancelled("The export was stopped. Nothing was written.")
                    some = ids[start : start + _LINES_AT_ONCE].tolist()
                    for entry in entries(corpus, listing, some):
                        writer.write(
                            _values(
                                listing.value,
                                entry.path,
                                entry.part,
                                entry.document_id,
                                entry.title or None,
                                entry.detail,
                            )
                        )
                        rows += 1
                        if entry.document_id is not None:
                            document_ids.add(entry.document_id)
        size_bytes, sha256 = path.stat().st_size, digest_of(path)
        unlogged = record_export(
            corpus,
            "export coverage",
            file=target.name,
            rows=rows,
            documents=len(document_ids),
            sha256=sha256,
        )
    warnings = (
        *_redacted_warning(corpus, document_ids),
        *long_cells_warning(writer.long_cells),
        *unlogged,
    )
    return ExportSummary(target, rows, len(document_ids), warnings, size_bytes, sha256)


def _values(
    name: str,
    path: str,
    part: str = "",
    document_id: int | None = None,
    title: str | None = None,
    detail: str = "",
) -> dict[str, str | int | None]:
    values = (name, normalise(path), part, document_id, title, detail)
    return dict(zip(COLUMNS, values, strict=True))


def _redacted_warning(corpus: Corpus, document_ids: set[int]) -> Iterator[str]:
    with corpus.read() as connection:
        redacted = columns.marked_documents(connection, "redaction")
    count = len(document_ids.intersection(np.unique(redacted).tolist()))
    if count:
        what = "1 document is" if count == 1 else f"{count:,} documents are"
        yield (
            f"{what} redacted, and the list tells the title and the file name as they are. "
            "Look through it before you hand it over."
        )
