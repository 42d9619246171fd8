"""What was found and could not be read, with the reason that the import list shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder, or a part of a file, that yields no document while its neighbours do.

    `locator` is "" for a folder or file as a whole, else the place inside it ("row 12").
    `outcome` is under what the coverage of the corpus counts it, as in ReadError.
    """

    path: Path
    reason: str
    locator: str = ""
    outcome: str = "failed"
