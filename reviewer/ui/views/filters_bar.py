"""What documents must be to stay in the list: buttons with values, and a timeline to brush."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reviewer.corpus import documents
from reviewer.model import Facet, Filters
from reviewer.ui.background import Cancelled
from reviewer.ui.finding import Finding
from reviewer.ui.views.choice_button import ChoiceButton, Values
from reviewer.ui.views.choice_list import Choice
from reviewer.ui.views.date_button import DateButton
from reviewer.ui.views.drop_down import DropDownButton
from reviewer.ui.views.facet_choices import FacetChoices
from reviewer.ui.views.filter_chips import FilterChips
from reviewer.ui.views.timeline import Timeline
from reviewer.ui.workspace import Workspace

COLUMNS = 4
_REDACTION = {True: "With redactions", False: "Without redactions"}
_NOTHING = {
    Facet.STATUS: "There are no documents yet.",
    Facet.TAG: "There are no tags yet. Make one with Ctrl+T.",
    Facet.ENTITY: "No entity is marked yet. Select a name in the text and press E.",
    Facet.ORIGIN: "No document tells its origin.",
    Facet.CLASSIFICATION: "No document is classified.",
    Facet.TYPE: "There are no documents yet.",
}


class FiltersBar(QWidget):
    """Searches anew the moment that a filter is changed; holds no filters itself."""

    total_known = Signal(int)  # how many documents the corpus holds

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self._workspace = workspace
        self._finding = finding
        self.choices = FacetChoices(workspace, finding)
        self.status = self._button("Status", Facet.STATUS)
        self.tag = self._button("Tag", Facet.TAG)
        self.entity = self._button("Entity", Facet.ENTITY)
        self.origin = self._button("Origin", Facet.ORIGIN)
        self.classification = self._button("Class", Facet.CLASSIFICATION)
        self.classification.setAccessibleName("Classification")
        self.date = DateButton(*self._source(Facet.YEAR))
        self.type = self._button("Type", Facet.TYPE)
        self.redaction = ChoiceButton(
            "Redaction",
            lambda: [Choice(value, label) for value, label in _REDACTION.items()],
            lambda value: _REDACTION[bool(value)],
            exclusive=True,
        )
        self._by_facet: dict[Facet, ChoiceButton | DateButton] = {
            Facet.STATUS: self.status,
            Facet.TAG: self.tag,
            Facet.ENTITY: self.entity,
            Facet.ORIGIN: self.origin,
            Facet.CLASSIFICATION: self.classification,
            Facet.YEAR: self.date,
            Facet.TYPE: self.type,
        }
        buttons: list[DropDownButton] = [*self._by_facet.values(), self.redaction]
        self.chips = FilterChips(buttons)
        self.clear = self.chips.clear
        self.timeline = Timeline()
        self._lay_out(buttons)
        self._connect()
        self.show_filters()
        self.reload()

    def _button(self, name: str, facet: Facet) -> ChoiceButton:
        return ChoiceButton(name, *self._source(facet), nothing=_NOTHING[facet])

    def _source(self, facet: Facet) -> tuple[Callable[[], list[Choice]], Callable[[Any], str]]:
        return (
            lambda: self.choices.of(facet),
            lambda value: self.choices.label(facet, value),
        )

    def _lay_out(self, buttons: list[DropDownButton]) -> None:
        grid = QGridLayout()
        grid.setSpacing(3)
        for place, button in enumerate(buttons):
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        for column in range(COLUMNS):  # as wide as the names in it, or the longest would be cut
            widths = [button.least_width for button in buttons[column::COLUMNS]]
            grid.setColumnStretch(column, max(widths))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(grid)
        rows.addWidget(self.chips)
        rows.addWidget(self.timeline)
        for former, latter in pairwise(buttons):
            self.setTabOrder(former, latter)

    def _connect(self) -> None:
        for facet, button in self._by_facet.items():
            button.chosen_changed.connect(
                lambda included, excluded, facet=facet: self._choose(facet, included, excluded)
            )
        self.redaction.chosen_changed.connect(
            lambda included, _excluded: self._set(redacted=next(iter(included), None))
        )
        for dated in (self.date.dates_changed, self.timeline.range_chosen):
            dated.connect(lambda first, last: self._set(date_from=first, date_to=last))
        self.chips.removal_wanted.connect(self._remove)
        self.chips.clear_wanted.connect(self.clear_all)
        self._finding.started.connect(self.show_filters)
        self._finding.facets_changed.connect(self._show_facets)
        self._finding.stale_changed.connect(self.timeline.set_pale)
        self._workspace.tags_changed.connect(self._refresh)
        self._workspace.entities_changed.connect(self._refresh)

    def reload(self) -> None:
        """Count the documents of the corpus again, in the background."""
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> tuple[tuple[str, str] | None, int]:
            with corpus.read() as connection:
                return documents.date_range(connection), documents.document_count(connection)

        def done(known: tuple[tuple[str, str] | None, int]) -> None:
            self.date.set_range(known[0])
            self.total_known.emit(known[1])

        self.choices.forget()
        self._workspace.background.run("filter values", work, done, self._workspace.trouble.emit)

    def clear_all(self) -> None:
        """Let every document stay in the list that the query finds."""
        self._finding.search(filters=Filters())

    def show_filters(self) -> None:
        """Show the filters of the current search."""
        filters = self._finding.filters
        for facet, button in self._by_facet.items():
            button.set_chosen(filters.values(facet), filters.excluded_values(facet))
        self.date.set_dates(filters.date_from, filters.date_to)
        self.timeline.set_range(filters.date_from, filters.date_to)
        redacted = filters.redacted
        none: Values = frozenset()
        self.redaction.set_chosen(none if redacted is None else frozenset({redacted}), none)
        self.chips.refresh()

    def _choose(self, facet: Facet, included: Values, excluded: Values) -> None:
        filters = self._finding.filters.including(facet, included).excluding(facet, excluded)
        self._finding.search(filters=filters)

    def _set(self, **values: Any) -> None:
        self._finding.search(filters=replace(self._finding.filters, **values))

    def _remove(self, button: DropDownButton) -> None:
        if button is self.redaction:
            self._set(redacted=None)
            return
        facet = next(facet for facet, known in self._by_facet.items() if known is button)
        filters = self._finding.filters.including(facet, ()).excluding(facet, ())
        if button is self.date:
            filters = replace(filters, date_from=None, date_to=None)
        self._finding.search(filters=filters)

    def _show_facets(self) -> None:
        self.choices.take_in(self._finding.facets)
        self.timeline.show_months(self._finding.facets.months)
        self._refresh()

    def _refresh(self) -> None:
        """Show names and counts as they are now."""
        for button in self._by_facet.values():
            button.refresh()
        self.chips.refresh()
