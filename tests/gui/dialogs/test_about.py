from __future__ import annotations

import tomllib
from pathlib import Path

from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from reviewer import __version__
from reviewer.ui.dialogs.about import AboutDialog

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_version_and_the_licence_of_every_dependency_are_told(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    labels = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"Version {__version__}" in labels
    licences = dialog.findChild(QPlainTextEdit)
    assert licences is not None
    told = licences.toPlainText().casefold()
    dependencies = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    for dependency in dependencies:
        name = dependency.split(">")[0].split("=")[0].removesuffix("-Essentials")
        assert name.casefold() in told
