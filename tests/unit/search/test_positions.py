"""Where words stand, read from the posting lists, against the texts themselves."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.search import positions as positions_module
from reviewer.search.gathering import Places
from reviewer.search.index import SearchIndex
from reviewer.search.positions import Keys, position_keys, standing
from reviewer.search.postings import FieldPostings
from tests.unit.search.documents import document

WORDS = ("arms", "army", "sale", "the")

_texts = st.lists(
    st.lists(st.sampled_from([*WORDS, "the", "the", "other"]), min_size=1, max_size=40),
    min_size=1,
    max_size=12,
)
_chosen = st.sets(st.sampled_from(WORDS), min_size=1)
_quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _field(folder: Path, texts: list[list[str]]) -> FieldPostings:
    index = SearchIndex.create(folder)
    index.add([document(id_, " ".join(words)) for id_, words in enumerate(texts, 1)])
    (segment,) = index.snapshot.segments
    return segment.fields["body"]


def _lists(field: FieldPostings, words: set[str]) -> Places:
    found = [field.words.find(word.encode()) for word in words]
    return np.array(sorted(place for place in found if place is not None), np.int64)


def _where(texts: list[list[str]], words: set[str]) -> list[int]:
    return [
        number << 32 | position
        for number, text in enumerate(texts)
        for position, word in enumerate(text)
        if word in words
    ]


@_quick
@given(_texts, _chosen, st.data(), st.sampled_from([1, 1000]))
def test_reads_where_words_stand_in_the_documents_of_a_mask(
    tmp_path: Path, texts: list[list[str]], words: set[str], data: st.DataObject, long: int
) -> None:
    field = _field(tmp_path / "index", texts)
    among = np.array([data.draw(st.booleans()) for _ in texts], np.bool_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions_module, "_LONG", long)
        keys = position_keys(field, _lists(field, words), among, lambda: None).tolist()
    everywhere = _where(texts, words)
    assert keys == sorted(set(keys)) and set(keys) <= set(everywhere)
    assert [key for key in keys if among[key >> 32]] == [
        key for key in everywhere if among[key >> 32]
    ]


@_quick
@given(_texts, _chosen, st.data())
def test_tells_at_which_places_words_stand(
    tmp_path: Path, texts: list[list[str]], words: set[str], data: st.DataObject
) -> None:
    field = _field(tmp_path / "index", texts)
    numbers, positions = st.integers(0, len(texts) - 1), st.integers(-2, 45)
    drawn = data.draw(st.sets(st.tuples(numbers, positions), max_size=60))
    asked: Keys = np.array(
        sorted((number << 32) + position for number, position in drawn), np.int64
    )
    kept = standing(field, _lists(field, words), asked, len(texts), lambda: None)
    assert kept.tolist() == [key for key in asked.tolist() if key in _where(texts, words)]
