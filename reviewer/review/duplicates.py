"""Which documents are copies of one another, or nearly so, at one moment and one threshold.

Copies have the very same text. Similar documents share as many runs of words as the threshold
asks, by the estimate of `reviewer.search.minhash`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reviewer.corpus import columns
from reviewer.corpus.columns import Ids
from reviewer.corpus.database import Corpus
from reviewer.errors import Cancelled as WasCancelled
from reviewer.review.imported import Mask, Rows
from reviewer.review.texts import texts_of
from reviewer.search.grouping import equal_values, group, least_equal
from reviewer.search.minhash import VALUES, Shingles, shingles_of, similarity
from reviewer.search.signatures import Records, read_signatures, records_of

Cancelled: TypeAlias = Callable[[], bool]
Counts: TypeAlias = npt.NDArray[np.int64]

DEFAULT_PERCENT = 70
LOWEST_PERCENT, HIGHEST_PERCENT = 50, 100
_FEW_TEXTS, _FEW_CHARACTERS = 400, 2_000_000  # are compared without being stored


@dataclass(frozen=True, slots=True)
class Relative:
    """A document that is a copy of another or similar to it; `similarity` is from 0 to 1.

    It is an estimate unless `is_exact`.
    """

    document_id: int
    is_copy: bool
    similarity: float
    is_exact: bool = False

    @property
    def told(self) -> str:
        """Tell in a word how similar it is; all words may agree where the space does not."""
        if self.is_copy:
            return "Exact copy"
        share = f"{min(99, round(100 * self.similarity))} %"
        if not self.is_exact:
            return f"about {share}"
        return "Same words" if self.similarity == 1 else share


@dataclass(frozen=True, eq=False)
class Alike:
    """What is alike, as arrays by row: the place of a document in the order of the ids.

    `copies` counts the other documents with the same text, `similar` those with a similar one.
    Documents with the same number in `groups` are copies or similar to one among them, those with
    the same in `first_copies` are copies; it is the row of the first. `missing` documents were not
    compared yet.
    """

    percent: int
    ids: Ids
    copies: Counts
    similar: Counts
    groups: Rows
    first_copies: Rows
    missing: int
    _record_rows: Rows  # -1 where there is no record
    _records: Records

    def counts_of(self, document_id: int) -> tuple[int, int]:
        """Return how many copies and how many similar documents a document has."""
        row = self._row(document_id)
        return (0, 0) if row is None else (int(self.copies[row]), int(self.similar[row]))

    def relatives(self, document_id: int) -> list[Relative]:
        """Return the copies of a document, then what is similar to it, most similar first.

        Also those that are only similar to one that this one is similar to, if that leads their
        group. Looks at every text, which takes a tenth of a second for 250,000.
        """
        row = self._row(document_id)
        if row is None:
            return []
        found = np.zeros(len(self.ids), np.bool_)
        shares = np.ones(len(self.ids))
        record = int(self._record_rows[row])
        if record >= 0 and self._records["runs"][record]:
            one = self._records["values"][record]
            equal = equal_values(self._records["values"], one)
            equal[self._records["runs"] == 0] = 0
            equal = np.where(self._record_rows >= 0, equal[self._record_rows], 0)
            found = (equal >= least_equal(self.percent)) | (self.groups == self.groups[row])
            shares = equal / VALUES
        same = self.first_copies == self.first_copies[row]
        found |= same
        found[row] = False
        shares[same] = 1.0
        rows = np.flatnonzero(found)
        order = np.lexsort((rows, -shares[rows], ~same[rows]))
        return [
            Relative(int(self.ids[each]), bool(same[each]), float(shares[each]))
            for each in rows[order]
        ]

    @property
    def having(self) -> Ids:
        """The documents that have a copy or a similar document."""
        return self.ids[(self.copies > 0) | (self.similar > 0)]

    def similar_groups(self) -> list[list[int]]:
        """Return the documents of each group of two or more, by the first of them."""
        return self._listed(self.groups)

    def exact_groups(self) -> list[list[int]]:
        """Return each two or more documents that have the same text, by the first of them."""
        return self._listed(self.first_copies)

    def copies_among(self, ids: Sequence[int]) -> list[bool]:
        """Tell of each of these documents whether it is a copy of the first of them."""
        rows = [self._row(each) for each in ids]
        firsts = [None if row is None else int(self.first_copies[row]) for row in rows]
        return [first is not None and first == firsts[0] for first in firsts]

    def _listed(self, groups: Rows) -> list[list[int]]:
        counts = np.bincount(groups, minlength=len(self.ids))
        rows = np.flatnonzero(counts[groups] > 1)
        rows = rows[np.argsort(groups[rows], kind="stable")]
        ends = np.flatnonzero(np.diff(groups[rows])) + 1
        listed = [self.ids[some].tolist() for some in np.split(rows, ends) if len(some)]
        return sorted(listed, key=lambda ids: ids[0])

    def groups_of(self, ids: Ids) -> Rows:
        """Return the group of each of these documents; each that is unknown is alone."""
        rows = np.minimum(np.searchsorted(self.ids, ids), max(0, len(self.ids) - 1))
        known = self.ids[rows] == ids if len(self.ids) else np.zeros(len(ids), np.bool_)
        alone = len(self.ids) + np.arange(len(ids))
        return np.where(known, self.groups[rows] if len(self.ids) else alone, alone)

    def _row(self, document_id: int) -> int | None:
        row = int(np.searchsorted(self.ids, document_id))
        return row if row < len(self.ids) and self.ids[row] == document_id else None


class Duplicates:
    """Finds what is alike in one corpus, again only when something was imported or compared since.

    Any thread, in turns. `percent` is the least similarity that counts, and may be set at any time.
    Signatures that are missing are computed while they are few, else they are left to
    `reviewer.jobs.compare_job`.
    """

    def __init__(self, corpus: Corpus, percent: int = DEFAULT_PERCENT) -> None:
        self.percent = percent
        self._corpus = corpus
        self._lock = Lock()
        self._latest: Alike | None = None
        self._state: tuple[int, int, int, bytes] | None = None
        self._unstored = records_of([])

    def now(self, cancelled: Cancelled | None = None) -> Alike:
        """Return what is alike; at 250,000 documents the first time takes some seconds.

        Raises Cancelled soon after `cancelled` tells so.
        """
        with self._lock:
            percent, path = self.percent, self._corpus.paths.signatures
            with self._corpus.read() as connection:
                last_id = columns.latest(connection)[0]
                replaced = np.sort(columns.replaced_documents(connection))
            size = path.stat().st_size if path.exists() else 0  # it only grows
            state = percent, last_id, size, replaced.tobytes()
            if self._latest is None or state != self._state:
                stored, stop = read_signatures(path), cancelled or (lambda: False)
                self._latest = self._compared(percent, last_id, replaced, stored, stop)
                self._state = state
            return self._latest

    def close(self) -> None:
        """Let go of the file; what is asked later opens it again."""
        with self._lock:
            self._latest = None

    def _compared(
        self, percent: int, last_id: int, replaced: Ids, stored: Records, cancelled: Cancelled
    ) -> Alike:
        with self._corpus.read() as connection:
            ids = columns.document_ids(connection, last_id)
            hashes = columns.text_hashes(connection, last_id)
            alike = columns.documents_alike(connection, last_id)
            lengths = columns.document_lengths(connection, last_id)
        alike = [some for each in alike if len(some := np.setdiff1d(each, replaced)) > 1]
        read = ~np.isin(ids, replaced)  # of the others a new reading stands for them
        records = _joined(stored, self._unstored)
        rows = places_of_texts(hashes, records["text"])
        lacking = np.flatnonzero(rows < 0)
        lacking = lacking[np.unique(hashes[lacking], return_index=True)[1]]
        if 0 < len(lacking) <= _FEW_TEXTS and lengths[lacking].sum() <= _FEW_CHARACTERS:
            hash_of = dict(zip(ids[lacking].tolist(), hashes[lacking].tolist(), strict=True))
            made = records_of(
                (hash_of[each], text) for each, text in texts_of(self._corpus, hash_of)
            )
            self._unstored = _joined(self._unstored, made)
            records = _joined(stored, self._unstored)
            rows = places_of_texts(hashes, records["text"])
        missing = int((read & (rows < 0)).sum())
        rows[~read] = -1

        def check() -> None:
            if cancelled():
                raise WasCancelled("The comparison was stopped.")

        here = np.zeros(len(records), np.bool_)
        here[rows[rows >= 0]] = True
        runs = np.where(here, records["runs"], 0)
        found = group(records["values"], runs, records["text"], percent, check)
        copies, first_copies = _copies(ids, alike)
        documents = np.bincount(rows[rows >= 0], minlength=len(records))  # that have a text
        similar = _similar(found.leads, found.firsts, found.seconds, documents)
        return Alike(
            percent,
            ids,
            copies,
            np.where(rows >= 0, similar[rows] if len(records) else 0, 0),
            _groups(first_copies, rows, found.leads),
            first_copies,
            missing,
            rows,
            records,
        )


def places_of_texts(hashes: npt.NDArray[np.uint64], stored: npt.NDArray[np.uint64]) -> Rows:
    """Return where each text's hash stands among those stored, the first of equal ones; or -1."""
    known, first = np.unique(stored, return_index=True)
    if not len(known):
        return np.full(len(hashes), -1)
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return np.where(known[at] == hashes, first[at], -1)


def _joined(stored: Records, more: Records) -> Records:
    return np.concatenate((stored, more)) if len(more) else stored


def _copies(ids: Ids, alike: Iterable[Ids]) -> tuple[Counts, Rows]:
    """Return how many copies each document has, and which is the first of them."""
    copies, firsts = np.zeros(len(ids), np.int64), np.arange(len(ids))
    for some in alike:
        rows = np.searchsorted(ids, some)
        copies[rows] = len(some) - 1
        firsts[rows] = rows.min()
    return copies, firsts


def _similar(leads: Rows, firsts: Rows, seconds: Rows, documents: Counts) -> Counts:
    """Return for each text how many documents have a similar one: its group's, and others."""
    in_group = np.bincount(leads, documents, minlength=len(leads)).astype(np.int64)
    similar: Counts = in_group[leads] - documents
    apart: Mask = leads[firsts] != leads[seconds]
    for one, other in ((firsts, seconds), (seconds, firsts)):
        np.add.at(similar, one[apart], documents[other[apart]])
    return similar


def _groups(first_copies: Rows, rows: Rows, leads: Rows) -> Rows:
    """Return a number for each document: the row of the first document of its group."""
    if not len(leads):
        return first_copies
    compared = np.flatnonzero(rows >= 0)
    lead_of = leads[rows[compared]]
    # Texts without a word share a record and are not alike.
    grouped = np.bincount(leads, minlength=len(leads))[lead_of] > 1
    first = np.full(len(leads), len(rows))
    np.minimum.at(first, lead_of, compared)
    groups = first_copies.copy()
    groups[compared[grouped]] = first[lead_of[grouped]]
    return groups


def exact_similarities(
    corpus: Corpus, document_id: int, others: Sequence[int], cancelled: Cancelled
) -> dict[int, float]:
    """Return how similar documents are to one, by all their words and not by the estimate.

    Whoever tells a person how similar two documents are tells this, so that it is the same
    everywhere; only those beyond what can be read while she waits are told as an estimate.

    Raises Cancelled soon after `cancelled` tells so.
    """
    found: dict[int, float] = {}
    one: Shingles | None = None
    for each, text in texts_of(corpus, [document_id, *others]):
        if cancelled():
            raise WasCancelled("The comparison was stopped.")
        shingles = shingles_of(text)
        if one is None:
            one = shingles
        else:
            found[each] = similarity(one, shingles)
    return found
