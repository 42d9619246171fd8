"""BM25F over arrays: a word's documents with the scores that `whoosh.scoring.BM25F` gives them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer.search.found import NOTHING, Found, Numbers, Scores, places
from reviewer.search.gathering import Check, Places, occurrences
from reviewer.search.lexicon import lexicon_of
from reviewer.search.matcher import LENGTHS
from reviewer.search.nodes import Exact, Term
from reviewer.search.snapshot import Snapshot

K1, B = 1.2, 0.75  # Whoosh's own
_CACHE_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class Occurrences:
    """The documents that hold a term, rising, how often each does, and what scores them."""

    numbers: Numbers
    counts: NDArray[Any]
    idf: float
    norms: Scores  # of all documents, by number

    @cached_property
    def found(self) -> Found:
        """All of them with their scores."""
        return Found(self.numbers, self._scored(self.numbers, self.counts))

    def scores(self, numbers: Numbers) -> Scores:
        """Return the scores of some of them."""
        return self._scored(numbers, self.counts[places(numbers, self.numbers)[0]])

    def _scored(self, numbers: Numbers, counts: NDArray[Any]) -> Scores:
        often = counts.astype(np.float32, copy=False)
        scores: Scores = often * np.float32(self.idf * (K1 + 1))
        scores /= often + self.norms[numbers]
        return scores

    @property
    def nbytes(self) -> int:
        """What it takes once all of them are scored."""
        return 2 * self.numbers.nbytes + self.counts.nbytes + 200


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
        self._norms: dict[str, Scores] = {}
        self._kept: OrderedDict[tuple[str, Term], Occurrences] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def places(self, field: str, term: Term, limit: int, check: Check) -> list[Places | None]:
        """Return for each segment which words of a field the term stands for, None for no field.

        Raises TooManyWords when a segment has more than `limit` of them.
        """
        fields = [segment.fields.get(field) for segment in self.segments]
        return [lexicon_of(each).places(term, limit, check) if each else None for each in fields]

    def occurrences(
        self, field: str, term: Term, places: Sequence[Places | None], check: Check
    ) -> Occurrences:
        """Return the documents that hold one of the term's words, as if all were one word.

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
                self._bytes += found.nbytes
            while self._bytes > _CACHE_BYTES:
                self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return found

    def _read(
        self, field: str, term: Term, places: Sequence[Places | None], check: Check
    ) -> Occurrences:
        numbers, counts = [NOTHING.numbers], [np.empty(0, np.uint8)]
        for segment, chosen in zip(self.segments, places, strict=True):
            if chosen is not None and len(chosen):
                check()
                own = occurrences(segment.fields[field], chosen, segment.size, check)
                numbers.append(own[0] + np.int32(segment.base))
                counts.append(own[1])
        held = np.concatenate(numbers)
        frequency = len(held)
        if self.live is not None and not isinstance(term, Exact):
            frequency = int(np.count_nonzero(self.live[held]))
        idf = math.log(self.size / (frequency + 1)) + 1
        return Occurrences(held, np.concatenate(counts), idf, self._length_norms(field))

    def _length_norms(self, field: str) -> Scores:
        """Return what the length of each document adds below the line."""
        norms = self._norms.get(field)
        if norms is None:
            codes = np.concatenate([each.length_codes(field) for each in self.segments])
            total = sum(each.reader.field_length(field) for each in self.segments)
            mean = total / self.size or 1
            by_code = (K1 * ((1 - B) + B * LENGTHS / mean)).astype(np.float32)
            norms = self._norms[field] = by_code[codes]
        return norms
