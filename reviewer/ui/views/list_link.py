"""A link that stands for several documents: it opens the list of them under itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from reviewer.ui.dialogs.type_ahead import Row
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.link_button import LinkButton

_ARROW = " ▾"
_ROWS_SHOWN = 12
_WIDTH_EM = 46
_ROW_ROLE = Qt.ItemDataRole.UserRole


class ListLink(LinkButton):
    """Shows what is listed in a word; choosing a row tells its `choice`.

    With a single row to choose, the link itself chooses it.
    """

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._rows: tuple[Row, ...] = ()
        self._current: object = None
        self.list = _PopUp(self)
        self.list.setAccessibleName(name)
        self.list.chosen.connect(self.chosen)
        self.clicked.connect(self._on_clicked)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return self._rows

    def show_rows(self, text: str, rows: Sequence[Row], current: object = None) -> None:
        """Stand for these rows under a text; the row that means `current` is set in bold."""
        self._rows, self._current = tuple(rows), current
        single = len(self._rows) == 1 and self._rows[0].enabled
        self.set_text(text if single or not text else text + _ARROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Down and Enter as well."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_clicked()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        if len(self._rows) == 1 and self._rows[0].enabled:
            self.chosen.emit(self._rows[0].choice)
        elif self._rows:
            self.list.open_below(self, self._rows, self._current)


class _PopUp(QFrame):
    """The rows; Enter or a click chooses one, Esc or a click elsewhere none."""

    chosen = Signal(object)

    def __init__(self, parent: LinkButton) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.rows = QTreeWidget()
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setColumnCount(2)
        self.rows.setHeaderHidden(True)
        self.rows.setRootIsDecorated(False)
        self.rows.setUniformRowHeights(True)
        self.rows.setAllColumnsShowFocus(True)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.rows.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        self.rows.itemActivated.connect(self._choose)
        self.rows.itemClicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # as low as one row
        column.addWidget(self.rows)
        self.setFocusProxy(self.rows)

    def open_below(self, link: LinkButton, rows: Sequence[Row], current: object) -> None:
        """Show rows below a link, inside the screen."""
        self.rows.clear()
        here: QTreeWidgetItem | None = None
        told = self.palette().color(QPalette.ColorRole.PlaceholderText)
        bold = QFont(self.font())
        bold.setBold(True)
        for row in rows:
            item = QTreeWidgetItem([row.text, row.remark])
            item.setData(0, _ROW_ROLE, row)
            item.setToolTip(0, plain_tip(row.text))
            item.setToolTip(1, plain_tip(row.remark))
            if not row.enabled:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                for part in (0, 1):
                    item.setForeground(part, told)
            self.rows.addTopLevelItem(item)
            if row.choice == current and current is not None:
                item.setFont(0, bold)
                here = item
        here = here or self.rows.topLevelItem(0)
        widest = self.rows.sizeHintForColumn(1)
        height = self.rows.sizeHintForRow(0) * min(len(rows), _ROWS_SHOWN) + 4
        screen = link.screen().availableGeometry()
        width = min(_WIDTH_EM * self.fontMetrics().horizontalAdvance("m"), screen.width())
        self.resize(width, height)
        self.rows.header().resizeSection(1, min(widest, width * 3 // 5))
        place = link.mapToGlobal(QPoint(0, link.height()))
        x = max(screen.left(), min(place.x(), screen.right() - width))
        y = place.y()
        if y + height > screen.bottom():
            y = max(screen.top(), place.y() - link.height() - height)
        self.move(x, y)
        self.show()
        self.rows.setFocus(Qt.FocusReason.PopupFocusReason)
        if here is not None:
            self.rows.setCurrentItem(here)
            self.rows.scrollToItem(here, QTreeWidget.ScrollHint.PositionAtCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close without a choice."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        row: Row | None = item.data(0, _ROW_ROLE) if item is not None else None
        if row is not None and row.enabled:
            self.hide()
            self.chosen.emit(row.choice)
