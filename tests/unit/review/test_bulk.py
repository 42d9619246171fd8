"""Marking many passages at once leaves what marking them one by one leaves, as one change."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from reviewer.corpus import annotations
from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import ChangeRecord, LogLine
from reviewer.errors import ReviewError
from reviewer.model import Span
from reviewer.review import log
from reviewer.review.bulk import (
    Place,
    highlight_all,
    highlighted_already,
    mention_all,
    mention_new_in_all,
    mentioned_already,
    redact_all,
    redacted_already,
)
from reviewer.review.changes import history, redo, undo
from reviewer.review.entities import add_mention, create_entity
from reviewer.review.highlights import add_highlight, set_highlight_span
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.review.tags import create_tag
from tests.corpora import make_corpus

TEXTS = ["Ana 😀 met Bo in Karsk.", "é Ana e\u0301 and Bo 😀😀 again", "Nobody is here at all."]
PERSON = 1
REASONS = (1, 2)

places = st.tuples(
    st.integers(1, 3),
    st.tuples(st.integers(0, 15), st.integers(1, 6)).map(lambda p: Span(p[0], p[0] + p[1])),
)
some_places = st.lists(places, max_size=12)


@contextmanager
def two_corpora() -> Iterator[tuple[Corpus, Corpus]]:
    """Give two corpora that are the same, with two tags, two entities and a few marks in each."""
    with tempfile.TemporaryDirectory() as folder:
        one = make_corpus(Path(folder) / "one", TEXTS)
        other = make_corpus(Path(folder) / "other", TEXTS)
        with one, other:
            for corpus in (one, other):
                create_tag(corpus, "Igla")
                create_tag(corpus, "Source")
                create_entity(corpus, "Ana", PERSON)
                create_entity(corpus, "Bo", PERSON)
            yield one, other


def marks(corpus: Corpus) -> list[tuple[Any, ...]]:
    """Return what is marked, without ids and times, which need not be the same."""
    with corpus.read() as connection:
        found: list[tuple[Any, ...]] = [
            ("highlight", h.document_id, h.span, h.quote, h.note, h.tag_ids)
            for h in annotations.highlights(connection)
        ]
        found += [
            ("mention", m.document_id, m.span, m.quote, m.entity_id)
            for m in annotations.mentions(connection)
        ]
        found += [
            ("redaction", r.document_id, r.span, r.quote, r.note, r.reason_ids)
            for r in annotations.redactions(connection)
        ]
    return sorted(found, key=repr)


def changes(corpus: Corpus) -> int:
    with corpus.read() as connection:
        return connection.scalar(select(func.count()).select_from(ChangeRecord)) or 0


def whole_story_holds(corpus: Corpus) -> bool:
    with corpus.read() as connection:
        return log.first_broken_line(connection) is None


@settings(max_examples=25, deadline=None)
@given(some_places, some_places, st.lists(st.sampled_from([1, 2]), max_size=2))
def test_highlights_are_those_of_the_single_verb(
    before: list[Place], wanted: list[Place], tag_ids: list[int]
) -> None:
    with two_corpora() as (one, other):
        for corpus in (one, other):
            for document_id, span in before:
                add_highlight(corpus, document_id, span.start_cp, span.end_cp, [1], note="kept")
        at_first, count = marks(one), changes(one)
        for document_id, span in wanted:
            add_highlight(other, document_id, span.start_cp, span.end_cp, tag_ids)
        change = highlight_all(one, wanted, tag_ids)
        assert marks(one) == marks(other)
        assert changes(one) == count + (not change.is_empty)
        assert highlighted_already(one, wanted, tag_ids) == len(set(wanted))
        assert highlight_all(one, wanted, tag_ids).is_empty
        if not change.is_empty:
            undo(one)
            assert marks(one) == at_first
            redo(one)
        assert marks(one) == marks(other)
        assert whole_story_holds(one)


@settings(max_examples=20, deadline=None)
@given(some_places, some_places)
def test_mentions_are_those_of_the_single_verb(before: list[Place], wanted: list[Place]) -> None:
    with two_corpora() as (one, other):
        for corpus in (one, other):
            for number, (document_id, span) in enumerate(before):
                add_mention(corpus, document_id, span.start_cp, span.end_cp, 1 + number % 2)
        at_first = marks(one)
        already = mentioned_already(one, wanted, 1)
        for document_id, span in wanted:
            add_mention(other, document_id, span.start_cp, span.end_cp, 1)
        change = mention_all(one, wanted, 1)
        assert marks(one) == marks(other)
        assert len(change.operations) == len(set(wanted)) - already
        if not change.is_empty:
            undo(one)
        assert marks(one) == at_first


@settings(max_examples=20, deadline=None)
@given(some_places, some_places, st.sampled_from(["", " why "]))
def test_redactions_are_those_of_the_single_verb(
    before: list[Place], wanted: list[Place], note: str
) -> None:
    with two_corpora() as (one, other):
        for corpus in (one, other):
            redact_document(corpus, 3, [1])
            for document_id, span in before:
                redact_passage(corpus, document_id, span.start_cp, span.end_cp, [1], note="first")
        at_first = marks(one)
        for document_id, span in wanted:
            redact_passage(other, document_id, span.start_cp, span.end_cp, REASONS, note=note)
        change = redact_all(one, wanted, REASONS, note)
        assert marks(one) == marks(other)
        assert redacted_already(one, wanted, REASONS) == len(set(wanted))
        if not change.is_empty:
            undo(one)
        assert marks(one) == at_first


def test_a_new_tag_and_its_passages_are_one_step(corpus: Corpus) -> None:
    change = highlight_all(corpus, [(1, Span(0, 3)), (2, Span(0, 5))], [], new_tag="Consul")
    assert change.label == "highlight 2 passages “Consul”"
    assert change.document_ids == {1, 2}
    undo(corpus)
    with corpus.read() as connection:
        assert annotations.highlights(connection) == []
        assert annotations.tags(connection) == []
        assert history(connection)[0] is None


def test_a_new_entity_and_its_mentions_are_one_step(corpus: Corpus) -> None:
    change = mention_new_in_all(corpus, [(1, Span(0, 3)), (2, Span(0, 5))], "Mwangi", PERSON)
    assert change.label == "mention of new entity “Mwangi” in 2 passages"
    undo(corpus)
    with corpus.read() as connection:
        assert annotations.entities(connection) == []
        assert annotations.mentions(connection) == []


def test_what_is_marked_already_is_counted_and_left(corpus: Corpus) -> None:
    tag_id = create_tag(corpus, "Igla").new_id
    assert tag_id is not None
    add_highlight(corpus, 1, 0, 3, [tag_id])
    add_highlight(corpus, 1, 4, 11)
    wanted = [(1, Span(0, 3)), (1, Span(4, 11)), (2, Span(0, 5))]
    assert highlighted_already(corpus, wanted, [tag_id]) == 1
    assert highlight_all(corpus, wanted, [tag_id]).label == "highlight 2 passages “Igla”"
    with corpus.read() as connection:
        assert [mark.tag_ids for mark in annotations.highlights(connection)] == [(tag_id,)] * 3


def test_where_two_highlights_stand_the_first_is_tagged(corpus: Corpus) -> None:
    create_tag(corpus, "Igla")
    first, second = (add_highlight(corpus, 1, at, at + 3).new_id for at in (0, 4))
    assert first is not None
    assert second is not None
    set_highlight_span(corpus, second, 0, 3)
    highlight_all(corpus, [(1, Span(0, 3))], [1])
    with corpus.read() as connection:
        tagged = {mark.id: mark.tag_ids for mark in annotations.highlights(connection)}
    assert tagged == {first: (1,), second: ()}


@pytest.mark.parametrize(
    "verb",
    [
        lambda corpus: highlight_all(corpus, [(1, Span(0, 3)), (1, Span(0, 9_999))], []),
        lambda corpus: highlight_all(corpus, [(1, Span(0, 3)), (99, Span(0, 1))], []),
        lambda corpus: highlight_all(corpus, [(1, Span(0, 3)), (2, Span(0, 1))], [99]),
        lambda corpus: mention_all(corpus, [(1, Span(0, 3))], 99),
        lambda corpus: mention_new_in_all(corpus, [(1, Span(0, 3))], " ", PERSON),
        lambda corpus: redact_all(corpus, [(1, Span(0, 3))], []),
        lambda corpus: redact_all(corpus, [(1, Span(0, 3)), (2, Span(0, 1))], [999]),
    ],
)
def test_when_one_passage_is_refused_none_is_marked(
    corpus: Corpus, verb: Callable[[Corpus], Any]
) -> None:
    with pytest.raises(ReviewError, match=r"^[A-Z“].*\.$"):
        verb(corpus)
    assert marks(corpus) == []
    assert changes(corpus) == 0


def test_quotes_are_not_in_the_log(corpus: Corpus) -> None:
    redact_all(corpus, [(2, Span(6, 14))], [1], "protect")
    with corpus.read() as connection:
        lines = connection.execute(select(LogLine.after)).all()
    assert not any("Mwangi" in line.after for line in lines)


def test_ten_thousand_passages_are_marked_within_five_seconds(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Many", ["missile " * 100] * 100) as corpus:
        wanted = [(number + 1, Span(8 * w, 8 * w + 7)) for number in range(100) for w in range(100)]
        begun = time.perf_counter()
        highlight_all(corpus, wanted, [], new_tag="Weapon")
        assert time.perf_counter() - begun < 5
        assert highlighted_already(corpus, wanted, [1]) == 10_000
