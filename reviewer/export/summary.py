"""What an export reports when it is done, and how its callers watch it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Called with the documents (or lines) done and how many there are in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written: `warnings` are sentences that the analyst should read."""

    path: Path
    rows: int
    documents: int
    warnings: tuple[str, ...]
    size_bytes: int
    sha256: str
