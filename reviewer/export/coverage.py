"""The statement of coverage as a table: what was read, what was not, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reviewer.corpus import coverage
from reviewer.corpus.columns import Ids
from reviewer.corpus.database import Corpus
from reviewer.corpus.import_runs import StoppedImport
from reviewer.errors import Cancelled
from reviewer.export.excerpts import UNREDACTED
from reviewer.export.files import digest_of, export_file, record_export
from reviewer.export.hidings import Hidings
from reviewer.export.summary import ExportSummary
from reviewer.export.tables import CsvWriter, long_cells_warning, open_csv
from reviewer.review.coverage import Entry, Listing, entries
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
    redacted: bool = True,
    cancelled: Callable[[], bool] | None = None,
) -> ExportSummary:
    """Write lists of the statement to a CSV file, one after the other, and note it in the log.

    Before them stands each place whose import was `stopped`, with how far it came.

    What is redacted in a document is hidden in its title, in the name of its file and in what is
    told of both; the unredacted export gets `-UNREDACTED` into its name. What stood at the file's
    place is replaced only when all is written and logged.

    Raises:
        ExportError: the file cannot be written.
        Cancelled: `cancelled` said so; nothing is left behind.
    """
    if not redacted and not target.stem.upper().endswith(UNREDACTED):
        target = target.with_name(f"{target.stem}{UNREDACTED}{target.suffix}")
    releasing = _Releasing(corpus) if redacted else None
    rows = naming_others = 0
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
                        if releasing is not None:
                            entry = releasing.released(entry)
                            naming_others += releasing.names_others(entry)
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
            "export coverage" if redacted else "export coverage unredacted",
            file=target.name,
            rows=rows,
            documents=len(document_ids),
            redacted=redacted,
            sha256=sha256,
        )
    warnings = (
        *_naming_others_warning(naming_others),
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


class _Releasing:
    """Tells what of each line may be released."""

    def __init__(self, corpus: Corpus) -> None:
        self._hidings = Hidings(corpus)
        self._paths: dict[str, str] = {}
        # An import tells of a file by its whole path, a document by that within what was imported.
        with corpus.read() as connection:
            self._in_file = coverage.documents_in_files_of(connection, self._hidings.document_ids)

    def released(self, entry: Entry) -> Entry:
        """Return a line as it may be handed over; of a file of which all is withheld, nothing."""
        in_file = self._documents_in(entry.path)
        ids = in_file if entry.document_id is None else [entry.document_id]
        told = self._told_of(ids)
        if entry.path not in self._paths:
            self._paths[entry.path] = self._told_of(in_file)(entry.path)
        return replace(
            entry,
            path=told(self._paths[entry.path]),
            part=told(entry.part),
            title=told(entry.title),
            detail=told(entry.detail),
        )

    def _told_of(self, document_ids: Sequence[int]) -> Callable[[str], str]:
        """Return what hides of a value what is redacted in any of some documents."""
        hidings = [opened[1] for each in document_ids if (opened := self._hidings.of(each))]
        is_withheld = bool(hidings) and self._hidings.withheld_ids.issuperset(document_ids)
        token = hidings[0].withheld_as if is_withheld else None

        def told(value: str) -> str:
            if token and value:
                return token
            for hiding in hidings:
                value = hiding.value(value)
            return value

        return told

    def names_others(self, entry: Entry) -> bool:
        """Tell whether a line names what is redacted in another document."""
        return self._hidings.names.stand_in((entry.path, entry.part, entry.title, entry.detail))

    def _documents_in(self, path: str) -> Sequence[int]:
        steps = path.replace("\\", "/").split("/")
        ends = ("/".join(steps[start:]) for start in range(len(steps)))
        return next((self._in_file[end] for end in ends if end in self._in_file), ())


def _naming_others_warning(count: int) -> Iterator[str]:
    if count:
        what = "1 line names" if count == 1 else f"{count:,} lines name"
        yield (
            f"{what} what is redacted in another document, and it is in the file. "
            "Look through it before you hand it over."
        )
