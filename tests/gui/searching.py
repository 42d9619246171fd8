"""A corpus with an index, as the tests of searching in the window use it."""

from __future__ import annotations

from collections.abc import Callable

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
