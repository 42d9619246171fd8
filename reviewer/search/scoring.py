"""BM25F over arrays: a word's documents with the scores that `whoosh.scoring.BM25F` gives them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from reviewer.search.found import NOTHING, Found
from reviewer.search.gathering import Check, Places, occurrences
from reviewer.search.lexicon import lexicon_of
from reviewer.search.matcher import LENGTHS
from reviewer.search.nodes import Exact, Term
from reviewer.search.snapshot import Snapshot

K1, B = 1.2, 0.75  # Whoosh's own
_CACHE_BYTES = 64 << 20


class Scored:
    """The scored documents of the words of a snapshot, the last used ones kept. Any thread.

    It holds what is in the snapshot, not the snapshot, so that it can end with it.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.segments = snapshot.segments
        self.size = snapshot.size
        self.ids = snapshot.ids
        self.dates = snapshot.dates
        self.live = snapshot.live
        self._norms: dict[str, NDArray[np.float32]] = {}
        self._kept: OrderedDict[tuple[str, Term], Found] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def places(self, field: str, term: Term, limit: int, check: Check) -> list[Places | None]:
        """Return for each segment which words of a field the term stands for, None for no field.

        Raises TooManyWords when a segment has more than `limit` of them.
        """
        fields = [segment.fields.get(field) for segment in self.segments]
        return [lexicon_of(each).places(term, limit, check) if each else None for each in fields]

    def documents(
        self, field: str, term: Term, places: Sequence[Places | None], check: Check
    ) -> Found:
        """Return the documents that hold one of the term's words, scored as if all were one word.

        `places` are those of the term; `check` is called now and then and may raise.
        """
        key = field, term
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = self._read(field, term, places, check)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._bytes += _size(found)
            while self._bytes > _CACHE_BYTES:
                self._bytes -= _size(self._kept.popitem(last=False)[1])
        return found

    def _read(self, field: str, term: Term, places: Sequence[Places | None], check: Check) -> Found:
        read = []
        for segment, chosen in zip(self.segments, places, strict=True):
            if chosen is not None and len(chosen):
                check()
                numbers, counts = occurrences(segment.fields[field], chosen, segment.size, check)
                read.append((numbers + np.int32(segment.base), counts))
        if not read:
            return NOTHING
        numbers, counts = (
            read[0]
            if len(read) == 1
            else (np.concatenate(each) for each in zip(*read, strict=True))
        )
        frequency = len(numbers)
        if self.live is not None and not isinstance(term, Exact):
            frequency = int(np.count_nonzero(self.live[numbers]))
        idf = math.log(self.size / (frequency + 1)) + 1
        scores = counts * np.float32(idf * (K1 + 1))
        scores /= counts + self._length_norms(field)[numbers]
        return Found(numbers, scores)

    def _length_norms(self, field: str) -> NDArray[np.float32]:
        """Return what the length of each document adds below the line."""
        norms = self._norms.get(field)
        if norms is None:
            codes = np.concatenate([each.length_codes(field) for each in self.segments])
            total = sum(each.reader.field_length(field) for each in self.segments)
            mean = total / self.size or 1
            by_code = (K1 * ((1 - B) + B * LENGTHS / mean)).astype(np.float32)
            norms = self._norms[field] = by_code[codes]
        return norms


def _size(found: Found) -> int:
    return found.numbers.nbytes + found.scores.nbytes + 200
