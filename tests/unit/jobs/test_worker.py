"""The worker process, spoken to as a window does."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reviewer.corpus.database import Corpus, create_corpus
from reviewer.review.tags import create_tag
from reviewer.search.signatures import read_signatures

ROOT = Path(__file__).parents[3]
Event = dict[str, Any]


@contextmanager
def worker(spec: Event) -> Iterator[subprocess.Popen[str]]:
    """Yield a worker with its spec told; its input stays open, as a window leaves it."""
    with subprocess.Popen(
        [sys.executable, "-m", "reviewer.jobs.worker"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        tell(process, json.dumps(spec))
        yield process


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def events(process: subprocess.Popen[str]) -> Iterator[Event]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def last(spec: Event) -> Event:
    with worker(spec) as process:
        return list(events(process))[-1]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Corpus]:
    with create_corpus(tmp_path / "Cables") as corpus:
        yield corpus


@pytest.fixture
def large(tmp_path: Path) -> Path:
    rows = (json.dumps({"body": f"Row {n}. " + "The crates. " * 200}) for n in range(5_000))
    path = tmp_path / "large.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def import_spec(corpus: Corpus, *paths: Path) -> Event:
    return {
        "job": "import",
        "corpus": str(corpus.paths.folder),
        "reviewer": "Ann",
        "paths": [str(path) for path in paths],
        "mappings": {},
    }


def test_an_import_while_the_window_writes(made: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("id,remark,words\n1,Not so.,The crates.\n", encoding="utf-8")
    spec = import_spec(made, file, tmp_path / "gone.txt")
    spec["mappings"] = {str(file): json.dumps({"text": "remark"})}
    with worker(spec) as process:
        create_tag(made, "Crates")
        told = list(events(process))
    assert told[-1]["event"] == "done"
    result = told[-1]["result"]
    assert set(result) >= {"import_id", "imported", "seen_before", "failed", "empty"}
    assert (result["imported"], result["failed"], result["documents"]) == (1, 1, 1)
    warning = next(event for event in told if event["event"] == "warning")
    assert warning["path"].endswith("gone.txt")
    assert len(read_signatures(made.paths.signatures)) == 1, "what was imported is compared"
    progress = next(event for event in told if event["event"] == "progress")
    assert set(progress) == {"event", "stage", "done", "total", "documents", "note"}


def test_pause_holds_and_resume_goes_on(made: Corpus, large: Path) -> None:
    with worker(import_spec(made, large)) as process:
        told = events(process)
        next(event for event in told if event["event"] == "progress")
        tell(process, "pause")
        tell(process, "resume")
        tell(process, "cancel")
        assert list(told)[-1]["event"] == "cancelled"


@pytest.mark.parametrize("by", ["word", "end of input"])
def test_cancel_keeps_what_is_stored(made: Corpus, large: Path, by: str) -> None:
    with worker(import_spec(made, large)) as process:
        told = events(process)
        next(event for event in told if event.get("documents", 0) > 0)
        if by == "word":
            tell(process, "cancel")
        else:
            assert process.stdin is not None
            process.stdin.close()
        final = list(told)[-1]
    assert final["event"] == "cancelled"
    with made.read() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM document").scalar_one()
    assert 0 < count == final["result"]["documents"] < 5_000


def test_exports_and_check(corpus: Corpus, tmp_path: Path) -> None:
    common = {"corpus": str(corpus.paths.folder), "reviewer": "Ann"}
    assert last({"job": "index", "rebuild": True, **common})["result"] == {
        "indexed": 3,
        "compared": 3,
    }
    target = tmp_path / "out.csv"
    done = last({"job": "export_excerpts", "target": str(target), "document_ids": None,
                 "redacted": True, "format": "csv", **common})  # fmt: skip
    assert done["event"] == "done"
    assert done["result"]["path"] == str(target)
    assert target.is_file()
    done = last({"job": "export_log", "target": str(target), "format": "jsonl", **common})
    assert done["result"]["rows"] >= 1
    assert '"reviewer": "Ann"' in target.read_text() or '"reviewer":"Ann"' in target.read_text()
    done = last({"job": "check", **common})
    assert done["result"]["problems"] == []
    assert ["documents", 3] in done["result"]["checked"]


def test_what_cannot_be_done_is_a_sentence(tmp_path: Path) -> None:
    failed = last({"job": "check", "corpus": str(tmp_path), "reviewer": ""})
    assert failed["event"] == "failed"
    assert "There is no corpus" in failed["message"]
    assert failed["details"] == ""


def test_a_fault_is_told_with_its_details(corpus: Corpus) -> None:
    failed = last({"job": "nonsense", "corpus": str(corpus.paths.folder)})
    assert failed["event"] == "failed"
    assert "fault in Reviewer" in failed["message"]
    assert "Traceback" in failed["details"]
