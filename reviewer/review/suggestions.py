"""Entities that a source names by itself: she accepts each as a mention, or rejects it.

A suggestion is open as long as no mention stands on its passage and she has not rejected it, in a
document for which no other reading stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, literal_column, select

from reviewer.corpus import annotations
from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import DocumentRecord, MentionRecord, RegionRecord, RejectedSuggestion
from reviewer.errors import ReviewError
from reviewer.model import EntityType, RegionKind, Span
from reviewer.review.bulk import Place, mention_all, mention_new_in_all
from reviewer.review.changes import Change, changing
from reviewer.review.passages import shortened

# What readers note of a name, and the type of entity that it is. A date is none of these.
_TYPES: Mapping[str, str] = {
    "person": "Person",
    "organisation": "Organisation",
    "place": "Place",
}


@dataclass(frozen=True, slots=True)
class Suggested:
    """A name as a source marks it; `type_name` is such as “Person”."""

    name: str
    type_name: str

    @property
    def note(self) -> str:
        """The name as regions carry it."""
        kind = next(kind for kind, name in _TYPES.items() if name == self.type_name)
        return f"{kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An open suggestion in a document."""

    span: Span
    suggested: Suggested


def suggestions_in(connection: Connection, document_id: int) -> list[Suggestion]:
    """Return the open suggestions of a document, in the order of its text."""
    query = select(RegionRecord.start_cp, RegionRecord.end_cp, RegionRecord.note).distinct()
    query = query.where(RegionRecord.document_id == document_id, *_open())
    rows = connection.execute(query.order_by(RegionRecord.start_cp, RegionRecord.end_cp))
    return [
        Suggestion(Span(row.start_cp, row.end_cp), named)
        for row in rows
        if (named := _suggested(row.note)) is not None
    ]


def places_of(
    connection: Connection, suggested: Suggested, document_id: int | None = None
) -> list[Place]:
    """Return where a name is suggested and open: in one document, or in the whole corpus."""
    columns = (RegionRecord.document_id, RegionRecord.start_cp, RegionRecord.end_cp)
    query = select(*columns).distinct().where(RegionRecord.note == suggested.note, *_open())
    if document_id is not None:
        query = query.where(RegionRecord.document_id == document_id)
    rows = connection.execute(query.order_by(*columns))
    return [(row.document_id, Span(row.start_cp, row.end_cp)) for row in rows]


def extent_of(connection: Connection, suggested: Suggested) -> tuple[int, int]:
    """Return at how many places of how many documents a name is suggested and open."""
    query = select(func.count(), func.count(RegionRecord.document_id.distinct()))
    places, documents = connection.execute(
        query.where(RegionRecord.note == suggested.note, *_open())
    ).one()
    return places, documents


def accept(corpus: Corpus, suggested: Suggested, places: Iterable[Place]) -> Change:
    """Mark passages as mentions of the entity with this name or alias, else of a new one.

    Only an entity of the suggested type counts. Raises ReviewError when there is no such type.
    """
    with corpus.read() as connection:
        kind = _type_named(annotations.entity_types(connection), suggested.type_name)
        wanted = suggested.name.casefold()
        known = next(
            (
                entity.id
                for entity in annotations.entities(connection)
                if entity.type_id == kind.id
                and wanted in {name.casefold() for name in (entity.name, *entity.aliases)}
            ),
            None,
        )
    if known is not None:
        return mention_all(corpus, places, known)
    return mention_new_in_all(corpus, places, suggested.name, kind.id)


def accept_everywhere(corpus: Corpus, suggested: Suggested) -> Change:
    """Accept a name in every document of the corpus, as one change."""
    with corpus.read() as connection:
        places = places_of(connection, suggested)
    return accept(corpus, suggested, places)


def reject(corpus: Corpus, suggested: Suggested, places: Iterable[Place]) -> Change:
    """Suggest a name no more in these passages."""
    wanted = list(places)
    name = shortened(suggested.name)
    told = f"“{name}”" if len(wanted) == 1 else f"“{name}” in {len(wanted):,} passages"
    with changing(corpus, f"reject suggestion {told}") as draft:
        rows = [
            {"document_id": document_id, "start_cp": span.start_cp, "end_cp": span.end_cp}
            for document_id, span in wanted
        ]
        draft.insert_all(RejectedSuggestion, rows)
    return draft.change


def reject_everywhere(corpus: Corpus, suggested: Suggested) -> Change:
    """Reject a name in every document of the corpus, as one change."""
    with corpus.read() as connection:
        places = places_of(connection, suggested)
    return reject(corpus, suggested, places)


def _open() -> tuple[ColumnElement[bool], ...]:
    return (
        # Literally, as the index of suggestions has it, or SQLite might not take that.
        RegionRecord.kind == literal_column(f"'{RegionKind.SUGGESTED.value}'"),
        RegionRecord.document_id.not_in(
            select(DocumentRecord.id).where(DocumentRecord.replaced_by.is_not(None))
        ),
        ~_stands(MentionRecord),
        ~_stands(RejectedSuggestion),
    )


def _stands(record: type[MentionRecord] | type[RejectedSuggestion]) -> ColumnElement[bool]:
    return exists().where(
        record.document_id == RegionRecord.document_id,
        record.start_cp == RegionRecord.start_cp,
        record.end_cp == RegionRecord.end_cp,
    )


def _suggested(note: str) -> Suggested | None:
    kind, _, name = note.partition(":")
    return Suggested(name, _TYPES[kind]) if kind in _TYPES and name else None


def _type_named(types: Iterable[EntityType], name: str) -> EntityType:
    for each in types:
        if each.name.casefold() == name.casefold():
            return each
    raise ReviewError(
        f"There is no entity type “{name}” in this corpus, so nothing was accepted. Make one "
        "first: Mark > Entity types."
    )
