"""One commit of the index, as the evaluator reads it: segments of arrays behind each other.

A document number counts through the segments of the snapshot; it means nothing outside of it.
Everything here is immutable, so any thread may read it without a lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import Schema
from whoosh.reading import SegmentReader

from reviewer.search.codec import ArraySegment
from reviewer.search.mapped import ArrayFile, DamagedFile
from reviewer.search.postings import FieldPostings, Postings
from reviewer.search.seal import SealedSegment


@dataclass(frozen=True, eq=False)
class Segment:
    """One segment at its place in a snapshot; `base` is the number of its first document."""

    base: int
    opened: ArraySegment
    reader: SegmentReader

    @property
    def size(self) -> int:
        """How many documents it has, removed ones among them."""
        return self.opened.size

    @property
    def fields(self) -> dict[str, FieldPostings]:
        """The posting lists of each field that has words here."""
        return self.opened.fields

    def postings(self, field: str, word: bytes) -> Postings | None:
        """Return where a word stands in a field, by numbers within the segment."""
        found = self.fields.get(field)
        return found.find(word) if found else None

    def length_codes(self, field: str) -> NDArray[np.uint8]:
        """Return Whoosh's byte for each document's length in a field; 0 where it has no words."""
        found = self.fields.get(field)
        return found.lengths if found else np.zeros(self.size, np.uint8)

    def moved(self, base: int) -> Segment:
        """Return the same open segment at another place."""
        return Segment(base, self.opened, self.reader)


class Snapshot:
    """A consistent view of all segments of one commit."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        bases = np.cumsum([0, *(segment.size for segment in segments)]).tolist()
        self.segments = [each.moved(base) for each, base in zip(segments, bases, strict=False)]
        self.size: int = bases[-1]

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """The id of each document by its number, removed documents among them."""
        return self._column("ids", np.dtype(np.int64))

    @cached_property
    def dates(self) -> NDArray[np.int32]:
        """The date of each document as yyyymmdd; 00 for a part that is unknown, 0 for none."""
        return self._column("dates", np.dtype(np.int32))

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """Which documents were not removed, or None when none was."""
        if not any(segment.opened.removed for segment in self.segments):
            return None
        live = np.ones(self.size, bool)
        for segment in self.segments:
            live[[segment.base + number for number in segment.opened.removed]] = False
        return live

    @property
    def live_ids(self) -> NDArray[np.int64]:
        """The ids of the documents that can be found."""
        return self.ids if self.live is None else self.ids[self.live]

    def _column(self, name: str, dtype: np.dtype[np.signedinteger]) -> NDArray[np.signedinteger]:
        columns = [segment.opened.file.array(name) for segment in self.segments]
        return np.concatenate(columns, dtype=dtype) if columns else np.empty(0, dtype)


def open_segment(folder: Path, sealed: SealedSegment, schema: Schema) -> Segment:
    """Map a segment's file; raise DamagedFile or OSError when it is not the one that was sealed."""
    file = ArrayFile(folder / sealed.name, sealed.fingerprint)
    if len(file.array("ids")) != sealed.documents:
        raise DamagedFile(f"{sealed.name} has not the documents that it was written with")
    opened = ArraySegment(sealed.name, file, sealed.documents, sealed.removed)
    return Segment(0, opened, SegmentReader(None, schema, opened))
