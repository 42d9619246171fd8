"""From the paths that somebody chose to the files in them, in an order that never changes."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

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

    Links are followed within what was chosen, and each place is visited once, so that a loop of
    links ends. What the system leaves about (`.DS_Store`, `~$…`) is left out. A folder that cannot
    be opened, a link to nowhere or to what was not chosen, a device, and a corpus of Reviewer come
    as `Unreadable`.
    """
    paths = list(paths)
    roots = {os.path.realpath(path) for path in paths}
    listed: set[str] = set()  # folders; the files in them are no links, and many
    visited: set[str] = set()  # what was chosen, or linked to, or is a folder
    for chosen in paths:
        waiting = [] if _is_litter(chosen.name) else [_Entry(str(chosen), None)]
        while waiting:
            name, place = waiting.pop()
            path = Path(name)
            if place is not None:
                if place not in visited:
                    yield path
                continue
            try:
                real = path.resolve(strict=True)
                mode = real.stat().st_mode
                if str(real) in visited or _comes_with(real, mode, listed):
                    continue
                visited.add(str(real))
                if not any(str(each) in roots for each in (real, *real.parents)):
                    # A folder that she was handed must not bring in her own files.
                    yield Unreadable(path, _leads_out(real))
                elif _is_corpus(real, mode):
                    yield Unreadable(path, _CORPUS)
                elif stat.S_ISDIR(mode):
                    waiting.extend(_entries(name, str(real)))
                    listed.add(str(real))
                elif stat.S_ISREG(mode):
                    yield path
                else:
                    yield Unreadable(path, "This is a device or a pipe, not a file.")
            except (OSError, RuntimeError) as error:  # resolve tells a loop of links by the latter
                yield Unreadable(path, _reason(path, error))


def natural_key(name: str) -> str:
    """Return what to sort names by so that numbers in them count as numbers."""
    counted = re.sub("[0-9]+", _counted, name.casefold())
    return f"{counted}\0{name}"


def _counted(number: re.Match[str]) -> str:
    digits = number[0].lstrip("0")
    return f"\0{chr(len(digits))}{digits}"  # a longer number is a larger one


class _Entry(NamedTuple):
    """What waits to be visited; `place` is where a file is, None where that is to be found out."""

    path: str
    place: str | None


def _entries(folder: str, place: str) -> list[_Entry]:
    """Return what is in a folder, the last first."""
    with os.scandir(folder) as found:
        entries = [each for each in found if not _is_litter(each.name)]
    entries.sort(key=lambda each: natural_key(each.name), reverse=True)
    within = place.rstrip(os.sep) + os.sep
    return [
        _Entry(each.path, within + each.name if each.is_file(follow_symlinks=False) else None)
        for each in entries
    ]


def _comes_with(place: Path, mode: int, listed: set[str]) -> bool:
    """Tell whether a file that is linked to comes with the folder that it is in."""
    is_file = stat.S_ISREG(mode) and not _is_litter(place.name)
    return is_file and str(place.parent) in listed


def _is_litter(name: str) -> bool:
    folded = name.casefold()
    return folded in _LITTER or folded.startswith(_LITTER_PREFIXES)


def _is_corpus(place: Path, mode: int) -> bool:
    if stat.S_ISDIR(mode):
        return (place / DATABASE_NAME).is_file()
    return place.name == DATABASE_NAME


def _leads_out(real: Path) -> str:
    return (
        f"This link leads out of what you chose, to “{real}”, and was not followed. "
        "Choose that itself if it belongs to your documents."
    )


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
