"""The line for a query: earlier queries, completion by keys, and the mark under what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QLineEdit

from reviewer.ui.theme import ink
from reviewer.ui.views.completion_popup import CompletionPopup

_WRONG = "#ff6666"
_TIP = (
    "What is typed is searched for. Alt+Down lists earlier queries, "
    "Up and Down go through them, Tab takes what is offered"
)


class QueryLine(QLineEdit):
    """Goes through earlier queries with Up and Down, and through what is offered when it is."""

    left_downwards = Signal()
    completed = Signal(int)  # the place among what was offered
    given_up = Signal()  # Esc, when nothing is offered
    recalled = Signal()  # an earlier query stands in the line
    left = Signal()  # another widget has the focus

    def __init__(self) -> None:
        super().__init__()
        self.history: list[str] = []
        self.popup = CompletionPopup(self)
        self._lists_history = False
        self._place = 0
        self._draft = ""
        self.setPlaceholderText("Search the documents")
        self.setAccessibleName("Search the documents")
        self.setToolTip(_TIP)
        self.setClearButtonEnabled(True)
        self.popup.taken.connect(self._on_taken)
        self.textChanged.connect(self._unmark)

    def set_history(self, queries: list[str]) -> None:
        """Know the queries that were asked before, newest last."""
        self.history = list(queries)
        self._place = len(self.history)

    def remember(self, query: str) -> None:
        """Take a query into the history, once, as the newest."""
        if query.strip():
            self.history = [known for known in self.history if known != query] + [query]
        self._place = len(self.history)

    def offer(self, name: str, texts: list[str]) -> None:
        """Offer texts to take into the query; `completed` tells which one she took."""
        self._lists_history = False
        self.popup.offer(name, texts)

    def mark(self, start_qt: int, length_qt: int) -> None:
        """Draw a wavy line under a range of UTF-16 units until the text changes.

        The line knows only the formats that input methods give to what they compose.
        """
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(ink(_WRONG, self.palette())))
        self._format([(start_qt, length_qt, look)])

    def event(self, event: QEvent) -> bool:
        """Keep Tab, Esc and Alt+Down from doing what they do elsewhere in the window."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
                event.accept()
                return True
            tab = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
            if tab and self.popup.isVisible() and self.popup.take_current(or_first=True):
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in what is offered, or go to an older or newer query, or out of the line."""
        key, offered = event.key(), self.popup.isVisible()
        if _is_alt_down(event):
            self._list_history()
        elif key == Qt.Key.Key_Escape:
            if offered:
                self.popup.hide()
            else:
                self.given_up.emit()
        elif offered and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.popup.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not (offered and self.popup.take_current()):
                self.popup.hide()
                super().keyPressEvent(event)
        elif key == Qt.Key.Key_Up:
            self._go_back()
        elif key == Qt.Key.Key_Down:
            self._go_forward()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Offer nothing any more, and say that she went elsewhere."""
        self.popup.hide()
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _is_own(self, event: QKeyEvent) -> bool:
        return _is_alt_down(event) or (self.popup.isVisible() and event.key() == Qt.Key.Key_Escape)

    def _list_history(self) -> None:
        self._lists_history = True
        self.popup.offer("Earlier queries", self.history[::-1])

    def _on_taken(self, place: int) -> None:
        if not self._lists_history:
            self.completed.emit(place)
            return
        self.setText(self.history[-1 - place])
        self.returnPressed.emit()

    def _go_back(self) -> None:
        place = self._place - 1
        if self._place == len(self.history):
            self._draft = self.text()
            if self.history and self.history[-1] == self._draft:
                place -= 1  # what was just searched for stands in the line already
        if place >= 0:
            self._place = place
            self.setText(self.history[place])
            self.recalled.emit()

    def _go_forward(self) -> None:
        if self._place == len(self.history):
            self.left_downwards.emit()
            return
        self._place += 1
        newest = self._place == len(self.history)
        self.setText(self._draft if newest else self.history[self._place])
        self.recalled.emit()

    def _unmark(self) -> None:
        self._format([])

    def _format(self, ranges: list[tuple[int, int, QTextCharFormat]]) -> None:
        kind = QInputMethodEvent.AttributeType.TextFormat
        cursor = self.cursorPosition()
        attributes = [
            QInputMethodEvent.Attribute(kind, start - cursor, length, look)
            for start, length, look in ranges
        ]
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))


def _is_alt_down(event: QKeyEvent) -> bool:
    alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
    return alt and event.key() == Qt.Key.Key_Down
