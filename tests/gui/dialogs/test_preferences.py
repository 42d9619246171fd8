from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from reviewer.settings import Settings
from reviewer.ui.dialogs import preferences
from reviewer.ui.dialogs.preferences import PreferencesDialog, edit_preferences
from reviewer.ui.reading import ZOOM_RANGE_PERCENT


def fill_in_and(key: Qt.Key) -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PreferencesDialog)
    name, theme, size = (dialog.findChild(kind) for kind in (QLineEdit, QComboBox, QSpinBox))
    assert isinstance(name, QLineEdit)
    assert isinstance(theme, QComboBox)
    assert isinstance(size, QSpinBox)
    name.setText("  Ada   Mwangi ")
    theme.setCurrentText("Dark")
    size.setValue(130)
    QTest.keyClick(name, key)


def test_what_is_chosen_goes_into_the_settings(qtbot: QtBot) -> None:
    settings = Settings()
    QTimer.singleShot(0, lambda: fill_in_and(Qt.Key.Key_Return))
    assert edit_preferences(None, settings)
    assert settings == Settings(reviewer="Ada Mwangi", theme="dark", zoom_percent=130)


def test_escape_changes_nothing(qtbot: QtBot) -> None:
    settings = Settings(reviewer="Ada")
    QTimer.singleShot(0, lambda: fill_in_and(Qt.Key.Key_Escape))
    assert not edit_preferences(None, settings)
    assert settings == Settings(reviewer="Ada")


def test_an_unknown_theme_is_shown_as_the_systems(qtbot: QtBot, config_folder: Path) -> None:
    dialog = PreferencesDialog(Settings(theme="sepia"))
    qtbot.addWidget(dialog)
    box = dialog.findChild(QComboBox)
    assert box is not None
    assert box.currentText() == "As the system"
    sentences = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(str(config_folder / "settings.json") in text for text in sentences)


def test_the_text_is_scaled_within_what_the_reader_allows() -> None:
    assert (preferences.SMALLEST_ZOOM, preferences.LARGEST_ZOOM) == ZOOM_RANGE_PERCENT
