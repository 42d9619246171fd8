"""A button that opens a list of values to choose from, with counts and a field to find them by."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer.ui.theme import ink
from reviewer.ui.tooltips import plain_tip

FIND_FROM = 10  # so many values need a field to find one by
ROWS_SHOWN = 14
_ARROW = " ▾"
_MAX_LABEL_CP = 200

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose, how it reads, how many documents have it, and its colour if any."""

    value: Hashable
    label: str
    count: int | None = None
    colour: str | None = None


class DropDownButton(QPushButton):
    """A button that tells what is chosen, cut to its width, and opens a panel under it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._whole = self._short = name
        self.panel = _Panel(self)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.tell("")
        self.clicked.connect(self.open_panel)

    def tell(self, chosen: str, count: int = 1) -> None:
        """Show what is chosen, in bold, or only the name; of several their number."""
        self._whole = self._short = self._name
        if count > 1:
            self._whole = self._short = f"{self._name} ({count:,})"
        elif chosen:
            self._whole, self._short = f"{self._name}: {chosen}", chosen
        font = QFont(self.font())
        font.setBold(bool(chosen))
        self.setFont(font)
        name = self.accessibleName()
        self.setToolTip(plain_tip(f"{name}: {chosen}" if chosen else name))
        self.setAccessibleDescription(chosen)
        self._elide()

    @property
    def told(self) -> str:
        """The whole text, however much of it there is room for."""
        return self._whole

    def open_panel(self) -> None:
        """Show the panel below the button, inside the screen."""
        self.panel.adjustSize()
        place = self.mapToGlobal(QPoint(0, self.height()))
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(place.x(), screen.right() - self.panel.width()))
        y = place.y()
        if y + self.panel.height() > screen.bottom():
            y = max(screen.top(), place.y() - self.height() - self.panel.height())
        self.panel.move(x, y)
        self.panel.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Down as well, as drop-downs do."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_panel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew for another width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(_ARROW) - 12
        fits = metrics.horizontalAdvance(self._whole) <= room
        text = self._whole if fits else self._short
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&") + _ARROW)


class _Panel(QFrame):
    """Closes on Esc, or on a click outside, and goes on from a field with Down."""

    def __init__(self, button: DropDownButton) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Raised)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class ChoiceButton(DropDownButton):
    """Chooses any number of values, or with `exclusive` at most one."""

    chosen_changed = Signal(object)  # frozenset of values

    def __init__(self, name: str, *, exclusive: bool = False, nothing: str = "") -> None:
        super().__init__(name)
        self._exclusive = exclusive
        self._choices: list[Choice] = []
        self.model = _ChoicesModel(self.panel)
        self.typed = QLineEdit()
        self.list = _CheckList(self.model)
        self._nothing = QLabel(nothing)
        self._lay_out(name)
        self.typed.textChanged.connect(self.model.find)
        self.list.toggle_wanted.connect(self._on_toggle_wanted)

    def _lay_out(self, name: str) -> None:
        self.typed.setPlaceholderText("Type to find")
        self.typed.setAccessibleName(f"Find in {name}")
        self.typed.setClearButtonEnabled(True)
        self.list.setAccessibleName(name)
        self._nothing.setWordWrap(True)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.typed)
        column.addWidget(self.list)
        column.addWidget(self._nothing)

    @property
    def chosen(self) -> frozenset[Any]:
        """The chosen values."""
        return frozenset(self.model.chosen)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other values; chosen ones stay chosen."""
        self._choices = list(choices)
        self.model.set_choices(self._choices)
        self.model.find(self.typed.text())
        self.set_chosen(self.chosen)

    def set_chosen(self, values: frozenset[Any]) -> None:
        """Show values as chosen, without telling of it."""
        self.model.set_chosen(set(values))
        labels = [choice.label for choice in self._choices if choice.value in values]
        self.tell(", ".join(labels), len(values))

    def open_panel(self) -> None:
        """Open ready to choose; a long list with the chosen values first and a field to type in."""
        self.typed.clear()
        long = len(self._choices) >= FIND_FROM
        if long:
            self.model.chosen_first()
        self.typed.setVisible(long)
        self.list.setVisible(bool(self._choices))
        self._nothing.setVisible(not self._choices)
        self._fit_list()
        self.list.outline_boxes()
        super().open_panel()
        (self.typed if long else self.list).setFocus(Qt.FocusReason.PopupFocusReason)
        if self._choices:
            self.list.setCurrentIndex(self.model.index(0))

    def _fit_list(self) -> None:
        metrics = self.fontMetrics()
        widest = max(
            (metrics.horizontalAdvance(self.model.text_of(some)) for some in self._choices[:500]),
            default=0,
        )
        width = min(widest + 60, metrics.averageCharWidth() * 60)
        rows = min(len(self._choices), ROWS_SHOWN)
        self.list.setFixedSize(
            max(width, metrics.averageCharWidth() * 28), self.list.row_height() * rows + 4
        )
        self._nothing.setFixedWidth(metrics.averageCharWidth() * 32)

    def _on_toggle_wanted(self, index: QModelIndex) -> None:
        value = self.model.value_at(index)
        chosen = set(self.model.chosen)
        if value in chosen:
            chosen.remove(value)
        elif self._exclusive:
            chosen = {value}
        else:
            chosen.add(value)
        self.set_chosen(frozenset(chosen))
        self.chosen_changed.emit(self.chosen)


class _ChoicesModel(QAbstractListModel):
    """The values that hold what was typed, with a check box each."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._palette_of = parent
        self.chosen: set[Hashable] = set()
        self._all: list[Choice] = []
        self._shown: list[Choice] = []

    def set_choices(self, choices: list[Choice]) -> None:
        self.beginResetModel()
        self._all, self._shown = choices, choices
        self.endResetModel()

    def set_chosen(self, values: set[Hashable]) -> None:
        self.chosen = values
        if self._shown:
            last = self.index(len(self._shown) - 1)
            self.dataChanged.emit(self.index(0), last, [Qt.ItemDataRole.CheckStateRole])

    def chosen_first(self) -> None:
        self.beginResetModel()
        self._all = sorted(self._all, key=lambda choice: choice.value not in self.chosen)
        self._shown = self._all
        self.endResetModel()

    def find(self, typed: str) -> None:
        wanted = typed.casefold().split()
        self.beginResetModel()
        self._shown = [
            choice
            for choice in self._all
            if all(word in choice.label.casefold() for word in wanted)
        ]
        self.endResetModel()

    def value_at(self, index: QModelIndex) -> Hashable:
        return self._shown[index.row()].value

    @staticmethod
    def text_of(choice: Choice) -> str:
        label = " ".join(choice.label[:_MAX_LABEL_CP].split())
        return label if choice.count is None else f"{label}  ({choice.count:,})"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        choice = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_of(choice)
        if role == Qt.ItemDataRole.CheckStateRole:
            checked = choice.value in self.chosen
            return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(choice.label)
        if role == Qt.ItemDataRole.DecorationRole and choice.colour is not None:
            return _swatch(choice.colour, self._palette_of)
        return None


class _CheckList(QListView):
    """Toggles a value on a click, Space or Enter."""

    toggle_wanted = Signal(QModelIndex)

    def __init__(self, model: _ChoicesModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.toggle_wanted)

    def outline_boxes(self) -> None:
        """Take care that empty boxes can be seen: Fusion draws them darker than the window."""
        palette = QPalette()
        grey = palette.color(QPalette.ColorRole.PlaceholderText)
        palette.setColor(QPalette.ColorRole.Window, grey.lighter(130))
        self.setPalette(palette)

    def row_height(self) -> int:
        return max(self.sizeHintForRow(0), self.fontMetrics().lineSpacing() + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        toggles = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in toggles and self.currentIndex().isValid():
            self.toggle_wanted.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _swatch(colour: str, widget: QWidget) -> QColor | QPixmap:
    side = widget.fontMetrics().ascent()
    pixmap = QPixmap(side, side)
    pixmap.fill(ink(colour, widget.palette()) if QColor(colour).isValid() else QPalette().mid())
    return pixmap
