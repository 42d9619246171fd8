"""Names that a TEI edition marks are suggested until they are accepted or rejected."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.corpus import annotations
from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.errors import ReviewError
from reviewer.review import changes
from reviewer.review.check import check
from reviewer.review.entities import (
    create_entity,
    delete_entity_type,
    edit_entity,
    remove_mentions,
)
from reviewer.review.suggestions import (
    Suggested,
    accept,
    accept_everywhere,
    extent_of,
    places_of,
    reject,
    reject_everywhere,
    suggestions_in,
)
from tests.editions import make_edition

PERSON, ORGANISATION, PLACE = 1, 2, 3
AMBO = Suggested("Ilse Ambo", "Person")
VELMARA = Suggested("Velmara", "Place")


@pytest.fixture
def edition(tmp_path: Path) -> Iterator[Corpus]:
    """Give a corpus of an edition of two documents."""
    with make_edition(tmp_path / "Edition") as corpus:
        yield corpus


def open_names(corpus: Corpus, document_id: int) -> list[str]:
    with corpus.read() as connection:
        return [each.suggested.name for each in suggestions_in(connection, document_id)]


def places(corpus: Corpus, suggested: Suggested, document_id: int | None = None) -> list[object]:
    with corpus.read() as connection:
        return list(places_of(connection, suggested, document_id))


def quotes(corpus: Corpus, document_id: int) -> list[tuple[str, str]]:
    """Return what the mentions of a document quote, and whom each names."""
    with corpus.read() as connection:
        names = {each.id: each.name for each in annotations.entities(connection)}
        mentions = annotations.marks_of(connection, document_id).mentions
    return [(each.quote, names[each.entity_id]) for each in mentions]


def accept_in(corpus: Corpus, suggested: Suggested, document_id: int) -> changes.Change:
    with corpus.read() as connection:
        wanted = places_of(connection, suggested, document_id)
    return accept(corpus, suggested, wanted)


def test_names_are_suggested_in_their_order_and_dates_are_not(edition: Corpus) -> None:
    assert open_names(edition, 1) == [
        "Ilse Ambo", "Harbour Office", "Ilse Ambo", "Velmara", "T. Ott",
    ]  # fmt: skip
    assert open_names(edition, 2) == ["Ilse Ambo", "Velmara"]


def test_a_name_accepted_in_a_document_becomes_mentions_of_a_new_entity(edition: Corpus) -> None:
    change = accept_in(edition, AMBO, 1)
    assert change.label == "mention of new entity “Ilse Ambo” in 2 passages"
    assert quotes(edition, 1) == [("Ilse Ambo", "Ilse Ambo")] * 2
    assert open_names(edition, 1) == ["Harbour Office", "Velmara", "T. Ott"]
    assert "Ilse Ambo" in open_names(edition, 2)
    assert not [each for each in check(edition, None).problems if "Mention" in each]


def test_accepting_everywhere_takes_the_entity_that_has_the_name_as_an_alias(
    edition: Corpus,
) -> None:
    known = create_entity(edition, "Consul Ambo", PERSON, ["ilse ambo"]).new_id
    create_entity(edition, "Ilse Ambo", PLACE)  # of another type: somebody else
    assert known is not None
    with edition.read() as connection:
        assert extent_of(connection, AMBO) == (3, 2)
    accept_everywhere(edition, AMBO)
    assert quotes(edition, 2) == [("Ilse Ambo", "Consul Ambo")]
    assert places(edition, AMBO) == []
    changes.undo(edition)
    assert len(places(edition, AMBO)) == 3
    assert quotes(edition, 1) == []
    changes.redo(edition)
    assert places(edition, AMBO) == []


def test_a_rejected_name_is_remembered_and_can_be_suggested_again(edition: Corpus) -> None:
    with edition.read() as connection:
        wanted = places_of(connection, VELMARA, 1)
    change = reject(edition, VELMARA, wanted)
    assert change.document_ids == {1}
    assert "Velmara" not in open_names(edition, 1)
    with open_corpus(edition.paths.folder, Access.READ) as other:
        assert "Velmara" not in open_names(other, 1)
    assert reject_everywhere(edition, VELMARA).label == "reject suggestion “Velmara”"
    assert places(edition, VELMARA) == []
    changes.undo(edition)
    changes.undo(edition)
    assert "Velmara" in open_names(edition, 1)


def test_a_mention_that_is_removed_is_suggested_again(edition: Corpus) -> None:
    change = accept_in(edition, VELMARA, 2)
    remove_mentions(
        edition, [each.key["id"] for each in change.operations if each.table == "mention"]
    )
    assert "Velmara" in open_names(edition, 2)


def test_what_is_accepted_twice_is_mentioned_once(edition: Corpus) -> None:
    with edition.read() as connection:
        wanted = places_of(connection, VELMARA)
    accept(edition, VELMARA, wanted)
    assert accept(edition, VELMARA, wanted).is_empty
    assert accept_everywhere(edition, VELMARA).is_empty


def test_an_entity_that_was_renamed_still_needs_an_alias(edition: Corpus) -> None:
    change = accept_in(edition, VELMARA, 1)
    entity_id = change.new_id
    assert entity_id is not None
    edit_entity(edition, entity_id, name="Port of Velmara", aliases=["Velmara"])
    accept_in(edition, VELMARA, 2)
    assert quotes(edition, 2) == [("Velmara", "Port of Velmara")]


def test_without_the_type_nothing_is_accepted_and_she_is_told_what_to_do(edition: Corpus) -> None:
    delete_entity_type(edition, PLACE)
    with pytest.raises(ReviewError, match="Entity types"):
        accept_everywhere(edition, VELMARA)
    assert len(places(edition, VELMARA)) == 2
