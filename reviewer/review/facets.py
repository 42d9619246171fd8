"""How many of the documents found have each value of each facet, and fall in each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import itemgetter

import numpy as np

from reviewer.model import Facet, FacetValue, Filters
from reviewer.review import conditions
from reviewer.review.attributes import Attributes, Counts
from reviewer.review.imported import Mask, Selection

_MONTH_CP = len("2005-06")


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many documents have a value: a tag's or an entity's id, else the text, "" for none."""

    value: FacetValue
    count: int


@dataclass(frozen=True)
class Facets:
    """The values that the documents found have, most first, and the months they date from.

    Each facet is counted under all filters but its own included values, so that it tells what
    choosing another value would show; the months under all but the dates. Duplicates that are
    folded away are counted. `undated` have no date that is precise to the month.
    """

    counts: Mapping[Facet, tuple[FacetCount, ...]] = field(default_factory=dict)
    months: tuple[tuple[str, int], ...] = ()
    undated: int = 0


def count_facets(attributes: Attributes, matched: Mask, filters: Filters) -> Facets:
    """Count the documents of a mask, which is what the query matches before any filter."""
    allowed = matched & conditions.not_excluded(attributes, filters)
    has_dates = bool(filters.date_from or filters.date_to)
    dated = allowed & conditions.within_dates(attributes, filters) if has_dates else allowed
    included = conditions.included_by_facet(attributes, filters)
    passing = _all(dated, included)
    counts = {}
    for facet in Facet:
        others = {name: mask for name, mask in included.items() if name is not facet}
        among = _all(dated, others) if facet in included else passing
        counts[facet] = _listed(attributes.counts(facet, among))
    of_any_date = passing if dated is allowed else _all(allowed, included)
    months = tuple(
        (month, count)
        for month, count in attributes.imported.months.counts(of_any_date).items()
        if len(month) == _MONTH_CP
    )
    return Facets(counts, months, len(of_any_date.rows) - sum(count for _, count in months))


def _all(mask: Mask, others: Mapping[Facet, Mask]) -> Selection:
    return Selection(reduce(np.logical_and, others.values(), mask))


def _listed(counts: Counts) -> tuple[FacetCount, ...]:
    ranked = sorted(counts.items(), key=itemgetter(1), reverse=True)  # equal ones by value
    return tuple(FacetCount(value, count) for value, count in ranked)
