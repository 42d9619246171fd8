from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QTreeView
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.model import Entity, Mention, Span
from reviewer.review.entities import add_mention, create_entity, delete_entity
from reviewer.ui.dialogs import confirming, entity_editor, entity_splitter, merging
from reviewer.ui.views.entities_panel import EMPTY, NO_MATCH, EntitiesPanel
from reviewer.ui.workspace import Workspace
from tests.gui.views.panels import command, possible, settle

PERSON, PLACE = 1, 3


@pytest.fixture
def ids(corpus: Corpus) -> dict[str, int]:
    """Give two people, one of them not mentioned, and a place in two documents."""
    made = {
        "Mwangi": create_entity(corpus, "Ruđer Mwangi", PERSON, ["the <i>Dane</i>"]),
        "Orvo": create_entity(corpus, "Milan Orvo", PERSON),
        "Lisse": create_entity(corpus, "Port Lisse", PLACE),
    }
    ids = {name: change.new_id or 0 for name, change in made.items()}
    add_mention(corpus, 1, 15, 25, ids["Lisse"])
    add_mention(corpus, 1, 42, 54, ids["Lisse"])
    add_mention(corpus, 2, 23, 34, ids["Lisse"])
    add_mention(corpus, 2, 0, 14, ids["Mwangi"])
    return ids


@pytest.fixture
def workspace(corpus: Corpus, ids: dict[str, int]) -> Iterator[Workspace]:
    workspace = Workspace(corpus)
    yield workspace
    workspace.close()


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> EntitiesPanel:
    panel = EntitiesPanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(280, 500)
    with qtbot.waitExposed(panel):
        panel.show()
    settle(qtbot, workspace)
    return panel


def test_entities_stand_by_type_with_their_counts(panel: EntitiesPanel) -> None:
    assert _shown(panel) == [
        "Person 2",
        "  Milan Orvo –",
        "  Ruđer Mwangi 1 / 1",
        "Place 1",
        "  Port Lisse 3 / 2",
    ]


def test_the_tree_keeps_the_rules_of_models(panel: EntitiesPanel) -> None:
    QAbstractItemModelTester(
        _tree(panel).model(), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    _filter(panel, "lisse")
    _filter(panel, "")


def test_a_corpus_without_entities_says_how_to_make_one(
    panel: EntitiesPanel, workspace: Workspace, ids: dict[str, int]
) -> None:
    for entity_id in ids.values():
        workspace.perform(delete_entity, entity_id)
    assert _sentence(panel) == EMPTY


def test_the_filter_finds_names_and_aliases(panel: EntitiesPanel) -> None:
    _filter(panel, "lis")
    assert _shown(panel) == ["Place 1", "  Port Lisse 3 / 2"]
    _filter(panel, "dane")
    assert _shown(panel) == ["Person 1", "  Ruđer Mwangi 1 / 1"]
    _filter(panel, "zzz")
    assert _sentence(panel) == NO_MATCH
    _filter(panel, "")
    assert len(_shown(panel)) == 5


def test_markup_in_aliases_is_shown_as_it_is_written(
    panel: EntitiesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    _stand_on(panel, "Ruđer Mwangi")
    settle(qtbot, workspace)
    tip = _tree(panel).currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert "the &lt;i&gt;Dane&lt;/i&gt;" in tip
    assert "1 mention in 1 document" in tip


def test_a_chosen_entity_shows_its_mentions_in_context(
    panel: EntitiesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    assert not _mentions(panel).isVisible()
    _stand_on(panel, "Port Lisse")
    settle(qtbot, workspace)
    assert _mentions(panel).isVisible()
    assert _contexts(panel) == [
        "Document 1\n\n…The embassy in Port Lisse reports on the missiles. "
        "The missiles were not found.…",
        "Document 1\n\n…The embassy in Port Lisse reports on the missiles. "
        "The missiles were not found.…",
        "Document 2\n\n…Ruđer 😀 Mwangi met the consul; nobody else was there.…",
    ]
    assert not panel.grab().isNull()


def test_enter_goes_to_the_mentions_and_opens_one(
    panel: EntitiesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    _stand_on(panel, "Port Lisse")
    settle(qtbot, workspace)
    QTest.keyClick(_tree(panel), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(_mentions(panel).selectedIndexes()))
    QTest.keyClick(_mentions(panel), Qt.Key.Key_Down)
    with qtbot.waitSignal(workspace.reveal_wanted) as revealed:
        QTest.keyClick(_mentions(panel), Qt.Key.Key_Return)
    assert workspace.document is not None and workspace.document.id == 1
    assert revealed.args == [Span(42, 54)]


def test_a_click_on_a_mention_opens_its_document(
    panel: EntitiesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    _stand_on(panel, "Ruđer Mwangi")
    settle(qtbot, workspace)
    view = _mentions(panel)
    place = view.visualRect(view.model().index(0, 0)).center()
    with qtbot.waitSignal(workspace.reveal_wanted) as revealed:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert workspace.document is not None and workspace.document.id == 2
    assert revealed.args == [Span(0, 14)]


def test_del_on_a_mention_removes_it_and_undo_brings_it_back(
    panel: EntitiesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    _stand_on(panel, "Port Lisse")
    settle(qtbot, workspace)
    QTest.keyClick(_mentions(panel), Qt.Key.Key_Delete)
    settle(qtbot, workspace)
    assert len(_contexts(panel)) == 2
    assert "  Port Lisse 2 / 2" in _shown(panel)
    workspace.undo()
    settle(qtbot, workspace)
    settle(qtbot, workspace)
    assert len(_contexts(panel)) == 3


def test_e_asks_to_mark_the_selection(
    panel: EntitiesPanel, ids: dict[str, int], qtbot: QtBot
) -> None:
    _stand_on(panel, "Milan Orvo")
    with qtbot.waitSignal(panel.mention_wanted) as wanted:
        QTest.keyClick(_tree(panel), Qt.Key.Key_E)
    assert wanted.args == [ids["Orvo"]]


def test_showing_documents_tells_the_entity(
    panel: EntitiesPanel, ids: dict[str, int], qtbot: QtBot
) -> None:
    _stand_on(panel, "Port Lisse")
    with qtbot.waitSignal(panel.entity_documents_wanted) as wanted:
        QTest.keyClick(_tree(panel), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert wanted.args == [ids["Lisse"]]


def test_insert_makes_an_entity_and_stands_on_it(
    panel: EntitiesPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"name": "Tervin", "type_id": PLACE, "aliases": ["TVN"]}
    monkeypatch.setattr(entity_editor, "edit_entity", lambda *_: values)
    _tree(panel).setFocus()
    QTest.keyClick(_tree(panel), Qt.Key.Key_Insert)
    assert "  Tervin –" in _shown(panel)
    assert _tree(panel).currentIndex().data() == "Tervin"


def test_f2_edits_an_entity_which_stays_chosen(
    panel: EntitiesPanel, workspace: Workspace, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"name": "A. Orvo", "type_id": PLACE, "aliases": ["AO"], "note": "alive"}
    monkeypatch.setattr(entity_editor, "edit_entity", lambda *_: values)
    _stand_on(panel, "Milan Orvo")
    QTest.keyClick(_tree(panel), Qt.Key.Key_F2)
    assert workspace.entities[ids["Orvo"]] == Entity(
        ids["Orvo"], "A. Orvo", PLACE, "alive", ("AO",)
    )
    assert _tree(panel).currentIndex().data() == "A. Orvo"


def test_merging_moves_the_mentions(
    panel: EntitiesPanel,
    workspace: Workspace,
    ids: dict[str, int],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered: list[str] = []

    def pick(_parent: Any, _title: str, _explanation: str, names: dict[int, str]) -> int:
        offered.extend(names.values())
        return ids["Orvo"]

    monkeypatch.setattr(merging, "pick_target", pick)
    _stand_on(panel, "Ruđer Mwangi")
    command(panel, "Merge into…")
    settle(qtbot, workspace)
    assert offered == ["Milan Orvo · Person", "Port Lisse · Place"]
    qtbot.waitUntil(lambda: _shown(panel)[:2] == ["Person 1", "  Milan Orvo 1 / 1"])
    assert workspace.entities[ids["Orvo"]].aliases == ("Ruđer Mwangi", "the <i>Dane</i>")


def test_splitting_takes_the_chosen_mentions(
    panel: EntitiesPanel, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def split(
        _parent: Any, _entity: Entity, mentions: Sequence[tuple[Mention, str]], _types: Any
    ) -> tuple[list[int], str, int]:
        assert [title for _, title in mentions] == ["Document 1", "Document 1", "Document 2"]
        return [mentions[2][0].id], "The consul", PERSON

    monkeypatch.setattr(entity_splitter, "split_entity", split)
    _stand_on(panel, "Port Lisse")
    command(panel, "Split…")
    settle(qtbot, workspace)
    qtbot.waitUntil(lambda: "  The consul 1 / 1" in _shown(panel))
    assert "  Port Lisse 2 / 1" in _shown(panel)


def test_del_asks_before_an_entity_goes(
    panel: EntitiesPanel, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, told = [False, True], []

    def confirm(_parent: Any, _question: str, explanation: str, _accept: str) -> bool:
        told.append(explanation)
        return answers.pop(0)

    monkeypatch.setattr(confirming, "confirm", confirm)
    _stand_on(panel, "Port Lisse")
    QTest.keyClick(_tree(panel), Qt.Key.Key_Delete)
    assert "  Port Lisse 3 / 2" in _shown(panel)
    QTest.keyClick(_tree(panel), Qt.Key.Key_Delete)
    settle(qtbot, workspace)
    qtbot.waitUntil(lambda: len(_shown(panel)) == 3)
    assert told[0].startswith("3 mentions in 2 documents.")
    assert not _mentions(panel).isVisible()


def test_folded_types_stay_folded(panel: EntitiesPanel, workspace: Workspace) -> None:
    tree = _tree(panel)
    tree.collapse(tree.model().index(0, 0))
    workspace.perform(create_entity, "Tervin", PLACE)
    assert not tree.isExpanded(tree.model().index(0, 0))
    assert tree.isExpanded(tree.model().index(1, 0))


def test_a_reader_finds_mentions_and_changes_nothing(
    corpus: Corpus, ids: dict[str, int], qtbot: QtBot
) -> None:
    with open_corpus(corpus.paths.folder, Access.READ) as reading:
        workspace = Workspace(reading)
        panel = EntitiesPanel(workspace)
        qtbot.addWidget(panel)
        panel.show()
        _stand_on(panel, "Port Lisse")
        settle(qtbot, workspace)
        assert len(_contexts(panel)) == 3
        assert possible(panel) == {"Go to the mentions", "Show documents"}
        workspace.background.close()


def _tree(panel: EntitiesPanel) -> QTreeView:
    tree = panel.findChild(QTreeView)
    assert tree is not None
    return tree


def _mentions(panel: EntitiesPanel) -> QListView:
    view = panel.findChild(QListView)
    assert view is not None
    return view


def _contexts(panel: EntitiesPanel) -> list[str]:
    model = _mentions(panel).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def _filter(panel: EntitiesPanel, text: str) -> None:
    line = panel.findChild(QLineEdit)
    assert line is not None
    line.clear()
    QTest.keyClicks(line, text)


def _rows(panel: EntitiesPanel) -> Iterator[tuple[QModelIndex, str]]:
    model = _tree(panel).model()
    for group in range(model.rowCount()):
        top = model.index(group, 0)
        yield top, f"{top.data()} {model.index(group, 1).data()}"
        for row in range(model.rowCount(top)):
            index = model.index(row, 0, top)
            yield index, f"  {index.data()} {model.index(row, 1, top).data()}"


def _shown(panel: EntitiesPanel) -> list[str]:
    return [text for _, text in _rows(panel)]


def _stand_on(panel: EntitiesPanel, name: str) -> None:
    _tree(panel).setFocus()
    index = next(index for index, _ in _rows(panel) if index.data() == name)
    _tree(panel).setCurrentIndex(index)


def _sentence(panel: EntitiesPanel) -> str:
    visible = (label for label in panel.findChildren(QLabel) if label.isVisible())
    return next((label.text() for label in visible), "")
