from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import Cancelled
from reviewer.model import Span
from reviewer.review.differences import SURROUNDING_WORDS, align

words = st.sampled_from(
    ["the", "red", "fox", "met", "Ana", "😀", "Bošković", "in", "2005", ",", ".", "and", "Karsk"]
)
spaces = st.sampled_from([" ", " ", " ", "\n", "  ", "\n\n"])
texts = st.lists(st.tuples(words, spaces), max_size=60).map(
    lambda parts: "".join(word + space for word, space in parts)
)


@st.composite
def edited_pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a text and an edited copy of it, with a part moved now and then."""
    one = draw(st.lists(st.tuples(words, spaces), min_size=1, max_size=60))
    other = list(one)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(other)))
        gone = draw(st.integers(0, 4))
        other[at : at + gone] = draw(st.lists(st.tuples(words, spaces), max_size=4))
    if draw(st.booleans()):
        at = draw(st.integers(0, len(other)))
        other = other[at:] + other[:at]
    return "".join(map("".join, one)), "".join(map("".join, other))


def plain(text: str) -> str:
    return "".join(text.split())


def quoted(text: str, span: Span) -> str:
    return text[span.start_cp : span.end_cp]


@settings(max_examples=200, deadline=None)
@given(edited_pairs())
def test_what_is_not_different_is_the_same_on_both_sides(pair: tuple[str, str]) -> None:
    one, other = pair
    found = align(one, other).differences()
    at = at_other = 0
    for difference in [*found, None]:
        end = difference.one.start_cp if difference else len(one)
        end_other = difference.other.start_cp if difference else len(other)
        assert at <= end
        assert at_other <= end_other
        assert plain(one[at:end]) == plain(other[at_other:end_other])
        if difference:
            at, at_other = difference.one.end_cp, difference.other.end_cp


@settings(max_examples=300, deadline=None)
@given(edited_pairs(), st.data())
def test_a_passage_is_placed_on_its_own_words_or_not_at_all(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    one, other = pair
    start = data.draw(st.integers(0, len(one) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(one))))
    placed = align(one, other).placed(span)
    if placed is not None:
        assert placed.start_cp < placed.end_cp <= len(other)
        assert plain(quoted(other, placed)) == plain(quoted(one, span))


@settings(max_examples=100, deadline=None)
@given(texts, texts, st.data())
def test_places_beside_each_other_are_within_the_texts(
    one: str, other: str, data: st.DataObject
) -> None:
    alignment = align(one, other)
    position = data.draw(st.integers(0, len(one)))
    assert 0 <= alignment.place_in_other(position) <= len(other)
    position = data.draw(st.integers(0, len(other)))
    assert 0 <= alignment.place_in_one(position) <= len(one)


@settings(max_examples=50, deadline=None)
@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert align(text, text).differences() == []
    assert align(text, text.replace("\n", "  ")).differences() == []


def test_differences_are_those_of_words() -> None:
    one = "The red fox jumps over. It went home late."
    other = "The blue fox jumps high over. It went late."
    found = [(quoted(one, d.one), quoted(other, d.other)) for d in align(one, other).differences()]
    assert found == [("red", "blue"), (" ", "high"), ("home", " ")]


def test_a_passage_with_changed_words_has_no_place() -> None:
    one, other = "He met Ana Bo in Karsk at noon.", "He met Ana Po in Karsk at noon."
    alignment = align(one, other)
    assert alignment.placed(Span(7, 13)) is None
    assert alignment.placed(Span(7, 10)) == Span(7, 10)


def test_the_right_one_of_equal_words_is_found() -> None:
    one = "Ana left. Then came Bo, and then Ana was asked about it by him."
    other = "Ana left early. Ana! Then came Bo, and then Ana was asked about it by him."
    second = one.rindex("Ana")
    placed = align(one, other).placed(Span(second, second + 3))
    assert placed == Span(other.rindex("Ana"), other.rindex("Ana") + 3)


def test_words_alone_among_others_are_not_taken_for_the_same() -> None:
    one = "alpha beta gamma delta Ana epsilon zeta eta theta"
    other = "one two three four Ana five six seven eight"
    assert align(one, other).placed(Span(23, 26)) is None


def test_a_part_that_was_moved_is_found_where_it_went() -> None:
    chance = random.Random(4)
    first = " ".join(f"a{chance.randrange(10**6)}" for _ in range(60))
    moved = "The name is Ana Bo of Karsk street."
    last = " ".join(f"b{chance.randrange(10**6)}" for _ in range(60))
    one, other = f"{first} {moved} {last}", f"{moved} {first} {last}"
    start = one.index("Ana Bo")
    assert align(one, other).placed(Span(start, start + 6)) == Span(12, 18)


def test_what_was_moved_and_stands_twice_is_left_to_her() -> None:
    moved = "The name is Ana Bo of Karsk street."
    filler = " ".join(f"a{number}" for number in range(80))
    one, other = f"{filler} {moved}", f"{moved} {moved} {filler}"
    start = one.index("Ana Bo")
    assert align(one, other).placed(Span(start, start + 6)) is None


def test_space_alone_has_no_place() -> None:
    assert align("a  b c d e", "a  b c d e").placed(Span(1, 3)) is None


def test_a_passage_of_a_short_copy_is_placed_when_all_agrees() -> None:
    assert SURROUNDING_WORDS > 1
    assert align("Ana came.", "Ana  came.").placed(Span(0, 3)) == Span(0, 3)


def test_long_texts_are_compared_in_time_and_can_be_stopped() -> None:
    chance = random.Random(1)
    one = [f"w{chance.randrange(20_000)}" for _ in range(60_000)]
    other = list(one)
    for number in range(300):
        other[chance.randrange(len(other))] = f"new{number}"
    alignment = align(" ".join(one), " ".join(other))
    assert alignment.complete
    assert 280 < len(alignment.differences()) <= 300
    with pytest.raises(Cancelled):
        align(" ".join(one), " ".join(other), lambda: True)


def test_what_is_too_tangled_differs_as_a_whole() -> None:
    one, other = "x y " * 2_000, "y x x " * 2_000
    alignment = align(one, other)
    assert not alignment.complete
    assert alignment.differences()
