from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.model import Span
from reviewer.search.hits import find_hits
from reviewer.search.many_hits import ManyHits
from reviewer.search.query import parse_query

QUERIES = [
    "arms", "sales", "=sale", '"arms sale"', '"arms sale"~2', "igla*", "*gla", "mis?ile",
    "igla~1", "Igla-S", "05MOSCOW1234", "05moscow*", "moscow", "1234", '"sale arms arms"',
    "near:(arms igla)~3",
    "arms OR igla", "arms -sale", "title:arms", '"the igla"', "Ruđer", "STRASSE",
]  # fmt: skip
WORDS = [
    "arms", "Arms", "sale", "SALES", "sold", "igla", "iglas", "Igla-S", "strela", "missile",
    "05MOSCOW1234", "moscow", "1234", "the", "ruđer", "Straße", "e\u0301", "😀", "-", ".", "\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@given(text=texts, asked=st.lists(st.sampled_from(QUERIES), max_size=8))
def test_what_is_found_together_is_what_each_query_finds(text: str, asked: list[str]) -> None:
    queries = [parse_query(each) for each in asked]
    one_by_one = [
        (place, hit) for place, query in enumerate(queries) for hit in find_hits(query, text)
    ]
    assert ManyHits(queries).find(text) == one_by_one


def test_a_finder_serves_one_text_after_the_other() -> None:
    finder = ManyHits([parse_query("arms"), parse_query('"port lisse"')])
    assert finder.find("Arms in Port Lisse.") == [(0, Span(0, 4)), (1, Span(8, 18))]
    assert finder.find("Nothing.") == []
    assert finder.find("Port Lisse") == [(1, Span(0, 10))]
