from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.ui.views.side_by_side import SideBySide
from reviewer.ui.workspace import Workspace

LINES = [f"Line {number} of the report speaks of item {number * 7}." for number in range(400)]


@pytest.fixture
def beside(corpus: Corpus, qtbot: QtBot) -> Iterator[SideBySide]:
    workspace = Workspace(corpus)
    held = SideBySide(workspace)
    qtbot.addWidget(held)
    held.resize(900, 400)
    held.show()
    qtbot.waitExposed(held)
    yield held
    held.close_comparison()
    workspace.background.close()


def compare(beside: SideBySide, qtbot: QtBot, one: str, other: str) -> None:
    with qtbot.waitSignal(beside.compared):
        beside.show_texts(one, other, ("One", "Other"))


def tops(beside: SideBySide) -> list[str]:
    """Return the first line that is seen in each text."""
    found = []
    for view in beside.views:
        start = view.visible_span_cp().start_cp
        found.append(view.text[start : view.text.index("\n", start)])
    return found


def test_both_texts_scroll_together_also_behind_what_one_has_more(
    beside: SideBySide, qtbot: QtBot
) -> None:
    other = [*LINES[:100], *(f"More in the other {number}" for number in range(80)), *LINES[100:]]
    compare(beside, qtbot, "\n".join(LINES), "\n".join(other))
    beside.views[0].scroll_to("\n".join(LINES).index(LINES[250]))
    assert tops(beside) == [LINES[250], LINES[250]]
    beside.views[1].scroll_to("\n".join(other).index(LINES[50]))
    assert tops(beside) == [LINES[50], LINES[50]]


def test_what_only_one_has_is_boxed_there_and_its_place_shown_in_the_other(
    beside: SideBySide, qtbot: QtBot
) -> None:
    compare(beside, qtbot, "one two three four five", "one two extra three four six")
    one, other = beside._sides
    assert one.gaps_cp == [7]
    assert [beside.views[0].text[s.start_cp : s.end_cp] for s in one.boxed] == ["five"]
    assert [beside.views[1].text[s.start_cp : s.end_cp] for s in other.boxed] == ["extra", "six"]
    assert beside.told.text() == "Difference 1 of 2"
    beside.step(1)
    assert beside.told.text() == "Difference 2 of 2"
    beside.step(1)
    beside.step(-1)
    assert beside.told.text() == "Difference 2 of 2"


def test_space_alone_is_told_as_no_difference(beside: SideBySide, qtbot: QtBot) -> None:
    compare(beside, qtbot, "one two\nthree", "one  two three")
    assert beside.told.text() == "The same words; only the space between differs."
    assert not beside.next.isEnabled()
    beside.step(1)


def test_a_comparison_can_be_stopped_and_another_begun(beside: SideBySide, qtbot: QtBot) -> None:
    words = " ".join(LINES * 200)
    beside.show_texts(words, words.replace("item", "thing"), ("One", "Other"))
    assert beside.told.text() == "Comparing…"
    assert beside.stop.isVisible()
    beside.stop.click()
    assert beside.told.text().startswith("Stopped")
    assert not beside.stop.isVisible()
    compare(beside, qtbot, "one", "two")
    assert beside.told.text() == "Difference 1 of 1"


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "word"), ("word", ""), ("😀", "😀 é")])
def test_short_and_empty_texts_are_compared_too(
    beside: SideBySide, qtbot: QtBot, one: str, other: str
) -> None:
    if one == other:
        compare(beside, qtbot, "before", "before")
    compare(beside, qtbot, one, other)
    assert beside.count == (one != other)
    beside.step(1)
    beside.grab()
