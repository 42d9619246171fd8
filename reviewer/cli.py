"""The commands: what Reviewer does without a window.

Exit codes: 0 done, 1 something is wrong with what was checked, 2 the command was not understood,
3 it could not be done (a sentence says why), 130 it was stopped. What takes long to import is
imported by the verb that needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reviewer import __version__
from reviewer.errors import (
    Cancelled,
    CorpusInUse,
    IndexUnavailable,
    QueryError,
    ReviewerError,
    StorageError,
)

if TYPE_CHECKING:
    from reviewer.corpus.database import Corpus
    from reviewer.export.summary import ExportSummary
    from reviewer.jobs.protocol import Control
    from reviewer.model import Filters, Sort
    from reviewer.review.finding import Finder, Results

PROBLEMS = 1
FAILED = 3
STOPPED = 130

VERBS = ("new", "import", "search", "export", "log", "check", "sample")

Command = TypeVar("Command", bound=Callable[..., Any])

_STATUSES = ("unreviewed", "in_review", "reviewed", "second_look")

_corpus = click.argument("corpus", type=click.Path(path_type=Path))
_as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for a program.")
_reviewer = click.option("--reviewer", metavar="NAME", help="The name that the log tells.")


_FACETS: Mapping[str, str] = {
    "status": "of this status",
    "tag": "with a highlight under this tag",
    "entity": "that mention this entity",
    "origin": "of this origin",
    "classification": "of this classification",
    "year": "of this year",
    "type": "from a file of this type (pdf, email, …)",
}


def _facet_options(command: Command) -> Command:
    """Add, for every facet, an option that includes values and one that excludes them."""
    for name, told in reversed(list(_FACETS.items())):
        values = click.Choice([*_STATUSES]) if name == "status" else None
        for option, word in ((f"--exclude-{name}", "No"), (f"--{name}", "Only")):
            add = click.option(option, multiple=True, type=values, help=f"{word} documents {told}.")
            command = add(command)
    return command


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            # What documents hold is not for every terminal's encoding, and programs want UTF-8.
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        answer = reviewer.main(words, prog_name="reviewer", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return STOPPED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Cancelled as error:
        click.echo(str(error), err=True)
        return STOPPED
    except QueryError as error:
        click.echo(str(error), err=True)
        if error.suggestion is not None:
            click.echo(f"Did you mean: {error.suggestion}", err=True)
        return FAILED
    except ReviewerError as error:
        click.echo(str(error), err=True)
        return FAILED
    return answer if isinstance(answer, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Reviewer")
def reviewer() -> None:
    """Review a large body of documents: find, highlight, tag, redact and export.

    `reviewer` opens the window, `reviewer CORPUS` opens a corpus in it.
    """


@reviewer.command()
@_corpus
@click.option("--name", help="What the corpus is called; else the folder's name.")
@_as_json
def new(corpus: Path, name: str | None, as_json: bool) -> None:
    """Make an empty corpus in a new or empty folder."""
    from reviewer.corpus.database import create_corpus
    from reviewer.search.index import SearchIndex

    with create_corpus(corpus, name) as made:
        SearchIndex.create(made.paths.index).close()
        facts = {"corpus": str(made.paths.folder), "name": made.name, "id": made.id}
    _answer(as_json, facts, f"Made the corpus {facts['corpus']}.")


@reviewer.command("import")
@_corpus
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_reviewer
@_as_json
def import_(corpus: Path, paths: tuple[Path, ...], reviewer: str | None, as_json: bool) -> int:
    """Import files and folders, and go on with an import that was broken off.

    A file that cannot be read is told on standard error and counted; the others are imported.
    """
    from reviewer.cli_progress import Bar
    from reviewer.corpus.imports import Outcome
    from reviewer.jobs.import_job import run_import

    with _open_for_writing(corpus, reviewer) as opened, Bar() as bar, _interruptible() as control:
        result = run_import(opened, paths, {}, bar, control)
    counts = result.counts()
    told = ", ".join(
        f"{counts[name]:,} {name.replace('_', ' ')}"
        for name in Outcome
        if counts[name] or name == "imported"
    )
    sentence = f"{result.documents:,} new documents, {result.indexed:,} indexed. Files: {told}."
    _answer(as_json, counts | {"cancelled": result.cancelled}, sentence)
    if result.cancelled:
        click.echo(
            "The import was stopped. What is counted above is in the corpus; "
            "give the same command again to go on.",
            err=True,
        )
        return STOPPED
    return 0


@reviewer.command()
@_corpus
@click.argument("query", default="")
@click.option("--limit", default=50, show_default=True, help="How many to list; 0 for all.")
@click.option("--sort", type=click.Choice([
    "relevance", "import", "date", "date_descending", "title", "origin", "length", "review_order",
]), default="relevance", show_default=True)  # fmt: skip
@_facet_options
@click.option("--from", "date_from", help="Only documents of this date (2005-06-30) or later.")
@click.option("--to", "date_to", help="Only documents of this date (2005-06) or before.")
@click.option("--redacted/--not-redacted", default=None, help="Only with, or without, redactions.")
@click.option("--fold-duplicates", is_flag=True, help="Of the same text list one document only.")
@click.option("--facets", is_flag=True, help="Count what matches by facet and by month too.")
@click.option("--kwic", is_flag=True, help="Write each hit in its context, unredacted, as CSV; "
              "with --json as JSON Lines.")  # fmt: skip
@_as_json
def search(
    corpus: Path,
    query: str,
    limit: int,
    sort: str,
    fold_duplicates: bool,
    facets: bool,
    kwic: bool,
    as_json: bool,
    **wanted: Any,
) -> None:
    """List the documents that match a query, best first.

    A query is words, "a phrase", AND, OR, NOT, brackets, prefix*, fuzzy~ and field:value. Without
    one every document that passes the filters is listed. Each option for a value may be given
    again: with --tag and the like one of the values must apply, with --exclude-tag none may.
    """
    from reviewer.cli_search import counted, facet_lines, filters_of, key_words, lines, listed
    from reviewer.model import Sort
    from reviewer.review.finding import Finder

    _bring_index_up(corpus, query)
    with _open_for_reading(corpus) as opened:
        finder = Finder(opened)
        filters = filters_of(opened, wanted)
        results = _found(finder, query, filters, Sort(sort), fold_duplicates)
        if kwic:
            with _interruptible() as control:
                for some in key_words(opened, results, as_json, control.is_cancelled):
                    click.echo(some.encode(), nl=False)
                control.check()
            finder.close()
            return
        told = listed(opened, results, limit)
        counts = counted(opened, finder.facets(results)) if facets else {}
        finder.close()
    sentences = [*lines(results.total, told), *(facet_lines(counts) if facets else ())]
    answer = {"total": results.total, "results": told, **counts}
    if fold_duplicates:
        answer["folded"] = results.folded
    _answer(as_json, answer, "\n".join(sentences))


@reviewer.group()
def export() -> None:
    """Write excerpts or the review log to a file."""


@export.command()
@_corpus
@click.argument("target", metavar="OUT.csv", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl", "taguette", "qualcoder"]),
              default="csv", show_default=True)  # fmt: skip
@click.option("--unredacted", is_flag=True, help="Write also what is redacted; the name says so.")
@click.option("--query", help="Only documents that match.")
@click.option("--document", "document_ids", multiple=True, type=int, metavar="ID",
              help="Only this document; may be given again.")  # fmt: skip
@_reviewer
@_as_json
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
    from reviewer.cli_progress import Bar
    from reviewer.export.excerpts import ExcerptFormat
    from reviewer.jobs.export_job import run_export_excerpts

    if query is not None and document_ids:
        raise click.UsageError("Give either --query or --document.")
    scope: list[int] | None = list(document_ids) or None
    if query is not None:
        scope = _matching(corpus, query)
    with _open_to_export(corpus, reviewer) as opened, Bar() as bar, _interruptible() as control:
        summary = run_export_excerpts(
            opened, target, scope, not unredacted, ExcerptFormat(kind), bar, control
        )
    _tell_export(as_json, summary, "excerpts")


@export.command("log")
@_corpus
@click.argument("target", metavar="OUT.csv", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl"]), default="csv",
              show_default=True)  # fmt: skip
@_reviewer
@_as_json
def export_log(corpus: Path, target: Path, kind: str, reviewer: str | None, as_json: bool) -> None:
    """Write the log of every decision."""
    from reviewer.cli_progress import Bar
    from reviewer.export.log import LogFormat
    from reviewer.jobs.export_job import run_export_log

    with _open_to_export(corpus, reviewer) as opened, Bar() as bar, _interruptible() as control:
        summary = run_export_log(opened, target, LogFormat(kind), bar, control)
    _tell_export(as_json, summary, "lines")


@reviewer.group("log")
def log_group() -> None:
    """Prove the review log."""


@log_group.command()
@click.argument("place", metavar="CORPUS", type=click.Path(exists=True, path_type=Path))
@_as_json
def verify(place: Path, as_json: bool) -> int:
    """Prove that no line of the log was changed, in a corpus or in an exported file."""
    from reviewer.paths import DATABASE_NAME

    if place.is_dir() or place.name == DATABASE_NAME:
        from reviewer.review.log import first_broken_line

        with _open_for_reading(place) as opened, opened.read() as connection:
            broken = first_broken_line(connection)
        problem = None if broken is None else f"From line {broken} on the log was changed."
    else:
        from reviewer.export.log import verify_log_file

        verdict = verify_log_file(place)
        broken, problem = verdict.broken_line, verdict.problem
    facts = {"sound": problem is None, "broken_line": broken, "problem": problem}
    _answer(as_json, facts, problem or "Every line of the log is as it was written.")
    return 0 if problem is None else PROBLEMS


@reviewer.command()
@_corpus
@_as_json
def check(corpus: Path, as_json: bool) -> int:
    """Prove that every text, mark and original still is what it was."""
    from reviewer.cli_progress import Bar
    from reviewer.jobs.check_job import run_check

    with _open_for_reading(corpus) as opened, Bar() as bar, _interruptible() as control:
        report = run_check(opened, bar, control)
    facts = {"sound": report.is_sound, "checked": dict(report.checked), "problems": report.problems}
    verdict = "All is well." if report.is_sound else "Something is wrong:"
    counted = [f"{count:,} {what}" for what, count in report.checked]
    _answer(as_json, facts, "\n".join([f"Checked: {', '.join(counted)}.", verdict,
                                       *report.problems]))  # fmt: skip
    return 0 if report.is_sound else PROBLEMS


@reviewer.command()
@_corpus
@_as_json
def sample(corpus: Path, as_json: bool) -> None:
    """Make the sample corpus in a new or empty folder."""
    from reviewer.cli_progress import Bar
    from reviewer.sample import make_sample

    with Bar(warnings=False) as bar, _interruptible() as control:
        made = make_sample(corpus, bar, control)
    sentence = f"Made the sample corpus in {corpus}." if made else f"{corpus} is there already."
    _answer(as_json, {"corpus": str(corpus), "made": made}, sentence)


def _answer(as_json: bool, facts: dict[str, Any], sentence: str) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else sentence)


def _tell_export(as_json: bool, summary: ExportSummary, what: str) -> None:
    from reviewer.jobs.export_job import as_dict

    for warning in summary.warnings:
        click.echo(warning, err=True)
    sentence = f"{summary.rows:,} {what} of {summary.documents:,} documents in {summary.path}."
    _answer(as_json, as_dict(summary), sentence)


def _open_for_reading(path: Path) -> Corpus:
    from reviewer.corpus.database import Access, open_corpus

    return open_corpus(path, Access.READ)


def _open_for_writing(path: Path, reviewer: str | None) -> Corpus:
    from reviewer.corpus.database import Access, open_corpus

    corpus = open_corpus(path, Access.WRITE)
    corpus.reviewer = reviewer or corpus.reviewer
    return corpus


def _open_to_export(path: Path, reviewer: str | None) -> Corpus:
    """Open for writing, so that the log tells of the export; else the summary warns."""
    try:
        return _open_for_writing(path, reviewer)
    except (CorpusInUse, StorageError):
        return _open_for_reading(path)


def _matching(path: Path, query: str) -> list[int]:
    from reviewer.model import Filters, Sort
    from reviewer.review.finding import Finder

    _bring_index_up(path, query)
    with _open_for_reading(path) as corpus:
        finder = Finder(corpus)
        ids: list[int] = _found(finder, query, Filters(), Sort.RELEVANCE, False).ids.tolist()
        finder.close()
    return ids


def _found(
    finder: Finder, query: str, filters: Filters, sort: Sort, fold_duplicates: bool
) -> Results:
    """Search, with a bar while texts are read for a regular expression."""
    from reviewer.cli_progress import Bar
    from reviewer.jobs.protocol import Stage
    from reviewer.review.finding import Request
    from reviewer.search.query import parse_query

    with suppress(IndexUnavailable):  # told where a query needs it
        finder.index()
    asked = parse_query(query, finder.languages)
    request = Request(asked, filters, sort, fold_duplicates)
    with Bar() as bar, _interruptible() as control:

        def progress(done: int, total: int) -> None:
            bar.progress(Stage.READING, done, total, done)

        return finder.find(request, control.is_cancelled, progress)


def _bring_index_up(path: Path, query: str) -> None:
    """Bring the index up to the corpus where a query asks for words and that may be.

    Raises IndexUnavailable when there is none and none can be made.
    """
    from reviewer.cli_progress import Bar
    from reviewer.corpus.imports import document_sizes
    from reviewer.jobs.index_job import run_index
    from reviewer.review.conditions import needs_index
    from reviewer.search.index import SearchIndex
    from reviewer.search.query import parse_query

    if not needs_index(parse_query(query).node):
        return
    with _open_for_reading(path) as corpus:
        folder = corpus.paths.index
        with corpus.read() as connection:
            stored = {document_id for document_id, _ in document_sizes(connection)}
    missing: IndexUnavailable | None = None
    try:
        index = SearchIndex.open(folder)
        complete = index.document_ids() == stored
        index.close()
        if complete:
            return
        click.echo("The search index lacks documents of the corpus; adding them…", err=True)
    except IndexUnavailable as error:
        missing = error
        click.echo("The search index is missing; building it from the corpus…", err=True)
    try:
        with _open_for_writing(path, None) as corpus, Bar() as bar, _interruptible() as control:
            run_index(corpus, bar, control)
    except (CorpusInUse, StorageError) as error:
        click.echo(str(error), err=True)
        if missing is not None:
            raise missing from error


@contextmanager
def _interruptible() -> Iterator[Control]:
    """Yield a control that the first Ctrl-C cancels; the second ends the program."""
    from reviewer.jobs.protocol import Control

    control = Control()

    def _on_interrupt(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        control.cancel()

    before = signal.signal(signal.SIGINT, _on_interrupt)
    try:
        yield control
    finally:
        signal.signal(signal.SIGINT, before)
