"""The verb that lists what is alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewer.cli.options import (
    answer,
    as_json_option,
    corpus_argument,
    interruptible,
    open_for_reading,
    open_for_writing,
)
from reviewer.errors import CorpusInUse, StorageError

if TYPE_CHECKING:
    from reviewer.corpus.database import Corpus
    from reviewer.review.duplicates import Alike


@click.command()
@corpus_argument
@click.option(
    "--percent",
    type=click.IntRange(50, 100),
    help="About how much of their runs of three words similar documents share; else as in the "
    "settings.",
)
@click.option("--exact", is_flag=True, help="Only documents with the very same text.")
@as_json_option
def duplicates(corpus: Path, percent: int | None, exact: bool, as_json: bool) -> None:
    """List documents that are copies of one another, or nearly so, group by group.

    The first document of a group is the one that was imported first; told beside the others is how
    similar they are to it, exactly; they are found by an estimate that is a few per cent off at
    times. Documents that were not compared yet are compared before.
    """
    from reviewer.review.duplicates import Duplicates
    from reviewer.settings import load_settings

    hindrance = None if exact else _compare(corpus)
    with open_for_reading(corpus) as opened, interruptible() as control:
        wanted = percent or load_settings().similarity_percent
        alike = Duplicates(opened, wanted).now(control.is_cancelled)
        found = alike.exact_groups() if exact else alike.similar_groups()
        groups = _told(opened, alike, found, control.is_cancelled)
    facts: dict[str, Any] = {
        "percent": None if exact else wanted,
        "documents": sum(len(group) for group in groups),
        "not_compared": 0 if exact else alike.missing,
        "groups": groups,
    }
    if hindrance:
        click.echo(f"{hindrance} {_told_missing(facts['not_compared'])}", err=True)
    answer(as_json, facts, "\n".join(_lines(groups)))


def _told_missing(missing: int) -> str:
    """Tell whether a list is whole that could not be brought up to the corpus."""
    if not missing:
        return "The list is whole all the same: every document had been compared before."
    documents = "1 document was" if missing == 1 else f"{missing:,} documents were"
    return f"{documents} not compared with the others, so the list may lack some."


def _compare(path: Path) -> str:
    """Bring the signatures up to the corpus; return what prevented it, or nothing."""
    from reviewer.cli.progress import Bar
    from reviewer.jobs.compare_job import run_compare

    try:
        with open_for_writing(path, None) as corpus, Bar() as bar, interruptible() as control:
            run_compare(corpus, bar, control)
    except (CorpusInUse, StorageError) as error:
        return str(error)
    return ""


def _told(
    corpus: Corpus, alike: Alike, groups: list[list[int]], cancelled: Callable[[], bool]
) -> list[list[dict[str, Any]]]:
    from reviewer.corpus.documents import document_rows
    from reviewer.review.duplicates import Relative, exact_similarities

    told = []
    for ids in groups:
        copies = set(compress(ids, alike.copies_among(ids)))
        others = [each for each in ids if each not in copies]
        shares = exact_similarities(corpus, ids[0], others, cancelled) if others else {}
        with corpus.read() as connection:
            rows = document_rows(connection, ids)
        told.append(
            [
                {
                    "document_id": row.id,
                    "title": row.title,
                    "date": row.date,
                    "status": row.status.value,
                    "redactions": row.redactions,
                    "copy": row.id in copies,
                    "similarity": round(shares.get(row.id, 1.0), 3),
                    "alike": Relative(
                        row.id, row.id in copies, shares.get(row.id, 1.0), is_exact=True
                    ).told,
                }
                for row in rows
            ]
        )
    return told


def _lines(groups: list[list[dict[str, Any]]]) -> Iterator[str]:
    for group in groups:
        redacted = sum(document["redactions"] > 0 for document in group)
        some = f", {redacted:,} of them redacted" if 0 < redacted < len(group) else ""
        yield f"{len(group):,} documents{some}"
        yield from (_line(document, place) for place, document in enumerate(group))
    if not groups:
        yield "No two documents are alike."


def _line(document: Mapping[str, Any], place: int) -> str:
    alike = document["alike"] if place else ""
    facts = [str(document["document_id"]), document["date"], document["title"]]
    return "  ".join([f"  {alike:>10}", *(fact for fact in facts if fact)])
