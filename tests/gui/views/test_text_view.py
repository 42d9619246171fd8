from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent, QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer.model import Marks, Span
from reviewer.text import Offsets, normalise
from reviewer.ui.views.text_view import TextView
from tests.gui.views.marking import LEGEND, highlight, mention, redaction

PIECES = [
    "a", "word ", "\r\n", "\t", "\u00a0", "\u2028", "\u2029", "e\u0301", "😀", "👨‍👩‍👧", "𝔘",
    "\ufdd0", "\ufdd1", "שלום ", "x" * 5_000, "long line " * 500,
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map("".join).map(normalise)
generated = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[TextView]:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    with qtbot.waitExposed(view):
        view.show()
    yield view


@generated
@given(text=texts, data=st.data())
def test_what_is_selected_is_the_stored_text(
    view: TextView, text: str, data: st.DataObject
) -> None:
    view.show_document(text)
    span = _span(text, data)
    view.reveal(span, select=True)
    assert view.selection_cp() == span
    stored = text[span.start_cp : span.end_cp]
    assert _without_soft_breaks(view.textCursor().selectedText(), stored) == _as_qt(stored)
    view.copy()
    assert QGuiApplication.clipboard().text() == stored


@generated
@given(text=texts, data=st.data())
def test_tints_and_boxes_lie_on_what_is_marked(
    view: TextView, text: str, data: st.DataObject
) -> None:
    view.show_document(text)
    spans = sorted({_span(text, data) for _ in range(3)})
    marks = [highlight(place, span.start_cp, span.end_cp, 1) for place, span in enumerate(spans)]
    view.show_marks(Marks(tuple(marks)), LEGEND)
    seen = view.visible_span_cp()
    tinted = [
        mark.span for mark in view.decorations.items if mark.lane == 0 and mark.span.overlaps(seen)
    ]
    assert _drawn(view, text) == tinted
    for span, boxes in zip(spans, view.boxes(spans), strict=True):
        shown = text[max(span.start_cp, seen.start_cp) : min(span.end_cp, seen.end_cp)]
        assert boxes or not shown.strip("\n\u2029\ufdd0\ufdd1")


def test_a_selection_by_keyboard_grows_by_words(view: TextView, qtbot: QtBot) -> None:
    view.show_document("😀 alpha beta gamma")
    view.reveal(Span(2, 2))
    with qtbot.waitSignal(view.selection_changed):
        QTest.keyClick(
            view,
            Qt.Key.Key_Right,
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier,
        )
    assert view.selection_cp() == Span(2, 8)


def test_a_selection_by_mouse_is_what_was_dragged_over(view: TextView, qtbot: QtBot) -> None:
    view.show_document("first 😀 line\nsecond line with words\n")
    _drag(view, _left(view, 6), _right(view, 19))
    assert view.selection_cp() == Span(6, 20)


def test_double_click_selects_the_word(view: TextView, qtbot: QtBot) -> None:
    view.show_document("😀 alpha beta")
    place = _middle(view, 4)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert view.selection_cp() == Span(2, 7)


def test_a_text_that_cannot_be_marked_has_nothing_selected_but_copies(view: TextView) -> None:
    view.show_document("released text")
    view.show_marks(Marks((highlight(1, 0, 8, 1),)), LEGEND)
    view.set_markable(False)
    view.reveal(Span(0, 8), select=True)
    assert view.selection_cp() is None
    assert view.extraSelections() == []
    view.copy()
    assert QGuiApplication.clipboard().text() == "released"


def test_a_click_picks_the_shortest_mark_and_the_next_click_the_one_under_it(
    view: TextView, qtbot: QtBot
) -> None:
    view.show_document("zero one two three four")
    view.show_marks(Marks((highlight(2**40, 0, 18, 1), highlight(7, 5, 8, 2))), LEGEND)
    picked: list[tuple[str, object]] = []
    view.mark_picked.connect(lambda kind, mark_id: picked.append((kind, mark_id)))
    for _ in range(3):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, _middle(view, 6))
    assert picked == [("highlight", 7), ("highlight", 2**40), ("highlight", 7)]


def test_a_click_beside_the_marks_lets_go_of_the_picked_one(view: TextView, qtbot: QtBot) -> None:
    view.show_document("zero one two")
    view.show_marks(Marks((highlight(1, 0, 4, 1),)), LEGEND)
    view.show_picked("highlight", 1)
    with qtbot.waitSignal(view.pick_cleared):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, _middle(view, 10))
    assert view.picked() is None


def test_the_key_cycles_what_lies_over_each_other_at_the_cursor(view: TextView) -> None:
    view.show_document("zero one two three")
    marks = Marks((highlight(1, 0, 12, 1),), (mention(2, 5, 8),), (redaction(3, Span(4, 9)),))
    view.show_marks(marks, LEGEND)
    view.reveal(Span(6, 6))
    order = []
    for _ in range(4):
        view.cycle_overlap()
        picked = view.picked()
        assert picked is not None
        order.append(picked.id)
    assert order == [2, 3, 1, 2]


@pytest.mark.parametrize(
    ("grab", "drop", "expected"),
    [("start", 0, (0, 12)), ("end", 17, (5, 18)), ("start", 9, (9, 12)), ("end", 6, (5, 7))],
)
def test_dragging_an_edge_asks_for_the_new_range(
    view: TextView, qtbot: QtBot, grab: str, drop: int, expected: tuple[int, int]
) -> None:
    view.show_document("😀ero one two three")
    view.show_marks(Marks((highlight(9, 5, 12, 1),)), LEGEND)
    view.show_picked("highlight", 9)
    source = _left(view, 5) if grab == "start" else _right(view, 11)
    target = _left(view, drop) if grab == "start" else _right(view, drop)
    with qtbot.waitSignal(view.edge_dragged) as dragged:
        _drag(view, source, target)
    assert dragged.args == [9, *expected]
    assert view.selection_cp() is None


def test_an_edge_never_passes_the_other_one(view: TextView, qtbot: QtBot) -> None:
    view.show_document("zero one two three")
    view.show_marks(Marks((highlight(9, 5, 8, 1),)), LEGEND)
    view.show_picked("highlight", 9)
    with qtbot.assertNotEmitted(view.edge_dragged):
        _drag(view, _left(view, 5), _right(view, 15))


@pytest.mark.parametrize(
    ("edge", "words", "expected"),
    [
        ("start", -1, (0, 12)),
        ("start", 1, (9, 12)),
        ("end", 1, (5, 18)),
        ("end", -1, (5, 8)),
    ],
)
def test_keys_move_an_edge_by_words(
    view: TextView, qtbot: QtBot, edge: str, words: int, expected: tuple[int, int]
) -> None:
    view.show_document("😀ero one two three.")
    view.show_marks(Marks((highlight(9, 5, 12, 1),)), LEGEND)
    view.show_picked("highlight", 9)
    with qtbot.waitSignal(view.edge_dragged) as dragged:
        view.nudge_edge("start" if edge == "start" else "end", words)
    assert dragged.args == [9, *expected]


def test_keys_do_not_empty_a_highlight(view: TextView, qtbot: QtBot) -> None:
    view.show_document("zero one")
    view.show_marks(Marks((highlight(9, 5, 8, 1),)), LEGEND)
    view.show_picked("highlight", 9)
    with qtbot.assertNotEmitted(view.edge_dragged):
        view.nudge_edge("end", -1)
        view.nudge_edge("start", 1)


def test_the_menu_is_asked_for_with_what_lies_under_it(view: TextView, qtbot: QtBot) -> None:
    view.show_document("zero one two")
    view.show_marks(Marks((highlight(1, 0, 8, 1),), (mention(2, 5, 8),)), LEGEND)
    place = _middle(view, 6)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
    with qtbot.waitSignal(view.context_menu_wanted) as wanted:
        QApplication.sendEvent(view.viewport(), event)
    assert wanted.args is not None
    assert [(mark.kind, mark.id) for mark in wanted.args[1]] == [("mention", 2), ("highlight", 1)]


def test_the_wheel_with_ctrl_asks_for_another_zoom(view: TextView, qtbot: QtBot) -> None:
    view.show_document("text")
    event = QWheelEvent(
        QPointF(10, 10),
        QPointF(10, 10),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.waitSignal(view.zoom_wanted) as wanted:
        QApplication.sendEvent(view.viewport(), event)
    assert wanted.args == [1]


def test_zoom_makes_letters_larger(view: TextView) -> None:
    view.show_document("text")
    usual = view.boxes([Span(0, 4)])[0][0].width()
    view.set_zoom(200)
    assert view.boxes([Span(0, 4)])[0][0].width() == pytest.approx(2 * usual, rel=0.15)


def test_revealing_puts_a_passage_a_third_down(view: TextView) -> None:
    view.show_document("\n".join(f"line {number} of the text " * 12 for number in range(2_000)))
    for start in (300_000, 100_000, 420_000):
        view.reveal(Span(start, start + 5))
        top = view.boxes([Span(start, start + 5)])[0][0].top()
        height = view.viewport().height()
        assert height / 3 - 30 <= top <= height / 3 + 30
        assert view.position_cp() == start


def test_scrolling_decorates_what_comes_into_view_only(view: TextView) -> None:
    text = "some words in a line\n" * 20_000
    view.show_document(text)
    marks = tuple(highlight(place, place * 84, place * 84 + 10, 1) for place in range(5_000))
    view.show_marks(Marks(marks), LEGEND)
    bar = view.verticalScrollBar()
    for value in (0, 7_000, bar.maximum(), 3):
        bar.setValue(value)
        seen = view.visible_span_cp()
        assert _drawn(view, text) == [mark.span for mark in marks if mark.span.overlaps(seen)]
        assert len(view.extraSelections()) < 50


def test_jumping_about_with_a_current_hit_keeps_its_look_right(view: TextView) -> None:
    line = "the embassy reported that arms were delivered to the port on Monday. " * 4
    view.show_document(f"{line}\n" * 1_000)
    hits = [Span(place * 277, place * 277 + 3) for place in range(1_000)]
    for current in (3, 500, 999, 4, 0):
        view.show_hits(hits, current)
        view.reveal(hits[current])
        assert _drawn(view, view.text) == [hits[current]]


def test_text_from_right_to_left_is_boxed_where_it_is_drawn(view: TextView) -> None:
    view.show_document("abc אבגד def")
    whole, first, last = view.boxes([Span(4, 8), Span(4, 5), Span(7, 8)])
    assert first[0].left() > last[0].left()
    assert whole[0] == _united(first + last)
    across = view.boxes([Span(2, 6)])[0]
    assert len(across) == 2


def test_another_document_starts_clean(view: TextView) -> None:
    view.show_document("zero one two")
    view.show_marks(Marks((highlight(1, 0, 8, 1),)), LEGEND)
    view.show_hits([Span(0, 4)], 0)
    view.show_found([Span(5, 8)], 0)
    view.show_picked("highlight", 1)
    view.show_document("other")
    assert view.extraSelections() == []
    assert view.picked() is None
    assert view.decorations.items == ()


def _span(text: str, data: st.DataObject) -> Span:
    start = data.draw(st.integers(0, len(text) - 1))
    return Span(start, data.draw(st.integers(start + 1, len(text))))


def _as_qt(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\n\ufdd0\ufdd1"), "\u2029"))


def _without_soft_breaks(selected: str, stored: str) -> str:
    """Leave out the paragraph ends that the widget has and the stored text has not."""
    expected = _as_qt(stored)
    kept: list[str] = []
    for letter in selected:
        wanted = expected[len(kept) : len(kept) + 1]
        if letter == wanted or letter != "\u2029":
            kept.append(letter)
    return "".join(kept)


def _drawn(view: TextView, text: str) -> list[Span]:
    offsets = Offsets(text)
    spans = []
    for extra in view.extraSelections():
        cursor: QTextCursor = extra.cursor
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        spans.append(Span(offsets.to_cp(start), offsets.to_cp(end)))
    return spans


def _united(boxes: list[QRectF]) -> QRectF:
    united = boxes[0]
    for box in boxes:
        united = united.united(box)
    return united


def _box(view: TextView, position_cp: int) -> QRectF:
    return view.boxes([Span(position_cp, position_cp + 1)])[0][0]


def _left(view: TextView, position_cp: int) -> QPoint:
    box = _box(view, position_cp)
    return QPointF(box.left() + 1, box.center().y()).toPoint()


def _right(view: TextView, position_cp: int) -> QPoint:
    box = _box(view, position_cp)
    return QPointF(box.right() - 1, box.center().y()).toPoint()


def _middle(view: TextView, position_cp: int) -> QPoint:
    return _box(view, position_cp).center().toPoint()


def _drag(view: TextView, source: QPoint, target: QPoint) -> None:
    """Press at one place, move over the half way, release at the other."""
    port, left = view.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(port, left, NONE, source)
    for place in ((source + target) / 2, target):
        _moved(view, place)
    QTest.mouseRelease(port, left, NONE, target)


def _moved(view: TextView, place: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    at, everywhere = QPointF(place), QPointF(view.viewport().mapToGlobal(place))
    event = QMouseEvent(QEvent.Type.MouseMove, at, everywhere, Qt.MouseButton.NoButton, left, NONE)
    QApplication.sendEvent(view.viewport(), event)
