"""Processes that write segments, as the job that commits them sees them.

A process may die under a batch of documents, when memory runs out or somebody ends it. The batch
is known here until its segment with as many documents has come back, so it is done again by
another process, and when that dies too, the job fails with a sentence: nothing is lost in silence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

from reviewer.errors import IndexUnavailable
from reviewer.search.seal import SealedSegment

WRITER_COMMAND = (sys.executable, "-P", "-m", "reviewer.jobs.segment_writer")
_ATTEMPTS = 3  # for each batch
_LOOK_EVERY_S = 0.1


@dataclass(eq=False)
class _Batch:
    ids: Sequence[int]
    attempts: int = 0
    done: int = 0


class SegmentWriters:
    """Writer processes on one corpus; leaving the context ends them."""

    def __init__(
        self, corpus: Path, folder: Path, processes: int, command: Sequence[str] = WRITER_COMMAND
    ) -> None:
        self._command = (*command, str(corpus), str(folder))
        self._count = processes
        self._processes: list[_Process] = []
        self._events: SimpleQueue[tuple[_Process, dict[str, Any]]] = SimpleQueue()

    def __enter__(self) -> SegmentWriters:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            process.end()

    def write(
        self, batches: Iterable[Sequence[int]], told: Callable[[int], None]
    ) -> Iterator[SealedSegment]:
        """Yield a segment for each batch of document ids, in the order in which they get done.

        `told` hears several times a second how many documents are done, those of segments that
        were yielded included; what it raises ends the writing. Raises IndexUnavailable when a
        batch cannot be written.
        """
        waiting = deque(_Batch(ids) for ids in batches)
        finished = 0
        while True:
            self._give(waiting)
            busy = [process.batch for process in self._processes if process.batch is not None]
            told(finished + sum(batch.done for batch in busy))
            if not busy:
                return
            with suppress(Empty):
                process, event = self._events.get(timeout=_LOOK_EVERY_S)
                batch = process.batch
                if batch is None:
                    continue  # it died with nothing to do
                if "done" in event:
                    batch.done = event["done"]
                elif "segment" in event:
                    process.batch = None
                    segment = SealedSegment.from_json(event["segment"])
                    if segment.documents != len(batch.ids):
                        raise _failed(f"{len(batch.ids) - segment.documents} documents are gone")
                    finished += segment.documents
                    self._give(waiting)
                    yield segment
                elif "failed" in event:
                    raise _failed(event["failed"])
                else:
                    self._again(process, batch, waiting)

    def _give(self, waiting: deque[_Batch]) -> None:
        """Let every process have something to do."""
        self._processes = [process for process in self._processes if process.is_alive]
        while waiting and len(self._processes) < self._count:
            self._processes.append(_Process(self._command, self._events))
        for process in self._processes:
            if waiting and process.batch is None:
                process.begin(waiting.popleft())

    def _again(self, process: _Process, batch: _Batch, waiting: deque[_Batch]) -> None:
        process.batch = None
        process.end()
        batch.done = 0
        if batch.attempts == _ATTEMPTS:
            raise _failed(f"the process that writes it ended {_ATTEMPTS} times")
        waiting.appendleft(batch)


class _Process:
    """One process with the thread that hears it."""

    def __init__(
        self, command: Sequence[str], events: SimpleQueue[tuple[_Process, dict[str, Any]]]
    ) -> None:
        self.batch: _Batch | None = None
        self.is_alive = True
        self._events = events
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        self._hearing = threading.Thread(target=self._hear, name="segment writer", daemon=True)
        self._hearing.start()

    def begin(self, batch: _Batch) -> None:
        """Give it documents to write."""
        self.batch = batch
        batch.attempts += 1
        assert self._process.stdin is not None
        with suppress(OSError):  # what follows hears that it is gone
            self._process.stdin.write(json.dumps(list(batch.ids)).encode() + b"\n")
            self._process.stdin.flush()

    def end(self) -> None:
        """End it, and wait until it has."""
        self.is_alive = False
        self._process.kill()
        self._process.wait()
        self._hearing.join()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith(b"\n"):
                self._events.put((self, json.loads(line)))
        self._events.put((self, {}))


def _failed(why: str) -> IndexUnavailable:
    return IndexUnavailable(
        f"The search index could not be brought up to the corpus ({why}). What was indexed before "
        "can be searched, and your documents and your work are not affected. Close other programs "
        "so that there is more memory, and index the rest again."
    )
