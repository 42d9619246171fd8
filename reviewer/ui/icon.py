"""The application's own icon."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from reviewer.paths import resources_folder


def application_icon() -> QIcon:
    """Return the icon for windows and the task bar; a drawing, so it is sharp at any size."""
    return QIcon(str(resources_folder() / "icon.svg"))
