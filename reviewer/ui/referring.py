"""References between documents: links in the text, and lists of them in the strip above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from reviewer.model import DocumentRow
from reviewer.review.references import Referred, referred_by, refers_to
from reviewer.ui.background import Cancelled
from reviewer.ui.decorations import Link, Ranges
from reviewer.ui.dialogs.type_ahead import Row
from reviewer.ui.finding import Finding
from reviewer.ui.relating import row_of, title_of
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.views.link_text import LinkText
from reviewer.ui.views.list_link import ListLink
from reviewer.ui.workspace import Workspace


class Referring(QObject):
    """Looks beside the GUI thread for what each document refers to, and what refers to it."""

    def __init__(
        self, workspace: Workspace, finding: Finding, view: LinkText, strip: DocumentStrip
    ) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._finding = finding
        self._view = view
        self.outgoing = ListLink("Refers to")
        self.incoming = ListLink("Referred to by")
        for link in (self.outgoing, self.incoming):
            strip.add_link(link)
            link.chosen.connect(workspace.open_document)
        view.link_followed.connect(workspace.open_document)
        workspace.document_opened.connect(self._on_document_opened)
        workspace.document_rested.connect(self.refresh)

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {"follow_link": self._follow}

    def _on_document_opened(self) -> None:
        for group in ("refers to", "referred by"):
            self._workspace.background.cancel(group)
        self._view.show_links("", Ranges())
        self.outgoing.show_rows("", [])
        self.incoming.show_rows("", [])

    def refresh(self) -> None:
        """Look the open document up, again when documents were added or the index is complete."""
        space, finder = self._workspace, self._finding.finder
        document, corpus, text = space.document, space.corpus, space.text
        if document is None:
            return

        def outgoing(_cancelled: Cancelled) -> list[Referred]:
            with corpus.read() as connection:
                return finder.with_index_if_any(
                    lambda index: refers_to(connection, index, document, text)
                )

        def incoming(cancelled: Cancelled) -> list[DocumentRow]:
            if cancelled():
                return []
            with corpus.read() as connection:
                return finder.with_index_if_any(
                    lambda index: referred_by(connection, index, document, text)
                )

        def show(found: list[Referred]) -> None:
            self._show_links(text, found)
            self._show_outgoing(found)

        space.background.run("refers to", outgoing, show, space.trouble.emit, quick=True)
        space.background.run(
            "referred by", incoming, self._show_incoming, space.trouble.emit, quick=True
        )

    def _show_links(self, text: str, found: list[Referred]) -> None:
        links = [
            Link(span, each.rows[0].id, f"Ctrl+click opens {each.number}: {title_of(each.rows[0])}")
            for each in found
            if each.rows
            for span in each.spans
        ]
        self._view.show_links(text, Ranges(links))

    def _show_outgoing(self, found: list[Referred]) -> None:
        rows = []
        for each in found:
            for row in each.rows:
                told = row_of(row)
                rows.append(Row(f"{each.number} {told.text}", told.remark, row.id))
            if not each.rows:
                rows.append(Row(str(each.number), "not in the corpus", None, enabled=False))
        missing = sum(not each.rows for each in found)
        if len(found) == 1:
            text = f"Refers to {found[0].number}" + (", not in the corpus" if missing else "")
        else:
            text = f"Refers to {len(found):,}" + (
                f" ({missing:,} not in the corpus)" * bool(missing)
            )
        self.outgoing.show_rows(text if found else "", rows)

    def _show_incoming(self, found: list[DocumentRow]) -> None:
        text = f"Referred to by {len(found):,}" if found else ""
        if len(found) == 1:
            text = f"Referred to by “{title_of(found[0])}”"
        self.incoming.show_rows(text, [row_of(row) for row in found])

    def _follow(self) -> None:
        if not self._view.follow_link():
            self._workspace.told.emit("The text cursor stands on no reference to another document.")
