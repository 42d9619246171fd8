"""What is known of every document, as arrays: one place per document, in the order of the ids.

The place of a document is its row. A snapshot never changes, so any thread may count in it;
`brought_up` makes the next one from the log, which tells every change of any window or command,
done, undone or redone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from reviewer.corpus import columns
from reviewer.corpus.columns import Ids
from reviewer.model import Facet, FacetValue
from reviewer.review.imported import Column, Imported, Mask, Rows, Selection

Counts: TypeAlias = dict[FacetValue, int]

# Reading all marks again takes a tenth of a second; that is less than so many one by one.
_REREAD_AT_ONCE = 1_000


@dataclass(frozen=True, eq=False)
class Postings:
    """Which documents have which values, where one may have several: distinct pairs, sorted."""

    values: Ids
    codes: npt.NDArray[np.int64]  # places in `values`, one per pair
    rows: Rows

    @classmethod
    def of(cls, values: Ids, rows: Rows, size: int) -> Postings:
        """Return the pairs of two parallel arrays, rows below `size`; a pair may come twice."""
        distinct, codes = np.unique(values, return_inverse=True)
        codes, rows = np.divmod(np.unique(codes * size + rows), max(1, size))
        return cls(distinct, codes, rows)

    def having(self, wanted: Iterable[FacetValue], size: int) -> Mask:
        """Return which of `size` documents have one of the values."""
        chosen = np.isin(self.values, [value for value in wanted if isinstance(value, int)])
        mask = np.zeros(size, np.bool_)
        mask[self.rows[chosen[self.codes]]] = True
        return mask

    def counts(self, among: Selection) -> Counts:
        """Return how many of some documents have each value, those without any left out."""
        counted = np.bincount(self.codes[among.mask[self.rows]], minlength=len(self.values))
        present = np.flatnonzero(counted)
        return dict(zip(self.values[present].tolist(), counted[present].tolist(), strict=True))

    def replaced(self, touched: Mask, values: Ids, rows: Rows) -> Postings:
        """Return the pairs with other ones for the documents of a mask."""
        kept = ~touched[self.rows]
        if not len(values) and kept.all():
            return self
        size = len(touched)
        distinct = np.union1d(self.values, values)
        moved = np.searchsorted(distinct, self.values)
        # Both are sorted, so that nothing has to be sorted again.
        before = moved[self.codes[kept]] * size + self.rows[kept]
        fresh = np.unique(np.searchsorted(distinct, values) * size + rows)
        pairs = np.insert(before, np.searchsorted(before, fresh), fresh)
        return Postings(distinct, *np.divmod(pairs, max(1, size)))


@dataclass(frozen=True, eq=False)
class Attributes:
    """What can be asked of all documents at one moment: what they are and how they are marked."""

    imported: Imported
    status: Column
    tags: Postings
    entities: Postings
    redacted: Mask
    replaced: Mask  # others of the same file stand for these, which count nowhere
    log_id: int  # the last line of the log that is taken in
    parents: Mapping[int, int]  # of tags below another one

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.imported.ids)

    def having(self, facet: Facet, wanted: Iterable[FacetValue]) -> Mask:
        """Return which documents have one of the values of a facet; a tag stands for all below."""
        match facet:
            case Facet.TAG:
                return self.tags.having(wanted, self.size)
            case Facet.ENTITY:
                return self.entities.having(wanted, self.size)
            case _:
                return self._column(facet).having(wanted)

    def counts(self, facet: Facet, among: Selection) -> Counts:
        """Return how many of some documents have each value of a facet, none left out."""
        match facet:
            case Facet.TAG:
                return self.tags.counts(among)
            case Facet.ENTITY:
                return self.entities.counts(among)
            case _:
                return dict(self._column(facet).counts(among).items())

    def _column(self, facet: Facet) -> Column:
        return {
            Facet.STATUS: self.status,
            Facet.ORIGIN: self.imported.origins,
            Facet.CLASSIFICATION: self.imported.classifications,
            Facet.TYPE: self.imported.formats,
            Facet.YEAR: self.imported.years,
        }[facet]


def load(connection: Connection, imported: Imported | None = None) -> Attributes:
    """Read the attributes of all documents; what an import told is read again when not given."""
    _last_document, log_id = columns.latest(connection)
    imported = imported or Imported(connection)
    parents = columns.tag_parents(connection)
    size = len(imported.ids)
    redacted = np.zeros(size, np.bool_)
    redacted[imported.rows_of(columns.marked_documents(connection, "redaction"))] = True
    return Attributes(
        imported,
        Column.of(columns.documents_by(connection, "status"), imported),
        Postings.of(*_tagged(connection, imported, parents), size),
        Postings.of(*_pairs(columns.documents_by_entity(connection), imported), size),
        redacted,
        _replaced(connection, imported),
        log_id,
        parents,
    )


def brought_up(connection: Connection, attributes: Attributes) -> Attributes:
    """Return the attributes as they are now, read again for those documents that changed."""
    last_document, log_id = columns.latest(connection)
    imported = attributes.imported
    if last_document != imported.last_id:
        return load(connection)
    if log_id == attributes.log_id:
        return attributes
    corrected = columns.documents_corrected_since(connection, attributes.log_id, _REREAD_AT_ONCE)
    if corrected:
        few = len(corrected) < _REREAD_AT_ONCE
        imported = imported.corrected(connection, corrected if few else None)
    parents = columns.tag_parents(connection)
    if parents != attributes.parents:
        return load(connection, imported)
    ids = columns.documents_changed_since(connection, attributes.log_id, _REREAD_AT_ONCE)
    if len(ids) == _REREAD_AT_ONCE:
        return load(connection, imported)
    touched = np.zeros(attributes.size, np.bool_)
    touched[imported.rows_of(np.array(ids, np.int64))] = True
    redacted = attributes.redacted & ~touched
    redacted[imported.rows_of(columns.marked_documents(connection, "redaction", ids))] = True
    return replace(
        attributes,
        imported=imported,
        status=attributes.status.replaced(
            columns.documents_by(connection, "status", ids), imported
        ),
        tags=attributes.tags.replaced(touched, *_tagged(connection, imported, parents, ids)),
        entities=attributes.entities.replaced(
            touched, *_pairs(columns.documents_by_entity(connection, ids), imported)
        ),
        redacted=redacted,
        replaced=_replaced(connection, imported),
        log_id=log_id,
    )


def _replaced(connection: Connection, imported: Imported) -> Mask:
    mask = np.zeros(len(imported.ids), np.bool_)
    mask[imported.rows_of(columns.replaced_documents(connection))] = True
    return mask


def _tagged(
    connection: Connection,
    imported: Imported,
    parents: Mapping[int, int],
    ids: Sequence[int] | None = None,
) -> tuple[Ids, Rows]:
    """Return tags and rows as parallel arrays, a document also under what its tags are below."""
    groups: dict[int, list[Ids]] = {}
    for tag_id, documents in columns.documents_by_tag(connection, ids).items():
        line: dict[int, None] = {}
        above: int | None = tag_id
        while above is not None and above not in line:  # a damaged tree may go round
            line[above] = None
            above = parents.get(above)
        for each in line:
            groups.setdefault(each, []).append(documents)
    return _pairs({tag_id: np.concatenate(some) for tag_id, some in groups.items()}, imported)


def _pairs(groups: Mapping[int, Ids], imported: Imported) -> tuple[Ids, Rows]:
    """Return values and rows as parallel arrays."""
    if not groups:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    values = np.repeat(np.array(list(groups), np.int64), [len(ids) for ids in groups.values()])
    return values, imported.rows_of(np.concatenate(list(groups.values())))
