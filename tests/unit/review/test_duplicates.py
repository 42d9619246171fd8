"""What is alike among the documents of a corpus, and who is told about it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.errors import Cancelled, QueryError
from reviewer.jobs.compare_job import run_compare
from reviewer.jobs.protocol import Control, Silence
from reviewer.review.coverage import Coverage, Listing
from reviewer.review.duplicates import Duplicates, exact_similarities
from reviewer.review.finding import Finder, Request
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from reviewer.search.signatures import read_signatures
from tests.corpora import add_documents, make_corpus


def prose(seed: int, length: int = 120) -> list[str]:
    chance = random.Random(seed)
    return [f"w{seed}x{chance.randrange(900)}" for _ in range(length)]


def changed(words: list[str], *places: int) -> str:
    return " ".join("other" if place in places else word for place, word in enumerate(words))


ONE, TWO = prose(1), prose(2)
TEXTS = [
    changed(ONE),  # 1
    changed(TWO),  # 2
    changed(ONE),  # 3: a copy of 1
    changed(ONE, 20, 70),  # 4: similar to 1 and 3
    "Nothing is like this.",  # 5
    "",  # 6 and 7: without a text
    "",
    " \n",  # 8 and 9: nor do these have one
    " \n",
    changed(TWO, 50),  # 10: similar to 2
]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with make_corpus(tmp_path / "Alike", TEXTS) as made:
        yield made


def test_copies_and_similar_documents_are_counted(corpus: Corpus) -> None:
    alike = Duplicates(corpus).now()
    counts = {each: alike.counts_of(each) for each in range(1, len(TEXTS) + 2)}
    assert counts == {
        **dict.fromkeys(range(1, len(TEXTS) + 2), (0, 0)),
        1: (1, 1),
        3: (1, 1),
        4: (0, 2),
        2: (0, 1),
        10: (0, 1),
    }
    assert alike.similar_groups() == [[1, 3, 4], [2, 10]]
    assert alike.exact_groups() == [[1, 3]]
    assert alike.having.tolist() == [1, 2, 3, 4, 10]
    assert alike.missing == 0


def test_relatives_are_told_copies_first(corpus: Corpus) -> None:
    alike = Duplicates(corpus).now()
    found = alike.relatives(1)
    assert [(each.document_id, each.is_copy) for each in found] == [(3, True), (4, False)]
    assert found[0].similarity == 1
    assert 0.8 < found[1].similarity < 1
    assert [each.document_id for each in alike.relatives(4)] == [1, 3]
    assert alike.relatives(5) == alike.relatives(6) == alike.relatives(999) == []


def test_the_threshold_can_be_changed(corpus: Corpus) -> None:
    duplicates = Duplicates(corpus)
    duplicates.percent = 99
    assert duplicates.now().similar_groups() == [[1, 3]]
    assert [each.document_id for each in duplicates.now().relatives(1)] == [3]
    duplicates.percent = 50
    assert duplicates.now().similar_groups() == [[1, 3, 4], [2, 10]]


def test_a_document_between_two_is_like_both_whoever_leads(tmp_path: Path) -> None:
    middle = prose(4, 100)
    left, right = list(middle), list(middle)
    left[:8], right[-8:] = prose(5, 8), prose(6, 8)
    texts = [" ".join(words) for words in (left, middle, right)]
    with make_corpus(tmp_path / "Chain", texts) as corpus:
        duplicates = Duplicates(corpus, 78)
        assert duplicates.now().counts_of(2)[1] == 2
        assert {each.document_id for each in duplicates.now().relatives(2)} == {1, 3}
        assert {each.document_id for each in duplicates.now().relatives(1)} >= {2}


def test_signatures_are_stored_once_for_each_text_and_gone_on_with(corpus: Corpus) -> None:
    assert run_compare(corpus, Silence(), Control()) == len(set(TEXTS))
    assert run_compare(corpus, Silence(), Control()) == 0
    before = Duplicates(corpus).now()
    add_documents(corpus, ["Quite new.", TEXTS[1]])
    assert run_compare(corpus, Silence(), Control()) == 1
    after = Duplicates(corpus).now()
    assert after.similar_groups() == [[1, 3, 4], [2, 10, 12]]
    assert (after.copies[: len(TEXTS)] >= before.copies).all()
    corpus.paths.signatures.unlink()
    assert Duplicates(corpus).now().similar_groups() == after.similar_groups()


def test_comparing_that_is_stopped_keeps_nothing_half(corpus: Corpus) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        run_compare(corpus, Silence(), control)
    assert len(read_signatures(corpus.paths.signatures)) == 0
    assert run_compare(corpus, Silence(), Control()) == len(set(TEXTS))


def test_what_was_imported_since_counts(corpus: Corpus) -> None:
    duplicates = Duplicates(corpus)
    assert duplicates.now() is duplicates.now()
    add_documents(corpus, [changed(ONE, 3)])
    assert duplicates.now().counts_of(1) == (1, 2)


def test_groups_are_the_same_in_any_order_of_import(corpus: Corpus, tmp_path: Path) -> None:
    texts = TEXTS[::-1]
    with make_corpus(tmp_path / "Other way", texts) as other:
        one = {
            frozenset(TEXTS[i - 1] for i in g) for g in Duplicates(corpus).now().similar_groups()
        }
        two = {frozenset(texts[i - 1] for i in g) for g in Duplicates(other).now().similar_groups()}
    assert one == two


def test_a_reader_compares_without_writing(corpus: Corpus) -> None:
    with open_corpus(corpus.paths.folder, Access.READ) as reading:
        assert Duplicates(reading).now().similar_groups() == [[1, 3, 4], [2, 10]]
    assert not corpus.paths.signatures.exists()


def test_too_many_for_now_are_told_as_missing(tmp_path: Path) -> None:
    texts = [f"Text of the number {number}" for number in range(450)]
    with make_corpus(tmp_path / "Many", [*texts, texts[0]]) as corpus:
        alike = Duplicates(corpus).now()
        assert alike.missing == 451
        assert alike.counts_of(1) == (1, 0), "the same text is known without comparing"
        finder = Finder(corpus)
        with pytest.raises(QueryError, match="451 documents were not compared"):
            finder.find(Request(parse_query("has:duplicates")))
        run_compare(corpus, Silence(), Control())
        found = finder.find(Request(parse_query("has:duplicates")))
        assert set(found.ids.tolist()) >= {1, 451}


def test_queries_and_folding_know_what_is_similar(corpus: Corpus) -> None:
    finder = Finder(corpus)

    def found(query: str, same: bool = False, similar: bool = False) -> list[int]:
        request = Request(parse_query(query), fold_duplicates=same, fold_similar=similar)
        return sorted(finder.find(request).ids.tolist())

    assert found("has:duplicates") == [1, 2, 3, 4, 10]
    assert found("is:duplicate") == [1, 3]
    assert found("-has:duplicates") == [5, 6, 7, 8, 9]
    assert found("", same=True) == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert found("", same=True, similar=True) == [1, 2, 5, 6, 7, 8, 9]
    assert finder.find(Request(parse_query(""), fold_similar=True)).folded == 3


def test_pages_without_text_are_not_counted_as_the_same(corpus: Corpus) -> None:
    index = SearchIndex.create(corpus.paths.index)
    statement = Coverage(corpus, lambda: index).now()
    index.close()
    assert statement.ids(Listing.DUPLICATE).tolist() == [1, 3]


def test_an_empty_corpus_has_nothing_alike(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Empty", []) as corpus:
        alike = Duplicates(corpus).now()
        assert alike.similar_groups() == []
        assert alike.groups_of(np.array([4, 5])).tolist() == [0, 1]
        assert alike.relatives(1) == []


def test_what_was_read_anew_counts_nowhere(corpus: Corpus) -> None:
    duplicates = Duplicates(corpus)
    assert duplicates.now().counts_of(1) == (1, 1)
    with corpus.write() as connection:
        connection.exec_driver_sql("UPDATE document SET replaced_by = 5 WHERE id = 3")
    assert duplicates.now().counts_of(1) == (0, 1)
    assert duplicates.now().counts_of(3) == (0, 0)
    assert duplicates.now().similar_groups() == [[1, 4], [2, 10]]
    assert [each.document_id for each in duplicates.now().relatives(1)] == [4]


def test_an_estimate_is_told_as_one(corpus: Corpus) -> None:
    estimated = Duplicates(corpus).now().relatives(1)[1]
    assert estimated.told.startswith("about ")
    assert replace(estimated, similarity=0.904, is_exact=True).told == "90 %"
    assert replace(estimated, similarity=0.999, is_exact=True).told == "99 %"
    assert replace(estimated, similarity=1.0, is_exact=True).told == "Same words"


def test_similarity_is_told_exactly_for_a_few(corpus: Corpus) -> None:
    found = exact_similarities(corpus, 1, [3, 4, 5], lambda: False)
    assert found == {3: 1.0, 4: pytest.approx(112 / 124), 5: 0.0}
