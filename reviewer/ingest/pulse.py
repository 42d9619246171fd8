"""A sign of life from a reader that is long at work: text recognition takes seconds a page."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` at every sign of life in this process from now on."""
    _listeners.append(listener)


def beat() -> None:
    """Tell that the reader is at work; never more often than work was really done."""
    for listener in _listeners:
        listener()
