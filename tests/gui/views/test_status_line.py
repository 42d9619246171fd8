from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus, open_corpus
from reviewer.errors import ReviewError
from reviewer.model import Status
from reviewer.review.documents import set_status
from reviewer.ui.views.status_line import BAR_STEPS, StatusLine
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    held = Workspace(make_corpus(tmp_path / "Line", ["One.", "Two.", "Three."]))
    yield held
    held.close()


@pytest.fixture
def line(workspace: Workspace, qtbot: QtBot) -> StatusLine:
    made = StatusLine(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def test_progress_of_the_review_follows_her_work(
    line: StatusLine, workspace: Workspace, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: line.reviewed.text() == "0 of 3 reviewed")
    workspace.perform(set_status, [1, 3], Status.REVIEWED)
    qtbot.waitUntil(lambda: line.reviewed.text() == "2 of 3 reviewed")
    workspace.undo()
    qtbot.waitUntil(lambda: line.reviewed.text() == "0 of 3 reviewed")


def test_what_was_done_is_told(line: StatusLine, workspace: Workspace) -> None:
    workspace.told.emit("Done: edit <b>note</b>")
    assert line.currentMessage() == "Done: edit <b>note</b>"


def test_what_is_being_done_stays_until_it_is(line: StatusLine, workspace: Workspace) -> None:
    workspace.told.emit("Working…")
    assert line.currentMessage() == "Working…"
    workspace.trouble.emit(ReviewError("Not done."))
    assert line.currentMessage() == ""


def test_what_stands_beside_each_other_can_be_told_apart(line: StatusLine) -> None:
    line.resize(600, line.height())
    line.show_place("Hit 2 of 3")
    QApplication.sendPostedEvents(line, QEvent.Type.LayoutRequest)
    place, reviewed = line.place, line.reviewed
    gap = reviewed.x() + reviewed.contentsRect().x() - place.x() - place.contentsRect().right()
    assert gap >= 2 * line.fontMetrics().averageCharWidth()


def test_a_second_window_says_that_it_is_read_only(
    line: StatusLine, workspace: Workspace, qtbot: QtBot
) -> None:
    assert not line.read_only.isVisible()
    corpus: Corpus = open_corpus(workspace.corpus.paths.folder)
    second = Workspace(corpus)
    other = StatusLine(second)
    qtbot.addWidget(other)
    other.show()
    assert other.read_only.isVisible()
    assert "Read only" in other.read_only.text()
    second.close()


def test_a_job_shows_how_far_it_is_beyond_32_bits(line: StatusLine) -> None:
    line.show_job("Importing", 3_000_000_000, 6_000_000_000)
    assert line.job.isVisible()
    assert line.job.bar.value() == BAR_STEPS // 2
    line.show_job("Counting", 5, None)
    assert line.job.bar.maximum() == 0
    line.hide_job()
    assert not line.job.isVisible()


def test_a_job_can_be_paused_resumed_and_cancelled_once(line: StatusLine, qtbot: QtBot) -> None:
    line.show_job("Importing", 1, 10)
    with qtbot.waitSignal(line.pause_wanted):
        line.job.pause.click()
    assert line.job.pause.text() == "Resume"
    with qtbot.waitSignal(line.resume_wanted):
        line.job.pause.click()
    with qtbot.waitSignal(line.cancel_wanted):
        line.job.cancel.click()
    assert not line.job.cancel.isEnabled()
    line.hide_job()
    line.show_job("Importing again", 1, 10)
    assert line.job.cancel.isEnabled()
    assert line.job.pause.text() == "Pause"
