"""An import can be searched before it ends."""

import json
import time
from pathlib import Path

import pytest

from reviewer.corpus.database import Corpus, create_corpus
from reviewer.jobs import index_behind, index_job
from reviewer.jobs.import_job import run_import
from reviewer.jobs.protocol import Control, Stage
from reviewer.search.index import SearchIndex
from tests.unit.jobs.reporting import Listener

ROWS = 900


@pytest.fixture
def table(tmp_path: Path) -> Path:
    lines = [json.dumps({"id": str(n), "body": f"The crates of row {n}."}) for n in range(ROWS)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(autouse=True)
def small_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_behind, "_DOCUMENTS_AT_A_TIME", 200)
    monkeypatch.setattr(index_behind, "_LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(index_job, "_FEW_DOCUMENTS", 10_000)


def searchable(corpus: Corpus) -> int:
    index = SearchIndex.open(corpus.paths.index)
    try:
        return index.document_count
    finally:
        index.close()


def wait_until_searchable(corpus: Corpus) -> int:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if (corpus.paths.index / "seal").exists() and (count := searchable(corpus)):
            return count
    return 0


def test_documents_can_be_searched_while_an_import_goes_on(tmp_path: Path, table: Path) -> None:
    found: list[int] = []

    def look(stage: Stage, documents: int) -> None:
        if stage is Stage.READING and documents > 500 and not found:
            found.append(wait_until_searchable(corpus))

    with create_corpus(tmp_path / "Cables") as corpus:
        result = run_import(corpus, [table], {}, Listener(look), Control())
        assert 0 < found[0] < ROWS
        assert searchable(corpus) == ROWS
        assert (result.documents, result.indexed) == (ROWS, ROWS)


def test_an_import_that_is_stopped_keeps_what_was_indexed(tmp_path: Path, table: Path) -> None:
    control = Control()

    def stop(stage: Stage, documents: int) -> None:
        if stage is Stage.READING and documents > 500 and wait_until_searchable(corpus):
            control.cancel()

    with create_corpus(tmp_path / "Cables") as corpus:
        result = run_import(corpus, [table], {}, Listener(stop), control)
        assert result.cancelled
        assert 0 < result.indexed == searchable(corpus) <= result.documents
