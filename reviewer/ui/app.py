"""Starting the window."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from reviewer.settings import load_settings
from reviewer.ui import theme
from reviewer.ui.dialogs import trouble
from reviewer.ui.icon import application_icon
from reviewer.ui.main_window import MainWindow

_COLLECT_EVERY_MS = 2_000
_HAND_OVER_AFTER_S = 0.0005


def put_window_first() -> None:
    """Let the GUI thread wait for other threads of Python 0.5 ms at a time instead of 5.

    Qt asks for the interpreter many times while it answers one key, and each time would wait as
    long beside a search.
    """
    sys.setswitchinterval(_HAND_OVER_AFTER_S)


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


def run(path: Path | None) -> int:
    """Open the window, with the corpus at `path` if one is given, and return the exit code."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise RuntimeError("a Qt application without windows is running already")
    put_window_first()
    application.setApplicationName("Reviewer")
    application.setDesktopFileName("reviewer")
    application.setWindowIcon(application_icon())
    settings = load_settings()
    theme.apply(application, theme.Scheme(settings.theme))
    trouble.install_excepthook(lambda error: trouble.tell(application.activeWindow(), error))
    window = MainWindow(settings)
    GarbageCollection(window)
    window.show()
    if path is not None:
        window.open_path(path)
    return application.exec()
