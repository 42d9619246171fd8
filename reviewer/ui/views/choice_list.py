"""Values to choose from, each included, excluded or neither, with how many documents have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from reviewer.model import FacetValue
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.choice_rows import ChoiceDelegate, Look, in_minus, row_height

_MAX_LABEL_CP = 200
LOOK_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class Choice(NamedTuple):
    """A value to choose, how it reads, how many documents have it, and its colour if any."""

    value: FacetValue
    label: str
    documents: int | None = None
    colour: str | None = None


class ChoicesModel(QAbstractTableModel):
    """The values that hold what was typed; 10,000 of them open at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.included: frozenset[FacetValue] = frozenset()
        self.excluded: frozenset[FacetValue] = frozenset()
        self._all: list[Choice] = []
        self._keys: list[str] | None = None
        self._shown: list[Choice] = []

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show other values, in this order."""
        self.beginResetModel()
        self._all = self._shown = list(choices)
        self._keys = None
        self.endResetModel()

    def set_counts(self, counts: Mapping[FacetValue, int | None]) -> None:
        """Show other counts; the order stays, so that no row moves from under the mouse."""
        self._all = [choice._replace(documents=counts.get(choice.value, 0)) for choice in self._all]
        shown = {choice.value for choice in self._shown}
        self._shown = [choice for choice in self._all if choice.value in shown]
        self._tell_all()

    def set_chosen(self, included: frozenset[FacetValue], excluded: frozenset[FacetValue]) -> None:
        """Show values as included and excluded."""
        self.included, self.excluded = included, excluded
        self._tell_all()

    def find(self, typed: str) -> None:
        """Show only the values that hold every word of a text."""
        if self._keys is None:
            self._keys = [choice.label.casefold() for choice in self._all]
        found = list(zip(self._all, self._keys, strict=True))
        for word in typed.casefold().split():
            found = [pair for pair in found if word in pair[1]]
        self.beginResetModel()
        self._shown = [choice for choice, _key in found]
        self.endResetModel()

    def value_at(self, index: Index) -> FacetValue:
        """Return the value of a row."""
        return self._shown[index.row()].value

    def row_of(self, value: FacetValue) -> int | None:
        """Return the row of a value, or None when it is not shown."""
        rows = (row for row, choice in enumerate(self._shown) if choice.value == value)
        return next(rows, None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of values shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the one column."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return how a row looks, or what it says in words."""
        choice = self._shown[index.row()]
        if role == LOOK_ROLE:
            return Look(
                _pressed(choice.label),
                "" if choice.documents is None else f"{choice.documents:,}",
                choice.colour,
                choice.value in self.included,
                choice.value in self.excluded,
                faint=choice.documents == 0,
            )
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(choice)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._spoken(choice))
        return None

    def _spoken(self, choice: Choice) -> str:
        counted = [] if choice.documents is None else [f"{choice.documents:,}"]
        included = ["included"] if choice.value in self.included else []
        excluded = ["excluded"] if choice.value in self.excluded else []
        return ", ".join([_pressed(choice.label), *counted, *included, *excluded])

    def _tell_all(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))


class ChoiceList(QTableView):
    """Asks to include a value on a click, Space or Enter, to exclude it on its minus sign.

    A right click and the minus key exclude as well. It is a table of one column because a list
    view would measure all its rows.
    """

    include_wanted = Signal(QModelIndex)
    exclude_wanted = Signal(QModelIndex)
    text_typed = Signal(str)  # to find a value by
    left_upwards = Signal()

    def __init__(self, model: ChoicesModel, *, excludes: bool) -> None:
        super().__init__()
        self._excludes = excludes
        self.setModel(model)
        self.setItemDelegate(ChoiceDelegate(self, LOOK_ROLE, excludes=excludes))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Include or exclude what was clicked."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if not index.isValid() or index != self.currentIndex():
            return
        on_minus = in_minus(self.visualRect(index), place)
        if self._excludes and (event.button() == Qt.MouseButton.RightButton or on_minus):
            self.exclude_wanted.emit(index)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.include_wanted.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Include, exclude, leave upwards, or hand on what is typed to find a value."""
        index, key = self.currentIndex(), event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if index.isValid():
                self.include_wanted.emit(index)
        elif key == Qt.Key.Key_Minus:
            if index.isValid() and self._excludes:
                self.exclude_wanted.emit(index)
        elif key == Qt.Key.Key_Up and index.row() <= 0:
            self.left_upwards.emit()
        elif event.text().isalnum():
            self.text_typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: what is typed goes to the field above."""


def _pressed(label: str) -> str:
    return " ".join(label[:_MAX_LABEL_CP].split())
