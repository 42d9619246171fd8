"""Long work in a process of its own, as the window sees it: one job at a time, others wait.

A job is a worker (`python -m reviewer.jobs.worker`) that reads its spec and later commands from
standard input and tells its progress as JSON lines. When the window goes, its input ends, and
that stops the worker too.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

Event = dict[str, Any]

# `-P` keeps a module that lies in the folder where she started the program from being imported.
WORKER_COMMAND = (sys.executable, "-P", "-m", "reviewer.jobs.worker")
PATIENCE_MS = 5_000
_LAST_LINES = 200
_LAST_EVENTS = frozenset({"done", "cancelled", "failed"})
_WORK: Mapping[str, str] = {
    "import": "The import",
    "index": "Building the search index",
    "reread": "Reading the file again",
    "export_excerpts": "The export",
    "export_log": "The export",
    "check": "The check",
}
_WHAT_IS_SAFE: Mapping[str, str] = {
    "import": (
        "Every document that was imported before that is safe in the corpus, and so are your "
        "marks. Import the same files again: it goes on where it stopped."
    ),
    "reread": (
        "Your documents and marks are as they were. Choose “Read in another encoding” again: it "
        "goes on where it stopped."
    ),
    "index": (
        "Your documents and marks are not touched by that. "
        "Choose “Rebuild search index” to make the index again."
    ),
    "export_excerpts": (
        "No half file was left, a file that was there before is unchanged, and your marks are "
        "safe. Export again."
    ),
    "export_log": (
        "No half file was left, a file that was there before is unchanged, and the log is safe. "
        "Export again."
    ),
    "check": "A check changes nothing, so your documents and marks are as they were. Check again.",
}


class JobRunner(QObject):
    """Runs jobs one after the other. Lives in the GUI thread; close it before it goes.

    The dict of `finished` is the worker's last event ("done", "cancelled" or "failed", the last
    with "message" and "details"), with the "spec" it was started with. `command` is what starts
    a worker; one that does not heed a wish to stop is terminated after `patience_ms` and killed
    after twice that.
    """

    started = Signal(str)  # the job's name, as in its spec
    progressed = Signal(object)  # the event as a dict
    paused_changed = Signal(bool)
    warned = Signal(str, str)  # a path and the reason why it was not read
    finished = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        command: Sequence[str] = WORKER_COMMAND,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._waiting: deque[Event] = deque()
        self._spec: Event | None = None
        self._process: QProcess | None = None
        self._unread = b""
        self._last_event: Event | None = None
        self._strange_lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._cancelling = False
        self._paused = False
        self._terminate = self._timer(patience_ms)
        self._kill = self._timer(2 * patience_ms)

    @property
    def is_running(self) -> bool:
        """Tell whether a worker is at work."""
        return self._process is not None

    @property
    def is_paused(self) -> bool:
        """Tell whether the running job was asked to pause."""
        return self._paused

    @property
    def job(self) -> str:
        """The name of the running job, while `finished` is told of the ended one, or nothing."""
        return "" if self._spec is None else str(self._spec["job"])

    @property
    def waiting(self) -> tuple[str, ...]:
        """The names of the jobs that come after the running one."""
        return tuple(str(spec["job"]) for spec in self._waiting)

    def start(self, spec: Event) -> None:
        """Start a job, or put it behind those that run and wait."""
        self._waiting.append(dict(spec))
        self._start_next()

    def pause(self) -> None:
        """Let the running job rest until it is resumed."""
        self._set_paused(True)

    def resume(self) -> None:
        """Let the running job go on."""
        self._set_paused(False)

    def cancel(self) -> None:
        """Stop the running job, which may take a moment; those that wait come next."""
        if self._process is None or self._cancelling:
            return
        self._cancelling = True
        self._tell("cancel")
        self._terminate.start()
        self._kill.start()

    def close(self) -> None:
        """Stop the worker, forget the jobs that wait, and return when no process is left.

        Nothing is told of it any more. May take `patience_ms` when the worker does not heed.
        """
        self.blockSignals(True)
        self._waiting.clear()
        process = self._process
        if process is None:
            return
        process.closeWriteChannel()
        if not process.waitForFinished(self._terminate.interval()):
            process.kill()
            process.waitForFinished()

    def _timer(self, interval_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        return timer

    def _start_next(self) -> None:
        if self._spec is not None or not self._waiting:
            return
        self._spec = self._waiting.popleft()
        self._unread, self._last_event = b"", None
        self._strange_lines.clear()
        self._cancelling = self._paused = False
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(list(self._command[1:]))
        process.setProcessEnvironment(_environment())
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_error_output)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        self._terminate.timeout.connect(process.terminate)
        self._kill.timeout.connect(process.kill)
        self._process = process
        self.started.emit(self.job)
        process.start()
        self._tell(json.dumps(self._spec))  # ASCII: a path may hold what UTF-8 cannot

    def _tell(self, line: str) -> None:
        if self._process is not None:
            self._process.write(line.encode("utf-8") + b"\n")

    def _set_paused(self, paused: bool) -> None:
        if self._process is None or self._paused == paused or self._cancelling:
            return
        self._paused = paused
        self._tell("pause" if paused else "resume")
        self.paused_changed.emit(paused)

    def _on_output(self) -> None:
        if self._process is None:
            return
        self._unread += bytes(self._process.readAllStandardOutput().data())
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            self._take(line)

    def _take(self, line: bytes) -> None:
        """Tell what one line of the worker says; what is no event is kept for a failure."""
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            event = None
        kind = event.get("event") if isinstance(event, dict) else None
        if kind == "progress":
            self.progressed.emit(event)
        elif kind == "warning":
            self.warned.emit(str(event.get("path", "")), str(event.get("reason", "")))
        elif kind in _LAST_EVENTS:
            self._last_event = event
            if self._process is not None:
                # A worker that has said its last word and stays would hold up the next job.
                self._process.closeWriteChannel()
                self._terminate.start()
                self._kill.start()
        elif line.strip():
            self._strange_lines.append(line.decode("utf-8", "replace").rstrip())

    def _on_error_output(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
            self._strange_lines.extend(line for line in text.splitlines() if line.strip())

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._end("it could not be started")

    def _on_finished(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        self._on_output()
        self._on_error_output()
        self._take(self._unread)
        crashed = status is QProcess.ExitStatus.CrashExit
        self._end("it was ended from outside" if crashed else f"it ended with code {exit_code}")

    def _end(self, how: str) -> None:
        process, spec = self._process, self._spec
        if process is None or spec is None:
            return
        self._terminate.stop()
        self._kill.stop()
        self._terminate.timeout.disconnect()
        self._kill.timeout.disconnect()
        process.deleteLater()
        event = self._last_event
        if event is None and self._cancelling:
            event = {"event": "cancelled", "result": {}}
        elif event is None:
            details = "\n".join(self._strange_lines)
            event = {"event": "failed", "message": _death(self.job, how), "details": details}
        self._process = None
        self._paused = False
        self.finished.emit(event | {"spec": spec})
        self._spec = None
        self._start_next()


def _death(job: str, how: str) -> str:
    """Return the sentence about a worker that went without a last word."""
    work = _WORK.get(job, "The work")
    safe = _WHAT_IS_SAFE.get(job, "Your documents and marks are safe. Try again.")
    return f"{work} stopped before it was done, because {how}. {safe}"


def _environment() -> QProcessEnvironment:
    """Return our environment with UTF-8 on every channel and this very package to be imported."""
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONUTF8", "1")
    environment.insert("PYTHONPATH", str(Path(__file__).parents[2]))
    return environment
