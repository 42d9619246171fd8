from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import create_corpus
from reviewer.ui.jobs import JobRunner

# A worker as the protocol wants it; `say` in the spec are the raw lines that it writes.
WORKER = r"""
import json, os, sys, time
def tell(**event):
    print(json.dumps(event, ensure_ascii=False), flush=True)
spec = json.loads(sys.stdin.readline())
for raw in spec.get("say", []):
    sys.stdout.write(raw); sys.stdout.flush(); time.sleep(0.02)
if spec.get("echo"):
    tell(event="done", result=spec)
elif spec.get("stay"):
    tell(event="progress", stage="reading", done=os.getpid(), total=None, documents=0, note="")
    for line in sys.stdin:
        word = line.strip()
        tell(event="progress", stage=word, done=0, total=None, documents=0, note="")
        if word == "cancel" and not spec.get("deaf"):
            tell(event="cancelled", result={"imported": 3})
            sys.exit()
    if spec.get("deaf"):
        time.sleep(60)
sys.exit(spec.get("code", 0))
"""

Make = Callable[..., JobRunner]


class Heard:
    """What a runner has told, in order."""

    def __init__(self, runner: JobRunner) -> None:
        self.started: list[str] = []
        self.progress: list[dict[str, Any]] = []
        self.warnings: list[tuple[str, str]] = []
        self.finished: list[dict[str, Any]] = []
        runner.started.connect(self.started.append)
        runner.progressed.connect(self.progress.append)
        runner.warned.connect(lambda path, reason: self.warnings.append((path, reason)))
        runner.finished.connect(self.finished.append)


@pytest.fixture
def make(tmp_path: Path, qtbot: QtBot) -> Iterator[Make]:
    """Give runners of the tiny worker, closed at the end."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER, encoding="utf-8")
    made: list[JobRunner] = []

    def runner(**values: Any) -> JobRunner:
        made.append(JobRunner(command=(sys.executable, str(script)), **values))
        return made[-1]

    yield runner
    for each in made:
        each.close()
        assert not each.is_running


def test_the_spec_reaches_the_worker_as_it_is(make: Make, qtbot: QtBot) -> None:
    runner = make()
    spec = {"job": "import", "paths": ["/Ruđer 😀\n/‮x"], "echo": True}
    with qtbot.waitSignal(runner.finished) as ended:
        runner.start(spec)
        assert (runner.is_running, runner.job) == (True, "import")
    assert ended.args == [{"event": "done", "result": spec, "spec": spec}]
    assert (runner.is_running, runner.job) == (False, "")


def test_lines_in_pieces_and_lines_that_are_no_events(make: Make, qtbot: QtBot) -> None:
    runner = make()
    heard = Heard(runner)
    say = [
        '{"event":"progress","done":1,"no',
        'te":"Ruđer 😀"}\nnot json\n[1]\n{"event":"new"}\n\n{"event":"warning","path":"/a",',
        '"reason":"It is <b>empty</b>."}\n{"event":"progress","done":2}\n',
        '{"event":"done","result":{}}',
    ]
    with qtbot.waitSignal(runner.finished):
        runner.start({"job": "index", "say": say})
    assert [(event["done"], event.get("note")) for event in heard.progress] == [
        (1, "Ruđer 😀"),
        (2, None),
    ]
    assert heard.warnings == [("/a", "It is <b>empty</b>.")]
    assert [event["event"] for event in heard.finished] == ["done"]


def test_jobs_wait_for_one_another(make: Make, qtbot: QtBot) -> None:
    runner = make()
    heard = Heard(runner)
    runner.start({"job": "import", "echo": True})
    runner.start({"job": "index", "code": 3})
    runner.start({"job": "check", "echo": True})
    assert heard.started == ["import"]
    assert runner.waiting == ("index", "check")
    qtbot.waitUntil(lambda: len(heard.finished) == 3)
    assert heard.started == ["import", "index", "check"]
    assert [event["event"] for event in heard.finished] == ["done", "failed", "done"]
    assert [event["spec"]["job"] for event in heard.finished] == heard.started


@pytest.mark.parametrize(
    ("job", "safe"),
    [
        ("import", "goes on where it stopped"),
        ("index", "Rebuild search index"),
        ("export_excerpts", "No half file was left"),
        ("export_log", "No half file was left"),
        ("check", "changes nothing"),
    ],
)
def test_a_killed_worker_is_told_with_what_is_safe(
    job: str, safe: str, make: Make, qtbot: QtBot
) -> None:
    runner = make()
    with qtbot.waitSignal(runner.progressed) as first:
        runner.start({"job": job, "stay": True, "say": ["Traceback: a clue\n"]})
    assert first.args is not None
    with qtbot.waitSignal(runner.finished) as ended:
        os.kill(first.args[0]["done"], signal.SIGKILL)
    assert ended.args is not None
    event = ended.args[0]
    assert event["event"] == "failed"
    assert safe in event["message"]
    assert event["details"] == "Traceback: a clue"


def test_a_worker_that_cannot_be_started_fails_and_the_next_one_runs(qtbot: QtBot) -> None:
    runner = JobRunner(command=("/nowhere/at/all",))
    heard = Heard(runner)
    runner.start({"job": "check"})
    runner.start({"job": "import"})
    qtbot.waitUntil(lambda: len(heard.finished) == 2)
    assert "could not be started" in heard.finished[0]["message"]
    assert not runner.is_running
    runner.close()


def test_pause_resume_and_cancel_reach_the_worker(make: Make, qtbot: QtBot) -> None:
    runner = make()
    heard = Heard(runner)
    with qtbot.waitSignal(runner.progressed):
        runner.start({"job": "import", "stay": True})
    paused: list[bool] = []
    runner.paused_changed.connect(paused.append)
    runner.pause()
    runner.pause()
    runner.resume()
    assert paused == [True, False]
    with qtbot.waitSignal(runner.finished):
        runner.cancel()
    assert [event["stage"] for event in heard.progress[1:]] == ["pause", "resume", "cancel"]
    assert heard.finished[0]["event"] == "cancelled"
    assert heard.finished[0]["result"] == {"imported": 3}


def test_a_worker_that_does_not_heed_is_terminated(make: Make, qtbot: QtBot) -> None:
    runner = make(patience_ms=200)
    with qtbot.waitSignal(runner.progressed):
        runner.start({"job": "import", "stay": True, "deaf": True})
    with qtbot.waitSignal(runner.finished) as ended:
        runner.cancel()
    assert ended.args is not None
    assert ended.args[0]["event"] == "cancelled"


def test_closing_leaves_no_worker_and_tells_nothing(make: Make, qtbot: QtBot) -> None:
    runner = make(patience_ms=500)
    heard = Heard(runner)
    with qtbot.waitSignal(runner.progressed) as first:
        runner.start({"job": "import", "stay": True, "deaf": True})
    runner.start({"job": "index", "echo": True})
    assert first.args is not None
    runner.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first.args[0]["done"], 0)
    assert heard.finished == []
    assert not runner.is_running


def test_a_real_import_is_gone_on_with_after_its_worker_was_killed(
    tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Report {number} on ships. " * 50)
    with create_corpus(tmp_path / "Cables") as corpus:
        spec = {
            "job": "import",
            "corpus": str(corpus.paths.folder),
            "reviewer": "Ada",
            # The second is a name that is no text; it must not keep the first from being read.
            "paths": [str(folder), str(tmp_path / "gone-\udcff.txt")],
            "mappings": {},
        }
        runner = JobRunner()
        heard = Heard(runner)
        with qtbot.waitSignal(runner.progressed, timeout=20_000):
            runner.start(spec)
        worker = runner.findChild(QProcess)
        assert isinstance(worker, QProcess)
        with qtbot.waitSignal(runner.finished, timeout=20_000):
            os.kill(worker.processId(), signal.SIGKILL)
        assert "Import the same files again" in heard.finished[0]["message"]
        with qtbot.waitSignal(runner.finished, timeout=60_000):
            runner.start(spec)
        assert heard.finished[1]["event"] == "done"
        assert heard.finished[1]["result"]["failed"] == 1
        assert "no such file" in heard.warnings[-1][1]
        with qtbot.waitSignal(runner.finished, timeout=60_000):
            runner.start(spec | {"job": "check"})
        assert heard.finished[2]["result"]["problems"] == []
        assert ["documents", 300] in heard.finished[2]["result"]["checked"]
        runner.close()
