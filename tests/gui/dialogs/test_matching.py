from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui.dialogs.matching import Match, best_match, match, match_key


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("igla", "Igla", Match.EXACT),
        ("Ruder", "Ruđer", None),  # the stroke of đ is no accent
        ("cafe", "Café", Match.EXACT),
        ("arms ig", "Arms > Igla", Match.PREFIX),
        ("ig ar", "Arms > Igla", Match.WORDS),
        ("gla", "Igla", Match.INSIDE),
        ("b6", "(b)(6)", Match.INSIDE),
        ("ams", "Arms", Match.WEAK),
        ("Mr Mwangi", "Mwangi", Match.WEAK),
        ("zz", "Arms", None),
        ("😀", "😀 Ships", Match.PREFIX),
        ("", "Arms", None),
    ],
)
def test_a_match_is_as_good_as_it_looks(typed: str, name: str, how: Match | None) -> None:
    assert match(match_key(typed), match_key(name)) == how


@given(st.text(min_size=1))
def test_every_name_that_can_be_seen_finds_itself(name: str) -> None:
    key = match_key(name)
    if key:
        assert match(key, key) is Match.EXACT


def test_the_best_of_several_names_counts() -> None:
    assert best_match("igla", ("arms igla", "igla")) is Match.EXACT
    assert best_match("igla", ()) is None
