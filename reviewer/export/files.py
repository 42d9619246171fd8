"""Putting an export in its place whole, or leaving what stood there."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewer.corpus.database import Corpus
from reviewer.errors import CorpusError, ExportError
from reviewer.paths import CorpusPaths, replaced_file
from reviewer.review import log

NOT_LOGGED = (
    "The corpus is open for reading only, so this export has no line in the review log. "
    "Open the corpus for writing and export again if others must see that it was made."
)


@contextmanager
def export_file(corpus: Corpus, target: Path) -> Iterator[Path]:
    """Yield a temporary file that becomes `target` when the block succeeds.

    Raises ExportError when the file cannot be written; what stood at `target` is untouched then.
    """
    _require_free_place(corpus.paths, target)
    try:
        with replaced_file(target) as temporary:
            yield temporary
    except OSError as error:
        raise ExportError(f"{_what_happened(target, error)} {_untouched(target)}") from error


def record_export(corpus: Corpus, action: str, **facts: object) -> tuple[str, ...]:
    """Note an export in the review log and return what the analyst should know about that.

    Raises ExportError when the log cannot be written: an export without its line is none.
    """
    if corpus.read_only:
        return (NOT_LOGGED,)
    try:
        log.record(corpus, action, "export", **facts)
    except CorpusError as error:
        raise ExportError(f"The export was not made, as it could not be logged. {error}") from error
    return ()


def digest_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_free_place(paths: CorpusPaths, target: Path) -> None:
    if target.is_dir():
        raise ExportError(
            f"{target} is a folder, so nothing was exported. Give the name of a file in it."
        )
    place = target.expanduser().resolve()
    folder = paths.folder.resolve()
    ours = (
        place.parent == folder and place.name.startswith((paths.database.name, "writer.lock"))
    ) or any(place.is_relative_to(folder / part.name) for part in (paths.index, paths.originals))
    if ours:
        raise ExportError(
            f"{target} is part of the corpus itself, so nothing was exported and nothing changed. "
            "Choose another file."
        )


def _what_happened(target: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return f"There is no room for {target}. Free some space, or choose another disk."
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"There is no folder {target.parent}. Make it, or choose another one."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{target.parent} may not be written to. Choose a folder of your own."
    reason = error.strerror or str(error)
    return f"{target} could not be written ({reason}). Choose another place, then try again."


def _untouched(target: Path) -> str:
    return (
        "The file that was there before is unchanged."
        if target.exists()
        else "No file was left behind."
    )
