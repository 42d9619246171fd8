"""Work beside the GUI thread: short reads and counts whose answers come back as calls.

The owner lives in the GUI thread and so do the callbacks. Work is named by a group: a newer run
of a group makes the older one stale, whose answer is dropped and which may stop early by asking
`cancelled`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

Cancelled = Callable[[], bool]
Work = Callable[[Cancelled], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


@dataclass(slots=True)
class _Task:
    """What was asked for, and what came of it."""

    group: str
    generation: int
    work: Work
    done: Done
    failed: Failed
    result: Any = None
    error: Exception | None = None


class Background(QObject):
    """Runs functions on a small pool of threads and calls back in the GUI thread.

    With one thread they run in the order in which they were asked for. With `finishes` what was
    asked for is done even when it is closed before.

    Beside another thread of Python a paint takes twice as long, beside two of them three times.
    So work begins when the window has painted what led to it, and what is quick is done one by
    one. What she waits for has threads of its own, or it would wait for counts.
    """

    _answered = Signal(object)  # the number of a task

    def __init__(
        self, parent: QObject | None = None, threads: int = 2, finishes: bool = False
    ) -> None:
        super().__init__(parent)
        # Python's own threads: a QRunnable may be deleted by Qt while Python still looks at it.
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="background")
        self._quick = ThreadPoolExecutor(1, thread_name_prefix="quick")
        self._awaited = ThreadPoolExecutor(2, thread_name_prefix="awaited")
        self._finishes = finishes
        self._generations: dict[str, int] = defaultdict(int)
        self._running = 0
        self._closed = False
        # Functions may hold the last reference to a widget, which dies where that is let go of: so
        # threads work by number, and whatever they were given is let go of here.
        self._tasks: dict[int, _Task] = {}
        self._numbers = count()
        self._waiting: list[tuple[ThreadPoolExecutor, int]] = []
        self._after_paint = QTimer(self)
        self._after_paint.setSingleShot(True)
        self._after_paint.setInterval(0)  # fires when no event waits any more, paints among them
        self._after_paint.timeout.connect(self._begin)
        # The signal crosses from a pool thread into the GUI thread.
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        """Tell whether every answer has come back."""
        return self._running == 0

    def run(
        self,
        group: str,
        work: Work,
        done: Done,
        failed: Failed,
        *,
        quick: bool = False,
        awaited: bool = False,
    ) -> None:
        """Call `work(cancelled)` on a thread, then `done(result)` or `failed(error)` here.

        Neither is called when a newer run of the group was started meanwhile, or after `close`: a
        timer that fires late must not open a closed corpus again. What is `quick` takes a few
        frames at most; what is `awaited` begins at once.
        """
        if self._closed:
            return
        self._generations[group] += 1
        self._running += 1
        number = next(self._numbers)
        self._tasks[number] = _Task(group, self._generations[group], work, done, failed)
        if awaited or self._finishes:
            (self._awaited if awaited else self._pool).submit(self._work, number)
            return
        self._waiting.append((self._quick if quick else self._pool, number))
        self._after_paint.start()

    def cancel(self, group: str) -> None:
        """Make what runs in a group stale."""
        self._generations[group] += 1

    def close(self) -> None:
        """Make everything stale and wait until no thread works any more."""
        self._closed = True
        self._waiting.clear()
        if not self._finishes:
            for group in self._generations:
                self._generations[group] += 1
        for pool in (self._awaited, self._quick, self._pool):
            pool.shutdown(wait=True, cancel_futures=not self._finishes)
        self._tasks.clear()

    def _begin(self) -> None:
        waiting, self._waiting = self._waiting, []
        for pool, number in waiting:
            pool.submit(self._work, number)

    def _work(self, number: int) -> None:
        """Do a task on a thread, which keeps nothing of it."""
        task = self._tasks[number]
        stale = partial(self._is_stale, task.group, task.generation)
        try:
            if not stale():
                task.result = task.work(stale)
        except Exception as raised:
            task.error = raised
        del task
        self._answered.emit(number)

    def _is_stale(self, group: str, generation: int) -> bool:
        return self._generations[group] != generation

    def _on_answered(self, number: int) -> None:
        self._running -= 1
        if self._closed:
            return
        task = self._tasks.pop(number)
        if self._is_stale(task.group, task.generation):
            return
        if task.error is not None:
            task.failed(task.error)
        else:
            task.done(task.result)
