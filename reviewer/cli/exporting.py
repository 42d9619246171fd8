"""The verbs that write files for others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reviewer.cli.options import (
    answer,
    as_json_option,
    corpus_argument,
    interruptible,
    open_to_export,
    reviewer_option,
)
from reviewer.cli.searching import matching

if TYPE_CHECKING:
    from reviewer.export.summary import ExportSummary


@click.group()
def export() -> None:
    """Write excerpts or the review log to a file."""


@export.command()
@corpus_argument
@click.argument("target", metavar="OUT.csv", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl", "taguette", "qualcoder"]),
              default="csv", show_default=True)  # fmt: skip
@click.option("--unredacted", is_flag=True, help="Write also what is redacted; the name says so.")
@click.option("--query", help="Only documents that match.")
@click.option("--document", "document_ids", multiple=True, type=int, metavar="ID",
              help="Only this document; may be given again.")  # fmt: skip
@reviewer_option
@as_json_option
def excerpts(
    corpus: Path,
    target: Path,
    kind: str,
    unredacted: bool,
    query: str | None,
    document_ids: tuple[int, ...],
    reviewer: str | None,
    as_json: bool,
) -> None:
    """Write the tagged excerpts as a table."""
    from reviewer.cli.progress import Bar
    from reviewer.export.excerpts import ExcerptFormat
    from reviewer.jobs.export_job import run_export_excerpts

    if query is not None and document_ids:
        raise click.UsageError("Give either --query or --document.")
    scope: list[int] | None = list(document_ids) or None
    if query is not None:
        scope = matching(corpus, query)
    with open_to_export(corpus, reviewer) as opened, Bar() as bar, interruptible() as control:
        summary = run_export_excerpts(
            opened, target, scope, not unredacted, ExcerptFormat(kind), bar, control
        )
    _tell_export(as_json, summary, "excerpts")


@export.command("log")
@corpus_argument
@click.argument("target", metavar="OUT.csv", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl"]), default="csv",
              show_default=True)  # fmt: skip
@reviewer_option
@as_json_option
def export_log(corpus: Path, target: Path, kind: str, reviewer: str | None, as_json: bool) -> None:
    """Write the log of every decision."""
    from reviewer.cli.progress import Bar
    from reviewer.export.log import LogFormat
    from reviewer.jobs.export_job import run_export_log

    with open_to_export(corpus, reviewer) as opened, Bar() as bar, interruptible() as control:
        summary = run_export_log(opened, target, LogFormat(kind), bar, control)
    _tell_export(as_json, summary, "lines")


def _tell_export(as_json: bool, summary: ExportSummary, what: str) -> None:
    from reviewer.jobs.export_job import as_dict

    for warning in summary.warnings:
        click.echo(warning, err=True)
    sentence = f"{summary.rows:,} {what} of {summary.documents:,} documents in {summary.path}."
    answer(as_json, as_dict(summary), sentence)
