"""From the paths that somebody chose to the files in them, in an order that never changes."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from reviewer.ingest.unreadable import Unreadable
from reviewer.paths import DATABASE_NAME

_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".trashes"})
_LITTER_PREFIXES = ("~$", "._", ".spotlight-")
_CORPUS = (
    "This is a corpus of Reviewer, not a document, and was not imported. "
    "Use Open to work in it; import the original files to have them here."
)


def find_files(paths: Iterable[Path]) -> Iterator[Path | Unreadable]:
    """Yield every file below the paths once, “file 9” before “file 10”.

    Links are followed, and each place is visited once, so that a loop of links ends. What the
    system leaves about (`.DS_Store`, `~$…`) is left out. A folder that cannot be opened, a link
    to nowhere, a device, and a corpus of Reviewer come as `Unreadable`.
    """
    visited: set[Path] = set()
    for chosen in paths:
        waiting = [chosen]
        while waiting:
            path = waiting.pop()
            if _is_litter(path.name):
                continue
            try:
                place = path.resolve(strict=True)
                if place in visited:
                    continue
                visited.add(place)
                mode = place.stat().st_mode
                if _is_corpus(place, mode):
                    yield Unreadable(path, _CORPUS)
                elif stat.S_ISDIR(mode):
                    waiting.extend(sorted(path.iterdir(), key=natural_key, reverse=True))
                elif stat.S_ISREG(mode):
                    yield path
                else:
                    yield Unreadable(path, "This is a device or a pipe, not a file.")
            except (OSError, RuntimeError) as error:  # resolve tells a loop of links by the latter
                yield Unreadable(path, _reason(path, error))


def natural_key(path: Path) -> tuple[tuple[tuple[str, int], ...], str]:
    """Return what to sort paths by so that numbers in names count as numbers."""
    parts = re.findall(r"([^0-9]*)([0-9]*)", path.name.casefold())
    return tuple((word, int(number or -1)) for word, number in parts), path.name


def _is_litter(name: str) -> bool:
    folded = name.casefold()
    return folded in _LITTER or folded.startswith(_LITTER_PREFIXES)


def _is_corpus(place: Path, mode: int) -> bool:
    if stat.S_ISDIR(mode):
        return (place / DATABASE_NAME).is_file()
    return place.name == DATABASE_NAME


def _reason(path: Path, error: OSError | RuntimeError) -> str:
    if isinstance(error, RuntimeError):
        return "This link leads to itself; there is nothing behind it."
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return "This link leads to a file that is not there."
        return "There is no such file or folder any more."
    if isinstance(error, PermissionError):
        return "You may not open this. Its files were not imported; ask for the right to read it."
    return f"The system could not open this ({error.strerror}). Its files were not imported."
