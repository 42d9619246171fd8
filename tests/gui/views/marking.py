"""Marks, tags and documents for the views' tests."""

from __future__ import annotations

from dataclasses import replace

from reviewer.model import (
    COLOURS,
    Document,
    Entity,
    EntityType,
    Highlight,
    Mention,
    Reason,
    Redaction,
    Span,
    Status,
    Tag,
)
from reviewer.ui.decorations import Legend

TIME = "2024-05-01T10:00:00Z"

LEGEND = Legend(
    tags={i + 1: Tag(i + 1, f"Tag {i + 1}", COLOURS[i], "", None, None, i) for i in range(4)},
    entities={1: Entity(1, "Milan Orvo", 1, "", ())},
    types={1: EntityType(1, "Person", "#2ea8e5", 0)},
    reasons={1: Reason(1, "(b)(6)", "privacy", "FOIA", 0)},
)

DOCUMENT = Document(
    id=1,
    title="Depot at <b>Karsk</b>",
    date="2005-06-14",
    origin="Embassy Velmora",
    classification="SECRET",
    sender="Velmora",
    recipients="Tervin",
    author=None,
    external_id=None,
    locator="row 12",
    source_path="cables.csv",
    format="csv",
    metadata={"TAGS": "MARR <i>PARM</i>"},
    text_sha256="0" * 64,
    char_count=100,
    status=Status.UNREVIEWED,
    note="",
    imported_at=TIME,
    parent_id=None,
    thread=None,
)


def document(
    title: str = DOCUMENT.title,
    note: str = "",
    status: Status = DOCUMENT.status,
    document_id: int = 1,
) -> Document:
    """Return a document with some things changed."""
    return replace(DOCUMENT, id=document_id, title=title, note=note, status=status)


def highlight(mark_id: int, start_cp: int, end_cp: int, *tag_ids: int, note: str = "") -> Highlight:
    """Return a highlight of a range."""
    return Highlight(mark_id, 1, start_cp, end_cp, "", note, tag_ids, "R", TIME, TIME)


def mention(mark_id: int, start_cp: int, end_cp: int) -> Mention:
    """Return a mention of the one entity."""
    return Mention(mark_id, 1, start_cp, end_cp, "", 1, "R", TIME, TIME)


def redaction(mark_id: int, span: Span | None) -> Redaction:
    """Return a redaction of a range, or of the whole document."""
    start, end = (span.start_cp, span.end_cp) if span else (None, None)
    return Redaction(mark_id, 1, start, end, "", "", (1,), "R", TIME, TIME)
