"""One document as it would be handed over, to be looked at before that is done."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reviewer.export.hiding import Hiding
from reviewer.model import Document, Entity, Marks, Reason, Span
from reviewer.review.release import ReleasedText, merged, released


@dataclass(frozen=True, slots=True)
class Standing:
    """Words that are redacted in one place, and how often they stand in what is released."""

    words: str
    times: int


@dataclass(frozen=True, slots=True)
class AsReleased:
    """What is told of a document when it is released, and what its text still tells.

    `spans` are the places of all that is `standing`, in the released text and in its order.
    """

    document: Document
    standing: tuple[Standing, ...] = ()
    spans: tuple[Span, ...] = ()


def as_released(
    document: Document,
    text: str,
    marks: Marks,
    entities: Mapping[int, Entity],
    reasons: Mapping[int, Reason],
) -> AsReleased:
    """Return what is told of a document without what is redacted in it. Not for the GUI thread.

    Her note and what stood in a field before she corrected it are no part of it.
    """
    hiding = Hiding(text, marks, entities, reasons)
    told = _told(document, hiding)
    if hiding.withheld_as is not None:
        return AsReleased(_withheld(told, hiding.withheld_as))
    times: Counter[str] = Counter()
    written: dict[str, str] = {}  # as they stand first
    marked = [span for span, _ in merged(marks.redactions)]
    shown = released(text, marks.redactions, reasons)
    spans = _moved(hiding.unmarked, marked, shown)
    for span in spans:
        words = " ".join(shown.text[span.start_cp : span.end_cp].split())
        written.setdefault(words.casefold(), words)
        times[words.casefold()] += 1
    standing = tuple(Standing(written[words], count) for words, count in times.most_common())
    return AsReleased(told, standing, tuple(spans))


def _told(document: Document, hiding: Hiding) -> Document:
    def optional(value: str | None) -> str | None:
        return None if value is None else hiding.value(value)

    return replace(
        document,
        title=hiding.value(document.title),
        # A date that is hidden in part tells the rest.
        date=hiding.token_in(document.date or "") or document.date,
        origin=optional(document.origin),
        classification=optional(document.classification),
        sender=optional(document.sender),
        recipients=optional(document.recipients),
        author=optional(document.author),
        external_id=optional(document.external_id),
        locator=hiding.value(document.locator),
        source_path=hiding.value(document.source_path),
        metadata={name: hiding.value(value) for name, value in document.metadata.items()},
        note="",
        as_imported={},
    )


def _withheld(document: Document, withheld_as: str) -> Document:
    # Date, origin and classification stay: an index of what is withheld has to tell them.
    return replace(
        document,
        title=withheld_as,
        sender=withheld_as if document.sender else None,
        recipients=withheld_as if document.recipients else None,
        author=withheld_as if document.author else None,
        external_id=withheld_as if document.external_id else None,
        locator=withheld_as if document.locator else "",
        source_path=withheld_as,
        metadata=dict.fromkeys(document.metadata, withheld_as),
    )


def _moved(spans: Sequence[Span], marked: Sequence[Span], shown: ReleasedText) -> list[Span]:
    """Return where ranges beside the redacted ones stand when tokens stand for those."""
    moved = []
    for span in spans:
        before = bisect_right(marked, span.start_cp, key=lambda each: each.end_cp)
        by = shown.tokens[before - 1].end_cp - marked[before - 1].end_cp if before else 0
        moved.append(Span(span.start_cp + by, span.end_cp + by))
    return moved
