"""Which documents meet what is asked of their attributes: filters, and queries without words."""

from __future__ import annotations

from functools import reduce

import numpy as np

from reviewer.model import Facet, Filters
from reviewer.review.attributes import Attributes
from reviewer.review.imported import Mask
from reviewer.search.nodes import (
    And,
    Attribute,
    DateRange,
    Documents,
    Everything,
    Node,
    Not,
    Or,
    Pattern,
)


def passing(attributes: Attributes, filters: Filters) -> Mask:
    """Return which documents pass all filters."""
    mask = not_excluded(attributes, filters) & within_dates(attributes, filters)
    for included in included_by_facet(attributes, filters).values():
        mask &= included
    return mask


def not_excluded(attributes: Attributes, filters: Filters) -> Mask:
    """Return which documents have no excluded value, and redactions as they are asked for."""
    mask = np.ones(attributes.size, np.bool_)
    for facet in Facet:
        unwanted = filters.excluded_values(facet)
        if unwanted:
            mask &= ~attributes.having(facet, unwanted)
    if filters.redacted is not None:
        mask &= attributes.redacted == filters.redacted
    return mask


def within_dates(attributes: Attributes, filters: Filters) -> Mask:
    """Return which documents are dated as the filters ask."""
    if not filters.date_from and not filters.date_to:
        return np.ones(attributes.size, np.bool_)
    return attributes.imported.dates.between(filters.date_from, filters.date_to)


def included_by_facet(attributes: Attributes, filters: Filters) -> dict[Facet, Mask]:
    """Return, for each facet that asks for values, which documents have one of them."""
    return {
        facet: attributes.having(facet, wanted)
        for facet in Facet
        if (wanted := filters.values(facet))
    }


def needs_index(node: Node) -> bool:
    """Tell whether a query asks for words; an entity is looked for by its names too."""
    match node:
        case And(parts) | Or(parts):
            return any(needs_index(part) for part in parts)
        case Not(part):
            return needs_index(part)
        case Attribute(name):
            return name == "entity"
        case Everything() | DateRange() | Documents() | Pattern():
            return False
        case _:
            return True


def meeting(node: Node, attributes: Attributes) -> Mask:
    """Return which documents answer a query that needs no index."""
    match node:
        case And(parts):
            return reduce(np.logical_and, (meeting(part, attributes) for part in parts))
        case Or(parts):
            return reduce(np.logical_or, (meeting(part, attributes) for part in parts))
        case Not(part):
            return ~meeting(part, attributes)
        case DateRange(first, last):
            return attributes.imported.dates.between(first, last)
        case Documents(ids):
            mask = np.zeros(attributes.size, np.bool_)
            mask[attributes.imported.rows_of(ids)] = True
            return mask
        case Everything():
            return np.ones(attributes.size, np.bool_)
        case _:
            raise TypeError(f"{node} is not about attributes alone")
