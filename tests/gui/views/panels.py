"""What the tests of the right pane share: giving commands and waiting for counts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from reviewer.ui.views.panel import Panel
from reviewer.ui.workspace import Workspace


def settle(qtbot: QtBot, workspace: Workspace) -> None:
    """Wait until everything read in the background is shown."""
    qtbot.waitUntil(lambda: workspace.is_idle)


def command(panel: Panel, name: str) -> None:
    """Give a command of the context menu; fails when it cannot be given."""
    action = next(a for a in panel.commands.menu.actions() if a.text().replace("&", "") == name)
    assert action.isEnabled(), f"{name} is disabled"
    action.trigger()


def possible(panel: Panel) -> set[str]:
    """Return the commands that can be given."""
    actions = panel.commands.menu.actions()
    return {a.text().replace("&", "") for a in actions if a.isEnabled() and not a.isSeparator()}
