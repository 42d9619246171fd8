"""Reading a file again in another encoding: what stands for what, and what stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.corpus import documents, sources
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.errors import Cancelled, ReadError
from reviewer.ingest.tables import TableMapping
from reviewer.jobs.import_job import run_import
from reviewer.jobs.protocol import Control
from reviewer.jobs.reread_job import RereadResult, run_reread
from reviewer.model import Status
from reviewer.review.changes import redo, undo
from reviewer.review.check import check
from reviewer.review.coverage import Coverage, Listing, Statement
from reviewer.review.documents import set_status
from reviewer.review.finding import Finder, Request
from reviewer.review.highlights import add_highlight
from reviewer.review.rereading import kept_documents, replace_reading
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from tests.unit.jobs.reporting import Listener

RUSSIAN = "Порт закрыт до утра, суда стоят на рейде."
WRONG = RUSSIAN.encode("cp1251").decode("cp1252", "replace")


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with create_corpus(tmp_path / "Cables") as made:
        yield made


def take(corpus: Corpus, path: Path, data: bytes) -> int:
    """Import a file and return its id."""
    path.write_bytes(data)
    run_import(corpus, [path], {}, Listener(), Control())
    with corpus.read() as connection:
        last = max(documents.document_ids(connection))
        source = sources.file_of(connection, last)
    assert source is not None
    return source.id


def reread(
    corpus: Corpus, source_id: int, encoding: str, control: Control | None = None
) -> RereadResult:
    return run_reread(corpus, source_id, encoding, Listener(), control or Control())


def found(corpus: Corpus, query: str = "") -> list[int]:
    finder = Finder(corpus)
    try:
        return [int(each) for each in finder.find(Request(parse_query(query))).ids]
    finally:
        finder.close()


def covered(corpus: Corpus) -> Statement:
    index = SearchIndex.open(corpus.paths.index)
    try:
        return Coverage(corpus, lambda: index).now()
    finally:
        index.close()


def test_the_new_reading_stands_for_the_old_one_until_that_is_undone(
    corpus: Corpus, tmp_path: Path
) -> None:
    old = take(corpus, tmp_path / "a.txt", RUSSIAN.encode("cp1251"))
    assert covered(corpus).count(Listing.GUESSED) == 1
    result = reread(corpus, old, "cp1251")
    replace_reading(corpus, result.old_source_id, result.source_id)
    with corpus.read() as connection:
        assert documents.texts(connection, [1, 2]) == {1: WRONG, 2: RUSSIAN}
        assert documents.document_count(connection) == 1
        assert documents.document(connection, 2).source_path == "a.txt"  # type: ignore[union-attr]
        assert documents.documents_named(connection, WRONG[:4], 9) == []
    assert found(corpus) == [2] and found(corpus, "закрыт") == [2]
    assert found(corpus, WRONG.split()[0]) == []
    statement = covered(corpus)
    assert (statement.documents, statement.indexed) == (1, 1)
    assert statement.count(Listing.GUESSED) == 0
    undo(corpus)
    assert found(corpus) == [1, 2]
    assert covered(corpus).documents == 2
    redo(corpus)
    assert found(corpus) == [2]
    index = SearchIndex.open(corpus.paths.index)
    assert check(corpus, index).problems == []
    index.close()


def test_what_carries_her_work_stays_beside_the_new_reading(corpus: Corpus, tmp_path: Path) -> None:
    table = "id,body\n" + "".join(f"{n},{RUSSIAN} {n}\n" for n in range(4))
    old = take(corpus, tmp_path / "a.csv", table.encode("cp1251"))
    set_status(corpus, [2], Status.REVIEWED)
    add_highlight(corpus, 3, 0, 4, [])
    result = reread(corpus, old, "cp1251")
    assert result.documents == 4
    change = replace_reading(corpus, result.old_source_id, result.source_id)
    assert change.document_ids == {1, 4}
    with corpus.read() as connection:
        assert kept_documents(connection, old) == [2, 3]
        assert documents.document_count(connection) == 6
        assert documents.reviewed_count(connection) == 1
    assert found(corpus) == [2, 3, 5, 6, 7, 8]


def test_columns_with_names_beyond_ascii_are_found_by_their_places(
    corpus: Corpus, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"номер,заметка,письмо\n1,Нет,{RUSSIAN}\n".encode("cp1251"))
    names = "номер,заметка,письмо".encode("cp1251").decode("cp1252").split(",")
    run_import(corpus, [path], {path: TableMapping(text=names[1])}, Listener(), Control())
    result = reread(corpus, 1, "cp1251")
    replace_reading(corpus, 1, result.source_id)
    with corpus.read() as connection:
        assert documents.texts(connection, found(corpus)) == {2: "Нет"}


def test_twice_is_once_and_a_third_reading_stands_for_the_second(
    corpus: Corpus, tmp_path: Path
) -> None:
    old = take(corpus, tmp_path / "a.txt", RUSSIAN.encode("cp1251"))
    for _ in range(2):
        second = reread(corpus, old, "koi8-r")
        replace_reading(corpus, old, second.source_id)
    assert found(corpus) == [2]
    third = reread(corpus, second.source_id, "cp1251")
    replace_reading(corpus, second.source_id, third.source_id)
    assert found(corpus) == [3]
    back = reread(corpus, third.source_id, "koi8-r")
    assert back.documents == 0
    replace_reading(corpus, third.source_id, back.source_id)
    assert found(corpus) == [2]


class _StopsAfter(Control):
    def __init__(self, questions: int) -> None:
        super().__init__()
        self._left = questions

    def check(self) -> None:
        self._left -= 1
        if self._left < 0:
            self.cancel()
        super().check()


def test_broken_off_it_goes_on_and_doubles_nothing(corpus: Corpus, tmp_path: Path) -> None:
    table = "id,body\n" + "".join(f"{n},{RUSSIAN} {n}\n" for n in range(600))
    old = take(corpus, tmp_path / "a.csv", table.encode("cp1251"))
    with pytest.raises(Cancelled):
        reread(corpus, old, "cp1251", _StopsAfter(400))
    result = reread(corpus, old, "cp1251")
    assert 0 < result.documents < 600
    replace_reading(corpus, old, result.source_id)
    with corpus.read() as connection:
        assert documents.document_count(connection) == 600
    assert len(found(corpus, "закрыт")) == 600


def test_what_proves_its_encoding_or_is_gone_is_told(corpus: Corpus, tmp_path: Path) -> None:
    source = take(corpus, tmp_path / "a.txt", RUSSIAN.encode())
    with pytest.raises(ReadError, match="proves"):
        reread(corpus, source, "cp1251")
    other = take(corpus, tmp_path / "b.txt", RUSSIAN.encode("cp1251"))
    for original in corpus.paths.originals.rglob("*"):
        if original.is_file():
            original.unlink()
    with pytest.raises(ReadError, match="original"):
        reread(corpus, other, "cp1251")
    assert found(corpus) == [1, 2]
