import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import Cancelled, QueryError
from reviewer.model import SearchableDocument
from reviewer.search import evaluation
from reviewer.search.index import SearchIndex
from reviewer.search.nodes import And, Documents, Exact, Glob, Near, Not, Passage
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


def test_documents_can_be_named_one_by_one(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(id_, "arms" if id_ % 2 else "sale") for id_ in (5, 3, 9, 1)])
    index.add([document(id_, "arms") for id_ in (4, 7)])
    named = Documents(np.array([1, 4, 5, 6], np.int64))
    assert sorted(search(index, named).ids.tolist()) == [1, 4, 5]
    arms = parse_query("body:arms").node
    assert sorted(search(index, And((arms, named))).ids.tolist()) == [1, 4, 5]
    assert sorted(search(index, And((arms, Not(named)))).ids.tolist()) == [3, 7, 9]


_words = st.sampled_from(["arms", "army", "igla", "sale"])
_places = st.lists(_words.map(Exact) | st.just(Glob("ar*")), min_size=1, max_size=2)


@_quick
@given(
    naive.corpora(),
    st.lists(st.tuples(_places, st.integers(0, 2)), min_size=2, max_size=3),
    st.integers(0, 3),
)
def test_finds_passages_near_one_another_in_any_order(
    folder: Path,
    documents: list[SearchableDocument],
    passages: list[tuple[list[Exact | Glob], int]],
    distance: int,
) -> None:
    index = SearchIndex.create(folder)
    index.add(documents)
    fields = ("title", "body")
    near = Near(tuple(Passage(fields, tuple(terms), slop) for terms, slop in passages), distance)
    expected = [each.id for each in documents if naive.answers(near, each)]
    assert sorted(search(index, near).ids.tolist()) == sorted(expected)


def test_threads_search_at_once_while_documents_are_added(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(id_, "arms sale") for id_ in range(1, 40)])

    def found(text: str) -> int:
        return search(index, parse_query(text)).total

    with ThreadPoolExecutor(4) as threads:
        counts = threads.map(found, ["arms", "ar*", '"arms sale"', "arnz~2", "-arms"] * 20)
        index.add([document(100, "arms sale")])
        assert set(counts) <= {0, 39, 40}
    assert found("arms") == 40


def test_a_closed_index_is_let_go_of(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms")])
    search(index, parse_query("arms"))
    snapshot = weakref.ref(index.snapshot)
    index.close()
    assert snapshot() is None
