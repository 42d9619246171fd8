"""Marking the accepted lines of a concordance: asked for, counted in words, then done as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reviewer.corpus.annotations import recent_tag_ids
from reviewer.review.bulk import (
    highlight_all,
    highlighted_already,
    mention_all,
    mention_new_in_all,
    mentioned_already,
    redact_all,
    redacted_already,
)
from reviewer.review.changes import Change
from reviewer.review.lines import Rows
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import confirming, entity_picker, reasons_picker, tag_picker
from reviewer.ui.models.concordance_model import ConcordanceModel
from reviewer.ui.workspace import Workspace

NOTHING_ACCEPTED = "No line that is shown is accepted, so there is nothing to mark."


class LineMarking(QObject):
    """Puts a tag, a mention or a redaction on the hits of the accepted lines that are shown."""

    def __init__(self, window: QWidget, workspace: Workspace, model: ConcordanceModel) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._model = model

    def tag(self) -> None:
        """Ask for a tag and highlight the hits under it."""
        numbers = self._accepted()
        if not len(numbers):
            return
        space = self._workspace
        with space.corpus.read() as connection:
            recent = recent_tag_ids(connection)
        tag = tag_picker.pick_tag(self._window, space.tags, recent, "Tag the accepted hits")
        if isinstance(tag, int):
            name = space.tags[tag].name
            self._do(
                numbers,
                lambda told: f"Tag {told} with “{name}”?",
                "&Tag",
                highlight_all,
                ([tag],),
                highlighted_already,
            )
        elif tag is not None:
            self._do(
                numbers,
                lambda told: f"Make the tag “{tag}” and tag {told} with it?",
                "&Tag",
                highlight_all,
                ([],),
                None,
                new_tag=tag,
            )

    def mention(self) -> None:
        """Ask for an entity and mark the hits as mentions of it."""
        numbers = self._accepted()
        if not len(numbers):
            return
        space = self._workspace
        hit = self._model.lines[int(numbers[0])].hit
        choice = entity_picker.pick_entity(self._window, hit, space.entities, space.entity_types)
        if choice is None:
            return

        def question(told: str) -> str:
            return f"Mark {told} as mentions of “{choice.name}”?"

        if choice.entity_id is not None:
            who = (choice.entity_id,)
            self._do(numbers, question, "&Mark", mention_all, who, mentioned_already)
        else:
            new = (choice.name, choice.type_id)
            self._do(numbers, question, "&Mark", mention_new_in_all, new, None)

    def redact(self) -> None:
        """Ask for reasons and mark the hits for redaction."""
        numbers = self._accepted()
        if not len(numbers):
            return
        chosen = reasons_picker.pick_reasons(
            self._window,
            self._workspace.reasons,
            explanation=f"For {self._told(numbers)}, and nothing around them.",
        )
        if chosen is not None:
            reason_ids, note = chosen

            def remember(_change: Change) -> None:
                self._workspace.last_reasons = reason_ids

            codes = ", ".join(self._workspace.reasons[one].code for one in reason_ids)
            self._do(
                numbers,
                lambda told: f"Redact {told} for “{codes}”?",
                "&Redact",
                redact_all,
                (reason_ids,),
                redacted_already,
                note=note,
                then=remember,
            )

    def _do(
        self,
        numbers: Rows,
        question: Callable[[str], str],
        accept_text: str,
        verb: Callable[..., Change],
        arguments: tuple[Any, ...],
        count_already: Callable[..., int] | None,
        **values: Any,
    ) -> None:
        """Tell what will be marked, which has to be counted first, and mark it if she agrees."""
        space, lines = self._workspace, self._model.lines

        def count(_cancelled: Cancelled) -> int:
            if count_already is None:
                return 0
            return count_already(space.corpus, lines.places(numbers), *arguments)

        def ask(already: int) -> None:
            asked = question(self._told(numbers))
            explanation = _explained(len(numbers), already)
            if confirming.confirm(self._window, asked, explanation, accept_text):
                # The places are listed by the thread that marks them.
                space.perform_in_background(verb, lines.places(numbers), *arguments, **values)

        space.background.run(f"concordance marks {id(self)}", count, ask, space.trouble.emit)

    def _accepted(self) -> Rows:
        numbers = self._model.accepted()
        if not len(numbers):
            self._workspace.told.emit(NOTHING_ACCEPTED)
        return numbers

    def _told(self, numbers: Rows) -> str:
        documents = len(self._model.lines.documents_of(numbers))
        where = "1 document" if documents == 1 else f"{documents:,} documents"
        return f"{counted_hits(len(numbers))} in {where}"


def counted_hits(count: int) -> str:
    """Return a number of hits in words."""
    return "1 hit" if count == 1 else f"{count:,} hits"


def _explained(count: int, already: int) -> str:
    undo = "It is one step: Ctrl+Z takes all of it back."
    if not already:
        return undo
    if already == count:
        return "All of them are marked so already, so nothing will change."
    if already == 1:
        return f"1 of them is marked so already and will be left as it is. {undo}"
    return f"{already:,} of them are marked so already and will be left as they are. {undo}"
