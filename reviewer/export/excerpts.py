"""Tagged excerpts as a table: the product of the work.

One row per highlight and tag (one for a highlight without any), per mention and per redaction,
ordered by document, start, end, kind and tag path. `excerpt_id` is made of the ids in the corpus,
which are never used twice, so a row keeps its id from one export to the next: `H12-T3` for
highlight 12 under tag 3, `H12` for one without tags, `M5` for a mention, `R7` for a redaction.
Offsets are code points into the stored text, lines count from 1, times are UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import fields
from enum import StrEnum
from itertools import islice
from operator import attrgetter
from pathlib import Path

from reviewer.corpus.annotations import redactions
from reviewer.corpus.database import Corpus
from reviewer.export.elsewhere import RedactedNames
from reviewer.export.files import digest_of, export_file, record_export
from reviewer.export.rows import Excerpt, Scope, rows_of
from reviewer.export.summary import ExportSummary, Progress
from reviewer.export.tables import (
    Cell,
    CsvWriter,
    JsonLinesWriter,
    long_cells_warning,
    open_csv,
    open_json_lines,
)
from reviewer.review.tags import PATH_SEPARATOR

UNREDACTED = "-UNREDACTED"
_NAMED_AT_MOST = 20


class ExcerptFormat(StrEnum):
    """How the rows are written; Taguette and QualCoder get their own columns, highlights only."""

    CSV = "csv"
    JSONL = "jsonl"
    TAGUETTE = "taguette"
    QUALCODER = "qualcoder"


Columns = Mapping[str, Callable[[Excerpt], Cell]]

COLUMNS: Columns = {field.name: attrgetter(field.name) for field in fields(Excerpt)}


def _category(excerpt: Excerpt) -> str:
    return excerpt.tag_path.rpartition(PATH_SEPARATOR)[0]


_PRESETS: Mapping[ExcerptFormat, Columns] = {
    ExcerptFormat.TAGUETTE: {
        "id": attrgetter("excerpt_id"),
        "document": attrgetter("document_title"),
        "tag": attrgetter("tag_path"),
        "content": attrgetter("excerpt"),
    },
    ExcerptFormat.QUALCODER: {
        "File": attrgetter("document_title"),
        "Coder": attrgetter("reviewer"),
        "Coded": attrgetter("excerpt"),
        "Id": attrgetter("excerpt_id"),
        "Codename": attrgetter("tag"),
        "Coded_Memo": attrgetter("note"),
        "Category": _category,
    },
}


def write_excerpts(
    corpus: Corpus,
    target: Path,
    scope: Scope,
    *,
    redacted: bool = True,
    format: ExcerptFormat = ExcerptFormat.CSV,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportSummary:
    """Write the excerpts of a scope to a file and note it in the review log.

    The unredacted export gets `-UNREDACTED` into its name; `path` of the summary tells it. What
    stood at the file's place is replaced only when all rows are written and logged.

    Raises:
        ExportError: the file cannot be written.
        Cancelled: `cancelled` said so; nothing is left behind.
    """
    if not redacted and not target.stem.upper().endswith(UNREDACTED):
        target = target.with_name(f"{target.stem}{UNREDACTED}{target.suffix}")
    columns = _PRESETS.get(format, COLUMNS)
    rows = naming_hidden = 0
    names = _redacted_names(corpus) if redacted else RedactedNames(())
    naming_others: list[str] = []
    document_ids: set[int] = set()
    with export_file(corpus, target) as path:
        as_json = format is ExcerptFormat.JSONL
        with (
            open_json_lines(path) if as_json else open_csv(path) as file,
            closing(rows_of(corpus, scope, redacted, progress, cancelled)) as found,
        ):
            kind_of_writer = JsonLinesWriter if as_json else CsvWriter
            writer = kind_of_writer(file, tuple(columns))
            for excerpt, names_hidden in found:
                if format in _PRESETS and excerpt.kind != "highlight":
                    continue
                writer.write({name: value_of(excerpt) for name, value_of in columns.items()})
                rows += 1
                naming_hidden += names_hidden
                told = (
                    excerpt.document_title,
                    excerpt.context_before,
                    excerpt.excerpt,
                    excerpt.context_after,
                )
                if names.stand_in(told):
                    naming_others.append(excerpt.excerpt_id)
                document_ids.add(excerpt.document_id)
        size_bytes, sha256 = path.stat().st_size, digest_of(path)
        unlogged = record_export(
            corpus,
            "export excerpts" if redacted else "export excerpts unredacted",
            file=target.name,
            format=format.value,
            scope=_named(scope),
            rows=rows,
            documents=len(document_ids),
            redacted=redacted,
            sha256=sha256,
        )
    warnings = (
        *_naming_hidden_warning(naming_hidden, redacted),
        *_naming_others_warning(naming_others),
        *long_cells_warning(writer.long_cells),
        *unlogged,
    )
    return ExportSummary(target, rows, len(document_ids), warnings, size_bytes, sha256)


def excerpt_rows(corpus: Corpus, scope: Scope, *, redacted: bool = True) -> Iterator[Excerpt]:
    """Yield the rows of a scope in their order, from one steady view of the corpus.

    One document's text at a time is in memory. Close the iterator when it is not run to its end.
    """
    with closing(rows_of(corpus, scope, redacted)) as found:
        for excerpt, _ in found:
            yield excerpt


def preview_excerpts(
    corpus: Corpus, scope: Scope, limit: int = 20, *, redacted: bool = True
) -> list[Excerpt]:
    """Return the first rows of a scope."""
    with closing(rows_of(corpus, scope, redacted)) as found:
        return [excerpt for excerpt, _ in islice(found, limit)]


def _named(scope: Scope) -> str:
    if scope is None:
        return "all documents"
    return "1 document" if len(set(scope)) == 1 else f"{len(set(scope)):,} documents"


def _redacted_names(corpus: Corpus) -> RedactedNames:
    with corpus.read() as connection:
        return RedactedNames(mark.quote for mark in redactions(connection))


def _naming_others_warning(excerpt_ids: Sequence[str]) -> Iterator[str]:
    if excerpt_ids:
        what = "1 excerpt names" if len(excerpt_ids) == 1 else f"{len(excerpt_ids):,} excerpts name"
        some = ", ".join(excerpt_ids[:_NAMED_AT_MOST])
        more = ", …" if len(excerpt_ids) > _NAMED_AT_MOST else ""
        yield (
            f"{what} what is redacted in another document, and it is in the file: {some}{more}. "
            "Mark it in those documents too, then export again."
        )


def _naming_hidden_warning(count: int, redacted: bool) -> Iterator[str]:
    if count and redacted:
        what = "1 excerpt names" if count == 1 else f"{count:,} excerpts name"
        yield (
            f"{what} what is redacted elsewhere in the same document; it was redacted there too. "
            "Mark it in the text, so that it is also hidden where the document itself is released."
        )
