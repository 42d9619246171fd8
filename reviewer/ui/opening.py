"""The original of the open document in the program that this computer has for it.

That leaves what protects her here, so it is asked each time. Another program gets a copy, under a
name whose ending says what Reviewer read it as: whatever a file calls itself, it is shown and not
started.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from reviewer.corpus import sources
from reviewer.corpus.database import Corpus
from reviewer.errors import ReviewerError, StorageError
from reviewer.ingest.formats import Format
from reviewer.ingest.nested import safe_name
from reviewer.model import Document
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import confirming
from reviewer.ui.workspace import Workspace

_GROUP = "original for another program"
_READ_ONLY, _REMOVABLE = 0o400, 0o600
_PLAIN = frozenset({Format.TEXT, Format.DAT, Format.JSONL})
_XML = frozenset({Format.TEI, Format.XML})
_OWN: Mapping[str, tuple[str, ...]] = {
    Format.PICTURE: (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp"),
    Format.PACKED: (".gz", ".bz2", ".xz"),
}
_NAMED_OTHERWISE = {Format.MARKDOWN: ".md", Format.EMAIL: ".eml"}
_WITHOUT = frozenset({Format.TNEF, Format.OBJECT})


class Opening(QObject):
    """Asks, copies and hands over; the copies go when the corpus is closed."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._workspace = workspace
        self._folder: Path | None = None

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {"open_original": self._ask}

    def close(self) -> None:
        """Remove the copies; one that a program holds is left for the next time."""
        self._workspace.background.cancel(_GROUP)
        if self._folder is not None:
            _remove(self._folder)

    def _ask(self) -> None:
        document = self._workspace.document
        if document is None or not confirming.confirm(
            self._window, *_question(document), "Open &outside Reviewer"
        ):
            return
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> Path:
            if self._folder is None:
                self._folder = _folder_for_copies(corpus)
            return copied(corpus, document, self._folder)

        self._workspace.background.run(_GROUP, work, self._hand_over, self._workspace.trouble.emit)

    def _hand_over(self, copy: Path) -> None:
        if opened_elsewhere(copy):
            self._workspace.told.emit(f"Handed to the system: {copy.name}")
        else:
            self._workspace.trouble.emit(
                ReviewerError(
                    f"This computer has no program that opens “{copy.name}”. Install one, or go "
                    "on reading the text here; nothing is lost."
                )
            )


def opened_elsewhere(path: Path) -> bool:
    """Have the system open a file; tell whether it has a program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def copied(corpus: Corpus, document: Document, folder: Path) -> Path:
    """Copy the file that a document was read from into a new folder within `folder`.

    Raises ReviewerError when it is gone or cannot be copied. For background threads.
    """
    with corpus.read() as connection:
        source = sources.file_of(connection, document.id)
    original = corpus.paths.original(source.sha256 if source else "")
    if not original.is_file():
        raise ReviewerError(
            f"The original of “{document.source_path}” is not in the corpus folder any more. Its "
            "text is, and so is your work on it. Import the file again to have it back."
        )
    try:
        copy = Path(tempfile.mkdtemp(dir=folder)) / shown_name(document)
        shutil.copyfile(original, copy)
        copy.chmod(_READ_ONLY)
    except OSError as error:
        raise _no_room(error) from error
    return copy


def shown_name(document: Document) -> str:
    """Return a name for a copy whose ending is that of what the file was read as."""
    name = safe_name(document.source_path)
    return PurePosixPath(name).stem + _suffix(document.format, PurePosixPath(name).suffix.lower())


def _suffix(read_as: str, own: str) -> str:
    if read_as in _OWN:
        return own if own in _OWN[read_as] else ""
    if read_as in _XML:
        return ".xml"
    if read_as in _WITHOUT:
        return ""
    if read_as in _PLAIN or read_as not in frozenset(Format):
        return ".txt"
    return _NAMED_OTHERWISE.get(Format(read_as), f".{read_as}")


def _folder_for_copies(corpus: Corpus) -> Path:
    """Make a folder within the corpus, so that nothing of it lies on another disk."""
    copies = corpus.paths.opened
    try:
        if not corpus.read_only:
            _remove(copies)  # what a killed window left
        copies.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(dir=copies))
    except OSError as error:
        raise _no_room(error) from error


def _remove(folder: Path) -> None:
    for copy in folder.glob("**/*"):
        if copy.is_file():
            with suppress(OSError):
                copy.chmod(_REMOVABLE)  # Windows removes nothing that is read-only
    shutil.rmtree(folder, ignore_errors=True)


def _question(document: Document) -> tuple[str, str]:
    name = PurePosixPath(document.source_path.replace("\\", "/")).name
    within = (
        f"It is the file in which this document stands at “{document.locator}”. "
        if document.locator
        else ""
    )
    return (
        f"Open “{name}” outside Reviewer?",
        f"{within}A copy of it opens in the program that this computer has for such files, without "
        "what protects you here. Files may be hostile: that program may run what is hidden in one, "
        "or load something from the network and so tell its sender that you read it. Open what you "
        "trust, or disconnect the network first.",
    )


def _no_room(error: OSError) -> StorageError:
    return StorageError(
        f"The original could not be copied for the other program ({error.strerror or error}). "
        "Nothing was changed. Make sure that the corpus folder can be written to and that its disk "
        "has room, then try again."
    )
