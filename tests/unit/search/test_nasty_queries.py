"""Whatever is typed is read or refused with a sentence, at once."""

import random
import time
from itertools import product

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from reviewer.errors import QueryError
from reviewer.search.completion import complete
from reviewer.search.hits import find_hits
from reviewer.search.query import ParsedQuery, parse_query

LONGEST_S = 1.0
TEXT = "An Igla-S was sold; 05MOSCOW1234. Ракеты, صواريخ \u202e\x00😀"

SIGNS = [
    *("AND", "OR", "NOT", "TO", "+", "-", "=", "(", ")", "[", "]", "{", "}", '"', "“", "”", "„"),
    *("«", "»", "'", "~", "~0", "~5", "*", "**", "?", "/", "//", "\\", "^", ":", "::", "..", ">"),
    *(">=", "<", "|", "&", "&&", "||", "!", "#", "@", "$", "%", ",", ";", "…", "\x00", "\x1b"),
    *("\t", "\r\n", "\u202e", "\u200f", "\u2066", "\ufeff", "\u2028", "\ud800", "\udfff"),
    *("\u0301", "\u0640", "😀", "👩‍👩‍👧", "ﷺ", "İ", "ß", "ﬀ", "¼", "٣", "Ⅷ", "ǅ", "ـ"),
    *("title:", "body:", "date:", "tag:", "entity:", "has:", "is:", "reviewer:", "type:", "near:"),
    *("near:(", "near:5(", "language:", "x:", "TAGS:", "a", "word", "05MOSCOW1234", "Igla-S"),
    *("naïve", "ракеты", "الصواريخ", "2005", "2005-13", "igla~1", "ab*", "*a*", "/a+/", "/(/"),
]
UNITS = ["(", ")", "-", "NOT ", "=", "~", "*", "?", "/", "a ", "a OR ", "a AND ", '"', '"a" ', "“"]
UNITS += ["title:", "tag:x ", "near:(a b) ", "near:(", "ab~ ", "ab* ", "/a/ ", "/(", "1a", "\u0301"]
UNITS += ["\ud800", "\x00", "\u202e", "date:", "date:2005 ", "[", "..", "\\", "ﷺ", "aа"]


def outcome(text: str) -> ParsedQuery | QueryError:
    try:
        return parse_query(text)
    except QueryError as refused:
        return refused


def check(text: str) -> None:
    """Assert that a query is answered soundly and at once."""
    start = time.thread_time()
    told = outcome(text)
    assert time.thread_time() - start < LONGEST_S
    if isinstance(told, QueryError):
        assert 0 <= told.position_cp <= len(text)
        assert str(told).strip()
        assert told.suggestion is None or told.suggestion != text
    else:
        assert outcome(text) == told
        for hit in find_hits(told, TEXT, timeout_s=0.05):
            assert 0 <= hit.start_cp < hit.end_cp <= len(TEXT)
    start = time.thread_time()
    complete(text, len(text))
    assert time.thread_time() - start < LONGEST_S


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_every_sign_alone_and_beside_a_word(sign: str) -> None:
    for text in (sign, sign * 2, f"a {sign}", f"{sign} a", f"a{sign}", f"{sign}a", f"a {sign} b"):
        check(text)
        check(f"({text})")
        check(f"title:{text}")


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_the_same_again_and_again(unit: str) -> None:
    for times in (2, 51, 1_000, 10_000 // len(unit), 1_000_000 // len(unit)):
        check(unit * times)
        check(unit * times + "a")


@pytest.mark.parametrize(
    ("opening", "closing"), list(product(["(", "title:(", "-("], [")", "", "))"]))
)
def test_brackets_within_brackets(opening: str, closing: str) -> None:
    for depth in (1, 50, 51, 1_000):
        check(opening * depth + "a" + closing * depth)


@pytest.mark.parametrize("block", range(20))
def test_two_thousand_mixes(block: int) -> None:
    chance = random.Random(block)
    for _ in range(100):
        pieces = chance.choices([*SIGNS, " ", " "], k=chance.choice([2, 5, 20, 200]))
        check("".join(pieces)[: chance.choice([10_000, 10_000, 50])])


@seed(3)
@settings(max_examples=300)
@given(st.text() | st.lists(st.sampled_from(SIGNS) | st.text(max_size=3)).map(" ".join))
def test_anything_at_all(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 400 + "a" + ")" * 400,
        "(?:" * 300 + "a" + ")*" * 300 + "b",
        "[" * 900,
        "(a{1,1000}){1,1000}b",
        "a{1,100000}{1,100000}b",
        "(?:a|b|" * 100 + "c" + ")" * 100,
        "(?<=a{1,900})b",
        r"(?P<a>a)(?P=a)(?&a)(?R)",
        "(?:missile){e<=9}",
        r"\N{NOTHING}",
        r"\L<words>",
        "(?(1)a|b)",
        "(?i)(?V0)[[a]]",
        r"\p{L}{500}\X{500}",
        "\ud800+",
    ],
    ids=lambda expression: ascii(expression[:12]),
)
def test_expressions_without_measure(expression: str) -> None:
    check(f"/{expression}/")
