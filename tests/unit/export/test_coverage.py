from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from reviewer.corpus.annotations import reasons
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.import_runs import StoppedImport
from reviewer.corpus.imports import Item, Outcome, add_items
from reviewer.corpus.schema import RemarkRecord
from reviewer.errors import Cancelled, ExportError
from reviewer.export.coverage import COLUMNS, write_coverage
from reviewer.export.tables import unguarded
from reviewer.review.coverage import Listing
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.text import normalise
from tests.corpora import make_corpus


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_lists_are_written_one_after_the_other(corpus: Corpus, tmp_path: Path) -> None:
    items = [
        Item("/=a.pdf", Outcome.FAILED, "Damaged.\nGet it again."),
        Item("/b.zip", Outcome.LOCKED, "Locked.", locator="one.doc"),
    ]
    with corpus.write() as connection:
        add_items(connection, "1", items)
    target = tmp_path / "coverage.csv"
    lists = {
        Listing.FAILED: np.array([1], np.int64),
        Listing.LOCKED: np.array([2], np.int64),
        Listing.NOT_INDEXED: np.array([3, 1], np.int64),
    }
    summary = write_coverage(corpus, target, lists)
    assert _rows(target) == [
        [*COLUMNS],
        ["failed", "/=a.pdf", "", "", "", "Damaged.\nGet it again."],
        ["locked", "/b.zip", "one.doc", "", "", "Locked."],
        ["not_indexed", "/from/documents.json", "row 3", "3", "Document 3", ""],
        ["not_indexed", "/from/documents.json", "row 1", "1", "Document 1", ""],
    ]
    assert (summary.rows, summary.documents, summary.warnings) == (4, 2, ())
    with corpus.read() as connection:
        last = connection.exec_driver_sql("SELECT action FROM log ORDER BY id DESC").scalar()
    assert last == "export coverage"


def test_stopped_imports_stand_before_the_lists(corpus: Corpus, tmp_path: Path) -> None:
    stopped = StoppedImport("1", (Path("/box"), Path("/=bag\udcff")), 435, 180)
    lists = {Listing.NOT_INDEXED: np.array([3], np.int64)}
    summary = write_coverage(corpus, tmp_path / "a.csv", lists, stopped=[stopped])
    told = "An import stopped after 180 of 435 files"
    assert _rows(tmp_path / "a.csv")[1:3] == [
        ["stopped_import", str(Path("/box")), "", "", "", told],
        ["stopped_import", str(Path("/=bag\ufffd")), "", "", "", told],
    ]
    assert summary.rows == 3


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Corpus]:
    """Give two documents with a name in the title, the text and what is remarked."""
    texts = ["Viktor Petrov met the consul.", "Viktor Petrov left.", "The quay."]
    titles = ["On Viktor Petrov", "Viktor PETROV again", "The quay"]
    with make_corpus(tmp_path / "Named", texts, title=titles) as corpus:
        with corpus.write() as connection:
            remark = {"document_id": 1, "kind": "no_text", "detail": "viktor_petrov.pdf, page 3"}
            connection.execute(insert(RemarkRecord), [remark])
            path = "/home/ann/from/viktor_petrov.json"
            connection.exec_driver_sql("UPDATE source_file SET path = 'from/viktor_petrov.json'")
            add_items(connection, "1", [Item(path, Outcome.PARTLY, "viktor petrov: cut short")])
        yield corpus


LISTS = {
    Listing.PARTLY: np.array([1], np.int64),
    Listing.WITHOUT_TEXT: np.array([1], np.int64),
    Listing.NOT_INDEXED: np.array([2, 3], np.int64),
}


def _reason(corpus: Corpus) -> int:
    with corpus.read() as connection:
        return reasons(connection)[0].id


def test_what_is_redacted_is_hidden_in_titles_names_of_files_and_reasons(
    named: Corpus, tmp_path: Path
) -> None:
    for document_id in (1, 2):
        redact_passage(named, document_id, 0, 13, [_reason(named)])
    summary = write_coverage(named, tmp_path / "a.csv", LISTS)
    assert "petrov" not in (tmp_path / "a.csv").read_text(encoding="utf-8").lower()
    assert summary.warnings == ()
    titles = [row[4] for row in _rows(tmp_path / "a.csv")[1:]]
    assert titles[-1] == "The quay"
    assert all("REDACTED" in title for title in titles[1:3])


def test_what_another_document_names_is_warned_of(named: Corpus, tmp_path: Path) -> None:
    redact_passage(named, 1, 0, 13, [_reason(named)])
    lists = {Listing.NOT_INDEXED: np.array([1, 2, 3], np.int64)}
    (warning,) = write_coverage(named, tmp_path / "a.csv", lists).warnings
    assert "1 line names what is redacted in another document" in warning


def test_of_what_is_withheld_nothing_is_told(named: Corpus, tmp_path: Path) -> None:
    for document_id in (1, 2, 3):
        redact_document(named, document_id, [_reason(named)])
    write_coverage(named, tmp_path / "a.csv", LISTS)
    for row in _rows(tmp_path / "a.csv")[1:]:
        assert all(not cell or "REDACTED" in cell for cell in (row[1], row[2], *row[4:]))


def test_the_unredacted_export_says_so_in_its_name_and_the_log(
    named: Corpus, tmp_path: Path
) -> None:
    redact_passage(named, 1, 0, 13, [_reason(named)])
    summary = write_coverage(named, tmp_path / "a.csv", LISTS, redacted=False)
    assert summary.path == tmp_path / "a-UNREDACTED.csv"
    assert _rows(summary.path)[2][4] == "On Viktor Petrov"
    with named.read() as connection:
        last = connection.exec_driver_sql("SELECT action FROM log ORDER BY id DESC").scalar()
    assert last == "export coverage unredacted"


def test_what_is_stopped_or_refused_leaves_the_file(corpus: Corpus, tmp_path: Path) -> None:
    target = tmp_path / "coverage.csv"
    target.write_text("before")
    lists = {Listing.NOT_INDEXED: np.array([1], np.int64)}
    with pytest.raises(Cancelled):
        write_coverage(corpus, target, lists, cancelled=lambda: True)
    with pytest.raises(ExportError):
        write_coverage(corpus, corpus.paths.database, lists)
    assert target.read_text() == "before"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return create_corpus(tmp_path_factory.mktemp("coverage") / "Empty")


@given(path=st.text(min_size=1), part=st.text(), reason=st.text())
def test_any_name_comes_back_from_the_file(
    empty: Corpus, path: str, part: str, reason: str
) -> None:
    path, part, reason = normalise(path), normalise(part), normalise(reason)
    with empty.write() as connection:
        add_items(connection, "1", [Item(path, Outcome.FAILED, reason, locator=part)])
        last = connection.exec_driver_sql("SELECT max(id) FROM import_item").scalar()
    target = empty.paths.folder.parent / "coverage.csv"
    write_coverage(empty, target, {Listing.FAILED: np.array([last], np.int64)})
    _header, row = _rows(target)
    assert [unguarded(cell) for cell in row] == ["failed", path, part, "", "", reason]
