"""Regular expressions find exactly the documents in whose text they match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.errors import Cancelled, QueryError
from reviewer.model import Facet, Filters
from reviewer.review import patterns
from reviewer.review.finding import Finder, Request
from reviewer.search.hits import find_hits
from reviewer.search.index import SearchIndex
from reviewer.search.nodes import And, DateRange, Exact, Node, Not, Or, Passage, Pattern
from reviewer.search.query import ParsedQuery, parse_query
from tests.corpora import make_corpus

TEXTS = ["igla S-18", "strela 2 igla", "S-300 arms", "Igla arms", "nothing", "S-18 S-300"]
DATES = ["2004", "2005", None, "2005-06", "2006", None]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with make_corpus(tmp_path / "Cables", TEXTS, date=DATES) as made:
        index = SearchIndex.create(made.paths.index)
        with made.read() as connection:
            index.add(list(searchable_documents(connection, document_ids(connection))))
        index.close()
        yield made


LEAVES: st.SearchStrategy[Node] = st.sampled_from(
    [
        Pattern(r"S-\d+", 0),
        Pattern(r"[Ii]gla\b", 0),
        Pattern("zzz", 0),
        Passage(("body",), (Exact("arms"),)),
        Passage(("body",), (Exact("igla"),)),
        DateRange("2005", "2005"),
    ]
)
NODES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=6,
)


def holds(node: Node, text: str, date: str) -> bool:
    match node:
        case Pattern(expression):
            return re.search(expression, text) is not None
        case Passage(_, (Exact(word),)):
            return word in re.findall(r"\w+", text.casefold())
        case DateRange():
            return node.holds(date)
        case Not(part):
            return not holds(part, text, date)
        case And(parts):
            return all(holds(part, text, date) for part in parts)
        case Or(parts):
            return any(holds(part, text, date) for part in parts)
        case _:
            raise AssertionError(node)


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(node=NODES, year=st.sampled_from([None, "2005", ""]))
def test_an_expression_is_exact_wherever_it_stands(
    corpus: Corpus, node: Node, year: str | None
) -> None:
    finder = Finder(corpus)
    filters = Filters() if year is None else Filters().including(Facet.YEAR, {year})
    results = finder.find(Request(ParsedQuery("", node), filters))
    assert sorted(results.ids.tolist()) == [
        place
        for place, (text, date) in enumerate(zip(TEXTS, DATES, strict=True), 1)
        if holds(node, text, date or "") and year in (None, (date or "")[:4])
    ]
    if patterns.has_patterns(node):  # documents that do not pass all filters were not read
        counted = finder.facets(results).counts[Facet.YEAR]
        assert sum(each.count for each in counted) == results.total
    finder.close()


def test_only_documents_that_hang_on_it_are_read(corpus: Corpus) -> None:
    finder = Finder(corpus)
    told: list[tuple[int, int]] = []

    def find(query: str, filters: Filters | None = None) -> list[int]:
        told.clear()
        request = Request(parse_query(query), filters or Filters())
        results = finder.find(request, progress=lambda *at: told.append(at))
        return sorted(results.ids.tolist())

    assert find(r"arms /S-\d+/") == [3]
    assert told[-1] == (2, 2)
    assert find(r"arms OR /S-\d\d\b/") == [1, 3, 4, 6]
    assert told[-1] == (4, 4)
    assert find(r"/S-\d+/", Filters(date_from="2004")) == [1]
    assert told[-1] == (4, 4)


def test_what_an_expression_matched_is_marked(corpus: Corpus) -> None:
    results = Finder(corpus).find(Request(parse_query(r"/S-\d+/")))
    assert [(hit.start_cp, hit.end_cp) for hit in find_hits(results.query, TEXTS[5])] == [
        (0, 4),
        (5, 10),
    ]


def test_an_expression_that_never_ends_is_stopped_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS_PER_DOCUMENT", 0.05)
    with make_corpus(tmp_path / "Slow", ["short", "a" * 2_000 + "!"]) as corpus:
        with pytest.raises(QueryError, match="document 2") as told:
            Finder(corpus).find(Request(parse_query("/(a|a)+$/")))
        assert told.value.position_cp == 0


def test_a_pass_is_cancelled_between_two_documents(corpus: Corpus) -> None:
    told: list[int] = []
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        Finder(corpus).find(
            Request(parse_query("/igla/")),
            cancelled=lambda: next(asked),
            progress=lambda done, _total: told.append(done),
        )
    assert told == [0]
