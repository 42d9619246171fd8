"""A short list that takes no more room than its rows need, under a heading that folds it away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QToolButton, QTreeWidget

MAX_ROWS = 7  # beyond which the list scrolls
NAME, COUNT = 0, 1


class ShortList(QTreeWidget):
    """Two columns, a name and a count; as high as its rows, up to some."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._rows = 0
        self.setAccessibleName(name)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)

    def set_rows(self, rows: int) -> None:
        """Take room for so many rows."""
        self._rows = rows
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room for the rows."""
        row = self.sizeHintForRow(0) if self._rows else 0
        frame = 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), row * min(self._rows, MAX_ROWS) + frame)

    minimumSizeHint = sizeHint


class FoldButton(QToolButton):
    """A heading that folds what stands below it away."""

    folded = Signal(bool)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.is_folded = False
        self.setText(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setArrowType(Qt.ArrowType.DownArrow)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda: self.fold(not self.is_folded))

    def fold(self, folded: bool) -> None:
        """Fold or unfold."""
        self.is_folded = folded
        self.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
        self.folded.emit(folded)
