from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.corpus.database import Corpus
from reviewer.corpus.searches import SavedSearch, filters_as_stored, saved_searches
from reviewer.errors import CorpusError
from reviewer.model import Facet, FacetValue, Filters, Sort
from reviewer.review.saved_searches import add_search, move_search

_BY_ID = st.tuples(st.sampled_from([Facet.TAG, Facet.ENTITY]), st.integers(1, 2**40))
_BY_TEXT = st.tuples(
    st.sampled_from([facet for facet in Facet if facet not in (Facet.TAG, Facet.ENTITY)]), st.text()
)
_CHOSEN: st.SearchStrategy[frozenset[tuple[Facet, FacetValue]]] = st.frozensets(
    _BY_ID | _BY_TEXT, max_size=5
)
FILTERS = st.builds(
    Filters,
    included=_CHOSEN,
    excluded=_CHOSEN,
    date_from=st.none() | st.sampled_from(["2005", "2005-06"]),
    date_to=st.none() | st.just("2009-06-30"),
    redacted=st.none() | st.booleans(),
)


def _stored(filters: str, sort: str = "date") -> SavedSearch:
    return SavedSearch(1, "Arms", "arms", filters, sort, True, 0)


@given(FILTERS)
def test_filters_come_back_as_they_were(filters: Filters) -> None:
    assert _stored(filters_as_stored(filters)).filters == filters


def test_the_empty_filters_are_stored_as_nothing() -> None:
    assert filters_as_stored(Filters()) == "{}"


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        "{",
        "7",
        '{"included": 3}',
        '{"included": [["colour", "red"]]}',
        '{"included": [["tag", "red"]]}',
        '{"included": [["tag", true]]}',
        '{"included": [["origin", 1]]}',
        '{"included": ["tag"]}',
        '{"date_from": 2005}',
        '{"redacted": "no"}',
        '{"eval": "1"}',
        "[" * 100_000,
    ],
)
def test_filters_that_are_none_are_told_and_never_left_out(stored: str) -> None:
    with pytest.raises(CorpusError, match="“Arms” cannot be read"):
        _ = _stored(stored).filters


def test_an_unknown_order_is_best_match() -> None:
    assert _stored("{}", "backwards").sort is Sort.RELEVANCE
    assert _stored("{}", "date").sort is Sort.DATE


def test_searches_come_in_her_order(corpus: Corpus) -> None:
    for name in ("One", "Two", "Three"):
        add_search(corpus, name, name.lower(), Filters(), Sort.RELEVANCE)
    move_search(corpus, 3, 0)
    with corpus.read() as connection:
        assert [search.name for search in saved_searches(connection)] == ["Three", "One", "Two"]
