from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reviewer.model import Entity, EntityType
from reviewer.ui.dialogs.entity_picker import EntityChoice, EntityPicker, pick_entity

TYPES = {
    1: EntityType(1, "Person", "#ff6666", 0),
    2: EntityType(2, "Organisation", "#5fb236", 1),
    3: EntityType(3, "NGO", "#2ea8e5", 2),
}
ENTITIES = {
    1: Entity(1, "Mwangi Logistics", 2, "", ()),
    2: Entity(2, "Ruđer Mwangi", 1, "", ("Mwangi", "the colonel")),
}


def rows(picker: EntityPicker) -> list[str]:
    return [picker.list.item(row).text() for row in range(picker.list.count())]


def enter(picker: EntityPicker) -> None:
    QTest.keyClick(picker.field, Qt.Key.Key_Return)


def test_the_alias_that_is_the_quote_is_chosen_at_once(window: QWidget, answered: Any) -> None:
    choice = answered(lambda: pick_entity(window, "mwangi", ENTITIES, TYPES), enter)
    assert choice == EntityChoice(2, "Ruđer Mwangi", 1)


def test_tab_chooses_the_type_of_a_new_entity(window: QWidget, answered: Any) -> None:
    def act(picker: EntityPicker) -> None:
        assert rows(picker)[-3:] == [
            "New person “Mwangi”",
            "New organisation “Mwangi”",
            "New NGO “Mwangi”",
        ]
        QTest.keyClick(picker.field, Qt.Key.Key_Tab)
        QTest.keyClick(picker.field, Qt.Key.Key_Tab)
        enter(picker)

    choice = answered(lambda: pick_entity(window, "Mwangi", ENTITIES, TYPES), act)
    assert choice == EntityChoice(None, "Mwangi", 2)


def test_shift_tab_goes_round_to_the_last_type(window: QWidget, answered: Any) -> None:
    def act(picker: EntityPicker) -> None:
        QTest.keyClick(picker.field, Qt.Key.Key_Backtab)
        enter(picker)

    choice = answered(lambda: pick_entity(window, "Zed", ENTITIES, TYPES), act)
    assert choice == EntityChoice(None, "Zed", 3)


@pytest.mark.parametrize("quote", ["<b>x</b>", "عربي", "😀", "Q" * 150])
def test_an_unknown_quote_makes_a_new_entity(window: QWidget, answered: Any, quote: str) -> None:
    choice = answered(lambda: pick_entity(window, quote, ENTITIES, TYPES), enter)
    assert choice == EntityChoice(None, quote, 1)


def test_line_ends_in_the_quote_become_spaces(window: QWidget, answered: Any) -> None:
    choice = answered(lambda: pick_entity(window, "Marta\n Dren", ENTITIES, TYPES), enter)
    assert choice == EntityChoice(None, "Marta Dren", 1)


def test_a_longer_quote_offers_the_entity_in_it(window: QWidget, answered: Any) -> None:
    def act(picker: EntityPicker) -> None:
        assert rows(picker)[0] == "Ruđer Mwangi"
        QTest.keyClick(picker.field, Qt.Key.Key_Up)
        enter(picker)

    choice = answered(lambda: pick_entity(window, "Mr Mwangi", ENTITIES, TYPES), act)
    assert choice.entity_id == 2


def test_no_second_entity_of_the_same_name_and_type(window: QWidget, answered: Any) -> None:
    def act(picker: EntityPicker) -> None:
        assert "New person “Ruđer Mwangi”" not in rows(picker)
        assert "New organisation “Ruđer Mwangi”" in rows(picker)
        picker.reject()

    assert answered(lambda: pick_entity(window, "Ruđer Mwangi", ENTITIES, TYPES), act) is None
