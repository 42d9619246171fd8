from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import Cancelled, QueryError
from reviewer.model import SearchableDocument
from reviewer.search import evaluation
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from reviewer.search.searching import search
from tests.unit.search import naive
from tests.unit.search.documents import document

_quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@_quick
@given(naive.corpora(), st.lists(naive.queries, min_size=5, max_size=15))
def test_finds_what_looking_at_every_document_finds(
    folder: Path, documents: list[SearchableDocument], queries: list[str]
) -> None:
    index = SearchIndex.create(folder)
    middle = len(documents) // 2
    index.add(documents[:middle])
    index.add(documents[middle:])
    for text in queries:
        query = parse_query(text)
        matches = search(index, query)
        expected = [each.id for each in documents if naive.answers(query.node, each)]
        assert sorted(matches.ids) == sorted(expected), text
        assert matches.total == len(expected)
        assert list(zip([-score for score in matches.scores], matches.ids, strict=True)) == sorted(
            zip([-score for score in matches.scores], matches.ids, strict=True)
        )
    index.close()


def test_ranks_the_title_before_the_body_and_the_frequent_before_the_rare(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add(
        [
            document(1, "one two missile four"),
            document(2, "missile missile three four"),
            document(3, "one two three four", title="missile"),
            document(4, "nothing"),
        ]
    )
    matches = search(index, parse_query("missile"))
    assert matches.ids.tolist() == [3, 2, 1]
    assert matches.scores[0] > matches.scores[1] > matches.scores[2] > 0


def test_equal_scores_come_by_id_and_a_limit_keeps_the_total(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(id_, "arms") for id_ in (5, 3, 9, 1)])
    matches = search(index, parse_query("arms"), limit=3)
    assert (matches.ids.tolist(), matches.total) == ([1, 3, 5], 4)
    assert search(index, parse_query("")).ids.tolist() == [1, 3, 5, 9]


def test_a_classification_is_asked_for_by_its_field(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, classification="SECRET"), document(2, "a secret")])
    assert search(index, parse_query("secret")).ids.tolist() == [2]
    assert search(index, parse_query("classification:secret")).ids.tolist() == [1]


def test_a_search_can_be_stopped(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms")])
    with pytest.raises(Cancelled):
        search(index, parse_query("arms"), cancelled=lambda: True)


def test_a_pattern_for_too_many_words_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "MAX_EXPANSION", 10)
    index = SearchIndex.create(folder)
    index.add([document(1, " ".join(f"arms{i}" for i in range(11)))])
    with pytest.raises(QueryError, match="more than 10 different words"):
        search(index, parse_query("arms*"))
    assert search(index, parse_query("arms1*")).ids.tolist() == [1]


def test_an_empty_index_answers(folder: Path) -> None:
    index = SearchIndex.create(folder)
    for text in ("", "arms", '"a b"', "ar*", "arms~", "-arms", "date:2005"):
        assert search(index, parse_query(text)).ids.tolist() == []
