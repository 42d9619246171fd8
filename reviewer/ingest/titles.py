"""Single-line fields, and the title that a document gets when nothing names it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from reviewer.ingest.cable import Recognised
from reviewer.ingest.lines import one_line
from reviewer.model import ParsedDocument, Region, RegionKind

FALLBACK_TITLE_CP = 120
MAX_TITLE_CP = 1000
_MAX_REGIONS = 200
_NOT_CONTENT = frozenset({RegionKind.HIDDEN, RegionKind.COMMENT, RegionKind.BOILERPLATE})
_RECOGNISED = (
    "title", "date", "origin", "classification", "sender", "recipients", "external_id"
)  # fmt: skip
_WORTH_A_TITLE = re.compile(r"\w")


def first_line(text: str) -> str | None:
    """Return the first line that holds a word, cut at a word to `FALLBACK_TITLE_CP` code points."""
    for match in re.finditer(r"[^\n\r]+", text):
        if _WORTH_A_TITLE.search(match[0]):
            # One line may be the whole book; its beginning is enough for a title.
            line = one_line(match[0].lstrip()[: FALLBACK_TITLE_CP * 8])
            if line:
                return shortened(line, FALLBACK_TITLE_CP)
    return None


def shortened(title: str, limit_cp: int = MAX_TITLE_CP) -> str:
    """Return a title of about `limit_cp` code points, cut at a word and marked with “…”.

    The titles that sources give are kept whole, but for those that are no titles.
    """
    if len(title) <= limit_cp:
        return title
    cut = title[:limit_cp]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut[:-1]).rstrip(" ,;:–-") + "…"


def title_of(text: str, path: Path) -> str:
    """Return the first line of the text, or the file's name when it has no words."""
    return first_line(text) or one_line(path.name) or "Untitled"


def title_shown(text: str, regions: tuple[Region, ...], path: Path) -> str:
    """Return the first line that a reader of the source sees of its content, else any first."""
    shown: list[str] = []
    place = 0
    for each in regions[:_MAX_REGIONS]:
        if each.kind in _NOT_CONTENT and each.end_cp > place:
            shown.append(text[place : max(place, each.start_cp)])
            place = each.end_cp
    return first_line("\n".join([*shown, text[place:]])) or title_of(text, path)


def with_header(document: ParsedDocument, found: Recognised, path: Path) -> ParsedDocument:
    """Return the document with what its text says about itself where its reader found nothing."""
    recognised = {
        name: value
        for name in _RECOGNISED
        if not getattr(document, name) and (value := getattr(found, name))
    }
    noted = {f"metadata:{name}" for name in found.metadata.keys() - document.metadata.keys()}
    filled: dict[str, str] = {"title": document.title or title_of(document.text, path)}
    return replace(
        document,
        **(filled | recognised),
        metadata={**found.metadata, **document.metadata},
        recognised=document.recognised | recognised.keys() | noted,
    )
