"""A button that opens a list of values to choose from, with counts and a field to find them by."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from reviewer.model import FacetValue
from reviewer.ui.views.choice_list import LOOK_ROLE, Choice, ChoiceList, ChoicesModel
from reviewer.ui.views.choice_rows import row_height, row_width
from reviewer.ui.views.drop_down import DropDownButton

FIND_FROM = 10  # so many values need a field to find one by
ROWS_SHOWN = 14
_MEASURED = 200  # rows whose width decides that of the list
_NAMED = 12  # values that are told by name; of more the number
_HINT = "A click or Space includes, − or a right click excludes"

Values = frozenset[FacetValue]


class ChoicePanel(QWidget):
    """The field, the list and a sentence for when it is empty; tells what she chose.

    With `exclusive` at most one value is chosen and none excluded.
    """

    chosen_changed = Signal(object, object)  # the values included and excluded, as frozensets

    def __init__(self, name: str, *, exclusive: bool = False, nothing: str = "") -> None:
        super().__init__()
        self._exclusive = exclusive
        self.model = ChoicesModel(self)
        self.typed = QLineEdit()
        self.list = ChoiceList(self.model, excludes=not exclusive)
        self._nothing = QLabel(nothing)
        self._hint = QLabel(_HINT)
        self._lay_out(name)
        self.typed.textChanged.connect(self._on_typed)
        self.typed.installEventFilter(self)
        self.typed.returnPressed.connect(lambda: self._include(self.list.currentIndex()))
        self.list.include_wanted.connect(self._include)
        self.list.exclude_wanted.connect(self._exclude)
        self.list.text_typed.connect(self._on_text_typed)
        self.list.left_upwards.connect(self._on_left_upwards)

    def _lay_out(self, name: str) -> None:
        self.typed.setPlaceholderText("Type to find")
        self.typed.setAccessibleName(f"Find in {name}")
        self.typed.setClearButtonEnabled(True)
        self.list.setAccessibleName(name)
        self._nothing.setWordWrap(True)
        self._hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.typed, self.list, self._hint, self._nothing):
            column.addWidget(widget)

    def show_choices(self, choices: list[Choice]) -> None:
        """Offer values, ready to choose; a long list with a field to find one by."""
        long = len(choices) >= FIND_FROM
        if long:
            chosen = self.model.included | self.model.excluded
            choices = sorted(choices, key=lambda choice: choice.value not in chosen)
        self.typed.clear()
        self.model.set_choices(choices)
        self.typed.setVisible(long)
        self.list.setVisible(bool(choices))
        self._hint.setVisible(bool(choices) and not self._exclusive)
        self._nothing.setVisible(not choices)
        self._fit_list()
        if choices:
            self.list.setCurrentIndex(self.model.index(0, 0))
            self.list.scrollToTop()

    def take_focus(self) -> None:
        """Go to the field, or to the list when there is none."""
        target = self.typed if self.typed.isVisibleTo(self) else self.list
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Space and the minus key choose while the field is empty, as they do in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            index = self.list.currentIndex()
            if not self.typed.text() and event.key() == Qt.Key.Key_Space:
                self._include(index)
                return True
            if not self.typed.text() and event.key() == Qt.Key.Key_Minus and not self._exclusive:
                self._exclude(index)
                return True
        return super().eventFilter(watched, event)

    def _fit_list(self) -> None:
        metrics, rows = self.fontMetrics(), self.model.rowCount()
        looks = (
            self.model.data(self.model.index(row, 0), LOOK_ROLE)
            for row in range(min(rows, _MEASURED))
        )
        widest = max((row_width(self, look) for look in looks), default=0)
        bar = self.list.verticalScrollBar().sizeHint().width() if rows > ROWS_SHOWN else 0
        width = min(widest + bar, metrics.averageCharWidth() * 60)
        width = max(width, metrics.averageCharWidth() * 34)
        self.list.setFixedSize(width, row_height(self) * min(rows, ROWS_SHOWN))
        self._hint.setFixedWidth(width)
        self._nothing.setFixedWidth(width)

    def _on_typed(self, text: str) -> None:
        self.model.find(text)
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))

    def _on_text_typed(self, text: str) -> None:
        if self.typed.isVisible():
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
            self.typed.insert(text)

    def _on_left_upwards(self) -> None:
        if self.typed.isVisible():
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _include(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        value, included = self.model.value_at(index), self.model.included
        others: Values = frozenset() if self._exclusive else included - {value}
        chosen = others if value in included else others | {value}
        self._choose(chosen, self.model.excluded - {value})

    def _exclude(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        value, excluded = self.model.value_at(index), self.model.excluded
        chosen = excluded - {value} if value in excluded else excluded | {value}
        self._choose(self.model.included - {value}, chosen)

    def _choose(self, included: Values, excluded: Values) -> None:
        self.model.set_chosen(included, excluded)
        self.chosen_changed.emit(included, excluded)


class ChoiceButton(DropDownButton):
    """Chooses values of one facet; what can be chosen is asked for when it opens."""

    def __init__(
        self,
        name: str,
        choices: Callable[[], list[Choice]],
        label_of: Callable[[FacetValue], str],
        *,
        exclusive: bool = False,
        nothing: str = "",
    ) -> None:
        super().__init__(name)
        self._choices = choices
        self._label_of = label_of
        self.choice = ChoicePanel(name, exclusive=exclusive, nothing=nothing)
        self.chosen_changed = self.choice.chosen_changed
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.choice)

    @property
    def model(self) -> ChoicesModel:
        """The values in the list."""
        return self.choice.model

    @property
    def list(self) -> ChoiceList:
        """The list itself."""
        return self.choice.list

    def set_chosen(self, included: Values, excluded: Values) -> None:
        """Show values as chosen, without telling of it."""
        self.model.set_chosen(included, excluded)
        self.tell(told(included, excluded, self._label_of))

    def refresh(self) -> None:
        """Take in other counts and names, if the list is open."""
        self.set_chosen(self.model.included, self.model.excluded)
        if not self.panel.isVisible():
            return
        choices = self._choices()
        if self.model.rowCount() or self.choice.typed.text():
            self.model.set_counts({choice.value: choice.documents for choice in choices})
        else:
            self.choice.show_choices(choices)

    def open_panel(self) -> None:
        """Open with the values as they are now."""
        self.choice.show_choices(self._choices())
        super().open_panel()
        self.choice.take_focus()


def told(included: Values, excluded: Values, label_of: Callable[[FacetValue], str]) -> str:
    """Say what is chosen, such as “Moscow, Oslo, not Paris”."""
    parts = _named(included, label_of) + [f"not {name}" for name in _named(excluded, label_of)]
    return ", ".join(parts)


def _named(values: Values, label_of: Callable[[FacetValue], str]) -> list[str]:
    if len(values) > _NAMED:
        return [f"{len(values):,} values"]
    return sorted(label_of(value) for value in values)
