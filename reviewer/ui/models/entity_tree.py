"""Entities below their types, with how often and in how many documents each is mentioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from reviewer.model import Entity, EntityType
from reviewer.ui.tooltips import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
Counts = Mapping[int, tuple[int, int]]  # entity id -> mentions, documents
NAME, COUNTS = 0, 1
_TYPE_ROW = 0  # the internal id of a type's index; an entity's is one more than its type's place
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class EntityTree(QAbstractItemModel):
    """Serves thousands of entities to a tree view without an item for each."""

    def __init__(self) -> None:
        super().__init__()
        self._types: list[EntityType] = []
        self._entities: list[list[Entity]] = []
        self._places: dict[int, tuple[int, int]] = {}
        self._counts: Counts = {}
        self._icons: Mapping[int, QIcon] = {}
        self._faint: QColor | None = None

    def show(
        self, entities: Mapping[int, Entity], types: Mapping[int, EntityType], wanted: str
    ) -> None:
        """Show the entities with `wanted` in a name or alias; types without one are left out."""
        needle = wanted.strip().casefold()
        by_type: dict[int, list[Entity]] = defaultdict(list)
        for entity in entities.values():
            if not needle or any(needle in name.casefold() for name in names_of(entity)):
                by_type[entity.type_id].append(entity)
        self.beginResetModel()
        self._types = [kind for kind in types.values() if kind.id in by_type]
        self._entities = [by_type[kind.id] for kind in self._types]
        self._places = {
            entity.id: (group, row)
            for group, entities_of_type in enumerate(self._entities)
            for row, entity in enumerate(entities_of_type)
        }
        self.endResetModel()

    def show_counts(self, counts: Counts) -> None:
        """Show how often each entity is mentioned."""
        self._counts = counts
        self._redraw(COUNTS)

    def set_look(self, icons: Mapping[int, QIcon], faint: QColor) -> None:
        """Set the icon of each type and the colour of the counts."""
        self._icons, self._faint = icons, faint
        self._redraw(NAME)

    def entity_at(self, index: AnyIndex) -> Entity | None:
        """Return the entity of a row, None for a type's."""
        if not index.isValid() or index.internalId() == _TYPE_ROW:
            return None
        return self._entities[index.internalId() - 1][index.row()]

    def type_at(self, index: AnyIndex) -> EntityType | None:
        """Return the type of a row, its own or that of its entity."""
        if not index.isValid():
            return None
        group = index.internalId()
        return self._types[index.row() if group == _TYPE_ROW else group - 1]

    def index_of(self, entity_id: int) -> QModelIndex:
        """Return where an entity stands; an invalid index when it is filtered out."""
        if entity_id not in self._places:
            return QModelIndex()
        group, row = self._places[entity_id]
        return self.createIndex(row, NAME, group + 1)

    def index(self, row: int, column: int, parent: AnyIndex | None = None) -> QModelIndex:
        """Return the index of a type, or of an entity below its type."""
        if parent is None or not parent.isValid():
            return self.createIndex(row, column, _TYPE_ROW)
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: AnyIndex | None = None) -> Any:
        """Return the index of the type of an entity."""
        if index is None:
            return super().parent()
        if not index.isValid() or index.internalId() == _TYPE_ROW:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, NAME, _TYPE_ROW)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Return the number of rows."""
        if parent is None or not parent.isValid():
            return len(self._types)
        is_type = parent.internalId() == _TYPE_ROW and parent.column() == NAME
        return len(self._entities[parent.row()]) if is_type else 0

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Return the columns: name and counts."""
        return 2

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        entity = self.entity_at(index)
        if role == Qt.ItemDataRole.DisplayRole:
            if entity is None:
                return self._type_text(index)
            return entity.name if index.column() == NAME else self._count_text(entity)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == NAME and entity is None:
            return self._icons.get(self._types[index.row()].id)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if entity is None else plain_tip(self._tip(entity))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == COUNTS:
            return _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == COUNTS:
            return self._faint
        return None

    def _redraw(self, column: int) -> None:
        for group, entities in enumerate(self._entities):
            first = self.createIndex(0, column, group + 1)
            last = self.createIndex(len(entities) - 1, column, group + 1)
            self.dataChanged.emit(first, last)
        if self._types:
            last = self.index(len(self._types) - 1, column)
            self.dataChanged.emit(self.index(0, column), last)

    def _type_text(self, index: AnyIndex) -> str:
        if index.column() == NAME:
            return self._types[index.row()].name
        return f"{len(self._entities[index.row()]):,}"

    def _count_text(self, entity: Entity) -> str:
        mentions, documents = self._counts.get(entity.id, (0, 0))
        return f"{mentions:,} / {documents:,}" if mentions else "–"

    def _tip(self, entity: Entity) -> str:
        aliases = "Also: " + "; ".join(entity.aliases) if entity.aliases else ""
        counts = counted(*self._counts.get(entity.id, (0, 0)))
        return "\n".join(part for part in (entity.name, aliases, counts, entity.note) if part)


def names_of(entity: Entity) -> tuple[str, ...]:
    """Return the name and the aliases of an entity."""
    return (entity.name, *entity.aliases)


def counted(mentions: int, documents: int) -> str:
    """Return counts in words."""
    if not mentions:
        return "Not mentioned yet"
    many = "1 mention" if mentions == 1 else f"{mentions:,} mentions"
    return f"{many} in " + ("1 document" if documents == 1 else f"{documents:,} documents")
