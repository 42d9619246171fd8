"""Indexing in processes: what is searchable when, and what a process leaves that dies."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from reviewer.corpus import imports
from reviewer.corpus.database import Corpus
from reviewer.errors import Cancelled, IndexUnavailable
from reviewer.jobs import index_job, segment_writers
from reviewer.jobs.index_job import is_complete, run_index
from reviewer.jobs.protocol import Control, Stage
from reviewer.jobs.segment_writers import SegmentWriters
from reviewer.model import Sort
from reviewer.review.fields import correct_fields
from reviewer.review.finding import Finder, Request
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from tests.corpora import make_corpus
from tests.unit.jobs.reporting import Listener

COUNT = 200


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with make_corpus(tmp_path / "Many", [f"arms sale word{i}" for i in range(COUNT)]) as made:
        yield made


@pytest.fixture(autouse=True)
def small_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_job, "_FEW_DOCUMENTS", 5)
    monkeypatch.setattr(index_job, "_DOCUMENTS_PER_COMMIT", 40)


def stored(corpus: Corpus) -> set[int]:
    with corpus.read() as connection:
        return {document_id for document_id, _ in imports.document_sizes(connection)}


def indexed(corpus: Corpus) -> set[int]:
    index = SearchIndex.open(corpus.paths.index)
    try:
        return index.document_ids()
    finally:
        index.close()


def found(corpus: Corpus, query: str) -> list[int]:
    finder = Finder(corpus)
    try:
        ids: list[int] = finder.find(Request(parse_query(query), sort=Sort.IMPORT)).ids.tolist()
        return ids
    finally:
        finder.close()


def test_every_document_is_indexed_once_and_progress_is_told(corpus: Corpus) -> None:
    listener = Listener()
    assert run_index(corpus, listener, Control()) == COUNT
    assert indexed(corpus) == stored(corpus)
    told = [done for _, done, _, _ in listener.stages]
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, COUNT)
    assert {(stage, total) for stage, _, total, _ in listener.stages} == {(Stage.INDEXING, COUNT)}
    assert run_index(corpus, Listener(), Control()) == 0


def test_documents_can_be_searched_while_others_are_still_being_indexed(corpus: Corpus) -> None:
    found: list[int] = []

    def look(stage: Stage, done: int) -> None:
        found.append(len(indexed(corpus)))

    run_index(corpus, Listener(look), Control())
    assert {each for each in found if 0 < each < COUNT}
    assert found == sorted(found)


def test_what_was_committed_before_it_was_stopped_stays(corpus: Corpus) -> None:
    control = Control()

    def stop(stage: Stage, done: int) -> None:
        if len(indexed(corpus)) >= 40:
            control.cancel()

    with pytest.raises(Cancelled):
        run_index(corpus, Listener(stop), control)
    before = indexed(corpus)
    assert 40 <= len(before) < COUNT
    assert run_index(corpus, Listener(), Control()) == COUNT - len(before)
    assert indexed(corpus) == stored(corpus)


def test_corrected_documents_are_indexed_again_and_others_are_not(corpus: Corpus) -> None:
    run_index(corpus, Listener(), Control())
    correct_fields(corpus, range(1, 91), {"title": "Inventory"})
    assert not is_complete(corpus)
    counts: list[int] = []

    def look(stage: Stage, done: int) -> None:
        counts.append(len(indexed(corpus)))

    assert run_index(corpus, Listener(look), Control()) == 90
    assert set(counts) == {COUNT}  # none is missing while it is done again
    assert is_complete(corpus)
    assert found(corpus, "title:inventory") == list(range(1, 91))
    assert found(corpus, "title:document") == list(range(91, COUNT + 1))


def test_corrections_that_a_stopped_job_left_are_taken_in_by_the_next(corpus: Corpus) -> None:
    run_index(corpus, Listener(), Control())
    correct_fields(corpus, range(1, 161), {"title": "Inventory"})
    control = Control()

    def stop(stage: Stage, done: int) -> None:
        if found(corpus, "title:inventory"):
            control.cancel()

    with pytest.raises(Cancelled):
        run_index(corpus, Listener(stop), control)
    assert not is_complete(corpus)
    run_index(corpus, Listener(), Control())
    assert is_complete(corpus)
    assert found(corpus, "title:inventory") == list(range(1, 161))


# Kills itself under its first document lists, as often as its first argument says, then works.
_DYING = """
import os, signal, sys
from pathlib import Path
from reviewer.jobs import segment_writer

tally = Path(sys.argv.pop(1))
times = int(sys.argv.pop(1))
with tally.open("a") as file:
    file.write("x")
if tally.stat().st_size <= times:
    sys.stdin.buffer.readline()
    os.kill(os.getpid(), signal.SIGKILL)
segment_writer.main()
"""


def dying(tmp_path: Path, times: int) -> tuple[str, ...]:
    return (sys.executable, "-c", _DYING, str(tmp_path / "tally"), str(times))


def write(corpus: Corpus, folder: Path, command: tuple[str, ...]) -> list[int]:
    """Return how many documents each segment has."""
    folder.mkdir()
    ids = sorted(stored(corpus))
    batches = [ids[start : start + 40] for start in range(0, COUNT, 40)]
    with SegmentWriters(corpus.paths.folder, folder, 2, command) as writers:
        return [each.documents for each in writers.write(batches, lambda done: None)]


def test_the_documents_of_a_process_that_died_are_done_again(
    corpus: Corpus, tmp_path: Path
) -> None:
    assert write(corpus, tmp_path / "built", dying(tmp_path, 2)) == [40] * 5


def test_a_process_that_always_dies_fails_the_job_with_a_sentence(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_writers, "_ATTEMPTS", 2)
    with pytest.raises(IndexUnavailable, match="ended 2 times"):
        write(corpus, tmp_path / "built", dying(tmp_path, 10_000))
    assert not psutil.Process().children()


def test_documents_that_do_not_come_back_fail_the_job(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    unknown = [[*sorted(stored(corpus)), 10**9]]
    with (
        pytest.raises(IndexUnavailable, match="1 documents are gone"),
        SegmentWriters(corpus.paths.folder, tmp_path / "built", 1) as writers,
    ):
        list(writers.write(unknown, lambda done: None))


def test_what_keeps_a_process_from_writing_is_told(corpus: Corpus, tmp_path: Path) -> None:
    with (
        pytest.raises(IndexUnavailable, match="No such file"),
        SegmentWriters(corpus.paths.folder, tmp_path / "not there", 1) as writers,
    ):
        list(writers.write([sorted(stored(corpus))], lambda done: None))


_PARENT = """
import sys
from pathlib import Path
from reviewer.corpus.database import open_corpus
from reviewer.jobs.segment_writers import SegmentWriters

def told(done):
    print(*[process._process.pid for process in writers._processes], flush=True)

with open_corpus(Path(sys.argv[1])) as corpus:
    with SegmentWriters(corpus.paths.folder, Path(sys.argv[2]), 2) as writers:
        list(writers.write([[1, 2, 3]] * 10_000, told))
"""


def test_a_writer_process_ends_with_its_parent(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(corpus.paths.folder), str(tmp_path / "built")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    with parent:
        assert parent.stdout is not None
        line = parent.stdout.readline()
        while len(line.split()) < 2:
            line = parent.stdout.readline()
        parent.kill()
    writers = [int(pid) for pid in line.split()]
    until = time.monotonic() + 20
    while any(map(psutil.pid_exists, writers)) and time.monotonic() < until:
        pass
    assert not any(map(psutil.pid_exists, writers))


def test_few_documents_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_job, "SegmentWriters", None)
    with make_corpus(tmp_path / "Few", ["arms", "sale"]) as few:
        assert run_index(few, Listener(), Control()) == 2
        assert indexed(few) == stored(few)
