"""The filter for dates: years to include or exclude, and a first and a last date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton

from reviewer.model import FacetValue
from reviewer.ui.views.choice_button import ChoicePanel, Values, told
from reviewer.ui.views.choice_list import Choice
from reviewer.ui.views.drop_down import DropDownButton

_PREFIX = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
HINT = "A year, a month or a day: 2005, 2005-06 or 2005-06-30."


def date_problem(text: str) -> str | None:
    """Say why a text is no year, month or day in ISO form; None when it is one, or empty."""
    if not text:
        return None
    match = _PREFIX.fullmatch(text)
    if match is None:
        return f"“{text}” cannot be read as a date. Write {HINT[0].lower()}{HINT[1:]}"
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        dt.date(year, month, day)
    except ValueError:
        return f"There is no such date as {text}. Check the month and the day."
    return None


class DateButton(DropDownButton):
    """Lets her choose years, and write the first and the last date; both ends are included."""

    dates_changed = Signal(object, object)  # ISO prefix or None, twice

    def __init__(
        self, years: Callable[[], list[Choice]], label_of: Callable[[FacetValue], str]
    ) -> None:
        super().__init__("Date")
        self._years = years
        self._label_of = label_of
        self._dates: tuple[str | None, str | None] = (None, None)
        self.choice = ChoicePanel("Year", nothing="No document tells its date.")
        self.chosen_changed = self.choice.chosen_changed
        self.first = QLineEdit()
        self.last = QLineEdit()
        self.problem = QLabel(HINT)
        self.apply = QPushButton("&Apply")
        self.clear = QPushButton("&Clear")
        self._lay_out()
        for line in (self.first, self.last):
            line.returnPressed.connect(self._on_applied)
        self.apply.clicked.connect(self._on_applied)
        self.clear.clicked.connect(self._on_cleared)

    def _lay_out(self) -> None:
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setMinimumWidth(self.fontMetrics().averageCharWidth() * 34)
        for line, name in ((self.first, "First date"), (self.last, "Last date")):
            line.setAccessibleName(name)
            line.setPlaceholderText("YYYY-MM-DD")
        form = QFormLayout(self.panel)
        form.setContentsMargins(6, 6, 6, 6)
        form.addRow(self.choice)
        form.addRow("&From", self.first)
        form.addRow("&To", self.last)
        form.addRow(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.clear)
        buttons.addWidget(self.apply)
        form.addRow(buttons)

    def set_range(self, known: tuple[str, str] | None) -> None:
        """Show the first and the last date that the documents have as examples."""
        first, last = known or ("YYYY-MM-DD", "YYYY-MM-DD")
        self.first.setPlaceholderText(first[:10])
        self.last.setPlaceholderText(last[:10])

    def set_dates(self, first: str | None, last: str | None) -> None:
        """Show dates as chosen, without telling of it."""
        self._dates = (first, last)
        self.first.setText(first or "")
        self.last.setText(last or "")
        self._tell_all()

    def set_chosen(self, included: Values, excluded: Values) -> None:
        """Show years as chosen, without telling of it."""
        self.choice.model.set_chosen(included, excluded)
        self._tell_all()

    def refresh(self) -> None:
        """Take in other counts, if the list is open."""
        if self.panel.isVisible():
            counts = {choice.value: choice.documents for choice in self._years()}
            self.choice.model.set_counts(counts)

    def open_panel(self) -> None:
        """Open with the first date ready to be written."""
        self.problem.setText(HINT)
        self.choice.show_choices(self._years())
        self.choice.list.setCurrentIndex(QModelIndex())  # the keys go to the date
        super().open_panel()
        self.first.setFocus(Qt.FocusReason.PopupFocusReason)
        self.first.selectAll()

    def _tell_all(self) -> None:
        first, last = self._dates
        model = self.choice.model
        parts = [told(model.included, model.excluded, self._label_of)]
        if first and last:
            parts.append(first if first == last else f"{first} to {last}")
        elif first or last:
            parts.append(f"from {first}" if first else f"to {last}")
        self.tell(", ".join(part for part in parts if part))

    def _on_cleared(self) -> None:
        self.first.clear()
        self.last.clear()
        self._on_applied()

    def _on_applied(self) -> None:
        first, last = self.first.text().strip(), self.last.text().strip()
        problem = date_problem(first) or date_problem(last)
        if problem is None and first and last and first > last + "\uffff":
            problem = f"The first date, {first}, is after the last one, {last}. Exchange them."
        if problem is not None:
            self.problem.setText(problem)
            self.panel.adjustSize()
            return
        self.set_dates(first or None, last or None)
        self.panel.hide()
        self.dates_changed.emit(first or None, last or None)
