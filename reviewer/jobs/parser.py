"""The parser process: `python -m reviewer.jobs.parser SCRATCH`, one file after another.

A file that kills its reader, holds it up or eats the memory takes this process down and nothing
else. Tasks come as lines of JSON on standard input; for each the answer is lines of JSON: `file`
(what it is), then, once the parent has said how many of its documents are stored, `document`,
`passed` and `unreadable` in the file's order, and `end` or `failed`; `alive` in between tells that
a long work goes on. What the parent reads is plain data, so a reader that was taken over can at
worst tell lies about its own file.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from reviewer.corpus.prepared import PreparedDocument, prepared
from reviewer.errors import ReadError
from reviewer.ingest import legacy_office, ocr, pulse
from reviewer.ingest.encodings import is_open_to_choice
from reviewer.ingest.formats import ARCHIVES, OF_CHOSEN_ENCODING, TABLES, Format, checked_format
from reviewer.ingest.reading import read
from reviewer.ingest.tables import TableMapping, guess_mapping, preview
from reviewer.ingest.unreadable import Unreadable
from reviewer.jobs.confinement import confine, limit_memory
from reviewer.jobs.originals import digest_of
from reviewer.text import normalise

_PR_SET_PDEATHSIG = 1  # of linux/prctl.h
_DOCUMENT = tuple(field.name for field in fields(PreparedDocument))


def main() -> None:
    """Read the files that standard input names until it ends."""
    output = os.fdopen(os.dup(1), "wb", 1 << 16)
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    confine(Path(sys.argv[1]), filter(None, (ocr.program(), legacy_office.program())))
    limit_memory()
    said: SimpleQueue[Any] = SimpleQueue()
    answer = Answer(output)
    pulse.listen(lambda: answer.send("alive"))
    threading.Thread(target=_listen, args=(said,), daemon=True).start()
    while True:
        task = said.get()
        try:
            with _faults_told(Path(task["path"])):
                _read(task, said, answer)
        except ReadError as error:
            answer.send("failed", reason=normalise(str(error)), outcome=error.outcome)
        else:
            answer.send("end")


class Answer:
    """Writes events as lines of JSON."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output

    def send(self, event: str, **facts: object) -> None:
        """Write one event, at once: what was found is not lost with what kills the reader next."""
        line = json.dumps({"event": event, **facts}, ensure_ascii=False)
        self._output.write(line.encode("utf-8", "replace") + b"\n")
        self._output.flush()


def _read(task: Any, said: SimpleQueue[Any], answer: Answer) -> None:
    path = Path(task["path"])
    mapping = TableMapping.from_json(task["mapping"]) if task["mapping"] else None
    sha256 = digest_of(path)
    kind, mapping, encoding = _understood(path, mapping, task["encoding"] or None)
    key = _key(mapping, encoding)
    answer.send("file", sha256=sha256, format=kind.value, mapping=key)
    before = said.get()["before"]
    if before is None:
        return
    for number, found in enumerate(read(path, mapping, encoding, task["passwords"])):
        if isinstance(found, Unreadable):
            answer.send(
                "unreadable", locator=found.locator, reason=found.reason, outcome=found.outcome
            )
        elif number < before:
            answer.send("passed")
        else:
            document = prepared(found, path.name)
            facts = {name: getattr(document, name) for name in _DOCUMENT}
            answer.send("document", **facts)


def _understood(
    path: Path, mapping: TableMapping | None, encoding: str | None
) -> tuple[Format, TableMapping | None, str | None]:
    """Return what a file is read as, for a table by which columns, and the encoding if it counts.

    They are part of what tells files apart: the same table read by other columns is another, and
    so is the same text read in another encoding. What proves its encoding stays the same.
    """
    kind = checked_format(path)
    heeded = kind in ARCHIVES or (kind in OF_CHOSEN_ENCODING and is_open_to_choice(path))
    encoding = encoding if heeded else None
    if kind not in TABLES:
        return kind, None, encoding
    return kind, mapping or guess_mapping(preview(path, encoding=encoding)), encoding


def _key(mapping: TableMapping | None, encoding: str | None) -> str:
    """Return as JSON how a file was read, empty where nobody could have chosen."""
    key = mapping.to_json() if mapping is not None else ""
    return json.dumps(json.loads(key or "{}") | {"encoding": encoding}) if encoding else key


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    """Tell a reader's own fault as a reason too: one strange file must not end an import."""
    try:
        yield
    except ReadError:
        raise
    except OSError as error:
        raise ReadError(
            f"“{normalise(path.name)}” cannot be opened ({error.strerror or error}). "
            "Check that it is still there and that you may read it."
        ) from error
    except MemoryError as error:
        raise ReadError(
            f"“{normalise(path.name)}” needs more memory than one file may have. "
            "Split it, or save it in another format, and import that."
        ) from error
    except Exception as error:
        raise ReadError(
            f"“{normalise(path.name)}” could not be read because of a fault in Reviewer "
            f"({type(error).__name__}). Save it in another format and import that."
        ) from error


def _end_with_parent() -> None:
    """Have Linux end this process with its parent, whatever a library is at and does not let go of.

    Elsewhere, and until then, `_listen` sees to it as soon as Python is heard again.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen(said: SimpleQueue[Any]) -> None:
    """Pass on what the parent says; when it is gone nobody needs this process."""
    waiting = b""
    while chunk := os.read(0, 1 << 16):
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            said.put(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
