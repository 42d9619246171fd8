"""Reading a document again in another encoding, at the assembled page and with the real worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, create_corpus, open_corpus
from reviewer.jobs.import_job import run_import
from reviewer.jobs.protocol import Control, Silence
from reviewer.settings import Settings
from reviewer.ui.actions import Actions
from reviewer.ui.dialogs import encoding_picker
from reviewer.ui.dialogs.encoding_picker import EncodingPicker, look_at
from reviewer.ui.review_page import ReviewPage

RUSSIAN = "Порт закрыт до утра. Суда стоят на рейде, груз не досмотрен."
PATIENCE_MS = 30_000


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[ReviewPage]:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(RUSSIAN.encode("cp1251"))
    (tmp_path / "in" / "b.txt").write_text("All in Unicode: Größe.", encoding="utf-8")
    with create_corpus(tmp_path / "Cables") as corpus:
        run_import(corpus, [tmp_path / "in"], {}, Silence(), Control())
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    actions = Actions(window, {})
    corpus = open_corpus(tmp_path / "Cables", Access.WRITE)
    made = ReviewPage(corpus, actions, Settings())
    window.setCentralWidget(made)
    window.show()
    qtbot.waitUntil(lambda: made.documents.results.model.rowCount() == 2, timeout=PATIENCE_MS)
    yield made
    made.close_corpus()


def listed(page: ReviewPage) -> list[int]:
    return [int(each) for each in page.finding.results.ids] if page.finding.results else []


def test_the_new_reading_takes_the_place_of_the_old_and_undo_brings_it_back(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding_picker, "pick_encoding", lambda _parent, _look: "cp1251")
    told: list[str] = []
    page.workspace.told.connect(told.append)
    page.workspace.open_document(1)
    qtbot.waitUntil(page.rereading.offer.isVisible, timeout=PATIENCE_MS)
    page.rereading.offer.click()
    qtbot.waitUntil(lambda: page.workspace.text == RUSSIAN, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: sorted(listed(page)) == [2, 3], timeout=PATIENCE_MS)
    assert "Read again, and 1 document replaced." in told
    qtbot.waitUntil(lambda: not page.rereading.offer.isVisible(), timeout=PATIENCE_MS)
    page.workspace.undo()
    qtbot.waitUntil(lambda: page.workspace.document.id == 1, timeout=PATIENCE_MS)  # type: ignore[union-attr]
    page.finding.search()
    qtbot.waitUntil(lambda: sorted(listed(page)) == [1, 2, 3], timeout=PATIENCE_MS)
    page.workspace.redo()
    qtbot.waitUntil(page.rereading.newer.isVisible, timeout=PATIENCE_MS)
    page.rereading.newer.click()
    qtbot.waitUntil(lambda: page.workspace.text == RUSSIAN, timeout=PATIENCE_MS)


def test_a_document_in_unicode_says_that_there_is_no_other_way(
    page: ReviewPage, qtbot: QtBot
) -> None:
    page.workspace.open_document(2)
    qtbot.waitUntil(lambda: page.workspace.is_idle)
    assert not page.rereading.offer.isVisible()
    with qtbot.waitSignal(page.workspace.trouble) as met:
        page.rereading.handlers()["read_in_encoding"]()
    assert "Unicode" in str(met.args[0])


def test_each_encoding_shows_how_the_lines_read_in_it(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Heading\n" * 2_000 + RUSSIAN.encode("cp1251"))
    dialog = EncodingPicker(None, look_at(path, "in/a.txt", "cp1252"))
    qtbot.addWidget(dialog)
    texts = [dialog.encodings.item(row).text() for row in range(dialog.encodings.count())]
    assert any("as now" in text for text in texts) and any("reads wrong" in text for text in texts)
    row = next(row for row, text in enumerate(texts) if "Windows-1251" in text)
    assert row < next(row for row, text in enumerate(texts) if "Windows-1252" in text)
    dialog.encodings.setCurrentRow(row)
    assert dialog.lines.toPlainText() == RUSSIAN
    assert dialog.encoding == "cp1251"
