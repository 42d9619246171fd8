from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeView
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.model import Filters
from reviewer.review.highlights import add_highlight
from reviewer.review.term_lists import add_term_list
from reviewer.ui.dialogs import confirming, term_list_editor
from reviewer.ui.dialogs.term_list_editor import ListValues
from reviewer.ui.finding import Finding
from reviewer.ui.models.term_tree import COUNTS, NAME
from reviewer.ui.views.term_lists_panel import EMPTY, NO_MATCH, TermListsPanel
from reviewer.ui.workspace import Workspace
from tests.corpora import add_documents
from tests.gui.searching import until
from tests.gui.views.panels import command, possible, settle
from tests.indexes import index_corpus

NAMES = 'missiles\nport lisse\n# not a term\nMISSILES\nzebra\n"open'


@pytest.fixture
def finding(corpus: Corpus) -> Iterator[Finding]:
    """Give two lists over an indexed corpus."""
    index_corpus(corpus)
    add_term_list(corpus, "Names", NAMES, colour="#ff6666")
    add_term_list(corpus, "Marks", "tag:Arms", colour="#5fb236")
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
def panel(workspace: Workspace, finding: Finding, qtbot: QtBot) -> TermListsPanel:
    panel = TermListsPanel(workspace, finding)
    qtbot.addWidget(panel)
    panel.resize(280, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    until(qtbot, workspace, lambda: _tree(panel).model().rowCount() == 2)
    return panel


def test_a_list_that_is_unfolded_is_counted(
    panel: TermListsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    assert _rows(panel) == ["Names 4", "Marks 1"]
    _unfold(panel, "Names")
    counted = ["Names 2 of 4", "  missiles 2 / 1", "  port lisse 1 / 1", "  zebra –", '  "open !']
    until(qtbot, workspace, lambda: _rows(panel) == [*counted, "Marks 1"])
    tip = _index(panel, '"open').data(Qt.ItemDataRole.ToolTipRole)
    assert "not closed" in tip


def test_what_the_counts_are_stands_above_them(panel: TermListsPanel) -> None:
    header = _tree(panel).header()
    assert header.isVisible()
    model = header.model()
    assert model is not None
    assert model.headerData(COUNTS, Qt.Orientation.Horizontal) == "Hits / documents"


def test_counts_follow_new_documents_and_marks(
    panel: TermListsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    _unfold(panel, "Names")
    _unfold(panel, "Marks")
    until(qtbot, workspace, lambda: "  tag:Arms !" in _rows(panel))  # there is no such tag
    workspace.perform(add_highlight, 1, 0, 3, new_tag="Arms")
    until(qtbot, workspace, lambda: "  tag:Arms 0 / 1" in _rows(panel))
    add_documents(workspace.corpus, ["Missiles, missiles."])
    index_corpus(workspace.corpus)
    panel.recount()
    until(qtbot, workspace, lambda: "  missiles 4 / 2" in _rows(panel))


def test_a_click_and_enter_search_for_a_term_in_the_whole_corpus(
    panel: TermListsPanel, finding: Finding, qtbot: QtBot
) -> None:
    finding.search("", Filters(redacted=True))
    _unfold(panel, "Names")
    tree = _tree(panel)
    place = tree.visualRect(_index(panel, "port lisse")).center()
    with qtbot.waitSignal(finding.results_changed):
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (finding.query_text, finding.filters) == ('"port lisse"', Filters())
    with qtbot.waitSignal(finding.results_changed):
        QTest.keyClick(tree, Qt.Key.Key_Up)
        QTest.keyClick(tree, Qt.Key.Key_Return)
    assert finding.query_text == "missiles"


def test_enter_on_a_list_folds_and_unfolds_it(panel: TermListsPanel) -> None:
    tree = _tree(panel)
    tree.setCurrentIndex(_index(panel, "Names"))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert tree.isExpanded(_index(panel, "Names"))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert not tree.isExpanded(_index(panel, "Names"))


def test_the_box_of_a_list_says_whether_it_is_marked(
    panel: TermListsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    tree = _tree(panel)
    tree.setCurrentIndex(_index(panel, "Names"))
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert not workspace.term_lists[1].shown
    role = Qt.ItemDataRole.CheckStateRole
    until(
        qtbot,
        workspace,
        lambda: Qt.CheckState(_index(panel, "Names").data(role)) == Qt.CheckState.Unchecked,
    )


def test_the_filter_shows_the_terms_that_hold_it(panel: TermListsPanel) -> None:
    field = panel.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "LISSE")
    assert [row.split(" ", 3)[2] for row in _rows(panel) if row.startswith("  ")] == ["port"]
    QTest.keyClicks(field, "x")
    assert NO_MATCH in _sentences(panel)


def test_lists_are_made_edited_moved_and_deleted(
    panel: TermListsPanel, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = ListValues("Places", "consul", "#2ea8e5")
    monkeypatch.setattr(term_list_editor, "edit_term_list", lambda *_: values)
    monkeypatch.setattr(confirming, "confirm", lambda *_: True)
    command(panel, "New list…")
    until(qtbot, workspace, lambda: "  consul 1 / 1" in _rows(panel))  # it is unfolded
    _tree(panel).setCurrentIndex(_index(panel, "Places"))
    command(panel, "Move up")
    until(qtbot, workspace, lambda: _lists(panel) == ["Names", "Places", "Marks"])
    monkeypatch.setattr(
        term_list_editor, "edit_term_list", lambda *_: ListValues("Port", "lisse", "#2ea8e5")
    )
    command(panel, "Edit…")
    until(qtbot, workspace, lambda: "  lisse 1 / 1" in _rows(panel))
    command(panel, "Delete…")
    until(qtbot, workspace, lambda: _lists(panel) == ["Names", "Marks"])
    workspace.undo()
    until(qtbot, workspace, lambda: _lists(panel) == ["Names", "Port", "Marks"])


def test_counting_can_be_stopped(
    panel: TermListsPanel, workspace: Workspace, finding: Finding, qtbot: QtBot
) -> None:
    many = "\n".join(f"word{place}" for place in range(3_000))
    workspace.perform(add_term_list, "Many", many)
    qtbot.waitUntil(lambda: "Stop counting" in possible(panel))
    command(panel, "Stop counting")
    until(qtbot, workspace, lambda: "Stop counting" not in possible(panel))
    assert not any(row.startswith("Many 0 of 3,000") and "…" not in row for row in _rows(panel))


def test_an_empty_panel_says_how_to_begin(
    panel: TermListsPanel, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirming, "confirm", lambda *_: True)
    while names := _lists(panel):
        _tree(panel).setCurrentIndex(_index(panel, names[0]))
        command(panel, "Delete…")
        settle(qtbot, workspace)
    assert EMPTY in _sentences(panel)


@pytest.mark.parametrize("place", ["filter", "sentence"])
def test_an_empty_panel_does_what_it_says_how_to(
    panel: TermListsPanel,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    monkeypatch.setattr(confirming, "confirm", lambda *_: True)
    while names := _lists(panel):
        _tree(panel).setCurrentIndex(_index(panel, names[0]))
        command(panel, "Delete…")
        settle(qtbot, workspace)
    if place == "filter":
        panel.focus_view()
    else:
        (sentence,) = (each for each in panel.findChildren(QLabel) if each.text() == EMPTY)
        QTest.mouseClick(sentence, Qt.MouseButton.LeftButton)
    focused = panel.focusWidget()
    assert focused is not None
    monkeypatch.setattr(
        term_list_editor, "edit_term_list", lambda *_: ListValues("Names", "arms", "#2ea8e5")
    )
    QTest.keyClick(focused, Qt.Key.Key_Insert)
    settle(qtbot, workspace)
    assert _lists(panel) == ["Names"]


def _tree(panel: TermListsPanel) -> QTreeView:
    assert isinstance(panel.view, QTreeView)
    return panel.view


def _rows(panel: TermListsPanel) -> list[str]:
    """Return what is unfolded as text, terms indented."""
    tree = _tree(panel)
    model = tree.model()
    rows = []
    for place in range(model.rowCount()):
        each = model.index(place, NAME)
        rows.append(f"{each.data()} {model.index(place, COUNTS).data()}")
        for row in range(model.rowCount(each) if tree.isExpanded(each) else 0):
            term, count = model.index(row, NAME, each), model.index(row, COUNTS, each)
            rows.append(f"  {term.data()} {count.data()}")
    return rows


def _lists(panel: TermListsPanel) -> list[str]:
    model = _tree(panel).model()
    return [str(model.index(place, NAME).data()) for place in range(model.rowCount())]


def _index(panel: TermListsPanel, text: str) -> QModelIndex:
    found = (
        _tree(panel)
        .model()
        .match(
            _tree(panel).model().index(0, NAME),
            Qt.ItemDataRole.DisplayRole,
            text,
            1,
            Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive,
        )
    )
    return found[0]


def _unfold(panel: TermListsPanel, name: str) -> None:
    _tree(panel).setExpanded(_index(panel, name), True)


def _sentences(panel: TermListsPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
