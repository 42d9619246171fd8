"""Reading the file of the open document again in another encoding."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer.corpus import sources, structure
from reviewer.errors import ReviewerError
from reviewer.ingest.encodings import DEFAULT, is_open_to_choice
from reviewer.ingest.formats import OF_CHOSEN_ENCODING
from reviewer.model import RemarkKind
from reviewer.review.changes import Change
from reviewer.review.rereading import document_at_its_place, kept_documents, replace_reading
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import encoding_picker
from reviewer.ui.dialogs.encoding_picker import Look
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.workspace import Workspace

_FORMATS = frozenset(str(each) for each in OF_CHOSEN_ENCODING)
_LOOKING, _ENDING, _OFFERING = "encoding of the document", "another reading", "encoding offer"


@dataclass(frozen=True, slots=True)
class _Asked:
    source_id: int
    look: Look


class Rereading(QObject):
    """Asks for the encoding, has the worker read, and lets the new documents stand for the old.

    Above the text it offers itself where an encoding was guessed, and leads from a document that
    was read in a wrong one to the one that stands for it.
    """

    job_wanted = Signal(object)  # the spec of a job
    documents_replaced = Signal()

    def __init__(self, workspace: Workspace, strip: DocumentStrip, parent: QWidget) -> None:
        super().__init__(parent)
        self.offer = LinkButton("Encoding")
        self.newer = LinkButton("The reading that stands for this one")
        self._window = parent
        self._workspace = workspace
        self._document_id: int | None = None
        self._newer_id: int | None = None
        for link in (self.offer, self.newer):
            strip.add_link(link)
        self.offer.clicked.connect(self._ask)
        self.newer.clicked.connect(lambda: workspace.open_document(self._newer_id))
        workspace.document_opened.connect(self._on_document_opened)
        workspace.changed.connect(lambda _change: self._on_document_opened())

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {"read_in_encoding": self._ask}

    def take(self, result: dict[str, Any]) -> None:
        """Go on with what the worker stored: replace, tell, and open the new document."""
        old, new = int(result["old_source_id"]), int(result["source_id"])
        corpus, document_id = self._workspace.corpus, self._document_id

        def tell(change: Change, kept: int, opened: int | None) -> None:
            self.documents_replaced.emit()
            if opened is not None:
                self._workspace.open_document(opened)
            unread = int(result.get("unread") or 0)
            self._workspace.told.emit(_sentence(_replaced(change), kept, unread))

        def work(_cancelled: Cancelled) -> tuple[int, int | None]:
            with corpus.read() as connection:
                kept = len(kept_documents(connection, old))
                place = document_at_its_place(connection, document_id or 0, new)
            return kept, place

        def changed(change: Change) -> None:
            self._workspace.background.run(
                _ENDING,
                work,
                lambda found: tell(change, *found),
                self._workspace.trouble.emit,
            )

        self._workspace.perform_in_background(replace_reading, old, new, then=changed)

    def _on_document_opened(self) -> None:
        document, corpus = self._workspace.document, self._workspace.corpus
        self._newer_id = None
        if document is None or document.format not in _FORMATS:
            self._workspace.background.cancel(_OFFERING)
            self._show((False, None))
            return

        def work(_cancelled: Cancelled) -> tuple[bool, int | None]:
            with corpus.read() as connection:
                kinds = [each.kind for each in structure.remarks(connection, document.id)]
                newer = structure.replaced_by(connection, document.id)
            return RemarkKind.GUESSED in kinds and newer is None, newer

        self._workspace.background.run(_OFFERING, work, self._show, self._workspace.trouble.emit)

    def _show(self, found: tuple[bool, int | None]) -> None:
        is_guessed, self._newer_id = found
        offers = is_guessed and not self._workspace.read_only
        self.offer.set_text("Read in another encoding…" if offers else "")
        stands = self._newer_id is not None
        self.newer.set_text("Read again in another encoding: open that reading" if stands else "")

    def _ask(self) -> None:
        space = self._workspace
        document, corpus = space.document, space.corpus
        if document is None:
            return

        def work(_cancelled: Cancelled) -> _Asked:
            with corpus.read() as connection:
                source = sources.file_of(connection, document.id)
            if source is None or source.format not in _FORMATS:
                raise ReviewerError(
                    "The file of this document says itself how its text is to be read, or it "
                    "stands within mail or an archive. Import what holds it again, and choose the "
                    "encoding there."
                )
            original = corpus.paths.original(source.sha256)
            if not original.is_file():
                raise ReviewerError(
                    f"The original of “{source.path}” is not in the corpus folder any more. Import "
                    "the file from where it is, and choose its encoding there."
                )
            if not is_open_to_choice(original):
                raise ReviewerError(
                    f"“{source.path}” proves that it is in Unicode, so there is no other way to "
                    "read it. If it looks wrong, it was damaged before it came to you."
                )
            current = json.loads(source.mapping or "{}").get("encoding", DEFAULT)
            return _Asked(source.id, encoding_picker.look_at(original, source.path, current))

        space.background.run(_LOOKING, work, self._pick, space.trouble.emit)

    def _pick(self, asked: _Asked) -> None:
        document = self._workspace.document
        encoding = encoding_picker.pick_encoding(self._window, asked.look)
        if encoding is None or document is None:
            return
        if encoding == asked.look.current:
            self._workspace.told.emit("It is read in this encoding already.")
            return
        self._document_id = document.id
        self.job_wanted.emit({"job": "reread", "source_id": asked.source_id, "encoding": encoding})


def _replaced(change: Change) -> int:
    after = [operation.after or {} for operation in change.operations]
    return sum(1 for values in after if values.get("replaced_by") is not None)


def _sentence(replaced: int, kept: int, unread: int) -> str:
    documents = "1 document" if replaced == 1 else f"{replaced:,} documents"
    told = [f"Read again, and {documents} replaced"]
    if kept == 1:
        told.append("1 carries work of yours, or has no counterpart, and stays")
    elif kept:
        told.append(f"{kept:,} carry work of yours, or have no counterpart, and stay")
    if unread:
        told.append(f"{unread:,} parts could not be read so")
    return "; ".join(told) + "."
