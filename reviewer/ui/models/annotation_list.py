"""The marks of one document as a list in the order of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from reviewer.model import Highlight, Marks, Mention, Redaction, Span
from reviewer.ui.decorations import UNTAGGED_COLOUR, Legend, MarkKind
from reviewer.ui.tooltips import plain_tip

MAX_QUOTE_CP = 200
ROW = Qt.ItemDataRole.UserRole
WHOLE_DOCUMENT = "The whole document"

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Annotation:
    """One mark as the list shows it; `chips` are its names with their colours.

    Without a `span` it is the redaction of the whole document.
    """

    kind: MarkKind
    id: int
    span: Span | None
    quote: str
    chips: tuple[tuple[str, str], ...]
    note: str
    by: str

    @property
    def tip(self) -> str:
        """Everything that the row had to cut."""
        names = ", ".join(name for name, _colour in self.chips)
        parts = [f"{self.kind.capitalize()}: {names}", self.quote, self.note, self.by]
        return "\n\n".join(part for part in parts if part)


def annotations_of(marks: Marks, legend: Legend) -> list[Annotation]:
    """Return the marks in the order of the text, the whole document first."""
    rows = [
        *(_of_highlight(mark, legend) for mark in marks.highlights),
        *(_of_mention(mark, legend) for mark in marks.mentions),
        *(_of_redaction(mark, legend) for mark in marks.redactions),
    ]
    whole = Span(-1, -1)
    return sorted(rows, key=lambda row: row.span or whole)


class AnnotationList(QAbstractListModel):
    """Serves annotations to a list view."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Annotation] = ()

    def show(self, rows: Sequence[Annotation]) -> None:
        """Show other annotations."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_of(self, kind: str, mark_id: int) -> int | None:
        """Return where a mark stands in the list, None when it is not there."""
        places = (
            place
            for place, row in enumerate(self.rows)
            if row.id == mark_id and row.kind.value == kind
        )
        return next(places, None)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        if role == ROW:
            return self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].tip
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.rows[index.row()].tip)
        return None


def _of_highlight(mark: Highlight, legend: Legend) -> Annotation:
    tags = [legend.tags[tag_id] for tag_id in mark.tag_ids if tag_id in legend.tags]
    chips = tuple((tag.name, tag.colour) for tag in tags) or (("No tag", UNTAGGED_COLOUR),)
    return _annotation(MarkKind.HIGHLIGHT, mark, mark.span, chips, mark.note)


def _of_mention(mark: Mention, legend: Legend) -> Annotation:
    entity = legend.entities.get(mark.entity_id)
    kind = legend.types.get(entity.type_id) if entity else None
    name = f"{entity.name} · {kind.name}" if entity and kind else entity.name if entity else ""
    chip = (name, kind.colour if kind else UNTAGGED_COLOUR)
    return _annotation(MarkKind.MENTION, mark, mark.span, (chip,), "")


def _of_redaction(mark: Redaction, legend: Legend) -> Annotation:
    reasons = [legend.reasons[i] for i in mark.reason_ids if i in legend.reasons]
    named = " · ".join(
        reason.code if reason.code == reason.label else f"{reason.code} {reason.label}".strip()
        for reason in reasons
    )
    chip = (named or "No reason given", UNTAGGED_COLOUR)
    return _annotation(MarkKind.REDACTION, mark, mark.span, (chip,), mark.note)


def _annotation(
    kind: MarkKind,
    mark: Highlight | Mention | Redaction,
    span: Span | None,
    chips: tuple[tuple[str, str], ...],
    note: str,
) -> Annotation:
    quote = shortened(mark.quote) if span is not None else WHOLE_DOCUMENT
    by = f"{mark.reviewer}, {mark.modified_at[:10]}"
    return Annotation(kind, mark.id, span, quote, chips, " ".join(note.split()), by)


def shortened(quote: str) -> str:
    """Return a quote on one line, cut where no row could hold more."""
    line = " ".join(quote[: MAX_QUOTE_CP * 2].split())
    cut = len(quote) > MAX_QUOTE_CP * 2 or len(line) > MAX_QUOTE_CP
    return line[:MAX_QUOTE_CP] + "…" if cut else line
