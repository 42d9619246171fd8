"""Whatever stands in the box, it is answered or refused with a sentence, within a second."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.corpus.documents import document_text
from reviewer.errors import QueryError
from reviewer.jobs.index_job import run_index
from reviewer.jobs.protocol import Control, Silence
from reviewer.review.finding import Finder, Request
from reviewer.search.query import parse_query
from reviewer.search.snippets import Snippets
from tests.corpora import make_corpus
from tests.nasty_queries import nasty_queries

WORDS = [f"{onset}{rhyme}" for onset in "bdghjlmnprst" for rhyme in ("an", "ira", "ost", "under")]
SECOND = 1.0


@pytest.fixture
def finder(tmp_path: Path) -> Iterator[tuple[Finder, dict[int, str]]]:
    chance = random.Random(3)
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(1, 120))) for _ in range(300)]
    told = {"date": "2005-06-30", "origin": "Bira", "title": "Dan, Gost"}
    with make_corpus(tmp_path / "Corpus", texts, **told) as corpus:
        run_index(corpus, Silence(), Control())
        finder = Finder(corpus)
        with corpus.read() as connection:
            stored = {number: document_text(connection, number) for number in range(1, 301)}
        yield finder, stored
        finder.close()


def test_nothing_that_is_typed_breaks_or_holds_the_search(
    finder: tuple[Finder, dict[int, str]],
) -> None:
    search, texts = finder
    queries = nasty_queries(WORDS)
    assert len(queries) == 2_000
    answered = 0
    for query in queries:
        begun = time.thread_time()  # other processes must not count
        try:
            results = search.find(Request(parse_query(query)))
        except QueryError as error:
            assert str(error).strip(), f"no word on what is wrong with {query[:80]!r}"
            assert 0 <= error.position_cp <= len(query), f"no place in {query[:80]!r}"
        else:
            answered += 1
            for document_id in results.ids[:3].tolist():
                Snippets(results.query).make(texts[document_id])
        took = time.thread_time() - begun
        assert took < SECOND, f"{query[:80]!r} took {took:.1f} s"
    assert answered > 500  # most of what is sound is not refused
