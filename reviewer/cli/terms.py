"""The verb that counts a list of terms."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from reviewer.cli.options import (
    answer,
    as_json_option,
    corpus_argument,
    interruptible,
    open_for_reading,
)
from reviewer.cli.searching import bring_index_up

if TYPE_CHECKING:
    from reviewer.review.term_lists import TermCount


@click.command()
@corpus_argument
@click.argument("file", type=click.File(encoding="utf-8-sig", errors="replace"))
@as_json_option
def terms(corpus: Path, file: TextIO, as_json: bool) -> None:
    """Count the documents and the hits of each term of a list.

    FILE holds a term a line ("-" reads them from standard input): names, phrases, or queries such
    as igla*. Empty lines and lines that begin with # are passed over.
    """
    from reviewer.review.finding import Finder
    from reviewer.review.term_lists import count_term, read_terms

    text = file.read()
    bring_index_up(corpus)
    with open_for_reading(corpus) as opened, interruptible() as control:
        finder = Finder(opened)
        listed = read_terms(text, finder.look_up_languages())
        counts = [(term.text, count_term(finder, term, control.is_cancelled)) for term in listed]
        finder.close()
    facts = {"terms": [{"term": text, **asdict(count)} for text, count in counts]}
    answer(as_json, facts, "\n".join(_line(text, count) for text, count in counts))


def _line(text: str, count: TermCount) -> str:
    if count.problem:
        return f"{text}: {count.problem}"
    hits = "" if count.hits is None else f"{count.hits:>9,} hits  "
    return f"{count.documents:>9,} documents  {hits}{text}"
