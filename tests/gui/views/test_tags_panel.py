from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.model import Tag
from reviewer.review.highlights import add_highlight
from reviewer.review.tags import Fate, create_tag
from reviewer.ui.dialogs import merging, tag_editor, tag_removal
from reviewer.ui.views.tag_tree import DropPlace, TagTree
from reviewer.ui.views.tags_panel import EMPTY, TagsPanel
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus
from tests.gui.views.panels import command, possible, settle


@pytest.fixture
def code_book(corpus: Corpus) -> dict[str, int]:
    """Give a code book: Arms, with Missiles and Mines below it, and Money."""
    ids: dict[str, int] = {}
    for name, parent in (("Arms", None), ("Missiles", "Arms"), ("Mines", "Arms"), ("Money", None)):
        parent_id = ids[parent] if parent else None
        made = create_tag(corpus, name, description=f"About {name}", parent_id=parent_id)
        assert made.new_id is not None
        ids[name] = made.new_id
    add_highlight(corpus, 1, 0, 11, [ids["Missiles"]])
    add_highlight(corpus, 2, 0, 5, [ids["Missiles"], ids["Money"]])
    return ids


@pytest.fixture
def workspace(corpus: Corpus, code_book: dict[str, int]) -> Iterator[Workspace]:
    workspace = Workspace(corpus)
    yield workspace
    workspace.close()


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> TagsPanel:
    panel = TagsPanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(280, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    settle(qtbot, workspace)
    return panel


def test_the_code_book_stands_as_a_tree_with_counts(panel: TagsPanel) -> None:
    assert _shown(panel) == ["Arms ", "  Missiles 2", "  Mines ", "Money 1"]
    assert "About Mines" in _item(panel, "Mines").toolTip(0)


def test_a_corpus_without_tags_says_how_to_make_one(tmp_path: Path, qtbot: QtBot) -> None:
    workspace = Workspace(make_corpus(tmp_path / "Empty", ["Nothing here."]))
    panel = TagsPanel(workspace)
    qtbot.addWidget(panel)
    panel.show()
    assert EMPTY in _visible_sentences(panel)
    workspace.perform(create_tag, "First")
    assert EMPTY not in _visible_sentences(panel)
    workspace.close()


def test_a_click_on_a_tag_chooses_it(
    panel: TagsPanel, code_book: dict[str, int], qtbot: QtBot
) -> None:
    tree = _tree(panel)
    place = tree.visualItemRect(_item(panel, "Mines")).center()
    with qtbot.waitSignal(panel.tag_chosen) as chosen:
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [code_book["Mines"]]


def test_arrows_and_enter_choose_a_tag(
    panel: TagsPanel, code_book: dict[str, int], qtbot: QtBot
) -> None:
    _stand_on(panel, "Arms")
    with qtbot.waitSignal(panel.tag_chosen) as chosen:
        QTest.keyClick(_tree(panel), Qt.Key.Key_Down)
        QTest.keyClick(_tree(panel), Qt.Key.Key_Return)
    assert chosen.args == [code_book["Missiles"]]


def test_a_right_click_chooses_nothing(panel: TagsPanel, qtbot: QtBot) -> None:
    tree = _tree(panel)
    place = tree.visualItemRect(_item(panel, "Mines")).center()
    with qtbot.assertNotEmitted(panel.tag_chosen):
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.RightButton, pos=place)


def test_the_filter_keeps_matches_with_their_parents(panel: TagsPanel) -> None:
    _filter(panel, "mis")
    assert _shown(panel) == ["Arms ", "  Missiles 2"]
    _filter(panel, "zzz")
    assert any("Clear the filter" in sentence for sentence in _visible_sentences(panel))
    _filter(panel, "")
    assert len(_shown(panel)) == 4


def test_enter_in_the_filter_chooses_the_first_match(
    panel: TagsPanel, code_book: dict[str, int], qtbot: QtBot
) -> None:
    _filter(panel, "mo")
    with qtbot.waitSignal(panel.tag_chosen) as chosen:
        QTest.keyClick(_line(panel), Qt.Key.Key_Return)
    assert chosen.args == [code_book["Money"]]


def test_counts_follow_what_is_tagged_and_undone(
    panel: TagsPanel, workspace: Workspace, code_book: dict[str, int], qtbot: QtBot
) -> None:
    workspace.perform(add_highlight, 3, 0, 4, [code_book["Mines"]])
    settle(qtbot, workspace)
    assert "  Mines 1" in _shown(panel)
    workspace.undo()
    settle(qtbot, workspace)
    assert "  Mines " in _shown(panel)


def test_insert_makes_a_tag_and_shift_insert_one_below(
    panel: TagsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int | None] = []

    def edit(_p: Any, _t: Any, tag: Tag | None, parent_id: int | None = None) -> dict[str, Any]:
        asked.append(parent_id)
        return {"name": f"New {len(asked)}", "parent_id": parent_id}

    monkeypatch.setattr(tag_editor, "edit_tag", edit)
    _stand_on(panel, "Money")
    QTest.keyClick(_tree(panel), Qt.Key.Key_Insert)
    assert _shown(panel)[-1] == "New 1 "
    QTest.keyClick(_tree(panel), Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier)
    assert _shown(panel)[-2:] == ["New 1 ", "  New 2 "]


def test_f2_edits_and_the_tag_stays_chosen(
    panel: TagsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_editor, "edit_tag", lambda *_: {"name": "Land mines"})
    _stand_on(panel, "Mines")
    QTest.keyClick(_tree(panel), Qt.Key.Key_F2)
    assert "  Land mines " in _shown(panel)
    assert _tree(panel).currentIndex().data() == "Land mines"


def test_leaving_a_dialog_changes_nothing(
    panel: TagsPanel, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workspace.undo_label
    for module, name in (
        (tag_editor, "edit_tag"),
        (merging, "pick_target"),
        (tag_removal, "ask_fate"),
    ):
        monkeypatch.setattr(module, name, lambda *_: None)
    _stand_on(panel, "Mines")
    for name in ("New tag…", "New tag below…", "Edit…", "Merge into…", "Delete…"):
        command(panel, name)
    assert workspace.undo_label == before


def test_merging_moves_the_highlights(
    panel: TagsPanel,
    workspace: Workspace,
    code_book: dict[str, int],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered: list[str] = []

    def pick(_parent: Any, _title: str, explanation: str, names: dict[int, str]) -> int:
        offered.extend([explanation, *names.values()])
        return code_book["Mines"]

    monkeypatch.setattr(merging, "pick_target", pick)
    _stand_on(panel, "Missiles")
    command(panel, "Merge into…")
    settle(qtbot, workspace)
    assert _shown(panel) == ["Arms ", "  Mines 2", "Money 1"]
    assert "2 highlights" in offered[0]
    assert offered[1:] == ["Arms", "Arms > Mines", "Money"]


def test_del_asks_what_becomes_of_the_highlights(
    panel: TagsPanel, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def ask(_parent: Any, _tag: Tag, highlights: int) -> Fate:
        asked.append(highlights)
        return Fate.REMOVE

    monkeypatch.setattr(tag_removal, "ask_fate", ask)
    _stand_on(panel, "Missiles")
    QTest.keyClick(_tree(panel), Qt.Key.Key_Delete)
    settle(qtbot, workspace)
    assert asked == [2]
    assert _shown(panel) == ["Arms ", "  Mines ", "Money 1"]


def test_a_number_key_is_given_moved_and_taken(
    panel: TagsPanel, workspace: Workspace, code_book: dict[str, int]
) -> None:
    def shortcuts() -> dict[str, int | None]:
        return {tag.name: tag.shortcut for tag in workspace.tags.values() if tag.shortcut}

    _number_key(panel, "Mines", "3")
    assert shortcuts() == {"Mines": 3}
    _number_key(panel, "Money", "3   Mines")
    assert shortcuts() == {"Money": 3}
    _number_key(panel, "Money", "None")
    assert shortcuts() == {}


def test_keys_move_a_tag_among_its_siblings(panel: TagsPanel) -> None:
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    _stand_on(panel, "Missiles")
    QTest.keyClick(_tree(panel), Qt.Key.Key_Down, control_shift)
    assert _shown(panel)[:3] == ["Arms ", "  Mines ", "  Missiles 2"]
    QTest.keyClick(_tree(panel), Qt.Key.Key_Up, control_shift)
    assert _shown(panel)[:3] == ["Arms ", "  Missiles 2", "  Mines "]


@pytest.mark.parametrize(
    ("dragged", "target", "where", "shown"),
    [
        ("Money", "Arms", DropPlace.AboveItem, ["Money", "Arms", "  Missiles", "  Mines"]),
        ("Money", "Mines", DropPlace.OnItem, ["Arms", "  Missiles", "  Mines", "    Money"]),
        ("Money", "Mines", DropPlace.AboveItem, ["Arms", "  Missiles", "  Money", "  Mines"]),
        ("Missiles", "Mines", DropPlace.BelowItem, ["Arms", "  Mines", "  Missiles", "Money"]),
        ("Missiles", None, DropPlace.OnViewport, ["Arms", "  Mines", "Money", "Missiles"]),
    ],
)
def test_a_dragged_tag_lands_where_it_is_dropped(
    panel: TagsPanel,
    code_book: dict[str, int],
    qtbot: QtBot,
    dragged: str,
    target: str | None,
    where: DropPlace,
    shown: list[str],
) -> None:
    tree = _tree(panel)
    tag_id, target_id = code_book[dragged], code_book[target] if target else None
    tree.tag_moved.emit(tag_id, *tree.place_of_drop(tag_id, target_id, where))
    qtbot.waitUntil(lambda: [line.rstrip(" 12") for line in _shown(panel)] == shown)


def test_showing_documents_tells_the_tag(
    panel: TagsPanel, code_book: dict[str, int], qtbot: QtBot
) -> None:
    _stand_on(panel, "Money")
    with qtbot.waitSignal(panel.documents_wanted) as wanted:
        command(panel, "Show documents with this tag")
    assert wanted.args == [code_book["Money"]]


def test_a_reader_cannot_change_the_code_book(
    corpus: Corpus, code_book: dict[str, int], qtbot: QtBot
) -> None:
    with open_corpus(corpus.paths.folder, Access.READ) as reading:
        workspace = Workspace(reading)
        panel = TagsPanel(workspace)
        qtbot.addWidget(panel)
        panel.show()
        _stand_on(panel, "Money")
        assert possible(panel) == {"Show documents with this tag"}
        with qtbot.assertNotEmitted(panel.tag_chosen):
            QTest.keyClick(_tree(panel), Qt.Key.Key_Return)
        settle(qtbot, workspace)
        workspace.background.close()


def _tree(panel: TagsPanel) -> TagTree:
    tree = panel.findChild(TagTree)
    assert tree is not None
    return tree


def _line(panel: TagsPanel) -> QLineEdit:
    line = panel.findChild(QLineEdit)
    assert line is not None
    return line


def _filter(panel: TagsPanel, text: str) -> None:
    _line(panel).clear()
    QTest.keyClicks(_line(panel), text)


def _item(panel: TagsPanel, name: str) -> QTreeWidgetItem:
    flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
    return _tree(panel).findItems(name, flags)[0]


def _stand_on(panel: TagsPanel, name: str) -> None:
    _tree(panel).setFocus()
    _tree(panel).setCurrentItem(_item(panel, name))


def _shown(panel: TagsPanel) -> list[str]:
    """Return the visible rows, indented, each with its count."""

    def rows(parent: QTreeWidgetItem, depth: int) -> Iterator[str]:
        for place in range(parent.childCount()):
            item = parent.child(place)
            if item is not None and not item.isHidden():
                yield f"{'  ' * depth}{item.text(0)} {item.text(1)}"
                yield from rows(item, depth + 1)

    return list(rows(_tree(panel).invisibleRootItem(), 0))


def _visible_sentences(panel: TagsPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def _number_key(panel: TagsPanel, tag: str, key: str) -> None:
    _stand_on(panel, tag)
    menus = panel.findChildren(QMenu)
    menu = next(menu for menu in menus if menu.title() == "Number &key")
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text().replace("&", "") == key).trigger()
