"""Answers come back in the GUI thread, and stale ones never."""

from __future__ import annotations

import gc
import sys
import threading
import time
from functools import partial
from typing import Any

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer.ui.background import Background


def test_the_answer_comes_back_in_the_gui_thread(qtbot: QtBot) -> None:
    background = Background()
    seen: list[tuple[str, bool]] = []
    gui = threading.current_thread()

    def work(_cancelled: Any) -> str:
        return threading.current_thread().name

    def done(name: str) -> None:
        seen.append((name, threading.current_thread() is gui))

    background.run("names", work, done, lambda error: seen.append((str(error), False)))
    qtbot.waitUntil(lambda: background.is_idle)
    assert len(seen) == 1
    assert seen[0][0] != gui.name
    assert seen[0][1]
    background.close()


def test_an_error_is_handed_on(qtbot: QtBot) -> None:
    background = Background()
    errors: list[Exception] = []

    def work(_cancelled: Any) -> None:
        raise OSError("gone")

    background.run("a", work, lambda _result: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "gone"
    background.close()


def test_only_the_newest_run_of_a_group_answers(qtbot: QtBot) -> None:
    background = Background()
    begun, go_on = threading.Event(), threading.Event()
    answers: list[int] = []
    told_stale: list[bool] = []

    def slow(cancelled: Any) -> int:
        begun.set()
        go_on.wait(5)
        told_stale.append(cancelled())
        return 1

    background.run("search", slow, answers.append, lambda _error: None, awaited=True)
    assert begun.wait(5)
    background.run("search", lambda _cancelled: 2, answers.append, lambda _error: None)
    qtbot.waitUntil(lambda: answers == [2])
    go_on.set()
    qtbot.waitUntil(lambda: background.is_idle)
    assert answers == [2]
    assert told_stale == [True]
    background.close()


def test_work_begins_when_what_led_to_it_is_painted(qtbot: QtBot) -> None:
    background = Background()
    seen: list[str] = []

    class Shown(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            seen.append("painted")

    widget = Shown()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    qtbot.waitUntil(lambda: "painted" in seen)
    seen.clear()
    background.run("counts", lambda _c: seen.append("worked"), lambda _result: None, fail)
    widget.update()
    qtbot.waitUntil(lambda: background.is_idle)
    assert seen == ["painted", "worked"]
    background.close()


def test_what_has_not_begun_is_forgotten_on_closing(qtbot: QtBot) -> None:
    background = Background()
    ran: list[str] = []
    background.run("a", lambda _c: ran.append("a"), lambda _result: None, fail)
    background.close()
    qtbot.wait(0)
    assert ran == []


def test_what_a_task_holds_is_let_go_of_in_the_gui_thread(qtbot: QtBot) -> None:
    background = Background()
    let_go_in: list[str] = []

    class Held:
        """As a widget, which must not die on another thread."""

        def work(self, _cancelled: Any) -> None:
            time.sleep(0)

        def hear(self, _answer: Any) -> None:
            pass

        def __del__(self) -> None:
            let_go_in.append(threading.current_thread().name)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that the answer is heard before the thread is at its end
    for number in range(5000):
        held = Held()
        background.run(f"group {number}", held.work, held.hear, held.hear, awaited=True)
        del held
        while not background.is_idle:
            QApplication.processEvents()
    sys.setswitchinterval(usual)
    gc.collect()
    background.close()
    assert let_go_in == [threading.current_thread().name] * 5000


def fail(error: Exception) -> None:
    raise AssertionError(error)


def _named(group: str, _cancelled: Any) -> str:
    return group


def test_groups_do_not_disturb_each_other(qtbot: QtBot) -> None:
    background = Background()
    answers: set[str] = set()
    for group in ("hits", "search", "counts"):
        background.run(group, partial(_named, group), answers.add, lambda _error: None)
    qtbot.waitUntil(lambda: answers == {"hits", "search", "counts"})
    background.close()


def test_nothing_is_run_after_it_was_closed(qtbot: QtBot) -> None:
    background = Background()
    background.close()
    ran: list[str] = []

    def work(_cancelled: Any) -> None:
        ran.append("work")

    background.run("late", work, lambda _result: ran.append("done"), lambda _error: None)
    assert background.is_idle
    assert ran == []
