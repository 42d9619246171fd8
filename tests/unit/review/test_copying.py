"""What is marked in a document is put on its copies: on the same words, as one change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.corpus import annotations as stored
from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.errors import Cancelled, CorpusReadOnly, ReviewError
from reviewer.model import Status
from reviewer.review import log
from reviewer.review.changes import history, redo, undo
from reviewer.review.check import check
from reviewer.review.copying import Plan, apply_to_copies, plan_copies
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.review.tags import create_tag
from tests.corpora import make_corpus
from tests.unit.review.test_differences import edited_pairs, plain

ORIGINAL = (
    "The envoy met Anatoly Petrov in Karsk on Monday. They spoke of the shipment and of nothing "
    "else, and Petrov asked that his name be kept out of the record of the meeting."
)
REWRAPPED = ORIGINAL.replace("Anatoly Petrov", "Anatoly\nPetrov").replace("Monday", "Tuesday")
RENAMED = ORIGINAL.replace("Anatoly Petrov", "Anatoli Petrov")
TEXTS = [ORIGINAL, ORIGINAL, REWRAPPED, RENAMED, "Something else altogether."]
NAME = ORIGINAL.index("Anatoly"), ORIGINAL.index("Anatoly") + len("Anatoly Petrov")
SECOND = ORIGINAL.index("Petrov asked"), ORIGINAL.index("Petrov asked") + len("Petrov")
TAG = 1


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with make_corpus(tmp_path / "Copies", TEXTS) as made:
        create_tag(made, "Source")
        create_tag(made, "Place")
        add_highlight(made, 1, *NAME, [TAG], note="the source")
        redact_passage(made, 1, *NAME, [1], note="protect")
        redact_passage(made, 1, *SECOND, [1, 2])
        yield made


def marks(corpus: Corpus, document_id: int) -> list[tuple[Any, ...]]:
    with corpus.read() as connection:
        found = stored.marks_of(connection, document_id)
    told: list[tuple[Any, ...]] = [
        ("highlight", h.quote, h.note, h.tag_ids) for h in found.highlights
    ]
    return told + [("redaction", r.quote, r.note, r.reason_ids) for r in found.redactions]


def everything(corpus: Corpus) -> list[tuple[Any, ...]]:
    """Return every row of what she does, but for the history and the log."""
    tables = ("highlight", "highlight_tag", "redaction", "redaction_reason_link", "document", "tag")
    with corpus.read() as connection:
        return [
            (table, *row)
            for table in tables
            for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]


def test_marks_go_to_the_same_words_and_what_has_no_place_is_told(corpus: Corpus) -> None:
    plans = {plan.document_id: plan for plan in plan_copies(corpus, 1, [2, 3, 4, 5, 1, 2])}
    assert list(plans) == [2, 3, 4, 5]
    assert [plans[each].is_copy for each in plans] == [True, False, False, False]
    assert [len(plans[each].highlights) for each in plans] == [1, 1, 0, 0]
    assert [len(plans[each].redactions) for each in plans] == [2, 2, 1, 0]
    assert [mark.quote for mark in plans[4].unplaced] == ["Anatoly Petrov", "Anatoly Petrov"]
    assert len(plans[5].unplaced) == 3


def test_all_of_it_is_one_change_that_can_be_undone(corpus: Corpus) -> None:
    before = everything(corpus)
    plans = plan_copies(corpus, 1, [2, 3])
    change = apply_to_copies(
        corpus, plans, status=Status.REVIEWED, highlights=True, redactions=True
    )
    assert change.label == "apply status, highlights, redactions to 2 copies"
    assert change.document_ids == {2, 3}
    assert marks(corpus, 2) == marks(corpus, 1)
    assert [mark[1] for mark in marks(corpus, 3)] == [
        "Anatoly\nPetrov", "Anatoly\nPetrov", "Petrov"
    ]  # fmt: skip
    assert [mark[2:] for mark in marks(corpus, 3)] == [mark[2:] for mark in marks(corpus, 1)]
    after = everything(corpus)
    undo(corpus)
    assert everything(corpus) == before
    redo(corpus)
    assert everything(corpus) == after
    with corpus.read() as connection:
        assert log.first_broken_line(connection) is None


def test_only_what_is_asked_for_is_applied(corpus: Corpus) -> None:
    plans = plan_copies(corpus, 1, [2])
    assert apply_to_copies(corpus, plans).is_empty
    apply_to_copies(corpus, plans, highlights=True)
    assert [mark[0] for mark in marks(corpus, 2)] == ["highlight"]
    apply_to_copies(corpus, plans, status=Status.SECOND_LOOK)
    assert [mark[0] for mark in marks(corpus, 2)] == ["highlight"]
    with corpus.read() as connection:
        assert history(connection)[0] == "apply status to 1 copy"


def test_what_stands_already_stays_and_is_given_what_it_lacks(corpus: Corpus) -> None:
    add_highlight(corpus, 2, *NAME, [2], note="mine")
    redact_passage(corpus, 2, *SECOND, [2, 3])
    (plan,) = plan_copies(corpus, 1, [2])
    assert (plan.standing_highlights, plan.standing_redactions) == (0, 0)
    apply_to_copies(corpus, [plan], highlights=True, redactions=True)
    assert marks(corpus, 2) == [
        ("highlight", "Anatoly Petrov", "mine", (1, 2)),
        ("redaction", "Anatoly Petrov", "protect", (1,)),
        ("redaction", "Petrov", "", (1, 2, 3)),
    ]
    (plan,) = plan_copies(corpus, 1, [2])
    assert (plan.standing_highlights, plan.standing_redactions) == (1, 2)
    assert apply_to_copies(corpus, [plan], highlights=True, redactions=True).is_empty


def test_a_document_that_is_withheld_withholds_its_copies(corpus: Corpus) -> None:
    redact_document(corpus, 1, [1], note="all of it")
    redact_document(corpus, 3, [2])
    plans = plan_copies(corpus, 1, [2, 3])
    apply_to_copies(corpus, plans, redactions=True)
    assert ("redaction", "", "all of it", (1,)) in marks(corpus, 2)
    assert ("redaction", "", "", (1, 2)) in marks(corpus, 3)


def test_a_reader_is_refused_politely(corpus: Corpus) -> None:
    with open_corpus(corpus.paths.folder, Access.READ) as reading:
        plans = plan_copies(reading, 1, [2])
        with pytest.raises(CorpusReadOnly, match="reading only"):
            apply_to_copies(reading, plans, redactions=True)


def test_when_one_copy_is_refused_none_is_changed(corpus: Corpus) -> None:
    before = everything(corpus)
    (plan,) = plan_copies(corpus, 1, [2])
    gone = Plan(99, True, plan.highlights, plan.redactions)
    with pytest.raises(ReviewError):
        apply_to_copies(corpus, [plan, gone], highlights=True)
    with pytest.raises(ReviewError):
        apply_to_copies(corpus, [plan, gone], status=Status.REVIEWED)
    assert everything(corpus) == before


def test_planning_can_be_stopped_and_needs_a_document(corpus: Corpus) -> None:
    with pytest.raises(Cancelled):
        plan_copies(corpus, 1, [2, 3], cancelled=lambda: True)
    with pytest.raises(ReviewError):
        plan_copies(corpus, 99, [2])


@contextmanager
def marked_pair(one: str, other: str, spans: list[tuple[int, int]]) -> Iterator[Corpus]:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(make_corpus(Path(folder) / "Pair", [one, other])) as corpus,
    ):
        create_tag(corpus, "Source")
        for number, (start, end) in enumerate(spans):
            if number % 2:
                redact_passage(corpus, 1, start, end, [1])
            else:
                add_highlight(corpus, 1, start, end, [TAG])
        yield corpus


@settings(max_examples=12, deadline=None)
@given(edited_pairs(), st.data())
def test_marks_never_stand_on_other_words_and_undo_restores_every_row(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    one, other = pair
    starts = data.draw(st.lists(st.integers(0, len(one) - 1), min_size=1, max_size=4))
    spans = [(start, data.draw(st.integers(start + 1, len(one)))) for start in starts]
    with marked_pair(one, other, spans) as corpus:
        before = everything(corpus)
        (plan,) = plan_copies(corpus, 1, [2])
        change = apply_to_copies(corpus, [plan], highlights=True, redactions=True)
        quotes = {plain(one[start:end]) for start, end in spans}
        assert {plain(mark[1]) for mark in marks(corpus, 2)} <= quotes
        placed = len(plan.highlights) + len(plan.redactions)
        assert placed + len(plan.unplaced) == len(marks(corpus, 1))
        assert [each for each in check(corpus, None).problems if "index" not in each] == []
        if not change.is_empty:
            undo(corpus)
        assert everything(corpus) == before
