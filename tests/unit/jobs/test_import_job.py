"""Importing: what is stored, what is told, and what a second import does."""

import hashlib
import json
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.imports import Item, Outcome
from reviewer.errors import ReviewerError
from reviewer.ingest.tables import TableMapping
from reviewer.jobs.import_job import ImportResult, run_import
from reviewer.jobs.index_job import run_index
from reviewer.jobs.protocol import Control, Stage
from reviewer.model import Document
from reviewer.review.check import check
from reviewer.review.coverage import Coverage
from reviewer.search.index import SearchIndex
from tests.unit.jobs.reporting import Listener

ROWS = 700


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Corpus]:
    with create_corpus(tmp_path / "Cables") as corpus:
        yield corpus


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    return path


def table(path: Path, rows: int = ROWS, bad: int | None = None) -> Path:
    lines = [json.dumps({"id": str(n), "body": f"The crates of row {n}."}) for n in range(rows)]
    if bad is not None:
        lines[bad] = "{"
    return write(path, "\n".join(lines) + "\n")


def take(
    corpus: Corpus,
    *paths: Path,
    mappings: Mapping[Path, TableMapping] | None = None,
    listener: Listener | None = None,
    control: Control | None = None,
    encoding: str | None = None,
    passwords: Sequence[str] = (),
) -> ImportResult:
    return run_import(
        corpus,
        paths,
        mappings or {},
        listener or Listener(),
        control or Control(),
        encoding,
        passwords,
    )


def stored(corpus: Corpus) -> list[Document]:
    with corpus.read() as connection:
        found = [
            documents.document(connection, document_id)
            for document_id in documents.document_ids(connection)
        ]
    return [document for document in found if document is not None]


def items(corpus: Corpus) -> list[Item]:
    with corpus.read() as connection:
        last = imports.last_import_id(connection)
        assert last is not None
        return imports.import_items(connection, last)


def is_sound(corpus: Corpus) -> bool:
    index = SearchIndex.open(corpus.paths.index)
    report = check(corpus, index)
    index.close()
    return report.problems == []


def test_a_folder_is_stored_searched_and_kept_as_it_came(empty: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "From her"
    content = "Crates\r\n\r\nThe crates 😀 are in Port Lisse.\x00"
    file = write(folder / "cables" / "one.txt", content)
    write(folder / "two.txt", "Nothing was found.")
    result = take(empty, folder)
    assert (result.imported, result.documents, result.indexed) == (2, 2, 2)
    document = stored(empty)[0]
    assert document.source_path == "From her/cables/one.txt"
    with empty.read() as connection:
        body = documents.document_text(connection, document.id)
    assert body == "Crates\n\nThe crates 😀 are in Port Lisse.\ufffd"
    assert document.char_count == len(body)
    original = empty.paths.original(hashlib.sha256(content.encode()).hexdigest())
    assert original.read_bytes() == file.read_bytes()
    assert not original.stat().st_mode & stat.S_IWUSR
    assert is_sound(empty)


def test_nothing_above_what_was_chosen_is_in_a_document(empty: Corpus, tmp_path: Path) -> None:
    take(empty, write(tmp_path / "secret place" / "one.txt", "Crates."))
    assert stored(empty)[0].source_path == "one.txt"


def test_a_file_that_was_seen_is_noted_and_not_stored_again(empty: Corpus, tmp_path: Path) -> None:
    first = write(tmp_path / "one.txt", "Crates.")
    twin = write(tmp_path / "copy.txt", "Crates.")
    result = take(empty, first, twin)
    assert (result.imported, result.seen_before, result.documents) == (1, 1, 1)
    again = take(empty, first)
    assert (again.imported, again.seen_before, again.documents) == (0, 1, 0)
    assert [item.outcome for item in items(empty)] == [Outcome.SEEN_BEFORE]
    assert len(stored(empty)) == 1


def test_the_same_table_by_other_columns_is_another(empty: Corpus, tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", "id,body,remark\n1,The crates.,Not so.\n")
    take(empty, file)
    assert take(empty, file, mappings={file: TableMapping(text="remark")}).documents == 1
    assert take(empty, file, mappings={file: TableMapping(text="remark")}).seen_before == 1
    with empty.read() as connection:
        assert set(documents.texts(connection, [1, 2]).values()) == {"The crates.", "Not so."}


def test_a_text_in_a_chosen_encoding_is_another_and_unicode_stays_the_same(
    empty: Corpus, tmp_path: Path
) -> None:
    write(tmp_path / "in/unicode.txt", "Порт")
    (tmp_path / "in/old.txt").write_bytes("Порт закрыт до утра".encode("cp1251"))
    assert take(empty, tmp_path / "in").documents == 2
    result = take(empty, tmp_path / "in", encoding="cp1251")
    assert (result.imported, result.seen_before) == (1, 1)
    with empty.read() as connection:
        texts = documents.texts(connection, documents.document_ids(connection))
    assert "Порт закрыт до утра" in texts.values()
    assert take(empty, tmp_path / "in", encoding="cp1251").seen_before == 2


def test_a_file_that_cannot_be_read_is_told_and_the_others_come(
    empty: Corpus, tmp_path: Path
) -> None:
    bad = write(tmp_path / "in" / "a.pdf", "no PDF")
    write(tmp_path / "in" / "b.txt", "Crates.")
    write(tmp_path / "in" / "c.csv", "id,body\n")
    listener = Listener()
    result = take(empty, tmp_path / "in", listener=listener)
    assert (result.imported, result.failed, result.documents) == (1, 1, 1)
    failed = next(item for item in items(empty) if item.outcome is Outcome.FAILED)
    assert failed.path == str(bad)
    assert "a.pdf" in failed.reason
    assert (str(bad), failed.reason) in listener.warnings
    assert is_sound(empty)


def test_a_table_with_a_bad_row_is_taken_but_for_that_row(empty: Corpus, tmp_path: Path) -> None:
    result = take(empty, table(tmp_path / "t.jsonl", bad=300))
    assert (result.partly, result.documents) == (1, ROWS - 1)
    row, file = items(empty)
    assert (row.outcome, row.locator) == (Outcome.FAILED, "row 301")
    assert (file.outcome, file.locator) == (Outcome.PARTLY, "")
    assert file.reason == f"row 301: {row.reason}"
    assert is_sound(empty)


def test_a_cancelled_import_keeps_whole_documents_and_goes_on_behind_them(
    empty: Corpus, tmp_path: Path
) -> None:
    file = table(tmp_path / "t.jsonl", bad=100)
    control = Control()

    def stop(stage: Stage, count: int) -> None:
        if count == 400:
            control.cancel()

    first = take(empty, file, listener=Listener(stop), control=control)
    assert first.cancelled
    assert first.documents == 400
    second = take(empty, file)
    assert second.documents == ROWS - 1 - 400
    assert second.indexed == ROWS - 1
    ids = [document.external_id for document in stored(empty)]
    assert ids == [str(n) for n in range(ROWS) if n != 100]
    assert is_sound(empty)


def test_a_stopped_import_is_told_until_another_ends_over_the_same_files(
    empty: Corpus, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    for number in range(30):
        write(folder / f"{number}.txt", f"Crate {number}.")
    (folder / "gone").symlink_to(tmp_path / "nowhere")
    coverage = Coverage(empty, lambda: SearchIndex.open(empty.paths.index))
    control = Control()
    meanwhile: list[int] = []

    def stop(_stage: Stage, count: int) -> None:
        if count == 10 and not meanwhile:
            meanwhile.append(len(coverage.now().stopped))
            control.cancel()

    first = take(empty, folder, listener=Listener(stop), control=control)
    assert meanwhile == [0]  # it was running then
    (stopped,) = coverage.now().stopped
    assert (stopped.files, stopped.reached, stopped.paths) == (31, first.imported, (folder,))
    assert 0 < first.imported < 31
    told = f"An import stopped after {first.imported} of 31 files; "
    assert coverage.now().sentence().startswith(told)
    assert coverage.now().paths_to_go_on_with == [folder]
    take(empty, folder)
    assert coverage.now().stopped == ()
    with empty.read() as connection:
        runs = connection.exec_driver_sql("SELECT complete FROM import_run ORDER BY id").all()
    assert [bool(run.complete) for run in runs] == [False, True]


def test_an_original_that_has_no_room_stops_the_import_with_a_sentence(
    empty: Corpus, tmp_path: Path
) -> None:
    file = write(tmp_path / "one.txt", "Crates.")
    empty.paths.originals.write_text("in the way")
    with pytest.raises(ReviewerError, match="import the same files again"):
        take(empty, file)
    assert stored(empty) == []
    empty.paths.originals.unlink()
    assert take(empty, file).documents == 1


def test_start_and_end_are_logged_without_names(empty: Corpus, tmp_path: Path) -> None:
    take(empty, write(tmp_path / "hidden-name.txt", "Crates."))
    with empty.read() as connection:
        lines = connection.execute(text("SELECT action, after FROM log ORDER BY id")).all()
    assert [line.action for line in lines] == ["import started", "import ended"]
    assert json.loads(lines[1].after)["documents"] == 1
    assert "hidden" not in str(lines)


def test_progress_reaches_its_end(empty: Corpus, tmp_path: Path) -> None:
    listener = Listener()
    take(empty, table(tmp_path / "t.jsonl", 50), listener=listener)
    reading = [each for each in listener.stages if each[0] is Stage.READING]
    assert reading[-1][1] == reading[-1][2]
    assert [each[1] for each in reading] == sorted(each[1] for each in reading)
    assert listener.stages[-1] == (Stage.INDEXING, 50, 50, 50)


def test_an_index_is_brought_up_to_the_corpus(empty: Corpus, tmp_path: Path) -> None:
    take(empty, table(tmp_path / "t.jsonl", 5))
    assert run_index(empty, Listener(), Control()) == 0
    assert run_index(empty, Listener(), Control(), rebuild=True) == 5
    for file in empty.paths.index.iterdir():
        file.unlink()
    assert run_index(empty, Listener(), Control()) == 5
