"""Python's collection of garbage, kept on the GUI thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_COLLECT_EVERY_MS = 2_000
_MANY = 30_000  # new objects that still live, as a change of thousands of rows holds them
_MOST_PUT_OFF = 30


class GarbageCollection(QObject):
    """Collects garbage on the GUI thread only.

    Left to itself Python collects on whatever thread allocates, and finalises widgets there. While
    very many objects are new it is put off for a minute: to look them through would hold up the
    window, and most will be gone by then.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._put_off = 0
        timer = QTimer(self)
        timer.timeout.connect(self._collect)
        timer.start(_COLLECT_EVERY_MS)

    def _collect(self) -> None:
        counts = gc.get_count()
        if counts[0] > _MANY and self._put_off < _MOST_PUT_OFF:
            self._put_off += 1
            return
        self._put_off = 0
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
