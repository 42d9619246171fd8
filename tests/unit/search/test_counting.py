from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.search.counting import count_hits
from reviewer.search.hits import find_hits
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from tests.unit.search.documents import document

QUERIES = [
    "arms", "sale*", '"arms sale"', '"arms sale"~2', '"arms arms"', '"sale arms arms"~1',
    "igla~1", "arms OR sale", '"arms sale" OR sale', "arms -sale", "title:arms", "*gla", "zebra",
]  # fmt: skip
WORDS = ["arms", "Arms", "sale", "sales", "igla", "iglas", "the", ".", "ruđer", "Straße"]
bodies = st.lists(st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join), max_size=6)


@settings(max_examples=60, deadline=None)
@given(first=bodies, second=bodies, typed=st.sampled_from(QUERIES), left_out=st.integers(0, 5))
def test_as_many_hits_are_counted_as_are_marked(
    first: list[str], second: list[str], typed: str, left_out: int
) -> None:
    query = parse_query(typed)
    texts = dict(enumerate([*first, *second], 1))
    wanted = [id_ for id_ in reversed(texts) if id_ != left_out]
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex.create(Path(folder) / "index")
        documents = [document(id_, text) for id_, text in texts.items()]
        index.add(documents[: len(first)])
        index.add(documents[len(first) :])
        counted = count_hits(index.snapshot, query, np.array(wanted, np.int64))
        index.close()
    assert counted == sum(len(find_hits(query, texts[id_])) for id_ in wanted)


def test_hits_within_a_longer_one_are_none_of_their_own(tmp_path: Path) -> None:
    index = SearchIndex.create(tmp_path / "index")
    index.add([document(1, "arms the the sale of the arms")])
    query = parse_query('"arms sale"~2 OR the')
    assert count_hits(index.snapshot, query, np.array([1], np.int64)) == 2
    index.close()


def test_what_the_index_cannot_count_is_not_counted(tmp_path: Path) -> None:
    index = SearchIndex.create(tmp_path / "index")
    index.add([document(1, "arms sale")])
    for typed in ("near:(arms, sale)", "/arms/"):
        query = parse_query(typed)
        assert count_hits(index.snapshot, query, np.array([1], np.int64)) is None
    index.close()


def test_a_pattern_for_too_many_words_is_not_counted(tmp_path: Path) -> None:
    index = SearchIndex.create(tmp_path / "index")
    index.add([document(1, " ".join(f"ab{place}" for place in range(10_001)))])
    ids = np.array([1], np.int64)
    assert count_hits(index.snapshot, parse_query("ab*"), ids) is None
    assert count_hits(index.snapshot, parse_query("ab1*"), ids) == 1_112
    index.close()
