"""What an import says and keeps when the disk, a file or a parser process fails in its midst."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from reviewer.corpus import documents
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.errors import ReviewerError
from reviewer.jobs.import_job import ImportResult, run_import
from reviewer.jobs.protocol import Control, Stage
from reviewer.review.check import check
from reviewer.search.index import SearchIndex
from tests.unit.jobs.reporting import Listener

FILES = 40


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Corpus]:
    with create_corpus(tmp_path / "Cables") as corpus:
        yield corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.txt").write_text(f"Cable {number}. " + "The crates stand. " * 2_000)
    return folder


@contextmanager
def files_no_larger_than(size_bytes: int) -> Iterator[None]:
    """Let the system refuse larger files, with the error of a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def take(corpus: Corpus, folder: Path, listener: Listener | None = None) -> ImportResult:
    return run_import(corpus, [folder], {}, listener or Listener(), Control())


def require_all(corpus: Corpus, count: int = FILES) -> None:
    """Require that each file is stored once, and that the corpus is whole."""
    with corpus.read() as connection:
        stored = documents.texts(connection, documents.document_ids(connection))
    assert len(stored) == len(set(stored.values())) == count
    index = SearchIndex.open(corpus.paths.index)
    assert check(corpus, index).problems == []
    index.close()
    assert not corpus.paths.scratch.exists()


@pytest.mark.parametrize("kib", [20, 300])  # too little for an original; for the database
def test_a_full_disk_is_told_and_the_import_goes_on_with_room(
    kib: int, empty: Corpus, folder: Path
) -> None:
    with files_no_larger_than(kib << 10), pytest.raises(ReviewerError, match="safe"):
        take(empty, folder)
    take(empty, folder)
    require_all(empty)


def test_a_large_original_without_room_is_told(empty: Corpus, folder: Path) -> None:
    (folder / "0.txt").write_text("The crates stand. " * 20_000)
    with files_no_larger_than(200 << 10), pytest.raises(ReviewerError, match=r"“0\.txt” could not"):
        take(empty, folder)
    take(empty, folder)
    require_all(empty)


def test_files_that_vanish_are_told_and_come_when_they_are_back(
    empty: Corpus, folder: Path
) -> None:
    aside = folder.with_name("aside")

    def vanish(stage: Stage, read: int) -> None:
        if read and not aside.exists():
            folder.rename(aside)

    listener = Listener(vanish)
    first = take(empty, folder, listener)
    assert first.imported + first.failed == FILES
    assert 0 < first.failed == len(listener.warnings)
    assert all("cannot be opened" in reason for _, reason in listener.warnings)
    aside.rename(folder)
    second = take(empty, folder)
    assert (second.imported, second.seen_before) == (first.failed, first.imported)
    require_all(empty)


def test_a_parser_that_is_killed_costs_the_file_that_it_was_reading(
    empty: Corpus, folder: Path
) -> None:
    killed: list[int] = []

    def kill(stage: Stage, read: int) -> None:
        if read and not killed:
            for child in psutil.Process().children():
                if "reviewer.jobs.parser" in child.cmdline():
                    child.kill()
                    killed.append(child.pid)

    listener = Listener(kill)
    first = take(empty, folder, listener)
    assert killed
    # One that died behind its document has given what it had, and is told all the same.
    spoilt = first.failed + first.partly
    assert first.imported + spoilt == FILES
    assert spoilt <= len(killed)
    assert all("ended its reader" in reason for _, reason in listener.warnings)
    take(empty, folder)
    require_all(empty)
