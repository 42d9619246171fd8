"""Telling her that something went wrong: a sentence for what can happen, a report for a bug."""

from __future__ import annotations

import sys
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reviewer import __version__
from reviewer.errors import CorpusInUse, ReviewerError


def tell(parent: QWidget | None, error: BaseException) -> None:
    """Tell an error and wait until it was read: a sentence, or else the report of a bug.

    She may choose to quit after a bug.
    """
    if isinstance(error, ReviewerError):
        box = trouble_box(parent, error)
        box.exec()
        box.deleteLater()
        return
    dialog = BugDialog(error, parent)
    wants_to_quit = dialog.exec() == QDialog.DialogCode.Rejected and dialog.wants_to_quit
    dialog.deleteLater()
    if wants_to_quit:
        QApplication.quit()


def ask_open_read_only(parent: QWidget | None, error: CorpusInUse) -> bool:
    """Ask whether a corpus that is in use shall be opened for reading."""
    box = read_only_question(parent, error)
    box.exec()
    wanted = box.clickedButton() is not None and box.clickedButton() is box.defaultButton()
    box.deleteLater()
    return wanted


def trouble_box(parent: QWidget | None, error: ReviewerError) -> QMessageBox:
    """Return the calm box that shows an error's own sentence."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Reviewer")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(str(error) or "This did not work. Nothing was changed.")
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    return box


def read_only_question(parent: QWidget | None, error: CorpusInUse) -> QMessageBox:
    """Return the question whose default button opens for reading."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Corpus in use")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(str(error))
    box.setInformativeText(
        "You can open it for reading: search, read and export, but mark nothing."
    )
    reading = box.addButton("Open for &reading", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(reading)
    return box


class BugDialog(QDialog):
    """Says what is safe and shows the traceback, to be copied."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Reviewer has met a bug")
        self.wants_to_quit = False
        self.report = report(error)
        heading = QLabel("Reviewer has met a bug")
        font = heading.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.2)
        heading.setFont(font)
        safe = QLabel(
            "Everything you marked is saved. What you did last may not have happened: look before "
            "you do it again. You can go on; if the window behaves oddly, quit and start again.\n\n"
            "To report it, copy the text below. It names program lines, but may also quote a path "
            "or a few words of a document: read it before you send it."
        )
        safe.setTextFormat(Qt.TextFormat.PlainText)
        safe.setWordWrap(True)
        text = QPlainTextEdit(self.report)
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setAccessibleName("Report of the bug")
        self._copy = QPushButton("&Copy")
        self._copy.clicked.connect(self._on_copy)
        self._quit = QPushButton("&Quit")
        self._quit.clicked.connect(self._on_quit)
        self._continue = QPushButton("C&ontinue")
        self._continue.setDefault(True)
        self._continue.clicked.connect(self.accept)
        buttons = QDialogButtonBox()
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._quit, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self._continue, QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        for widget in (heading, safe, text, buttons):
            layout.addWidget(widget)
        em = self.fontMetrics().horizontalAdvance("m")
        self.resize(44 * em, 30 * em)
        self._continue.setFocus()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self._copy.setText("&Copied")

    def _on_quit(self) -> None:
        self.wants_to_quit = True
        self.reject()


def report(error: BaseException) -> str:
    """Return the traceback of an error, with the versions that a developer asks for."""
    trace = "".join(traceback.format_exception(error))
    return f"Reviewer {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n{trace}"


class UnexpectedErrors(QObject):
    """Hands each error that nobody caught to `told`, once and one at a time, in the GUI thread.

    The same traceback again is only counted in `counts`, or a bug in painting would ask for ever.
    """

    _met = Signal(object)

    def __init__(self, told: Callable[[BaseException], None], parent: QObject | None = None):
        super().__init__(parent)
        self.counts: Counter[str] = Counter()
        self._told = told
        self._waiting: deque[BaseException] = deque()
        self._telling = False
        # Queued: errors come from other threads, and from painting, where no dialog may open.
        self._met.connect(self._on_met, Qt.ConnectionType.QueuedConnection)

    def on_uncaught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Take an error as `sys.excepthook` does; any thread."""
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        self._met.emit(error)

    def on_uncaught_in_thread(self, met: threading.ExceptHookArgs) -> None:
        """Take an error as `threading.excepthook` does."""
        if met.exc_value is not None:
            self.on_uncaught(met.exc_type, met.exc_value, met.exc_traceback)

    def _on_met(self, error: BaseException) -> None:
        trace = "".join(traceback.format_exception(error))
        self.counts[trace] += 1
        if self.counts[trace] > 1:
            return
        if sys.stderr is not None:
            print(trace, file=sys.stderr)
        self._waiting.append(error)
        if self._telling:
            return
        self._telling = True
        try:
            while self._waiting:
                self._told(self._waiting.popleft())
        finally:
            self._telling = False


def install_excepthook(told: Callable[[BaseException], None]) -> UnexpectedErrors:
    """Have errors that nobody caught handed to `told`; the hooks keep what is returned.

    Python's own hooks are set; call it in the GUI thread, once the application is made.
    """
    unexpected = UnexpectedErrors(told)
    sys.excepthook = unexpected.on_uncaught
    threading.excepthook = unexpected.on_uncaught_in_thread
    return unexpected
