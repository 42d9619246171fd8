from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from reviewer.ui.actions import SPECS, Actions
from reviewer.ui.dialogs import palette
from reviewer.ui.dialogs.palette import Palette, matching_rows, plain_text, show_palette


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    palette._recent_ids.clear()
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window: QMainWindow) -> Iterator[Actions]:
    yield Actions(window, {})
    palette._recent_ids.clear()


def type_into_palette(typed: str, key: Qt.Key) -> None:
    """Type and press a key once the palette is open."""

    def type_now() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Palette)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        QTest.keyClicks(line, typed)
        QTest.keyClick(line, key)

    QTimer.singleShot(0, type_now)


def test_mnemonics_are_left_out() -> None:
    assert plain_text("Chec&k corpus…") == "Check corpus…"
    assert plain_text("Save && close") == "Save & close"


def test_every_action_is_there_with_its_menu_and_key(actions: Actions) -> None:
    rows = {row.choice: row for row in matching_rows(actions, "")}
    assert set(rows) == {spec.id for spec in SPECS}
    assert rows["redact_selection"].text == "Mark > Redact"
    assert rows["redact_selection"].remark == "R"


def test_words_match_in_any_order_and_case(actions: Actions) -> None:
    found = [row.choice for row in matching_rows(actions, "EXCERPTS file")]
    assert found == ["export_excerpts"]
    assert matching_rows(actions, "no such thing") == []


def test_what_cannot_be_done_comes_last_and_says_what_it_needs(actions: Actions) -> None:
    actions.enable(frozenset({"corpus", "document"}), read_only=False)
    rows = matching_rows(actions, "redact")
    enabled = [row.enabled for row in rows]
    assert enabled == sorted(enabled, reverse=True)
    remarks = {row.choice: row.remark for row in rows}
    assert remarks["redact_selection"] == "needs a selection"
    actions.enable(frozenset({"corpus", "document", "selection"}), read_only=True)
    remarks = {row.choice: row.remark for row in matching_rows(actions, "redact")}
    assert remarks["redact_selection"] == "the corpus is open for reading only"
    actions.enable(frozenset(), read_only=False)
    remarks = {row.choice: row.remark for row in matching_rows(actions, "import")}
    assert remarks["import_files"] == "needs an open corpus"


def test_enter_triggers_what_was_typed_after_closing(window: QMainWindow, actions: Actions) -> None:
    told: list[bool] = []
    actions["query_help"].triggered.connect(
        lambda: told.append(QApplication.activeModalWidget() is None)
    )
    type_into_palette("query lang", Qt.Key.Key_Return)
    show_palette(window, actions)
    assert told == [True]
    assert matching_rows(actions, "")[0].choice == "query_help", "recent ones come first"


def test_escape_triggers_nothing(window: QMainWindow, actions: Actions) -> None:
    told: list[str] = []
    actions.handle({spec.id: lambda: told.append("done") for spec in SPECS})
    type_into_palette("query lang", Qt.Key.Key_Escape)
    show_palette(window, actions)
    assert told == []


def test_enter_on_something_disabled_does_nothing(window: QMainWindow, actions: Actions) -> None:
    actions.enable(frozenset(), read_only=False)
    dialog = Palette(actions, window)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("redact with")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert dialog.choice is None
    dialog.close()


def test_arrows_walk_the_rows_while_typing(window: QMainWindow, actions: Actions) -> None:
    dialog = Palette(actions, window)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("view")
    expected = matching_rows(actions, "view")[1].choice
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert dialog.choice == expected
    dialog.close()
