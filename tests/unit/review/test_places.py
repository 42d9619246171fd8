"""A document is found by any part of its file's path, and by whole names with wildcards."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.review.places import plain, standing_at

PLACES = [
    "Letters/2005/Ärger an cp1251.TXT",
    "C:\\Letters\\2006\\offer.msg",
    "Letters/offer.msg.pdf",
    "leak.zip · inner/offer.msg",
    "board.mbox · message 12/offer (2).msg",
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("cp1251", [0]),
        ("letters/200", [0, 1]),
        ("letters\\2006", [1]),
        ("a\u0308RGER", [0]),
        ("leak.zip · inner", [3]),
        ("offer.msg", [1, 2, 3]),
        ("*.msg", [1, 3, 4]),
        ("offer.*", [1, 2, 3]),
        ("letters/*", [0, 1, 2]),
        ("letters/*/*.msg", [1]),
        ("letters/200?/offer.msg", [1]),
        ("*.zip", [3]),
        ("offer.???", [1, 3]),
        ("*12*", [0, 4]),
        ("*", [0, 1, 2, 3, 4]),
        (".msg?", []),
        ("[a-z]*", []),
        ("offer (2).msg", [4]),
    ],
)
def test_a_document_is_found_by_its_place(wanted: str, found: list[int]) -> None:
    mask = standing_at([plain(place) for place in PLACES], wanted)
    assert mask.nonzero()[0].tolist() == found


@given(st.text("ab.", max_size=8), st.text("ab.*?", max_size=6).filter(lambda part: "*" in part))
def test_wildcards_are_those_of_the_shell_within_one_name(name: str, wanted: str) -> None:
    assert standing_at([name], wanted)[0] == fnmatch.fnmatchcase(name, wanted)
