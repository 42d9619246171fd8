"""What is known of the open document, above its text: title, facts, status, note."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.model import STATUS_LABELS, Document, Status
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.banner import Banner
from reviewer.ui.views.document_facts import facts_line, facts_of, how_known
from reviewer.ui.views.elided_label import ElidedLabel
from reviewer.ui.views.facts_table import FactsTable
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.views.note_field import NoteField

MAX_TITLE_CP = 400  # a title longer than this is a paragraph; the rest is in its tool tip


class DocumentHeader(QWidget):
    """Shows a document's own data and lets her set its status and note, and ask to correct it.

    A note is told when she stops typing, leaves the field, another document comes, or `flush`
    is called; always with the id of the document it was written for, because by then another
    one may be current.
    """

    status_chosen = Signal(object)  # Status
    note_edited = Signal(object, str)  # document id, note
    standing_wanted = Signal()  # the next place of what is redacted elsewhere only
    note_left = Signal()  # by the key that saves it
    correction_wanted = Signal(str)  # the field to begin with, or nothing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document_id: int | None = None
        self._title = _label("Document title")
        self._title.setWordWrap(True)
        self._title.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._facts = ElidedLabel("Date, origin, classification, from and to")
        self._source = ElidedLabel("Source file", Qt.TextElideMode.ElideMiddle)
        self._status = _StatusBox()
        self._more = _toggle("More")
        self._note_button = _toggle("Note")
        self._correct = _button("Correct…")
        self._correct.setToolTip("Correct title, date, origin and so on")
        self._note = NoteField()
        self._table = FactsTable()
        self._banner = Banner("The whole document is marked for redaction and will be withheld.")
        self._released_banner = Banner(
            "Shown as it would be released: nothing can be marked in this view."
        )
        self._released_banner.hide()
        self._standing = LinkButton("Redacted elsewhere only")
        self._is_released = False
        self._lay_out()
        self._status.activated.connect(self._on_status_activated)
        self._more.toggled.connect(self._table.setVisible)
        self._note_button.toggled.connect(self._on_note_toggled)
        self._note.edited.connect(lambda note: self.note_edited.emit(self._document_id, note))
        self._note.left.connect(self.note_left)
        self._standing.clicked.connect(self.standing_wanted)
        self._title.installEventFilter(self)
        self._facts.installEventFilter(self)
        self._correct.clicked.connect(lambda: self.correction_wanted.emit(""))
        self._table.field_wanted.connect(self.correction_wanted)
        self.clear()

    def _lay_out(self) -> None:
        larger = QFont(self.font())
        larger.setPointSizeF(larger.pointSizeF() * 1.25)
        larger.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(larger)
        self._title.setMaximumHeight(self._title.fontMetrics().lineSpacing() * 3)
        first = QHBoxLayout()
        first.addWidget(self._title, 1)
        first.addWidget(self._status, 0, Qt.AlignmentFlag.AlignTop)
        last = QHBoxLayout()
        last.addWidget(self._source, 1)
        last.addWidget(self._correct)
        last.addWidget(self._note_button)
        last.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 6)
        column.setSpacing(3)
        column.addWidget(self._banner)
        column.addWidget(self._released_banner)
        column.addWidget(self._standing)
        column.addLayout(first)
        column.addWidget(self._facts)
        column.addLayout(last)
        column.addWidget(self._note)
        column.addWidget(self._table)
        buttons = (self._correct, self._note_button, self._more)
        order = (self._standing, self._title, self._status, *buttons, self._note, self._table)
        for former, latter in pairwise(order):
            self.setTabOrder(former, latter)

    @property
    def last_field(self) -> QWidget:
        """What the Tab key comes to last."""
        return self._table

    def show_document(self, document: Document, *, withheld: bool = False) -> None:
        """Show another document; `withheld` when the whole of it is marked for redaction."""
        self.flush()
        self._document_id = document.id
        self.setEnabled(True)
        self.show_facts(document)
        self._show_note(document.note)
        self.set_withheld(withheld)

    def show_facts(self, document: Document) -> None:
        """Show what is known of the same document now."""
        title = document.title.strip() or "Untitled"
        cut = title if len(title) <= MAX_TITLE_CP else title[:MAX_TITLE_CP] + "…"
        self._title.setText(cut)
        self._title.setToolTip(plain_tip(title))
        self._facts.set_text(facts_line(document), how_known(document))
        place = " · ".join(part for part in (document.source_path, document.locator) if part)
        self._source.set_text(place)
        self._table.show_facts(facts_of(document))
        self.show_status(document.status)

    def clear(self) -> None:
        """Show no document."""
        self.flush()
        self._document_id = None
        self._title.setText("No document is open")
        self._title.setToolTip("")
        self._facts.set_text("")
        self._source.set_text("")
        self._table.show_facts(())
        self._show_note("")
        self._more.setChecked(False)
        self._table.hide()
        self.set_withheld(False)
        self.setEnabled(False)

    @property
    def current_field(self) -> str:
        """The field that she stands on in the table of all data, or nothing."""
        return self._table.current_field if self._table.hasFocus() else ""

    def show_status(self, status: Status) -> None:
        """Show another status without telling anybody."""
        self._status.setCurrentIndex(self._status.findData(status.value))

    def set_withheld(self, withheld: bool) -> None:
        """Show or hide the banner over a document that is withheld as a whole."""
        self._banner.setVisible(withheld)

    def set_released(self, released: bool) -> None:
        """Tell that a document is shown as it would be released, or no longer.

        What is known of it is gone until `show_facts` tells what of that would be released.
        """
        self._is_released = released
        self._released_banner.setVisible(released)
        self._note_button.setVisible(not released)
        self._place_note()
        self.show_standing("")
        if released:
            self._title.setText("…")
            self._title.setToolTip("")
            self._facts.set_text("")
            self._source.set_text("")
            self._table.show_facts(())

    def show_standing(self, sentence: str) -> None:
        """Tell what of the redacted words still stands in a released text, or nothing."""
        self._standing.set_text(sentence, f"{sentence}.\nClick to go to the next.")

    def set_read_only(self, read_only: bool) -> None:
        """Allow or forbid changes to status, note and fields."""
        self._status.setEnabled(not read_only)
        self._correct.setEnabled(not read_only)
        self._note.setReadOnly(read_only)

    def edit_note(self) -> None:
        """Open the note and put the text cursor into it."""
        self._note_button.setChecked(True)
        self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flush(self) -> None:
        """Tell a note that was typed and not told yet."""
        self._note.flush()

    def show_note(self, note: str) -> None:
        """Show the note as it is stored now, unless she has typed what is not stored yet."""
        if self._note.take_up(note):
            self._note_button.setChecked(bool(note) or self._note.hasFocus())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell a double click on what can be corrected."""
        if event.type() is QEvent.Type.MouseButtonDblClick:
            self.correction_wanted.emit("title" if watched is self._title else "date")
            return True
        return super().eventFilter(watched, event)

    def _show_note(self, note: str) -> None:
        self._note.show_note(note)
        self._note_button.setChecked(bool(note))
        self._place_note()

    def _on_status_activated(self, index: int) -> None:
        self.status_chosen.emit(Status(self._status.itemData(index)))

    def _place_note(self) -> None:
        self._note.setVisible(self._note_button.isChecked() and not self._is_released)

    def _on_note_toggled(self, wanted: bool) -> None:
        self._place_note()
        if wanted and self._note_button.hasFocus():
            self._note.setFocus(Qt.FocusReason.OtherFocusReason)


class _StatusBox(QComboBox):
    """The four states; the wheel turns it only after a click, lest scrolling changes a status."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Review status")
        self.setToolTip("Review status")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for status, label in STATUS_LABELS.items():
            self.addItem(label, status.value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only with the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(name)
    return label


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(text)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _toggle(text: str) -> QToolButton:
    button = _button(text)
    button.setCheckable(True)
    button.setArrowType(Qt.ArrowType.RightArrow)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.toggled.connect(
        lambda on: button.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
    )
    return button
