"""Which range of a document gets which look: marks turned into things to draw.

Pure: no widget, no pixel. Ranges stay in code points of the stored text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Generic, TypeVar

from reviewer.model import (
    Entity,
    EntityType,
    Highlight,
    Marks,
    Mention,
    Reason,
    Redaction,
    Region,
    Span,
    Tag,
)

UNTAGGED_COLOUR = "#9a9a9a"
REDACTION_COLOUR = "#000000"
LINE_ROOM_CP = 120  # marks nearer than about a line would touch in one stripe


class MarkKind(StrEnum):
    """What sort of mark stands in the text."""

    HIGHLIGHT = "highlight"
    MENTION = "mention"
    REDACTION = "redaction"


@dataclass(frozen=True, slots=True)
class Legend:
    """What the ids in marks stand for."""

    tags: Mapping[int, Tag] = field(default_factory=dict)
    entities: Mapping[int, Entity] = field(default_factory=dict)
    types: Mapping[int, EntityType] = field(default_factory=dict)
    reasons: Mapping[int, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decoration:
    """One mark as it is drawn.

    `lane` counts the highlights under it in the text (0 is tinted, the others get a band each);
    `stripe` is its column in the margin. `label` says in words what the colour says.
    """

    kind: MarkKind
    id: int
    span: Span
    colour: str
    label: str
    lane: int = 0
    stripe: int = 0


@dataclass(frozen=True, slots=True)
class TermHit:
    """A place where a term of a list stands; `label` names the list and the term."""

    span: Span
    colour: str
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place that names another document; `label` says in words where it leads."""

    span: Span
    document_id: int
    label: str


Ranged = TypeVar("Ranged", Decoration, TermHit, Region, Link)


class Ranges(Generic[Ranged]):
    """What stands at ranges of a text, in its order; found by range in logarithmic time."""

    def __init__(self, items: Iterable[Ranged] = ()) -> None:
        # By numbers, which are compared much faster than spans.
        in_order = sorted(items, key=lambda item: (item.span.start_cp, item.span.end_cp))
        self.items: tuple[Ranged, ...] = tuple(in_order)
        self._starts = [item.span.start_cp for item in self.items]
        # Nothing before the first whose running maximum passes a place reaches that place.
        self._reach = list(accumulate((item.span.end_cp for item in self.items), max))

    def overlapping(self, span: Span) -> list[Ranged]:
        """Return what shares a code point with `span`, in the order of the text."""
        first = bisect_right(self._reach, span.start_cp)
        last = bisect_left(self._starts, span.end_cp)
        return [item for item in self.items[first:last] if item.span.overlaps(span)]

    def at(self, position_cp: int) -> list[Ranged]:
        """Return what stands on the code point at a position, the shortest first."""
        under = self.overlapping(Span(position_cp, position_cp + 1))
        return sorted(under, key=lambda item: item.span.end_cp - item.span.start_cp)


class Decorations(Ranges[Decoration]):
    """The marks of one document."""

    def __init__(self, marks: Marks | None = None, legend: Legend | None = None) -> None:
        marks, legend = marks or Marks(), legend or Legend()
        highlights = _of_highlights(marks.highlights, legend)
        mentions = [_of_mention(mark, legend) for mark in marks.mentions]
        redactions = [
            _of_redaction(mark, mark.span, legend)
            for mark in marks.redactions
            if mark.span is not None
        ]
        super().__init__([*highlights, *mentions, *redactions])
        self.withheld: str | None = next(
            (_redaction_label(mark, legend) for mark in marks.redactions if mark.span is None), None
        )
        self.stripe_count = max((item.stripe + 1 for item in highlights), default=0)
        self._by_id = {(item.kind, item.id): item for item in self.items}

    def find(self, kind: str, mark_id: int) -> Decoration | None:
        """Return one mark by its kind and id."""
        return self._by_id.get((MarkKind(kind), mark_id))


def _of_highlights(marks: Sequence[Highlight], legend: Legend) -> list[Decoration]:
    """Give overlapping highlights different lanes, and nearly touching ones different stripes."""
    placed = []
    lanes: list[int] = []  # where the last highlight of each lane ends
    stripes: list[int] = []
    for mark in sorted(marks, key=lambda mark: (mark.start_cp, -mark.end_cp)):
        tags = [legend.tags[tag_id] for tag_id in mark.tag_ids if tag_id in legend.tags]
        label = ", ".join(tag.name for tag in tags) or "Highlight without a tag"
        placed.append(
            Decoration(
                MarkKind.HIGHLIGHT,
                mark.id,
                mark.span,
                tags[0].colour if tags else UNTAGGED_COLOUR,
                _with_note(label, mark.note),
                lane=_first_free(lanes, mark.start_cp, mark.end_cp),
                stripe=_first_free(stripes, mark.start_cp, mark.end_cp + LINE_ROOM_CP),
            )
        )
    return placed


def _of_mention(mark: Mention, legend: Legend) -> Decoration:
    entity = legend.entities.get(mark.entity_id)
    kind = legend.types.get(entity.type_id) if entity else None
    label = f"{entity.name} ({kind.name})" if entity and kind else entity.name if entity else ""
    colour = kind.colour if kind else UNTAGGED_COLOUR
    return Decoration(MarkKind.MENTION, mark.id, mark.span, colour, label or "Mention")


def _of_redaction(mark: Redaction, span: Span, legend: Legend) -> Decoration:
    label = _redaction_label(mark, legend)
    return Decoration(MarkKind.REDACTION, mark.id, span, REDACTION_COLOUR, label)


def _redaction_label(mark: Redaction, legend: Legend) -> str:
    reasons = [legend.reasons[i] for i in mark.reason_ids if i in legend.reasons]
    named = ", ".join(f"{reason.code} {reason.label}".strip() for reason in reasons)
    return _with_note(f"Redaction: {named}" if named else "Redaction without a reason", mark.note)


def _with_note(label: str, note: str) -> str:
    return f"{label}\n{note}" if note else label


def _first_free(ends: list[int], start_cp: int, end_cp: int) -> int:
    for place, end in enumerate(ends):
        if end <= start_cp:
            ends[place] = end_cp
            return place
    ends.append(end_cp)
    return len(ends) - 1
