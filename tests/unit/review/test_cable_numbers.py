"""Cable numbers in whatever way they are written, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.review.cable_numbers import CableNumber, number_in, references, spellings

CABLE = """\
UNCLAS VELMARA 000123

TAGS: PREL
SUBJECT: THE CRATES
REF: A. 05 VELMARA 1234 B. SECSTATE 012345 (NOTAL)
     C. PORT LISSE 77, 04PORTLISSE0012
TO POSTS: ALL 12

1. (C) SEE VELMARA 99 and 2005VELMARA1300. On 12 MAY 2005 we drove 40 km.
"""


def told(text: str, year: str = "05") -> list[tuple[str, str, bool]]:
    return [
        (text[each.span.start_cp : each.span.end_cp], str(each.numbers[0]), each.certain)
        for each in references(text, year)
    ]


def test_references_are_found_where_they_stand_with_and_without_a_year() -> None:
    found = told(CABLE)
    assert found == [
        ("UNCLAS VELMARA 000123", "05UNCLASVELMARA123", False),
        ("05 VELMARA 1234", "05VELMARA1234", True),
        ("SECSTATE 012345", "05STATE12345", True),
        ("PORT LISSE 77", "05PORTLISSE77", True),
        ("04PORTLISSE0012", "04PORTLISSE12", True),
        ("ALL 12", "05ALL12", False),
        ("SEE VELMARA 99", "05VELMARA99", False),
        ("2005VELMARA1300", "05VELMARA1300", True),
    ]


def test_a_name_may_begin_behind_any_of_its_words() -> None:
    (found,) = references("SEEN IN PORT LISSE 12", "05")
    assert CableNumber("05", "PORTLISSE", 12) in found.numbers
    assert found.numbers[0].post == "SEENINPORTLISSE"


@pytest.mark.parametrize(
    "text",
    [
        "on 12 MAY 2005",
        "05 JUNE 2006",
        "1,234 km",
        "10.5VELMARA12",
        "VELMARA 0",
        "Ref ID: 05VELMARA12",
        "22USC2708",
        "20VelmaraE280",
    ],
)
def test_dates_sums_and_its_own_name_are_no_references(text: str) -> None:
    assert references(text, "05") == []


def test_without_a_year_of_its_own_a_text_names_only_whole_numbers() -> None:
    assert [str(each.numbers[0]) for each in references("VELMARA 12, 05 VELMARA 13")] == [
        "05VELMARA13"
    ]


NUMBERS = st.builds(
    CableNumber,
    st.integers(0, 99).map("{:02}".format),
    st.sampled_from(["VELMARA", "PORTLISSE", "STATE"]),
    st.integers(1, 99_999),
)


@given(NUMBERS)
def test_every_spelling_of_a_number_is_that_number(number: CableNumber) -> None:
    for spelling in spellings(number):
        if "-" not in spelling and spelling.isupper():
            assert number_in(spelling) == number
            assert [each.numbers[0] for each in references(f"see {spelling}.")] == [number]


def test_ids_and_titles_begin_with_a_number_or_have_none() -> None:
    assert number_in("05VELMARA001234: THE CRATES") == CableNumber("05", "VELMARA", 1234)
    assert number_in("THE CRATES OF 05VELMARA1234") is None
    assert number_in("<id@velmara.example>") is None
    assert number_in(None) is None
