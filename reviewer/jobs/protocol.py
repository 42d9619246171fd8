"""What a job and its watcher say to each other, the same in a worker process and in a command.

A worker gets a spec as the first line of JSON on its standard input, then the words `pause`,
`resume` and `cancel`, each on a line; the end of the input cancels too, because the window is gone.
It answers with lines of JSON: `progress` and `warning` while it works, then one of `done`,
`cancelled` and `failed`.
"""

from __future__ import annotations

from enum import StrEnum
from threading import Condition
from typing import Protocol

from reviewer.errors import Cancelled


class Stage(StrEnum):
    """What a job is at."""

    READING = "reading"
    INDEXING = "indexing"
    WRITING = "writing"
    CHECKING = "checking"
    COMPARING = "comparing"


class Report(Protocol):
    """How a job tells what it does."""

    def progress(
        self, stage: Stage, done: int, total: int | None, documents: int, note: str = ""
    ) -> None:
        """Tell how far a stage is.

        `done` of `total` is for the bar and the time left, in the stage's own measure: bytes while
        reading, else documents or lines. `documents` counts the documents of the stage so far.
        """

    def warning(self, path: str, reason: str) -> None:
        """Tell that a file, or a part of it, could not be read, while the job goes on."""


class Silence:
    """A report that nobody reads."""

    def progress(
        self, stage: Stage, done: int, total: int | None, documents: int, note: str = ""
    ) -> None:
        """Tell nobody."""

    def warning(self, path: str, reason: str) -> None:
        """Tell nobody."""


class Control:
    """The analyst's hand on a job: asked by the job at each document, moved from any thread."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._paused = False
        self._cancelled = False

    def pause(self) -> None:
        """Let the job stop at its next document until `resume`."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Let a paused job go on."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def cancel(self) -> None:
        """Let the job end at its next document."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def is_cancelled(self) -> bool:
        """Wait while the job is paused, then tell whether it is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._cancelled or not self._paused)
            return self._cancelled

    def check(self) -> None:
        """Wait while the job is paused; raise Cancelled when it is to end."""
        if self.is_cancelled():
            raise Cancelled("The job was stopped.")
