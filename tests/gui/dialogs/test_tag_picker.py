from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from reviewer.model import Tag
from reviewer.ui.dialogs.name_picker import _ASIDE
from reviewer.ui.dialogs.tag_picker import TagPicker, pick_tag


def tag(tag_id: int, name: str, parent_id: int | None = None, number: int | None = None) -> Tag:
    return Tag(tag_id, name, "#ffd400", "", number, parent_id, tag_id)


TAGS = {
    1: tag(1, "Arms", number=3),
    2: tag(2, "Igla", 1),
    3: tag(3, "Bribes", number=8),
    4: tag(4, "عربي", 3),
}


def rows(picker: TagPicker) -> list[str]:
    return [picker.list.item(row).text() for row in range(picker.list.count())]


def test_typing_a_part_of_the_path_and_enter_takes_the_tag(window: QWidget, answered: Any) -> None:
    def act(picker: TagPicker) -> None:
        QTest.keyClicks(picker.field, "igl")
        assert rows(picker) == ["Arms > Igla", "New tag “igl”"]
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    assert answered(lambda: pick_tag(window, TAGS), act) == 2


def numbers(picker: TagPicker) -> list[str]:
    return [picker.list.item(row).data(_ASIDE) for row in range(picker.list.count())]


def test_recent_tags_stand_first_and_a_number_takes_the_tag_that_has_it(
    window: QWidget, answered: Any
) -> None:
    def act(picker: TagPicker) -> None:
        assert rows(picker) == ["Bribes", "Arms > Igla", "Arms", "Bribes > عربي"]
        assert numbers(picker) == ["8", "", "3", ""]
        QTest.keyClick(picker.field, Qt.Key.Key_3)

    assert answered(lambda: pick_tag(window, TAGS, [3, 2, 99]), act) == 1


def test_a_number_takes_its_tag_also_when_too_many_stand_before_it(
    window: QWidget, answered: Any
) -> None:
    many = {place: tag(place, f"Tag {place:04}") for place in range(1, 500)}
    many[500] = tag(500, "Zebra", number=9)

    def act(picker: TagPicker) -> None:
        assert "Zebra" not in rows(picker)
        QTest.keyClick(picker.field, Qt.Key.Key_9)

    assert answered(lambda: pick_tag(window, many), act) == 500


def test_a_number_is_a_letter_once_something_is_typed(window: QWidget, answered: Any) -> None:
    def act(picker: TagPicker) -> None:
        QTest.keyClicks(picker.field, "x1")
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    assert answered(lambda: pick_tag(window, TAGS, [3]), act) == "x1"


def test_a_number_that_no_tag_has_is_typed(window: QWidget, answered: Any) -> None:
    def act(picker: TagPicker) -> None:
        QTest.keyClicks(picker.field, "2004 deals")
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    assert answered(lambda: pick_tag(window, TAGS, [3]), act) == "2004 deals"


@pytest.mark.parametrize("name", ["&lt;b&gt; <img", "w" * 150, "عربي جديد", "😀", "A & B"])
def test_a_new_tag_is_named_as_it_was_typed(window: QWidget, answered: Any, name: str) -> None:
    def act(picker: TagPicker) -> None:
        picker.field.setText(f"  {name} ")
        assert rows(picker)[-1] == f"New tag “{name}”"
        QTest.keyClick(picker.field, Qt.Key.Key_Tab)
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    assert answered(lambda: pick_tag(window, TAGS), act) == name


def test_letters_strewn_over_a_name_do_not_take_it_unasked(window: QWidget, answered: Any) -> None:
    def act(picker: TagPicker) -> None:
        QTest.keyClicks(picker.field, "bbs")
        assert rows(picker) == ["Bribes", "Bribes > عربي", "New tag “bbs”"]
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    assert answered(lambda: pick_tag(window, TAGS), act) == "bbs"


def test_the_arrows_move_and_a_click_takes(window: QWidget, answered: Any) -> None:
    def move(picker: TagPicker) -> None:
        QTest.keyClick(picker.field, Qt.Key.Key_Down)
        QTest.keyClick(picker.field, Qt.Key.Key_Down)
        QTest.keyClick(picker.field, Qt.Key.Key_Up)
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    def click(picker: TagPicker) -> None:
        place = picker.list.visualItemRect(picker.list.item(2)).center()
        QTest.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert answered(lambda: pick_tag(window, TAGS), move) == 2
    assert answered(lambda: pick_tag(window, TAGS), click) == 3


def test_escape_takes_nothing(window: QWidget, answered: Any) -> None:
    def act(picker: TagPicker) -> None:
        QTest.keyClicks(picker.field, "Arms")
        QTest.keyClick(picker.field, Qt.Key.Key_Escape)

    assert answered(lambda: pick_tag(window, TAGS), act) is None


def test_a_name_that_is_taken_or_holds_the_separator_makes_no_tag(
    window: QWidget, answered: Any
) -> None:
    def act(picker: TagPicker) -> None:
        picker.field.setText("ARMS")
        assert rows(picker) == ["Arms", "Arms > Igla"]
        picker.field.setText("zz > top")
        assert rows(picker) == []
        assert "cannot hold “>”" in picker.sentence.text()
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
        assert picker.isVisible()
        picker.reject()

    assert answered(lambda: pick_tag(window, TAGS), act) is None


def test_without_tags_it_says_how_to_make_one(window: QWidget, answered: Any) -> None:
    def act(picker: TagPicker) -> None:
        assert "Type a name" in picker.sentence.text()
        picker.reject()

    assert answered(lambda: pick_tag(window, {}), act) is None


def test_typing_is_quick_among_thousands_of_tags(window: QWidget, answered: Any) -> None:
    many = {one: tag(one, f"Tag number {one}") for one in range(1, 5_001)}

    def act(picker: TagPicker) -> None:
        started = time.perf_counter()
        picker.field.setText("number 4321")
        assert time.perf_counter() - started < 0.5
        assert rows(picker)[0] == "Tag number 4321"
        picker.field.setText("tag")
        assert "4,800 more" in picker.sentence.text()
        picker.reject()

    answered(lambda: pick_tag(window, many), act)
