"""Correcting what is known of the open document, or of those that are selected in the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from reviewer.review.fields import correct_fields
from reviewer.ui.dialogs import field_editor
from reviewer.ui.views.document_header import DocumentHeader
from reviewer.ui.views.results_list import CONFIRM_FROM, ResultsList
from reviewer.ui.workspace import Workspace


class Correcting(QObject):
    """Asks for corrections where she works, and makes them."""

    def __init__(
        self, workspace: Workspace, header: DocumentHeader, results: ResultsList, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._header = header
        self._results = results
        header.correction_wanted.connect(self._correct_open_one)
        results.correction_wanted.connect(self._correct_selected)

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {"correct_fields": self._correct}

    def _correct(self) -> None:
        if self._results.has_several_at_hand:
            self._correct_selected()
        else:
            self._correct_open_one(self._header.current_field)

    def _correct_selected(self) -> None:
        self._ask(self._results.selected_ids().tolist())

    def _correct_open_one(self, field: str) -> None:
        if self._workspace.document is not None:
            self._ask([self._workspace.document.id], field)

    def _ask(self, document_ids: Sequence[int], field: str = "") -> None:
        space = self._workspace
        if space.read_only:
            space.told.emit("This corpus is open for reading only; nothing can be corrected.")
            return
        if not document_ids:
            return
        wanted = field_editor.correct(self._header.window(), space, document_ids, field)
        if wanted is None:
            return
        is_few = len(document_ids) < CONFIRM_FROM
        perform = space.perform if is_few else space.perform_in_background
        perform(correct_fields, document_ids, wanted.values, wanted.put_back)
