"""Marking: what her keys and clicks do to the selection and to the mark that she picked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from reviewer.corpus.annotations import recent_tag_ids
from reviewer.model import Highlight, Redaction, Span
from reviewer.review.changes import Change
from reviewer.review.entities import (
    add_mention,
    create_entity,
    edit_entity,
    mention_new_entity,
    remove_mentions,
)
from reviewer.review.highlights import (
    add_highlight,
    remove_highlights,
    set_highlight_note,
    set_highlight_span,
    tag_highlights,
    untag_highlights,
)
from reviewer.review.redactions import redact_document, redact_passage, remove_redactions
from reviewer.review.tags import create_tag
from reviewer.text import trimmed
from reviewer.ui.actions import Actions
from reviewer.ui.decorations import Decoration, MarkKind
from reviewer.ui.dialogs import (
    entity_editor,
    entity_picker,
    entity_types,
    note_editor,
    reasons_editor,
    reasons_picker,
    tag_editor,
    tag_picker,
)
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.workspace import Workspace

_SELECT_FIRST = "Select a passage first, with the mouse or with Shift and the arrow keys."


class Marking(QObject):
    """Turns selections and picks into verbs of the review."""

    picked_changed = Signal(str, object)  # kind and id of the picked mark; id None for no mark

    def __init__(self, workspace: Workspace, pane: DocumentPane, actions: Actions) -> None:
        super().__init__(pane)
        self._workspace = workspace
        self._pane = pane
        self._view = pane.text_view
        self._actions = actions
        self.picked: tuple[str, int] | None = None
        pane.mark_picked.connect(self.pick)
        self._view.pick_cleared.connect(lambda: self.pick("", None))
        self._view.edge_dragged.connect(self._on_edge_dragged)
        self._view.context_menu_wanted.connect(self._on_context_menu_wanted)
        workspace.document_opened.connect(lambda: self.pick("", None))
        workspace.marks_changed.connect(self._drop_stale_pick)

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {
            "tag_selection": self._pick_tag,
            "highlight_plain": lambda: self._highlight([]),
            "highlight_note": self.edit_picked_note,
            "mark_entity": self._mark_entity,
            "redact_selection": self._redact_selection,
            "redact_with": lambda: self._redact_selection(ask=True),
            "redact_document": self._redact_document,
            "remove_mark": self.remove_picked,
            "cycle_overlap": self._view.cycle_overlap,
            "start_earlier": lambda: self._view.nudge_edge("start", -1),
            "start_later": lambda: self._view.nudge_edge("start", 1),
            "end_earlier": lambda: self._view.nudge_edge("end", -1),
            "end_later": lambda: self._view.nudge_edge("end", 1),
            "new_tag": self._new_tag,
            "new_entity": self._new_entity,
            "edit_entity_types": lambda: entity_types.edit_entity_types(
                self._pane, self._workspace
            ),
            "edit_reasons": lambda: reasons_editor.edit_reasons(self._pane, self._workspace),
        }

    def pick(self, kind: str, mark_id: int | None) -> None:
        """Make a mark of the current document the picked one; None for none."""
        self.picked = None if mark_id is None else (kind, mark_id)
        self._view.show_picked(kind or MarkKind.HIGHLIGHT.value, mark_id)
        self.picked_changed.emit(kind, mark_id)

    def apply_numbered_tag(self, number: int) -> None:
        """Apply the tag that has a number key."""
        for tag in self._workspace.tags.values():
            if tag.shortcut == number:
                self.apply_tag(tag.id)
                return
        self._workspace.told.emit(f"No tag has the key {number}. Edit a tag to give it one.")

    def apply_tag(self, tag_id: int) -> None:
        """Highlight the selection under a tag, or put it on or take it off the picked one."""
        if self.selection() is not None:
            self._highlight([tag_id])
            return
        highlight = self._picked_highlight()
        if highlight is None:
            self._workspace.told.emit(_SELECT_FIRST)
        elif tag_id in highlight.tag_ids:
            self._workspace.perform(untag_highlights, [highlight.id], tag_id)
        else:
            self._workspace.perform(tag_highlights, [highlight.id], tag_id)

    def mention(self, entity_id: int) -> None:
        """Mark the selection as a mention of an entity."""
        span = self._selection_or_tell()
        if span is not None:
            change = self._workspace.perform(
                add_mention, self._document_id, span.start_cp, span.end_cp, entity_id
            )
            self._pick_new(change, "mention")

    def selection(self) -> Span | None:
        """Return the selected passage without white space at its ends, or None."""
        span = self._view.selection_cp()
        if span is None or not self._view.markable or self._workspace.document is None:
            return None
        start, end = trimmed(self._workspace.text, span.start_cp, span.end_cp)
        return Span(start, end) if start < end else None

    def remove_picked(self) -> None:
        """Remove the picked mark."""
        if self.picked is None:
            self._workspace.told.emit("Pick a mark first: click on it, or press Alt+Down.")
            return
        verb: Callable[..., Change] = {
            MarkKind.HIGHLIGHT.value: remove_highlights,
            MarkKind.MENTION.value: remove_mentions,
            MarkKind.REDACTION.value: remove_redactions,
        }[self.picked[0]]
        self._workspace.perform(verb, [self.picked[1]])

    def edit_picked_note(self) -> None:
        """Ask for the note of the picked highlight."""
        highlight = self._picked_highlight()
        if highlight is None:
            self._workspace.told.emit("Pick a highlight first: click on it, or press Alt+Down.")
            return
        note = note_editor.edit_note(self._pane, "Note on the highlight", highlight.note)
        if note is not None:
            self._workspace.perform(set_highlight_note, highlight.id, note)

    @property
    def _document_id(self) -> int:
        document = self._workspace.document
        return document.id if document is not None else 0

    def _selection_or_tell(self) -> Span | None:
        span = self.selection()
        if span is None:
            self._workspace.told.emit(_SELECT_FIRST)
        return span

    def _picked_highlight(self) -> Highlight | None:
        if self.picked is None or self.picked[0] != MarkKind.HIGHLIGHT.value:
            return None
        return next((h for h in self._workspace.marks.highlights if h.id == self.picked[1]), None)

    def _highlight(self, tag_ids: list[int], new_tag: str | None = None) -> None:
        span = self._selection_or_tell()
        if span is None:
            return
        change = self._workspace.perform(
            add_highlight, self._document_id, span.start_cp, span.end_cp, tag_ids, new_tag=new_tag
        )
        if change is not None:
            self._pick_highlight_at(span)

    def _pick_highlight_at(self, span: Span) -> None:
        for highlight in self._workspace.marks.highlights:
            if highlight.span == span:
                self.pick(MarkKind.HIGHLIGHT.value, highlight.id)

    def _pick_new(self, change: Change | None, table: str) -> None:
        for operation in change.operations if change is not None else ():
            if operation.table == table and operation.before is None:
                self.pick(table, operation.key["id"])

    def _pick_tag(self) -> None:
        highlight = self._picked_highlight()
        if self.selection() is None and highlight is None:
            self._workspace.told.emit(_SELECT_FIRST)
            return
        with self._workspace.corpus.read() as connection:
            recent = recent_tag_ids(connection)
        chosen = tag_picker.pick_tag(self._pane, self._workspace.tags, recent)
        if isinstance(chosen, int):
            self.apply_tag(chosen)
        elif chosen is not None and self.selection() is not None:
            self._highlight([], chosen)
        elif chosen is not None and highlight is not None:
            span = highlight.span
            self._workspace.perform(
                add_highlight, self._document_id, span.start_cp, span.end_cp, new_tag=chosen
            )

    def _mark_entity(self) -> None:
        span = self._selection_or_tell()
        if span is None:
            return
        space = self._workspace
        quote = space.text[span.start_cp : span.end_cp]
        choice = entity_picker.pick_entity(self._pane, quote, space.entities, space.entity_types)
        if choice is None:
            return
        if choice.entity_id is not None:
            self.mention(choice.entity_id)
            return
        change = space.perform(
            mention_new_entity,
            self._document_id,
            span.start_cp,
            span.end_cp,
            choice.name,
            choice.type_id,
        )
        self._pick_new(change, "mention")

    def _redact_selection(self, ask: bool = False) -> None:
        span = self._selection_or_tell()
        if span is None:
            return
        chosen = self._reasons("", ask)
        if chosen is not None:
            change = self._workspace.perform(
                redact_passage,
                self._document_id,
                span.start_cp,
                span.end_cp,
                chosen[0],
                note=chosen[1],
            )
            self._pick_new(change, "redaction")

    def _redact_document(self) -> None:
        if self._workspace.document is None:
            return
        whole = next((r for r in self._workspace.marks.redactions if r.span is None), None)
        if whole is not None:
            self._workspace.perform(remove_redactions, [whole.id])
            return
        chosen = self._reasons("Nothing of this document will be released.", ask=True)
        if chosen is not None:
            self._workspace.perform(redact_document, self._document_id, chosen[0], note=chosen[1])

    def _reasons(self, explanation: str, ask: bool) -> tuple[list[int], str] | None:
        """Return the reasons given last, or ask for them."""
        reasons = self._workspace.reasons
        last = [reason_id for reason_id in self._workspace.last_reasons if reason_id in reasons]
        if last and not ask:
            return last, ""
        chosen = reasons_picker.pick_reasons(self._pane, reasons, last, explanation=explanation)
        if chosen is not None:
            self._workspace.last_reasons = chosen[0]
        return chosen

    def _new_tag(self) -> None:
        values = tag_editor.edit_tag(self._pane, self._workspace.tags, None)
        if values is not None:
            self._workspace.perform(create_tag, **values)

    def _new_entity(self) -> None:
        values = entity_editor.edit_entity(self._pane, self._workspace.entity_types, None)
        if values is None:
            return
        note = values.pop("note", "")
        change = self._workspace.perform(create_entity, **values)
        if note and change is not None and change.new_id is not None:
            self._workspace.perform(edit_entity, change.new_id, note=note)

    def _on_edge_dragged(self, highlight_id: int, start_cp: int, end_cp: int) -> None:
        self._workspace.perform(set_highlight_span, highlight_id, start_cp, end_cp)

    def _drop_stale_pick(self) -> None:
        if self.picked is None:
            return
        marks = self._workspace.marks
        rows: tuple[Highlight | Redaction | Any, ...] = {
            MarkKind.HIGHLIGHT.value: marks.highlights,
            MarkKind.MENTION.value: marks.mentions,
            MarkKind.REDACTION.value: marks.redactions,
        }[self.picked[0]]
        if all(row.id != self.picked[1] for row in rows):
            self.pick("", None)

    def _on_context_menu_wanted(self, place: QPoint, under: list[Decoration]) -> None:
        if under and self.selection() is None:
            self.pick(under[0].kind.value, under[0].id)
        menu = QMenu(self._pane)
        wanted = ["copy", "", "tag_selection", "highlight_plain", "mark_entity"]
        wanted += ["redact_selection", "redact_with"]
        at = self._view.position_cp()
        if self._view.shown_suggestions(Span(max(0, at - 1), at + 1)):
            wanted += ["", "accept_suggestion", "reject_suggestion"]
        if self.picked is not None:
            wanted += ["", "highlight_note", "cycle_overlap", "remove_mark"]
        wanted += ["", "correct_fields", "document_note", "redact_document", "show_released"]
        for action_id in wanted:
            if action_id:
                menu.addAction(self._actions[action_id])
            else:
                menu.addSeparator()
        menu.exec(place)
        menu.deleteLater()
