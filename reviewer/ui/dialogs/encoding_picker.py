"""Picks the encoding in which a document is read again, by how its lines read in each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.ingest.encodings import CHOICES, decode
from reviewer.ingest.plausible import by_plausibility, telling_part
from reviewer.text import normalise
from reviewer.ui.dialogs.form import breakable, plain_label
from reviewer.ui.dialogs.labels import strong_label
from reviewer.ui.dialogs.text_table import one_line

LOOKED_AT_BYTES = 1 << 20
_SHOWN_BYTES = 1 << 13
_SHOWN_LINES = 60


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a file, and the encodings that it may be in, the likelier first."""

    name: str
    data: bytes
    candidates: list[tuple[str, bool]]
    current: str | None = None


def look_at(original: Path, name: str, current: str | None) -> Look:
    """Read what the dialog shows; any thread. Raises OSError."""
    with original.open("rb") as file:
        data = file.read(LOOKED_AT_BYTES)
    return Look(name, data, by_plausibility(data), current)


def pick_encoding(parent: QWidget | None, look: Look) -> str | None:
    """Let her pick an encoding, None for none."""
    dialog = EncodingPicker(parent, look)
    accepted = bool(dialog.exec())
    encoding = dialog.encoding
    dialog.deleteLater()
    return encoding if accepted else None


class EncodingPicker(QDialog):
    """A list of encodings, and the lines of the file that tell them apart."""

    def __init__(self, parent: QWidget | None, look: Look) -> None:
        super().__init__(parent)
        self.setWindowTitle("Read in another encoding")
        self._shown = telling_part(look.data, _SHOWN_BYTES)
        self.encodings = QListWidget()
        self.encodings.setAccessibleName("Encodings")
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName("Lines of the file in this encoding")
        self.accept_button = QPushButton("&Read again")
        self._fill(look)
        self._build(look.name)
        self.encodings.currentItemChanged.connect(lambda _now, _before: self._show())
        self.encodings.setCurrentRow(self._first_row(look.current))
        self.encodings.setFocus()

    @property
    def encoding(self) -> str | None:
        """The encoding that is picked."""
        item = self.encodings.currentItem()
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _fill(self, look: Look) -> None:
        for name, is_plausible in look.candidates:
            told = "" if is_plausible else " – reads wrong"
            told = " – as now" if name == look.current else told
            item = QListWidgetItem(f"{CHOICES[name]}{told}")
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.encodings.addItem(item)

    def _first_row(self, current: str | None) -> int:
        names = [self.encodings.item(row).data(Qt.ItemDataRole.UserRole) for row in range(2)]
        return 1 if names and names[0] == current else 0

    def _build(self, name: str) -> None:
        buttons = QDialogButtonBox()
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("&Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        self.accept_button.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.encodings.itemActivated.connect(lambda _item: self.accept())
        panes = QHBoxLayout()
        panes.addWidget(self.encodings)
        panes.addWidget(self.lines, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(strong_label(one_line(name)))
        layout.addWidget(
            plain_label("Pick the encoding in which these lines of the file read as they should.")
        )
        layout.addLayout(panes, 1)
        layout.addWidget(
            plain_label(
                "The file is read again, and what was read before leaves the lists, the searches "
                "and the counts; Undo brings it back. A document that carries marks, a note, a "
                "status or a correction of yours stays beside the new one."
            )
        )
        layout.addWidget(buttons)
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        self.encodings.setFixedWidth(letter * 54)
        self.resize(letter * 135, line * 28)

    def _show(self) -> None:
        text = normalise(decode(self._shown, self.encoding))
        self.lines.setPlainText("\n".join(map(breakable, text.split("\n")[:_SHOWN_LINES])))
        self.accept_button.setEnabled(self.encoding is not None)
