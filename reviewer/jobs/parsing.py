"""Reading files in processes of their own, on all cores, and what came of it in the files' order.

A parser process that is silent too long, takes too much memory or dies is ended and replaced; its
file is told as unreadable, and the next goes on.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

import psutil

from reviewer.corpus.prepared import PreparedDocument
from reviewer.errors import Locked, NoText, ReadError, Unsupported
from reviewer.ingest.tables import TableMapping
from reviewer.ingest.unreadable import Unreadable
from reviewer.jobs.confinement import MEMORY_BYTES
from reviewer.text import normalise

# `-P` keeps a module that lies in the folder of the documents from being imported.
PARSER_COMMAND = (sys.executable, "-P", "-m", "reviewer.jobs.parser")
SILENCE_S = 60.0
_AHEAD_PER_PROCESS = 16  # files, so that a large one does not idle the other processes
_WAITING_BYTES = 16_000_000  # of one file, read and not yet taken
_PIECE_BYTES = 1 << 16  # as much as a pipe holds
_LOOK_EVERY_S = 0.1

_KINDS = {kind.outcome: kind for kind in (Locked, NoText, Unsupported)}

# How many of a file's documents are stored, by its SHA-256 and mapping; None when all are.
Stored = Callable[[str, str], int | None]
Found = PreparedDocument | Unreadable | None


@dataclass(frozen=True, slots=True)
class FileHead:
    """What a file turned out to be; `before` of its documents were stored when it was opened."""

    sha256: str
    format: str
    mapping: str
    before: int | None


@dataclass(eq=False)
class Reading:
    """One file being read, taken by one thread while another fills it."""

    path: Path
    mapping: TableMapping | None
    anew: bool = False  # from its beginning, though it was read to its end before
    encoding: str | None = None  # instead of that for all
    _events: deque[tuple[dict[str, Any], int]] = field(default_factory=deque)
    _size_bytes: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _head: FileHead | None = None
    _given_up: bool = False

    def head(self) -> FileHead:
        """Return what the file is. Raises ReadError when it cannot be read at all."""
        if self._head is None:
            event = self._next()
            self._head = FileHead(
                event["sha256"], event["format"], event["mapping"], event["before"]
            )
        return self._head

    def found(self) -> Iterator[Found]:
        """Yield what is in the file, None for each document that was stored before.

        Raises ReadError where the file, or the rest of it, cannot be read.
        """
        self.head()
        while (event := self._next())["event"] != "end":
            match event["event"]:
                case "document":
                    # Not taken out of the event itself, which the other thread still looks at.
                    yield PreparedDocument(**{k: v for k, v in event.items() if k != "event"})
                case "unreadable":
                    yield Unreadable(self.path, event["reason"], event["locator"], event["outcome"])
                case _:
                    yield None

    def put(
        self, events: Sequence[dict[str, Any]], size_bytes: int, closing: threading.Event
    ) -> None:
        """Add events, which took so many bytes; wait while too much of the file is waiting."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._size_bytes < _WAITING_BYTES or self._given_up or closing.is_set()
            )
            if self._given_up:
                return
            self._events.extend((event, 0) for event in events[:-1])
            self._events.append((events[-1], size_bytes))
            self._size_bytes += size_bytes
            self._changed.notify_all()

    def give_up(self) -> None:
        """Drop what is left of it, and let nobody wait."""
        with self._changed:
            self._given_up = True
            self._events.clear()
            self._changed.notify_all()

    def _next(self) -> dict[str, Any]:
        with self._changed:
            self._changed.wait_for(lambda: bool(self._events))
            event, size_bytes = self._events.popleft()
            self._size_bytes -= size_bytes
            self._changed.notify_all()
        if event["event"] == "failed":
            raise _KINDS.get(event["outcome"], ReadError)(event["reason"])
        return event


class Parsers:
    """Parser processes, each with a thread that feeds it; close them by leaving the context.

    `encoding` is what text is read in whose bytes prove none; `passwords` are tried on what is
    locked, and go to the processes by their standard input. They may write below `scratch` only,
    which is emptied first and gone afterwards.
    """

    def __init__(
        self,
        stored: Stored,
        scratch: Path,
        processes: int | None = None,
        silence_s: float = SILENCE_S,
        memory_bytes: int = MEMORY_BYTES,
        command: Sequence[str] = PARSER_COMMAND,
        encoding: str | None = None,
        passwords: Sequence[str] = (),
    ) -> None:
        self._encoding = encoding
        self._passwords = list(passwords)
        self._command = command
        self._stored = stored
        self._scratch = scratch
        self._count = processes or max(1, os.cpu_count() or 1)
        self._silence_s = silence_s
        self._memory_bytes = memory_bytes
        self._closing = threading.Event()
        self._waiting: deque[Reading] = deque()
        self._wanted = threading.Condition()
        self._ahead: deque[Reading] = deque()
        self._slots: list[_Slot] = []

    def __enter__(self) -> Parsers:
        # An import that was killed may have left what it unpacked.
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        with self._wanted:
            self._wanted.notify_all()
        for slot in self._slots:
            slot.kill("")
        for reading in self._ahead:
            reading.give_up()
        for slot in self._slots:
            slot.join()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def read(
        self,
        files: Iterable[
            tuple[Path, TableMapping | None] | tuple[Path, TableMapping | None, bool, str | None]
        ],
    ) -> Iterator[Reading]:
        """Yield each file in order, while those behind it are being read already.

        A third value tells that a file is read anew, whatever is stored of it, and a fourth in
        which encoding.
        """
        waiting = iter(files)
        while True:
            while len(self._ahead) < self._count * _AHEAD_PER_PROCESS:
                following = next(waiting, None)
                if following is None:
                    break
                self._begin(Reading(*following))
            if not self._ahead:
                return
            yield self._ahead[0]
            self._ahead.popleft().give_up()

    def _begin(self, reading: Reading) -> None:
        self._ahead.append(reading)
        with self._wanted:
            self._waiting.append(reading)
            self._wanted.notify()
        if len(self._slots) < min(self._count, len(self._ahead)):
            self._slots.append(_Slot(self))

    def _take(self) -> Reading | None:
        """Return the next file for a process, or None when there will be no more."""
        with self._wanted:
            self._wanted.wait_for(lambda: self._waiting or self._closing.is_set())
            return None if self._closing.is_set() else self._waiting.popleft()


class _Slot:
    """One place for a parser process and the two threads that feed it and watch it."""

    def __init__(self, parsers: Parsers) -> None:
        self._parsers = parsers
        self._process: subprocess.Popen[bytes] | None = None
        self._listening_since: float | None = None
        self._begun: list[bytes] = []  # a line of which the end has not come
        self._reason = ""
        self._feeder = threading.Thread(target=self._feed, name="parser", daemon=True)
        self._watcher = threading.Thread(target=self._watch, name="parser watch", daemon=True)
        self._feeder.start()
        self._watcher.start()

    def kill(self, reason: str) -> None:
        """End the process; `reason` completes a sentence about the file that it was reading."""
        process = self._process
        if process is not None and process.poll() is None:
            self._reason = self._reason or reason
            process.kill()

    def join(self) -> None:
        """Wait until nothing of it runs."""
        self._feeder.join()
        self._watcher.join()

    def _feed(self) -> None:
        with tempfile.TemporaryDirectory(dir=self._parsers._scratch) as scratch:
            while (reading := self._parsers._take()) is not None:
                try:
                    self._read(reading, Path(scratch))
                except OSError as error:
                    self._fail(reading, f"ended its reader ({error.strerror})")
                except Exception as error:  # an answer may be anything; who waits must hear
                    self._fail(reading, f"gave no answer of a reader ({type(error).__name__})")
            self._end()

    def _read(self, reading: Reading, scratch: Path) -> None:
        process = self._running(scratch)
        mapping = reading.mapping.to_json() if reading.mapping is not None else ""
        encoding = reading.encoding or self._parsers._encoding or ""
        task = {
            "path": str(reading.path),
            "mapping": mapping,
            "encoding": encoding,
            "passwords": self._parsers._passwords,
        }
        self._say(process, task)
        while True:
            lines = self._listen(process)
            if not lines:
                self._fail(reading, self._reason or "ended its reader, as damaged files can")
                return
            events = [event for event in map(json.loads, lines) if event["event"] != "alive"]
            for event in events:
                if event["event"] == "file":
                    stored = self._parsers._stored(event["sha256"], event["mapping"])
                    event["before"] = 0 if reading.anew else stored
                    self._say(process, {"before": event["before"]})
            if events:
                reading.put(events, sum(map(len, lines)), self._parsers._closing)
                if events[-1]["event"] in ("end", "failed"):
                    return

    def _running(self, scratch: Path) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._reason = ""
            self._process = subprocess.Popen(
                [*self._parsers._command, str(scratch)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            )
            if self._parsers._closing.is_set():
                self.kill("")
        return self._process

    def _say(self, process: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # what follows hears that it is gone
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()

    def _listen(self, process: subprocess.Popen[bytes]) -> list[bytes]:
        """Return the lines that have come, at least one; none when the process has ended."""
        assert process.stdout is not None
        self._listening_since = monotonic()
        try:
            while piece := process.stdout.read(_PIECE_BYTES):
                self._begun.append(piece)
                if b"\n" in piece:
                    whole, _, begun = b"".join(self._begun).rpartition(b"\n")
                    self._begun = [begun]
                    return whole.split(b"\n")
            return []
        finally:
            self._listening_since = None

    def _fail(self, reading: Reading, what: str) -> None:
        self._end()
        reason = (
            f"“{normalise(reading.path.name)}” {what}, so it was left. The import went on "
            "without it. Save it in another format, or split it, and import that."
        )
        event = {"event": "failed", "reason": reason, "outcome": ReadError.outcome}
        reading.put([event], 0, self._parsers._closing)

    def _end(self) -> None:
        process, self._process = self._process, None
        self._begun = []
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()

    def _watch(self) -> None:
        while not self._parsers._closing.wait(_LOOK_EVERY_S):
            process, since = self._process, self._listening_since
            if process is None or since is None:
                continue
            if monotonic() - since > self._parsers._silence_s:
                self.kill(f"gave nothing for {self._parsers._silence_s:.0f} seconds")
                continue
            with suppress(psutil.Error):
                if psutil.Process(process.pid).memory_info().rss > self._parsers._memory_bytes:
                    gigabytes = self._parsers._memory_bytes / (1 << 30)
                    self.kill(f"took more than {gigabytes:.0f} GB of memory")
