"""Which cables a document refers to and which refer to it, in whatever way they write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.corpus import documents
from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.review.references import Referred, referred_by, refers_to
from reviewer.search.index import SearchIndex
from tests.corpora import make_corpus

TEXTS = [
    "REF: A. 05 VELMARA 1234\n     B. STATE 555\n     C. PORT LISSE 0077\n\nSee VELMARA 12.",
    "The first.",  # 05VELMARA1234
    "S E C R E T PORT LISSE 000077\n\nThe second.",  # known by a padded id
    "As told in 05VELMARA001234 and VELMARA 1234.",
    "VELMARA 1234 is meant in January 2006. VELMARA 4321 is no cable at all.",
    "A cable whose title tells its number.",
    "Nothing.",
    "The same cable, from another source, and see 05 VELMARA 9.",
]
IDS = ["05VELMARA1", "05VELMARA1234", "05PORTLISSE0077", "17", None, "18", "19", "05VELMARA001234"]
TITLES = ["A", "B", "C", "D", "E", "05STATE00555: THE CRATES", "G", "H"]
DATES = ["2005-06-01", "2005-05-01", "2005-05-02", "2005-07-01", "2006-01-01", None, None, None]
METADATA = [{}, {}, {}, {}, {}, {}, {"references": "05PORTLISSE77|05STATE555"}, {}]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with make_corpus(
        tmp_path / "Cables", TEXTS, external_id=IDS, title=TITLES, date=DATES, metadata=METADATA
    ) as made:
        yield made


@pytest.fixture
def index(corpus: Corpus) -> Iterator[SearchIndex]:
    made = SearchIndex.create(corpus.paths.index)
    with corpus.read() as connection:
        made.add(list(searchable_documents(connection, document_ids(connection))))
    made.refresh()
    yield made
    made.close()


def outgoing(corpus: Corpus, index: SearchIndex | None, document_id: int) -> list[Referred]:
    with corpus.read() as connection:
        document = documents.document(connection, document_id)
        assert document is not None
        text = documents.document_text(connection, document_id)
        return refers_to(connection, index, document, text)


def incoming(corpus: Corpus, index: SearchIndex, document_id: int) -> list[int]:
    with corpus.read() as connection:
        document = documents.document(connection, document_id)
        assert document is not None
        text = documents.document_text(connection, document_id)
        return [row.id for row in referred_by(connection, index, document, text)]


def told(found: list[Referred]) -> dict[str, list[int]]:
    return {str(each.number): [row.id for row in each.rows] for each in found}


def test_references_lead_to_ids_and_titles_in_any_spelling(
    corpus: Corpus, index: SearchIndex
) -> None:
    found = outgoing(corpus, index, 1)
    assert told(found) == {"05VELMARA1234": [2, 8], "05STATE555": [6], "05PORTLISSE77": [3]}
    (span,) = found[2].spans
    assert TEXTS[0][span.start_cp : span.end_cp] == "PORT LISSE 0077"


def test_without_an_index_ids_are_found_and_the_rest_is_told_as_missing(corpus: Corpus) -> None:
    found = told(outgoing(corpus, None, 1))
    assert found == {"05VELMARA1234": [2, 8], "05STATE555": [], "05PORTLISSE77": [3]}


def test_the_year_is_that_of_the_cable_and_a_number_twice_is_one_reference(
    corpus: Corpus, index: SearchIndex
) -> None:
    found = outgoing(corpus, index, 4)
    assert told(found) == {"05VELMARA1234": [2, 8]}
    assert len(found[0].spans) == 2
    assert told(outgoing(corpus, index, 5)) == {"05VELMARA1234": [2, 8]}, "the year before"
    assert told(outgoing(corpus, index, 8)) == {}, "a bare guess is not told as missing"


def test_what_a_source_told_beside_the_text_counts(corpus: Corpus, index: SearchIndex) -> None:
    found = outgoing(corpus, index, 7)
    assert told(found) == {"05PORTLISSE77": [3], "05STATE555": [6]}
    assert all(each.spans == () for each in found)


def test_a_cable_knows_who_refers_to_it(corpus: Corpus, index: SearchIndex) -> None:
    assert incoming(corpus, index, 2) == [1, 4, 5]
    assert incoming(corpus, index, 3) == [1, 7], "written with a space there and without here"
    assert incoming(corpus, index, 6) == [1, 7]
    assert incoming(corpus, index, 7) == [], "it has no number"


def test_a_number_of_this_year_is_not_taken_for_one_of_the_year_before(tmp_path: Path) -> None:
    texts = ["REF: VELMARA 7", "One.", "The other."]
    ids = ["06VELMARA99", "06VELMARA7", "05VELMARA7"]
    with make_corpus(tmp_path / "Years", texts, external_id=ids, date="2006-02-01") as corpus:
        index = SearchIndex.create(corpus.paths.index)
        with corpus.read() as connection:
            index.add(list(searchable_documents(connection, document_ids(connection))))
        index.refresh()
        assert told(outgoing(corpus, index, 1)) == {"06VELMARA7": [2]}
        assert (incoming(corpus, index, 2), incoming(corpus, index, 3)) == ([1], [])
        index.close()


@pytest.mark.parametrize("has_index", [True, False])
def test_a_short_code_is_a_reference_in_a_cable_or_to_one_that_the_corpus_holds(
    tmp_path: Path, has_index: bool
) -> None:
    codes = "06VLM1 06VLM2 06VLM31 06VELMARA3 06VELMARA45"
    texts = [codes, f"REF: 06VLM1\n\n{codes}", codes, "One.", "Two."]
    ids = [None, None, "06VELMARA99", "06VLM2", "7"]
    titles = ["Notice", "Notice", "A cable", "Two", "06VLM31: CRATES"]
    with make_corpus(tmp_path / "Codes", texts, external_id=ids, title=titles) as corpus:
        index = SearchIndex.create(corpus.paths.index)
        with corpus.read() as connection:
            index.add(list(searchable_documents(connection, document_ids(connection))))
        index.refresh()
        asked = index if has_index else None
        held = {"06VLM2": [4], "06VELMARA45": []} | ({"06VLM31": [5]} if has_index else {})
        assert told(outgoing(corpus, asked, 1)) == held
        assert told(outgoing(corpus, asked, 2)) == held | {"06VLM1": []}
        assert told(outgoing(corpus, asked, 3)).keys() == set(codes.split())
        index.close()


def test_an_id_beside_the_number_leads_to_its_cable(tmp_path: Path) -> None:
    texts = ["See 05VELM0012.", "UNCLAS VELMARA 000012\n\nText."]
    ids = [None, "05VELMARA12"]
    metadata = [{}, {"Reference ID": "05VELM0012"}]
    with make_corpus(tmp_path / "Ids", texts, external_id=ids, metadata=metadata) as corpus:
        index = SearchIndex.create(corpus.paths.index)
        with corpus.read() as connection:
            index.add(list(searchable_documents(connection, document_ids(connection))))
        index.refresh()
        assert told(outgoing(corpus, index, 1)) == {"05VELM12": [2]}
        assert incoming(corpus, index, 2) == [1]
        assert outgoing(corpus, index, 2) == []
        index.close()
