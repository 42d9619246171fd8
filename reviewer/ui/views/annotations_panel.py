"""Everything that is marked in the open document, in the order of its text."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QListView, QMenu

from reviewer.corpus import annotations
from reviewer.model import Highlight, Redaction
from reviewer.review import entities, highlights, redactions
from reviewer.ui.decorations import Legend, MarkKind
from reviewer.ui.dialogs import note_editor, reasons_picker, tag_picker
from reviewer.ui.models.annotation_list import Annotation, AnnotationList, annotations_of
from reviewer.ui.views.annotation_rows import AnnotationRows
from reviewer.ui.views.panel import Panel
from reviewer.ui.workspace import Workspace

NO_DOCUMENT = "Open a document to see what is marked in it."
EMPTY = (
    "Nothing is marked here yet. Select a passage, then Q tags it, E names an entity, R redacts."
)
NONE_OF_KIND = "Nothing of this kind is marked here. Choose “All marks” above to see the rest."
_KINDS: tuple[tuple[str, MarkKind | None], ...] = (
    ("All marks", None),
    ("Highlights", MarkKind.HIGHLIGHT),
    ("Mentions", MarkKind.MENTION),
    ("Redactions", MarkKind.REDACTION),
)


class AnnotationsPanel(Panel):
    """Lists the marks of the current document, and changes them."""

    mark_picked = Signal(str, object)  # kind, id

    def __init__(self, workspace: Workspace) -> None:
        self._list = QListView()
        self._kinds = QComboBox()
        super().__init__(self._list, self._kinds, workspace.read_only)
        self._workspace = workspace
        self._model = AnnotationList()
        self._model.setParent(self)
        self._quiet = False
        for name, _kind in _KINDS:
            self._kinds.addItem(name)
        self._kinds.setAccessibleName("Which marks to show")
        self._list.setModel(self._model)
        self._list.setItemDelegate(AnnotationRows(self._list))
        self._list.setAccessibleName("Annotations of this document")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._add_commands()
        self._kinds.currentIndexChanged.connect(self._show_marks)
        self._list.selectionModel().selectionChanged.connect(self._on_selected)
        self._list.clicked.connect(self._pick)
        for signal in (
            workspace.marks_changed,
            workspace.tags_changed,
            workspace.entities_changed,
            workspace.reasons_changed,
        ):
            signal.connect(self._show_marks)
        workspace.document_opened.connect(self._on_document_opened)
        self._show_marks()

    def show_picked(self, kind: str, mark_id: int | None) -> None:
        """Select the mark that is picked in the text, or none, without telling it again."""
        place = None if mark_id is None else self._model.row_of(kind, mark_id)
        self._quiet = True
        if place is None:
            self._list.clearSelection()
        else:
            self._list.setCurrentIndex(self._model.index(place))
        self._quiet = False

    def _add_commands(self) -> None:
        add = self.commands.add
        self._edit_action = add("&Edit note…", self._edit, "Return")
        self._tag_action = add("&Add tag…", self._add_tag, "Ins")
        self._untag_action = self.commands.add_menu("Remove a &tag", self._fill_tags)
        add("&Remove", self._remove, "Del")

    @property
    def _picked(self) -> Annotation | None:
        selected = self._list.selectedIndexes()
        return self._model.rows[selected[0].row()] if selected else None

    def _on_document_opened(self) -> None:
        self._model.show([])  # so that the keyboard begins at the top
        self._enable()
        self._show_marks()

    def _show_marks(self) -> None:
        workspace = self._workspace
        legend = Legend(
            workspace.tags, workspace.entities, workspace.entity_types, workspace.reasons
        )
        everything = annotations_of(workspace.marks, legend)
        kind = _KINDS[self._kinds.currentIndex()][1]
        self._show_kind_counts(everything)
        self._show_rows([row for row in everything if kind is None or row.kind is kind])
        if workspace.document is None:
            self.say_empty(NO_DOCUMENT)
        elif not everything:
            self.say_empty(EMPTY)
        else:
            self.say_empty("" if self._model.rows else NONE_OF_KIND)

    def _show_kind_counts(self, rows: list[Annotation]) -> None:
        for place, (name, kind) in enumerate(_KINDS):
            count = sum(kind is None or row.kind is kind for row in rows)
            self._kinds.setItemText(place, f"{name} ({count:,})")

    def _show_rows(self, rows: list[Annotation]) -> None:
        """Show rows; the keyboard stays on its mark, or where it was."""
        if rows == self._model.rows:
            return
        picked, place = self._picked, self._list.currentIndex().row()
        self._quiet = True
        self._model.show(rows)
        kept = None if picked is None else self._model.row_of(picked.kind, picked.id)
        if kept is not None:
            self._list.setCurrentIndex(self._model.index(kept))
        elif rows and place >= 0:
            self._list.selectionModel().setCurrentIndex(
                self._model.index(min(place, len(rows) - 1)),
                QItemSelectionModel.SelectionFlag.NoUpdate,
            )
        self._quiet = False
        self._enable()

    def _on_selected(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        self._enable()
        if not self._quiet:
            self._pick()

    def _pick(self) -> None:
        if self._picked is not None:
            self.mark_picked.emit(self._picked.kind.value, self._picked.id)

    def _enable(self) -> None:
        picked = self._picked
        self.commands.enable(picked is not None)
        self._edit_action.setText("&Edit note…")
        if picked is None or self._workspace.read_only:
            return
        highlight = self._highlight
        self._edit_action.setEnabled(picked.kind is not MarkKind.MENTION)
        if picked.kind is MarkKind.REDACTION:
            self._edit_action.setText("&Edit reasons…")
        self._tag_action.setEnabled(highlight is not None)
        self._untag_action.setEnabled(highlight is not None and bool(highlight.tag_ids))

    @property
    def _highlight(self) -> Highlight | None:
        picked = self._picked
        if picked is None or picked.kind is not MarkKind.HIGHLIGHT:
            return None
        marks = self._workspace.marks.highlights
        return next((mark for mark in marks if mark.id == picked.id), None)

    @property
    def _redaction(self) -> Redaction | None:
        picked = self._picked
        if picked is None or picked.kind is not MarkKind.REDACTION:
            return None
        marks = self._workspace.marks.redactions
        return next((mark for mark in marks if mark.id == picked.id), None)

    def _edit(self) -> None:
        if self._highlight is not None:
            self._edit_note(self._highlight)
        elif self._redaction is not None:
            self._edit_reasons(self._redaction)

    def _edit_note(self, mark: Highlight) -> None:
        note = note_editor.edit_note(self, "Note on the highlight", mark.note)
        if note is not None:
            self._workspace.perform(highlights.set_highlight_note, mark.id, note)

    def _edit_reasons(self, mark: Redaction) -> None:
        chosen = reasons_picker.pick_reasons(
            self, self._workspace.reasons, mark.reason_ids, mark.note
        )
        if chosen is not None:
            reason_ids, note = chosen
            self._workspace.perform(
                redactions.edit_redaction, mark.id, reason_ids=reason_ids, note=note
            )

    def _add_tag(self) -> None:
        mark = self._highlight
        if mark is None:
            return
        with self._workspace.corpus.read() as connection:
            recent = annotations.recent_tag_ids(connection)
        chosen = tag_picker.pick_tag(self, self._workspace.tags, recent, title="Add tag")
        if isinstance(chosen, int):
            self._workspace.perform(highlights.tag_highlights, [mark.id], chosen)
        elif chosen is not None:
            self._workspace.perform(
                highlights.add_highlight,
                mark.document_id,
                mark.start_cp,
                mark.end_cp,
                new_tag=chosen,
            )

    def _fill_tags(self, menu: QMenu) -> None:
        mark = self._highlight
        for tag_id in mark.tag_ids if mark else ():
            tag = self._workspace.tags[tag_id]
            action = menu.addAction(tag.name.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, i=tag_id: self._untag(i))

    def _untag(self, tag_id: int) -> None:
        if self._highlight is not None:
            self._workspace.perform(highlights.untag_highlights, [self._highlight.id], tag_id)

    def _remove(self) -> None:
        picked = self._picked
        if picked is None:
            return
        verb = {
            MarkKind.HIGHLIGHT: highlights.remove_highlights,
            MarkKind.MENTION: entities.remove_mentions,
            MarkKind.REDACTION: redactions.remove_redactions,
        }[picked.kind]
        self._workspace.perform(verb, [picked.id])
