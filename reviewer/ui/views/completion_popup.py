"""The list under the query of what may be meant; the line keeps the focus and rules it by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

ROWS_SHOWN = 10
_MAX_ROW_CP = 200
_HIDES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowDeactivate, QEvent.Type.Hide}


class CompletionPopup(QFrame):
    """Offers texts; none is current until she moves to one, so that Enter stays the query's."""

    taken = Signal(int)  # the place among what was offered

    def __init__(self, line: QWidget) -> None:
        # A tool tip, unlike a popup, leaves keyboard and focus where they are.
        super().__init__(line, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFrameStyle(QFrame.Shape.StyledPanel | QFrame.Shadow.Plain)
        self._line = line
        self._model = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        # Else one row would stand in the room that the list thinks it needs at least.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.list)

    @property
    def offers(self) -> list[str]:
        """The texts on offer."""
        return self._model.stringList() if self.isVisible() else []

    def offer(self, name: str, texts: Sequence[str]) -> None:
        """Show texts under the line, or go away when there are none."""
        if not texts:
            self.hide()
            return
        self.list.setAccessibleName(name)
        self._model.setStringList([" ".join(text[:_MAX_ROW_CP].split()) for text in texts])
        self.list.setCurrentIndex(QModelIndex())
        self.list.scrollToTop()
        rows = self.list.sizeHintForRow(0) * min(len(texts), ROWS_SHOWN)
        height = rows + 2 * (self.frameWidth() + 1)
        self.setGeometry(0, 0, self._fitting_width(), height)
        self.move(self._line.mapToGlobal(QPoint(0, self._line.height() + 1)))
        if not self.isVisible():
            self._line.window().installEventFilter(self)
            self.show()

    def _fitting_width(self) -> int:
        """Return the width of the line, or more where an address would be cut in the middle."""
        bar = self.list.verticalScrollBar().sizeHint().width()
        wanted = self.list.sizeHintForColumn(0) + bar + 2 * (self.frameWidth() + 1)
        return max(self._line.width(), min(wanted, self._line.window().width() // 2))

    def move_by(self, step: int) -> None:
        """Make the next or the one before current; before the first is none."""
        row = self.list.currentIndex().row() + step
        row = min(row, self._model.rowCount() - 1)
        self.list.setCurrentIndex(self._model.index(row, 0) if row >= 0 else QModelIndex())

    def take_current(self, *, or_first: bool = False) -> bool:
        """Take the current text, and tell whether there was one."""
        row = self.list.currentIndex().row()
        if row < 0 and or_first:
            row = 0
        if row < 0:
            return False
        self._take(row)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go away when the window moves from over it or is left."""
        if event.type() in _HIDES:
            self.hide()
        return super().eventFilter(watched, event)

    def hide(self) -> None:
        """Go away."""
        self._line.window().removeEventFilter(self)
        super().hide()

    def _take(self, row: int) -> None:
        self.hide()
        self.taken.emit(row)
