import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.analysis import folded_words
from reviewer.search.hits import find_hits
from reviewer.search.nodes import Exact
from reviewer.search.query import parse_query
from tests.unit.search import naive
from tests.unit.search.documents import document


def marked(query: str, text: str) -> list[str]:
    return [text[hit.start_cp : hit.end_cp] for hit in find_hits(parse_query(query), text)]


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("arms", "Arms and ARMS, not army", ["Arms", "ARMS"]),
        ('"arms sale"', "arms, an arms\r\nsale, sale", ["arms\r\nsale"]),
        (
            '"arms sale"~2',
            "arms one two sale one two three arms sale",
            ["arms one two sale"] * 1 + ["arms sale"],
        ),
        ('"arms sale"~3', "arms one arms sale", ["arms sale"]),
        ('"sale arms"~5', "arms sale", []),
        ("Igla-S", "Igla, Igla S and an Igla-S", ["Igla S", "Igla-S"]),
        ("miss*", "missile Mission amiss", ["missile", "Mission"]),
        ("m?ssile", "Massíle missiles", ["Massíle"]),
        ("igla~", "Igra iglas eagle", ["Igra", "iglas"]),
        ("arms -sale", "arms sale", ["arms"]),
        ("title:arms sale", "arms sale", ["sale"]),
        ("body:arms", "arms", ["arms"]),
        ("date:2005 NOT (arms sale)", "arms sale 2005", []),
        ('"a b" OR "b c"', "a b c", ["a b c"]),
        ("a OR b", "a b", ["a", "b"]),
        ("cafe", "😀 Café 😀 Cafe\u0301s Cafe\u0301", ["Café", "Cafe\u0301"]),
        ("strasse", "Große Straße", ["Straße"]),
        ("", "arms", []),
    ],
)
def test_marks_exactly_what_is_asked(query: str, text: str, hits: list[str]) -> None:
    assert marked(query, text) == hits


def test_stops_at_the_limit() -> None:
    assert len(find_hits(parse_query("a"), "a a a a", limit=2)) == 2


@given(naive.positive_queries, naive.texts)
def test_a_body_has_hits_exactly_when_it_answers(text: str, body: str) -> None:
    query = parse_query(text)
    assert bool(find_hits(query, body)) == naive.answers(query.node, document(1, body))


@given(naive.queries, naive.texts)
def test_hits_are_in_order_apart_and_start_and_end_with_an_asked_word(text: str, body: str) -> None:
    query = parse_query(text)
    terms = [term for passage in query.body_passages for term in passage.terms]
    hits = find_hits(query, body)
    assert all(a.end_cp <= b.start_cp for a, b in pairwise(hits))
    for hit in hits:
        words = folded_words(body[hit.start_cp : hit.end_cp])
        assert any(naive.meant(term, words[0]) for term in terms)
        assert any(naive.meant(term, words[-1]) for term in terms)


@given(st.sampled_from(["arms", '"arms sale"', "igla", "arm*"]), naive.texts, naive.texts)
def test_what_stands_before_does_not_move_a_hit(text: str, before: str, body: str) -> None:
    query = parse_query(text)
    shift = f"{before} zzz😀\r\n"
    later = [
        (hit.start_cp - len(shift), hit.end_cp - len(shift))
        for hit in find_hits(query, shift + body)
        if hit.start_cp >= len(shift)
    ]
    assert later == [(hit.start_cp, hit.end_cp) for hit in find_hits(query, body)]


@given(naive.texts)
def test_one_word_is_marked_wherever_it_stands(body: str) -> None:
    query = parse_query("arms")
    assert query.body_passages[0].terms == (Exact("arms"),)
    places = [match.span() for match in re.finditer("arms", body)]
    assert [(hit.start_cp, hit.end_cp) for hit in find_hits(query, body)] == places


@pytest.mark.parametrize("query", ["arms", '"a b"~100', "?rms", "ab*ab*ab*b", "aaaaaa~2"])
@pytest.mark.parametrize("unit", ["arms sale ", "ab", "a b ", "é "])
def test_a_large_text_does_not_stall(query: str, unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    start = time.perf_counter()
    find_hits(parse_query(query), text)
    assert time.perf_counter() - start < 5
