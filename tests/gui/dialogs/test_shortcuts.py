from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from reviewer.settings import Settings
from reviewer.ui.actions import SPECS, Actions, ActionSpec
from reviewer.ui.dialogs.shortcuts import ShortcutsDialog, edit_shortcuts, refusal

DEFAULTS = {spec.id: spec.key for spec in SPECS}


@pytest.fixture
def dialog(qtbot: QtBot) -> ShortcutsDialog:
    dialog = ShortcutsDialog({"undo": "Ctrl+U"})
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def press_key(
    dialog: ShortcutsDialog, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
) -> None:
    edit = dialog.findChild(QKeySequenceEdit)
    assert edit is not None
    QTest.keyClick(edit, key, modifier or Qt.KeyboardModifier.NoModifier)


def click(dialog: ShortcutsDialog, text: str) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def sentences(dialog: ShortcutsDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_new_key_is_kept_as_a_difference(dialog: ShortcutsDialog) -> None:
    dialog.choose("redact_selection")
    press_key(dialog, Qt.Key.Key_J)
    assert dialog.differences() == {"undo": "Ctrl+U", "redact_selection": "J"}


def test_a_key_that_is_taken_is_refused_with_its_owner(dialog: ShortcutsDialog) -> None:
    dialog.choose("redact_selection")
    press_key(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.differences() == {"undo": "Ctrl+U"}
    assert "Edit > Find in document" in sentences(dialog)
    edit = dialog.findChild(QKeySequenceEdit)
    assert edit is not None
    assert edit.keySequence() == QKeySequence("R")


def test_a_key_that_was_taken_away_is_free(dialog: ShortcutsDialog) -> None:
    dialog.choose("find_in_document")
    click(dialog, "&No key")
    dialog.choose("redact_selection")
    press_key(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.differences() == {
        "undo": "Ctrl+U",
        "find_in_document": "",
        "redact_selection": "Ctrl+F",
    }
    dialog.choose("find_in_document")
    click(dialog, "&Reset")
    assert dialog.keys["find_in_document"] == "", "its old key has another owner now"


def test_resetting_one_and_all(dialog: ShortcutsDialog) -> None:
    dialog.choose("redact_selection")
    press_key(dialog, Qt.Key.Key_J)
    dialog.choose("undo")
    click(dialog, "&Reset")
    assert dialog.differences() == {"redact_selection": "J"}
    click(dialog, "Reset &all")
    assert dialog.differences() == {}


@pytest.mark.parametrize("number", range(1, 10))
def test_the_number_keys_belong_to_tags(number: int) -> None:
    sentence = refusal("redact_selection", str(number), DEFAULTS)
    assert sentence is not None
    assert "tags" in sentence
    assert refusal("redact_selection", f"Ctrl+Alt+{number}", DEFAULTS) is None


@pytest.mark.parametrize("key", ["Tab", "Esc", "Return", "Up", "Space", "Ctrl+V"])
def test_keys_that_the_window_needs_are_refused(key: str) -> None:
    assert refusal("redact_selection", key, DEFAULTS) is not None


@given(st.sampled_from(SPECS), st.sampled_from([spec.key for spec in SPECS if spec.key]))
def test_no_key_gets_two_actions(spec: ActionSpec, key: str) -> None:
    assert (refusal(spec.id, key, DEFAULTS) is None) == (spec.key == key)


def test_the_filter_finds_by_name_and_key(dialog: ShortcutsDialog) -> None:
    line = dialog.findChildren(QLineEdit)[0]
    line.setText("ctrl+u")
    press_key(dialog, Qt.Key.Key_F12)
    assert dialog.differences() == {"undo": "F12"}, "the first that is seen is chosen"
    line.setText("nothing like this")
    assert "No action has these words" in sentences(dialog)


def test_ok_sets_the_keys_and_cancel_does_not(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    settings = Settings()
    actions = Actions(window, {})

    def change_and(button: str) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ShortcutsDialog)
        dialog.choose("redact_selection")
        press_key(dialog, Qt.Key.Key_J)
        found = next(b for b in dialog.findChildren(QPushButton) if button in b.text())
        found.click()

    QTimer.singleShot(0, lambda: change_and("Cancel"))
    assert not edit_shortcuts(window, actions, settings)
    assert settings.shortcuts == {}
    QTimer.singleShot(0, lambda: change_and("OK"))
    assert edit_shortcuts(window, actions, settings)
    assert settings.shortcuts == {"redact_selection": "J"}
    assert actions["redact_selection"].shortcut() == QKeySequence("J")
