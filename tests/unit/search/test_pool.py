from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.util.numeric import length_to_byte

from reviewer.search.analysis import indexed_words
from reviewer.search.index import SearchIndex
from reviewer.search.pool import date_code
from tests.unit.search.documents import document
from tests.unit.search.test_merging import Held, held

WORDS = ["arms", "ARMS", "05MOSCOW12", "Igla-S", "ätna", "12th", "й", "Straße", "١٢"]
texts = st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join)


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_what_is_written_is_what_the_words_of_each_document_are(
    given_texts: list[tuple[str, str]],
) -> None:
    expected: Held = {}
    for id_, (title, body) in enumerate(given_texts):
        for field, text in (("title", title), ("body", body)):
            for word, position in indexed_words(text):
                expected.setdefault((field, word.encode(), id_), []).append(position)
    with TemporaryDirectory() as folder:
        index = SearchIndex.create(Path(folder, "index"))
        index.add(document(i, body, title=title) for i, (title, body) in enumerate(given_texts))
        found = {key: at for key, at in held(index).items() if key[0] != "language"}
        assert found == expected
        (segment,) = index.snapshot.segments
        assert segment.length_codes("body").tolist() == [
            length_to_byte(len(list(indexed_words(body)))) for _, body in given_texts
        ]
        index.close()


def test_a_long_document_keeps_all_its_positions(tmp_path: Path) -> None:
    index = SearchIndex.create(tmp_path / "index")
    index.add([document(1, "arms " * 70_000 + "sale"), document(2, "sale")])
    (segment,) = index.snapshot.segments
    postings = segment.postings("body", b"sale")
    assert postings is not None
    assert postings.numbers.tolist() == [0, 1]
    assert postings.positions.tolist() == [70_000, 0]
    assert segment.postings("body", b"sal") is None
    assert segment.postings("title", b"sale") is None


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("2005-06-07", 20050607),
        ("2005-06", 20050600),
        ("2005", 20050000),
        ("2005-06-07T10:00:00Z", 20050607),
        ("", 0),
        (None, 0),
        ("June", 0),
    ],
)
def test_a_date_is_a_number_with_nothing_where_it_is_unknown(date: str | None, code: int) -> None:
    assert date_code(date) == code
