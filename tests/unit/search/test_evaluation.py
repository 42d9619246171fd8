"""The arrays give what Whoosh gives with its own codec: the same documents, the same scores."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import Matcher
from whoosh.query import Query
from whoosh.query.spans import (
    SpanBefore,
    SpanCondition,
    SpanContains,
    SpanFirst,
    SpanNear,
    SpanNot,
    SpanOr,
)

from reviewer.errors import Cancelled, QueryError
from reviewer.model import SearchableDocument
from reviewer.search import evaluation
from reviewer.search.evaluation import Evaluation
from reviewer.search.index import SearchIndex
from reviewer.search.nodes import Fuzzy, Glob, Inflected
from reviewer.search.pool import date_code
from reviewer.search.queries import Dated, Identified, Words
from reviewer.search.schema import index_fields, make_schema
from reviewer.search.scoring import Scored
from reviewer.search.walking import walked
from tests.unit.search.documents import document

WORDS = (
    "arm",
    "arms",
    "army",
    "armed",
    "sale",
    "sales",
    "igla",
    "s",
    "a",
    "b",
    "été",
    "05MOSCOW12",
)
FIELDS = ("body", "title", "from")

_texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
_boosts = st.sampled_from([1.0, 1.0, 0.5, 3.0])
_fields = st.sampled_from(FIELDS)
_words = st.sampled_from([*WORDS[:-1], "05moscow12", "moscow", "nowhere"])
_slops = st.integers(1, 4)


class Corpus:
    """The same documents in Whoosh's own index and in ours, in the same segments."""

    def __init__(self, folder: Path, groups: list[list[SearchableDocument]], removed: set[int]):
        self.ours = SearchIndex.create(folder)
        self.whooshs = RamStorage().create_index(make_schema())
        for group in groups:
            self.ours.add(group)
            writer = self.whooshs.writer()
            for each in group:
                writer.add_document(id=each.id, date=date_code(each.date), **index_fields(each))
            writer.commit(merge=False)
        self.ours.remove(removed)
        self.live = {each.id for group in groups for each in group} - removed
        with self.whooshs.reader() as reader:
            ids = reader.column_reader("id")
            gone = [number for number in range(reader.doc_count_all()) if ids[number] in removed]
        writer = self.whooshs.writer()
        for number in gone:
            writer.delete_document(number)
        writer.commit(merge=False)

    def found(self, query: Query) -> dict[int, float]:
        """Return what our arrays give: scores by document id."""
        return _scores(self.ours, query)

    def expected(self, query: Query) -> dict[int, float]:
        """Return what Whoosh gives."""
        with self.whooshs.searcher() as searcher:
            ids = searcher.reader().column_reader("id")
            hits = searcher.search(query, limit=None)
            found = {ids[hit.docnum]: float(hit.score) for hit in hits}
        # Whoosh's Not forgets that a document was removed when it is the last one.
        return {id_: score for id_, score in found.items() if id_ in self.live}


def _scores(index: SearchIndex, query: Query) -> dict[int, float]:
    evaluated = Evaluation(Scored(index.snapshot), lambda: False).documents(query)
    ids = index.snapshot.ids[evaluated.numbers].tolist()
    return dict(zip(ids, evaluated.scores.tolist(), strict=True))


@st.composite
def _groups(draw: st.DrawFn) -> tuple[list[list[SearchableDocument]], set[int]]:
    """Draw the documents of one to three segments, and which of them are removed."""
    groups = []
    removed = set()
    next_id = draw(st.integers(1, 5))
    for size in draw(st.lists(st.integers(1, 6), min_size=1, max_size=3)):
        groups.append(
            [
                document(
                    next_id + place,
                    draw(_texts),
                    title=draw(_texts),
                    sender=draw(st.none() | _texts),
                    date=draw(st.sampled_from([None, "2005", "2005-06", "2006-01-31"])),
                )
                for place in range(size)
            ]
        )
        # A segment that has lost all its documents is dropped by us, kept by Whoosh.
        removed |= set(draw(st.sets(st.integers(next_id + 1, next_id + 6), max_size=2)))
        removed -= {next_id}
        next_id += size
    return groups, removed & {each.id for group in groups for each in group[1:]}


class Every2nd(Query):  # type: ignore[misc]
    """A query class of which the evaluation knows nothing."""

    def __init__(self, child: Query) -> None:
        self.child = child

    def __repr__(self) -> str:
        return f"Every2nd({self.child!r})"

    def estimate_size(self, reader: Any) -> int:
        return int(self.child.estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        child = self.child.matcher(searcher, context)
        odd = {number for number in range(searcher.reader().doc_count_all()) if number % 2}
        return whoosh.qcore.matching.FilterMatcher(child, odd)


_terms = st.builds(whoosh.Term, _fields, _words, _boosts)
_prefixes = st.builds(whoosh.Prefix, _fields, st.sampled_from(["a", "ar", "arm"]), _boosts)
_patterns = st.one_of(
    st.builds(whoosh.Prefix, _fields, st.sampled_from(["a", "ar", "arm", "s", "x"]), _boosts),
    st.builds(whoosh.Wildcard, _fields, st.sampled_from(["*", "a*", "*s", "?", "ar?*"]), _boosts),
    st.builds(whoosh.Regex, _fields, st.sampled_from([".*", "ar.?$", "[ab]$", "s|a"]), _boosts),
    st.builds(whoosh.FuzzyTerm, _fields, _words, _boosts, st.integers(1, 2), st.integers(0, 1)),
    st.builds(whoosh.Variations, _fields, st.sampled_from(["arm", "sale"]), _boosts),
    st.builds(
        whoosh.TermRange,
        _fields,
        st.none() | _words,
        st.none() | _words,
        st.booleans(),
        st.booleans(),
        _boosts,
        st.booleans(),
    ),
)
_phrases = st.builds(
    whoosh.Phrase, _fields, st.lists(_words, min_size=1, max_size=3), _slops, _boosts
)
_near = st.recursive(
    _terms | _phrases,
    lambda parts: st.builds(
        whoosh.SpanNear2, st.lists(parts, min_size=1, max_size=3), _slops, st.just(True)
    ),
    max_leaves=4,
).filter(lambda query: isinstance(query, whoosh.SpanNear2))
# Whoosh cannot put these into a compound, because they do not tell their size.
_lonely = st.one_of(
    st.builds(SpanFirst, _terms, st.integers(0, 5)),
    st.builds(SpanOr, st.lists(_terms, min_size=2, max_size=3)),
    st.builds(whoosh.SpanNear2, st.lists(_terms, min_size=2, max_size=3), _slops, st.just(False)),
    st.builds(whoosh.SpanNear2, st.lists(_prefixes, min_size=2, max_size=2), _slops),
    st.builds(SpanNear, _terms, _terms, _slops, st.booleans()),
    st.builds(SpanNot, _terms, _terms),
    st.builds(SpanBefore, _terms, _terms),
    st.builds(SpanContains, _phrases, _terms),
    st.builds(SpanCondition, _terms, _terms),
)
_everything = st.builds(whoosh.Every, st.none() | _fields, _boosts)
_unknown = st.builds(Every2nd, _terms | _patterns)
leaves = _terms | _terms | _patterns | _phrases | _near | _everything | _unknown


def _compounds(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=0, max_size=4)
    return st.one_of(
        st.builds(whoosh.And, st.lists(parts, min_size=1, max_size=4), _boosts),
        st.builds(whoosh.Or, several, _boosts),
        st.builds(whoosh.Not, parts),
        st.builds(whoosh.Require, parts, parts),
        st.builds(whoosh.ConstantScoreQuery, parts, _boosts),
    )


queries = _lonely | st.recursive(leaves, _compounds, max_leaves=6)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "index"


_thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_thorough
@given(_groups(), st.lists(queries, min_size=5, max_size=20))
def test_gives_the_documents_and_scores_that_whoosh_gives(
    folder: Path, drawn: tuple[list[list[SearchableDocument]], set[int]], asked: list[Query]
) -> None:
    corpus = Corpus(folder, *drawn)
    for query in asked:
        assert corpus.found(query) == pytest.approx(corpus.expected(query), rel=1e-4), query


@_thorough
@given(_groups(), queries, queries)
def test_is_right_where_whoosh_errs(
    folder: Path,
    drawn: tuple[list[list[SearchableDocument]], set[int]],
    first: Query,
    second: Query,
) -> None:
    corpus = Corpus(folder, *drawn)
    a, b = corpus.expected(first), corpus.expected(second)
    # Whoosh forgets to exclude the first document, takes the score of another document for the
    # highest, has a document that Not finds also when it was removed, and where a query skips
    # documents it may not add what AndMaybe adds.
    assert corpus.found(whoosh.AndNot(first, second)) == pytest.approx(
        {id_: score for id_, score in a.items() if id_ not in b}, rel=1e-4
    )
    assert corpus.found(whoosh.DisjunctionMax([first, second])) == pytest.approx(
        {id_: max(a.get(id_, 0), b.get(id_, 0)) for id_ in a.keys() | b.keys()}, rel=1e-4
    )
    assert corpus.found(whoosh.Not(first)).keys() == corpus.live - a.keys()
    maybe = {id_: score + b.get(id_, 0) for id_, score in a.items()}
    assert corpus.found(whoosh.AndMaybe(first, second)) == pytest.approx(maybe, rel=1e-4)
    assert corpus.found(whoosh.Require(whoosh.AndMaybe(first, second), second)) == pytest.approx(
        {id_: score for id_, score in maybe.items() if id_ in b}, rel=1e-4
    )


_ours = st.one_of(
    st.builds(Dated, st.sampled_from([1, 20050000, 20050600]), st.sampled_from([20059999, 10**8])),
    st.builds(
        Identified, st.sets(st.integers(1, 15)).map(lambda ids: np.array(sorted(ids), np.int64))
    ),
    st.builds(
        Words,
        _fields,
        st.sampled_from(
            [
                Inflected("arms", frozenset({("en", "arm")}), "arm"),
                Glob("ar*"),
                Glob("*s*"),
                Glob("?"),
                Glob("nothing*"),
                Fuzzy("armz", 1),
                Fuzzy("été", 2),
            ]
        ),
        _boosts,
    ),
)
_near_words = st.builds(
    whoosh.SpanNear2, st.lists(_terms | _ours, min_size=1, max_size=3), _slops
).filter(lambda query: all(not isinstance(part, Dated | Identified) for part in query.qs))


@_thorough
@given(_groups(), st.lists(st.recursive(_ours | _near_words, _compounds, max_leaves=4), min_size=5))
def test_whooshs_matchers_give_the_same_for_what_whoosh_has_no_query_for(
    folder: Path, drawn: tuple[list[list[SearchableDocument]], set[int]], asked: list[Query]
) -> None:
    index = Corpus(folder, *drawn).ours
    for query in asked:
        found = walked(index.snapshot.segments, query, lambda: None)
        ids = index.snapshot.ids[found.numbers].tolist()
        expected = dict(zip(ids, found.scores.tolist(), strict=True))
        removed = index.snapshot.live_ids
        expected = {id_: score for id_, score in expected.items() if id_ in removed}
        assert _scores(index, query) == pytest.approx(expected, rel=1e-4), query


def test_a_forms_score_does_not_depend_on_how_rare_the_form_is(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(id_, "arm a b") for id_ in range(1, 9)] + [document(9, "arms a b")])
    term = Inflected("arms", frozenset({("en", "arm")}), "arm")
    assert len(set(_scores(index, Words("body", term)).values())) == 1


def test_a_large_segment_adds_up_the_words_of_a_pattern_as_whoosh_does(folder: Path) -> None:
    chance = random.Random(5)
    words = ["arm", "arms", "army", "armed", "sale"]
    group = [document(id_, " ".join(chance.choices(words, k=6))) for id_ in range(1, 5_200)]
    corpus = Corpus(folder, [group], {7})
    for query in (whoosh.Prefix("body", "arm"), whoosh.Or([whoosh.Term("body", w) for w in words])):
        assert corpus.found(query) == pytest.approx(corpus.expected(query), rel=1e-4)


def test_long_documents_score_as_whoosh_scores_them(folder: Path) -> None:
    chance = random.Random(9)
    words = ["arm", "arms", "army", "armed", "sale", "igla", *(f"word{n}" for n in range(40))]
    lengths = [1, 107, 108, 109, 200, 999, 5_000, 20_000]  # Whoosh rounds those above 108
    group = [
        document(id_, " ".join(chance.choices(words, k=size)), title="arms " * (size % 150))
        for id_, size in enumerate(lengths * 3, 1)
    ]
    corpus = Corpus(folder, [group[:10], group[10:]], {3, 12})
    for query in (
        whoosh.Term("body", "arm"),
        whoosh.Term("title", "arms", 2.0),
        whoosh.Prefix("body", "arm"),
        whoosh.Phrase("body", ["arm", "sale"], 3),
        whoosh.Or([whoosh.Term("body", "igla"), whoosh.Term("title", "arms")]),
    ):
        assert corpus.expected(query)
        assert corpus.found(query) == pytest.approx(corpus.expected(query), rel=1e-4), query


def test_a_large_segment_finds_words_in_order_as_whooshs_matchers_do(folder: Path) -> None:
    chance = random.Random(7)
    words = ["arm", "arms", "army", "sale", "sales", "igla", "05moscow12", "b", "s", "the"]
    often = [5, 5, 5, 5, 5, 2, 5, 1, 1, 100]
    texts = [" ".join(chance.choices(words, often, k=chance.randint(2, 40))) for _ in range(1500)]
    index = SearchIndex.create(folder)
    index.add([document(id_, text) for id_, text in enumerate(texts, 1)])
    index.remove({7, 70, 700})
    live = set(index.snapshot.live_ids.tolist())
    arms, sales = Words("body", Glob("arm*")), Words("body", Glob("s*"))
    igla, moscow = whoosh.Term("body", "igla"), Words("body", Glob("*o*"))
    asked = [
        whoosh.SpanNear2([arms, sales], slop=1),
        whoosh.SpanNear2([sales, arms, sales], slop=1),
        whoosh.SpanNear2([moscow, moscow], slop=2),
        whoosh.SpanNear2([arms, whoosh.SpanNear2([sales, igla, arms], slop=3)], slop=2),
        whoosh.SpanNear2([whoosh.Phrase("body", ["arm", "sale"], 2), sales], slop=4),
        whoosh.Phrase("body", ["igla", "arms"], 1),
        whoosh.Phrase("body", ["the", "igla"], 1),
        whoosh.Phrase("body", ["the", "b", "the"], 1),
        whoosh.Phrase("body", ["s", "the", "the"], 1),
        whoosh.SpanNear2([Words("body", Glob("th*")), igla, arms], slop=1),
    ]
    for query in asked:
        walk = walked(index.snapshot.segments, query, lambda: None)
        ids = index.snapshot.ids[walk.numbers].tolist()
        scores = dict(zip(ids, walk.scores.tolist(), strict=True))
        expected = {id_: score for id_, score in scores.items() if id_ in live}
        assert expected
        assert _scores(index, query) == pytest.approx(expected, rel=1e-4), query


@pytest.mark.parametrize("words", [3, 40, 400])
def test_many_words_score_as_one_word_however_many_they_are(folder: Path, words: int) -> None:
    chance = random.Random(words)
    alphabet = [f"arm{number}" for number in range(words)] + ["sale"] * words
    texts = [" ".join(chance.choices(alphabet, k=chance.randint(1, 6))) for _ in range(600)]
    index = SearchIndex.create(folder)
    index.add([document(id_, text) for id_, text in enumerate(texts, 1)])
    query = Words("body", Glob("arm*"))
    found = walked(index.snapshot.segments, query, lambda: None)
    ids = index.snapshot.ids[found.numbers].tolist()
    expected = dict(zip(ids, found.scores.tolist(), strict=True))
    assert _scores(index, query) == pytest.approx(expected, rel=1e-4)


def test_a_search_can_be_stopped_also_within_whooshs_matchers(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(id_, "arms") for id_ in range(1, 9)])
    asked = iter([False] * 3 + [True] * 100)
    with pytest.raises(Cancelled):
        Evaluation(Scored(index.snapshot), lambda: next(asked)).documents(
            Every2nd(whoosh.Term("body", "arms"))
        )


def test_whooshs_own_patterns_are_bounded_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "MAX_EXPANSION", 10)
    index = SearchIndex.create(folder)
    index.add([document(1, " ".join(f"arms{i:02}" for i in range(11)))])
    with pytest.raises(QueryError, match="more than 10 different words"):
        _scores(index, whoosh.Wildcard("body", "arms*"))
