"""The middle of the window: header, strip, margin stripes, text and find bar of one document."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reviewer.model import Document, Marks, Span
from reviewer.ui.decorations import Legend
from reviewer.ui.views.document_header import DocumentHeader
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.views.find_bar import FindBar
from reviewer.ui.views.margin_stripes import MarginStripes
from reviewer.ui.views.region_margin import RegionMargin
from reviewer.ui.views.text_view import TextView


class DocumentPane(QWidget):
    """Puts the parts together and lets the find bar show in the text what it finds.

    `text_view`, `header` and `strip` are public: their signals and methods are the pane's
    interface.
    """

    mark_picked = Signal(str, object)  # kind, id; in the text or in the margin

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = DocumentHeader()
        self.strip = DocumentStrip(after=self.header.last_field)
        self.text_view = TextView()
        self.stripes = MarginStripes(self.text_view)
        self.margin = RegionMargin(self.text_view)
        self.find_bar = FindBar()
        self.find_bar.hide()
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.margin)
        row.addWidget(self.stripes)
        row.addWidget(self.text_view, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.strip)
        column.addWidget(line)
        column.addLayout(row, 1)
        column.addWidget(self.find_bar)
        self.text_view.mark_picked.connect(self.mark_picked)
        self.stripes.mark_picked.connect(self.mark_picked)
        self.find_bar.found_changed.connect(self._on_found_changed)
        self.header.note_left.connect(self.text_view.setFocus)
        self.find_bar.closed.connect(self.text_view.setFocus)
        self.setFocusProxy(self.text_view)

    def show_document(self, document: Document, text: str) -> None:
        """Show another document from its beginning, still without marks."""
        self.header.show_document(document)
        self._show_text(text, markable=True)

    def show_marks(self, marks: Marks, legend: Legend) -> None:
        """Show what is marked in the document."""
        self.text_view.show_marks(marks, legend)
        self.header.set_withheld(self.text_view.decorations.withheld is not None)

    def show_released(self, text: str) -> None:
        """Show the document as it would be released; nothing can be marked in it."""
        self._show_text(text, markable=False)

    def clear(self) -> None:
        """Show no document."""
        self.header.clear()
        self._show_text("", markable=True)

    def open_find(self) -> None:
        """Open the find bar with what is selected."""
        view = self.text_view
        selected = view.selection_cp()
        wanted = view.text[selected.start_cp : selected.end_cp] if selected else ""
        self.find_bar.open_bar(wanted, selected.start_cp if selected else view.position_cp())

    def _show_text(self, text: str, *, markable: bool) -> None:
        self.header.set_released(not markable)
        self.strip.set_wanted(markable)  # it names other documents, and what is told of this one
        self.text_view.set_markable(markable)
        self.text_view.show_document(text)
        self.find_bar.show_text(text)

    def _on_found_changed(self, spans: list[Span], current: int | None) -> None:
        self.text_view.show_found(spans, current)
        if current is not None:
            self.text_view.reveal(spans[current])
