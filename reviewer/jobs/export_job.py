"""Write excerpts or the review log to a file, watched and stopped like every job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reviewer.corpus.database import Corpus
from reviewer.export.excerpts import ExcerptFormat, write_excerpts
from reviewer.export.log import LogFormat, write_log
from reviewer.export.summary import ExportSummary
from reviewer.jobs.protocol import Control, Report, Stage


def run_export_excerpts(
    corpus: Corpus,
    target: Path,
    document_ids: Sequence[int] | None,
    redacted: bool,
    format: ExcerptFormat,
    report: Report,
    control: Control,
) -> ExportSummary:
    """Write the excerpts of documents, of all with None. Raises ExportError or Cancelled."""
    return write_excerpts(
        corpus,
        target,
        document_ids,
        redacted=redacted,
        format=format,
        progress=lambda done, total: report.progress(Stage.WRITING, done, total, done),
        cancelled=control.is_cancelled,
    )


def run_export_log(
    corpus: Corpus, target: Path, format: LogFormat, report: Report, control: Control
) -> ExportSummary:
    """Write the review log. Raises ExportError or Cancelled."""
    return write_log(
        corpus,
        target,
        format,
        progress=lambda done, total: report.progress(Stage.WRITING, done, total, done),
        cancelled=control.is_cancelled,
    )


def as_dict(summary: ExportSummary) -> dict[str, Any]:
    """Return an export's summary as JSON holds it."""
    return asdict(summary) | {"path": str(summary.path)}
