"""Whoosh's view of a segment of flat arrays, so that all of its queries and matchers run over it.

The evaluator reads the arrays themselves; what it does not know goes this way and gets the same
answer. Only what Whoosh 2.7.4 asks of a codec too is built on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from numpy.typing import NDArray
from whoosh.codec.base import Automata, Codec, FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.base import Segment as WhooshSegment
from whoosh.columns import ColumnReader
from whoosh.reading import TermInfo, TermNotFound

from reviewer.search.mapped import ArrayFile
from reviewer.search.matcher import LENGTHS, ArrayMatcher, ArrayTermInfo
from reviewer.search.postings import FieldPostings
from reviewer.search.schema import TEXT_FIELDS


class ArraySegment(WhooshSegment):  # type: ignore[misc]
    """An open segment, as Whoosh's `SegmentReader` takes it."""

    def __init__(self, name: str, file: ArrayFile, size: int, removed: Sequence[int]) -> None:
        super().__init__(name)
        self.file = file
        self.size = size
        self.removed = frozenset(removed)
        self.fields = {
            field: FieldPostings(file, field, size)
            for field in TEXT_FIELDS
            if f"{field}/numbers" in file
        }

    def codec(self) -> ArrayCodec:
        """Return the codec that reads the segment."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """Return how many documents the segment holds, removed ones among them."""
        return self.size

    def deleted_count(self) -> int:
        """Return how many of them were removed."""
        return len(self.removed)

    def deleted_docs(self) -> Iterable[int]:
        """Return the numbers of those that were removed."""
        return self.removed

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document was removed."""
        return docnum in self.removed


class ArrayCodec(Codec):  # type: ignore[misc]
    """Reads segments of arrays; they are written by `PostingPool` and `merging`."""

    def terms_reader(self, storage: object, segment: ArraySegment) -> _TermsReader:
        """Return Whoosh's view of the words."""
        return _TermsReader(segment)

    def per_document_reader(self, storage: object, segment: ArraySegment) -> _PerDocumentReader:
        """Return Whoosh's view of the documents."""
        return _PerDocumentReader(segment)

    def automata(self, storage: object, segment: ArraySegment) -> Automata:
        """Return Whoosh's way to find the words near a word."""
        return Automata()


class _Cursor(FieldCursor):  # type: ignore[misc]
    def __init__(self, field: FieldPostings | None, to_text: Any) -> None:
        self._field = field
        self._to_text = to_text
        self._size = len(field.words) if field else 0
        self._place = 0

    def first(self) -> str | None:
        self._place = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        word = term.encode("utf-8") if isinstance(term, str) else term
        self._place = self._field.words.place(word) if self._field else 0
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        if not self.is_valid() or self._field is None:
            return None
        text: str = self._to_text(self._field.words[self._place])
        return text

    def term_info(self) -> TermInfo | None:
        return ArrayTermInfo(self._field, self._place) if self._field and self.is_valid() else None

    def is_valid(self) -> bool:
        return self._place < self._size


class _TermsReader(TermsReader):  # type: ignore[misc]
    def __init__(self, segment: ArraySegment) -> None:
        self._fields = dict(sorted(segment.fields.items()))

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field = self._fields.get(term[0])
        return field is not None and field.words.find(term[1]) is not None

    def indexed_field_names(self) -> Iterable[str]:
        return self._fields.keys()

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor(self._fields.get(fieldname), fieldobj.from_bytes)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, word) for name, field in self._fields.items() for word in field.words)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for name in self._fields:
            yield from self._field_items(name, b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for name in self._fields:
            if name >= fieldname:
                yield from self._field_items(name, prefix if name == fieldname else b"")

    def _field_items(self, name: str, first: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        field = self._fields[name]
        for place in range(field.words.place(first), len(field.words)):
            yield (name, field.words[place]), ArrayTermInfo(field, place)

    def term_info(self, fieldname: str, text: bytes) -> ArrayTermInfo:
        field = self._fields.get(fieldname)
        place = field.words.find(text) if field else None
        if field is None or place is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return ArrayTermInfo(field, place)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ArrayMatcher:
        info = self.term_info(fieldname, text)
        return ArrayMatcher(info.postings, info, (fieldname, text), format_, scorer)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self._info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self._info(fieldname, text).doc_frequency())

    def _info(self, fieldname: str, text: bytes) -> TermInfo:
        try:
            return self.term_info(fieldname, text)
        except TermNotFound:
            raise KeyError(text) from None  # which Whoosh's reader takes for 0


class _PerDocumentReader(PerDocumentReader):  # type: ignore[misc]
    def __init__(self, segment: ArraySegment) -> None:
        self._segment = segment
        self._columns = {"id": "ids", "date": "dates"}

    def doc_count(self) -> int:
        return self._segment.size - len(self._segment.removed)

    def doc_count_all(self) -> int:
        return self._segment.size

    def has_deletions(self) -> bool:
        return bool(self._segment.removed)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._segment.removed

    def deleted_docs(self) -> Iterable[int]:
        return self._segment.removed

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._columns

    def column_reader(self, fieldname: str, column: object) -> _Column:
        return _Column(self._segment.file.array(self._columns[fieldname]))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        field = self._segment.fields.get(fieldname)
        return int(LENGTHS[field.lengths[docnum]]) or default if field else default

    def field_length(self, fieldname: str) -> int:
        field = self._segment.fields.get(fieldname)
        return len(field.positions) if field else 0

    def min_field_length(self, fieldname: str) -> int:
        field = self._segment.fields.get(fieldname)
        return int(LENGTHS[field.lengths.min()]) if field else 0

    def max_field_length(self, fieldname: str) -> int:
        field = self._segment.fields.get(fieldname)
        return int(LENGTHS[field.lengths.max()]) if field else 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {}


class _Column(ColumnReader):  # type: ignore[misc]
    def __init__(self, array: NDArray[Any]) -> None:
        self._array = array

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, docnum: int) -> int:
        return int(self._array[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self._array.tolist())

    def load(self) -> list[int]:
        return list(self)
