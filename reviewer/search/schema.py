"""What is indexed of a document, as Whoosh describes it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, TEXT, Schema
from whoosh.formats import Positions

from reviewer.model import SearchableDocument
from reviewer.search.analysis import WordTokenizer
from reviewer.search.languages import language_of

FORMAT_VERSION = 4  # an index of another version is rebuilt

# How much a hit in a field counts.
FIELD_BOOSTS: Mapping[str, float] = {
    "title": 3.0,
    "body": 1.0,
    "from": 1.0,
    "to": 1.0,
    "author": 1.0,
    "origin": 1.0,
    "classification": 1.0,
    "meta": 0.5,
    "language": 1.0,
}
TEXT_FIELDS = tuple(FIELD_BOOSTS)
# `secret` is asked for as a word far more often than as a marking: that needs its field's name.
UNFIELDED = tuple(field for field in TEXT_FIELDS if field not in ("classification", "language"))

_LANGUAGE_CP = 1_000  # of the text tell its language as well as all of it, and sooner


class PackedPositions(Positions):  # type: ignore[misc]
    """Word positions as flat integers, where Whoosh has a pickle per posting."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        """Return positions as Whoosh hands them from one matcher to another."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Return the positions that were encoded."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """Return how many positions were encoded."""
        return len(array("I", valuestring))


def make_schema() -> Schema:
    """Return the schema: words with positions per text field, id and date as columns."""
    fields: dict[str, Any] = {field: _words() for field in TEXT_FIELDS}
    fields["id"] = COLUMN(NumericColumn("q"))
    fields["date"] = COLUMN(NumericColumn("i"))
    return Schema(**fields)


def index_fields(document: SearchableDocument) -> dict[str, str]:
    """Return the texts of a document by the fields that take them."""
    texts = {
        "title": document.title,
        "body": document.body,
        "from": document.sender,
        "to": document.recipients,
        "author": document.author,
        "origin": document.origin,
        "classification": document.classification,
        "meta": document.metadata,
        "language": language_of(document.body[:_LANGUAGE_CP]),
    }
    return {field: text for field, text in texts.items() if text}


def _words() -> TEXT:
    field = TEXT(analyzer=WordTokenizer(), phrase=True, multitoken_query="phrase")
    field.format = PackedPositions()
    return field
