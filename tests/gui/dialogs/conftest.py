"""What the dialogs' tests get: a way to answer a dialog that waits for its answer."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.ui.workspace import Workspace

_Answer = TypeVar("_Answer")


@pytest.fixture(autouse=True)
def garbage_on_gui_thread() -> Iterator[None]:
    """Collect garbage here only, as the window does: a query's thread must finalise no widget."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Give a window that asks."""
    window = QWidget()
    window.resize(900, 700)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def workspace(corpus: Corpus, qtbot: QtBot) -> Iterator[Workspace]:
    """Give an open workspace of three documents."""
    opened = Workspace(corpus)
    yield opened
    opened.background.close()


@pytest.fixture
def answered(qtbot: QtBot) -> Callable[[Callable[[], Any], Callable[[Any], None]], Any]:
    """Give a function that opens a dialog, lets the test act on it, and returns its answer."""

    def run(opening: Callable[[], _Answer], act: Callable[[Any], None]) -> _Answer:
        failures: list[BaseException] = []

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QDialog)
            try:
                dialog.activateWindow()
                qtbot.waitUntil(dialog.isActiveWindow)
                act(dialog)
                if dialog.isVisible():
                    failures.append(AssertionError("The dialog was left open."))
            except BaseException as failure:
                failures.append(failure)
            finally:
                if dialog.isVisible():
                    dialog.done(0)

        QTimer.singleShot(0, answer)
        result = opening()
        if failures:
            raise failures[0]
        return result

    return run
