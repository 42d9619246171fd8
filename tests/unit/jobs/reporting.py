"""A watcher of jobs that remembers everything it was told."""

from collections.abc import Callable

from reviewer.jobs.protocol import Stage


class Listener:
    def __init__(self, on_progress: Callable[[Stage, int], None] | None = None) -> None:
        self.stages: list[tuple[Stage, int, int | None, int]] = []
        self.warnings: list[tuple[str, str]] = []
        self._on_progress = on_progress

    def progress(
        self, stage: Stage, done: int, total: int | None, documents: int, note: str = ""
    ) -> None:
        self.stages.append((stage, done, total, documents))
        if self._on_progress is not None:
            self._on_progress(stage, documents)

    def warning(self, path: str, reason: str) -> None:
        self.warnings.append((path, reason))
