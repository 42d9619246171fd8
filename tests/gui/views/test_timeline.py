"""The timeline: months that are brushed with the mouse or by keys become a range of dates."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer.search.nodes import DateRange
from reviewer.ui.views.timeline import Timeline
from reviewer.ui.views.timeline_bins import lay_out

MONTHS = (("2004-11", 4), ("2005-02", 1), ("2005-06", 12), ("2006-01", 3))
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = Timeline()
    made.setParent(holder)
    holder.resize(300, 60)
    made.resize(300, made.sizeHint().height())
    made.show_months(MONTHS)
    holder.show()
    yield made
    holder.hide()


def place(timeline: Timeline, prefix: str) -> QPoint:
    """Return the middle of a month's bar."""
    number = timeline.bins.place_of(prefix, last=False)
    return QPoint(int((number + 0.5) * timeline.width() / len(timeline.bins)), 10)


def test_brushing_over_months_tells_the_first_and_the_last(
    timeline: Timeline, qtbot: QtBot
) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(timeline, left, pos=place(timeline, "2005-08"))
    QTest.mouseMove(timeline, place(timeline, "2005-02"))
    with qtbot.waitSignal(timeline.range_chosen) as told:
        QTest.mouseRelease(timeline, left, pos=place(timeline, "2005-02"))
    assert told.args == ["2005-02", "2005-08"]
    assert "February 2005 to August 2005: 13 documents" in timeline.accessibleDescription()
    with qtbot.waitSignal(timeline.range_chosen) as told:
        QTest.mouseDClick(timeline, left, pos=place(timeline, "2005-03"))
    assert told.args == [None, None]


def test_an_edge_of_the_brush_can_be_moved(timeline: Timeline, qtbot: QtBot) -> None:
    left = Qt.MouseButton.LeftButton
    timeline.set_range("2005-02", "2005-04")
    edge = QPoint(int(6 * timeline.width() / len(timeline.bins)), 10)  # where April ends
    QTest.mousePress(timeline, left, pos=edge)
    QTest.mouseMove(timeline, place(timeline, "2005-06"))
    with qtbot.waitSignal(timeline.range_chosen) as told:
        QTest.mouseRelease(timeline, left, pos=place(timeline, "2005-06"))
    assert told.args == ["2005-02", "2005-06"]


def test_keys_move_stretch_and_clear_the_brush(timeline: Timeline, qtbot: QtBot) -> None:
    told: list[list[str | None]] = []
    timeline.range_chosen.connect(lambda first, last: told.append([first, last]))
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    QTest.keyClick(timeline, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(timeline, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(timeline, Qt.Key.Key_Left)
    QTest.keyClick(timeline, Qt.Key.Key_Left)  # there is nothing before the first month
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    assert told == [
        ["2004-11", "2004-11"],
        ["2004-12", "2004-12"],
        ["2004-12", "2005-01"],
        ["2004-12", "2004-12"],
        ["2004-11", "2004-11"],
        [None, None],
    ]


@pytest.mark.parametrize(
    ("first", "last", "brush"),
    [
        ("2005", "2005", (2, 13)),  # January to December
        ("2005-06-30", None, (7, 14)),
        (None, "2004-12", (0, 1)),
        ("1990", "1991", None),
        (None, None, None),
    ],
)
def test_a_range_written_elsewhere_is_shown(
    timeline: Timeline, first: str | None, last: str | None, brush: tuple[int, int] | None
) -> None:
    timeline.set_range(first, last)
    assert timeline.brush == brush


def test_it_hides_until_a_document_has_a_date(timeline: Timeline) -> None:
    fresh = Timeline()
    fresh.setParent(timeline.parentWidget())
    fresh.show_months([])
    assert not fresh.isVisible()
    timeline.set_range("2005-02", "2005-06")
    timeline.show_months([])  # nothing was found
    assert timeline.isVisible()
    assert len(timeline.bins) == 15
    assert timeline.accessibleDescription().endswith("February 2005 to June 2005: 0 documents")


def test_a_hundred_years_are_shown_by_year(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_months([("1901-03", 1), ("1950-01", 2), ("1950-09", 2), ("2005-06", 1)])
    assert timeline.accessibleName() == "Documents found by year"
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.accessibleDescription().endswith("chosen: 1901: 1 document")


def test_a_few_dates_far_from_all_others_share_a_bar_at_the_end(
    timeline: Timeline, qtbot: QtBot
) -> None:
    months = [(f"20{year:02}-{month:02}", 50) for year in range(4, 8) for month in range(1, 13)]
    timeline.show_months([("0201-06", 2), ("1066-10", 1), *months, ("2914-01", 3)])
    assert timeline.bins.by_year is False
    assert len(timeline.bins) == 4 * 12 + 2
    assert timeline.bins.counts[[0, -1]].tolist() == [3, 3]
    with qtbot.waitSignal(timeline.range_chosen) as told:
        QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert told.args == [None, "2003-12"]
    told_of = "chosen: December 2003 and before: 3 documents"
    assert timeline.accessibleDescription().endswith(told_of)
    timeline.set_range(None, "1500")
    assert timeline.brush == (0, 0)
    timeline.set_range("2500", None)
    assert timeline.brush == (49, 49)
    timeline.set_range("2005-02", None)
    assert timeline.brush == (14, 49)


def test_three_thousand_bars_are_painted_within_a_frame(timeline: Timeline) -> None:
    timeline.resize(6_000, timeline.height())
    timeline.show_months([(f"{1800 + n // 12}-{n % 12 + 1:02}", n % 50 + 1) for n in range(3_000)])
    assert len(timeline.bins) == 3_000
    timeline.grab()
    started = time.perf_counter()
    timeline.grab()
    assert time.perf_counter() - started < 0.05


@given(
    counts=st.dictionaries(
        st.tuples(st.integers(1000, 2100), st.integers(1, 12)), st.integers(1, 10**6), min_size=1
    ),
    most=st.integers(1, 3_000),
)
def test_no_document_is_lost_and_every_bin_is_named_by_what_leads_to_it(
    counts: dict[tuple[int, int], int], most: int
) -> None:
    bins = lay_out(
        [(f"{year:04}-{month:02}", count) for (year, month), count in counts.items()], most
    )
    assert bins.counts.sum() == sum(counts.values())
    assert bins.by_year or len(bins) <= most
    for number in {0, len(bins) // 2, len(bins) - 1}:
        assert bins.place_of(bins.prefix(number), last=False) == number
        assert bins.place_of(bins.prefix(number), last=True) == number
    for number in bins.year_starts():
        assert bins.place_of(f"{bins.year(number):04}", last=False) == number


@given(
    counts=st.dictionaries(
        st.tuples(st.integers(1000, 2100), st.integers(1, 12)), st.integers(1, 1000), min_size=1
    ),
    most=st.integers(1, 3_000),
    ends=st.tuples(st.integers(0, 10**5), st.integers(0, 10**5)),
)
def test_a_brush_finds_what_its_bars_count(
    counts: dict[tuple[int, int], int], most: int, ends: tuple[int, int]
) -> None:
    months = {f"{year:04}-{month:02}": count for (year, month), count in counts.items()}
    bins = lay_out(list(months.items()), most)
    start, stop = sorted(end % len(bins) for end in ends)
    first, last = bins.dates(start, stop)
    wanted = DateRange(first, last)
    found = sum(count for month, count in months.items() if wanted.holds(month))
    assert found == bins.counts[start : stop + 1].sum()
