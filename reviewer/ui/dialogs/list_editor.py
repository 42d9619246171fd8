"""A list with buttons to add, edit and delete, for the small sets that she may change."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reviewer.ui.dialogs.form import plain_label
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.workspace import Workspace

_ID = Qt.ItemDataRole.UserRole


class ListEditor(QDialog):
    """Shows rows and asks its subclass to add, edit or delete one.

    A subclass implements `add`, `edit` and `delete`, calls `show_rows` with all of them when it is
    built and whenever they changed. Every change is done at once and can be undone, so that there
    is nothing to accept: the only way out is Close.
    """

    def __init__(
        self,
        parent: QWidget | None,
        workspace: Workspace,
        title: str,
        explanation: str,
        columns: list[str],
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.setWindowTitle(title)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(columns)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setAccessibleName(title)
        self.add_button = _button("&Add…")
        self.edit_button = _button("&Edit…")
        self.delete_button = _button("&Delete")
        close = QDialogButtonBox()
        close.addButton("&Close", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        close.rejected.connect(self.reject)
        sides = QVBoxLayout()
        for button in (self.add_button, self.edit_button, self.delete_button):
            sides.addWidget(button)
        sides.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(sides)
        layout = QVBoxLayout(self)
        if workspace.read_only:
            explanation = "This corpus is open for reading only, so nothing can be changed here."
        layout.addWidget(plain_label(explanation))
        layout.addLayout(middle, 1)
        layout.addWidget(close)
        self.add_button.clicked.connect(self.add)
        self.edit_button.clicked.connect(self._on_edit_wanted)
        self.delete_button.clicked.connect(self._on_delete_wanted)
        self.list.itemActivated.connect(self._on_edit_wanted)
        self.list.currentItemChanged.connect(self._enable)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 84, metrics.lineSpacing() * 24)
        self.list.setFocus()

    def add(self) -> None:
        """Ask for a new one and make it."""
        raise NotImplementedError

    def edit(self, row_id: int) -> None:
        """Let her edit one."""
        raise NotImplementedError

    def delete(self, row_id: int) -> None:
        """Delete one."""
        raise NotImplementedError

    def show_rows(self, rows: Iterable[tuple[int, list[str], QIcon | None]]) -> None:
        """Show rows of id, cells and icon; the row that was current stays so, or its neighbour."""
        current = self.list.currentItem()
        current_id = current.data(0, _ID) if current is not None else None
        place = self.list.indexOfTopLevelItem(current) if current is not None else 0
        self.list.clear()
        for row_id, cells, icon in rows:
            item = QTreeWidgetItem(self.list, [" ".join(cell.split()) for cell in cells])
            item.setData(0, _ID, row_id)
            for column, cell in enumerate(cells):
                item.setToolTip(column, plain_tip(cell))
            if icon is not None:
                item.setIcon(0, icon)
            if row_id == current_id:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.topLevelItemCount():
            nearest = min(max(place, 0), self.list.topLevelItemCount() - 1)
            self.list.setCurrentIndex(self.list.model().index(nearest, 0))
        self._enable()

    def _on_edit_wanted(self) -> None:
        item = self.list.currentItem()
        if item is not None and not self.workspace.read_only:
            self.edit(item.data(0, _ID))

    def _on_delete_wanted(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.delete(item.data(0, _ID))

    def _enable(self) -> None:
        may_change = not self.workspace.read_only
        has_current = self.list.currentItem() is not None
        self.add_button.setEnabled(may_change)
        self.edit_button.setEnabled(may_change and has_current)
        self.delete_button.setEnabled(may_change and has_current)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    # Enter in the list edits; it must not press a button as well.
    button.setAutoDefault(False)
    return button
