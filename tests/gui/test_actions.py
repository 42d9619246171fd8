from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reviewer.ui.actions import MENUS, SPECS, Actions
from reviewer.ui.dialogs.shortcuts import refusal

LETTERS = [spec for spec in SPECS if len(spec.key) == 1]


class Window(QMainWindow):
    """A window with every action, a line, a note, a text to read and a list."""

    def __init__(self) -> None:
        super().__init__()
        self.actions_ = Actions(self, {})
        self.fired: list[str] = []
        self.actions_.handle({spec.id: partial(self.fired.append, spec.id) for spec in SPECS})
        self.line, self.note, self.reading = QLineEdit(), QPlainTextEdit(), QPlainTextEdit("text")
        self.reading.setReadOnly(True)
        self.rows = QTreeWidget()
        inside = QWidget()
        self.setCentralWidget(inside)
        layout = QVBoxLayout(inside)
        for widget in (self.line, self.note, self.reading, self.rows):
            layout.addWidget(widget)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window


def press(widget: QWidget, key: str) -> None:
    widget.setFocus()
    pressed = QKeySequence.fromString(key)[0]  # type: ignore[index]
    QTest.keyClick(widget, pressed.key(), pressed.keyboardModifiers())


def test_no_two_actions_share_a_key_and_none_takes_a_reserved_one() -> None:
    keys = {spec.id: spec.key for spec in SPECS}
    assert len(keys) == len(SPECS)
    for action_id, key in keys.items():
        assert not key or not QKeySequence.fromString(key).isEmpty()
        allowed_by_design = action_id in ("next_document", "previous_document")
        assert refusal(action_id, key, keys) is None or allowed_by_design


def test_mnemonics_of_a_menu_differ_and_every_action_is_in_a_menu() -> None:
    for menu in MENUS:
        letters = [
            spec.text[spec.text.index("&") + 1].casefold() for spec in SPECS if spec.menu == menu
        ]
        assert sorted(letters) == sorted(set(letters)), menu
    assert {spec.menu for spec in SPECS} == set(MENUS)


def test_each_key_works_while_she_reads_and_in_lists(window: Window) -> None:
    for place in (window.reading, window.rows):
        for spec in SPECS:
            if spec.key:
                window.fired.clear()
                press(place, spec.key)
                assert window.fired == [spec.id]


def test_letters_are_typed_where_something_is_typed(window: Window) -> None:
    assert LETTERS
    for place in (window.line, window.note):
        for spec in LETTERS:
            press(place, spec.key)
        press(place, "Shift+R")
        place.selectAll()
        press(place, "Del")
    assert window.fired == []
    press(window.line, "x")
    assert window.line.text() == "x"
    QTest.keyClick(window.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.fired == [], "Ctrl+Z in a line takes back the typing"
