"""Parser processes: what a file may do to its reader, and what the import hears of it."""

import io
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from reviewer.corpus.prepared import PreparedDocument, prepared
from reviewer.errors import ReadError
from reviewer.ingest.unreadable import Unreadable
from reviewer.jobs.parsing import Parsers, Reading
from reviewer.model import ParsedDocument
from tests.unit.ingest.recognising import install_tesseract

# A parser process in which files of some names do what hostile ones may bring a reader to.
HOSTILE = """
import os, socket, subprocess, sys, time
from pathlib import Path
from reviewer.jobs import parser
from reviewer.model import ParsedDocument

DEEDS = {
    "hang": lambda: time.sleep(600),
    "die": lambda: os.kill(os.getpid(), 9),
    "crash": lambda: os.kill(os.getpid(), 11),
    "fault": lambda: {}["what nobody thought of"],
    "eat": lambda: [bytearray(1 << 26) for _ in range(100)],
    "write": lambda: (Path(__file__).parent / "planted.txt").write_text("planted"),
    "delete": lambda: (Path(__file__).parent / "a.txt").unlink(),
    "call": lambda: socket.create_connection(("127.0.0.1", 9)),
    "start": lambda: subprocess.run(["true"]),
}
real = parser.read

def read(path, *how):
    yield from real(path, *how)
    if path.stem in DEEDS:
        DEEDS[path.stem]()

parser.read = read
parser.main()
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Sequence[str]:
    script = tmp_path / "hostile.py"
    script.write_text(HOSTILE)
    return (sys.executable, "-P", str(script))


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def nothing_stored(_sha256: str, _mapping: str) -> int | None:
    return 0


def told(readings: Iterator[Reading]) -> list[list[str]]:
    """Return for each file the texts of its documents, and the reason where it ended early."""
    answers = []
    for reading in readings:
        answer = []
        try:
            for found in reading.found():
                if isinstance(found, PreparedDocument):
                    answer.append(found.body)
                elif isinstance(found, Unreadable):
                    answer.append(f"unreadable: {found.locator}")
                else:
                    answer.append("passed")
        except ReadError as error:
            answer.append(str(error))
        answers.append(answer)
    return answers


def children() -> list[psutil.Process]:
    return psutil.Process().children()


def test_files_come_in_their_order_from_several_processes(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.txt", f"Cable {n}." * (1 + n % 7)) for n in range(80)]
    before = set(children())
    with Parsers(nothing_stored, tmp_path / "scratch", 3) as parsers:
        answers = told(parsers.read((path, None) for path in files))
        assert len(set(children()) - before) == 3
    assert answers == [[path.read_text()] for path in files]
    assert set(children()) <= before


def test_what_is_stored_is_passed_over(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(n), "body": f"Row {n}."}) for n in range(4)]
    lines[2] = "{"
    table = write(tmp_path / "t.jsonl", "\n".join(lines))
    with Parsers(
        lambda _sha, mapping: 1 if "body" in mapping else 0, tmp_path / "scratch", 1
    ) as parsers:
        assert told(parsers.read([(table, None)])) == [
            ["passed", "Row 1.", "unreadable: row 3", "Row 3."]
        ]


def test_a_file_that_is_given_up_does_not_hold_up_the_next(tmp_path: Path) -> None:
    body = "The crates stand on the quay. " * 40_000
    lines = [json.dumps({"id": str(n), "body": body}) for n in range(30)]
    table = write(tmp_path / "t.jsonl", "\n".join(lines))  # more than may wait
    small = write(tmp_path / "a.txt", "Cable.")
    with Parsers(nothing_stored, tmp_path / "scratch", 1) as parsers:
        readings = parsers.read([(table, None), (small, None)])
        assert next(readings).head().format == "jsonl"
        assert told(readings) == [["Cable."]]


def test_what_was_put_is_not_changed_by_who_takes_it(tmp_path: Path) -> None:
    document = asdict(prepared(ParsedDocument("Cable."), "a.txt"))
    events = [
        {"event": "file", "sha256": "", "format": "text", "mapping": "", "before": 0},
        {"event": "document", **document},
        {"event": "end"},
    ]
    reading = Reading(tmp_path / "a.txt", None)
    before = deepcopy(events)
    reading.put(events, 1, threading.Event())
    assert [found.body for found in reading.found() if isinstance(found, PreparedDocument)]
    assert events == before


@pytest.mark.parametrize("answer", ["nonsense", "[]", '{"no": "event"}', '{"event": "file"}'])
def test_a_process_that_answers_with_nonsense_holds_up_nobody(answer: str, tmp_path: Path) -> None:
    script = tmp_path / "nonsense.py"
    script.write_text(f"import sys\nfor line in sys.stdin: print({answer!r}, flush=True)")
    files = [write(tmp_path / f"{n}.txt", "Cable.") for n in range(3)]
    command = (sys.executable, "-P", str(script))
    with Parsers(nothing_stored, tmp_path / "scratch", 1, command=command) as parsers:
        answers = told(parsers.read((path, None) for path in files))
    assert [len(each) for each in answers] == [1, 1, 1]
    assert all("gave no answer of a reader" in each[0] for each in answers)


def test_closing_early_leaves_no_process(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.txt", "Cable.") for n in range(40)]
    before = set(children())
    with Parsers(nothing_stored, tmp_path / "scratch", 2) as parsers:
        next(parsers.read((path, None) for path in files)).head()
    assert set(children()) <= before


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("hang", "gave nothing for 4 seconds"),
        ("die", "ended its reader"),
        ("crash", "ended its reader"),
        ("fault", "fault in Reviewer (KeyError)"),
        ("eat", "memory"),
        ("write", "may not write"),
        ("delete", "may not do this"),
        ("call", "may not do this"),
        ("start", "may not do this"),
    ],
)
def test_one_hostile_file_costs_no_other(
    deed: str, reason: str, hostile: Sequence[str], tmp_path: Path
) -> None:
    files = [write(tmp_path / f"{name}.txt", f"{name}.") for name in ("a", deed, "b")]
    patience_s = 4.0 if deed == "hang" else 60.0
    with Parsers(
        nothing_stored, tmp_path / "scratch", 1, silence_s=patience_s, command=hostile
    ) as parsers:
        first, second, third = told(parsers.read((path, None) for path in files))
    assert (first, third) == (["a."], ["b."])
    assert second[0] == f"{deed}."
    assert reason in second[1]
    assert f"{deed}.txt" in second[1]
    assert not (tmp_path / "planted.txt").exists()
    assert files[0].exists()


def test_memory_is_watched_where_the_system_sets_no_limit(
    hostile: Sequence[str], tmp_path: Path
) -> None:
    script = Path(hostile[-1])
    script.write_text(
        script.read_text()
        .replace("parser.read = read", "parser.read = read\nparser.limit_memory = lambda: None")
        .replace("for _ in range(100)]", "for _ in range(6)] and time.sleep(600)")
        .replace("bytearray(1 << 26)", "bytearray(os.urandom(1 << 16) * 1024)")
    )
    file = write(tmp_path / "eat.txt", "eat.")
    with Parsers(
        nothing_stored, tmp_path / "scratch", 1, command=hostile, memory_bytes=300 << 20
    ) as parsers:
        [answer] = told(parsers.read([(file, None)]))
    assert "GB of memory" in answer[-1]


def test_a_reader_may_write_where_it_is_told_to(hostile: Sequence[str], tmp_path: Path) -> None:
    script = Path(hostile[-1])
    script.write_text(
        "import tempfile\n"
        + script.read_text().replace(
            '"hang": ', '"scratch": lambda: tempfile.mkdtemp(),\n    "hang": '
        )
    )
    file = write(tmp_path / "scratch.txt", "scratch.")
    with Parsers(nothing_stored, tmp_path / "scratch", 1, command=hostile) as parsers:
        assert told(parsers.read([(file, None)])) == [["scratch."]]
        assert len(list((tmp_path / "scratch").glob("*/*"))) == 1
    assert not (tmp_path / "scratch").exists()


def scan(path: Path, pages: int) -> Path:
    """Write pages that are grey pictures."""
    grey = ImageReader(io.BytesIO(b"P5 2 2 255\n" + bytes([90, 180, 120, 60])))
    canvas = Canvas(str(path))
    for _ in range(pages):
        canvas.drawImage(grey, 0, 0, 596, 842)
        canvas.showPage()
    canvas.save()
    return path


def test_text_recognition_may_run_and_is_not_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = install_tesseract(tmp_path / "bin", monkeypatch, ["Three crates"]).parent / "script.py"
    script.write_text(script.read_text().replace("picture =", "time.sleep(1.2)\n    picture ="))
    file = scan(tmp_path / "a.pdf", 4)
    with Parsers(nothing_stored, tmp_path / "scratch", 1, silence_s=4.0) as parsers:
        [answer] = told(parsers.read([(file, None)]))
    assert answer == ["\n\n".join(["Three crates"] * 4)]


def test_no_other_program_may_run_where_text_recognition_may(
    hostile: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_tesseract(tmp_path / "bin", monkeypatch, [])
    other = tmp_path / "bin" / "true"
    other.write_text("#!/bin/sh\necho started > started.txt\n")
    other.chmod(0o755)
    file = write(tmp_path / "start.txt", "start.")
    with Parsers(nothing_stored, tmp_path / "scratch", 1, command=hostile) as parsers:
        [answer] = told(parsers.read([(file, None)]))
    assert "may not do this: subprocess.Popen" in answer[1]
