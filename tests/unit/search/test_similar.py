from __future__ import annotations

from collections.abc import Iterator

import pytest

from reviewer.search.index import SearchIndex
from reviewer.search.searching import search
from reviewer.search.similar import similar_query, strongest, telling_words
from tests.unit.search.documents import document

BODIES = [
    "The ministry sold the Strela launchers to the trader in Ankara and was paid in gold.",
    "In Ankara the trader said that the Strela launchers were old.",
    "The trader was paid.",
    "The weather was fine, and the ministry was closed.",
    *["The weather was fine in the harbour and the sea was calm."] * 20,
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    index = SearchIndex.create(tmp_path_factory.mktemp("index") / "index")
    documents = [document(place, body) for place, body in enumerate(BODIES, 1)]
    index.add(documents[:10])
    index.add(documents[10:])
    yield index
    index.close()


def test_documents_that_share_most_telling_words_come_first(index: SearchIndex) -> None:
    query = similar_query(index.snapshot, BODIES[0], 1)
    assert query is not None
    matches = search(index, query)
    assert list(matches.ids[:2]) == [2, 3]
    assert 1 not in matches.ids


def test_a_passage_leaves_no_document_out(index: SearchIndex) -> None:
    query = similar_query(index.snapshot, "the Strela launchers", None)
    assert query is not None
    assert query.text == "=strela OR =launchers"
    assert set(search(index, query).ids) == {1, 2}


def test_words_that_many_or_no_other_documents_hold_tell_nothing(index: SearchIndex) -> None:
    words = telling_words(index.snapshot, BODIES[0] + " Weather, weather, xylophone 2005.")
    assert {"ankara", "launchers", "strela"} <= set(words)
    assert not {"the", "was", "weather", "gold", "xylophone", "2005"} & set(words)


def test_names_tell_more_than_words_as_rare(index: SearchIndex) -> None:
    assert telling_words(index.snapshot, "the launchers of Strela")[0] == "strela"
    assert telling_words(index.snapshot, "the strela of Launchers")[0] == "launchers"


def test_few_words_are_worth_marking(index: SearchIndex) -> None:
    query = similar_query(index.snapshot, BODIES[0], 1)
    assert query is not None
    marked = strongest(query, 2).body_passages
    assert marked == query.body_passages[:2]


@pytest.mark.parametrize("text", ["", "xylophone", "the was", "…"])
def test_a_text_without_telling_words_asks_for_nothing(index: SearchIndex, text: str) -> None:
    assert similar_query(index.snapshot, text, 1) is None


def test_the_end_of_a_long_text_counts_too(index: SearchIndex) -> None:
    text = "harbour " * 500_000 + "strela launchers ankara " * 10_000
    assert set(telling_words(index.snapshot, text)) == {"ankara", "launchers", "strela"}
