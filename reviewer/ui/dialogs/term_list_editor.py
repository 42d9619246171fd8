"""Makes or edits a term list: a name, a colour, and a field to paste the terms into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from reviewer.corpus.searches import TermList
from reviewer.errors import ReviewError
from reviewer.review.passages import shortened
from reviewer.review.term_lists import free_colour, listed_lines, read_term, repeated_lines
from reviewer.ui.dialogs.confirming import confirm
from reviewer.ui.dialogs.form import Form
from reviewer.ui.dialogs.swatches import ColourField

READ_AFTER_MS = 250
CHECKED_LINES = 200  # reading thousands would hold the window up; the panel tells of the others

NAMED_LINES = 5


@dataclass(frozen=True, slots=True)
class ListValues:
    """What was entered, as the verbs on term lists take it."""

    name: str
    text: str
    colour: str


class _NameField(QLineEdit):
    """A name, which is one line: several lines that are pasted into it are terms."""

    lines_pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand on several lines."""
        text = QGuiApplication.clipboard().text()
        if event.matches(QKeySequence.StandardKey.Paste) and len(text.splitlines()) > 1:
            self.lines_pasted.emit(text)
        else:
            super().keyPressEvent(event)


class TermListEditor(Form):
    """The fields of one list; below them how many terms were read, and which could not be."""

    def __init__(
        self, parent: QWidget | None, lists: Mapping[int, TermList], edited: TermList | None
    ) -> None:
        super().__init__(
            parent,
            "New term list" if edited is None else "Edit term list",
            "&Create" if edited is None else "&Save",
        )
        self._others = {each.name.casefold() for each in lists.values() if each != edited}
        self._before = edited.text if edited else ""
        self._lines: list[str] = []
        self._repeated: list[str] = []
        self._unread = ""
        self.name = _NameField(edited.name if edited else "")
        colours = [each.colour for each in lists.values()]
        self.colour = ColourField(edited.colour if edited else free_colour(colours))
        self.text = QPlainTextEdit(self._before)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Terms, one a line")
        self.text.setPlaceholderText(
            "Paste one term a line, such as\nRadomir Teshik\nigla*\narms OR weapons\n"
            "# a line like this is a comment"
        )
        self.rows.addRow("&Name", self.name)
        self.rows.addRow("C&olour", self.colour)
        self.rows.addRow("&Terms", self.text)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READ_AFTER_MS)
        self._timer.timeout.connect(self.read)
        self.name.textChanged.connect(self.check)
        self.name.lines_pasted.connect(self._take_lines)
        self.text.textChanged.connect(self._timer.start)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 75, metrics.lineSpacing() * 26)
        self.read()
        (self.text if edited else self.name).setFocus()

    def _take_lines(self, text: str) -> None:
        self.text.insertPlainText(text)
        self.text.setFocus()

    def read(self) -> None:
        """Read the terms as they are now."""
        self._timer.stop()
        try:
            text = self.text.toPlainText()
            self._lines, self._unread = listed_lines(text), ""
            self._repeated = repeated_lines(text)
        except ReviewError as error:
            self._lines, self._unread = [], str(error)
        self.check()

    def problem(self) -> str:
        """Tell what keeps the list from being taken."""
        name = self.values().name
        if not name:
            return "A term list needs a name."
        if name.casefold() in self._others:
            return f"There is a term list “{shortened(name, 60)}” already. Choose another name."
        if self._unread:
            return self._unread
        return "" if self._lines else "A term list needs at least one term. Write one on each line."

    def remark(self) -> str:
        """Tell how many terms there are, what is left out, and what cannot be sought."""
        many = "1 term." if len(self._lines) == 1 else f"{len(self._lines):,} terms."
        many += _told_repeated(self._repeated)
        terms = map(read_term, self._lines[:CHECKED_LINES])
        broken = next((term for term in terms if term.problem), None)
        if broken is None:
            return many
        return f"{many} “{shortened(broken.text)}” cannot be sought: {broken.problem}"

    def values(self) -> ListValues:
        """Return what was entered."""
        name = " ".join(self.name.text().split())
        return ListValues(name, self.text.toPlainText(), self.colour.colour)

    def accept(self) -> None:
        """Close with what was entered, read to its last letter."""
        self.read()
        super().accept()

    def reject(self) -> None:
        """Close without saving, after asking when the terms were changed."""
        if self.text.toPlainText() == self._before or confirm(
            self, "Throw away what you wrote?", "The list stays as it was before.", "&Throw away"
        ):
            super().reject()


def _told_repeated(repeated: list[str]) -> str:
    """Tell which lines stand there twice, or differ from another in capitals only."""
    if not repeated:
        return ""
    named = ", ".join(f"“{shortened(term, 30)}”" for term in repeated[:NAMED_LINES])
    more = len(repeated) - NAMED_LINES
    some = f"{named} and {more:,} more" if more > 0 else named
    are = "1 line is" if len(repeated) == 1 else f"{len(repeated):,} lines are"
    return f" {are} the same as another, whose capitals do not count: {some}."


def edit_term_list(
    parent: QWidget | None, lists: Mapping[int, TermList], edited: TermList | None
) -> ListValues | None:
    """Let her make a term list (None) or edit one; return None when she left."""
    editor = TermListEditor(parent, lists, edited)
    accepted = bool(editor.exec())
    values = editor.values()
    editor.deleteLater()
    return values if accepted else None
