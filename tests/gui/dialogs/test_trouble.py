from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from reviewer.errors import CorpusDamaged, CorpusInUse
from reviewer.ui.dialogs.trouble import (
    BugDialog,
    UnexpectedErrors,
    ask_open_read_only,
    install_excepthook,
    read_only_question,
    tell,
    trouble_box,
)


@pytest.fixture
def hooks() -> Iterator[None]:
    before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before


def raised(message: str) -> Exception:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def test_an_error_for_people_is_its_sentence_and_never_markup(qtbot: QtBot) -> None:
    box = trouble_box(None, CorpusDamaged("The file <b>corpus.db</b> cannot be read."))
    qtbot.addWidget(box)
    assert box.text() == "The file <b>corpus.db</b> cannot be read."
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.detailedText() == ""


def test_tell_shows_the_sentence_and_returns(qtbot: QtBot) -> None:
    seen: list[str] = []

    def close() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        QTest.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(0, close)
    tell(None, CorpusDamaged("It is damaged."))
    assert seen == ["It is damaged."]


def test_a_bug_says_what_is_safe_and_can_be_copied(qtbot: QtBot) -> None:
    dialog = BugDialog(raised("<b>broken</b>"))
    qtbot.addWidget(dialog)
    assert any("Everything you marked is saved" in x.text() for x in dialog.findChildren(QLabel))
    text = dialog.findChild(QPlainTextEdit)
    assert text is not None
    assert text.isReadOnly()
    assert "ValueError: <b>broken</b>" in text.toPlainText()
    copy = next(b for b in dialog.findChildren(QPushButton) if "Copy" in b.text())
    copy.click()
    assert "ValueError: <b>broken</b>" in QGuiApplication.clipboard().text()
    assert "test_trouble.py" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(("button", "quits"), [("C&ontinue", False), ("&Quit", True)])
def test_she_can_go_on_or_quit(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, button: str, quits: bool
) -> None:
    quit_asked: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quit_asked.append(True))

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, BugDialog)
        next(b for b in dialog.findChildren(QPushButton) if b.text() == button).click()

    QTimer.singleShot(0, press)
    tell(None, raised("a bug"))
    assert bool(quit_asked) == quits


def test_an_error_in_a_slot_is_told_once_and_then_counted(
    qtbot: QtBot, hooks: None, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[BaseException] = []
    unexpected = install_excepthook(told.append)
    for _time in range(5):
        error = raised("again")
        sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: sum(unexpected.counts.values()) == 5)
    assert [str(error) for error in told] == ["again"]
    other = raised("another")
    sys.excepthook(type(other), other, other.__traceback__)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert capsys.readouterr().err.count("ValueError: again") == 1


def test_an_error_in_a_thread_is_told_in_the_gui_thread(
    qtbot: QtBot, hooks: None, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[str, int]] = []
    unexpected = install_excepthook(lambda error: told.append((str(error), threading.get_ident())))

    def fail() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("in a thread", threading.get_ident())]
    assert unexpected.counts.total() == 1
    assert "in a thread" in capsys.readouterr().err


def test_errors_met_while_one_is_told_wait_for_their_turn(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    order: list[str] = []

    def told(error: BaseException) -> None:
        order.append(f"open {error}")
        if str(error) == "first":
            second = raised("second")
            unexpected.on_uncaught(type(second), second, None)
            qtbot.waitUntil(lambda: unexpected.counts.total() == 2)
        order.append(f"close {error}")

    unexpected = UnexpectedErrors(told)
    first = raised("first")
    unexpected.on_uncaught(type(first), first, None)
    qtbot.waitUntil(lambda: len(order) == 4)
    assert order == ["open first", "close first", "open second", "close second"]
    assert "second" in capsys.readouterr().err


def test_a_corpus_in_use_can_be_opened_for_reading(qtbot: QtBot) -> None:
    error = CorpusInUse("Another window holds <this> corpus.")
    box = read_only_question(None, error)
    qtbot.addWidget(box)
    assert box.text() == str(error)
    assert box.textFormat() == Qt.TextFormat.PlainText

    def press(key: Qt.Key) -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        QTest.keyClick(question, key)

    for key, wanted in ((Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)):
        QTimer.singleShot(0, lambda key=key: press(key))
        assert ask_open_read_only(None, error) == wanted
