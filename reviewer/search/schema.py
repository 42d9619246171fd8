"""What is indexed of a document, and how it is laid out on disk."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whoosh.columns import NumericColumn, RefBytesColumn
from whoosh.fields import COLUMN, TEXT, Schema
from whoosh.formats import Positions

from reviewer.model import SearchableDocument
from reviewer.search.analysis import WordTokenizer, folded_words

FORMAT_VERSION = 1  # an index of another version is rebuilt

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
}
TEXT_FIELDS = tuple(FIELD_BOOSTS)
# `secret` is asked for as a word far more often than as a marking: that needs its field's name.
UNFIELDED = tuple(field for field in TEXT_FIELDS if field != "classification")

_POSITION_BYTES = array("I").itemsize
_ISO_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


class PackedPositions(Positions):  # type: ignore[misc]
    """Word positions as flat integers: smaller and faster than Whoosh's pickle per posting."""

    def word_values(
        self, value: str, analyzer: object, **kwargs: Any
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """Yield each distinct word with how often and where it stands."""
        places: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for position, word in enumerate(folded_words(value)):
            places[word].append(position)
        for word, positions in places.items():
            count = len(positions)
            yield word, count, float(count), positions.tobytes()

    def encode(self, poslist: Iterable[int]) -> bytes:
        """Return positions as they are stored."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Return the positions that were stored."""
        return unpack_positions(valuestring)

    def decode_frequency(self, valuestring: bytes) -> int:
        """Return how many positions were stored."""
        return frequency(valuestring)


def unpack_positions(packed: bytes) -> list[int]:
    """Return the word positions of a posting."""
    return array("I", packed).tolist()


def frequency(packed: bytes) -> int:
    """Return how often a word stands in a document, from its posting."""
    return len(packed) // _POSITION_BYTES


def make_schema() -> Schema:
    """Return the schema: words with positions per text field, id and date as columns."""
    fields: dict[str, Any] = {field: _words() for field in TEXT_FIELDS}
    fields["id"] = COLUMN(NumericColumn("q"))
    fields["date"] = COLUMN(RefBytesColumn())
    return Schema(**fields)


def index_fields(document: SearchableDocument) -> dict[str, object]:
    """Return a document as Whoosh takes it in."""
    texts = {
        "title": document.title,
        "body": document.body,
        "from": document.sender,
        "to": document.recipients,
        "author": document.author,
        "origin": document.origin,
        "classification": document.classification,
        "meta": document.metadata,
    }
    date = _ISO_DATE.match(document.date or "")
    return {
        **{field: text for field, text in texts.items() if text},
        "id": document.id,
        "date": date.group().encode("ascii") if date else b"",
    }


def _words() -> TEXT:
    field = TEXT(analyzer=WordTokenizer(), phrase=True, multitoken_query="phrase")
    field.format = PackedPositions()
    return field
