"""Editing an entity and splitting it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reviewer.model import Entity, EntityType, Mention
from reviewer.ui.dialogs.entity_editor import EntityEditor, edit_entity
from reviewer.ui.dialogs.entity_splitter import EntitySplitter, split_entity

TYPES = {2: EntityType(2, "Place", "#5fb236", 1), 1: EntityType(1, "Person", "#ff6666", 0)}
MWANGI = Entity(5, "Ruđer Mwangi", 1, "Colonel", ("Mwangi", "<b>R.</b>"))
CTRL = Qt.KeyboardModifier.ControlModifier


def mention(mention_id: int, quote: str) -> Mention:
    return Mention(mention_id, 1, 0, len(quote), quote, 5, "ana", "", "")


MENTIONS = [
    (mention(11, "Mwangi"), "First <i>cable</i>"),
    (mention(12, "Grace\nMwangi"), "عربي"),
    (mention(13, "W" * 4_000), "T" * 4_000),
]


def test_a_new_entity_has_what_was_entered(window: QWidget, answered: Any) -> None:
    def act(editor: EntityEditor) -> None:
        assert "needs a name" in editor.message.text()
        QTest.keyClicks(editor.name, " Port  Lisse ")
        editor.kind.setFocus()
        QTest.keyClick(editor.kind, Qt.Key.Key_Down)
        editor.aliases.setPlainText("Lisse\n\n  the port ")
        QTest.keyClick(editor.aliases, Qt.Key.Key_Return, CTRL)

    assert answered(lambda: edit_entity(window, TYPES, None), act) == {
        "name": "Port Lisse",
        "type_id": 2,
        "aliases": ["Lisse", "the port"],
    }


def test_saving_an_entity_at_once_changes_nothing(window: QWidget, answered: Any) -> None:
    def act(editor: EntityEditor) -> None:
        QTest.keyClick(editor.name, Qt.Key.Key_Return)

    assert answered(lambda: edit_entity(window, TYPES, MWANGI), act) == {
        "name": "Ruđer Mwangi",
        "type_id": 1,
        "aliases": ["Mwangi", "<b>R.</b>"],
        "note": "Colonel",
    }


def test_an_entity_keeps_its_name(window: QWidget, answered: Any) -> None:
    def act(editor: EntityEditor) -> None:
        editor.name.clear()
        assert not editor.accept_button.isEnabled()
        QTest.keyClick(editor.name, Qt.Key.Key_Escape)

    assert answered(lambda: edit_entity(window, TYPES, MWANGI), act) is None


def test_ticked_mentions_become_an_entity_of_their_name(window: QWidget, answered: Any) -> None:
    def act(splitter: EntitySplitter) -> None:
        assert "Tick at least one" in splitter.message.text()
        assert splitter.list.item(0).text() == "Mwangi – First <i>cable</i>"
        splitter.list.setFocus()
        QTest.keyClick(splitter.list, Qt.Key.Key_Down)
        QTest.keyClick(splitter.list, Qt.Key.Key_Space)
        assert "1 of 3 mentions" in splitter.message.text()
        QTest.keyClick(splitter.name, Qt.Key.Key_Return)

    split = answered(lambda: split_entity(window, MWANGI, MENTIONS, TYPES), act)
    assert split == ([12], "Grace Mwangi", 1)


def test_her_own_name_stays_whatever_is_ticked(window: QWidget, answered: Any) -> None:
    def act(splitter: EntitySplitter) -> None:
        splitter.name.clear()
        QTest.keyClicks(splitter.name, "Somebody")
        for row in (2, 0):
            splitter.list.item(row).setCheckState(Qt.CheckState.Checked)
        QTest.keyClick(splitter.name, Qt.Key.Key_Return)

    split = answered(lambda: split_entity(window, MWANGI, MENTIONS, TYPES), act)
    assert split == ([11, 13], "Somebody", 1)


def test_the_new_entity_needs_to_differ(window: QWidget, answered: Any) -> None:
    def act(splitter: EntitySplitter) -> None:
        splitter.list.item(0).setCheckState(Qt.CheckState.Checked)
        splitter.name.setText("ruđer mwangi")
        splitter.check()
        assert "another name or type" in splitter.message.text()
        splitter.kind.setCurrentIndex(1)
        assert splitter.accept_button.isEnabled()
        assert splitter.minimumSizeHint().width() < 900
        splitter.reject()

    assert answered(lambda: split_entity(window, MWANGI, MENTIONS, TYPES), act) is None


def test_an_entity_without_mentions_cannot_be_split(window: QWidget, answered: Any) -> None:
    def act(splitter: EntitySplitter) -> None:
        assert "no mentions" in splitter.message.text()
        assert not splitter.accept_button.isEnabled()
        splitter.reject()

    assert answered(lambda: split_entity(window, MWANGI, [], TYPES), act) is None
