import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.analysis import WORD, indexed_words
from reviewer.search.hits import body_terms, find_hits
from reviewer.search.query import ParsedQuery, parse_query
from reviewer.search.sightings import Sightings
from tests.unit.search import naive
from tests.unit.search.documents import document


def is_asked_for(query: ParsedQuery, written: str) -> bool:
    """Tell whether a query has a term for a word as it is written, or for a part of it."""
    passages = [
        *query.body_passages,
        *(each for near in query.body_nears for each in near.passages),
    ]
    terms = [term for passage in passages for term in passage.terms]
    return any(naive.meant(term, word) for term in terms for word, _ in indexed_words(written))


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
        ("=cafe", "😀 Café 😀 Cafe\u0301s Cafe\u0301", ["Café", "Cafe\u0301"]),
        ("cafe", "Café Cafe\u0301s", ["Café", "Cafe\u0301s"]),
        ("sell", "He sells, was selling; sold to a seller", ["sells", "selling"]),
        ("=sells", "sell sells", ["sells"]),
        ('"arms sale"', "an arm sale, arms sales, army sale", ["arm sale", "arms sales"]),
        ('="arms sale"', "an arm sale, arms sales, arms sale", ["arms sale"]),
        ("ракета", "Ракеты и ракетами, о ракетчиках", ["Ракеты", "ракетами"]),
        ("صاروخ", "إن الصاروخ وصاروخ في صاروخا", ["الصاروخ", "وصاروخ", "صاروخا"]),
        ("ещё", "Еще и ещё", ["Еще", "ещё"]),
        ("accord", "L'accord, d’accord, des accords", ["accord", "accord", "accords"]),
        ("arms", "arms05arms, farms", ["arms", "arms"]),
        ("arms", "x" * 128 + "arms", ["arms"]),  # a longer run is cut
        ("05MOSCOW1234", "Ref 05MOSCOW1234, 05 Moscow 1234", ["05MOSCOW1234", "05 Moscow 1234"]),
        ("=05moscow1234", "Ref 05MOSCOW1234, 05 Moscow 1234", ["05MOSCOW1234"]),
        ("moscow", "05MOSCOW1234", ["MOSCOW"]),
        ("05moscow*", "05MOSCOW1234", ["05MOSCOW1234"]),
        ("05*", "05MOSCOW1234 05", ["05MOSCOW1234", "05"]),
        ('"1234 arms"', "05MOSCOW1234 arms", ["1234 arms"]),
        ("S-300", "S300 and S-300", ["S300", "S-300"]),
        ("S300", "S300 and S-300", ["S300", "S-300"]),
        ("near:(arms bout)~2", "Arms x Bout x x x arms", ["Arms x Bout"]),
        ('near:("arms sale" bout)~1', "bout arms sale x arms sale", ["bout arms sale"]),
        ("near:(a b c)~0", "c a b x c a", ["c a b"]),
        ("near:(arms arms)~1", "arms x x arms x arms", ["arms x arms"]),
        ("near:(moscow arms)~1", "05MOSCOW1234 arms", ["MOSCOW1234 arms"]),
        ("title:near:(a b)", "a b", []),
        (r"/[Aa]rms? \w+le/", "arms sale, Arm mile, ARMS sale", ["arms sale", "Arm mile"]),
        (r"/^sale$/", "arms\nsale\nsale arms", ["sale"]),
        (r"/(?=arms)|sale/", "arms sale", ["sale"]),
        ("-/sale/ arms", "arms sale", ["arms"]),
        ("/s s/ sale", "arms sale", ["s sale"]),
        ("tag:x arms", "x arms", ["arms"]),
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
    hits = find_hits(query, body)
    assert all(a.end_cp <= b.start_cp for a, b in pairwise(hits))
    for hit in hits:
        words = [match.group() for match in WORD.finditer(body[hit.start_cp : hit.end_cp])]
        assert is_asked_for(query, words[0])
        assert is_asked_for(query, words[-1])


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
    places = [match.span() for match in re.finditer("arms|ARMS", body)]
    assert [(hit.start_cp, hit.end_cp) for hit in find_hits(query, body)] == places


@pytest.mark.parametrize("query", ["/(a+)+$b/", "/(?:s? ?a?){40}x/", "/./"])
def test_an_expression_without_end_stops(query: str) -> None:
    text = "aaaa arms sale " * 100_000
    start = time.process_time()
    find_hits(parse_query(query), text, timeout_s=0.2)
    assert time.process_time() - start < 3


def test_what_an_expression_found_in_time_stays() -> None:
    text = "x1 " + "a" * 100_000
    hits = find_hits(parse_query("/x1|(a+)+b/"), text, timeout_s=0.2)
    assert [(hit.start_cp, hit.end_cp) for hit in hits] == [(0, 2)]


@pytest.mark.parametrize(
    "query", ["arms", '"a b"~100', "near:(a b s)~100", "?rms", "ab*ab*ab*b", "aaaaaa~2"]
)
@pytest.mark.parametrize("unit", ["arms sale ", "ab", "a b ", "é "])
def test_a_large_text_does_not_stall(query: str, unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    start = time.process_time()
    find_hits(parse_query(query), text)
    assert time.process_time() - start < 5


@given(
    st.lists(naive.positive_leaves, min_size=1, max_size=3),
    st.lists(
        st.one_of(
            st.sampled_from(["05MOSCOW1234", "arms05arms", "5igla9s", "igla—Arm", "“sale”", "é"]),
            st.text(alphabet="abArms05 -é\u0301\xadﬁ“😀", max_size=140),
            naive.texts,
        ),
        max_size=5,
    ),
)
def test_the_quick_look_sees_what_the_thorough_one_sees(
    queries: list[str], texts: list[str]
) -> None:
    sightings = Sightings(term for query in queries for term in body_terms(parse_query(query)))
    for text in (*texts, " ".join(texts), "".join(texts)):
        quick, thorough = sightings.seen_apart(text), sightings.seen(text)
        assert quick.keys() == thorough.keys()
        for term, places in thorough.items():
            assert (quick[term].starts, quick[term].ends) == (places.starts, places.ends)
