"""Python's collection of garbage, kept on the GUI thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_COLLECT_EVERY_MS = 2_000


class GarbageCollection(QObject):
    """Collects garbage on the GUI thread only.

    Left to itself Python collects on whatever thread allocates, and finalises widgets there.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        timer = QTimer(self)
        timer.timeout.connect(self._collect)
        timer.start(_COLLECT_EVERY_MS)

    def _collect(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
