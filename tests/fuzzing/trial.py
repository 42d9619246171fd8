"""One input read as an import reads it, and all that must hold of what comes of it.

As a program, `python -m tests.fuzzing.trial SCRATCH`: confined like a parser process, it takes a
file and an encoding a line as JSON and answers each with a line of JSON: `outcome`, `fault` with
its `place` where there is one, and the `arcs` of code that were not walked before.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from reviewer.corpus.prepared import PreparedDocument, prepared
from reviewer.errors import ReadError
from reviewer.ingest import ocr
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.jobs.confinement import confine, limit_memory
from reviewer.text import normalise
from tests.unit.ingest.test_locks import PASSWORD

SLOW_S = 5.0  # of the processor
_ENOUGH = 50  # calls of one function to watch; what many more do is the same and takes time
_OURS = str(Path(__file__).parents[2] / "reviewer")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d.*)?)?)?")
_FRAME = re.compile(r'File ".*?(reviewer/[^"]+)", line (\d+)')

Trace = Callable[[FrameType, str, Any], Any]


def examine(
    path: Path,
    encoding: str | None = None,
    watching: AbstractContextManager[object] | None = None,
) -> str:
    """Read a file and return what came of it. Raises AssertionError, or what the reader raises.

    It is read twice, the first time within `watching`, which may slow it down.
    """
    with watching or nullcontext():
        documents, told, ended = _read(path, encoding)
    _require_whole(documents, told)
    reasons = ended + "".join(each.reason for each in told)
    assert "a reader may not" not in reasons, reasons
    assert PASSWORD not in reasons, "told a password"
    start = time.process_time()
    assert _read(path, encoding) == (documents, told, ended), "reading twice gave two answers"
    spent_s = time.process_time() - start
    assert spent_s < SLOW_S, f"slow: took {spent_s:.1f} s of the processor"
    assert "more memory" not in ended, "memory: took more than it may have"
    return "documents" if documents and not ended else "in part" if documents else "none"


def _read(path: Path, encoding: str | None) -> tuple[list[PreparedDocument], list[Unreadable], str]:
    documents: list[PreparedDocument] = []
    told: list[Unreadable] = []
    try:
        for found in read(path, None, encoding, [PASSWORD, "twelve"]):
            if isinstance(found, Unreadable):
                told.append(found)
            else:
                documents.append(prepared(found, path.name))
    except ReadError as error:
        assert str(error), "no reason"
        return documents, told, str(error)
    return documents, told, ""


def _require_whole(documents: list[PreparedDocument], told: list[Unreadable]) -> None:
    locators = [document.fields["locator"] for document in documents]
    assert len(set(locators)) == len(locators), "two documents in one place"
    places = {*locators, *(normalise(each.locator) for each in told)}
    for document in documents:
        _require_storable(document.body)
        for value in document.fields.values():
            _require_storable(str(value))
        assert document.parent is None or document.parent in places, "no such parent"
        date = document.fields["date"]
        assert date is None or _DATE.fullmatch(date), f"no date: {date}"
        for start_cp, end_cp, _kind, note in document.regions:
            assert 0 <= start_cp < end_cp <= len(document.body), "a region beside the text"
            _require_storable(note)
        for _kind, detail in document.remarks:
            _require_storable(detail)
    for each in told:
        assert each.reason, "no reason"


def _require_storable(text: str) -> None:
    assert normalise(text) == text and "\0" not in text, "not normalised"
    text.encode()


class _Walked:
    """The arcs of code that reading has walked: lines of ours, and calls in any library."""

    def __init__(self) -> None:
        self._known: set[tuple[object, ...]] = set()
        self.new: list[str] = []
        self._calls: Counter[CodeType] = Counter()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Collect in `new` the arcs that were never walked before."""
        self.new = []
        self._calls.clear()
        sys.settrace(self._on_call)
        try:
            yield
        finally:
            sys.settrace(None)

    def _on_call(self, frame: FrameType, event: str, _argument: Any) -> Trace | None:
        code = frame.f_code
        self._add(code.co_filename, code.co_qualname)
        self._calls[code] += 1
        if not code.co_filename.startswith(_OURS) or self._calls[code] > _ENOUGH:
            return None
        last = lines = 0

        def on_line(frame: FrameType, event: str, _argument: Any) -> Trace:
            nonlocal last, lines
            lines += 1
            frame.f_trace_lines = lines < 100 * _ENOUGH
            self._add(code.co_filename, last, frame.f_lineno)
            last = frame.f_lineno
            return on_line

        return on_line

    def _add(self, *arc: object) -> None:
        if arc not in self._known:
            self._known.add(arc)
            self.new.append(":".join(map(str, arc)))


def _stand_in_for_recognition() -> None:
    """Have pictures and pages rendered, small, and nobody take seconds to look at them."""
    ocr.DPI = 60
    ocr.program = lambda: "tesseract"
    ocr.recognise = lambda picture: ocr.Recognised("Three crates", len(picture.pixels) % 101)


def place_of(trace: str) -> str:
    """Return the last line of ours in a traceback, which tells one fault from another."""
    found = _FRAME.findall(trace)
    return ":".join(found[-1]) if found else "outside"


def main() -> None:
    """Examine the files that standard input names until it ends."""
    output = os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)
    faulthandler.enable()
    scratch = Path(sys.argv[1])
    confine(scratch)
    limit_memory()
    _stand_in_for_recognition()
    walked = _Walked()
    for line in sys.stdin:
        task = json.loads(line)
        answer = {"outcome": "fault", "fault": "", "place": ""}
        try:
            answer["outcome"] = examine(Path(task["path"]), task["encoding"], walked.watching())
            assert not any(scratch.iterdir()), "left something in the scratch folder"
        except Exception as error:
            answer["fault"] = traceback.format_exc(limit=-40)
            trace = "".join(traceback.format_tb(error.__traceback__))
            place = "" if isinstance(error, AssertionError) else place_of(trace)
            answer["place"] = f"{type(error).__name__} {place} {str(error)[:40]}"
        output.write(json.dumps({**answer, "arcs": walked.new}).encode("ascii") + b"\n")


if __name__ == "__main__":
    main()
