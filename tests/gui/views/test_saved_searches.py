from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.errors import CorpusError
from reviewer.model import Facet, Filters, Sort
from reviewer.review.highlights import add_highlight
from reviewer.review.saved_searches import add_search
from reviewer.ui.dialogs import search_saver
from reviewer.ui.dialogs.search_saver import Naming
from reviewer.ui.finding import Finding
from reviewer.ui.views.saved_searches import EMPTY, SavedSearches, save_search
from reviewer.ui.views.short_list import COUNT, NAME, ShortList
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus
from tests.gui.searching import search, until
from tests.indexes import index_corpus

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def finding(corpus: Corpus) -> Iterator[Finding]:
    """Give three saved searches over an indexed corpus; the last one is not pinned."""
    index_corpus(corpus)
    add_search(corpus, "Missiles", "missiles", Filters(), Sort.RELEVANCE)
    add_search(corpus, "Nobody", "nobody", Filters(), Sort.DATE)
    add_search(corpus, "Consul", "consul", Filters(), Sort.RELEVANCE, pinned=False)
    workspace = Workspace(corpus)
    finding = Finding(workspace, workspace)
    yield finding
    workspace.background.close()
    finding.close_index()


@pytest.fixture
def workspace(finding: Finding) -> Workspace:
    parent = finding.parent()
    assert isinstance(parent, Workspace)
    return parent


@pytest.fixture
def pane(workspace: Workspace, finding: Finding, qtbot: QtBot) -> SavedSearches:
    return _shown(SavedSearches(workspace, finding), qtbot)


def test_pinned_searches_stand_first_with_their_counts(
    pane: SavedSearches, workspace: Workspace, qtbot: QtBot
) -> None:
    until(qtbot, workspace, lambda: _rows(pane) == ["Missiles 1", "Nobody 2", "Consul "])


def test_a_mark_counts_a_moment_later(
    pane: SavedSearches, workspace: Workspace, qtbot: QtBot
) -> None:
    marked = Filters().including(Facet.TAG, [1])
    workspace.perform(add_search, "Marked", "", marked, Sort.IMPORT)
    until(qtbot, workspace, lambda: "Marked 0" in _rows(pane))
    workspace.perform(add_highlight, 1, 0, 3, new_tag="Arms")
    until(qtbot, workspace, lambda: "Marked 1" in _rows(pane))


def test_what_cannot_be_counted_says_why_and_spoils_no_other(
    pane: SavedSearches, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.perform(add_search, "Tagged", "tag:none", Filters(), Sort.IMPORT)
    workspace.perform(add_search, "Pattern", "/miss.le/", Filters(), Sort.IMPORT)
    wanted = ["Missiles 1", "Nobody 2", "Tagged –", "Pattern –", "Consul "]
    until(qtbot, workspace, lambda: _rows(pane) == wanted)
    item = _list(pane).topLevelItem(2)
    assert item is not None
    assert "none" in item.toolTip(COUNT)


def test_a_click_and_enter_run_a_search(
    pane: SavedSearches, finding: Finding, qtbot: QtBot
) -> None:
    view = _list(pane)
    item = view.topLevelItem(1)
    assert item is not None
    place = view.visualItemRect(item).center()
    with qtbot.waitSignal(finding.results_changed):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (finding.query_text, finding.sort) == ("nobody", Sort.DATE)
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClick(view, Qt.Key.Key_Up)
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert finding.query_text == "missiles"


def test_keys_pin_move_update_rename_and_delete(
    pane: SavedSearches,
    workspace: Workspace,
    finding: Finding,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = _list(pane)
    _stand_on(view, "Consul")
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert workspace.saved_searches[3].pinned
    QTest.keyClick(view, Qt.Key.Key_Up, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert _names(pane) == ["Missiles", "Consul", "Nobody"]
    search(qtbot, finding, "embassy")
    QTest.keyClick(view, Qt.Key.Key_Return, CTRL)
    assert workspace.saved_searches[3].query == "embassy"
    monkeypatch.setattr(search_saver, "name_search", lambda *_: Naming("Embassy", True))
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert _names(pane) == ["Missiles", "Embassy", "Nobody"]
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert _names(pane) == ["Missiles", "Nobody"]


def test_the_search_that_she_sees_is_saved(
    pane: SavedSearches,
    workspace: Workspace,
    finding: Finding,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Naming] = []

    def name(_parent: object, _title: str, about: str, naming: Naming, taken: list[str]) -> Naming:
        assert "embassy" in about
        assert taken == ["Missiles", "Nobody", "Consul"]
        told.append(naming)
        return Naming("Embassies", True)

    monkeypatch.setattr(search_saver, "name_search", name)
    filters = Filters().excluding(Facet.STATUS, ["reviewed"])
    with qtbot.waitSignal(finding.results_changed):
        finding.search("embassy", filters, Sort.TITLE)
    save_search(pane, workspace, finding)
    saved = workspace.saved_searches[4]
    assert told == [Naming("embassy", True)]
    assert (saved.query, saved.filters, saved.sort) == ("embassy", filters, Sort.TITLE)


def test_a_search_that_was_just_saved_is_shown_and_chosen(
    pane: SavedSearches, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_saver, "name_search", lambda *_a: Naming("Embassies", True))
    pane.set_folded(True)
    pane.save()
    listed = pane.findChild(ShortList)
    assert listed is not None and listed.isVisible()
    chosen = listed.currentItem()
    assert chosen is not None and chosen.text(NAME) == "Embassies"


def test_filters_that_cannot_be_read_are_told_and_nothing_is_searched(
    pane: SavedSearches, workspace: Workspace, finding: Finding, corpus: Corpus, qtbot: QtBot
) -> None:
    with corpus.write() as connection:
        connection.exec_driver_sql("UPDATE saved_search SET filters = '{'")
    damaged = Workspace(corpus)
    other = _shown(SavedSearches(damaged, finding), qtbot)
    view = _list(other)
    _stand_on(view, "Missiles")
    with (
        qtbot.waitSignal(damaged.trouble) as told,
        qtbot.assertNotEmitted(finding.started),
    ):
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert isinstance(told.args[0] if told.args else None, CorpusError)
    damaged.background.close()


def test_the_list_folds_away_and_says_when_it_is_empty(tmp_path: Path, qtbot: QtBot) -> None:
    workspace = Workspace(make_corpus(tmp_path / "Empty", ["Nothing here."]))
    pane = _shown(SavedSearches(workspace, Finding(workspace, workspace)), qtbot)
    empty = next(label for label in pane.findChildren(QLabel) if label.text() == EMPTY)
    assert empty.isVisible()
    workspace.perform(add_search, "First", "first", Filters(), Sort.IMPORT)
    assert not empty.isVisible()
    assert _list(pane).isVisible()
    pane.set_folded(True)
    assert not _list(pane).isVisible()
    pane.focus_view()
    assert _list(pane).isVisible()
    workspace.close()


def _shown(pane: SavedSearches, qtbot: QtBot) -> SavedSearches:
    qtbot.addWidget(pane)
    pane.resize(300, 200)
    with qtbot.waitExposed(pane):
        pane.show()
    return pane


def _list(pane: SavedSearches) -> ShortList:
    view = pane.findChild(ShortList)
    assert isinstance(view, ShortList)
    return view


def _rows(pane: SavedSearches) -> list[str]:
    view = _list(pane)
    items = [view.topLevelItem(place) for place in range(view.topLevelItemCount())]
    return [f"{item.text(NAME)} {item.text(COUNT)}" for item in items if item is not None]


def _names(pane: SavedSearches) -> list[str]:
    return [row.rsplit(" ", 1)[0] for row in _rows(pane)]


def _stand_on(view: ShortList, name: str) -> None:
    (item,) = view.findItems(name, Qt.MatchFlag.MatchExactly)
    view.setCurrentItem(item)
