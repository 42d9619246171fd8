"""The code book as a tree: a swatch with the number key, the name, the count of highlights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
)

from reviewer.model import Tag
from reviewer.ui.theme import contrast, ink
from reviewer.ui.tooltips import plain_tip

_ID = Qt.ItemDataRole.UserRole
_NAME, _COUNT = 0, 1
DropPlace = QAbstractItemView.DropIndicatorPosition


class TagTree(QTreeWidget):
    """Shows tags below their parents and tells where one is dragged to."""

    tag_moved = Signal(object, object, object)  # tag id, parent id or None, 0-based place

    def __init__(self, read_only: bool) -> None:
        super().__init__()
        self._tags: Mapping[int, Tag] = {}
        self._counts: Mapping[int, int] = {}
        self._items: dict[int, QTreeWidgetItem] = {}
        self._filter = ""
        self.setAccessibleName("Tags")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_COUNT, QHeaderView.ResizeMode.ResizeToContents)
        if not read_only:
            self.setDragEnabled(True)
            self.setAcceptDrops(True)
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)

    @property
    def chosen_id(self) -> int | None:
        """The tag that the keyboard stands on, or None."""
        item = self.currentItem()
        return None if item is None or item.isHidden() else _id_of(item)

    def show_tags(self, tags: Mapping[int, Tag]) -> None:
        """Show a code book; what was folded and chosen stays so."""
        chosen = self.chosen_id
        folded = {tag_id for tag_id, item in self._items.items() if _is_folded(item)}
        self._tags = tags
        self._items = {}
        self.clear()
        children: dict[int | None, list[Tag]] = defaultdict(list)
        for tag in tags.values():
            children[tag.parent_id].append(tag)
        self._add(self.invisibleRootItem(), None, children)
        for tag_id, item in self._items.items():
            item.setExpanded(tag_id not in folded)
        self._show_swatches()
        self.show_counts(self._counts)
        self.filter(self._filter)
        if chosen in self._items:
            self.setCurrentItem(self._items[chosen])

    def show_counts(self, counts: Mapping[int, int]) -> None:
        """Show how many highlights stand under each tag."""
        self._counts = counts
        for tag_id, item in self._items.items():
            count = counts.get(tag_id, 0)
            item.setText(_COUNT, f"{count:,}" if count else "")
            spoken = "1 highlight" if count == 1 else f"{count:,} highlights"
            item.setToolTip(_COUNT, spoken)

    def filter(self, text: str) -> None:
        """Show the tags whose name holds `text`, with their ancestors."""
        self._filter = text
        wanted = text.strip().casefold()
        for item in self._items.values():
            item.setHidden(bool(wanted))
        for tag_id, item in self._items.items():
            if not wanted or wanted in self._tags[tag_id].name.casefold():
                shown: QTreeWidgetItem | None = item
                while shown is not None:
                    shown.setHidden(False)
                    if wanted and shown is not item:
                        shown.setExpanded(True)
                    shown = shown.parent()

    def first_match(self) -> int | None:
        """Return the first tag whose own name matches the filter."""
        wanted = self._filter.strip().casefold()
        ids = (_id_of(item) for item in _walk(self))
        return next((i for i in ids if wanted in self._tags[i].name.casefold()), None)

    def choose(self, tag_id: int) -> None:
        """Stand on a tag."""
        if tag_id in self._items:
            self.setCurrentItem(self._items[tag_id])

    def place_of_drop(
        self, tag_id: int, target_id: int | None, where: DropPlace
    ) -> tuple[int | None, int]:
        """Return the parent and the place among its other children that a drop stands for."""
        if target_id is None or where == DropPlace.OnViewport:
            return None, len(self._others(None, tag_id))
        if where == DropPlace.OnItem:
            return target_id, len(self._others(target_id, tag_id))
        parent_id = self._tags[target_id].parent_id
        siblings = self._others(parent_id, tag_id)
        if target_id not in siblings:  # dropped beside itself
            siblings = [i for i, tag in self._tags.items() if tag.parent_id == parent_id]
            return parent_id, siblings.index(target_id)
        return parent_id, siblings.index(target_id) + (where == DropPlace.BelowItem)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Drag a tag; Qt's own way would remove its row when it has been dropped."""
        item = self.currentItem()
        if item is not None:
            drag = QDrag(self)
            drag.setMimeData(self.model().mimeData([self.currentIndex()]))
            drag.setPixmap(self.viewport().grab(self.visualItemRect(item)))
            drag.exec(Qt.DropAction.MoveAction)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Refuse a place below the dragged tag itself."""
        super().dragMoveEvent(event)
        item = self.itemAt(event.position().toPoint())
        while item is not None:
            if item is self.currentItem():
                event.ignore()
                return
            item = item.parent()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell the move; the tree follows when the corpus has it."""
        item = self.itemAt(event.position().toPoint())
        target_id = None if item is None else _id_of(item)
        tag_id = self.chosen_id
        if tag_id is not None and tag_id != target_id:
            parent_id, place = self.place_of_drop(tag_id, target_id, self.dropIndicatorPosition())
            self.tag_moved.emit(tag_id, parent_id, place)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Paint the swatches for the new palette or font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._show_swatches()

    def _add(
        self,
        parent: QTreeWidgetItem,
        parent_id: int | None,
        children: Mapping[int | None, list[Tag]],
    ) -> None:
        for tag in children.get(parent_id, []):
            item = QTreeWidgetItem(parent)
            item.setData(_NAME, _ID, tag.id)
            item.setText(_NAME, tag.name)
            item.setToolTip(_NAME, plain_tip(_tip(tag)))
            item.setTextAlignment(
                _COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            self._items[tag.id] = item
            self._add(item, tag.id, children)

    def _others(self, parent_id: int | None, but: int) -> list[int]:
        return [i for i, tag in self._tags.items() if tag.parent_id == parent_id and i != but]

    def _show_swatches(self) -> None:
        faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
        for tag_id, item in self._items.items():
            tag = self._tags[tag_id]
            item.setIcon(_NAME, _swatch(tag, self.palette(), self.font(), self.devicePixelRatioF()))
            item.setForeground(_COUNT, faint)


def _swatch(tag: Tag, palette: QPalette, font: QFont, ratio: float) -> QIcon:
    """Draw a tag's colour with its number key on it."""
    size = 16
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink(tag.colour, palette), 1))
    painter.setBrush(QColor(tag.colour))
    box = QRectF(0.5, 0.5, size - 1, size - 1)
    painter.drawRoundedRect(box, 3, 3)
    if tag.shortcut is not None:
        dark, light = QColor("#000000"), QColor("#ffffff")
        colour = QColor(tag.colour)
        painter.setPen(dark if contrast(colour, dark) >= contrast(colour, light) else light)
        digit = QFont(font)
        digit.setPixelSize(11)
        digit.setBold(True)
        painter.setFont(digit)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(tag.shortcut))
    painter.end()
    icon = QIcon(pixmap)
    # Without a picture of its own a selected row would tint the colour.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _tip(tag: Tag) -> str:
    key = f" (key {tag.shortcut})" if tag.shortcut is not None else ""
    return f"{tag.name}{key}\n{tag.description}".strip()


def _walk(tree: QTreeWidget) -> Iterator[QTreeWidgetItem]:
    """Go through the items that are not filtered out, in the order of the tree."""
    walk = QTreeWidgetItemIterator(tree, QTreeWidgetItemIterator.IteratorFlag.NotHidden)
    while (item := walk.value()) is not None:
        yield item
        walk += 1


def _id_of(item: QTreeWidgetItem) -> int:
    return int(item.data(_NAME, _ID))


def _is_folded(item: QTreeWidgetItem) -> bool:
    return item.childCount() > 0 and not item.isExpanded()
