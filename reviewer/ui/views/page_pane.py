"""The page of a PDF beside its text: it follows the text, and a click on it finds the word."""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.corpus import structure
from reviewer.errors import Locked
from reviewer.ingest.pdf_geometry import Box, PageGeometry, character_under, lines_of
from reviewer.jobs.page_images import PageImages
from reviewer.model import RegionKind, Span
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import password_entry
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.views.page_canvas import LETTER_PT, PageCanvas, PageMark
from reviewer.ui.views.word_edges import moved_edge
from reviewer.ui.workspace import Workspace

ZOOM_STEP = 1.25
_LEAST_ZOOM, _MOST_ZOOM = 0.5, 6.0
_LEAST_DPI, _MOST_DPI = 30, 400
_FOLLOW_MS = 60
_LOCKED = "Its text was read when it was imported, and is here; the file is kept as it came."
_SHARPNESS = 0.02  # a picture that is off by less is not drawn anew


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the pages of the open document are, and where the text of those with any begins."""

    path: Path
    numbers: list[int]
    starts_cp: list[int]

    def number_at(self, position_cp: int) -> int:
        """Return which page stands at a place of the text; 0 when no page has any text."""
        place = max(0, bisect_right(self.starts_cp, position_cp) - 1)
        return self.numbers[place] if self.numbers else 0


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page that came back from being drawn."""

    number: int
    dpi: int
    image: QImage
    geometry: PageGeometry


class PagePane(QWidget):
    """Shows the page that is being read, when it is wanted and there is one.

    `available` says whether the document has pages to show. Call `close_images` before the
    workspace is closed, which waits for what is being drawn.
    """

    available_changed = Signal(bool)

    def __init__(
        self,
        workspace: Workspace,
        document_pane: DocumentPane,
        images: PageImages | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.canvas = PageCanvas()
        self._workspace = workspace
        self._text_view = document_pane.text_view
        self._images = images or PageImages()
        self._source: _Source | None = None
        self._wanted = False
        self._withheld = False
        self._number = 0
        self._drawn: _Drawn | None = None
        self._zoom = 1.0
        self._stepped_at: Span | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FOLLOW_MS)
        self._build()
        self._timer.timeout.connect(self._follow)
        self.canvas.picked.connect(self._on_picked)
        workspace.document_opened.connect(self._on_document_opened)
        self._text_view.decorations_changed.connect(self._on_text_moved)
        self._text_view.selection_changed.connect(self._show_selection)
        self.hide()
        self._on_document_opened()

    @property
    def available(self) -> bool:
        """Tell whether the open document has pages that can be shown."""
        return self._source is not None

    @property
    def number(self) -> int:
        """The number of the page that is shown or is being drawn; 0 for none."""
        return self._number

    def set_wanted(self, wanted: bool) -> None:
        """Show the page whenever there is one, or never."""
        self._wanted = wanted
        self._show_if_wanted()

    def set_withheld(self, withheld: bool) -> None:
        """Put the page away while the text is shown as it would be released: it hides nothing."""
        self._withheld = withheld
        self._show_if_wanted()

    def _show_if_wanted(self) -> None:
        self.setVisible(self._wanted and self.available and not self._withheld)

    def step(self, pages: int) -> None:
        """Show a page further on or, with less than nothing, further back."""
        self._go_to(self._number + pages)

    def zoom(self, steps: int) -> None:
        """Show the page larger, or smaller; it fills the pane's width at first."""
        self._zoom = min(_MOST_ZOOM, max(_LEAST_ZOOM, self._zoom * ZOOM_STEP**steps))
        self._fit()

    def close_images(self) -> None:
        """End the process that draws."""
        self._images.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to follow the text."""
        super().showEvent(event)
        self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width."""
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        def button(text: str, tip: str, steps: int, zooms: bool = False) -> QToolButton:
            made = QToolButton()
            made.setText(text)
            made.setToolTip(tip)
            made.setAccessibleName(tip)
            made.setAutoRaise(True)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            act = self.zoom if zooms else self.step
            made.clicked.connect(lambda _checked=False: act(steps))
            return made

        self._back = button("‹", "Previous page", -1)
        self._on = button("›", "Next page", 1)
        self._chooser = QSpinBox()
        self._chooser.setPrefix("Page ")
        self._chooser.setAccessibleName("Page")
        self._chooser.setKeyboardTracking(False)
        self._chooser.valueChanged.connect(self._go_to)
        row = QHBoxLayout()
        row.setContentsMargins(4, 2, 4, 2)
        for widget in (self._back, self._chooser, self._on):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(button("−", "Show the page smaller", -1, zooms=True))
        row.addWidget(button("+", "Show the page larger", 1, zooms=True))
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setMargin(12)
        self._sentence.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._sentence.hide()
        self.unlock_button = QPushButton("Enter password…")
        self.unlock_button.clicked.connect(self._on_unlock)
        self.unlock_button.hide()
        self._area = QScrollArea()
        self._area.setWidget(self.canvas)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._area.setAccessibleName("Page as it was printed")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._sentence)
        below = QHBoxLayout()
        below.setContentsMargins(12, 0, 12, 0)
        below.addWidget(self.unlock_button)
        below.addStretch(1)
        column.addLayout(below)
        column.addWidget(self._area, 1)
        column.addStretch()  # while there is no page to fill it

    def _on_document_opened(self) -> None:
        self._forget()
        document = self._workspace.document
        if document is None or document.format != "pdf" or document.locator:
            self._workspace.background.cancel("pages")
            self._take_source(None)
            return
        corpus, document_id = self._workspace.corpus, document.id

        def work(_cancelled: Cancelled) -> _Source | None:
            with corpus.read() as connection:
                sha256 = structure.original_of(connection, document_id)
                found = structure.regions(connection, document_id)
            places = [
                (int(each.note), each.start_cp)
                for each in found
                if each.kind is RegionKind.PAGE and each.note.isdecimal()
            ]
            path = corpus.paths.original(sha256 or "")
            if not path.is_file():
                return None
            return _Source(path, [number for number, _ in places], [start for _, start in places])

        self._workspace.background.run(
            "pages", work, self._take_source, self._workspace.trouble.emit
        )

    def _take_source(self, source: _Source | None) -> None:
        was_available, self._source = self.available, source
        if source is not None and self._workspace.document is not None:
            told = self._workspace.document.metadata.get("Pages", "")
            last = max([*source.numbers, int(told) if told.isdecimal() else 0])
            self._chooser.blockSignals(True)
            self._chooser.setRange(1, min(last, 1_000_000))
            self._chooser.setSuffix(f" of {last:,}")
            self._chooser.blockSignals(False)
            self._timer.start()
        self._show_if_wanted()
        if was_available != self.available:
            self.available_changed.emit(self.available)

    def _forget(self) -> None:
        self._number, self._drawn, self._stepped_at = 0, None, None
        self._workspace.background.cancel("page")
        self._tell("")
        self.canvas.show_page(None, LETTER_PT)

    def _on_text_moved(self) -> None:
        """Follow soon: scrolling comes here many times a second, and marks change here too."""
        if self.isVisible():
            self._timer.start()

    def _follow(self) -> None:
        """Show the page of what stands a third down in the text, where passages are revealed."""
        source = self._source
        if source is None or not self.isVisible():
            return
        seen = self._text_view.visible_span_cp()
        if self._is_same_text() and (seen != self._stepped_at or not self._number):
            self._stepped_at = None
            position = seen.start_cp + (seen.end_cp - seen.start_cp) // 3
            self._show(source.number_at(position) or max(1, self._number))
        self._show_marks()

    def _go_to(self, number: int) -> None:
        """Show a page, and its text when it has any."""
        source = self._source
        number = min(max(number, 1), self._chooser.maximum())
        if source is None or number == self._number:
            return
        if number in source.numbers and self._is_same_text():
            start = source.starts_cp[source.numbers.index(number)]
            self._text_view.reveal(Span(start, start))
        self._stepped_at = self._text_view.visible_span_cp()
        self._show(number)

    def _show(self, number: int) -> None:
        if number != self._number:
            self._number, self._drawn = number, None
            self._tell("")
            self.canvas.show_page(None, (self.canvas.page_width_pt, LETTER_PT[1]))
            self._area.verticalScrollBar().setValue(0)
            self._chooser.blockSignals(True)
            self._chooser.setValue(number)
            self._chooser.blockSignals(False)
            self._back.setEnabled(number > 1)
            self._on.setEnabled(number < self._chooser.maximum())
            self._fit()

    def _fit(self) -> None:
        """Give the canvas its scale, and have the page drawn as sharp as it is shown."""
        scale = self._area.viewport().width() * self._zoom / max(1.0, self.canvas.page_width_pt)
        self.canvas.set_scale(scale)
        dpi = round(min(_MOST_DPI, max(_LEAST_DPI, scale * 72 * self.devicePixelRatioF())))
        source, number, images = self._source, self._number, self._images
        drawn_dpi = self._drawn.dpi if self._drawn else 0
        if source is None or not number or abs(dpi - drawn_dpi) <= dpi * _SHARPNESS:
            return
        path, passwords = source.path, self._workspace.passwords.all

        def work(cancelled: Cancelled) -> _Drawn | None:
            if cancelled():
                return None
            page = images.page(path, number, dpi, passwords)
            return _Drawn(number, dpi, QImage.fromData(page.png), page.geometry)

        self._workspace.background.run("page", work, self._take_page, self._on_failed)

    def _take_page(self, drawn: _Drawn | None) -> None:
        if drawn is None or drawn.number != self._number:
            return
        self._drawn = drawn
        self._tell("")
        self.canvas.show_page(drawn.image, (drawn.geometry.width, drawn.geometry.height))
        self._show_marks()
        self._show_selection()
        self._fit()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Locked):
            self._tell(str(error))
        elif self._workspace.passwords.all:
            self._tell(f"None of the passwords that you entered opens this file. {_LOCKED}", True)
        else:
            self._tell(f"The pages of this file are locked with a password. {_LOCKED}", True)

    def _tell(self, sentence: str, is_locked: bool = False) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.unlock_button.setVisible(is_locked)
        self._area.setVisible(not is_locked)

    def _on_unlock(self) -> None:
        document = self._workspace.document
        name = document.title if document is not None else "This file"
        entered = password_entry.ask_password(self, f"{name}: its pages are locked.")
        if entered is not None:
            self._workspace.passwords.add([entered.password])
            self._fit()

    def _page_start(self) -> int | None:
        """Return where the text of the drawn page begins, None where it is not as it was read."""
        source, drawn = self._source, self._drawn
        if source is None or drawn is None or drawn.number not in source.numbers:
            return None
        start = source.starts_cp[source.numbers.index(drawn.number)]
        found = self._workspace.text[start : start + len(drawn.geometry.text)]
        return start if found == drawn.geometry.text and self._is_same_text() else None

    def _is_same_text(self) -> bool:
        """Tell whether the text is shown as it is stored, not as it would be released."""
        return self._text_view.text == self._workspace.text

    def _boxes(self, start_cp: int, span: Span) -> tuple[Box, ...]:
        assert self._drawn is not None
        first, last = max(0, span.start_cp - start_cp), max(0, span.end_cp - start_cp)
        return tuple(lines_of(self._drawn.geometry.boxes[first:last]))

    def _show_marks(self) -> None:
        start = self._page_start()
        marks = []
        if start is not None and self._drawn is not None:
            page = Span(start, start + len(self._drawn.geometry.text))
            for mark in self._text_view.shown_marks(page):
                marks.append(PageMark(mark, self._boxes(start, mark.span)))
        self.canvas.show_marks(marks)

    def _show_selection(self) -> None:
        start, selected = self._page_start(), self._text_view.selection_cp()
        if start is None or selected is None:
            self.canvas.show_selection(())
        else:
            boxes = self._boxes(start, selected)
            self.canvas.show_selection(boxes)
            if boxes:
                place = self.canvas.place_of(boxes[0]).center().toPoint()
                self._area.ensureVisible(place.x(), place.y())

    def _on_picked(self, place: QPointF) -> None:
        start = self._page_start()
        if start is None or self._drawn is None:
            return
        character = character_under(self._drawn.geometry.boxes, place.x(), place.y())
        if character is not None:
            text = self._workspace.text
            end = moved_edge(text, start + character, "end", 1)
            self._stepped_at = None
            self._text_view.reveal(Span(moved_edge(text, end, "start", -1), end), select=True)
