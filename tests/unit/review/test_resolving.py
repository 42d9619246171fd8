"""What a query says of the review means the documents that it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.errors import QueryError
from reviewer.model import Status
from reviewer.review import entities, highlights, redactions, tags
from reviewer.review.documents import set_note, set_status
from reviewer.review.fields import correct_fields
from reviewer.review.finding import Finder, Request
from reviewer.search.hits import find_hits
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from tests.corpora import add_documents, make_corpus


@pytest.fixture
def finder(corpus: Corpus) -> Iterator[Finder]:
    """Give a finder in a corpus of five documents that are marked in every way."""
    add_documents(corpus, ["The ambassador spoke.", "A document that nobody has marked."])
    arms = tags.create_tag(corpus, "Arms sale").new_id
    assert arms is not None
    igla = tags.create_tag(corpus, "Igla-S", parent_id=arms).new_id
    assert igla is not None
    highlights.add_highlight(corpus, 1, 0, 3, [arms])
    highlights.add_highlight(corpus, 2, 0, 3, [igla], note="here")
    person = entities.create_entity(corpus, "Ruđer Mwangi", 1, ["the ambassador"]).new_id
    assert person is not None
    entities.add_mention(corpus, 3, 0, 3, person)
    redactions.redact_passage(corpus, 3, 0, 2, [1])
    corpus.reviewer = "Ann Lee"
    redactions.redact_document(corpus, 4, [1])
    set_status(corpus, [5], Status.SECOND_LOOK)
    set_note(corpus, 5, "read again")
    correct_fields(corpus, [2, 4], {"title": "Another"})
    correct_fields(corpus, [4], {}, put_back=["title"])
    index = SearchIndex.create(corpus.paths.index)
    with corpus.read() as connection:
        index.add(list(searchable_documents(connection, document_ids(connection))))
    index.close()
    made = Finder(corpus)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("tag:igla-s", [2]),
        ('tag:"arms SALE"', [1, 2]),
        ('tag:"arms sale > igla s"', [2]),
        ('-tag:"Arms sale"', [3, 4, 5]),
        ('entity:"ruđer mwangi"', [2, 3, 4]),  # by its words, a mention, an alias
        ('entity:"The Ambassador"', [2, 3, 4]),
        ('entity:"the ambassador" AND tag:Igla-S', [2]),
        ("has:highlight", [1, 2]),
        ("has:tag", [1, 2]),
        ("has:entity", [3]),
        ("has:redaction", [3, 4]),
        ("has:note", [2, 5]),
        ("has:date", []),
        ("is:withheld", [4]),
        ("is:redacted -is:withheld", [3]),
        ("is:second-look", [5]),
        ("is:corrected", [2]),
        ("is:unreviewed", [1, 2, 3, 4]),
        ("is:duplicate", [3, 5]),
        ('reviewer:"ann lee"', [4]),
        ("type:JSON", [1, 2, 3, 4, 5]),
        ("is:unreviewed nobody", [2, 3]),
        ("file:DOCUMENTS", [1, 2, 3, 4, 5]),
        ('file:"row 2"', [2, 5]),
        ('filename:"documents.json · row 2"', [2, 5]),
        ("path:from/doc nobody", [2, 3, 5]),
        ("file:(annex OR missing) OR file:documents.js", [1, 2, 3, 4, 5]),
        ("file:*.js", []),
        ("-file:*.json", []),
        ("is:second-look OR missiles", [1, 5]),
    ],
)
def test_attributes_find_what_they_say(finder: Finder, query: str, wanted: list[int]) -> None:
    assert sorted(finder.find(Request(parse_query(query))).ids.tolist()) == wanted


@pytest.mark.parametrize(
    ("query", "position_cp", "suggestion"),
    [
        ("missiles tag:igla-t", 13, "missiles tag:Igla-S"),
        ("tag:armsale", 4, 'tag:"Arms sale"'),
        ('entity:"Ruder Mwangy" x', 7, 'entity:"Ruđer Mwangi" x'),
        ("reviewer:anlee", 9, 'reviewer:"Ann Lee"'),
        ("type:jsn", 5, "type:json"),
        ("tag:qqqqqqqq", 4, None),
    ],
)
def test_an_unknown_value_is_refused_with_the_nearest(
    finder: Finder, query: str, position_cp: int, suggestion: str | None
) -> None:
    with pytest.raises(QueryError) as told:
        finder.find(Request(parse_query(query)))
    assert told.value.position_cp == position_cp
    assert told.value.suggestion == suggestion
    if suggestion is not None:
        finder.find(Request(parse_query(suggestion)))


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("tag:qqqq", "There are Arms sale, Arms sale > Igla-S and Igla-S."),
        ("type:qqqq", "The only one is json."),
    ],
)
def test_what_there_is_is_told_where_it_is_little(finder: Finder, query: str, there: str) -> None:
    with pytest.raises(QueryError) as told:
        finder.find(Request(parse_query(query)))
    assert str(told.value).endswith(f"in this corpus. {there}")


def test_the_names_of_an_entity_are_marked_in_the_text(finder: Finder) -> None:
    results = finder.find(Request(parse_query('entity:"Ruđer Mwangi"')))
    text = "An envoy. The Ambassador spoke."
    [hit] = find_hits(results.query, text)
    assert text[hit.start_cp : hit.end_cp] == "The Ambassador"


def test_an_empty_corpus_refuses_every_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    with make_corpus(tmp_path_factory.mktemp("empty") / "Empty", []) as corpus:
        finder = Finder(corpus)
        for query in ("tag:x", "entity:x", "reviewer:x", "type:pdf"):
            with pytest.raises(QueryError):
                finder.find(Request(parse_query(query)))
        for query in ("", "is:duplicate", "has:note", "is:withheld", "-has:date"):
            assert finder.find(Request(parse_query(query), fold_duplicates=True)).total == 0
