"""How long the window holds still at real size: `python tests/benchmarks/window.py CORPUS`.

Does what an analyst does in a large corpus, and prints for each step how long it took and the
longest gap between two beats of a timer, which is the longest time that a key would have waited.
The corpus is copied first. With a step's number as the second argument that step is profiled.
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
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer.corpus.database import Access, open_corpus
from reviewer.model import Facet, Filters, Sort
from reviewer.paths import config_folder
from reviewer.review import tags
from reviewer.settings import Settings
from reviewer.ui import review_page, theme
from reviewer.ui.app import put_window_first
from reviewer.ui.main_window import MainWindow

PATIENCE_S = 120
FRAME_MS = 16.0
COMMON_WORD = "government"
PHRASE = '"the department of state"'
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Heartbeat(QObject):
    """Notes the gaps between the beats of a timer in the GUI thread, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def restart(self) -> None:
        """Forget the gaps until now."""
        self.gaps, self._last = [], time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


@dataclass(slots=True)
class Bench:
    """Runs steps one after the other and keeps what each took."""

    heartbeat: Heartbeat
    profiled: int | None
    rows: list[tuple[str, float, float, int]] = field(default_factory=list)

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
        late = sum(gap > FRAME_MS for gap in self.heartbeat.gaps)
        self.rows.append((name, took, max(self.heartbeat.gaps, default=took), late))

    def print_table(self) -> None:
        """Print every step."""
        print(f"{'':3} {'step':40} {'took ms':>9} {'longest gap':>12} {'over 16 ms':>11}")
        for number, (name, took, gap, late) in enumerate(self.rows, 1):
            print(f"{number:3} {name:40} {took:9.0f} {gap:12.1f} {late:11}")


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
    measure_finding(page, bench)
    measure_reading(page, bench)
    measure_tagging(page, beside, bench)
    window.close()


def measure_finding(page: review_page.ReviewPage, bench: Bench) -> None:
    """Search, sort and filter."""
    finding = page.finding

    def search(
        name: str,
        query: str | None = None,
        filters: Filters | None = None,
        sort: Sort | None = None,
    ) -> None:
        found: list[None] = []
        connection = finding.results_changed.connect(lambda: found.append(None))
        with bench.step(name):
            finding.search(query, filters, sort)
            until(lambda: found, "the results")
            until(lambda: page.workspace.is_idle, "snippets and hits")
        finding.results_changed.disconnect(connection)

    search("search a word, first time", COMMON_WORD)
    search("search a word again", COMMON_WORD)
    search("search a phrase", PHRASE)
    search("all documents", "")
    for sort in (Sort.TITLE, Sort.DATE, Sort.LENGTH):
        search(f"sort by {sort.value}", None, None, sort)
    tag_id = next(iter(page.workspace.tags))
    search("filter by tag", "", Filters().including(Facet.TAG, {tag_id}))
    search("all documents, best match", "", Filters(), Sort.RELEVANCE)


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
        measure(folder, write_documents(Path(place) / "harbour.jsonl"), bench)
    bench.print_table()


if __name__ == "__main__":
    main()
