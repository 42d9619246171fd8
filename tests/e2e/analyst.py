"""An analyst at the real window: does her job with keys, in a process of its own.

`python analyst.py review FOLDER` makes a corpus, imports FOLDER/incoming, searches, marks, undoes
and redoes; `python analyst.py export FOLDER` opens the corpus again and exports. Each step fails
loudly when the window does not show what it should.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from shiboken6 import isValid

from reviewer.model import Status
from reviewer.settings import load_settings
from reviewer.ui import theme
from reviewer.ui.dialogs import trouble
from reviewer.ui.dialogs.import_dialog import ImportDialog
from reviewer.ui.dialogs.target_field import TargetField
from reviewer.ui.main_window import MainWindow

PATIENCE_S = 30
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def until(holds: Callable[[], object], what: str) -> None:
    """Let the window work until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        # Not QTest.qWait, which keeps other threads of Python from running.
        QApplication.processEvents()
        time.sleep(0.01)


def focused() -> QWidget:
    """Return the widget that the keys go to."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(focused(), key, modifier)


def write(text: str) -> None:
    """Type text where the focus is."""
    QTest.keyClicks(focused(), text)


def in_dialog(open_it: Callable[[], None], answer: Callable[[QWidget], None]) -> None:
    """Open a modal dialog with `open_it` and answer it once it stands."""
    failure: list[BaseException] = []
    answered: list[QWidget] = []

    def attend() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or not dialog.isVisible() or not dialog.isActiveWindow():
            QTimer.singleShot(20, attend)
            return
        answered.append(dialog)
        try:
            answer(dialog)
        except BaseException as error:
            failure.append(error)
            dialog.close()

    QTimer.singleShot(20, attend)
    open_it()
    until(
        lambda: answered and not (isValid(answered[0]) and answered[0].isVisible()),
        "the dialog to be answered",
    )
    if failure:
        raise failure[0]
    (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    window.activateWindow()  # a window manager would
    until(window.isActiveWindow, "the window to be active again")


def choose_file(path: str) -> Callable[[QWidget], None]:
    """Return an answer to a file dialog."""

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(line, QLineEdit)
        line.setFocus()
        line.clear()
        QTest.keyClicks(line, path)
        QTest.keyClick(line, Qt.Key.Key_Return)

    return answer


def begin_import(dialog: QWidget) -> None:
    """Answer the import dialog once it has looked through the files."""
    assert isinstance(dialog, ImportDialog)
    until(dialog.accept_button.isEnabled, "the files to be looked through")
    QTest.keyClick(dialog, Qt.Key.Key_Return)


def open_window(folder: Path, corpus: Path | None) -> MainWindow:
    """Show the window as the program does."""
    application = QApplication(sys.argv[:1])
    settings = load_settings()
    settings.reviewer = "Ana Lyst"
    theme.apply(application, theme.Scheme(settings.theme))
    window = MainWindow(settings)
    trouble.install_excepthook(_fail)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow, "the window to be active")
    if corpus is not None:
        window.open_path(corpus)
        until(lambda: window.page is not None, "the corpus to open")
    return window


def select_words(skipped: int, taken: int) -> None:
    """Select words of the text with the keyboard, counted from its beginning."""
    press(Qt.Key.Key_Home, CTRL)
    for _ in range(skipped):
        press(Qt.Key.Key_Right, CTRL)
    for _ in range(taken):
        press(Qt.Key.Key_Right, CTRL | SHIFT)


def review(folder: Path) -> None:
    """Make a corpus, import, search, mark, undo, redo."""
    window = open_window(folder, None)
    until(lambda: window._loaded, "the program to load")
    in_dialog(lambda: press(Qt.Key.Key_N, CTRL), choose_file(str(folder / "Cables")))
    until(lambda: window.page is not None, "the new corpus")
    page = window.page
    assert page is not None

    def import_incoming() -> None:
        window.page.import_paths([folder / "incoming"])  # type: ignore[union-attr]

    in_dialog(import_incoming, begin_import)
    until(lambda: page.finding.results.total == 3 and not page.jobs.is_running, "the import")

    press(Qt.Key.Key_K, CTRL)
    write('"shoulder-fired missiles"')
    press(Qt.Key.Key_Return)
    until(lambda: page.finding.results.total == 1, "the search to find one cable")
    press(Qt.Key.Key_1, CTRL)
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Down)
    until(lambda: page.workspace.document is not None, "the cable to open")
    until(lambda: page.finding.hits, "the hits")
    press(Qt.Key.Key_2, CTRL)

    # "😀 Viktor Marchetti sold shoulder-fired missiles…": highlight under a new tag by key.
    select_words(1, 2)
    span = page.document.text_view.selection_cp()
    assert span is not None
    assert page.workspace.text[span.start_cp : span.end_cp].strip() == "Viktor Marchetti"

    def name_tag(dialog: QWidget) -> None:
        write("Arms dealers")
        press(Qt.Key.Key_Return)

    in_dialog(lambda: press(Qt.Key.Key_Q), name_tag)
    until(lambda: page.workspace.marks.highlights, "the highlight")

    # The same passage is a mention of a new entity.
    in_dialog(lambda: press(Qt.Key.Key_E), lambda _d: press(Qt.Key.Key_Return))
    until(lambda: page.workspace.marks.mentions, "the mention")

    # The source's name must not be released.
    press(Qt.Key.Key_End, CTRL)
    press(Qt.Key.Key_Left, CTRL | SHIFT)
    press(Qt.Key.Key_Left, CTRL | SHIFT)

    def give_reason(dialog: QWidget) -> None:
        write("Source")
        press(Qt.Key.Key_Return)  # ticks it
        press(Qt.Key.Key_Return)

    in_dialog(lambda: press(Qt.Key.Key_R), give_reason)
    until(lambda: page.workspace.marks.redactions, "the redaction")

    press(Qt.Key.Key_Z, CTRL)
    until(lambda: not page.workspace.marks.redactions, "the redaction to be undone")
    press(Qt.Key.Key_Z, CTRL | SHIFT)
    until(lambda: page.workspace.marks.redactions, "the redaction to be redone")

    press(Qt.Key.Key_Return, CTRL)
    document = page.workspace.document
    assert document is not None
    assert document.status is Status.REVIEWED
    window.close()


def export(folder: Path) -> None:
    """Open the corpus again and export its excerpts."""
    window = open_window(folder, folder / "Cables")
    page = window.page
    assert page is not None
    until(lambda: page.finding.results.total == 3, "all documents")
    assert page.workspace.undo_label is not None, "the history outlives the restart"

    def fill_in(dialog: QWidget) -> None:
        field = dialog.findChild(TargetField)
        assert isinstance(field, TargetField)
        line = field.findChild(QLineEdit)
        assert isinstance(line, QLineEdit)
        line.setFocus()
        line.clear()
        QTest.keyClicks(line, str(folder / "excerpts.csv"))
        QTest.keyClick(line, Qt.Key.Key_Return)

    in_dialog(lambda: press(Qt.Key.Key_E, CTRL | SHIFT), fill_in)
    in_dialog(
        lambda: until(lambda: not page.jobs.is_running, "the export"),
        lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape),
    )
    window.close()


def _fail(error: BaseException) -> None:
    print(f"the window told of trouble: {error!r}", file=sys.stderr)


if __name__ == "__main__":
    try:
        {"review": review, "export": export}[sys.argv[1]](Path(sys.argv[2]))
    except BaseException:
        traceback.print_exc()  # the program's own hook would only show it in the window
        sys.exit(1)
