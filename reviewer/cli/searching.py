"""The verb that searches, and what others need of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reviewer.cli.options import (
    answer,
    as_json_option,
    corpus_argument,
    interruptible,
    open_for_reading,
    open_for_writing,
)
from reviewer.errors import CorpusInUse, IndexUnavailable, StorageError

if TYPE_CHECKING:
    from reviewer.model import Filters, Sort
    from reviewer.review.facets import Facets
    from reviewer.review.finding import Finder, Results

Command = TypeVar("Command", bound=Callable[..., Any])

_STATUSES = ("unreviewed", "in_review", "reviewed", "second_look")

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


@click.command()
@corpus_argument
@click.argument("query", default="")
@click.option("--limit", default=50, show_default=True,
              help="How many to list; 0 for all. --kwic writes every hit.")  # fmt: skip
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
@as_json_option
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

    A query is words in any of their forms (=word is exact), "a phrase", AND, OR, NOT, brackets,
    near:("two phrases" word)~10, prefix*, m?ssile, fuzzy~, /regular expression/, field:value,
    date:2005..2009-06, and what was marked: tag:Shipment, entity:"Radomir Teshik" (mentions, or one
    of the names in the text), has:redaction, is:unreviewed. Without one every document that passes
    the filters is listed. A query that begins with a minus goes behind --, as in: reviewer search
    CORPUS -- -training

    Each option for a value may be given again: with --tag and the like one of the values must
    apply, with --exclude-tag none may. --tag takes what is below the tag too, --entity counts
    mentions only, and "(none)" asks for documents without an origin, a classification or a date.

    With --kwic and --json the counts of --facets stand on a line before the hits; with CSV they go
    to standard error.
    """
    from reviewer.cli.answers import counted, facet_lines, filters_of, key_words, lines, listed
    from reviewer.model import Sort
    from reviewer.review.finding import Finder

    if _asks_for_words(query):
        bring_index_up(corpus)
    with open_for_reading(corpus) as opened:
        finder = Finder(opened)
        filters = filters_of(opened, wanted, _counts_of_all(finder))
        results = _found(corpus, finder, query, filters, Sort(sort), fold_duplicates)
        better = "" if results.total else _meant(finder, query)
        counts = counted(opened, finder.facets(results)) if facets else {}
        if kwic:
            if facets and as_json:
                answer(True, {"total": results.total, **counts}, "")
            elif facets:
                click.echo("\n".join(facet_lines(counts)), err=True)
            with interruptible() as control:
                for some in key_words(opened, results, as_json, control.is_cancelled):
                    click.echo(some.encode(), nl=False)
                control.check()
            finder.close()
            return
        told = listed(opened, results, limit)
        finder.close()
    if better:
        click.echo(f"Did you mean: {better}", err=True)
    sentences = [*lines(results.total, told), *(facet_lines(counts) if facets else ())]
    found = {"total": results.total, "results": told, **counts}
    if fold_duplicates:
        found["folded"] = results.folded
    if better:
        found["did_you_mean"] = better
    answer(as_json, found, "\n".join(sentences))


def _counts_of_all(finder: Finder) -> Facets:
    """Return the values that documents of the corpus have."""
    from reviewer.review.finding import Request
    from reviewer.search.query import parse_query

    return finder.facets(finder.find(Request(parse_query(""))))


def _meant(finder: Finder, query: str) -> str:
    """Return a query that finds what this one probably meant, or nothing."""
    from reviewer.search.suggestions import suggest

    with suppress(IndexUnavailable):
        return suggest(finder.index().snapshot, query) or ""
    return ""


def matching(path: Path, query: str) -> list[int]:
    """Return the ids of the documents that match a query, best first."""
    from reviewer.model import Filters, Sort
    from reviewer.review.finding import Finder

    if _asks_for_words(query):
        bring_index_up(path)
    with open_for_reading(path) as corpus:
        finder = Finder(corpus)
        ids: list[int] = _found(path, finder, query, Filters(), Sort.RELEVANCE, False).ids.tolist()
        finder.close()
    return ids


def _found(
    path: Path, finder: Finder, query: str, filters: Filters, sort: Sort, fold_duplicates: bool
) -> Results:
    """Search, with a bar while texts are read for a regular expression.

    Damage within the index shows only where it is read: it is then built anew.
    """
    from reviewer.cli.progress import Bar
    from reviewer.jobs.protocol import Stage
    from reviewer.review.finding import Request
    from reviewer.search.query import parse_query

    asked = parse_query(query, finder.look_up_languages())
    request = Request(asked, filters, sort, fold_duplicates)

    def find() -> Results:
        with Bar() as bar, interruptible() as control:

            def progress(done: int, total: int) -> None:
                bar.progress(Stage.READING, done, total, done)

            return finder.find(request, control.is_cancelled, progress)

    try:
        return find()
    except IndexUnavailable as error:
        finder.close()
        _run_index(path, error, rebuild=True)
        return find()


def _asks_for_words(query: str) -> bool:
    from reviewer.review.conditions import needs_index
    from reviewer.search.query import parse_query

    return needs_index(parse_query(query).node)


def bring_index_up(path: Path) -> None:
    """Bring the index up to the corpus, where that may be.

    Raises IndexUnavailable when there is none and none can be made.
    """
    from reviewer.jobs.index_job import is_complete
    from reviewer.review.own_index import open_index

    missing: IndexUnavailable | None = None
    with open_for_reading(path) as corpus:
        try:
            open_index(corpus).close()
        except IndexUnavailable as error:
            missing = error
        if missing is None and is_complete(corpus):
            return
    _run_index(path, missing)


def _run_index(path: Path, missing: IndexUnavailable | None, *, rebuild: bool = False) -> None:
    """Write what the index lacks, or all of it, and say so; `missing` tells why there is none."""
    from reviewer.cli.progress import Bar
    from reviewer.jobs.index_job import run_index

    if missing is None:
        click.echo("The search index lacks what is new in the corpus; adding it…", err=True)
    else:
        told = str(missing).partition(".")[0]
        click.echo(f"{told}; building it from the corpus…", err=True)
    try:
        with open_for_writing(path, None) as corpus, Bar() as bar, interruptible() as control:
            run_index(corpus, bar, control, rebuild)
    except (CorpusInUse, StorageError) as error:
        click.echo(str(error), err=True)
        if missing is not None:
            raise missing from error
