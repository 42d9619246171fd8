"""What a reader found in the open document: counted above the text, and gone through by key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus import imports
from reviewer.corpus.database import create_corpus
from reviewer.corpus.prepared import prepared
from reviewer.model import ParsedDocument, Region, RegionKind, Span
from reviewer.ui.region_marking import RegionMarking
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.workspace import Workspace

TEXT = "The crates were long. They were empty. A clerk said so. Nobody asked her."
HIDDEN = Region(0, 21, RegionKind.HIDDEN)
WITHIN = Region(4, 10, RegionKind.COMMENT, "V. Ilmar")
LAST = Region(56, 73, RegionKind.HIDDEN)


class Shown:
    """A document pane over a corpus of two documents."""

    def __init__(self, qtbot: QtBot, workspace: Workspace) -> None:
        self.qtbot, self.workspace = qtbot, workspace
        self.pane = DocumentPane()
        qtbot.addWidget(self.pane)
        self.marking = RegionMarking(workspace, self.pane.text_view, self.pane.strip)
        workspace.document_opened.connect(self._show)
        self.told: list[str] = []
        workspace.told.connect(self.told.append)
        self.pane.resize(800, 500)
        self.pane.show()

    def _show(self) -> None:
        assert self.workspace.document is not None
        self.pane.show_document(self.workspace.document, self.workspace.text)

    def open(self, document_id: int) -> None:
        self.workspace.open_document(document_id)
        self.qtbot.waitUntil(lambda: self.workspace.is_idle)

    def links(self) -> list[str]:
        links = self.marking.links.values()
        return [link.whole_text for link in links if not link.isHidden()]


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    found = [
        ParsedDocument(TEXT, "1", regions=(HIDDEN, WITHIN, LAST)),
        ParsedDocument("Plain.", "2"),
    ]
    corpus = create_corpus(tmp_path / "Found")
    with corpus.write() as connection:
        source = imports.add_source(connection, "0" * 64, "a.zip", "zip", 10, "")
        imports.add_documents(connection, [(source, prepared(each, "a")) for each in found])
    workspace = Workspace(corpus)
    yield Shown(qtbot, workspace)
    workspace.close()


def test_each_kind_is_counted_and_a_click_goes_to_the_next(shown: Shown) -> None:
    shown.open(1)
    assert shown.links() == ["H 2 hidden passages", "C 1 comment"]
    link, view = shown.marking.links[RegionKind.HIDDEN], shown.pane.text_view
    for wanted in (HIDDEN, LAST, HIDDEN):
        link.click()
        assert view.selection_cp() == wanted.span
    assert shown.told[-1] == "Hidden in the source · 1 of 2"
    shown.open(2)
    assert shown.links() == []
    shown.qtbot.waitUntil(lambda: not shown.pane.strip.isVisible())


def test_keys_go_through_all_of_them_both_ways(shown: Shown) -> None:
    shown.open(1)
    keys, view = shown.marking.handlers(), shown.pane.text_view
    for wanted in (HIDDEN, WITHIN, LAST, HIDDEN):
        keys["next_region"]()
        assert view.selection_cp() == wanted.span
    for wanted in (LAST, WITHIN, HIDDEN):
        keys["previous_region"]()
        assert view.selection_cp() == wanted.span
    view.reveal(Span(12, 12))
    keys["next_region"]()
    assert view.selection_cp() == LAST.span
    view.reveal(Span(12, 12))
    keys["previous_region"]()
    assert view.selection_cp() == WITHIN.span


def test_she_is_told_when_there_is_nothing(shown: Shown) -> None:
    shown.open(2)
    keys = shown.marking.handlers()
    for name in ("next_region", "toggle_fold", "toggle_all_folds"):
        keys[name]()
    assert shown.told == [
        "Nothing is flagged in this document.",
        "Nothing can be folded where the text cursor stands.",
        "Nothing can be folded in this document.",
    ]
