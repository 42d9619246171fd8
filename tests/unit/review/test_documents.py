"""Marking many documents at once: one change, and only what it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import document_rows
from reviewer.errors import ReviewError
from reviewer.model import Status
from reviewer.review import changes
from reviewer.review.documents import set_status
from reviewer.review.log import first_broken_line
from tests.corpora import make_corpus

DOCUMENTS = 12
IDS = list(range(1, DOCUMENTS + 1))


def statuses(corpus: Corpus) -> list[Status]:
    with corpus.read() as connection:
        return [row.status for row in document_rows(connection, IDS)]


@settings(max_examples=12, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.lists(st.sampled_from(IDS)), st.sampled_from(Status)), min_size=1, max_size=4
    )
)
def test_marking_many_changes_what_it_names_and_undo_brings_back_each(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[list[int], Status]],
) -> None:
    texts = [f"Report {number}." for number in IDS]
    with make_corpus(tmp_path_factory.mktemp("many") / "Cables", texts) as corpus:
        states = [statuses(corpus)]
        for ids, status in steps:
            change = set_status(corpus, ids, status)
            expected = [
                status if document_id in ids else before
                for document_id, before in zip(IDS, states[-1], strict=True)
            ]
            differing = {
                document_id
                for document_id, old, new in zip(IDS, states[-1], expected, strict=True)
                if old is not new
            }
            assert statuses(corpus) == expected
            assert change.document_ids == differing
            if differing:
                states.append(expected)
        for earlier in reversed(states[:-1]):
            changes.undo(corpus)
            assert statuses(corpus) == earlier
        for later in states[1:]:
            changes.redo(corpus)
            assert statuses(corpus) == later
        with corpus.read() as connection:
            assert first_broken_line(connection) is None


def test_a_document_that_is_not_there_keeps_all_others_from_being_marked(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["One.", "Two."]) as corpus:
        with pytest.raises(ReviewError):
            set_status(corpus, [1, 2, 99], Status.REVIEWED)
        with corpus.read() as connection:
            rows = document_rows(connection, [1, 2])
        assert [row.status for row in rows] == [Status.UNREVIEWED] * 2
