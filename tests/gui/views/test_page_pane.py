"""The page of a PDF beside its text, drawn and clicked for real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSpinBox, QSplitter, QToolButton
from pytestqt.qtbot import QtBot
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from reviewer.corpus import imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.prepared import prepared
from reviewer.ingest.reading import read
from reviewer.jobs.originals import digest_of
from reviewer.model import Marks, ParsedDocument, Span
from reviewer.ui.dialogs import password_entry
from reviewer.ui.dialogs.password_entry import Entered
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.views.page_pane import PagePane
from reviewer.ui.workspace import Workspace
from tests.gui.views.marking import LEGEND, highlight, mention, redaction

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
BARE = 3


def write_pdf(path: Path, pages: int = 5) -> Path:
    """Write pages of many lines, the third without any text."""
    canvas = Canvas(str(path), pagesize=(300, 400))
    for number in range(1, pages + 1):
        for line in range(30):
            if number != BARE:
                canvas.drawString(20, 380 - 12 * line, f"Crate {number}-{line} on the quay")
        canvas.setFillColorRGB(0.2, 0.4, 1)
        canvas.rect(200, 0, 100, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.showPage()
    canvas.save()
    return path


def take_in(corpus: Corpus, path: Path, kind: str, password: str = "") -> None:
    """Store the documents of a file as an import does."""
    sha256 = digest_of(path)
    original = corpus.paths.original(sha256)
    original.parent.mkdir(parents=True)
    original.write_bytes(path.read_bytes())
    with corpus.write() as connection:
        source = imports.add_source(connection, sha256, str(path), kind, 10, "")
        found = [
            each for each in read(path, passwords=[password]) if isinstance(each, ParsedDocument)
        ]
        imports.add_documents(connection, [(source, prepared(each, path.name)) for each in found])


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    corpus = create_corpus(tmp_path / "Cables")
    take_in(corpus, write_pdf(tmp_path / "a.pdf"), "pdf")
    (tmp_path / "b.txt").write_text("No pages here.")
    take_in(corpus, tmp_path / "b.txt", "text")
    made = Workspace(corpus)
    yield made
    made.close()


class Window(QSplitter):
    """Text and page side by side, as in the window."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.text = DocumentPane()
        workspace.document_opened.connect(self._show)
        self.page = PagePane(workspace, self.text)
        self.addWidget(self.text)
        self.addWidget(self.page)

    def _show(self) -> None:
        document = self.workspace.document
        if document is not None:
            self.text.show_document(document, self.workspace.text)


@pytest.fixture
def window(workspace: Workspace, qtbot: QtBot) -> Iterator[Window]:
    window = Window(workspace)
    qtbot.addWidget(window)
    window.resize(1000, 600)
    with qtbot.waitExposed(window):
        window.show()
    window.page.set_wanted(True)
    yield window
    window.page.close_images()


def open_page(window: Window, qtbot: QtBot) -> None:
    window.workspace.open_document(1)
    wait_for_page(window, qtbot, 1)


def wait_for_page(window: Window, qtbot: QtBot, number: int) -> None:
    """Wait until a page is drawn as sharp as it is shown."""

    def drawn() -> bool:
        if not window.workspace.background.is_idle or window.page.number != number:
            return False
        blue = colour_at(window, 250, 390)
        return blue.blue() > 2 * blue.red()

    qtbot.waitUntil(drawn, timeout=20_000)


def place_of(window: Window, x_pt: float, y_pt: float) -> QPoint:
    scale = window.page.canvas.width() / 300
    return QPoint(round(x_pt * scale), round(y_pt * scale))


def colour_at(window: Window, x_pt: float, y_pt: float) -> QColor:
    """Return the colour on the screen at a place of the page."""
    canvas = window.page.canvas
    ratio = canvas.devicePixelRatioF()
    place = place_of(window, x_pt, y_pt)
    return canvas.grab().toImage().pixelColor(round(place.x() * ratio), round(place.y() * ratio))


def press(window: Window, name: str) -> None:
    [button] = [
        each for each in window.page.findChildren(QToolButton) if each.accessibleName() == name
    ]
    QTest.mouseClick(button, LEFT)


def span_of(window: Window, words: str) -> Span:
    start = window.workspace.text.index(words)
    return Span(start, start + len(words))


def test_pages_without_any_text_are_shown_from_the_first_on(
    workspace: Workspace, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    canvas = Canvas(str(tmp_path / "c.pdf"), pagesize=(300, 400))
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry("The quay", "one")
    for _ in range(2):
        canvas.setFillColorRGB(0.2, 0.4, 1)
        canvas.rect(200, 0, 100, 20, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    take_in(workspace.corpus, tmp_path / "c.pdf", "pdf")
    workspace.open_document(3)
    wait_for_page(window, qtbot, 1)
    assert window.page.available and window.page.isVisible()
    press(window, "Next page")
    wait_for_page(window, qtbot, 2)


def test_it_is_shown_when_it_is_wanted_and_there_are_pages(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    assert window.page.isVisible()
    with qtbot.waitSignal(window.page.available_changed):
        window.workspace.open_document(2)
    assert not window.page.isVisible()
    with qtbot.waitSignal(window.page.available_changed):
        window.workspace.open_document(1)
    assert window.page.isVisible()
    window.page.set_wanted(False)
    assert not window.page.isVisible()


def test_it_is_put_away_while_the_text_is_shown_as_it_would_be_released(
    window: Window, qtbot: QtBot
) -> None:
    open_page(window, qtbot)
    window.page.set_withheld(True)
    assert not window.page.isVisible()
    window.workspace.open_document(1)
    qtbot.waitUntil(lambda: window.workspace.background.is_idle)
    assert window.page.available and not window.page.isVisible()
    window.page.set_withheld(False)
    assert window.page.isVisible()


def test_it_follows_the_text(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    window.text.text_view.reveal(span_of(window, "Crate 4-12"))
    wait_for_page(window, qtbot, 4)
    bar = window.text.text_view.verticalScrollBar()
    bar.setValue(bar.minimum())
    wait_for_page(window, qtbot, 1)


def test_the_text_follows_the_page(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    press(window, "Next page")
    wait_for_page(window, qtbot, 2)
    assert span_of(window, "Crate 2-0 ").overlaps(window.text.text_view.visible_span_cp())
    press(window, "Next page")  # a page without text is shown all the same
    wait_for_page(window, qtbot, BARE)
    press(window, "Next page")
    wait_for_page(window, qtbot, 4)
    press(window, "Previous page")
    wait_for_page(window, qtbot, BARE)


def test_a_page_is_chosen_by_its_number(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    [chooser] = window.page.findChildren(QSpinBox)
    assert chooser.text() == "Page 1 of 5"
    chooser.setFocus()
    chooser.selectAll()
    QTest.keyClicks(chooser, "5")
    QTest.keyClick(chooser, Qt.Key.Key_Return)
    wait_for_page(window, qtbot, 5)
    assert span_of(window, "Crate 5-3 ").overlaps(window.text.text_view.visible_span_cp())


def test_a_click_on_a_word_selects_it_in_the_text(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    # The fourth line; “quay” ends it.
    QTest.mouseClick(window.page.canvas, LEFT, NONE, place_of(window, 118, 400 - 380 + 36 - 3))
    selected = window.text.text_view.selection_cp()
    assert selected is not None
    line = span_of(window, "Crate 1-3 on the quay")
    assert selected == Span(line.end_cp - 4, line.end_cp)
    assert len(window.page.canvas.selection) == 1
    QTest.mouseClick(window.page.canvas, LEFT, NONE, place_of(window, 290, 200))
    assert window.text.text_view.selection_cp() == selected


def test_marks_and_the_selection_are_drawn_where_their_words_stand(
    window: Window, qtbot: QtBot
) -> None:
    open_page(window, qtbot)
    spans = [span_of(window, f"Crate 1-{line} on the quay") for line in (2, 5, 8, 11)]
    marks = Marks(
        (highlight(1, spans[0].start_cp, spans[0].end_cp, 1),),
        (mention(2, spans[1].start_cp, spans[1].end_cp),),
        (redaction(3, spans[2]),),
    )
    window.text.show_marks(marks, LEGEND)
    window.text.text_view.reveal(spans[3], select=True)
    canvas = window.page.canvas
    qtbot.waitUntil(lambda: len(canvas.marks) == 3 and len(canvas.selection) == 1)
    assert [each.mark.id for each in canvas.marks] == [1, 2, 3]
    for line, box in [
        *((line, each.boxes[0]) for line, each in zip((2, 5, 8), canvas.marks, strict=True)),
        (11, canvas.selection[0]),
    ]:
        assert box.left == pytest.approx(20, abs=2)
        assert box.top < 400 - 380 + 12 * line < box.bottom
    # Between two words, where only the marker is: yellow, grey, and the colour of a selection.
    highlighted, bare = colour_at(window, 21, 400 - 380 + 24 - 9), colour_at(window, 180, 100)
    assert bare == QColor("white")
    assert highlighted.blue() < 240 < highlighted.red()
    marked = canvas.grab().toImage()
    window.text.show_marks(Marks(), LEGEND)
    qtbot.waitUntil(lambda: not canvas.marks)
    assert canvas.grab().toImage() != marked


def test_nothing_is_marked_where_the_text_is_as_it_would_be_released(
    window: Window, qtbot: QtBot
) -> None:
    open_page(window, qtbot)
    span = span_of(window, "Crate 1-2")
    window.text.show_marks(Marks((highlight(1, span.start_cp, span.end_cp, 1),)), LEGEND)
    qtbot.waitUntil(lambda: len(window.page.canvas.marks) == 1)
    window.text.show_released("[redacted]\n" + window.workspace.text)
    qtbot.waitUntil(lambda: not window.page.canvas.marks)


def test_the_page_fills_the_width_and_is_zoomed_from_there(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    canvas = window.page.canvas
    before = canvas.width()
    assert 0 < window.page.width() - before < 60
    press(window, "Show the page larger")
    assert canvas.width() == pytest.approx(before * 1.25, abs=2)
    wait_for_page(window, qtbot, 1)
    press(window, "Show the page smaller")
    assert canvas.width() == pytest.approx(before, abs=2)


def test_what_is_selected_in_the_text_comes_into_view(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    for _ in range(4):
        press(window, "Show the page larger")
    wait_for_page(window, qtbot, 1)
    assert window.page.canvas.visibleRegion().boundingRect().bottom() < place_of(window, 0, 350).y()
    window.text.text_view.reveal(span_of(window, "1-29 on"), select=True)
    qtbot.waitUntil(lambda: bool(window.page.canvas.selection))
    [box] = window.page.canvas.selection
    shown = window.page.canvas.visibleRegion().boundingRect()
    assert shown.contains(window.page.canvas.place_of(box).center().toPoint())


def test_a_page_that_cannot_be_drawn_is_told(window: Window, qtbot: QtBot) -> None:
    open_page(window, qtbot)
    for original in window.workspace.corpus.paths.originals.rglob("*"):
        if original.is_file():
            original.write_bytes(b"%PDF-1.4 this is none any more")
    window.workspace.open_document(2)
    window.workspace.open_document(1)
    qtbot.waitUntil(lambda: window.page.number == 1)
    window.page.close_images()
    window.page.step(1)

    def told() -> bool:
        labels = window.page.findChildren(QLabel)
        return any(label.isVisible() and label.text() for label in labels)

    qtbot.waitUntil(told)


def test_a_locked_file_shows_its_pages_once_its_password_is_known(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), pagesize=(300, 400), encrypt=StandardEncryption("sesame"))
    canvas.drawString(20, 380, "Twelve crates.")
    canvas.setFillColorRGB(0.2, 0.4, 1)
    canvas.rect(200, 0, 100, 20, stroke=0, fill=1)
    canvas.save()
    take_in(window.workspace.corpus, path, "pdf", "sesame")
    window.workspace.open_document(3)
    page = window.page
    qtbot.waitUntil(page.unlock_button.isVisible, timeout=20_000)
    for password, told in (("wrong", "None of the passwords"), ("sesame", "")):
        entered = Entered(password)
        monkeypatch.setattr(password_entry, "ask_password", lambda *_, entered=entered: entered)
        page.unlock_button.click()
        qtbot.waitUntil(lambda told=told: sentence(window).startswith(told), timeout=20_000)  # type: ignore[misc]
    wait_for_page(window, qtbot, 1)
    assert not page.unlock_button.isVisible()
    window.workspace.open_document(1)
    wait_for_page(window, qtbot, 1)
    assert not page.unlock_button.isVisible()


def sentence(window: Window) -> str:
    """Return what the pane says instead of a page."""
    return " ".join(label.text() for label in window.page.findChildren(QLabel) if label.isVisible())
