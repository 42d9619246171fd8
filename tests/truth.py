"""Prove on real files that marks come out as they went in: `python tests/truth.py FOLDER`.

The folder holds JSON Lines files whose lines carry `body` and, as code points into it, `entities`
(`start`, `end`, `label`, `text`) and `redactions` (`start`, `end`, `code`). They are imported, each
span becomes a mention or a redaction through the verbs of a review, the excerpts are exported
unredacted, and each span must stand in the CSV with the same text and offsets. Exit code 0 or 1.
"""

import csv
import json
import lzma
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from reviewer.corpus import annotations, imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.export.excerpts import write_excerpts
from reviewer.export.tables import unguarded
from reviewer.jobs.import_job import run_import
from reviewer.jobs.originals import digest_of
from reviewer.jobs.protocol import Control, Stage
from reviewer.review.entities import add_mention, create_entity
from reviewer.review.redactions import create_reason, redact_passage

LARGE = ("clinton_foia.jsonl.xz", "frus_tei.jsonl.xz", "frus_txt.jsonl.xz")

# Kind, document, start, end, text.
Row = tuple[str, int, int, int, str]


@dataclass(frozen=True, slots=True)
class TrueSpan:
    """A span that comes with the material; `name` is an entity's label or a redaction's code."""

    kind: str
    document_id: int
    start_cp: int
    end_cp: int
    text: str
    name: str

    @property
    def row(self) -> Row:
        return (self.kind, self.document_id, self.start_cp, self.end_cp, self.text)


class Quiet:
    """Tells of no progress and remembers what could not be read."""

    def __init__(self) -> None:
        self.warnings: list[tuple[str, str]] = []

    def progress(
        self, stage: Stage, done: int, total: int | None, documents: int, note: str = ""
    ) -> None:
        pass

    def warning(self, path: str, reason: str) -> None:
        self.warnings.append((path, reason))


def lines_of(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, json.loads(line)


def spans_of(path: Path, places: Mapping[tuple[str, str], int]) -> Iterator[TrueSpan]:
    sha256 = digest_of(path)
    for number, line in lines_of(path):
        body = line["body"]
        document_id = places.get((sha256, f"row {number}"), 0)
        for kind, field, name in (
            ("mention", "entities", "label"),
            ("redaction", "redactions", "code"),
        ):
            for span in line.get(field) or ():
                text = body[span["start"] : span["end"]]
                yield TrueSpan(kind, document_id, span["start"], span["end"], text, span[name])


def mark(corpus: Corpus, spans: Sequence[TrueSpan]) -> None:
    """Turn each span into a mention of an entity named like its label, or into a redaction."""
    with corpus.read() as connection:
        type_id = annotations.entity_types(connection)[0].id
        reason_ids = {
            reason.code.casefold(): reason.id for reason in annotations.reasons(connection)
        }
    entity_ids: dict[str, int] = {}
    for span in spans:
        place = (span.document_id, span.start_cp, span.end_cp)
        if span.kind == "mention":
            if span.name not in entity_ids:
                entity_ids[span.name] = create_entity(corpus, span.name, type_id).new_id or 0
            add_mention(corpus, *place, entity_ids[span.name])
        else:
            code = " ".join((span.name or "unnamed").split())
            folded = code.casefold()
            if folded not in reason_ids:
                reason_ids[folded] = create_reason(corpus, code, code, "Found").new_id or 0
            redact_passage(corpus, *place, [reason_ids[folded]])


def exported(path: Path) -> set[Row]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            (
                row["kind"],
                int(row["document_id"]),
                int(row["start_char"]),
                int(row["end_char"]),
                unguarded(row["excerpt"]),
            )
            for row in csv.DictReader(file)
        }


def prove(files: Sequence[Path], folder: Path) -> list[str]:
    """Return what is wrong, as sentences, after telling the figures of each step."""
    report = Quiet()
    with create_corpus(folder / "Truth") as corpus:
        for file in files:
            began = perf_counter()
            result = run_import(corpus, [file], {}, report, Control())
            took = perf_counter() - began
            rate = result.documents / took
            print(f"{file.name}: {result.documents:,} documents in {took:.1f} s ({rate:.0f}/s)")
        with corpus.read() as connection:
            places = imports.document_places(connection)
        began = perf_counter()
        spans = [span for file in files for span in spans_of(file, places)]
        marked = [span for span in spans if span.document_id and span.start_cp < span.end_cp]
        print(f"{len(spans):,} spans read in {perf_counter() - began:.1f} s")
        began = perf_counter()
        mark(corpus, marked)
        took = perf_counter() - began
        print(f"{len(marked):,} marked in {took:.1f} s ({len(marked) / took:.0f}/s)")
        began = perf_counter()
        summary = write_excerpts(corpus, folder / "truth.csv", None, redacted=False)
        print(f"{summary.rows:,} rows exported in {perf_counter() - began:.1f} s")
    lost = Counter(span.kind for span in spans) - Counter(span.kind for span in marked)
    wanted = {span.row for span in marked}
    found = exported(summary.path)
    problems = [f"{path}: {reason}" for path, reason in report.warnings[:20]]
    problems += [f"{count:,} {kind}s have no document or no length" for kind, count in lost.items()]
    problems += [f"not in the CSV: {row}" for row in sorted(wanted - found)[:20]]
    problems += [f"only in the CSV: {row}" for row in sorted(found - wanted)[:20]]
    return problems


def main() -> int:
    """Prove it on the large files of the folder that the command line names."""
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        problems = prove([source / name for name in LARGE], Path(folder))
    for problem in problems:
        print(problem)
    print("Each span came out as it went in." if not problems else "Something is wrong.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
