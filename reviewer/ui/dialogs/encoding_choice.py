"""The choice of the encoding of texts that do not prove theirs, with a look at how they read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from reviewer.ingest.encodings import CHOICES, decode, looks_wrong
from reviewer.text import normalise
from reviewer.ui.background import Background, Cancelled
from reviewer.ui.dialogs.form import breakable, modest_combo, plain_label
from reviewer.ui.dialogs.text_table import one_line

_SHOWN_BYTES = 1 << 14
_SHOWN_LINES = 40
_GROUP = "encoding"
AS_RECOGNISED = "As recognised (Western)"


class EncodingChoice(QWidget):
    """Shows the first lines of a file in the encoding that is chosen for all such files."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._data = b""
        self.encodings = modest_combo()
        self.encodings.setAccessibleName("Text encoding")
        self.encodings.addItem(AS_RECOGNISED, None)
        for name, label in CHOICES.items():
            self.encodings.addItem(label, name)
        self.files = modest_combo()
        self.files.setAccessibleName("File to look at")
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName("First lines of the file")
        self.lines.setMinimumHeight(self.fontMetrics().lineSpacing() * 5)
        self.note = plain_label("")
        self.note.setMinimumHeight(self.fontMetrics().lineSpacing() * 2)
        choices = QHBoxLayout()
        for told, box in (("Text &encoding:", self.encodings), ("&Look at:", self.files)):
            heading = QLabel(told)
            heading.setBuddy(box)
            choices.addWidget(heading)
            choices.addWidget(box, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(choices)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.note)
        self.encodings.currentIndexChanged.connect(self._show)
        self.files.currentIndexChanged.connect(self._read)

    @property
    def encoding(self) -> str | None:
        """The chosen encoding, None to leave it to the import."""
        chosen = self.encodings.currentData()
        return None if chosen is None else str(chosen)

    def offer(self, paths: Sequence[Path]) -> None:
        """Show these files, which prove no encoding."""
        self.files.blockSignals(True)
        self.files.clear()
        for path in paths:
            self.files.addItem(one_line(path.name), path)
        self.files.blockSignals(False)
        self._read()

    def _read(self) -> None:
        path: Path | None = self.files.currentData()
        if path is None:
            return

        def work(_cancelled: Cancelled) -> bytes:
            with path.open("rb") as file:
                return file.read(_SHOWN_BYTES)

        self._background.run(_GROUP, work, self._on_read, self._on_failed)

    def _on_read(self, data: bytes) -> None:
        self._data = data
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._data = b""
        self.lines.clear()
        self.note.setText(breakable(f"This file cannot be read ({error}). Look at another."))

    def _show(self) -> None:
        text = normalise(decode(self._data, self.encoding))
        self.lines.setPlainText("\n".join(text.splitlines()[:_SHOWN_LINES]))
        told = "These files do not say in which encoding their text is. "
        if looks_wrong(text):
            told += "This one reads wrong so: choose another encoding."
        else:
            told += "If it reads well, leave it so."
        self.note.setText(told)
