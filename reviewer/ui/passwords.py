"""The passwords that she gave in this session: in memory only, and never in what is shown of it."""

from __future__ import annotations

from collections.abc import Iterable


class Passwords:
    """Passwords to try on what is locked, the latest first; gone when the corpus is closed."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def __repr__(self) -> str:
        return f"Passwords({len(self._known)})"

    @property
    def all(self) -> list[str]:
        """The passwords."""
        return list(self._known)

    def add(self, passwords: Iterable[str]) -> None:
        """Keep passwords for this session; empty ones and those that are known change nothing."""
        new = [each for each in dict.fromkeys(passwords) if each]
        self._known = new + [each for each in self._known if each not in new]
