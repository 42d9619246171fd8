"""The verb that lists what is alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    help="How much of their runs of three words similar documents share; else as in the settings.",
)
@click.option("--exact", is_flag=True, help="Only documents with the very same text.")
@as_json_option
def duplicates(corpus: Path, percent: int | None, exact: bool, as_json: bool) -> None:
    """List documents that are copies of one another, or nearly so, group by group.

    The first document of a group is the one that was imported first; told beside the others is how
    similar they are to it. Documents that were not compared yet are compared before.
    """
    from reviewer.review.duplicates import Duplicates
    from reviewer.settings import load_settings

    if not exact:
        _compare(corpus)
    with open_for_reading(corpus) as opened, interruptible() as control:
        wanted = percent or load_settings().similarity_percent
        alike = Duplicates(opened, wanted).now(control.is_cancelled)
        groups = _told(opened, alike, alike.exact_groups() if exact else alike.similar_groups())
    facts: dict[str, Any] = {
        "percent": None if exact else wanted,
        "documents": sum(len(group) for group in groups),
        "not_compared": 0 if exact else alike.missing,
        "groups": groups,
    }
    if facts["not_compared"]:
        click.echo(
            f"{alike.missing:,} documents were not compared with the others, because another "
            "window or command has the corpus open for writing.",
            err=True,
        )
    answer(as_json, facts, "\n".join(_lines(groups)))


def _compare(path: Path) -> None:
    """Bring the signatures up to the corpus, where that may be."""
    from reviewer.cli.progress import Bar
    from reviewer.jobs.compare_job import run_compare

    try:
        with open_for_writing(path, None) as corpus, Bar() as bar, interruptible() as control:
            run_compare(corpus, bar, control)
    except (CorpusInUse, StorageError) as error:
        click.echo(str(error), err=True)


def _told(corpus: Corpus, alike: Alike, groups: list[list[int]]) -> list[list[dict[str, Any]]]:
    from reviewer.corpus.documents import document_rows

    told = []
    with corpus.read() as connection:
        for ids in groups:
            shares = alike.similarities(ids[0], ids)
            copies = alike.copies_among(ids)
            told.append(
                [
                    {
                        "document_id": row.id,
                        "title": row.title,
                        "date": row.date,
                        "status": row.status.value,
                        "redactions": row.redactions,
                        "copy": is_copy,
                        "similarity": None if share is None else round(share, 3),
                    }
                    for row, share, is_copy in zip(
                        document_rows(connection, ids), shares, copies, strict=True
                    )
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
    share = document["similarity"]
    alike = "copy" if document["copy"] else "" if share is None else f"{100 * share:.0f} %"
    facts = [str(document["document_id"]), document["date"], document["title"]]
    return "  ".join([f"  {'' if not place else alike:>6}", *(fact for fact in facts if fact)])
