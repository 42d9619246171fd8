"""A corpus with an index, as the tests of searching in the window use it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from pytestqt.qtbot import QtBot

from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace


def search(qtbot: QtBot, finding: Finding, typed: str) -> None:
    """Search and wait for the answer."""
    with qtbot.waitSignal(finding.results_changed):
        finding.search(typed)


def until(qtbot: QtBot, workspace: Workspace, holds: Callable[[], bool]) -> None:
    """Wait until something holds and nothing works in the background."""
    qtbot.waitUntil(lambda: workspace.is_idle and holds())


def hold_searches(workspace: Workspace) -> Event:
    """Keep both threads that searches have busy; return what lets go of them."""
    held = Event()
    for place in range(2):
        workspace.background.run(
            f"busy {place}",
            lambda _cancelled: held.wait(),
            lambda _result: None,
            workspace.trouble.emit,
            awaited=True,
        )
    return held
