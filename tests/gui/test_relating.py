"""The strip above the text: what belongs to the open document, and how it was read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus import imports
from reviewer.corpus.database import create_corpus
from reviewer.corpus.prepared import prepared
from reviewer.model import ParsedDocument, Remark, RemarkKind
from reviewer.ui.finding import Finding
from reviewer.ui.relating import Relating
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.workspace import Workspace

SIGNED = (Remark(RemarkKind.SIGNED, "PKCS #7"),)
FOUND = [
    ParsedDocument("Text.", "1", title="The stock", date="2005-06-03", thread="<1@x.example>"),
    ParsedDocument("Sheet.", "1/a.csv", title="<b>a.csv</b>", parent="1"),
    ParsedDocument("Note.", "1/b.txt", title="b.txt", parent="1"),
    ParsedDocument(
        "Answer.", "2", title="Re: The stock", date="2005-06-04", thread="<1@x.example>",
        remarks=SIGNED,
    ),
    ParsedDocument("Alone.", "3", title="Alone"),
]  # fmt: skip


class Shown:
    """A window with the strip of one corpus."""

    def __init__(self, qtbot: QtBot, workspace: Workspace) -> None:
        self.qtbot = qtbot
        self.workspace = workspace
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.strip = DocumentStrip()
        self.relating = Relating(workspace, Finding(workspace), self.strip)
        column = QVBoxLayout(self.window)
        column.addWidget(self.strip)
        column.addWidget(QLabel("text"), 1)
        self.window.resize(700, 300)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def open(self, document_id: int | None) -> None:
        self.workspace.open_document(document_id)
        self.qtbot.waitUntil(lambda: self.workspace.is_idle)


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    corpus = create_corpus(tmp_path / "Mail")
    with corpus.write() as connection:
        source = imports.add_source(connection, "0" * 64, "a.mbox", "mbox", 10, "")
        imports.add_documents(connection, [(source, prepared(each, "a")) for each in FOUND])
    workspace = Workspace(corpus)
    yield Shown(qtbot, workspace)
    workspace.close()


def test_attachments_are_listed_and_open_by_key(shown: Shown) -> None:
    shown.open(1)
    link = shown.relating.attached
    assert link.whole_text == "2 attachments ▾"
    assert shown.strip.focus_first()
    assert link.hasFocus()
    QTest.keyClick(link, Qt.Key.Key_Down)
    assert [row.text for row in link.rows] == ["<b>a.csv</b>", "b.txt"]
    QTest.keyClick(link.list.rows, Qt.Key.Key_Down)
    QTest.keyClick(link.list.rows, Qt.Key.Key_Return)
    shown.qtbot.waitUntil(lambda: shown.workspace.is_idle)
    assert shown.workspace.document and shown.workspace.document.title == "b.txt"
    assert not link.list.isVisible()
    assert link.isHidden()


def test_one_click_leads_from_an_attachment_to_its_message(shown: Shown) -> None:
    shown.open(2)
    link = shown.relating.parent_link
    assert link.whole_text == "Attached to “The stock”"
    shown.qtbot.waitUntil(lambda: link.width() == link.sizeHint().width())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert shown.workspace.document and shown.workspace.document.id == 1


def test_a_conversation_tells_the_place_and_escape_leaves_it(shown: Shown) -> None:
    shown.open(4)
    link = shown.relating.conversation
    assert link.whole_text == "Conversation: 2 of 2 ▾"
    QTest.keyClick(link, Qt.Key.Key_Return)
    here = link.list.rows.currentItem()
    assert here is not None and here.text(0) == "Re: The stock", "where she is"
    QTest.keyClick(link.list.rows, Qt.Key.Key_Escape)
    assert not link.list.isVisible()
    assert shown.workspace.document and shown.workspace.document.id == 4


def test_how_it_was_read_is_told_and_nothing_takes_no_room(shown: Shown) -> None:
    shown.open(4)
    assert (
        "Signed (PKCS #7); the signature was not checked." in shown.relating.remarks.toolTip()
        or (shown.relating.remarks.text() == "Signed (PKCS #7); the signature was not checked.")
    )
    assert shown.strip.isVisible()
    shown.open(5)
    shown.qtbot.waitUntil(lambda: not shown.strip.isVisible())
    assert not shown.strip.focus_first()
    shown.open(1)
    assert shown.strip.isVisible()
    shown.open(None)
    shown.qtbot.waitUntil(lambda: not shown.strip.isVisible())


def test_links_wrap_in_a_narrow_window(shown: Shown) -> None:
    shown.open(1)
    wide = shown.strip.height()
    shown.window.resize(240, 300)
    shown.qtbot.waitUntil(lambda: shown.strip.height() > wide)
    assert shown.relating.conversation.y() > shown.relating.attached.y()


def test_the_text_does_not_jump_from_one_document_to_the_next(shown: Shown) -> None:
    shown.open(1)
    shown.qtbot.waitUntil(lambda: shown.strip.height() > 0)
    height = shown.strip.height()
    shown.workspace.open_document(4)  # of which nothing is known yet
    assert shown.relating.conversation.isHidden()
    assert shown.strip.isVisible() and shown.strip.minimumHeight() == height
    shown.qtbot.waitUntil(lambda: shown.workspace.is_idle)
    assert not shown.relating.conversation.isHidden()
    assert shown.strip.minimumHeight() == 0
