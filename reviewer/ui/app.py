"""Starting the window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from reviewer.settings import load_settings
from reviewer.ui import theme
from reviewer.ui.dialogs import trouble
from reviewer.ui.icon import application_icon
from reviewer.ui.main_window import MainWindow

_HAND_OVER_AFTER_S = 0.0001


def put_window_first() -> None:
    """Let the GUI thread wait for other threads of Python 0.1 ms at a time instead of 5.

    Qt asks for the interpreter many times while it answers one key, for each cell of a table that
    it paints, and each time would wait as long beside a search.
    """
    sys.setswitchinterval(_HAND_OVER_AFTER_S)


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
    window.show()
    if path is not None:
        window.open_path(path)
    return application.exec()
