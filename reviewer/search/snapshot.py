"""One commit of the index, as the evaluator reads it: postings by document number, columns.

A document number counts through the segments of the snapshot; it means nothing outside of it.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from whoosh.reading import SegmentReader

from reviewer.search.schema import TEXT_FIELDS


@dataclass(eq=False)
class Segment:
    """An open segment with its columns in memory; shared by all snapshots that hold it."""

    reader: SegmentReader
    ids: list[int] = field(init=False)
    dates: list[str] = field(init=False)
    lengths: dict[str, array[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = list(self.reader.column_reader("id"))
        self.dates = [bytes(date).decode("ascii") for date in self.reader.column_reader("date")]

    def lengths_of(self, name: str) -> array[int]:
        """Return how many words each document has in a field (as the index rounds it)."""
        if name not in self.lengths:
            length = self.reader.doc_field_length
            self.lengths[name] = array("I", [length(i, name) or 0 for i in range(len(self.ids))])
        return self.lengths[name]


class Snapshot:
    """A consistent view of all segments of one commit. Not safe for two threads at once."""

    def __init__(self, segments: list[Segment]) -> None:
        self.segments = segments
        self.ids = [id_ for segment in segments for id_ in segment.ids]
        self.dates = [date for segment in segments for date in segment.dates]
        self._lengths: dict[str, tuple[array[int], float]] = {}
        self._vocabulary: dict[str, tuple[str, ...]] = {}

    def postings(self, name: str, word: str) -> dict[int, bytes]:
        """Return the packed positions of a word in a field, by document number."""
        found: dict[int, bytes] = {}
        base = 0
        text = word.encode("utf-8")
        for segment in self.segments:
            if (name, text) in segment.reader:
                matcher = segment.reader.postings(name, text)
                while matcher.is_active():
                    found[base + matcher.id()] = matcher.value()
                    matcher.next()
            base += len(segment.ids)
        return found

    def words_with_prefix(self, name: str, prefix: str) -> list[str]:
        """Return the distinct words of a field that begin with a prefix."""
        texts = {text for each in self.segments for text in each.reader.expand_prefix(name, prefix)}
        return sorted(text.decode("utf-8") for text in texts)

    def vocabulary(self, name: str) -> tuple[str, ...]:
        """Return all distinct words of a field; kept, because reading them takes a while."""
        if name not in self._vocabulary:
            texts = {text for each in self.segments for text in each.reader.lexicon(name)}
            self._vocabulary[name] = tuple(sorted(text.decode("utf-8") for text in texts))
        return self._vocabulary[name]

    def lengths(self, name: str) -> tuple[array[int], float]:
        """Return the words per document in a field, and their mean over all documents."""
        if name not in self._lengths:
            lengths = array("I")
            for segment in self.segments:
                lengths.extend(segment.lengths_of(name))
            self._lengths[name] = lengths, sum(lengths) / max(1, len(lengths)) or 1.0
        return self._lengths[name]


def open_segment(reader: SegmentReader) -> Segment:
    """Return a segment ready to be read, its scoring columns loaded."""
    segment = Segment(reader)
    for name in TEXT_FIELDS:
        segment.lengths_of(name)
    return segment
