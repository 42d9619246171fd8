"""Find in the document that is open, which needs no index."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from itertools import islice

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from reviewer.model import Span

MAX_FOUND = 10_000
TYPING_PAUSE_MS = 120


def folded(text: str) -> str:
    """Return text in small letters, one code point for each, so that positions stay."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def found(text: str, wanted: str) -> list[Span]:
    """Return where `wanted` stands in `text`, at most `MAX_FOUND` places that do not overlap.

    White space matches any white space, line ends too, because letters and cables are broken
    into lines anywhere. Composed and decomposed accents match each other. For a search without
    regard to case both are given `folded`.
    """
    if not wanted.strip():
        return []
    composed = unicodedata.normalize("NFC", wanted)
    forms = dict.fromkeys([wanted, composed, unicodedata.normalize("NFD", wanted)])
    pattern = "|".join(r"\s+".join(re.escape(word) for word in form.split()) for form in forms)
    matches = islice(re.finditer(pattern, text), MAX_FOUND)
    return [Span(match.start(), match.end()) for match in matches]


class FindBar(QWidget):
    """A line to type in, the number of places, and the way to the next and the previous one.

    Tells what was found and on which of it she stands; somebody else shows it in the text.
    """

    found_changed = Signal(object, object)  # list[Span], index of the current one or None
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._folded: str | None = None
        self._found: list[Span] = []
        self._current: int | None = None
        self._from_cp = 0
        self._line = QLineEdit()
        self._line.setPlaceholderText("Find in this document")
        self._line.setAccessibleName("Find in this document")
        self._line.setClearButtonEnabled(True)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setAccessibleName("Places found")
        self._previous = _button("Previous place (Shift+Enter)")
        self._previous.setArrowType(Qt.ArrowType.UpArrow)
        self._next = _button("Next place (Enter)")
        self._next.setArrowType(Qt.ArrowType.DownArrow)
        self._case = _button("Match upper and lower case")
        self._case.setText("Aa")
        self._case.setCheckable(True)
        self._close = _button("Close (Esc)")
        self._close.setText("✕")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._lay_out()
        self._line.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self._search)
        self._case.toggled.connect(self._search)
        self._previous.clicked.connect(self.go_to_previous)
        self._next.clicked.connect(self.go_to_next)
        self._close.clicked.connect(self.close_bar)
        self._line.installEventFilter(self)
        self._tell()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        for widget in (self._line, self._case, self._previous, self._next, self._count):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._close)
        self._line.setMinimumWidth(self.fontMetrics().averageCharWidth() * 34)
        self.setFocusProxy(self._line)

    def show_text(self, text: str) -> None:
        """Search in another text from now on."""
        self._text, self._folded = text, None
        self._from_cp = 0
        if self.isVisible():
            self._search()
        else:
            self._forget()

    def open_bar(self, wanted: str = "", from_cp: int = 0) -> None:
        """Show the bar; `wanted` is what is selected, `from_cp` where searching begins."""
        self._from_cp = from_cp
        if wanted and "\n" not in wanted:
            self._line.setText(wanted)
        self.show()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Hide the bar and forget what was found."""
        self.hide()
        self._forget()
        self.closed.emit()

    def go_to_next(self) -> None:
        """Go to the next place, from the last to the first."""
        self._step(1)

    def go_to_previous(self) -> None:
        """Go to the previous place, from the first to the last."""
        self._step(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Shift+Enter in the line as next and previous."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in enter
        ):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step(-1 if back else 1)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if self._pause.isActive():
            self._search()
        elif self._found and self._current is not None:
            self._current = (self._current + by) % len(self._found)
            self._from_cp = self._found[self._current].start_cp
            self._tell()

    def _forget(self) -> None:
        self._pause.stop()
        self._found, self._current = [], None
        self._tell()

    def _search(self) -> None:
        self._pause.stop()
        self._found = self._matches()
        place = bisect_left(self._found, Span(self._from_cp, self._from_cp))
        self._current = place % len(self._found) if self._found else None
        self._tell()

    def _matches(self) -> list[Span]:
        if self._case.isChecked():
            return found(self._text, self._line.text())
        if self._folded is None:
            self._folded = folded(self._text)
        return found(self._folded, folded(self._line.text()))

    def _tell(self) -> None:
        several = len(self._found) > 1
        self._previous.setEnabled(several)
        self._next.setEnabled(several)
        self._count.setText(self._count_text())
        self.found_changed.emit(list(self._found), self._current)

    def _count_text(self) -> str:
        if self._current is not None:
            more = "+" if len(self._found) == MAX_FOUND else ""
            return f"{self._current + 1:,} of {len(self._found):,}{more}"
        return "Not found" if self._line.text().strip() else ""


def _button(tip: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
