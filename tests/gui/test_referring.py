"""References as links: followed with Ctrl or by key, listed above the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, open_corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.model import Span
from reviewer.review.redactions import redact_passage
from reviewer.search.index import SearchIndex
from tests.corpora import make_corpus
from tests.gui.test_review_page import Desk

TEXTS = [
    "REF: A. 05 VELMARA 0012 B. STATE 5\n\nThe crates were long.",
    "The first cable.",
    "No cable.",
]
PLACE = Span(8, 23)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "Cables"
    ids = ["05VELMARA77", "05VELMARA12", None]
    titles = ["THE CRATES", "<i>THE SHIP</i>", "A note"]
    with make_corpus(folder, TEXTS, external_id=ids, title=titles, date="2005-06-01") as corpus:
        index = SearchIndex.create(corpus.paths.index)
        with corpus.read() as connection:
            index.add(list(searchable_documents(connection, document_ids(connection))))
        index.close()
    made = Desk(qtbot, open_corpus(folder, Access.WRITE))
    made.page.workspace.open_document(1)
    made.settle()
    yield made
    made.page.close_corpus()


def opened(desk: Desk) -> int | None:
    desk.settle()
    document = desk.page.workspace.document
    return document.id if document else None


def test_a_reference_is_followed_with_ctrl_and_alt_left_leads_back(desk: Desk) -> None:
    box = desk.view.boxes([PLACE])[0][0].center().toPoint()
    QTest.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert opened(desk) == 1, "a click alone is for marks and the text cursor"
    held = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, held, box)
    assert opened(desk) == 2
    desk.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert opened(desk) == 1
    desk.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert opened(desk) == 2


def test_a_key_follows_the_reference_at_the_text_cursor(desk: Desk) -> None:
    desk.view.reveal(Span(40, 40))
    desk.press(Qt.Key.Key_L)
    assert opened(desk) == 1
    desk.view.reveal(Span(12, 12))
    desk.press(Qt.Key.Key_L)
    assert opened(desk) == 2


def test_what_it_refers_to_and_what_refers_to_it_is_listed(desk: Desk) -> None:
    referring = desk.page.referring
    assert referring.outgoing.whole_text == "Refers to 2 (1 not in the corpus) ▾"
    rows = [(row.text, row.enabled) for row in referring.outgoing.rows]
    assert rows == [("05VELMARA12 <i>THE SHIP</i>", True), ("05STATE5", False)]
    assert referring.incoming.isHidden()
    desk.page.workspace.open_document(2)
    desk.settle()
    assert referring.outgoing.isHidden()
    assert referring.incoming.whole_text == "Referred to by “THE CRATES”"
    referring.incoming.click()
    assert opened(desk) == 1
    desk.page.workspace.open_document(3)
    desk.settle()
    assert referring.outgoing.isHidden() and referring.incoming.isHidden()


def test_the_released_text_has_no_links(desk: Desk) -> None:
    assert [link.span for link in desk.view.shown_links(Span(0, 60))] == [PLACE]
    desk.page.workspace.perform(redact_passage, 1, 40, 46, [1])
    desk.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
    assert desk.view.shown_links(Span(0, 60)) == []
    assert not desk.view.follow_link()


def test_tab_leads_from_the_header_over_the_links_to_the_text(desk: Desk) -> None:
    desk.actions["focus_related"].trigger()
    assert desk.page.referring.outgoing.hasFocus()
    QTest.keyClick(desk.page.referring.outgoing, Qt.Key.Key_Tab)
    assert desk.view.hasFocus()
    QTest.keyClick(desk.view, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.page.referring.outgoing.hasFocus()


def test_a_damaged_index_costs_only_what_it_alone_tells(desk: Desk) -> None:
    troubles: list[Exception] = []
    desk.page.workspace.trouble.connect(troubles.append)
    desk.page.finding.close_index()
    for part in desk.page.workspace.corpus.paths.index.iterdir():
        if part.is_file():
            part.write_bytes(b"")
    desk.page.workspace.open_document(2)
    desk.page.workspace.open_document(1)
    desk.settle()
    assert desk.page.referring.outgoing.whole_text == "Refers to 2 (1 not in the corpus) ▾"
    assert troubles == []
