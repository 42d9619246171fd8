"""Flagged stretches and folded lines: seen, gone to, and never in the way of an offset."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reviewer.model import Marks, Region, RegionKind, Span
from reviewer.text import normalise
from reviewer.ui.regions import sorted_out
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.views.region_text import RegionText
from reviewer.ui.views.text_view import TextView
from tests.gui.views.marking import LEGEND, document, highlight

MENU = "\n".join(f"Menu {number} 😀" for number in range(8))
BODY = "\n".join(f"Line {number} with the port and some words." for number in range(60))
FOOTER = "\n".join(f"Footer {number}" for number in range(5))
TEXT = f"{MENU}\n\n{BODY}\n\n{FOOTER}"
MENU_SPAN, FOOTER_SPAN = Span(0, len(MENU)), Span(len(TEXT) - len(FOOTER), len(TEXT))
REGIONS = sorted_out(
    [
        Region(0, len(MENU), RegionKind.BOILERPLATE, "nav"),
        Region(FOOTER_SPAN.start_cp, FOOTER_SPAN.end_cp, RegionKind.BOILERPLATE, "footer"),
        Region(TEXT.index("with"), TEXT.index("with") + 4, RegionKind.HIDDEN, "white on white"),
        Region(TEXT.index("Line 2"), TEXT.index("Line 2") + 6, RegionKind.DELETED, "V. Ilmar"),
    ],
    TEXT,
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[TextView]:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.show_document(TEXT)
    view.show_regions(TEXT, REGIONS)
    view.setFocus()
    yield view


def folded(view: RegionText) -> list[bool]:
    return [fold.is_folded for fold in view.folds]


def is_seen(view: TextView, word: str) -> bool:
    start = view.text.index(word)
    return bool(view.boxes([Span(start, start + len(word))])[0])


def test_boilerplate_is_folded_behind_a_stub_that_tells_what_it_holds(view: TextView) -> None:
    assert folded(view) == [True, True]
    assert is_seen(view, "Menu 0") and not is_seen(view, "Menu 1") and is_seen(view, "Line 0")
    (stub,) = view.stubs()
    assert stub.text == "7 more lines of page menu"
    hits = [Span(TEXT.index("Menu 3"), TEXT.index("Menu 3") + 6)]
    view.show_hits(hits)
    view.show_marks(Marks((highlight(1, hits[0].start_cp, hits[0].end_cp, 1),)), LEGEND)
    assert view.stubs()[0].text == "7 more lines of page menu · 1 hit · 1 mark"
    QTest.mouseClick(view.viewport(), LEFT, pos=stub.box.center().toPoint())
    assert folded(view) == [False, True]
    assert is_seen(view, "Menu 7")


def test_what_is_gone_to_is_unfolded_and_nothing_else(view: TextView) -> None:
    view.reveal(Span(TEXT.index("Footer 3"), TEXT.index("Footer 3") + 8))
    assert folded(view) == [True, False]
    assert is_seen(view, "Footer 3")
    view.reveal(Span(TEXT.index("Menu 4"), TEXT.index("Menu 4")))
    assert folded(view) == [False, False]
    view.set_all_folded(True)
    view.reveal(Span(TEXT.index("Menu 6"), TEXT.index("Line 1")), select=True)
    assert folded(view) == [False, True], "also what only begins in folded lines"
    view.set_all_folded(True)
    view.reveal(Span(0, len(TEXT)))
    assert folded(view) == [False, False]


def test_a_fold_that_comes_late_does_not_close_over_where_she_is(view: TextView) -> None:
    view.show_document(f"{TEXT} ")
    place = TEXT.index("Menu 5")
    view.reveal(Span(place, place + 4))
    view.show_regions(f"{TEXT} ", REGIONS)
    assert folded(view) == [False, True]


def test_folding_above_keeps_in_place_what_she_reads(view: TextView) -> None:
    view.toggle_fold(view.folds[0])
    view.reveal(Span(TEXT.index("Line 40"), TEXT.index("Line 40")))
    before = view.visible_span_cp().start_cp
    view.toggle_fold(view.folds[0])
    assert folded(view)[0]
    assert view.visible_span_cp().start_cp == before


def test_the_arrow_keys_step_over_what_is_folded(view: TextView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.position_cp() == len(MENU) + 1
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.position_cp() == 0
    assert folded(view) == [True, True]
    view.moveCursor(QTextCursor.MoveOperation.End)
    assert folded(view) == [True, False], "nobody writes where nobody sees"


def test_a_key_folds_and_unfolds_at_the_text_cursor(view: TextView) -> None:
    assert view.toggle_fold()
    assert folded(view) == [False, True]
    view.reveal(Span(TEXT.index("Menu 4"), TEXT.index("Menu 4")))
    assert view.toggle_fold()
    assert folded(view) == [True, True]
    assert view.position_cp() == 0, "the text cursor never stands in a folded line"
    view.reveal(Span(TEXT.index("Line 3"), TEXT.index("Line 3")))
    assert not view.toggle_fold()
    view.set_all_folded(False)
    assert folded(view) == [False, False]


def test_what_is_copied_and_selected_is_all_of_the_text(view: TextView) -> None:
    view.selectAll()
    assert view.selection_cp() == Span(0, len(TEXT))
    view.copy()
    assert QGuiApplication.clipboard().text() == TEXT


def test_another_text_and_the_released_one_have_no_regions(view: TextView) -> None:
    view.set_markable(False)
    view.show_document(TEXT)
    assert view.folds == () and view.regions.is_empty
    view.set_markable(True)
    view.show_document("Another text.")
    assert view.folds == () and view.regions.is_empty
    view.show_document(TEXT)
    assert folded(view) == [True, True], "and they are there again with their text"


def test_flagged_stretches_are_named_in_tool_tips_and_in_the_margin(qtbot: QtBot) -> None:
    pane = DocumentPane()
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show_document(document(), TEXT)
    with qtbot.waitExposed(pane):
        pane.show()
    assert pane.margin.signs() == []
    pane.text_view.show_regions(TEXT, REGIONS)
    signs = {sign.label: sign.box for sign in pane.margin.signs()}
    assert list(signs) == [
        "Unfold page menu",
        "Hidden in the source (white on white)",
        "Deleted by V. Ilmar (tracked change)",
    ]
    start = TEXT.index("with")
    box = pane.text_view.boxes([Span(start, start + 4)])[0][0]
    there = pane.text_view.viewport().mapToGlobal(box.center().toPoint()).y()
    sign = signs["Hidden in the source (white on white)"]
    assert pane.margin.mapToGlobal(sign.center().toPoint()).y() == pytest.approx(there, abs=2)
    assert pane.text_view.labels_of_regions(Span(start, start + 1)) == [
        "Hidden in the source (white on white)"
    ]
    QTest.mouseClick(pane.margin, LEFT, pos=sign.center().toPoint())
    assert pane.text_view.selection_cp() == Span(start, start + 4)
    arrow = signs["Unfold page menu"].center().toPoint()
    QTest.mouseClick(pane.margin, LEFT, pos=QPoint(3, arrow.y()))
    assert not pane.text_view.folds[0].is_folded
    unfolded = {sign.label: sign.box for sign in pane.margin.signs()}["Fold page menu"]
    assert unfolded.height() > 7 * signs["Unfold page menu"].height(), "beside all of its lines"


def test_a_stretch_of_too_many_lines_is_not_folded(view: TextView) -> None:
    text = "a\n" * 6_000
    view.show_document(text)
    view.show_regions(text, sorted_out([Region(0, len(text), RegionKind.BOILERPLATE)], text))
    assert view.folds == ()


PIECES = ["a", "word \n", "\n", "\n\n", "\t", "😀\n", "𝔘", "שלום \n", "x" * 4_500, "y z " * 1_200]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join).map(normalise)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data(), texts)
def test_no_fold_changes_a_position(view: TextView, data: st.DataObject, text: str) -> None:
    places = st.integers(0, len(text))
    regions = []
    for kind in data.draw(st.lists(st.sampled_from(list(RegionKind)), max_size=4)):
        start, end = sorted((data.draw(places), data.draw(places)))
        regions.append(Region(start, end, kind))
    view.show_document(text)
    view.show_regions(text, sorted_out(regions, text))
    view.set_all_folded(True)
    hidden = [fold.hidden for fold in view.folds]
    for region in view.shown_regions(Span(0, len(text))):
        assert not any(
            each.start_cp <= region.start_cp and region.end_cp <= each.end_cp for each in hidden
        )
    for fold in view.folds:
        assert fold.region.start_cp <= fold.hidden.start_cp
        assert fold.hidden.end_cp <= fold.region.end_cp
    view.selectAll()
    view.copy()
    assert view.selection_cp() == Span(0, len(text))
    assert QGuiApplication.clipboard().text() == text
    start, end = sorted((data.draw(places), data.draw(places)))
    view.reveal(Span(start, end), select=True)
    assert view.selection_cp() == (Span(start, end) if start < end else None)
    assert view.textCursor().block().isVisible()
    view.show_hits([Span(start, end)], 0) if start < end else None
    view.viewport().repaint()
    assert view.stub_at(QPointF(-5, -5)) is None
