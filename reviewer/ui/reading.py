"""Reading: moving through documents, hits and marks, status, note, zoom, the released view."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from reviewer.export.as_released import AsReleased, Standing, as_released
from reviewer.model import Span, Status
from reviewer.review.documents import set_note, set_status
from reviewer.review.passages import shortened
from reviewer.review.release import released
from reviewer.settings import Settings
from reviewer.ui.background import Cancelled
from reviewer.ui.decorations import Decoration, Legend
from reviewer.ui.finding import Finding
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.workspace import Workspace

ZOOM_STEP_PERCENT = 10
ZOOM_RANGE_PERCENT = (50, 300)
_MOST_STANDING = 3


class Reading(QObject):
    """Keeps the document pane in step with the workspace and answers the keys of a reader."""

    place_told = Signal(str)  # such as "hit 3 of 17"

    def __init__(
        self, workspace: Workspace, finding: Finding, pane: DocumentPane, settings: Settings
    ) -> None:
        super().__init__(pane)
        self._workspace = workspace
        self._finding = finding
        self._pane = pane
        self._settings = settings
        self._visited: list[int] = []
        self._place = -1  # in `_visited`
        self._current_hit: int | None = None
        self._wanted_hit: int | None = None  # 0 the first, -1 the last, once hits are known
        self._released = False
        # In the released text: what is redacted elsewhere only.
        self._standing: tuple[Span, ...] = ()
        pane.header.set_read_only(workspace.read_only)
        pane.header.status_chosen.connect(self._set_status)
        pane.header.note_edited.connect(self._on_note_edited)
        pane.header.standing_wanted.connect(self._go_to_standing)
        pane.text_view.zoom_wanted.connect(self._zoom_by)
        workspace.document_opened.connect(self._on_document_opened)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.marks_changed.connect(self._show_marks)
        workspace.tags_changed.connect(self._show_marks)
        workspace.entities_changed.connect(self._show_marks)
        workspace.reasons_changed.connect(self._show_marks)
        workspace.reveal_wanted.connect(self._on_reveal_wanted)
        finding.hits_changed.connect(self._on_hits_changed)

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        bar = self._pane.find_bar
        return {
            "copy": self._pane.text_view.copy,
            "find_in_document": self._pane.open_find,
            "find_next": bar.go_to_next,
            "find_previous": bar.go_to_previous,
            "next_document": lambda: self._step_document(1),
            "previous_document": lambda: self._step_document(-1),
            "next_hit": lambda: self._step_hit(1),
            "previous_hit": lambda: self._step_hit(-1),
            "next_highlight": lambda: self._step_mark(1),
            "previous_highlight": lambda: self._step_mark(-1),
            "back": lambda: self._walk_visited(-1),
            "forward": lambda: self._walk_visited(1),
            "status_unreviewed": lambda: self._set_status(Status.UNREVIEWED),
            "status_in_review": lambda: self._set_status(Status.IN_REVIEW),
            "status_reviewed": lambda: self._set_status(Status.REVIEWED),
            "status_second_look": lambda: self._set_status(Status.SECOND_LOOK),
            "reviewed_and_next": self._reviewed_and_next,
            "document_note": self._edit_note,
            "zoom_in": lambda: self._zoom_by(1),
            "zoom_out": lambda: self._zoom_by(-1),
            "zoom_reset": lambda: self._set_zoom(100),
        }

    def show_released(self, wanted: bool) -> None:
        """Show documents as they would be released, or as they are."""
        self._pane.header.flush()
        self._released = wanted
        document = self._workspace.document
        if document is None:
            return
        seen = self._pane.text_view.visible_span_cp()
        self._pane.show_document(document, self._workspace.text)
        self._show_marks()
        # About the same place: tokens shift what stands behind them.
        self._pane.text_view.reveal(seen)
        if not wanted:
            self._pane.text_view.show_hits(self._finding.hits, self._current_hit)

    def _on_document_opened(self) -> None:
        document = self._workspace.document
        self._current_hit = None
        if document is None:
            self._pane.clear()
            self.place_told.emit("")
            return
        if self._wanted_hit is None:
            self._wanted_hit = 0
        if self._place < 0 or self._visited[self._place] != document.id:
            del self._visited[self._place + 1 :]
            self._visited.append(document.id)
            self._place = len(self._visited) - 1
        self._pane.show_document(document, self._workspace.text)
        self._show_marks()

    def _show_marks(self) -> None:
        space = self._workspace
        if space.document is None:
            return
        if self._released:
            text = released(space.text, space.marks.redactions, space.reasons).text
            self._pane.show_released(text)
            self._tell_released()
            return
        legend = Legend(space.tags, space.entities, space.entity_types, space.reasons)
        self._pane.show_marks(space.marks, legend)

    def _tell_released(self) -> None:
        """Show what would be told of the document, which has to be looked for in all of it."""
        space = self._workspace
        document, text, marks = space.document, space.text, space.marks
        entities, reasons = dict(space.entities), dict(space.reasons)
        assert document is not None
        self._standing = ()

        def work(_cancelled: Cancelled) -> AsReleased:
            return as_released(document, text, marks, entities, reasons)

        space.background.run("released", work, self._show_told, space.trouble.emit)

    def _show_told(self, told: AsReleased) -> None:
        document = self._workspace.document
        if not self._released or document is None or document.id != told.document.id:
            return
        self._standing = told.spans
        self._pane.header.show_facts(told.document)
        self._pane.header.show_standing(_standing_told(told.standing))

    def _go_to_standing(self) -> None:
        if not self._standing:
            return
        view = self._pane.text_view
        # What is revealed is selected, with the text cursor at its end.
        at = bisect_left(self._standing, view.position_cp(), key=lambda span: span.start_cp)
        view.reveal(self._standing[at % len(self._standing)], select=True)
        view.setFocus()

    def _edit_note(self) -> None:
        if self._released:
            self._workspace.told.emit("The note is not released, so it is not shown here.")
        else:
            self._pane.header.edit_note()

    def _on_document_changed(self) -> None:
        document = self._workspace.document
        if document is None:
            return
        self._pane.header.show_note(document.note)
        if self._released:  # what else is known of it comes with the marks
            self._pane.header.show_status(document.status)
        else:
            self._pane.header.show_facts(document)

    def _on_reveal_wanted(self, span: Span) -> None:
        self._wanted_hit = None
        if not self._released:
            self._pane.text_view.reveal(span)

    def _on_hits_changed(self) -> None:
        hits = self._finding.hits
        self._current_hit = None
        if hits and self._wanted_hit is not None:
            self._go_to_hit(0 if self._wanted_hit == 0 else len(hits) - 1)
        elif not self._released:
            self._pane.text_view.show_hits(hits)
            self._tell_place()
        # Hits of a new query in the document that is open do not move the text.
        self._wanted_hit = None

    def _go_to_hit(self, place: int) -> None:
        self._current_hit = place
        if not self._released:
            self._pane.text_view.show_hits(self._finding.hits, place)
            self._pane.text_view.reveal(self._finding.hits[place])
        self._tell_place()

    def _tell_place(self) -> None:
        hits = self._finding.hits
        if not hits:
            self.place_told.emit("")
        elif self._current_hit is None:
            self.place_told.emit("1 hit" if len(hits) == 1 else f"{len(hits):,} hits")
        else:
            self.place_told.emit(f"Hit {self._current_hit + 1:,} of {len(hits):,}")

    def _step_hit(self, step: int) -> None:
        if self._finding.awaits_hits:
            return  # of a key that is held down: else the hits of a document would be passed over
        hits = self._finding.hits
        place = -1 if self._current_hit is None else self._current_hit
        if self._current_hit is None and step < 0:
            place = len(hits)
        if 0 <= place + step < len(hits):
            self._go_to_hit(place + step)
            return
        following = self._finding.document_after(step)
        if following is None or self._finding.query.is_empty:
            self._workspace.told.emit("No further hit.")
            return
        self._wanted_hit = 0 if step > 0 else -1
        self._workspace.open_document(following)

    def _step_document(self, step: int) -> None:
        following = self._finding.document_after(step)
        if following is None:
            end = "last" if step > 0 else "first"
            self._workspace.told.emit(f"This is the {end} document of the list.")
            return
        self._workspace.open_document(following)

    def _step_mark(self, step: int) -> None:
        view = self._pane.text_view
        items = view.decorations.items
        if not items:
            self._workspace.told.emit("Nothing is marked in this document.")
            return
        picked = view.picked()
        if picked is not None and picked in items:
            place = items.index(picked) + step
        else:
            place = _first_mark_from(items, view.visible_span_cp().start_cp)
        mark = items[place % len(items)]
        view.reveal(mark.span)
        self._pane.mark_picked.emit(mark.kind.value, mark.id)

    def _walk_visited(self, step: int) -> None:
        if 0 <= self._place + step < len(self._visited):
            self._place += step
            self._workspace.open_document(self._visited[self._place])

    def _set_status(self, status: Status) -> None:
        if self._workspace.document is not None:
            self._workspace.perform(set_status, [self._workspace.document.id], status)
            self._on_document_changed()  # also when it was refused: the control shows what holds

    def _reviewed_and_next(self) -> None:
        self._set_status(Status.REVIEWED)
        self._step_document(1)

    def _on_note_edited(self, document_id: int, note: str) -> None:
        self._workspace.perform(set_note, document_id, note)

    def _zoom_by(self, steps: int) -> None:
        self._set_zoom(self._settings.zoom_percent + steps * ZOOM_STEP_PERCENT)

    def _set_zoom(self, percent: int) -> None:
        lowest, highest = ZOOM_RANGE_PERCENT
        self._settings.zoom_percent = min(max(percent, lowest), highest)
        self._pane.text_view.set_zoom(self._settings.zoom_percent)


def _standing_told(standing: Sequence[Standing]) -> str:
    """Return in words what is redacted in one place and stands in others."""
    told = [
        f"“{shortened(each.words, 40)}” "
        + ("once more" if each.times == 1 else f"{each.times:,} more times")
        for each in standing[:_MOST_STANDING]
    ]
    if len(standing) > _MOST_STANDING:
        told.append(f"{len(standing) - _MOST_STANDING:,} others")
    return f"Still stands in this text: {', '.join(told)}" if told else ""


def _first_mark_from(items: tuple[Decoration, ...], position_cp: int) -> int:
    return next((place for place, item in enumerate(items) if item.span.start_cp >= position_cp), 0)
