"""The field for the note on a document, which loses nothing of what was typed."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

NOTE_PAUSE_MS = 1_500


class NoteField(QPlainTextEdit):
    """Tells a note when she stops typing, leaves the field, or `flush` is called."""

    edited = Signal(str)
    left = Signal()  # by the key that saves it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = ""
        self._stored = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(NOTE_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.textChanged.connect(self._pause.start)
        self.setAccessibleName("Note on the document")
        self.setPlaceholderText("A note on this document. Ctrl+Enter saves it.")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4)

    def flush(self) -> None:
        """Tell a note that was typed and not told yet."""
        self._pause.stop()
        written = self.toPlainText()
        if written != self._told:
            self._told = written
            self.edited.emit(written)

    def show_note(self, note: str) -> None:
        """Show the note of another document."""
        self._stored = note
        self._write(note)

    def take_up(self, note: str) -> bool:
        """Show the note as it is stored now, unless she has typed what is not stored yet.

        Return whether that is another one than was shown.
        """
        if note == self._stored:
            return False
        self._stored = note
        written = self.toPlainText()
        if written != self._told or written.strip() == note:
            return False
        self._write(note)
        self.moveCursor(QTextCursor.MoveOperation.End)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the note when she leaves its field."""
        self.flush()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim the key that saves, which elsewhere marks the document reviewed."""
        if not isinstance(event, QKeyEvent) or not _saves(event):
            return super().event(event)
        event.accept()
        if event.type() is QEvent.Type.KeyPress:
            self.flush()
            self.left.emit()
        return True

    def _write(self, note: str) -> None:
        with QSignalBlocker(self):
            self.setPlainText(note)
        # As the field gives it back, so that a note nobody touched is never told as edited.
        self._told = self.toPlainText()


def _saves(event: QKeyEvent) -> bool:
    """Tell whether a key is Ctrl+Enter, that of the number pad too."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and held == Qt.KeyboardModifier.ControlModifier
