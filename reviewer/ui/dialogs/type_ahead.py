"""A line to type in and the rows that answer it: what the palette and quick open are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reviewer.ui.tooltips import plain_tip

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_WIDTH_EM, _HEIGHT_EM = 60, 34
_ROW_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: what it is, a short remark at the right, and what choosing it means."""

    text: str
    remark: str
    choice: object
    enabled: bool = True


class TypeAhead(QDialog):
    """Lets her type and choose one row, which is `choice` when the dialog was accepted.

    Somebody else answers `typed` with `show_rows`.
    """

    typed = Signal(str)

    def __init__(self, title: str, prompt: str, nothing: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.choice: object = None
        self._line = QLineEdit()
        self._line.setPlaceholderText(prompt)
        self._line.setAccessibleName(prompt)
        self._line.setClearButtonEnabled(True)
        self._line.textChanged.connect(self.typed)
        self._line.installEventFilter(self)
        self._rows = QTreeWidget()
        self._rows.setAccessibleName(title)
        self._rows.setColumnCount(2)
        self._rows.setHeaderHidden(True)
        self._rows.setRootIsDecorated(False)
        self._rows.setUniformRowHeights(True)
        self._rows.setAllColumnsShowFocus(True)
        self._rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self._rows.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._rows.itemActivated.connect(self._choose)
        self._rows.itemClicked.connect(self._choose)
        self._nothing = QLabel(nothing)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        layout = QVBoxLayout(self)
        for widget in (self._line, self._nothing, self._rows):
            layout.addWidget(widget)
        em = self.fontMetrics().horizontalAdvance("m")
        self.resize(_WIDTH_EM * em, _HEIGHT_EM * em)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows, the first of them current; a sentence when there are none."""
        self._rows.clear()
        for row in rows:
            item = QTreeWidgetItem([row.text, row.remark])
            item.setData(0, _ROW_ROLE, row)
            item.setToolTip(0, plain_tip(row.text))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if not row.enabled:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._rows.addTopLevelItem(item)
        first = self._rows.topLevelItem(0)
        if first is not None and rows[0].enabled:
            self._rows.setCurrentItem(first)
        self._nothing.setVisible(not rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the rows with the arrow keys while the typing goes on; Enter chooses."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                QApplication.sendEvent(self._rows, event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self._rows.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        row: Row | None = item.data(0, _ROW_ROLE) if item is not None else None
        if row is not None and row.enabled:
            self.choice = row.choice
            self.accept()
