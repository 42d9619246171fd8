"""What is like the open document and like those in the list, as far as it was compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer.corpus import columns
from reviewer.errors import Cancelled as WasCancelled
from reviewer.review.changes import Change
from reviewer.review.duplicates import Alike, Relative
from reviewer.settings import Settings
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import duplicates
from reviewer.ui.finding import Finding
from reviewer.ui.models.documents_model import told_alike
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.workspace import Workspace

_GROUP, _GROUP_OF_ONE = "alike", "alike to the open document"
NOTHING_ALIKE = "No other document has this text, and none is similar to it."


class Comparing(QObject):
    """Compares beside the GUI thread, at the start, after imports, and when the setting changes."""

    alike_changed = Signal(object)  # an Alike
    unfinished = Signal()  # documents have to be compared first, which a worker does

    def __init__(
        self, workspace: Workspace, finding: Finding, strip: DocumentStrip, settings: Settings
    ) -> None:
        super().__init__(strip)
        self._workspace = workspace
        self._finding = finding
        self._window: QWidget = strip
        self._settings = settings
        self._alike: Alike | None = None
        self._relatives: list[Relative] = []
        self._asked_for_rest = False
        self.link = LinkButton("Copies and similar documents")
        self.link.clicked.connect(self.show)
        strip.add_link(self.link)
        workspace.document_opened.connect(self._on_document_opened)
        workspace.document_rested.connect(self._look_for_relatives)
        workspace.changed.connect(self._on_changed)
        finding.finder.duplicates.percent = settings.similarity_percent

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {"show_duplicates": self.show}

    def refresh(self) -> None:
        """Compare again what was imported or compared since, at the similarity that is set."""
        comparing = self._finding.finder.duplicates
        comparing.percent = self._settings.similarity_percent

        def failed(error: Exception) -> None:
            if not isinstance(error, WasCancelled):
                self._workspace.trouble.emit(error)

        self._workspace.background.run(_GROUP, comparing.now, self._on_compared, failed)

    def take_settings(self) -> None:
        """Regroup when another similarity is asked for."""
        if self._alike is not None and self._alike.percent != self._settings.similarity_percent:
            self.refresh()

    def show(self) -> None:
        """Show the copies of the open document and what is similar to it."""
        document = self._workspace.document
        if document is None:
            return
        if self._alike is None:
            self._workspace.told.emit("The documents are still being compared.")
        elif not self._relatives:
            waiting = self._alike.missing
            more = f" {waiting:,} documents were not compared yet." if waiting else ""
            self._workspace.told.emit(NOTHING_ALIKE + more)
        else:
            duplicates.show_duplicates(
                self._window.window(), self._workspace, self._relatives, self._alike.percent
            )

    def _on_compared(self, alike: Alike) -> None:
        self._alike = alike
        self.alike_changed.emit(alike)
        self._look_for_relatives()
        if alike.missing and not self._asked_for_rest and not self._workspace.read_only:
            self._asked_for_rest = True  # once: what she stops is not begun again
            self.unfinished.emit()

    def _on_document_opened(self) -> None:
        self._workspace.background.cancel(_GROUP_OF_ONE)
        self._tell([], "")

    def _look_for_relatives(self) -> None:
        document, alike = self._workspace.document, self._alike
        if document is None or alike is None:
            return

        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> tuple[list[Relative], str]:
            relatives = alike.relatives(document.id)
            ids = [document.id, *(each.document_id for each in relatives)]
            with corpus.read() as connection:
                redacted = set(columns.marked_documents(connection, "redaction", ids).tolist())
            return relatives, told_redactions(document.id in redacted, ids, redacted)

        self._workspace.background.run(
            _GROUP_OF_ONE,
            work,
            lambda found: self._tell(*found),
            self._workspace.trouble.emit,
        )

    def _on_changed(self, change: Change) -> None:
        if "redaction" in change.tables and self._relatives:
            self._look_for_relatives()

    def _tell(self, relatives: list[Relative], of_redactions: str) -> None:
        self._relatives = relatives
        copies = sum(each.is_copy for each in relatives)
        told = told_alike(copies, len(relatives) - copies)
        if of_redactions:
            told.append(of_redactions)
        self.link.set_text(", ".join(told), "Show them, and what differs" if told else "")


def told_redactions(is_redacted: bool, ids: Sequence[int], redacted: Set[int]) -> str:
    """Tell of a group of which a part is redacted only, in the view of the first document of it."""
    others = len(ids) - 1
    count = len(redacted) - is_redacted
    if is_redacted and count < others:
        return f"{others - count:,} without a redaction" if others > 1 else "without a redaction"
    if not is_redacted and count:
        return f"{count:,} of them redacted" if others > 1 else "redacted"
    return ""
