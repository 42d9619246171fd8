"""The open corpus as the window sees it: the current document, the code book, what was changed.

Panes read its attributes and listen to its signals; they never talk to each other. Every change
goes through `perform`, so that each pane hears of it in the same way, undone and redone alike.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer.corpus import annotations, documents, searches
from reviewer.corpus.database import Corpus
from reviewer.corpus.searches import SavedSearch, TermList
from reviewer.errors import ReviewerError
from reviewer.model import Document, Entity, EntityType, Marks, Reason, Span, Tag
from reviewer.review import changes
from reviewer.review.changes import Change
from reviewer.ui.background import Background, Cancelled
from reviewer.ui.passwords import Passwords

RESTS_AFTER_MS = 120
_TAG_TABLES = frozenset({"tag"})
_ENTITY_TABLES = frozenset({"entity", "entity_alias", "entity_type"})
_REASON_TABLES = frozenset({"redaction_reason"})
_SEARCH_TABLES = frozenset({"saved_search"})
_LIST_TABLES = frozenset({"term_list"})


class Workspace(QObject):
    """Holds one open corpus and what is current in it. Lives in the GUI thread."""

    changed = Signal(object)  # a Change was done, undone or redone; everything is re-read by then
    document_opened = Signal()  # another document is current, or none
    document_rested = Signal()  # she stays with it: time for what is not needed while she leafs
    document_changed = Signal()  # the current document's status or note changed
    marks_changed = Signal()  # the current document's marks were re-read
    reveal_wanted = Signal(object)  # a Span of the current document should be seen
    tags_changed = Signal()
    entities_changed = Signal()  # entities, aliases or types
    reasons_changed = Signal()
    saved_searches_changed = Signal()
    term_lists_changed = Signal()
    trouble = Signal(object)  # an Exception to tell her about
    told = Signal(str)  # a short message for the status line
    import_wanted = Signal(object)  # a list of paths whose import is to be gone on with
    unlocking_wanted = Signal(object)  # a list of paths to be read again with her passwords

    def __init__(self, corpus: Corpus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.corpus = corpus
        self.background = Background(self)
        # One after the other, as she asked for them, and done even if she closes the window.
        self._changes = Background(self, threads=1, finishes=True)
        self.document: Document | None = None
        self.text = ""
        self.marks = Marks()
        self.passwords = Passwords()
        self.tags: dict[int, Tag] = {}
        self.entities: dict[int, Entity] = {}
        self.entity_types: dict[int, EntityType] = {}
        self.reasons: dict[int, Reason] = {}
        self.saved_searches: dict[int, SavedSearch] = {}
        self.term_lists: dict[int, TermList] = {}
        self.last_reasons: list[int] = []  # that she redacted for, wherever that was
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_AFTER_MS)
        self._rest.timeout.connect(self.document_rested)
        self.document_opened.connect(self._rest.start)
        self.undo_label: str | None = None
        self.redo_label: str | None = None
        with corpus.read() as connection:
            self._read_tags(connection)
            self._read_entities(connection)
            self._read_reasons(connection)
            self._read_searches(connection)
            self._read_term_lists(connection)
            self.undo_label, self.redo_label = changes.history(connection)

    @property
    def read_only(self) -> bool:
        """Tell whether changes are refused."""
        return self.corpus.read_only

    @property
    def is_idle(self) -> bool:
        """Tell whether every answer and every change that was asked for has come back."""
        resting = not self._rest.isActive()
        return resting and self.background.is_idle and self._changes.is_idle

    def open_document(self, document_id: int | None, reveal: Span | None = None) -> None:
        """Make a document current (None: no document) and show a span of it."""
        if document_id is None:
            self.document, self.text, self.marks = None, "", Marks()
            self.document_opened.emit()
            return
        if self.document is None or self.document.id != document_id:
            try:
                with self.corpus.read() as connection:
                    found = documents.document(connection, document_id)
                    text = documents.document_text(connection, document_id)
                    marks = annotations.marks_of(connection, document_id)
            except ReviewerError as error:
                self.trouble.emit(error)
                return
            if found is None:
                self.told.emit("This document is not in the corpus.")
                return
            self.document, self.text, self.marks = found, text, marks
            self.document_opened.emit()
        if reveal is not None:
            self.reveal_wanted.emit(reveal)

    def perform(self, verb: Callable[..., Change], *args: Any, **values: Any) -> Change | None:
        """Call a verb of `reviewer.review` with the corpus and these arguments.

        The change is on disk when this returns. An error is told through `trouble` and None
        returned. For changes of a few rows; larger ones go through `perform_in_background`. While
        one of these is under way this one waits behind it, without holding up the window, and None
        is returned.
        """
        if not self._changes.is_idle:
            self.perform_in_background(verb, *args, **values)
            self.told.emit("This follows when the change that is under way is done.")
            return None
        try:
            change = verb(self.corpus, *args, **values)
            self._take_in(change)
        except ReviewerError as error:
            self.trouble.emit(error)
            return None
        return change

    def perform_in_background(
        self,
        verb: Callable[..., Change],
        *args: Any,
        then: Callable[[Change], None] | None = None,
        **values: Any,
    ) -> None:
        """Call a verb that may touch thousands of rows without holding up the window.

        `then` is given the change when every pane has heard of it.
        """

        def work(_cancelled: Cancelled) -> Change:
            return verb(self.corpus, *args, **values)

        def done(change: Change) -> None:
            self._on_background_change(change)
            if then is not None:
                then(change)

        self.told.emit("Working…")
        # Each in a group of its own: a change that was asked for is never stale.
        self._changes.run(f"change {id(work)}", work, done, self.trouble.emit)

    def undo(self) -> None:
        """Take the last change back and show where it was."""
        if self.undo_label is not None:
            self.told.emit(f"Undoing: {self.undo_label}…")
        self._walk_history(changes.undo)

    def redo(self) -> None:
        """Do the last undone change again and show where it is."""
        if self.redo_label is not None:
            self.told.emit(f"Redoing: {self.redo_label}…")
        self._walk_history(changes.redo)

    def close(self) -> None:
        """Wait for the background and close the corpus."""
        self._rest.stop()
        self.background.close()
        self._changes.close()
        self.corpus.close()

    def _walk_history(self, step: Callable[[Corpus], Change]) -> None:
        def work(_cancelled: Cancelled) -> Change:
            return step(self.corpus)

        # One group per step: pressing the key twice walks twice.
        self._changes.run(
            f"history {id(work)}", work, self._on_background_change, self.trouble.emit
        )

    def _on_background_change(self, change: Change) -> None:
        self._take_in(change)
        if change.direction != "do" and change.document_ids:
            current = self.document.id if self.document else None
            if current not in change.document_ids:
                self.open_document(min(change.document_ids))
            self._reveal_place_of(change)
        if change.is_empty:
            self.told.emit("There was nothing to change.")
        else:
            done = {"do": "Done", "undo": "Undone", "redo": "Redone"}[change.direction]
            self.told.emit(f"{done}: {change.label}")

    def _reveal_place_of(self, change: Change) -> None:
        """Show where in the open document a change was, of which there may be thousands of rows."""
        document, marks = self.document, self.marks
        if document is None:
            return

        def done(place: Span | None) -> None:
            if place is not None and self.document is not None and self.document.id == document.id:
                self.reveal_wanted.emit(place)

        self.background.run(
            "place of a change",
            lambda _cancelled: _place_of(change, document.id, marks),
            done,
            self.trouble.emit,
            quick=True,
        )

    def _take_in(self, change: Change) -> None:
        """Read again what a change touched, then tell the panes."""
        if change.is_empty:
            return
        tables = change.tables
        touched = self.document is not None and self.document.id in change.document_ids
        with self.corpus.read() as connection:
            self.undo_label, self.redo_label = changes.history(connection)
            if tables & _TAG_TABLES:
                self._read_tags(connection)
            if tables & _ENTITY_TABLES:
                self._read_entities(connection)
            if tables & _REASON_TABLES:
                self._read_reasons(connection)
            if tables & _SEARCH_TABLES:
                self._read_searches(connection)
            if tables & _LIST_TABLES:
                self._read_term_lists(connection)
            if touched and self.document is not None:
                self.marks = annotations.marks_of(connection, self.document.id)
                self.document = documents.document(connection, self.document.id)
        if tables & _TAG_TABLES:
            self.tags_changed.emit()
        if tables & _ENTITY_TABLES:
            self.entities_changed.emit()
        if tables & _REASON_TABLES:
            self.reasons_changed.emit()
        if tables & _SEARCH_TABLES:
            self.saved_searches_changed.emit()
        if tables & _LIST_TABLES:
            self.term_lists_changed.emit()
        if touched:
            self.marks_changed.emit()
            if "document" in tables:
                self.document_changed.emit()
        self.changed.emit(change)

    def _read_tags(self, connection: Any) -> None:
        self.tags = {tag.id: tag for tag in annotations.tags(connection)}

    def _read_entities(self, connection: Any) -> None:
        self.entities = {entity.id: entity for entity in annotations.entities(connection)}
        self.entity_types = {kind.id: kind for kind in annotations.entity_types(connection)}

    def _read_reasons(self, connection: Any) -> None:
        self.reasons = {reason.id: reason for reason in annotations.reasons(connection)}

    def _read_searches(self, connection: Any) -> None:
        self.saved_searches = {each.id: each for each in searches.saved_searches(connection)}

    def _read_term_lists(self, connection: Any) -> None:
        self.term_lists = {each.id: each for each in searches.term_lists(connection)}


def _place_of(change: Change, document_id: int, marks: Marks) -> Span | None:
    """Return where in a document a change was; None when it was not in its text."""
    spans = {("highlight", mark.id): mark.span for mark in marks.highlights}
    spans |= {("mention", mark.id): mark.span for mark in marks.mentions}
    spans |= {("redaction", mark.id): mark.span for mark in marks.redactions if mark.span}
    for operation in change.operations:
        row = operation.after or operation.before or {}
        edges = (row.get("start_cp"), row.get("end_cp"))
        if row.get("document_id") == document_id and None not in edges:
            return Span(row["start_cp"], row["end_cp"])
        of_tag = operation.key.get("highlight_id")
        key = ("highlight", of_tag) if of_tag else (operation.table, operation.key.get("id"))
        if key in spans:
            return spans[key]
    return None
