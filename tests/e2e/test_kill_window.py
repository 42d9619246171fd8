"""Killed at any moment, the window keeps every highlight that it has shown after a key."""

import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Access, Corpus, create_corpus, open_corpus
from reviewer.jobs.check_job import run_check
from reviewer.jobs.import_job import run_import
from reviewer.jobs.protocol import Control, Silence
from reviewer.review import log, tags
from reviewer.settings import Settings

# Imported here, where a life does not have to wait for it: the window loads it on a thread.
from reviewer.ui import (
    main_window,
    review_page,  # noqa: F401
)
from reviewer.ui.dialogs import trouble

KILLS = 50
PATIENCE_S = 30
LONGEST_MOMENT_S = 0.02  # from an acknowledgement to the kill; a key takes about as long
TEXT = "The consul 😀 saw the crates in Port Lisse. " * 30

Place = tuple[int, int, int]  # document id, start_cp, end_cp


def _until(holds: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        QApplication.processEvents()
        time.sleep(0.005)


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    QTest.keyClick(widget, key, modifier)


def _end_life(parent: QWidget | None, error: BaseException) -> None:
    traceback.print_exception(error)
    os._exit(1)


def _tag_by_key(folder: Path, seed: int, acknowledged: int) -> None:
    """Tag words in the window until killed; a line is written for each highlight it shows."""
    chance = random.Random(seed)
    application = QApplication(["reviewer"])
    trouble.tell = _end_life  # nobody would answer the dialog
    window = main_window.MainWindow(Settings(reviewer="Ana Lyst"))
    window.show()
    window.activateWindow()
    _until(window.isActiveWindow, "the window to be active")
    window.open_path(folder)
    _until(lambda: window.page is not None, "the corpus to open")
    page = window.page
    assert page is not None
    space = page.workspace
    _until(lambda: space.document is not None, "a document to open")
    page.document.text_view.setFocus()
    _until(page.document.text_view.hasFocus, "the text to have the focus")
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    while True:
        if chance.random() < 0.5:
            _press(Qt.Key.Key_Home, control)
        for _ in range(chance.randrange(1, 40)):
            _press(Qt.Key.Key_Right, control)
        for _ in range(chance.randrange(1, 4)):
            _press(Qt.Key.Key_Right, control | shift)
        before = set(space.marks.highlights)
        _press(Qt.Key.Key_1 if chance.random() < 0.5 else Qt.Key.Key_2)
        for mark in set(space.marks.highlights) - before:
            told = f"{mark.document_id} {mark.start_cp} {mark.end_cp}\n"
            os.write(acknowledged, told.encode())
        application.processEvents()


def _live_and_be_killed(folder: Path, seed: int) -> list[Place]:
    """Open the window in a process of its own, kill it, and return what it acknowledged."""
    told, tell = os.pipe()
    # A fork is a hundred times quicker than a new interpreter, and Qt does not run here yet.
    child = os.fork()
    if child == 0:
        try:
            _tag_by_key(folder, seed, tell)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(tell)
    chance = random.Random(seed)
    wanted = chance.randrange(1, 20)
    lines = b""
    while lines.count(b"\n") < wanted:
        piece = os.read(told, 1)
        assert piece, f"the window of life {seed} ended by itself"
        lines += piece
    # So that it does not always die right behind an acknowledgement.
    time.sleep(chance.random() * LONGEST_MOMENT_S)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(told, 65536):
        lines += rest
    os.close(told)
    places = [tuple(map(int, line.split())) for line in lines.decode().splitlines()]
    return [(document_id, start, end) for document_id, start, end in places]


def _require_sound(corpus: Corpus) -> set[Place]:
    with corpus.read() as connection:
        bodies = {row: documents.document_text(connection, row) for row in (1, 2)}
        found = annotations.highlights(connection)
        for mark in found:
            assert mark.quote == bodies[mark.document_id][mark.start_cp : mark.end_cp]
            assert mark.tag_ids, "a highlight without its tag"
        assert log.first_broken_line(connection) is None
        return {(mark.document_id, mark.start_cp, mark.end_cp) for mark in found}


def _kill_again_and_again(folder: Path) -> None:
    standing: set[Place] = set()
    for seed in range(KILLS):
        acknowledged = set(_live_and_be_killed(folder, seed))
        with open_corpus(folder, Access.WRITE) as corpus:
            found = _require_sound(corpus)
        assert acknowledged | standing <= found, f"lost by kill {seed}"
        # One key may have reached the disk without the time to show it.
        assert len(found - standing - acknowledged) <= 1, f"after kill {seed}"
        standing = found
    assert len(standing) > KILLS
    with open_corpus(folder) as corpus:
        assert run_check(corpus, Silence(), Control()).problems == []


def test_every_highlight_that_the_window_showed_survives_a_kill(
    tmp_path: Path, config_folder: Path
) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    for number in (1, 2):
        (incoming / f"cable {number}.txt").write_text(f"Cable {number}. {TEXT}", encoding="utf-8")
    with create_corpus(tmp_path / "Cables") as corpus:
        run_import(corpus, [incoming], {}, Silence(), Control())
        for name in ("Crates", "Ports"):
            tags.create_tag(corpus, name, shortcut=1 if name == "Crates" else 2)
    # In an interpreter of its own, since only one without threads and without Qt forks safely.
    done = subprocess.run(
        [sys.executable, __file__, str(tmp_path / "Cables")],
        env=os.environ
        | {"PYTHONPATH": str(Path(__file__).parents[2]), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    _kill_again_and_again(Path(sys.argv[1]))
