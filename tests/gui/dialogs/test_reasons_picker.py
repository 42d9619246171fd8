from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reviewer.model import Reason
from reviewer.ui.dialogs.reasons_picker import ReasonsPicker, pick_reasons

REASONS = {
    1: Reason(1, "Source protection", "Source protection", "Plain", 0),
    2: Reason(2, "(b)(6)", "Personal privacy", "FOIA", 1),
    3: Reason(3, "(b)(7)(A)", "Proceedings", "FOIA", 2),
    4: Reason(4, "<b>X</b>", "W" * 3_000, "عربي", 3),
}


def shown(picker: ReasonsPicker) -> list[str]:
    """Return the reasons that are not hidden, as they are written."""
    model = picker.tree.model()
    texts = []
    for place in range(model.rowCount()):
        group = model.index(place, 0)
        for row in range(model.rowCount(group)):
            if not picker.tree.isRowHidden(row, group):
                texts.append(str(model.index(row, 0, group).data()))
    return texts


def test_a_code_is_found_ticked_and_accepted_by_keys(window: QWidget, answered: Any) -> None:
    def act(picker: ReasonsPicker) -> None:
        assert "at least one reason" in picker.message.text()
        QTest.keyClicks(picker.filter, "b6")
        assert shown(picker) == ["(b)(6) Personal privacy"]
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
        assert picker.filter.text() == ""
        assert picker.message.text() == "Ticked: (b)(6)"
        QTest.keyClicks(picker.note, "A private address")
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)

    assert answered(lambda: pick_reasons(window, REASONS), act) == ([2], "A private address")


def test_enter_ticks_the_current_reason_and_enter_again_accepts(
    window: QWidget, answered: Any
) -> None:
    def act(picker: ReasonsPicker) -> None:
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
        assert picker.isVisible()
        assert picker.reason_ids() == [1]
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)

    assert answered(lambda: pick_reasons(window, REASONS), act) == ([1], "")


def test_nothing_is_accepted_without_a_reason(window: QWidget, answered: Any) -> None:
    def act(picker: ReasonsPicker) -> None:
        assert not picker.accept_button.isEnabled()
        picker.accept()
        assert picker.isVisible()
        QTest.keyClick(picker.filter, Qt.Key.Key_Escape)

    assert answered(lambda: pick_reasons(window, REASONS), act) is None


def test_what_was_chosen_before_is_ticked_and_stays_so(window: QWidget, answered: Any) -> None:
    def act(picker: ReasonsPicker) -> None:
        QTest.keyClicks(picker.filter, "proceed")
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)

    picked = answered(lambda: pick_reasons(window, REASONS, [1], "because"), act)
    assert picked == ([1, 3], "because")


def test_arrows_and_space_tick_in_the_list(window: QWidget, answered: Any) -> None:
    def act(picker: ReasonsPicker) -> None:
        picker.tree.setFocus()
        QTest.keyClick(picker.tree, Qt.Key.Key_Space)
        QTest.keyClick(picker.filter, Qt.Key.Key_Down)
        picker.tree.setFocus()
        QTest.keyClick(picker.tree, Qt.Key.Key_Space)
        picker.accept()

    assert answered(lambda: pick_reasons(window, REASONS), act) == ([1, 2], "")


def test_a_filter_that_nothing_matches_ticks_nothing(window: QWidget, answered: Any) -> None:
    def act(picker: ReasonsPicker) -> None:
        QTest.keyClicks(picker.filter, "zzz")
        assert shown(picker) == []
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
        assert not picker.reason_ids()
        picker.reject()

    answered(lambda: pick_reasons(window, REASONS), act)


def test_hostile_reasons_are_shown_as_they_are(window: QWidget, answered: Any) -> None:
    def act(picker: ReasonsPicker) -> None:
        assert shown(picker)[-1].startswith("<b>X</b> WWW")
        assert picker.minimumSizeHint().width() < 900
        picker.reject()

    answered(lambda: pick_reasons(window, REASONS, explanation="“<i>x</i>”"), act)


def test_without_reasons_it_says_where_to_make_one(window: QWidget, answered: Any) -> None:
    def act(picker: ReasonsPicker) -> None:
        assert "Redaction reasons" in picker.message.text()
        picker.reject()

    assert answered(lambda: pick_reasons(window, {}), act) is None
