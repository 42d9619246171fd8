"""The table of a concordance: hits under each other, their contexts at their sides."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from reviewer.review.lines import LineOrder, Rows
from reviewer.ui.dialogs.form import outline_boxes
from reviewer.ui.models.concordance_model import Column, ConcordanceModel
from reviewer.ui.theme import tint
from reviewer.ui.views.text_paint import HIT_COLOUR

ORDER_OF_COLUMN = {
    Column.DOCUMENT: LineOrder.TITLE,
    Column.DATE: LineOrder.DATE,
    Column.LEFT: LineOrder.LEFT,
    Column.HIT: LineOrder.HIT,
    Column.RIGHT: LineOrder.RIGHT,
}
_Flag = Qt.AlignmentFlag
_State = QStyle.StateFlag
# Made once: to join flags takes Python as long as to draw a word.
_CENTRED = _Flag.AlignHCenter | _Flag.AlignVCenter
_ON_THE_LEFT = _Flag.AlignLeft | _Flag.AlignVCenter | _Flag.AlignAbsolute
_ON_THE_RIGHT = _Flag.AlignRight | _Flag.AlignVCenter | _Flag.AlignAbsolute
_TEXT = QStyleOptionViewItem.ViewItemFeature.HasDisplay
_TICKABLE = _TEXT | QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
_TICKED = Qt.CheckState.Checked
_SAMPLE_ROWS = 200
_SHOWN_CP = 400  # more than the widest screen has room for


class ConcordanceView(QTableView):
    """Lines to look through, to accept with the space bar, and to open with Enter."""

    place_wanted = Signal(object, object)  # document id, Span
    order_wanted = Signal(object)  # a LineOrder

    def __init__(self, model: ConcordanceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.lines = model
        self._measured_rows = 0
        self.setAccessibleName("Concordance lines")
        self.setItemDelegate(LineDelegate(model, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        outline_boxes(self)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().lineSpacing() + 8)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        # One that never selects: else Qt asks of every row whether a whole column is selected.
        columns.setSelectionModel(QItemSelectionModel(model, self))
        columns.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 6)
        columns.setSectionsClickable(True)
        columns.setSortIndicatorShown(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in (Column.LEFT, Column.RIGHT):
            columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        columns.sectionClicked.connect(
            lambda column: self.order_wanted.emit(ORDER_OF_COLUMN[Column(column)])
        )
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        model.rowsInserted.connect(self._measure_hits)

    def show_order(self, order: LineOrder, descending: bool) -> None:
        """Show over its column what the lines are sorted by."""
        columns = self.horizontalHeader()
        shown = [column for column, one in ORDER_OF_COLUMN.items() if one is order]
        columns.setSortIndicatorShown(bool(shown))
        # Qt draws an arrow that points down for ascending, as most desktops do.
        direction = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        columns.setSortIndicator(shown[0] if shown else -1, direction)

    def current_number(self) -> int | None:
        """Return the number of the line that she is at."""
        row = self.currentIndex().row()
        return self.lines.number(row) if row >= 0 else None

    def go_to(self, number: int | None) -> None:
        """Make a line current again, or the first one when it is not shown."""
        row = None if number is None else self.lines.row_of(number)
        if row is None:
            self.scrollToTop()
        else:
            self.setCurrentIndex(self.lines.index(row, Column.HIT))

    def toggle_selected(self) -> None:
        """Reject the selected lines, or accept them when none of them is accepted."""
        rows = self._selected_rows()
        if len(rows):
            self.lines.set_accepted(rows, not self.lines.any_accepted(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let space accept or reject and Enter open."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space:
            self.toggle_selected()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width: the contexts get what document, date and hit leave."""
        super().resizeEvent(event)
        self._measure_columns()

    def _open(self, row: int) -> None:
        if row >= 0:
            self.place_wanted.emit(*self.lines.place(row))

    def _selected_rows(self) -> Rows:
        selection = self.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        rows = [np.arange(one.top(), one.bottom() + 1, dtype=np.int64) for one in ranges]
        return np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)

    def _measure_hits(self) -> None:
        if self._measured_rows < _SAMPLE_ROWS:
            self._measure_columns()

    def _measure_columns(self) -> None:
        """Give hit, date and document the room that they need, but never too much."""
        room = self.viewport().width()
        unit = self.fontMetrics().averageCharWidth()
        self._measured_rows = min(self.lines.rowCount(), _SAMPLE_ROWS)
        metrics = QFontMetrics(hit_font(self.font()))
        hits = (self.lines.part(row, Column.HIT)[0][:60] for row in range(self._measured_rows))
        widest = max(map(metrics.horizontalAdvance, hits), default=10 * unit)
        date = metrics.horizontalAdvance("2005-06-30") + 3 * unit
        self.setColumnWidth(Column.HIT, min(widest + 3 * unit, room // 4))
        self.setColumnWidth(Column.DATE, min(date, room // 6))
        self.setColumnWidth(Column.DOCUMENT, min(44 * unit, room // 6))


class LineDelegate(QStyledItemDelegate):
    """Aligns the contexts on the hit, cuts them at their far ends, and makes the hit stand out."""

    def __init__(self, model: ConcordanceModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Style one cell, without asking the model for what it has not, as Qt would.

        A screen has hundreds of cells; what the view has set already is left as it is.
        """
        model = self._model
        row, column = index.row(), index.column()
        accepted = model.is_accepted(row)
        if not accepted or column == Column.DATE:
            role = QPalette.ColorRole
            option.palette.setColor(role.Text, option.palette.color(role.PlaceholderText))
        if column <= Column.DATE:
            text = " ".join(model.data(index).split())
            option.text = text[:10] if column == Column.DATE else text  # the tip tells the time
            if column == Column.DOCUMENT:
                option.features |= _TICKABLE
                option.checkState = _TICKED if accepted else Qt.CheckState.Unchecked
                option.state |= _State.State_On if accepted else _State.State_Off
            else:
                option.features |= _TEXT
            return
        option.features |= _TEXT
        text, rightwards = model.part(row, column)
        if rightwards:
            option.direction = Qt.LayoutDirection.RightToLeft
        if column == Column.HIT:
            option.displayAlignment = _CENTRED
            option.font = hit_font(option.font)
            option.text = text[:_SHOWN_CP]
            if accepted and not option.state & _State.State_Selected:
                option.backgroundBrush = QBrush(tint(HIT_COLOUR, option.palette))
            return
        option.text = text
        option.displayAlignment = _ON_THE_LEFT if column == Column.RIGHT else _ON_THE_RIGHT
        if column == (Column.RIGHT if rightwards else Column.LEFT):
            option.textElideMode = Qt.TextElideMode.ElideLeft

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Accept or reject a line when its box is clicked.

        The model does not say that it can be ticked: Qt would ask for each of 250,000 rows when
        all are selected.
        """
        if index.column() != Column.DOCUMENT or not isinstance(event, QMouseEvent):
            return False
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        box = option.widget.style().subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, cell, option.widget
        )
        if event.button() is not Qt.MouseButton.LeftButton or not box.contains(
            event.position().toPoint()
        ):
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            assert isinstance(model, ConcordanceModel)
            model.set_accepted(np.array([index.row()]), not model.is_accepted(index.row()))
        return True  # a press on the box selects nothing else


def hit_font(font: QFont) -> QFont:
    """Return the font that hits are written in."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
