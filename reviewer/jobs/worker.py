"""The worker process: `python -m reviewer.jobs.worker`, one job from start to end."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.errors import Cancelled, ReviewerError, StorageError
from reviewer.export.excerpts import ExcerptFormat
from reviewer.export.log import LogFormat
from reviewer.ingest.tables import TableMapping
from reviewer.jobs.check_job import run_check
from reviewer.jobs.compare_job import run_compare
from reviewer.jobs.export_job import as_dict, run_export_excerpts, run_export_log
from reviewer.jobs.import_job import run_import
from reviewer.jobs.index_job import run_index
from reviewer.jobs.protocol import Control, Stage
from reviewer.jobs.reread_job import run_reread

_SECONDS_BETWEEN_PROGRESS = 0.1
_POLITENESS = 5  # added to the process's nice value, so that the window goes first

Spec = Mapping[str, Any]


class Channel:
    """Writes events as lines of JSON; when nobody reads them any more the job is cancelled."""

    def __init__(self, output: BinaryIO, control: Control) -> None:
        self._output = output
        self._control = control
        self._last_progress = 0.0
        self._last_stage: Stage | None = None

    def progress(
        self, stage: Stage, done: int, total: int | None, documents: int, note: str = ""
    ) -> None:
        """Tell how far a stage is, about ten times a second and at its start and end."""
        now = monotonic()
        due = now - self._last_progress >= _SECONDS_BETWEEN_PROGRESS
        if due or stage is not self._last_stage or done == total:
            self._last_progress, self._last_stage = now, stage
            self.send(
                "progress", stage=stage.value, done=done, total=total, documents=documents,
                note=note,
            )  # fmt: skip

    def warning(self, path: str, reason: str) -> None:
        """Tell what could not be read."""
        self.send("warning", path=path, reason=reason)

    def send(self, event: str, **facts: object) -> None:
        """Write one event."""
        line = json.dumps({"event": event, **facts}, ensure_ascii=False)
        try:
            # A path may hold what is no text, and the line is for a program.
            self._output.write(line.encode("utf-8", "replace") + b"\n")
            self._output.flush()
        except OSError:
            self._control.cancel()


def main() -> int:
    """Do the job that the first line of standard input asks for."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the events
    # Ctrl-C in the terminal that the window was started from is for the window.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AttributeError, OSError):
        os.nice(_POLITENESS)
    control = Control()
    channel = Channel(output, control)
    try:
        line, rest = _first_line()
        spec = json.loads(line)
        threading.Thread(target=_listen, args=(control, rest), daemon=True).start()
        result, cancelled = _work(spec, channel, control)
    except Cancelled:
        channel.send("cancelled", result={})
    except ReviewerError as error:
        channel.send("failed", message=str(error), details="")
    except Exception as error:
        channel.send(
            "failed",
            message=(
                f"The job stopped because of a fault in Reviewer ({type(error).__name__}). What "
                "was stored before is safe. Start it again; if it stops again, report the details."
            ),
            details=traceback.format_exc(),
        )
    else:
        channel.send("cancelled" if cancelled else "done", result=result)
    return 0


def _first_line() -> tuple[bytes, bytes]:
    """Return the first line of standard input and what was read behind it.

    By descriptor: a buffered reader that waits holds a lock which the end of the process wants.
    """
    read = b""
    while b"\n" not in read and (chunk := os.read(0, 1 << 16)):
        read += chunk
    line, _, rest = read.partition(b"\n")
    return line, rest


def _listen(control: Control, waiting: bytes) -> None:
    """Heed what is said on standard input; its end means that the window is gone."""
    commands = {b"pause": control.pause, b"resume": control.resume, b"cancel": control.cancel}
    while True:
        *lines, waiting = waiting.split(b"\n")
        for line in lines:
            commands.get(line.strip(), lambda: None)()
        chunk = os.read(0, 4096)
        if not chunk:
            control.cancel()
            return
        waiting += chunk


def _work(spec: Spec, channel: Channel, control: Control) -> tuple[dict[str, Any], bool]:
    """Return the result of the job, and whether it was cancelled with a result all the same."""
    with open_corpus(Path(spec["corpus"]), Access.WORKER) as corpus:
        corpus.reviewer = spec.get("reviewer") or corpus.reviewer
        if spec["job"] == "import":
            mappings = {
                Path(path): TableMapping.from_json(mapping)
                for path, mapping in spec.get("mappings", {}).items()
            }
            paths = [Path(path) for path in spec["paths"]]
            imported = run_import(
                corpus,
                paths,
                mappings,
                channel,
                control,
                spec.get("encoding") or None,
                spec.get("passwords") or (),
            )
            if not imported.cancelled:
                _compare(corpus, channel, control)
            return imported.counts(), imported.cancelled
        return _result(spec, corpus, channel, control), False


def _compare(corpus: Corpus, channel: Channel, control: Control) -> None:
    """Compare what was imported; the import is done even when this is stopped or fails."""
    try:
        run_compare(corpus, channel, control)
    except Cancelled:
        pass
    except StorageError as error:
        channel.warning(str(corpus.paths.signatures), str(error))


def _result(spec: Spec, corpus: Corpus, channel: Channel, control: Control) -> dict[str, Any]:
    match spec["job"]:
        case "index":
            rebuild = bool(spec.get("rebuild", False))
            indexed = run_index(corpus, channel, control, rebuild)
            return {"indexed": indexed, "compared": run_compare(corpus, channel, control)}
        case "export_excerpts":
            summary = run_export_excerpts(
                corpus,
                Path(spec["target"]),
                spec.get("document_ids"),
                bool(spec.get("redacted", True)),
                ExcerptFormat(spec.get("format", "csv")),
                channel,
                control,
            )
            return as_dict(summary)
        case "export_log":
            kind = LogFormat(spec.get("format", "csv"))
            return as_dict(run_export_log(corpus, Path(spec["target"]), kind, channel, control))
        case "reread":
            reread = run_reread(
                corpus, int(spec["source_id"]), str(spec["encoding"]), channel, control
            )
            return asdict(reread)
        case "check":
            report = run_check(corpus, channel, control)
            return {
                "checked": [list(each) for each in report.checked],
                "problems": report.problems,
            }
        case unknown:
            raise ValueError(f"unknown job {unknown!r}")


if __name__ == "__main__":
    sys.exit(main())
