import pytest

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Corpus
from reviewer.model import Status
from reviewer.review import entities, highlights, redactions, tags
from tests.corpora import add_documents, make_corpus

TITLES = ["beta", "Alpha", "gamma", "delta"]


@pytest.fixture
def filled(corpus: Corpus) -> Corpus:
    """Give documents 4 to 7 fields and marks, beside the three that have none."""
    ids = add_documents(
        corpus,
        ["Ana met Bo", "Ana", "x" * 30, "Bo"],
        title=TITLES,
        date=["2005-06-30T10:00:00Z", "2005-06", None, "2006-01-01"],
        origin=["Lisse", None, "Arden", "Lisse"],
        classification=["SECRET", "SECRET", "", None],
        status=["reviewed", "in_review", "reviewed", "unreviewed"],
        metadata={"pages": "3", "raw": '{"nested": 1}'},
        external_id=["a-1", "a-2", "a-2", None],
    )
    assert ids == [4, 5, 6, 7]
    tag = tags.create_tag(corpus, "People").new_id
    assert tag is not None
    highlights.add_highlight(corpus, 4, 0, 3, [tag])
    highlights.add_highlight(corpus, 4, 8, 10, [tag])
    highlights.add_highlight(corpus, 5, 0, 3)
    entities.mention_new_entity(corpus, 7, 0, 2, "Bo", 1)
    redactions.redact_passage(corpus, 4, 0, 3, [1])
    redactions.redact_document(corpus, 6, [1, 2])
    return corpus


def test_ids_come_in_the_order_of_import(filled: Corpus) -> None:
    with filled.read() as connection:
        assert documents.document_ids(connection) == [1, 2, 3, 4, 5, 6, 7]


def test_rows_come_in_the_order_asked_with_their_counts(filled: Corpus) -> None:
    with filled.read() as connection:
        rows = documents.document_rows(connection, [7, 4, 99, 6])
    assert [(r.id, r.highlights, r.mentions, r.redactions, r.withheld) for r in rows] == [
        (7, 0, 1, 0, False),
        (4, 2, 0, 1, False),
        (6, 0, 0, 1, True),
    ]


def test_any_number_of_ids_can_be_asked_for(filled: Corpus) -> None:
    many = range(100_000)
    with filled.read() as connection:
        assert len(documents.document_rows(connection, many)) == 7
        assert len(documents.texts(connection, many)) == 7
        assert [d.id for d in documents.searchable_documents(connection, many)] == [*range(1, 8)]
        assert len(annotations.highlights(connection, many)) == 3
        assert len(annotations.mentions(connection, many)) == 1
        assert len(annotations.redactions(connection, many)) == 2
        assert len(annotations.titles(connection, many)) == 7


def test_a_document_comes_whole(filled: Corpus) -> None:
    with filled.read() as connection:
        found = documents.document(connection, 4)
        assert documents.document(connection, 99) is None
        assert documents.document_text(connection, 99) == ""
    assert found is not None
    assert (found.title, found.status, found.external_id) == ("beta", Status.REVIEWED, "a-1")
    assert found.metadata == {"pages": "3", "raw": '{"nested": 1}'}
    assert found.source_path == "/from/documents.json"


def test_the_index_takes_metadata_as_text_without_nested_data(filled: Corpus) -> None:
    with filled.read() as connection:
        (found,) = documents.searchable_documents(connection, [4])
    assert found.metadata == "a-1\n3"
    assert found.body == "Ana met Bo"


def test_counts_and_values_to_filter_by(filled: Corpus) -> None:
    with filled.read() as connection:
        assert documents.document_count(connection) == 7
        assert documents.reviewed_count(connection) == 2
        assert documents.date_range(connection) == ("2005-06", "2006-01-01")
        found = documents.documents_by_external_ids(connection, ["a-2", "a-99"])
        assert found == [("a-2", 5), ("a-2", 6)]


def test_an_empty_corpus_answers_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty") / "c"
    with make_corpus(folder, []) as corpus, corpus.read() as connection:
        assert documents.document_ids(connection) == []
        assert documents.date_range(connection) is None
        assert annotations.annotated_document_ids(connection) == []


def test_marks_come_in_the_order_of_the_text(filled: Corpus) -> None:
    with filled.read() as connection:
        marks = annotations.marks_of(connection, 4)
        assert [mark.quote for mark in marks.highlights] == ["Ana", "Bo"]
        assert [mark.tag_ids for mark in marks.highlights] == [(1,), (1,)]
        assert [mark.reason_ids for mark in annotations.redactions(connection)] == [(1,), (1, 2)]
        assert [mark.quote for mark in annotations.mentions_of_entity(connection, 1)] == ["Bo"]
        assert annotations.highlights_with_tag(connection, 1) == [(4, 1), (4, 2)]
        assert annotations.tag_counts(connection) == {1: 2}
        assert annotations.mention_counts(connection) == {1: (1, 1)}
        assert annotations.annotated_document_ids(connection) == [4, 5, 6, 7]


def test_the_tag_put_last_is_the_most_recent(filled: Corpus) -> None:
    second = tags.create_tag(filled, "Places", parent_id=1).new_id
    assert second is not None
    highlights.tag_highlights(filled, [3], second)
    with filled.read() as connection:
        assert annotations.recent_tag_ids(connection) == [second, 1]
        by_id = {tag.id: tag for tag in annotations.tags(connection)}
        assert annotations.tag_path(by_id[second], by_id) == "People > Places"
    highlights.add_highlight(filled, 5, 0, 3, [1])
    with filled.read() as connection:
        assert annotations.recent_tag_ids(connection, limit=1) == [1]


def test_documents_are_named_by_words_of_title_and_id_the_nearest_first(filled: Corpus) -> None:
    with filled.read() as connection:

        def named(text: str, limit: int = 50) -> list[int]:
            return [row.id for row in documents.documents_named(connection, text, limit)]

        assert named("A-2") == [5, 6]
        assert named("a") == [4, 5, 6, 7], "ids that begin with it, then what holds it"
        assert named("ALPHA") == [5]
        assert named("ta") == [4, 7]
        assert named("ta", limit=1) == [4]
        assert named("beta a-1") == [4]
        assert named("document 3") == [3, 6], "by its title, then by its file and the place in it"
        assert named("%") == named("_") == named(" ") == []
