"""What is locked with a password: the sentences for it, and which forms a password may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewer.errors import Locked

# What programs made bytes of a password with, before and after they agreed on UTF-8.
_ENCODINGS = ("utf-8", "cp1252", "cp437")


def told_locked(name: str, passwords: Sequence[str]) -> Locked:
    """Return the error for a file that is locked; no password is told in it."""
    return Locked(f"“{name}” is locked with a password. {why_locked(passwords)}")


def why_locked(passwords: Sequence[str]) -> str:
    """Return what to do about something locked on which these passwords were tried."""
    if passwords:
        return (
            "None of the passwords that were tried opens it, so it was not read. Capitals and "
            "spaces count. Choose “Enter password” in the import report to try another."
        )
    return "Choose “Enter password” in the import report, and it is read."


def forms(password: str) -> Iterator[bytes]:
    """Yield the bytes that a password may have been turned into, the likeliest first."""
    told = set()
    for encoding in _ENCODINGS:
        try:
            data = password.encode(encoding)
        except UnicodeEncodeError:
            continue
        if data not in told:
            told.add(data)
            yield data
