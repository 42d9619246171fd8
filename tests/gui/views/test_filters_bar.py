"""Filters: every value is included, excluded or neither, with counts that follow the results."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer.model import Facet, Filters, Status
from reviewer.review.documents import set_status
from reviewer.settings import Settings
from reviewer.ui.finding import Finding
from reviewer.ui.views.choice_button import ChoiceButton
from reviewer.ui.views.choice_list import LOOK_ROLE, Choice
from reviewer.ui.views.choice_rows import Look
from reviewer.ui.views.documents_pane import DocumentsPane
from reviewer.ui.views.filters_bar import FiltersBar
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus

ORIGINS = ["Velmora", "Lisse", "Velmora", None, "Karsk", "Velmora"]
DATES = ["2005-06-14", "2005-07-01", "2006-01-02", None, "2004-12-31", "2005-06-20"]


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    texts = [f"Report {number}." for number in range(len(ORIGINS))]
    held = Workspace(make_corpus(tmp_path / "Cables", texts, origin=ORIGINS, date=DATES))
    yield held
    held.close()


@pytest.fixture
def finding(workspace: Workspace) -> Finding:
    return Finding(workspace)


@pytest.fixture
def bar(workspace: Workspace, finding: Finding, qtbot: QtBot) -> Iterator[FiltersBar]:
    pane = DocumentsPane(workspace, finding, Settings())
    qtbot.addWidget(pane)
    pane.resize(300, 700)
    with qtbot.waitExposed(pane):
        pane.show()
    with qtbot.waitSignal(finding.facets_changed):
        finding.search()
    yield pane.filters
    workspace.background.close()  # what is still read must not come back to a pane that is gone


def looks(button: ChoiceButton) -> dict[str, Look]:
    model = button.model
    found = [model.data(model.index(row, 0), LOOK_ROLE) for row in range(model.rowCount())]
    return {look.label: look for look in found}


def click(button: ChoiceButton, label: str, *, on_minus: bool = False, right: bool = False) -> None:
    row = list(looks(button)).index(label)
    box = button.list.visualRect(button.model.index(row, 0))
    place = QPoint(box.right() - 5, box.center().y()) if on_minus else box.center()
    which = Qt.MouseButton.RightButton if right else Qt.MouseButton.LeftButton
    QTest.mouseClick(button.list.viewport(), which, pos=place)


def test_values_stand_by_how_many_documents_have_them(bar: FiltersBar) -> None:
    bar.origin.open_panel()
    assert [(look.label, look.number) for look in looks(bar.origin).values()] == [
        ("Velmora", "3"),
        ("(none)", "1"),
        ("Karsk", "1"),
        ("Lisse", "1"),
    ]


def test_a_click_includes_and_the_minus_sign_or_a_right_click_excludes(
    bar: FiltersBar, finding: Finding, qtbot: QtBot
) -> None:
    button = bar.origin
    button.open_panel()
    with qtbot.waitSignal(finding.facets_changed):
        click(button, "Velmora")
    assert finding.results.ids.tolist() == [1, 3, 6]
    assert button.told == "Origin: Velmora"
    with qtbot.waitSignal(finding.facets_changed):
        click(button, "Velmora", on_minus=True)
    assert finding.results.ids.tolist() == [2, 4, 5]
    assert button.told == "Origin: not Velmora"
    with qtbot.waitSignal(finding.facets_changed):
        click(button, "Karsk", right=True)
    assert finding.results.ids.tolist() == [2, 4]
    assert button.told == "Origin: not Karsk, not Velmora"
    with qtbot.waitSignal(finding.facets_changed):
        click(button, "Karsk", right=True)
    assert finding.results.ids.tolist() == [2, 4, 5]


def test_a_value_is_included_and_excluded_by_keys_and_heard_to_be(
    bar: FiltersBar, finding: Finding, qtbot: QtBot
) -> None:
    button = bar.status
    QTest.keyClick(button, Qt.Key.Key_Down)
    with qtbot.waitSignal(finding.facets_changed):
        QTest.keyClick(button.list, Qt.Key.Key_Minus)
    assert finding.filters.excluded_values(Facet.STATUS) == {Status.UNREVIEWED}
    assert finding.results.total == 0
    row = button.model.index(0, 0)
    assert button.model.data(row, Qt.ItemDataRole.AccessibleTextRole).endswith("excluded")
    with qtbot.waitSignal(finding.facets_changed):
        QTest.keyClick(button.list, Qt.Key.Key_Space)
    assert finding.filters.excluded == frozenset()
    assert finding.results.total == len(ORIGINS)
    assert button.model.data(row, Qt.ItemDataRole.AccessibleTextRole).endswith("included")


def test_counts_in_an_open_list_follow_and_no_row_moves(
    bar: FiltersBar, finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    bar.origin.open_panel()
    before = list(looks(bar.origin))
    with qtbot.waitSignal(finding.facets_changed):
        finding.search(filters=Filters(date_from="2005-07"))
    assert list(looks(bar.origin)) == before
    assert [look.number for look in looks(bar.origin).values()] == ["1", "0", "0", "1"]
    bar.status.open_panel()
    with qtbot.waitSignal(finding.facets_changed):
        workspace.perform(set_status, [2], Status.REVIEWED)
    assert looks(bar.status)["Reviewed"].number == "1"


def test_what_is_filtered_is_removed_line_by_line_or_all_at_once(
    bar: FiltersBar, finding: Finding, qtbot: QtBot
) -> None:
    assert not bar.chips.isVisible()
    filters = Filters(date_from="2005").including(Facet.ORIGIN, {"Velmora"})
    filters = filters.excluding(Facet.YEAR, {"2006"})
    with qtbot.waitSignal(finding.facets_changed):
        finding.search(filters=filters)
    assert finding.results.ids.tolist() == [1, 6]
    assert bar.chips.chip(bar.date).label.text() == "Date: not 2006, from 2005"
    assert bar.clear.isVisible()
    with qtbot.waitSignal(finding.facets_changed):
        QTest.keyClick(bar.chips.chip(bar.date).cross, Qt.Key.Key_Space)
    assert finding.filters == Filters().including(Facet.ORIGIN, {"Velmora"})
    assert not bar.chips.chip(bar.date).isVisible()
    with qtbot.waitSignal(finding.facets_changed):
        bar.clear.click()
    assert finding.filters.is_empty
    assert not bar.chips.isVisible()


def test_brushing_the_timeline_filters_and_keeps_the_months_around(
    bar: FiltersBar, finding: Finding, qtbot: QtBot
) -> None:
    months = len(bar.timeline.bins)
    with qtbot.waitSignal(finding.facets_changed):
        bar.timeline.range_chosen.emit("2005-06", "2005-07")
    assert finding.results.ids.tolist() == [1, 2, 6]
    assert bar.date.told == "Date: 2005-06 to 2005-07"
    assert len(bar.timeline.bins) == months
    assert bar.timeline.brush == (6, 7)


def test_many_values_are_told_by_their_number(bar: FiltersBar, finding: Finding) -> None:
    finding.search(
        filters=Filters().including(Facet.YEAR, [str(year) for year in range(1980, 2010)])
    )
    assert bar.date.told == "Date: 30 values"


@pytest.fixture
def entities(qtbot: QtBot) -> Iterator[ChoiceButton]:
    """Give a button with 10,000 names to choose from."""
    choices = [Choice(n, f"Person {n} of Karsk", n % 90, "#5fb236") for n in range(10_000)]
    window = QWidget()
    qtbot.addWidget(window)
    button = ChoiceButton("Entity", lambda: choices, lambda value: f"Person {value} of Karsk")
    button.setParent(window)
    window.show()
    yield button
    window.hide()


def test_ten_thousand_values_open_at_once_and_are_found_by_typing(
    entities: ChoiceButton, qtbot: QtBot
) -> None:
    entities.open_panel()  # the first time makes the window
    entities.panel.hide()
    started = time.perf_counter()
    entities.open_panel()
    entities.list.viewport().repaint()
    assert time.perf_counter() - started < 0.1
    assert entities.model.rowCount() == 10_000
    QTest.keyClicks(entities.choice.typed, "karsk 4711")
    assert list(looks(entities)) == ["Person 4711 of Karsk"]
    with qtbot.waitSignal(entities.chosen_changed) as told:
        QTest.keyClick(entities.choice.typed, Qt.Key.Key_Return)
    assert told.args == [frozenset({4711}), frozenset()]


def test_space_and_minus_choose_from_the_field_too_while_it_is_empty(
    entities: ChoiceButton,
) -> None:
    entities.open_panel()
    first = entities.model.value_at(entities.list.currentIndex())
    QTest.keyClick(entities.choice.typed, Qt.Key.Key_Space)
    assert entities.model.included == {first}
    QTest.keyClick(entities.choice.typed, Qt.Key.Key_Minus)
    assert not entities.model.included
    assert entities.model.excluded == {first}
    QTest.keyClicks(entities.choice.typed, "karsk 4711 -")
    assert entities.choice.typed.text() == "karsk 4711 -"
    assert entities.model.excluded == {first}


def test_chosen_values_stand_first_in_a_long_list(entities: ChoiceButton) -> None:
    entities.set_chosen(frozenset({4711}), frozenset({9999}))
    entities.open_panel()
    assert list(looks(entities))[:2] == ["Person 4711 of Karsk", "Person 9999 of Karsk"]
