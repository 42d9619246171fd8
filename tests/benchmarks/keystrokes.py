"""From a key to painted results: `python -m tests.benchmarks.keystrokes CORPUS`, with a display.

Types queries letter by letter into the box of the real window and waits after each letter until
the list has painted what answers it, then types them once more without waiting, as fast as people
do. Told are the times from the key to the paint, and the gaps between two beats of a timer in the
GUI thread, which is how long a key would have waited. On a busy machine other programs make gaps
too; `worked` counts only what the GUI thread itself computed within one.

The corpus must be indexed; it is not changed. Settings and history go to a folder that is deleted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer.errors import QueryError
from reviewer.paths import config_folder
from reviewer.search.query import parse_query
from reviewer.settings import Settings
from reviewer.ui import theme
from reviewer.ui.app import put_window_first
from reviewer.ui.main_window import MainWindow
from reviewer.ui.review_page import ReviewPage
from tests.benchmarks.ours import typed
from tests.benchmarks.processes import machine
from tests.benchmarks.queries import draw_queries
from tests.benchmarks.window import FRAME_MS, Heartbeat, press, settle, until

CLASSES = ("common word (34,000)", "two common words, AND", "phrase", "prefix*", "date range")
SECONDS_BETWEEN_KEYS = 0.1  # 120 words a minute


class Paints(QObject):
    """Counts how often the list of results was painted."""

    def __init__(self, page: ReviewPage) -> None:
        super().__init__()
        self.count = 0
        page.documents.results.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


class Typist:
    """Types into the box of an open page and measures."""

    def __init__(self, page: ReviewPage) -> None:
        self.page = page
        self.paints = Paints(page)
        self.painted: list[float] = []
        self.complete: list[float] = []  # with the snippets
        self.slow: list[tuple[float, str]] = []
        self._answered_at: int | None = None  # paints before the results came
        page.finding.results_changed.connect(self._on_results_changed)
        page.finding.index_missing.connect(self._on_index_missing)
        self._trouble: Exception | None = None

    def line(self) -> QWidget:
        """Go to the empty box and return it."""
        press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        press(Qt.Key.Key_Delete)
        until(self.is_idle, "the results of no query")
        settle(0.05)
        line = QApplication.focusWidget()
        assert line is not None
        return line

    def type_waiting(self, query: str) -> None:
        """Type a query and wait for the paint after each letter that makes another query."""
        line = self.line()
        for length, letter in enumerate(query, 1):
            self._answered_at = None
            begun = time.perf_counter()
            QTest.keyClicks(line, letter)
            if not asks(query[:length]):
                settle(0.02)
                continue
            until(self.is_painted, f"the results of {query[:length]}")
            painted = (time.perf_counter() - begun) * 1000
            until(self.is_idle, "the snippets")
            complete = (time.perf_counter() - begun) * 1000
            if self.page.finding.results.total:
                self.painted.append(painted)
                self.complete.append(complete)
                self.slow.append((painted, query[:length]))

    def type_on(self, query: str) -> None:
        """Type a query without waiting."""
        line = self.line()
        for letter in query:
            QTest.keyClicks(line, letter)
            settle(SECONDS_BETWEEN_KEYS)
        until(self.is_idle, "the results")

    def is_idle(self) -> bool:
        """Tell whether nothing is searched, counted or read."""
        return not self.page.finding.is_running and self.page.workspace.is_idle

    def is_painted(self) -> bool:
        """Tell whether the list was painted since the results came."""
        if self._trouble is not None:
            raise self._trouble
        if self._answered_at is None:
            return False
        # The sentence for no results may stand there already, and is not painted again.
        return not self.page.finding.results.total or self.paints.count > self._answered_at

    def _on_index_missing(self, error: Exception) -> None:
        self._trouble = error

    def _on_results_changed(self) -> None:
        self._answered_at = self.paints.count


def asks(text: str) -> bool:
    """Tell whether a text is a query that the box would run."""
    try:
        return bool(text.strip()) and not parse_query(text).is_empty
    except QueryError:
        return False


def measure(folder: Path, queries: list[str]) -> None:
    """Open the corpus, type, and print what it took."""
    window = MainWindow(Settings(reviewer="Ana Lyst"))
    window.resize(1400, 900)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow, "the window to be active")
    window.open_path(folder)
    until(lambda: window.page is not None, "the page")
    page = window.page
    assert page is not None
    typist = Typist(page)
    until(typist.is_idle, "the first list")
    settle(1.0)
    waiting = Heartbeat()
    for query in queries:
        typist.type_waiting(query)
    print(f"{'':32} {'p50':>7} {'p95':>7} {'longest':>8} {'over 16 ms':>11} {'of':>7}")
    tell("key to painted results, ms", typist.painted)
    tell("key to all snippets, ms", typist.complete)
    tell_beats("waiting for each letter", waiting)
    flowing = Heartbeat()
    for query in queries:
        typist.type_on(query)
    tell_beats("typing on", flowing)
    for took, query in sorted(typist.slow, reverse=True)[:5]:
        print(f"slow: {took:.0f} ms for {query!r}")
    window.close()


def tell_beats(name: str, beat: Heartbeat) -> None:
    """Print the gaps of a beat."""
    tell(f"{name}: gaps, ms", beat.gaps)
    tell(f"{name}: worked, ms", beat.worked)


def tell(name: str, figures: list[float]) -> None:
    """Print how figures are spread."""
    ordered = sorted(figures)
    late = sum(each > FRAME_MS for each in ordered)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{name:32} {p50:7.1f} {p95:7.1f} {ordered[-1]:8.1f} {late:11} {len(ordered):7}")


def main() -> None:
    """Measure the corpus that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--each", type=int, default=4, help="queries of each class")
    given = parser.parse_args()
    drawn = draw_queries(given.corpus)
    queries = [
        typed(query)
        for kind, some in drawn.items()
        if kind.startswith(CLASSES)
        for query in some[: given.each]
    ]
    put_window_first()
    application = QApplication(["reviewer"])
    theme.apply(application, theme.Scheme.LIGHT)
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(config_folder() / "index.key", place)  # opens the index of this installation
        os.environ["REVIEWER_CONFIG_DIR"] = place
        measure(given.corpus, queries)
    print(machine().rpartition("; ")[2])


if __name__ == "__main__":
    main()
