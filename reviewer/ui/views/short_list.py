"""A short list that takes no more room than its rows need, under a heading that folds it away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
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
        row = max(self.sizeHintForRow(0), self.fontMetrics().height() + 4)
        return QSize(super().sizeHint().width(), row * min(self._rows, MAX_ROWS) + 4)

    minimumSizeHint = sizeHint


def fold_button(text: str) -> QToolButton:
    """Return a heading that folds what stands below it; checked while it is unfolded."""
    button = QToolButton()
    button.setText(text)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setArrowType(Qt.ArrowType.DownArrow)
    button.setCheckable(True)
    button.setChecked(True)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.toggled.connect(
        lambda unfolded: button.setArrowType(
            Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        )
    )
    return button
