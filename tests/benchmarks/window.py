"""How long the window holds still at real size: `python tests/benchmarks/window.py CORPUS`.

Does what an analyst does in a large corpus, and prints for each step how long it took and the
longest gap between two beats of a timer, which is the longest time that a key would have waited.
On a busy machine other programs make gaps too; `worked` is the most that the GUI thread itself
computed between two beats. The corpus, which must be indexed, is copied first. With a step's number
as the second argument that step is profiled.
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer.corpus.database import Access, open_corpus
from reviewer.model import Facet, Filters, Sort, Status
from reviewer.paths import config_folder
from reviewer.review import tags
from reviewer.review.lines import LineOrder
from reviewer.settings import Settings
from reviewer.ui import review_page, theme
from reviewer.ui.app import put_window_first
from reviewer.ui.dialogs import confirming, tag_picker
from reviewer.ui.dialogs.concordance import show_concordance
from reviewer.ui.main_window import MainWindow
from reviewer.ui.views.timeline import Timeline
from tests.benchmarks.processes import machine
from tests.benchmarks.queries import draw_queries

PATIENCE_S = 120
FRAME_MS = 16.0
HITS_TAGGED = 20_000
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


class Heartbeat(QObject):
    """Notes what passed, and what the GUI thread computed, between the beats of a timer, in ms."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self.restart()
        self._timer.start(1)

    def restart(self) -> None:
        """Forget the beats until now."""
        self.gaps: list[float] = []
        self.worked: list[float] = []
        self._last = time.perf_counter(), time.thread_time()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.gaps.append((now[0] - self._last[0]) * 1000)
        self.worked.append((now[1] - self._last[1]) * 1000)
        self._last = now


@dataclass(slots=True)
class Bench:
    """Runs steps one after the other and keeps what each took."""

    heartbeat: Heartbeat
    profiled: int | None
    rows: list[tuple[str, float, float, int, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done within, until the window has painted it."""
        profile = cProfile.Profile() if len(self.rows) + 1 == self.profiled else None
        self.heartbeat.restart()
        begun = time.perf_counter()
        if profile:
            profile.enable()
        yield
        settle(0.05)
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats("reviewer", 45)
        took = (time.perf_counter() - begun) * 1000
        gaps, worked = self.heartbeat.gaps, self.heartbeat.worked
        late = sum(gap > FRAME_MS for gap in gaps)
        self.rows.append((name, took, max(gaps), late, max(worked)))

    def print_table(self) -> None:
        """Print every step."""
        print(f"{'':44} {'took ms':>9} {'longest gap':>12} {'over 16 ms':>11} {'worked ms':>10}")
        for number, (name, took, gap, late, worked) in enumerate(self.rows, 1):
            print(f"{number:3} {name:40} {took:9.0f} {gap:12.1f} {late:11} {worked:10.1f}")


def settle(seconds: float) -> None:
    """Let the window work for a while."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.0005)


def until(holds: Callable[[], object], what: str) -> None:
    """Let the window work until something holds."""
    end = time.perf_counter() + PATIENCE_S
    while not holds():
        if time.perf_counter() > end:
            raise AssertionError(f"waited in vain for {what}")
        QApplication.processEvents()
        time.sleep(0.0005)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the focus is, and let the window answer."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    QTest.keyClick(widget, key, modifier)
    QApplication.processEvents()


def measure(folder: Path, beside: Path, bench: Bench) -> None:
    """Do the work of an analyst in the corpus at `folder`."""
    drawn = draw_queries(folder)
    word = drawn["common word (34,000)"][0].words[0]
    phrase = f'"{" ".join(drawn["phrase"][0].phrase)}"'
    window = MainWindow(Settings(reviewer="Ana Lyst"))
    window.show()
    window.activateWindow()
    until(window.isActiveWindow, "the window to be active")
    with bench.step("open the corpus"):
        window.open_path(folder)
        until(lambda: window.page is not None, "the page")
        page = window.page
        assert page is not None
        until(lambda: page.workspace.document is not None, "a document")
        until(lambda: page.workspace.is_idle, "the counts")
    measure_finding(page, word, phrase, bench)
    measure_standing(page, word, bench)
    measure_all_results(page, bench)
    measure_concordance(page, bench)
    finish(page, "all documents", bench, lambda: page.finding.search("", Filters()))
    measure_reading(page, bench)
    measure_tagging(page, beside, bench)
    window.close()


def finish(
    page: review_page.ReviewPage, name: str, bench: Bench, begin: Callable[[], object]
) -> None:
    """Time what `begin` leads to, until nothing is searched, counted or read any more."""
    with bench.step(name):
        begin()
        until(lambda: not page.finding.is_running and page.workspace.is_idle, name)
        settle(0.05)  # what is read once the list is drawn
        until(lambda: page.workspace.is_idle, name)


def measure_finding(page: review_page.ReviewPage, word: str, phrase: str, bench: Bench) -> None:
    """Search, sort and filter."""

    def search(name: str, query: str | None = None, **asked: Any) -> None:
        finish(page, name, bench, lambda: page.finding.search(query, **asked))

    search("search a word, first time", word)
    search("search a word again", word)
    search("search a phrase", phrase)
    search("all documents", "")
    tag_id = next(iter(page.workspace.tags))
    search("filter by tag", "", filters=Filters().including(Facet.TAG, {tag_id}))
    search("all documents, best match", "", filters=Filters(), sort=Sort.RELEVANCE)


def measure_standing(page: review_page.ReviewPage, word: str, bench: Bench) -> None:
    """Do what she does while a query stands."""
    finish(page, "search a common word", bench, lambda: page.finding.search(word))
    page.documents.focus_results()
    settle(0.2)
    page.document.text_view.setFocus()
    with bench.step("step through 60 hits with F3"):
        for _ in range(60):
            press(Qt.Key.Key_F3)
            settle(0.03)
    origin, timeline = page.documents.filters.origin, page.documents.filters.timeline
    with bench.step("open the list of origins"):
        origin.open_panel()
        settle(0.1)
    finish(page, "include an origin", bench, lambda: press(Qt.Key.Key_Space))
    finish(page, "take it back", bench, lambda: press(Qt.Key.Key_Space))
    press(Qt.Key.Key_Escape)
    finish(page, "brush the timeline", bench, lambda: brush(timeline))
    finish(page, "give the brush up", bench, lambda: QTest.mouseDClick(timeline, LEFT))
    for sort in (Sort.DATE, Sort.TITLE, Sort.LENGTH, Sort.REVIEW_ORDER, Sort.RELEVANCE):
        finish(page, f"sort by {sort.value}", bench, partial(page.finding.search, sort=sort))


def brush(timeline: Timeline) -> None:
    """Draw a brush over the middle of the timeline, as a mouse does."""
    left, right, y = timeline.width() // 4, timeline.width() // 2, 10
    QTest.mousePress(timeline, LEFT, NONE, QPoint(left, y))
    for x in range(left, right, 4):
        QTest.mouseMove(timeline, QPoint(x, y))
        settle(0.005)
    QTest.mouseRelease(timeline, LEFT, NONE, QPoint(right, y))


def measure_all_results(page: review_page.ReviewPage, bench: Bench) -> None:
    """Go to the end of the list, select all of it, and mark it."""
    results = page.documents.results
    results.focus()
    bar = results.view.verticalScrollBar()

    def scroll() -> None:
        for step in range(100):
            bar.setValue(bar.maximum() * step // 99)
            settle(0.01)

    finish(page, "scroll the list to its end", bench, scroll)
    finish(page, "open the last document", bench, lambda: press(Qt.Key.Key_End))
    finish(page, "select all results", bench, lambda: press(Qt.Key.Key_A, CONTROL))
    confirming.confirm = lambda *_asked: True
    finish(page, "mark all results", bench, lambda: results.mark(Status.REVIEWED))
    finish(page, "undo that", bench, page.workspace.undo)


def measure_concordance(page: review_page.ReviewPage, bench: Bench) -> None:
    """List every hit, sort, filter, and tag a few."""
    with bench.step("open the concordance, until it is whole"):
        window = show_concordance(page, page.workspace, page.finding)
        until(lambda: not window.model.is_running and page.workspace.is_idle, "all lines")
        settle(1.0)  # the last lines are taken in
    for order in (LineOrder.LEFT, LineOrder.RIGHT, LineOrder.DATE):
        ask = partial(window.view.order_wanted.emit, order)
        finish(page, f"sort it by {order.value}", bench, ask)
    bar = window.view.verticalScrollBar()
    with bench.step("scroll it to its end"):
        for step in range(100):
            bar.setValue(bar.maximum() * step // 99)
            settle(0.01)
    finish(page, "reject all its lines", bench, window.accept_none.click)
    rows = np.arange(min(window.model.rowCount(), HITS_TAGGED), dtype=np.int64)
    finish(page, "accept many", bench, lambda: window.model.set_accepted(rows, True))
    tag_picker.pick_tag = lambda *_asked: next(iter(page.workspace.tags))
    finish(page, f"tag {len(rows):,} hits", bench, window.marking.tag)
    finish(page, "undo that", bench, page.workspace.undo)
    window.close()


def measure_reading(page: review_page.ReviewPage, bench: Bench) -> None:
    """Walk through documents and scroll."""
    space = page.workspace
    page.documents.focus_results()
    with bench.step("open 30 documents one after another"):
        for _ in range(30):
            press(Qt.Key.Key_Down)
            settle(0.03)
    with bench.step("scroll the list by 30 pages"):
        bar = page.documents.results.view.verticalScrollBar()
        for _ in range(30):
            bar.setValue(bar.value() + bar.pageStep())
            settle(0.005)
    with space.corpus.read() as connection:
        longest = connection.exec_driver_sql(
            "SELECT id FROM document ORDER BY char_count DESC LIMIT 1"
        ).scalar_one()
    with bench.step("open the longest document"):
        space.open_document(longest)
    with bench.step("scroll the longest document"):
        bar = page.document.text_view.verticalScrollBar()
        for _ in range(100):
            bar.setValue(bar.value() + bar.pageStep())
            settle(0.005)


def measure_tagging(page: review_page.ReviewPage, beside: Path, bench: Bench) -> None:
    """Tag by key, alone and beside an import, and undo."""
    chance = random.Random(1)
    space = page.workspace
    view = page.document.text_view
    space.open_document(int(page.finding.results.ids[40]))
    view.setFocus()

    def tag(times: int) -> None:
        for _ in range(times):
            press(Qt.Key.Key_Home, CONTROL)
            for _ in range(chance.randrange(40)):
                press(Qt.Key.Key_Right, CONTROL)
            for _ in range(3):
                press(Qt.Key.Key_Right, CONTROL | SHIFT)
            press(Qt.Key.Key_1)
            settle(0.03)

    with bench.step("tag by key 50 times"):
        tag(50)
    page.jobs._start({"job": "import", "paths": [str(beside)], "mappings": {}})
    with bench.step("tag by key 50 times beside an import"):
        tag(50)
    with bench.step("the rest of the import"):
        until(lambda: not page.jobs.is_running, "the import")
        until(lambda: space.is_idle, "the counts")
    with bench.step("undo 20 times"):
        for _ in range(20):
            press(Qt.Key.Key_Z, CONTROL)
            until(lambda: space.is_idle, "the undo")
            settle(0.03)


def write_documents(path: Path) -> Path:
    """Write a table that takes a few seconds to import."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(4_000):
            body = f"Row {number} of the harbour log. " + "The crates stand on the quay. " * 100
            file.write(json.dumps({"id": number, "body": body}) + "\n")
    return path


def main() -> None:
    """Copy the corpus, measure, print."""
    source = Path(sys.argv[1])
    put_window_first()
    application = QApplication(sys.argv[:1])
    theme.apply(application, theme.Scheme.LIGHT)
    bench = Bench(Heartbeat(), int(sys.argv[2]) if len(sys.argv) > 2 else None)
    with tempfile.TemporaryDirectory() as place:
        # The window's settings go there, and the key of this installation opens the index.
        key = config_folder() / "index.key"
        os.environ["REVIEWER_CONFIG_DIR"] = place
        shutil.copy(key, place)
        folder = Path(place) / "Corpus"
        shutil.copytree(source, folder)
        with open_corpus(folder, Access.WRITE) as corpus:
            tags.create_tag(corpus, "Benchmark", shortcut=1)
        try:
            measure(folder, write_documents(Path(place) / "harbour.jsonl"), bench)
        finally:
            print(machine())
            bench.print_table()


if __name__ == "__main__":
    main()
