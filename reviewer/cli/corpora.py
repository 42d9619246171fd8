"""The verbs that make and fill a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from reviewer.cli.options import (
    STOPPED,
    answer,
    as_json_option,
    corpus_argument,
    interruptible,
    open_for_writing,
    reviewer_option,
)


@click.command()
@corpus_argument
@click.option("--name", help="What the corpus is called; else the folder's name.")
@as_json_option
def new(corpus: Path, name: str | None, as_json: bool) -> None:
    """Make an empty corpus in a new or empty folder."""
    from reviewer.corpus.database import create_corpus
    from reviewer.search.index import SearchIndex

    with create_corpus(corpus, name) as made:
        SearchIndex.create(made.paths.index).close()
        facts = {"corpus": str(made.paths.folder), "name": made.name, "id": made.id}
    answer(as_json, facts, f"Made the corpus {facts['corpus']}.")


def encoding_known(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    """Return the encoding that an option names. Raises BadParameter for what is none."""
    from reviewer.ingest.encodings import CHOICES, known

    if value is None:
        return None
    found = known(value)
    if found is None:
        told = ", ".join(CHOICES)
        raise click.BadParameter(f"there is no encoding “{value}”. Try one of: {told}.")
    return found


def passwords_in(
    _context: click.Context, _parameter: click.Parameter, value: IO[bytes] | None
) -> list[str]:
    """Return the lines of a file of passwords. Raises BadParameter for what is no text."""
    if value is None:
        return []
    try:
        with value:
            text = value.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        # Nothing of the file stands in the message or as its cause.
        raise click.BadParameter("the file of passwords is not in UTF-8.") from None
    return [line for line in text.splitlines() if line]


@click.command("import")
@corpus_argument
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--encoding",
    callback=encoding_known,
    help="What text is in that proves no Unicode encoding, such as cp1251; else Windows-1252.",
)
@click.option(
    "--password-file",
    "passwords",
    metavar="FILE",
    type=click.File("rb"),
    callback=passwords_in,
    help="Passwords to try on what is locked, one a line in UTF-8; - for standard input.",
)
@reviewer_option
@as_json_option
def import_(
    corpus: Path,
    paths: tuple[Path, ...],
    encoding: str | None,
    passwords: list[str],
    reviewer: str | None,
    as_json: bool,
) -> int:
    """Import files and folders, and go on with an import that was broken off.

    A file that cannot be read is told on standard error and counted; the others are imported.
    """
    from reviewer.cli.progress import Bar
    from reviewer.corpus.imports import Outcome
    from reviewer.jobs.import_job import run_import

    with open_for_writing(corpus, reviewer) as opened, Bar() as bar, interruptible() as control:
        # Whole, since the folder of the command is nobody's later.
        whole = [path.absolute() for path in paths]
        result = run_import(opened, whole, {}, bar, control, encoding, passwords)
    counts = result.counts()
    told = ", ".join(
        f"{counts[name]:,} {name.replace('_', ' ')}"
        for name in Outcome
        if counts[name] or name == "imported"
    )
    sentence = f"{result.documents:,} new documents, {result.indexed:,} indexed. Files: {told}."
    answer(as_json, counts | {"cancelled": result.cancelled}, sentence)
    if result.cancelled:
        click.echo(
            "The import was stopped. What is counted above is in the corpus; "
            "give the same command again to go on.",
            err=True,
        )
        return STOPPED
    return 0


@click.command()
@corpus_argument
@as_json_option
def sample(corpus: Path, as_json: bool) -> None:
    """Make the sample corpus in a new or empty folder."""
    from reviewer.cli.progress import Bar
    from reviewer.sample import make_sample

    with Bar(warnings=False) as bar, interruptible() as control:
        made = make_sample(corpus, bar, control)
    sentence = f"Made the sample corpus in {corpus}." if made else f"{corpus} is there already."
    answer(as_json, {"corpus": str(corpus), "made": made}, sentence)
