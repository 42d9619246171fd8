"""The verbs that prove what a corpus holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewer.cli.options import (
    PROBLEMS,
    answer,
    as_json_option,
    corpus_argument,
    interruptible,
    open_for_reading,
)

if TYPE_CHECKING:
    from reviewer.corpus.coverage import Entry


@click.group("log")
def log_group() -> None:
    """Prove the review log."""


@log_group.command()
@click.argument("place", metavar="CORPUS", type=click.Path(exists=True, path_type=Path))
@as_json_option
def verify(place: Path, as_json: bool) -> int:
    """Prove that no line of the log was changed, in a corpus or in an exported file."""
    from reviewer.paths import DATABASE_NAME

    if place.is_dir() or place.name == DATABASE_NAME:
        from reviewer.review.log import first_broken_line

        with open_for_reading(place) as opened, opened.read() as connection:
            broken = first_broken_line(connection)
        problem = None if broken is None else f"From line {broken} on the log was changed."
    else:
        from reviewer.export.log import verify_log_file

        verdict = verify_log_file(place)
        broken, problem = verdict.broken_line, verdict.problem
    facts = {"sound": problem is None, "broken_line": broken, "problem": problem}
    answer(as_json, facts, problem or "Every line of the log is as it was written.")
    return 0 if problem is None else PROBLEMS


@click.command()
@corpus_argument
@as_json_option
def check(corpus: Path, as_json: bool) -> int:
    """Prove that every text, mark and original still is what it was."""
    from reviewer.cli.progress import Bar
    from reviewer.jobs.check_job import run_check

    with open_for_reading(corpus) as opened, Bar() as bar, interruptible() as control:
        report = run_check(opened, bar, control)
    facts = {"sound": report.is_sound, "checked": dict(report.checked), "problems": report.problems}
    verdict = "All is well." if report.is_sound else "Something is wrong:"
    counted = [f"{count:,} {what}" for what, count in report.checked]
    answer(as_json, facts, "\n".join([f"Checked: {', '.join(counted)}.", verdict,
                                       *report.problems]))  # fmt: skip
    return 0 if report.is_sound else PROBLEMS


@click.command()
@corpus_argument
@click.option("--list", "name", metavar="OUTCOME", help="List what has this outcome or remark.")
@as_json_option
def coverage(corpus: Path, name: str | None, as_json: bool) -> None:
    """Tell what a search covers: what was imported, what could not be read, and why."""
    from reviewer.review.coverage import LABELS, Coverage, Listing, entries
    from reviewer.review.own_index import open_index

    if name is not None and name not in set(Listing):
        raise click.UsageError(f"There is no list “{name}”, but {', '.join(Listing)}.")
    with open_for_reading(corpus) as opened:
        statement = Coverage(opened, lambda: open_index(opened)).now()
        listed = (
            []
            if name is None
            else entries(opened, Listing(name), statement.ids(Listing(name)).tolist())
        )
    counts = {listing.value: statement.count(listing) for listing in Listing}
    facts: dict[str, Any] = {
        "documents": statement.documents,
        "indexed": statement.indexed,
        "unread": statement.unread,
        "in_part": statement.in_part,
        "stopped_imports": [
            {
                "paths": [str(path) for path in each.paths],
                "files": each.files,
                "reached": each.reached,
            }
            for each in statement.stopped
        ],
        "counts": counts,
    }
    if name is None:
        lines = [f"{statement.sentence()}."]
        lines += [f"{each.sentence()}: {each.place}" for each in statement.stopped]
        if statement.stopped:
            lines.append("To go on with it, import the same again with “reviewer import”.")
        lines += [
            f"  {counts[listing.value]:>9,}  {label} ({listing.value})"
            for listing, label in LABELS.items()
            if counts[listing.value]
        ]
    else:
        facts["list"] = [asdict(entry) for entry in listed]
        lines = [
            "  ".join(" ".join(part.split()) for part in _told(entry) if part) for entry in listed
        ] or [f"Nothing is in the list “{LABELS[Listing(name)]}”."]
    answer(as_json, facts, "\n".join(lines))


def _told(entry: Entry) -> tuple[str, ...]:
    number = "" if entry.document_id is None else str(entry.document_id)
    return number, entry.title, entry.path, entry.part, entry.detail
