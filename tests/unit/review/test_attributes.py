"""The arrays say of every document what its rows say, however many changed and whatever its id."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reviewer.corpus.database import Corpus
from reviewer.model import Facet, Filters, Sort, Status
from reviewer.review import changes
from reviewer.review.attributes import brought_up, load
from reviewer.review.documents import set_status
from reviewer.review.entities import add_mention, create_entity
from reviewer.review.finding import Finder, Request
from reviewer.review.highlights import add_highlight
from reviewer.review.imported import Selection
from reviewer.review.tags import create_tag
from reviewer.search.query import parse_query
from tests.corpora import add_documents, make_corpus


def found(finder: Finder, query: str, sort: Sort = Sort.IMPORT) -> list[int]:
    ids: list[int] = finder.find(Request(parse_query(query), Filters(), sort)).ids.tolist()
    return ids


def move(corpus: Corpus, ids: Sequence[tuple[int, int]]) -> None:
    """Give documents other ids, behind the back of the review."""
    with corpus.write() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for old, new in ids:
            values = (new, old)
            connection.exec_driver_sql("UPDATE document SET id = ? WHERE id = ?", values)
            connection.exec_driver_sql(
                "UPDATE document_text SET document_id = ? WHERE document_id = ?", values
            )


def test_ids_may_be_far_apart(corpus: Corpus) -> None:
    move(corpus, [(3, 2**60), (2, 2**31), (1, 7)])
    finder = Finder(corpus)
    set_status(corpus, [2**60], Status.REVIEWED)
    assert found(finder, "is:reviewed") == [2**60]
    set_status(corpus, [7], Status.REVIEWED)
    assert found(finder, "is:reviewed") == [7, 2**60]
    assert found(finder, "", Sort.LENGTH) == [7, 2**31, 2**60]
    assert found(finder, "", Sort.REVIEW_ORDER) == [2**31, 7, 2**60]


def test_a_change_of_very_many_documents_is_taken_in(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["text"] * 1_200) as corpus:
        finder = Finder(corpus)
        assert found(finder, "is:reviewed") == []
        set_status(corpus, range(1, 1_151), Status.REVIEWED)
        assert found(finder, "is:reviewed") == [*range(1, 1_151)]
        changes.undo(corpus)
        assert found(finder, "is:reviewed") == []
        changes.redo(corpus)
        assert len(found(finder, "is:reviewed")) == 1_150


def test_a_snapshot_stays_as_it_was(corpus: Corpus) -> None:
    with corpus.read() as connection:
        before = load(connection)
    tag_id = create_tag(corpus, "Igla").new_id or 0
    add_highlight(corpus, 2, 0, 3, [tag_id])
    set_status(corpus, [1], Status.REVIEWED)
    add_documents(corpus, ["new"])
    with corpus.read() as connection:
        after = brought_up(connection, before)
    assert (before.size, after.size) == (3, 4)
    assert before.having(Facet.TAG, [tag_id]).tolist() == [False] * 3
    assert after.having(Facet.TAG, [tag_id]).tolist() == [False, True, False, False]
    assert before.having(Facet.STATUS, ["reviewed"]).sum() == 0
    assert after.having(Facet.STATUS, ["reviewed"]).tolist() == [True, False, False, False]


def test_a_document_that_was_not_touched_keeps_its_marks(corpus: Corpus) -> None:
    with corpus.read() as connection:
        first = load(connection)
    tag_ids = [create_tag(corpus, name).new_id or 0 for name in ("Igla", "Strela", "Osa")]
    person = create_entity(corpus, "Ana", 1).new_id or 0
    attributes = first
    for document_id, tag_id in ((2, 3), (1, 1), (3, 2), (2, 1), (1, 3)):
        add_highlight(corpus, document_id, 0, tag_id, [tag_ids[tag_id - 1]])
        with corpus.read() as connection:
            attributes = brought_up(connection, attributes)
    add_mention(corpus, 3, 0, 2, person)
    with corpus.read() as connection:
        attributes = brought_up(connection, attributes)
        afresh = load(connection)
    for facet in (Facet.TAG, Facet.ENTITY):
        everything = Selection(afresh.redacted | True)
        assert attributes.counts(facet, everything) == afresh.counts(facet, everything)
    assert [attributes.having(Facet.TAG, [tag_id]).tolist() for tag_id in tag_ids] == [
        [True, True, False],
        [False, False, True],
        [True, True, False],
    ]


def test_searches_on_several_threads_each_see_a_whole_change(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["text"] * 40) as corpus:
        finder = Finder(corpus)
        everyone = range(1, 41)

        def ask(_turn: int) -> int:
            results = finder.find(Request(parse_query("is:reviewed")))
            return results.total

        with ThreadPoolExecutor(3) as pool:
            answers: list[int] = []
            for turn in range(15):
                asked = pool.map(ask, range(4))
                status = Status.UNREVIEWED if turn % 2 else Status.REVIEWED
                set_status(corpus, everyone, status)
                answers += asked
                assert ask(turn) == (0 if turn % 2 else 40)
        assert set(answers) <= {0, 40}
