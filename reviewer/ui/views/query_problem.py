"""What is wrong with a query, told under it, with a button that puts it right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from reviewer.errors import QueryError
from reviewer.search.query import parse_query
from reviewer.ui.theme import tint
from reviewer.ui.tooltips import plain_tip

MAX_SUGGESTION_CP = 60
MAX_FAULTS = 8
_WARNING = "#ff6666"


class QueryProblem(QFrame):
    """A sentence on what is wrong, and a button that puts it right."""

    suggestion_taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._suggestion = ""
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setAccessibleName("What is wrong with the query")
        self.mend = QPushButton()
        self.mend.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.sentence)
        column.addWidget(self.mend)
        self.mend.clicked.connect(lambda: self.suggestion_taken.emit(self._suggestion))

    def tell(self, sentence: str, suggestion: str | None) -> None:
        """Show the sentence, and the query that can be read instead, if there is one."""
        self.sentence.setText(sentence)
        self._suggestion = suggestion or ""
        shown = self._suggestion
        if len(shown) > MAX_SUGGESTION_CP:
            shown = shown[:MAX_SUGGESTION_CP] + "…"
        self.mend.setText("Search for  " + shown.replace("&", "&&"))
        self.mend.setToolTip(plain_tip(self._suggestion))
        self.mend.setVisible(bool(suggestion))
        self._colour()
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette from light to dark."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, tint(_WARNING, palette))
        palette.setColor(QPalette.ColorRole.WindowText, palette.color(QPalette.ColorRole.Text))
        self.setPalette(palette)


def readable(suggestion: str | None) -> str | None:
    """Follow a suggestion, which mends one fault, to a query without any; None without success."""
    for _fault in range(MAX_FAULTS):
        if suggestion is None:
            return None
        try:
            parse_query(suggestion)
        except QueryError as error:
            suggestion = error.suggestion
        else:
            return suggestion
    return None
