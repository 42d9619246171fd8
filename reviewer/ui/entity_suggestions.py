"""The entities that a source suggests in the open document: shown in its text, taken by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from reviewer.model import Span
from reviewer.review.bulk import Place, mention_all, mention_new_in_all
from reviewer.review.suggestions import (
    Suggested,
    Suggestion,
    accept,
    accept_everywhere,
    extent_of,
    reject,
    reject_everywhere,
    suggestions_in,
)
from reviewer.ui.background import Cancelled
from reviewer.ui.decorations import UNTAGGED_COLOUR, Ranges, TermHit
from reviewer.ui.dialogs import confirming, entity_picker
from reviewer.ui.views.text_view import TextView
from reviewer.ui.workspace import Workspace

_GROUP = "suggested entities"
_NONE_HERE = "Nothing is suggested in this document."
_GO_FIRST = "Go to a suggestion first: click on it, or press S for the next one."


class EntitySuggestions(QObject):
    """Knows the open suggestions of the current document, and accepts or rejects them."""

    changed = Signal()  # other suggestions are open

    def __init__(self, workspace: Workspace, view: TextView) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self.items: list[Suggestion] = []
        workspace.document_opened.connect(self._on_document_opened)
        workspace.marks_changed.connect(self._read)
        workspace.entities_changed.connect(self._show)

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {
            "next_suggestion": lambda: self._go_on(self._view.position_cp()),
            "accept_suggestion": lambda: self._settle_one(accept),
            "reject_suggestion": lambda: self._settle_one(reject),
        }

    def go_to(self, suggested: Suggested) -> None:
        """Show the next place of a name in the text."""
        spans = [item.span for item in self.items if item.suggested == suggested]
        self._go_among(spans, self._view.position_cp())

    def accept_here(self, suggested: Suggested) -> None:
        """Accept every place of a name in the document."""
        self._workspace.perform_in_background(accept, suggested, self._places(suggested))

    def reject_here(self, suggested: Suggested) -> None:
        """Reject every place of a name in the document."""
        self._workspace.perform_in_background(reject, suggested, self._places(suggested))

    def accept_as(self, suggested: Suggested) -> None:
        """Ask whom a name means, and accept its places in the document as that entity."""
        space, places = self._workspace, self._places(suggested)
        choice = entity_picker.pick_entity(
            self._view.window(), suggested.name, space.entities, space.entity_types
        )
        if choice is None:
            return
        if choice.entity_id is not None:
            space.perform_in_background(mention_all, places, choice.entity_id)
        else:
            space.perform_in_background(mention_new_in_all, places, choice.name, choice.type_id)

    def accept_everywhere(self, suggested: Suggested) -> None:
        """Ask, then accept a name in the whole corpus."""
        self._everywhere(suggested, "Accept", "becomes a mention of", accept_everywhere)

    def reject_everywhere(self, suggested: Suggested) -> None:
        """Ask, then reject a name in the whole corpus."""
        self._everywhere(suggested, "Reject", "is suggested no more as", reject_everywhere)

    def _everywhere(
        self, suggested: Suggested, verb: str, becomes: str, change: Callable[..., Any]
    ) -> None:
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> tuple[int, int]:
            with corpus.read() as connection:
                return extent_of(connection, suggested)

        def ask(extent: tuple[int, int]) -> None:
            places, documents = extent
            told = _counted(places, "passage"), _counted(documents, "document")
            if places and confirming.confirm(
                self._view.window(),
                f"{verb} “{suggested.name}” in the whole corpus?",
                f"Each of {told[0]} in {told[1]} {becomes} “{suggested.name}” "
                f"({suggested.type_name}). This is one change, which Undo takes back as a whole.",
                f"&{verb} {told[0]}",
            ):
                self._workspace.perform_in_background(change, suggested)

        self._workspace.background.run(
            "extent of a suggestion", work, ask, self._workspace.trouble.emit
        )

    def _places(self, suggested: Suggested) -> list[Place]:
        document = self._workspace.document
        if document is None:
            return []
        return [(document.id, item.span) for item in self.items if item.suggested == suggested]

    def _settle_one(self, verb: Callable[..., Any]) -> None:
        """Accept or reject what she stands on, and go on to the next."""
        document, item = self._workspace.document, self._current()
        if document is None or item is None:
            self._workspace.told.emit(_GO_FIRST if self.items else _NONE_HERE)
            return
        following = [each.span for each in self.items if each is not item]
        done = self._workspace.perform(verb, item.suggested, [(document.id, item.span)])
        if done is not None and following:
            self._go_among(following, item.span.end_cp)

    def _current(self) -> Suggestion | None:
        if not self._view.markable:
            return None
        selected, position = self._view.selection_cp(), self._view.position_cp()
        if selected is not None:
            return next((each for each in self.items if each.span == selected), None)
        touching = (
            each for each in self.items if each.span.start_cp <= position <= each.span.end_cp
        )
        return next(touching, None)

    def _go_on(self, position_cp: int) -> None:
        if not self.items or not self._view.markable:
            self._workspace.told.emit(_NONE_HERE)
            return
        self._go_among([each.span for each in self.items], position_cp)

    def _go_among(self, spans: Sequence[Span], position_cp: int) -> None:
        if spans:
            following = (span for span in spans if span.start_cp >= position_cp)
            self._view.reveal(next(following, spans[0]), select=True)

    def _on_document_opened(self) -> None:
        self._take([])
        self._read()

    def _read(self) -> None:
        document, corpus = self._workspace.document, self._workspace.corpus
        if document is None:
            self._workspace.background.cancel(_GROUP)
            return

        def work(_cancelled: Cancelled) -> list[Suggestion]:
            with corpus.read() as connection:
                return suggestions_in(connection, document.id)

        self._workspace.background.run(_GROUP, work, self._take, self._workspace.trouble.emit)

    def _take(self, items: list[Suggestion]) -> None:
        if items != self.items:
            self.items = items
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        types = self._workspace.entity_types.values()
        colours = {kind.name.casefold(): kind.colour for kind in types}
        self._view.show_suggestions(
            self._workspace.text,
            Ranges(
                TermHit(
                    item.span,
                    colours.get(item.suggested.type_name.casefold(), UNTAGGED_COLOUR),
                    f"Suggested: {item.suggested.name} ({item.suggested.type_name})",
                )
                for item in self.items
            ),
        )


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"
