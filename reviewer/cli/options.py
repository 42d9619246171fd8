"""What the verbs share: their options, how they open a corpus, answer, and are stopped."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewer.errors import CorpusInUse, StorageError

if TYPE_CHECKING:
    from reviewer.corpus.database import Corpus
    from reviewer.jobs.protocol import Control

PROBLEMS = 1
FAILED = 3
STOPPED = 130

corpus_argument = click.argument("corpus", type=click.Path(path_type=Path))

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Answer as JSON, for a program."
)

reviewer_option = click.option("--reviewer", metavar="NAME", help="The name that the log tells.")


def answer(as_json: bool, facts: dict[str, Any], sentence: str) -> None:
    """Write facts for a program, or else a sentence for a person."""
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else sentence)


def open_for_reading(path: Path) -> Corpus:
    """Open a corpus, also while another command or window writes to it."""
    from reviewer.corpus.database import Access, open_corpus

    return open_corpus(path, Access.READ)


def open_for_writing(path: Path, reviewer: str | None) -> Corpus:
    """Open a corpus to change it; the log tells the reviewer of that name."""
    from reviewer.corpus.database import Access, open_corpus

    corpus = open_corpus(path, Access.WRITE)
    corpus.reviewer = reviewer or corpus.reviewer
    return corpus


def open_to_export(path: Path, reviewer: str | None) -> Corpus:
    """Open for writing, so that the log tells of the export; else the summary warns."""
    try:
        return open_for_writing(path, reviewer)
    except (CorpusInUse, StorageError):
        return open_for_reading(path)


@contextmanager
def interruptible() -> Iterator[Control]:
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
