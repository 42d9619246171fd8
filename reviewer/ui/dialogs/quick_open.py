"""Quick open: a document by a few letters of its title, its file or the id in its source."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from reviewer.corpus import documents
from reviewer.model import DocumentRow
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs.type_ahead import Row, TypeAhead
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace

MAX_ROWS = 50
MAX_OPENED = 20
_TYPING_PAUSE_MS = 80


def pick_document(parent: QWidget | None, workspace: Workspace, finding: Finding) -> int | None:
    """Let her choose a document by typing; None when she chose none."""
    dialog = QuickOpen(workspace, finding, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.choice
    workspace.background.cancel("quick open")
    dialog.deleteLater()
    return chosen if accepted and isinstance(chosen, int) else None


class OpenedDocuments(QObject):
    """Remembers which documents were opened, the last one first, while the corpus is open.

    Made with the workspace, it knows all of them; otherwise those since quick open was first used.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.ids: list[int] = []
        self._workspace = workspace
        workspace.document_opened.connect(self._on_opened)
        self._on_opened()

    def _on_opened(self) -> None:
        if self._workspace.document is not None:
            opened = self._workspace.document.id
            self.ids = [opened, *(other for other in self.ids if other != opened)][:MAX_OPENED]


class QuickOpen(TypeAhead):
    """Documents that fit what was typed; before that, those opened last and then the results."""

    def __init__(
        self, workspace: Workspace, finding: Finding, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "Quick open",
            "Type a part of a title, of a file’s name or of an id",
            "No document has this in its title, its file’s name or its id. Words in the text are "
            "found with the search box.",
            parent,
        )
        self._workspace = workspace
        self._finding = finding
        self._wanted = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.typed.connect(self._on_typed)
        self._ask()

    def _on_typed(self, typed: str) -> None:
        self._wanted = typed.strip()
        self._pause.start()

    def _ask(self) -> None:
        corpus, wanted = self._workspace.corpus, self._wanted
        offered = self._offered_ids()

        def work(_cancelled: Cancelled) -> list[DocumentRow]:
            with corpus.read() as connection:
                if wanted:
                    return documents.documents_named(connection, wanted, MAX_ROWS)
                return documents.document_rows(connection, offered)

        self._workspace.background.run(
            "quick open", work, self._on_found, self._workspace.trouble.emit
        )

    def _offered_ids(self) -> list[int]:
        """Return what to show before she types; the document before this one comes first."""
        opened = self._workspace.findChild(OpenedDocuments) or OpenedDocuments(self._workspace)
        current = self._workspace.document.id if self._workspace.document else None
        before = [one for one in opened.ids if one != current]
        found = self._finding.results.ids[:MAX_ROWS].tolist()
        return list(dict.fromkeys([*before, *found]))[:MAX_ROWS]

    def _on_found(self, rows: list[DocumentRow]) -> None:
        self.show_rows(
            [Row(_one_line(row.title), _remark(row), row.id) for row in rows],
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _remark(row: DocumentRow) -> str:
    parts = ((row.date or "")[:10], row.origin, row.file_name)
    return " · ".join(_one_line(part)[:40] for part in parts if part)
