"""Corrected fields count everywhere at once, and what was imported is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.corpus.documents import document, document_rows
from reviewer.corpus.schema import LogLine
from reviewer.errors import ReviewError
from reviewer.jobs.index_job import is_complete, run_index
from reviewer.jobs.protocol import Control, Silence
from reviewer.model import FIELD_LABELS, Document, Facet, Filters, Sort
from reviewer.review import changes
from reviewer.review.check import check
from reviewer.review.fields import (
    common_fields,
    correct_fields,
    known_values,
)
from reviewer.review.finding import Finder, Request
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from tests.corpora import make_corpus


@pytest.fixture
def letters(tmp_path: Path) -> Iterator[Corpus]:
    with make_corpus(
        tmp_path / "Letters",
        ["the first letter", "the second letter", "the third letter"],
        title=["Alpha", "Beta", "Gamma"],
        date=["2004-05-06", "2005", None],
        origin=["Embassy Zarnow", "Embassy Zarnow", None],
        sender=["Miller", None, "Miller"],
    ) as made:
        run_index(made, Silence(), Control())
        yield made


def stored(corpus: Corpus, document_id: int = 1) -> Document:
    with corpus.read() as connection:
        found = document(connection, document_id)
    assert found is not None
    return found


def found(
    finder: Finder, query: str, sort: Sort = Sort.IMPORT, filters: Filters | None = None
) -> list[int]:
    ids: list[int] = finder.find(
        Request(parse_query(query), filters or Filters(), sort)
    ).ids.tolist()
    return ids


def problems(corpus: Corpus) -> list[str]:
    index = SearchIndex.open(corpus.paths.index)
    try:
        return check(corpus, index).problems
    finally:
        index.close()


def test_what_was_imported_stays_known_through_several_corrections(letters: Corpus) -> None:
    correct_fields(letters, [1], {"date": "2006-01"})
    correct_fields(letters, [1], {"date": " 2007 ", "author": "Holm"})
    now = stored(letters)
    assert (now.date, now.author) == ("2007", "Holm")
    assert now.as_imported == {"date": "2004-05-06", "author": None}
    correct_fields(letters, [1], {}, ["date"])
    assert stored(letters).as_imported == {"author": None}
    assert stored(letters).date == "2004-05-06"


def test_the_value_as_imported_written_again_is_no_correction(letters: Corpus) -> None:
    before = stored(letters)
    correct_fields(letters, [1], {"origin": "Consulate"})
    correct_fields(letters, [1], {"origin": "Embassy Zarnow"})
    assert stored(letters) == before


def test_cable_marks_are_corrected_where_they_stand(tmp_path: Path) -> None:
    marks = {"TAGS": "MARR", "REF": "A", "Pages": "3"}
    with make_corpus(tmp_path / "Cables", ["a", "b"], metadata=marks) as corpus:
        change = correct_fields(
            corpus, [1], {"metadata:TAGS": "PREL", "metadata:REF": "", "author": "Holm"}
        )
        assert change.label == "correct author, REF and TAGS of a document"
        now = stored(corpus)
        assert now.metadata == {"TAGS": "PREL", "REF": "", "Pages": "3"}
        assert now.as_imported == {"author": None, "metadata:TAGS": "MARR", "metadata:REF": "A"}
        run_index(corpus, Silence(), Control())
        assert found(Finder(corpus), "meta:prel") == [1]
        correct_fields(corpus, [1, 2], {}, ["metadata:REF", "metadata:TAGS"])
        assert list(stored(corpus).metadata.items()) == list(marks.items())
        assert stored(corpus).as_imported == {"author": None}
        changes.undo(corpus)
        changes.undo(corpus)
        assert stored(corpus).metadata == marks


def test_many_documents_are_one_change_that_can_be_undone(letters: Corpus) -> None:
    change = correct_fields(letters, [1, 2, 3], {"origin": "Legation", "sender": ""})
    assert change.label == "correct origin and from of 3 documents"
    with letters.read() as connection:
        assert {row.origin for row in document_rows(connection, [1, 2, 3])} == {"Legation"}
    assert stored(letters, 3).sender is None
    changes.undo(letters)
    assert (stored(letters, 3).origin, stored(letters, 3).sender) == (None, "Miller")
    assert stored(letters, 3).as_imported == {}
    changes.redo(letters)
    assert stored(letters, 3).as_imported == {"origin": None, "sender": "Miller"}


def test_nothing_to_correct_is_no_change(letters: Corpus) -> None:
    assert correct_fields(letters, [1], {"date": "2004-05-06"}).is_empty
    assert correct_fields(letters, [1, 2, 3], {}, list(FIELD_LABELS)).is_empty


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "30 June 2005"),
        ("date", "2005-13"),
        ("date", "2005-02-30"),
        ("date", "20050630"),
        ("date", "2005-06-30Tmorning"),
        ("title", "  "),
        ("origin", "x" * 20_001),
    ],
)
def test_a_value_that_cannot_be_changes_nothing(letters: Corpus, name: str, value: str) -> None:
    before = stored(letters)
    with pytest.raises(ReviewError):
        correct_fields(letters, [1], {"author": "Holm", name: value})
    assert stored(letters) == before


def test_a_document_that_is_gone_leaves_the_others_as_they_were(letters: Corpus) -> None:
    with pytest.raises(ReviewError, match="gone"):
        correct_fields(letters, [1, 99], {"author": "Holm"})
    assert stored(letters).author is None


def test_filters_dates_and_order_follow_at_once(letters: Corpus) -> None:
    finder = Finder(letters)
    zarnow = Filters().including(Facet.ORIGIN, {"Embassy Zarnow"})
    assert found(finder, "", Sort.DATE) == [1, 2, 3]
    assert found(finder, "", Sort.TITLE) == [1, 2, 3]
    correct_fields(letters, [3], {"date": "1999-12-31", "title": "Aardvark"})
    correct_fields(letters, [1], {"origin": "Consulate"})
    assert found(finder, "", Sort.DATE) == [3, 1, 2]
    assert found(finder, "", Sort.TITLE) == [3, 1, 2]
    assert found(finder, "date:1999") == [3]
    assert found(finder, "has:date") == [1, 2, 3]
    assert found(finder, "", filters=zarnow) == [2]
    counts = finder.facets(finder.find(Request(parse_query("")))).counts[Facet.ORIGIN]
    assert {each.value: each.count for each in counts} == {
        "Consulate": 1, "Embassy Zarnow": 1, "": 1
    }  # fmt: skip
    changes.undo(letters)
    assert found(finder, "", filters=zarnow) == [1, 2]
    changes.undo(letters)
    assert found(finder, "", Sort.DATE) == [1, 2, 3]


def test_a_correction_of_very_many_is_taken_in(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Many", ["text"] * 1_200, date="2001") as corpus:
        finder = Finder(corpus)
        assert found(finder, "date:2002") == []
        correct_fields(corpus, range(1, 1_151), {"date": "2002"})
        assert len(found(finder, "date:2002")) == 1_150
        changes.undo(corpus)
        assert found(finder, "date:2002") == []


def test_another_window_sees_corrections(letters: Corpus) -> None:
    with open_corpus(letters.paths.folder, Access.READ) as other:
        finder = Finder(other)
        assert found(finder, "date:2004") == [1]
        correct_fields(letters, [2], {"date": "2004-01"})
        assert found(finder, "date:2004") == [1, 2]


def test_words_of_fields_are_found_once_the_index_has_taken_them_in(letters: Corpus) -> None:
    finder = Finder(letters)
    assert found(finder, "title:alpha") == [1]
    correct_fields(letters, [1], {"title": "Omega", "recipients": "Holm"})
    assert not is_complete(letters)
    assert "lacks corrections" in problems(letters)[0]
    assert run_index(letters, Silence(), Control()) == 1
    assert is_complete(letters)
    assert problems(letters) == []
    assert found(finder, "title:alpha") == []
    assert found(finder, "title:omega to:holm") == [1]
    assert found(finder, "letter") == [1, 2, 3]
    changes.undo(letters)
    assert run_index(letters, Silence(), Control()) == 1
    assert found(finder, "title:alpha") == [1]
    assert run_index(letters, Silence(), Control()) == 0


def test_a_rebuilt_index_holds_corrections(letters: Corpus) -> None:
    correct_fields(letters, [1], {"sender": "Lindqvist"})
    run_index(letters, Silence(), Control(), rebuild=True)
    assert found(Finder(letters), "from:lindqvist") == [1]
    assert is_complete(letters)
    assert problems(letters) == []


def test_the_log_names_the_fields_but_quotes_no_names(letters: Corpus) -> None:
    correct_fields(letters, [1], {"sender": "Lindqvist", "title": "Secret title", "date": "2009"})
    with letters.read() as connection:
        line = connection.execute(LogLine.__table__.select()).mappings().all()[-1]
    assert line["action"] == "correct title, date and from of a document"
    assert '"date": "2009"' in line["after"]
    told = line["before"] + line["after"]
    assert not any(name in told for name in ("Lindqvist", "Miller", "Secret", "Alpha"))


def test_values_in_common_and_values_known(letters: Corpus) -> None:
    with letters.read() as connection:
        common = common_fields(connection, [1, 2])
        assert common == {
            "origin": "Embassy Zarnow", "classification": None, "recipients": None,
            "author": None, "external_id": None,
        }  # fmt: skip
        assert common_fields(connection, [1])["sender"] == "Miller"
        assert "sender" not in common_fields(connection, [2, 3])
        assert known_values(connection, "sender", 5) == ["Miller"]


_VALUES = st.one_of(st.none(), st.sampled_from(["A", "B", "C"]))
_STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("correct"),
            st.sets(st.integers(1, 3), min_size=1),
            st.dictionaries(st.sampled_from(["origin", "sender", "author"]), _VALUES, min_size=1),
        ),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("redo"), st.none(), st.none()),
    ),
    max_size=12,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
def test_putting_all_back_gives_what_was_imported(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, set[int] | None, dict[str, str | None] | None]],
) -> None:
    folder = tmp_path_factory.mktemp("fields") / "Letters"
    with make_corpus(folder, ["a", "b", "c"], origin=["A", "B", None], sender="C") as corpus:
        before = [stored(corpus, each) for each in (1, 2, 3)]
        for what, ids, values in steps:
            try:
                if what == "correct" and ids and values:
                    correct_fields(corpus, sorted(ids), values)
                else:
                    (changes.undo if what == "undo" else changes.redo)(corpus)
            except ReviewError:
                continue  # at an end of the history
            for each in (1, 2, 3):
                now = stored(corpus, each)
                imported = {name: getattr(before[each - 1], name) for name in now.as_imported}
                assert dict(now.as_imported) == imported
                assert all(getattr(now, name) != value for name, value in imported.items())
        correct_fields(corpus, [1, 2, 3], {}, list(FIELD_LABELS))
        assert [stored(corpus, each) for each in (1, 2, 3)] == before
