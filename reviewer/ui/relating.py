"""What belongs to the open document, in the strip above its text: links that open it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QPalette

from reviewer.corpus.structure import Message
from reviewer.model import DocumentRow, Remark
from reviewer.review.relatives import Listed, Relatives, relatives
from reviewer.review.remarking import remarks_to_tell, sentences
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs.type_ahead import Row
from reviewer.ui.finding import Finding
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.views.elided_label import ElidedLabel
from reviewer.ui.views.list_link import ListLink
from reviewer.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Known:
    remarks: list[Remark]
    relatives: Relatives


_NOTHING = _Known([], Relatives())


class Relating(QObject):
    """Reads beside the GUI thread what there is to tell of each document that is opened."""

    def __init__(self, workspace: Workspace, finding: Finding, strip: DocumentStrip) -> None:
        super().__init__(strip)
        self._workspace = workspace
        self._finding = finding
        self.remarks = ElidedLabel("How the document was read")
        self.remarks.setForegroundRole(QPalette.ColorRole.WindowText)  # not grey: it is a warning
        self.parent_link = ListLink("What it is attached to")
        self.attached = ListLink("What is attached to it")
        self.beside = ListLink("In the same archive")
        self.conversation = ListLink("Conversation")
        strip.add_line(self.remarks)
        for link in (self.parent_link, self.attached, self.beside, self.conversation):
            strip.add_link(link)
            link.chosen.connect(workspace.open_document)
        workspace.document_opened.connect(self._on_document_opened)
        workspace.document_rested.connect(self.refresh)
        self._show(_NOTHING)

    def _on_document_opened(self) -> None:
        self._workspace.background.cancel("related")
        self._show(_NOTHING)

    def refresh(self) -> None:
        """Read what there is to tell of the open document, again when documents were added."""
        document, corpus = self._workspace.document, self._workspace.corpus
        finder = self._finding.finder
        if document is None:
            return

        def work(_cancelled: Cancelled) -> _Known:
            with corpus.read() as connection:
                return _Known(
                    remarks_to_tell(connection, document.id),
                    finder.with_index_if_any(lambda index: relatives(connection, index, document)),
                )

        self._workspace.background.run("related", work, self._show, self._workspace.trouble.emit)

    def _show(self, known: _Known) -> None:
        self.remarks.set_text("  ".join(sentences(known.remarks)))
        found, current = known.relatives, self._current_id()
        parent = [found.parent] if found.parent else []
        self.parent_link.show_rows(
            f"Attached to “{title_of(parent[0])}”" if parent else "",
            [row_of(each) for each in parent],
        )
        self._list_attached(found)
        self._list(self.beside, found.beside, f"{found.beside.total:,} in the same archive")
        place, total = found.conversation.place, found.conversation.total
        self.conversation.show_rows(
            f"Conversation: {place:,} of {total:,}" if total else "",
            [_row_of_message(each) for each in found.conversation.messages],
            current,
        )

    def _list_attached(self, found: Relatives) -> None:
        rows = [row_of(each) for each in found.attached.rows]
        rows += [Row(place, reason, None, enabled=False) for place, reason in found.unread]
        self.attached.show_rows(_attachments(found) if rows else "", rows)

    def _list(self, link: ListLink, listed: Listed, text: str) -> None:
        rows = [row_of(each) for each in listed.rows]
        link.show_rows(text if rows else "", rows, self._current_id())

    def _current_id(self) -> int | None:
        return self._workspace.document.id if self._workspace.document else None


def _attachments(found: Relatives) -> str:
    read, unread = found.attached, len(found.unread)
    if read.total == 1 and not unread:
        return f"1 attachment: “{title_of(read.rows[0])}”"
    told = f"{read.total + unread:,} attachment{'s' * (read.total + unread > 1)}"
    return f"{told} ({unread:,} not read)" if unread else told


def _row_of_message(message: Message) -> Row:
    sender = (message.sender or "").split("<")[0].strip(' "') or message.sender
    day = (message.date or "")[:16].replace("T", " ")
    remark = " · ".join(part for part in (sender and sender[:30], day) if part)
    return Row(" ".join(message.title.split()) or "Untitled", remark, message.id)


def row_of(row: DocumentRow) -> Row:
    """Return a document as a row to choose, its origin and day as the remark."""
    remark = " · ".join(
        part for part in (row.origin and row.origin[:30], (row.date or "")[:10]) if part
    )
    return Row(title_of(row), remark, row.id)


def title_of(row: DocumentRow) -> str:
    """Return a document's title on one line."""
    return " ".join(row.title.split()) or "Untitled"
