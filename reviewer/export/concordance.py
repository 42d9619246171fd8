"""The lines of a concordance as a table, as they are or as they may be released.

A line whose own hit is redacted is left out of the redacted table: the lines beside it show what
was searched for, so that a token in the hit's place would tell what it hides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from reviewer.corpus.database import Corpus
from reviewer.errors import Cancelled
from reviewer.export.excerpts import UNREDACTED
from reviewer.export.files import digest_of, export_file, record_export
from reviewer.export.hidings import Hidings
from reviewer.export.summary import ExportSummary
from reviewer.export.tables import CsvWriter, long_cells_warning, open_csv
from reviewer.review.concordance import (
    WIDTH_CP,
    Heading,
    Line,
    context_edges,
    headings,
    pressed,
)

COLUMNS = (
    "document_id",
    "document_title",
    "document_date",
    "document_origin",
    "start_cp",
    "end_cp",
    "left",
    "hit",
    "right",
)
_LINES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class _Told:
    """A line with what is told of its document."""

    line: Line
    heading: Heading


def write_concordance(
    corpus: Corpus,
    target: Path,
    lines: Iterable[Line],
    *,
    redacted: bool = True,
    width_cp: int = WIDTH_CP,
    cancelled: Callable[[], bool] | None = None,
) -> ExportSummary:
    """Write lines to a CSV file in their order and note it in the review log.

    `lines` were cut with `width_cp`. The unredacted export gets `-UNREDACTED` into its name. What
    stood at the file's place is replaced only when all lines are written and logged. What was
    searched for is not in the log, which is handed to others.

    Raises:
        ExportError: the file cannot be written.
        Cancelled: `cancelled` said so; nothing is left behind.
    """
    if not redacted and not target.stem.upper().endswith(UNREDACTED):
        target = target.with_name(f"{target.stem}{UNREDACTED}{target.suffix}")
    releasing = _Releasing(corpus, width_cp) if redacted else None
    rows = hidden = naming_others = 0
    document_ids: set[int] = set()
    remaining = iter(lines)
    with export_file(corpus, target) as path:
        with open_csv(path) as file:
            writer = CsvWriter(file, COLUMNS)
            while some := list(islice(remaining, _LINES_AT_ONCE)):
                if cancelled is not None and cancelled():
                    raise Cancelled("The export was stopped. Nothing was written.")
                for told in _told(corpus, some):
                    released = told if releasing is None else releasing.released(told)
                    if released is None:
                        hidden += 1
                        continue
                    writer.write(_row(released))
                    rows += 1
                    document_ids.add(released.line.document_id)
                    naming_others += releasing is not None and releasing.names_others(released)
        size_bytes, sha256 = path.stat().st_size, digest_of(path)
        unlogged = record_export(
            corpus,
            "export concordance" if redacted else "export concordance unredacted",
            file=target.name,
            rows=rows,
            documents=len(document_ids),
            redacted=redacted,
            sha256=sha256,
        )
    warnings = (
        *_hidden_warning(hidden),
        *_naming_others_warning(naming_others),
        *long_cells_warning(writer.long_cells),
        *unlogged,
    )
    return ExportSummary(target, rows, len(document_ids), warnings, size_bytes, sha256)


class _Releasing:
    """Tells what of each line may be released; texts are read only where something is redacted."""

    def __init__(self, corpus: Corpus, width_cp: int) -> None:
        self._width_cp = width_cp
        self._hidings = Hidings(corpus)

    def released(self, told: _Told) -> _Told | None:
        """Return a line as it may be handed over; None where its hit may not be."""
        line, heading = told.line, told.heading
        opened = self._hidings.of(line.document_id)
        if opened is None:
            return told
        text, hiding = opened
        start_cp, end_cp = line.span.start_cp, line.span.end_cp
        if hiding.withheld_as is not None or hiding.token_over(start_cp, end_cp):
            return None
        left_cp, right_cp = context_edges(text, line.span, self._width_cp)
        return _Told(
            replace(
                line,
                left=pressed(hiding.piece(left_cp, start_cp)),
                right=pressed(hiding.piece(end_cp, right_cp)),
            ),
            Heading(
                hiding.value(heading.title),
                # A date that is hidden in part tells the rest.
                hiding.token_in(heading.date or "") or heading.date,
                None if heading.origin is None else hiding.value(heading.origin),
            ),
        )

    def names_others(self, told: _Told) -> bool:
        """Tell whether a line names what is redacted in another document."""
        line = told.line
        return self._hidings.names.stand_in((told.heading.title, line.left + line.hit + line.right))


def _told(corpus: Corpus, lines: Sequence[Line]) -> Iterator[_Told]:
    found: Mapping[int, Heading] = headings(corpus, {line.document_id for line in lines})
    return (_Told(line, found[line.document_id]) for line in lines)


def _row(told: _Told) -> dict[str, str | int | None]:
    line, heading = told.line, told.heading
    return {
        "document_id": line.document_id,
        "document_title": heading.title,
        "document_date": heading.date,
        "document_origin": heading.origin,
        "start_cp": line.span.start_cp,
        "end_cp": line.span.end_cp,
        "left": line.left,
        "hit": line.hit,
        "right": line.right,
    }


def _hidden_warning(count: int) -> Iterator[str]:
    if count:
        what = "1 line was" if count == 1 else f"{count:,} lines were"
        yield (
            f"{what} left out, as the hit itself is redacted or its whole document is withheld: "
            "the lines beside it would tell what is hidden."
        )


def _naming_others_warning(count: int) -> Iterator[str]:
    if count:
        what = "1 line names" if count == 1 else f"{count:,} lines name"
        yield (
            f"{what} what is redacted in another document, and it is in the file. "
            "Mark it in those documents too, then export again."
        )
