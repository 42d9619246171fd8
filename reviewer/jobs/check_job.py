"""Check a corpus from end to end."""

from __future__ import annotations

from reviewer.corpus.database import Corpus
from reviewer.errors import IndexUnavailable
from reviewer.jobs.protocol import Control, Report, Stage
from reviewer.review import check
from reviewer.review.own_index import open_index


def run_check(corpus: Corpus, report: Report, control: Control) -> check.Report:
    """Return what was checked and what is wrong. Raises Cancelled."""

    def progress(done: int, total: int) -> None:
        control.check()
        report.progress(Stage.CHECKING, done, total, done)

    try:
        index = open_index(corpus)
    except IndexUnavailable:
        return check.check(corpus, None, progress)
    try:
        return check.check(corpus, index, progress)
    finally:
        index.close()
