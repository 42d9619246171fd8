"""Whom and what the corpus speaks of: entities by type, and where each is mentioned."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QListView,
    QSplitter,
    QTreeView,
)

from reviewer.corpus import annotations
from reviewer.model import Entity
from reviewer.review import entities as entity_verbs
from reviewer.review.changes import Change
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import confirming, entity_editor, entity_splitter, merging
from reviewer.ui.models.entity_tree import COUNTS, NAME, EntityTree, counted
from reviewer.ui.models.mention_list import MentionList, MentionRow, read_mentions
from reviewer.ui.theme import ink
from reviewer.ui.views.mention_rows import MentionRows
from reviewer.ui.views.panel import Commands, Panel
from reviewer.ui.workspace import Workspace

EMPTY = "No entities yet. Select a name in the text and press E to make the first."
NO_MATCH = "No entity has this in its name or aliases. Clear the filter to see all."


class EntitiesPanel(Panel):
    """Shows the entities with their mentions, and edits them."""

    mention_wanted = Signal(object)  # entity id: mark the selection as a mention of it
    entity_documents_wanted = Signal(object)  # entity id

    def __init__(self, workspace: Workspace) -> None:
        self._tree = QTreeView()
        self._filter = QLineEdit()
        self._mentions = QListView()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._tree)
        splitter.addWidget(self._mentions)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        super().__init__(self._tree, self._filter, workspace.read_only, splitter)
        self._workspace = workspace
        self._counts: dict[int, tuple[int, int]] = {}
        self._shown_id: int | None = None  # the entity whose mentions are listed
        self._model = EntityTree()
        self._model.setParent(self)
        self._mention_model = MentionList()
        self._mention_model.setParent(self)
        self._filter.setPlaceholderText("Filter entities")
        self._filter.setAccessibleName("Filter entities by name or alias")
        self._filter.setClearButtonEnabled(True)
        self._set_up_tree()
        self._set_up_mentions()
        self._mention_commands = Commands(self._mentions, workspace.read_only)
        self._add_commands()
        self._filter.textChanged.connect(self._show_entities)
        self._mentions.clicked.connect(self._open_mention)
        workspace.entities_changed.connect(self._show_entities)
        workspace.changed.connect(self._on_changed)
        self._show_look()
        self._show_entities()
        self._count()

    def _set_up_tree(self) -> None:
        self._tree.setModel(self._model)
        self._tree.setAccessibleName("Entities")
        self._tree.setHeaderHidden(True)
        self._tree.setUniformRowHeights(True)
        self._tree.setIndentation(14)
        self._tree.setAllColumnsShowFocus(True)
        self._tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNTS, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.selectionModel().currentChanged.connect(self._on_current_changed)

    def _set_up_mentions(self) -> None:
        self._mentions.setModel(self._mention_model)
        self._mentions.setItemDelegate(MentionRows(self._mentions))
        self._mentions.setAccessibleName("Mentions of this entity")
        self._mentions.setUniformItemSizes(True)
        self._mentions.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self._mentions.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._mentions.setVisible(False)

    def _add_commands(self) -> None:
        add = self.commands.add
        add("&Go to the mentions", self._focus_mentions, "Return", changes=False)
        add("Mark selection as &mention", self._want_mention, "E")
        self.commands.add_separator()
        add("&New entity…", self._create, "Ins", needs_choice=False)
        add("&Edit…", self._edit, "F2")
        add("Merge &into…", self._merge, "Ctrl+Shift+M")
        add("S&plit…", self._split)
        add("De&lete…", self._delete, "Del")
        self.commands.add_separator()
        add("&Show documents", self._show_documents, "Shift+Return", changes=False)
        self._mention_commands.add("&Open", self._open_mention, "Return", changes=False)
        self._mention_commands.add("&Remove mention", self._remove_mention, "Del")

    @property
    def _entity(self) -> Entity | None:
        return self._model.entity_at(self._tree.currentIndex())

    @property
    def _mention(self) -> MentionRow | None:
        index = self._mentions.currentIndex()
        return self._mention_model.rows[index.row()] if index.isValid() else None

    def _show_entities(self) -> None:
        entity = self._entity
        folded = self._folded_types()
        workspace = self._workspace
        self._model.show(workspace.entities, workspace.entity_types, self._filter.text())
        self._show_look()
        for row in range(self._model.rowCount()):
            index = self._model.index(row, NAME)
            kind = self._model.type_at(index)
            self._tree.setExpanded(index, kind is not None and kind.id not in folded)
        if not workspace.entities:
            self.say_empty(EMPTY)
        else:
            self.say_empty("" if self._model.rowCount() else NO_MATCH)
        if entity is not None:
            self._stand_on(entity.id)
        self._on_current_changed()

    def _folded_types(self) -> set[int]:
        indexes = [self._model.index(row, NAME) for row in range(self._model.rowCount())]
        kinds = [self._model.type_at(i) for i in indexes if not self._tree.isExpanded(i)]
        return {kind.id for kind in kinds if kind is not None}

    def _stand_on(self, entity_id: int) -> None:
        index = self._model.index_of(entity_id)
        if index.isValid():
            self._tree.setCurrentIndex(index)

    def _on_current_changed(self) -> None:
        entity = self._entity
        self.commands.enable(entity is not None)
        entity_id = None if entity is None else entity.id
        if entity_id != self._shown_id:
            self._shown_id = entity_id
            self._mention_model.show([])
            self._read_mentions()

    def _on_changed(self, change: Change) -> None:
        if change.tables & {"mention", "entity"}:
            self._count()
            self._read_mentions()

    def _count(self) -> None:
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> dict[int, tuple[int, int]]:
            with corpus.read() as connection:
                return annotations.mention_counts(connection)

        self._run("mention counts", work, self._on_counted)

    def _on_counted(self, counts: dict[int, tuple[int, int]]) -> None:
        self._counts = counts
        self._model.show_counts(counts)

    def _read_mentions(self) -> None:
        entity_id = self._shown_id
        self._mentions.setVisible(entity_id is not None)
        if entity_id is None:
            self._workspace.background.cancel("mentions of entity")
            return
        corpus = self._workspace.corpus

        def work(cancelled: Cancelled) -> list[MentionRow]:
            return read_mentions(corpus, entity_id, cancelled)

        self._run("mentions of entity", work, self._on_mentions_read)

    def _on_mentions_read(self, rows: list[MentionRow]) -> None:
        place = self._mentions.currentIndex().row()
        self._mention_model.show(rows)
        if rows:
            # Not selected: she has not opened it.
            self._mentions.selectionModel().setCurrentIndex(
                self._mention_model.index(max(0, min(place, len(rows) - 1))),
                QItemSelectionModel.SelectionFlag.NoUpdate,
            )
        self._mention_commands.enable(bool(rows))

    def _run(
        self, group: str, work: Callable[[Cancelled], Any], done: Callable[[Any], None]
    ) -> None:
        self._workspace.background.run(group, work, done, self._workspace.trouble.emit)

    def _focus_mentions(self) -> None:
        if self._mention_model.rows:
            self._mentions.setFocus()
            self._mentions.setCurrentIndex(self._mentions.currentIndex())

    def _open_mention(self) -> None:
        if self._mention is not None:
            mention = self._mention.mention
            self._workspace.open_document(mention.document_id, mention.span)

    def _remove_mention(self) -> None:
        if self._mention is not None:
            self._workspace.perform(entity_verbs.remove_mentions, [self._mention.mention.id])

    def _want_mention(self) -> None:
        if self._entity is not None:
            self.mention_wanted.emit(self._entity.id)

    def _show_documents(self) -> None:
        if self._entity is not None:
            self.entity_documents_wanted.emit(self._entity.id)

    def _create(self) -> None:
        values = entity_editor.edit_entity(self, self._workspace.entity_types, None)
        if values is None:
            return
        change = self._workspace.perform(entity_verbs.create_entity, **values)
        if change is not None and change.new_id is not None:
            self._stand_on(change.new_id)

    def _edit(self) -> None:
        entity = self._entity
        if entity is None:
            return
        values = entity_editor.edit_entity(self, self._workspace.entity_types, entity)
        if values is not None:
            self._workspace.perform(entity_verbs.edit_entity, entity.id, **values)

    def _merge(self) -> None:
        entity = self._entity
        if entity is None:
            return
        types = self._workspace.entity_types
        names = {
            other.id: f"{other.name} · {types[other.type_id].name}"
            for other in self._workspace.entities.values()
            if other.id != entity.id
        }
        target = merging.pick_target(
            self,
            f"Merge entity “{entity.name}”",
            f"Its mentions move to the entity that you choose, and “{entity.name}” becomes an "
            "alias of it.",
            names,
        )
        if target is not None:
            self._workspace.perform_in_background(entity_verbs.merge_entities, [entity.id], target)

    def _split(self) -> None:
        entity = self._entity
        if entity is None:
            return
        with self._workspace.corpus.read() as connection:
            mentions = annotations.mentions_of_entity(connection, entity.id)
            titles = annotations.titles(connection, {mention.document_id for mention in mentions})
        titled = [(mention, titles.get(mention.document_id, "")) for mention in mentions]
        chosen = entity_splitter.split_entity(self, entity, titled, self._workspace.entity_types)
        if chosen is not None:
            mention_ids, name, type_id = chosen
            self._workspace.perform_in_background(
                entity_verbs.split_entity, entity.id, mention_ids, name, type_id
            )

    def _delete(self) -> None:
        entity = self._entity
        if entity is None:
            return
        counts = counted(*self._counts.get(entity.id, (0, 0)))
        if confirming.confirm(
            self,
            f"Delete entity “{entity.name}”?",
            f"{counts}. They go with it; the text stays as it is. You can undo this.",
            "Delete",
        ):
            self._workspace.perform_in_background(entity_verbs.delete_entity, entity.id)

    def changeEvent(self, event: QEvent) -> None:
        """Paint the swatches for the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_model"):
            self._show_look()

    def _show_look(self) -> None:
        faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
        types = self._workspace.entity_types.values()
        icons = {kind.id: self._swatch(kind.colour) for kind in types}
        self._model.set_look(icons, faint)

    def _swatch(self, colour: str) -> QIcon:
        """Draw the underline that mentions of a type have in the text."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(16 * ratio), round(16 * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink(colour, self.palette()), 2))
        painter.drawEllipse(4, 2, 8, 8)
        painter.drawLine(1, 14, 15, 14)
        painter.end()
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)
        return icon
