"""What each verb does, that doing it twice changes nothing, and how its label reads."""

from collections.abc import Callable
from typing import Any

import pytest

from reviewer.corpus import annotations, columns, documents
from reviewer.corpus.database import Corpus
from reviewer.errors import NothingToUndo, ReviewError
from reviewer.model import Entity, Highlight, Redaction, Span, Status, Tag
from reviewer.review import bulk, entities, highlights, redactions, tags
from reviewer.review import documents as reviewing
from reviewer.review.changes import Change, history, redo, undo


def _new(change: Change) -> int:
    assert change.new_id is not None
    return change.new_id


def _highlights(corpus: Corpus) -> list[Highlight]:
    with corpus.read() as connection:
        return annotations.highlights(connection)


def _tags(corpus: Corpus) -> dict[str, Tag]:
    with corpus.read() as connection:
        return {tag.name: tag for tag in annotations.tags(connection)}


def _entities(corpus: Corpus) -> dict[str, Entity]:
    with corpus.read() as connection:
        return {entity.name: entity for entity in annotations.entities(connection)}


def _redactions(corpus: Corpus) -> list[Redaction]:
    with corpus.read() as connection:
        return annotations.redactions(connection)


def test_a_highlight_quotes_its_passage_in_code_points(corpus: Corpus) -> None:
    change = highlights.add_highlight(corpus, 2, 6, 14, note=" who? ")
    (mark,) = _highlights(corpus)
    assert (mark.quote, mark.note, mark.tag_ids) == ("😀 Mwangi", "who?", ())
    assert change.document_ids == {2}
    assert change.tables == {"highlight"}
    assert change.label == "highlight passage"


def test_a_passage_tagged_twice_is_one_highlight_with_two_tags(corpus: Corpus) -> None:
    first = _new(tags.create_tag(corpus, "Consul"))
    highlights.add_highlight(corpus, 2, 0, 5, [first])
    change = highlights.add_highlight(corpus, 2, 0, 5, [first], new_tag="Source")
    (mark,) = _highlights(corpus)
    assert mark.tag_ids == (first, _tags(corpus)["Source"].id)
    assert change.label == "highlight “Source”"
    assert highlights.add_highlight(corpus, 2, 0, 5, [first]).is_empty


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 2), (0, 1000)])
def test_a_passage_outside_the_text_is_refused(corpus: Corpus, start: int, end: int) -> None:
    with pytest.raises(ReviewError, match="Select some text first"):
        highlights.add_highlight(corpus, 1, start, end)
    with pytest.raises(ReviewError, match="Select some text first"):
        redactions.redact_passage(corpus, 1, start, end, [1])
    assert _highlights(corpus) == []


def test_edges_move_and_the_quote_follows(corpus: Corpus) -> None:
    mark = _new(highlights.add_highlight(corpus, 1, 0, 3))
    highlights.set_highlight_span(corpus, mark, 4, 11)
    assert [m.quote for m in _highlights(corpus)] == ["embassy"]
    undo(corpus)
    assert [m.quote for m in _highlights(corpus)] == ["The"]


@pytest.mark.parametrize(
    "verb",
    [
        lambda corpus: highlights.set_highlight_span(corpus, 99, 0, 1),
        lambda corpus: highlights.set_highlight_note(corpus, 99, "x"),
        lambda corpus: highlights.add_highlight(corpus, 1, 0, 1, [99]),
        lambda corpus: highlights.add_highlight(corpus, 99, 0, 1),
        lambda corpus: highlights.remove_highlights(corpus, [99]),
        lambda corpus: tags.edit_tag(corpus, 99, name="x"),
        lambda corpus: tags.create_tag(corpus, "x", parent_id=99),
        lambda corpus: tags.merge_tags(corpus, [98], 99),
        lambda corpus: tags.delete_tag(corpus, 99, tags.Fate.KEEP),
        lambda corpus: entities.add_mention(corpus, 1, 0, 1, 99),
        lambda corpus: entities.create_entity(corpus, "x", 99),
        lambda corpus: entities.delete_entity(corpus, 99),
        lambda corpus: redactions.redact_passage(corpus, 1, 0, 1, [99]),
        lambda corpus: redactions.redact_passage(corpus, 1, 0, 1, []),
        lambda corpus: redactions.redact_document(corpus, 99, [1]),
        lambda corpus: redactions.remove_redactions(corpus, [99]),
        lambda corpus: reviewing.set_status(corpus, [1, 99], Status.REVIEWED),
        lambda corpus: tags.create_tag(corpus, " "),
        lambda corpus: tags.create_tag(corpus, "a > b"),
        lambda corpus: tags.create_tag(corpus, "x", colour="red"),
        lambda corpus: tags.create_tag(corpus, "x", shortcut=10),
        lambda corpus: entities.create_entity(corpus, "", 1),
        lambda corpus: redactions.create_reason(corpus, "(B)(1)", "", ""),
    ],
)
def test_a_refusal_is_a_sentence_and_changes_nothing(
    corpus: Corpus, verb: Callable[[Corpus], Any]
) -> None:
    with pytest.raises(ReviewError, match=r"^[A-Z“].*\.$"):
        verb(corpus)
    with corpus.read() as connection:
        assert history(connection) == (None, None)
        assert [*columns.documents_by(connection, "status")] == [Status.UNREVIEWED]


def test_a_tag_made_while_marking_takes_the_lowest_free_key_and_undo_gives_it_back(
    corpus: Corpus,
) -> None:
    tags.create_tag(corpus, "Arms", shortcut=1)
    tags.create_tag(corpus, "Ports", shortcut=3)
    tags.create_tag(corpus, "Plain")
    highlights.add_highlight(corpus, 2, 0, 5, new_tag="Source")
    assert _tags(corpus)["Source"].shortcut == 2
    bulk.highlight_all(corpus, [(1, Span(0, 3))], [], new_tag="Consul")
    assert _tags(corpus)["Consul"].shortcut == 4
    undo(corpus)
    undo(corpus)
    highlights.add_highlight(corpus, 2, 0, 5, new_tag="Ships")
    assert _tags(corpus)["Ships"].shortcut == 2
    assert _tags(corpus)["Plain"].shortcut is None


def test_a_tag_gets_no_key_when_all_are_taken(corpus: Corpus) -> None:
    for key in range(1, 10):
        tags.create_tag(corpus, f"Tag {key}", shortcut=key)
    highlights.add_highlight(corpus, 2, 0, 5, new_tag="Source")
    assert _tags(corpus)["Source"].shortcut is None


def test_a_shortcut_is_handed_over_and_comes_back(corpus: Corpus) -> None:
    tags.create_tag(corpus, "Old", shortcut=1)
    new = _new(tags.create_tag(corpus, "New"))
    tags.edit_tag(corpus, new, shortcut=1)
    assert (_tags(corpus)["Old"].shortcut, _tags(corpus)["New"].shortcut) == (None, 1)
    assert tags.edit_tag(corpus, new, shortcut=1).is_empty
    undo(corpus)
    assert (_tags(corpus)["Old"].shortcut, _tags(corpus)["New"].shortcut) == (1, None)


def test_a_tag_cannot_stand_below_itself(corpus: Corpus) -> None:
    top = _new(tags.create_tag(corpus, "Arms"))
    middle = _new(tags.create_tag(corpus, "Missiles", parent_id=top))
    low = _new(tags.create_tag(corpus, "Igla", parent_id=middle))
    for parent in (top, middle, low):
        with pytest.raises(ReviewError, match="below itself"):
            tags.edit_tag(corpus, top, parent_id=parent)
        with pytest.raises(ReviewError, match="below itself"):
            tags.move_tag(corpus, top, parent, 0)


def test_moving_a_tag_orders_its_siblings(corpus: Corpus) -> None:
    for name in ("a", "b", "c"):
        tags.create_tag(corpus, name)
    change = tags.move_tag(corpus, _tags(corpus)["c"].id, None, 0)
    assert list(_tags(corpus)) == ["c", "a", "b"]
    assert change.label == "move tag “c”"


def test_merging_into_a_grandchild_keeps_every_highlight_and_child(corpus: Corpus) -> None:
    top = _new(tags.create_tag(corpus, "Arms"))
    middle = _new(tags.create_tag(corpus, "Missiles", parent_id=top))
    low = _new(tags.create_tag(corpus, "Igla", parent_id=middle))
    both = _new(highlights.add_highlight(corpus, 1, 0, 3, [top, low]))
    one = _new(highlights.add_highlight(corpus, 1, 4, 11, [top]))
    change = tags.merge_tags(corpus, [top], low)
    assert {mark.id: mark.tag_ids for mark in _highlights(corpus)} == {both: (low,), one: (low,)}
    left = _tags(corpus)
    assert (left["Igla"].parent_id, left["Missiles"].parent_id) == (None, low)
    assert change.label == "merge of tags Arms and Igla"


@pytest.mark.parametrize(
    ("fate", "left"), [(tags.Fate.KEEP, ["The", "embassy"]), (tags.Fate.REMOVE, ["The"])]
)
def test_deleting_a_tag_does_with_its_highlights_as_asked(
    corpus: Corpus, fate: tags.Fate, left: list[str]
) -> None:
    gone = _new(tags.create_tag(corpus, "Gone"))
    child = _new(tags.create_tag(corpus, "Child", parent_id=gone))
    highlights.add_highlight(corpus, 1, 0, 3, [gone, child])
    highlights.add_highlight(corpus, 1, 4, 11, [gone])
    assert tags.delete_tag(corpus, gone, fate).label == "delete tag “Gone”"
    assert [mark.quote for mark in _highlights(corpus)] == left
    assert _tags(corpus)["Child"].parent_id is None
    undo(corpus)
    assert [mark.quote for mark in _highlights(corpus)] == ["The", "embassy"]


def test_merged_entities_share_mentions_names_and_notes(corpus: Corpus) -> None:
    ana = _new(entities.create_entity(corpus, "Ana", 1, ["A."]))
    anna = _new(entities.create_entity(corpus, "Anna", 1, ["Anka"]))
    entities.edit_entity(corpus, anna, note="seen in Arden")
    entities.add_mention(corpus, 1, 0, 3, ana)
    entities.add_mention(corpus, 1, 0, 3, anna)
    entities.add_mention(corpus, 2, 0, 5, anna)
    change = entities.merge_entities(corpus, [anna], ana)
    (left,) = _entities(corpus).values()
    assert (left.name, left.aliases) == ("Ana", ("A.", "Anna", "Anka"))
    assert left.note == "seen in Arden"
    assert change.label == "merge of entities Anna and Ana"
    with corpus.read() as connection:
        marks = annotations.mentions_of_entity(connection, ana)
    assert [(mark.document_id, mark.quote) for mark in marks] == [(1, "The"), (2, "Ruđer")]


def test_an_entity_is_split_by_its_mentions(corpus: Corpus) -> None:
    ana = _new(entities.mention_new_entity(corpus, 1, 0, 3, "Ana", 1))
    mention = _new(entities.add_mention(corpus, 2, 0, 5, ana))
    change = entities.split_entity(corpus, ana, [mention], "Ruđer", 1)
    assert change.label == "split of “Ruđer” from “Ana”"
    with corpus.read() as connection:
        assert annotations.mention_counts(connection) == {ana: (1, 1), _new(change): (1, 1)}
    with pytest.raises(ReviewError, match="Choose the mentions"):
        entities.split_entity(corpus, ana, [mention], "Other", 1)


def test_an_entity_type_or_reason_in_use_is_not_deleted(corpus: Corpus) -> None:
    entities.create_entity(corpus, "Ana", 1)
    redactions.redact_document(corpus, 1, [1])
    with pytest.raises(ReviewError, match="not deleted"):
        entities.delete_entity_type(corpus, 1)
    with pytest.raises(ReviewError, match="not deleted"):
        redactions.delete_reason(corpus, 1)


def test_a_document_is_withheld_once_with_all_reasons(corpus: Corpus) -> None:
    redactions.redact_document(corpus, 1, [1])
    redactions.redact_document(corpus, 1, [2], note="twice")
    (mark,) = _redactions(corpus)
    assert (mark.span, mark.quote, mark.reason_ids, mark.note) == (None, "", (1, 2), "twice")
    assert redactions.redact_document(corpus, 1, [2, 1]).is_empty


def test_a_redaction_is_edited_and_removed(corpus: Corpus) -> None:
    mark = _new(redactions.redact_passage(corpus, 1, 0, 3, [1, 2]))
    redactions.edit_redaction(corpus, mark, reason_ids=[3], note="n")
    assert [(m.reason_ids, m.note) for m in _redactions(corpus)] == [((3,), "n")]
    assert redactions.edit_redaction(corpus, mark, reason_ids=[3], note="n").is_empty
    redactions.remove_redactions(corpus, [mark])
    assert _redactions(corpus) == []


def test_many_documents_are_one_change(corpus: Corpus) -> None:
    change = reviewing.set_status(corpus, [1, 2, 3], Status.REVIEWED)
    assert change.label == "mark 3 documents “Reviewed”"
    undo(corpus)
    with corpus.read() as connection:
        assert documents.reviewed_count(connection) == 0
        assert history(connection) == (None, "mark 3 documents “Reviewed”")


def test_there_is_an_end_to_undo_and_redo(corpus: Corpus) -> None:
    with pytest.raises(NothingToUndo):
        undo(corpus)
    with pytest.raises(NothingToUndo):
        redo(corpus)


def test_a_new_change_ends_redo(corpus: Corpus) -> None:
    tags.create_tag(corpus, "a")
    undo(corpus)
    later = _new(tags.create_tag(corpus, "b"))
    assert later > 1, "the id of the tag that was undone must not come back"
    with pytest.raises(NothingToUndo):
        redo(corpus)
