"""A layout of rows: widgets stand side by side as wide as they like, and wrap as words do."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Gives each widget its own width, at most the whole row, and a new row where none is left.

    Takes widgets only, no other layouts.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 12, row_gap: int = 2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._row_gap = row_gap

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item as the last one."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None behind the last one."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Tell that more room is of no use."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell that fewer rows do where there is more width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return self._lay_out(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._lay_out(rect, place=True)

    def sizeHint(self) -> QSize:
        """Return the room for the widest widget, which is the least there must be."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the room for the widest of the least widths."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _lay_out(self, rect: QRect, *, place: bool) -> int:
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        x, y, row_height = inside.x(), inside.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is None or item.isEmpty():
                continue
            # An item's own hint is nothing where its widget puts up with any width.
            wanted = widget.sizeHint()
            width = min(wanted.width(), inside.width())
            if row_height and x + width > inside.x() + inside.width():
                x, y, row_height = inside.x(), y + row_height + self._row_gap, 0
            if place:
                item.setGeometry(QRect(x, y, width, wanted.height()))
            x += width + self._gap
            row_height = max(row_height, wanted.height())
        return y + row_height - rect.y() + margins.bottom()
