"""The table behind the list of results, quick with 250,000 rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QHeaderView, QTableView

from reviewer.ui.models.documents_model import DocumentsModel
from reviewer.ui.views.row_delegate import RowDelegate, row_height


class DocumentsView(QTableView):
    """A table of one column: unlike a list view it asks nothing of rows that are not shown.

    With 250,000 rows a list view takes 300 ms to take them in or to select them all, this 1 ms.
    """

    enter_pressed = Signal()
    menu_wanted = Signal(object)  # QContextMenuEvent

    def __init__(self, model: DocumentsModel) -> None:
        super().__init__()
        self.setModel(model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Documents found")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        self.verticalScrollBar().setSingleStep(row_height(self) // 2)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Leave it to her which row becomes current: Qt would take, and so open, the first one."""
        if self.currentIndex().isValid():
            super().focusInEvent(event)
        else:
            QAbstractScrollArea.focusInEvent(self, event)

    @property
    def rows_in_sight(self) -> int:
        """How many rows are seen as a whole."""
        return self.viewport().height() // self.verticalHeader().defaultSectionSize()

    def set_pale(self, pale: bool) -> None:
        """Show whether the rows answer another query than she has written."""
        self._delegate.is_pale = pale
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: looking for a title that begins so would read every document."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Enter; leave the other keys to the table."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.enter_pressed.emit()
        elif event.key() == Qt.Key.Key_Home and not event.modifiers():
            self.setCurrentIndex(self.model().index(0, 0))
        elif event.key() == Qt.Key.Key_End and not event.modifiers():
            self.setCurrentIndex(self.model().index(self.model().rowCount() - 1, 0))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Tell of a wanted menu, by mouse or by key."""
        self.menu_wanted.emit(event)
