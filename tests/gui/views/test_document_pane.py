from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from reviewer.model import Marks, Span
from reviewer.ui.decorations import MarkKind
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.views.scroll_ticks import Column
from tests.gui.views.marking import LEGEND, document, highlight, mention, redaction

TEXT = "\n".join(f"Line {number} with the port and some words." for number in range(300))
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[DocumentPane]:
    pane = DocumentPane()
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show_document(document(), TEXT)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    yield pane


def test_each_visible_mark_has_a_stripe_beside_its_lines(pane: DocumentPane) -> None:
    marks = Marks(
        (highlight(1, 0, 200, 1), highlight(2, 50, 90, 2), highlight(3, 9_000, 9_010, 1)),
        (mention(4, 5, 12),),
        (redaction(5, Span(60, 70)),),
    )
    pane.show_marks(marks, LEGEND)
    stripes = {stripe.mark.id: stripe.box for stripe in pane.stripes.stripes()}
    assert set(stripes) == {1, 2, 4, 5}
    assert stripes[1].height() > stripes[2].height()
    assert not stripes[1].intersects(stripes[2])
    assert stripes[5].right() <= stripes[1].left() < stripes[2].left() < stripes[4].left()
    line = pane.text_view.boxes([Span(5, 12)])[0][0]
    top = pane.text_view.viewport().mapToGlobal(line.center().toPoint()).y()
    assert pane.stripes.mapToGlobal(stripes[4].center().toPoint()).y() == pytest.approx(top, abs=2)
    assert all(box.right() <= pane.stripes.width() for box in stripes.values())


def test_stripes_follow_the_text(pane: DocumentPane) -> None:
    pane.show_marks(Marks((highlight(3, 9_000, 9_010, 1),)), LEGEND)
    assert pane.stripes.stripes() == []
    pane.text_view.reveal(Span(9_000, 9_010))
    assert [stripe.mark.id for stripe in pane.stripes.stripes()] == [3]


def test_a_press_on_a_stripe_picks_its_mark(pane: DocumentPane, qtbot: QtBot) -> None:
    pane.show_marks(Marks((highlight(7, 0, 200, 1),)), LEGEND)
    place = pane.stripes.stripes()[0].box.center().toPoint()
    with qtbot.waitSignal(pane.mark_picked) as picked:
        QTest.mouseClick(pane.stripes, LEFT, NONE, place)
    assert picked.args == [MarkKind.HIGHLIGHT, 7]
    mark = pane.text_view.picked()
    assert mark is not None and mark.id == 7


def test_ticks_stand_where_marks_and_hits_stand(pane: DocumentPane, qtbot: QtBot) -> None:
    half = TEXT.index("Line 150 ")
    marks = Marks(
        (highlight(1, 0, 9, 1),), (mention(2, 3, 5),), (redaction(3, Span(half, half + 4)),)
    )
    pane.show_marks(marks, LEGEND)
    pane.text_view.show_hits([Span(len(TEXT) - 5, len(TEXT))])
    ticks = pane.text_view.ticks
    qtbot.waitUntil(lambda: len(ticks.ticks()) == 3)
    shares = {tick.column: tick.share for tick in ticks.ticks()}
    assert shares[Column.MARK] == pytest.approx(0, abs=0.01)
    assert shares[Column.REDACTION] == pytest.approx(0.5, abs=0.05)
    assert shares[Column.HIT] == pytest.approx(1, abs=0.05)


def test_ticks_of_a_text_that_leaves_room_stand_beside_its_lines(
    pane: DocumentPane, qtbot: QtBot
) -> None:
    view = pane.text_view
    pane.show_document(document(), "First.\nSecond.\nThird.\n")
    view.show_hits([Span(14, 20)])
    qtbot.waitUntil(lambda: len(view.ticks.ticks()) == 1)

    def is_beside() -> bool:
        line = view.boxes([Span(14, 20)])[0][0].center().y()
        (tick,) = view.ticks.ticks()
        return abs(tick.share * view.ticks.height() - line) < 40

    qtbot.waitUntil(is_beside)
    pane.resize(pane.width(), pane.height() * 2)
    qtbot.waitUntil(is_beside)


def test_a_press_on_a_tick_goes_there(pane: DocumentPane, qtbot: QtBot) -> None:
    pane.text_view.show_hits([Span(len(TEXT) - 20, len(TEXT) - 10)])
    ticks = pane.text_view.ticks
    qtbot.waitUntil(lambda: len(ticks.ticks()) == 1)
    height = next(y for y in range(ticks.height() - 1, 0, -1) if ticks.tick_at(y))
    with qtbot.waitSignal(ticks.tick_picked):
        QTest.mouseClick(ticks, LEFT, NONE, QPointF(4, height).toPoint())
    assert pane.text_view.boxes([Span(len(TEXT) - 20, len(TEXT) - 10)])[0]


def test_a_withheld_document_says_so(pane: DocumentPane) -> None:
    assert "withheld" not in _shown_words(pane)
    pane.show_marks(Marks((), (), (redaction(1, None),)), LEGEND)
    assert "withheld" in _shown_words(pane)
    pane.show_marks(Marks(), LEGEND)
    assert "withheld" not in _shown_words(pane)


def test_finding_shows_each_place_in_turn(pane: DocumentPane) -> None:
    pane.open_find()
    QTest.keyClicks(pane.find_bar.focusWidget(), "PORT")
    QTest.keyClick(pane.find_bar.focusWidget(), Qt.Key.Key_Return)
    first = TEXT.index("port")
    assert pane.text_view.position_cp() == first
    QTest.keyClick(pane.find_bar.focusWidget(), Qt.Key.Key_Return)
    assert pane.text_view.position_cp() == TEXT.index("port", first + 1)
    QTest.keyClick(
        pane.find_bar.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier
    )
    assert pane.text_view.position_cp() == first
    assert len(pane.text_view.extraSelections()) == 1


def test_escape_closes_finding_and_goes_back_to_the_text(pane: DocumentPane) -> None:
    pane.open_find()
    QTest.keyClicks(pane.find_bar.focusWidget(), "port")
    QTest.keyClick(pane.find_bar.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(pane.find_bar.focusWidget(), Qt.Key.Key_Escape)
    assert not pane.find_bar.isVisible()
    assert pane.text_view.extraSelections() == []
    assert pane.text_view.hasFocus()


def test_finding_begins_with_what_is_selected(pane: DocumentPane) -> None:
    pane.text_view.reveal(Span(TEXT.index("Line 7 "), TEXT.index("Line 7 ") + 6), select=True)
    pane.open_find()
    assert "1 of 11" in _shown_words(pane)


def test_tab_reaches_the_header_and_the_text(pane: DocumentPane) -> None:
    pane.text_view.setFocus()
    names = set()
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.add(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {"Review status", "Note", "More", "Document text"} <= names


def test_a_released_text_shows_no_marks(pane: DocumentPane) -> None:
    pane.show_marks(Marks((highlight(1, 0, 50, 1),)), LEGEND)
    pane.show_released("What may be seen")
    assert pane.text_view.text == "What may be seen"
    assert pane.stripes.stripes() == []
    assert pane.text_view.selection_cp() is None
    pane.show_document(document(), TEXT)
    pane.text_view.reveal(Span(0, 4), select=True)
    assert pane.text_view.selection_cp() == Span(0, 4)


def test_a_pane_that_is_closed_leaves_no_widget(qtbot: QtBot) -> None:
    def widgets() -> int:
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return len(QApplication.allWidgets())

    def open_and_close() -> None:
        pane = DocumentPane()
        pane.show_document(document(), TEXT)
        pane.show_marks(Marks((highlight(1, 0, 50, 1),)), LEGEND)
        pane.show()
        pane.close()
        pane.deleteLater()

    open_and_close()
    before = widgets()
    open_and_close()
    assert widgets() == before


def _shown_words(pane: DocumentPane) -> str:
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


def test_a_text_that_is_written_leftwards_begins_at_the_right(pane: DocumentPane) -> None:
    for text, at_right in (("وصلت الشحنة إلى الميناء.", True), ("The shipment.", False)):
        pane.show_document(document(), text)
        first = pane.text_view.boxes([Span(0, 1)])[0][0]
        assert (first.center().x() > pane.text_view.viewport().width() / 2) is at_right
