"""The verbs that prove what a corpus holds."""

from __future__ import annotations

from pathlib import Path

import click

from reviewer.cli.options import (
    PROBLEMS,
    answer,
    as_json_option,
    corpus_argument,
    interruptible,
    open_for_reading,
)


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
