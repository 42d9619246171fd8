"""A document made ready to be stored, apart from the database so that any process can do it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.model import ParsedDocument
from reviewer.text import normalise, sha256_of


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document ready to be stored: text normalised and hashed, every field storable.

    `parent` is a locator in the same file. `regions` holds rows of start, end, kind and note,
    `remarks` rows of kind and detail, as they go into their tables.
    """

    fields: Mapping[str, Any]
    body: str
    parent: str | None = None
    regions: Sequence[tuple[int, int, str, str]] = ()
    remarks: Sequence[tuple[str, str]] = ()


def prepared(document: ParsedDocument, file_name: str) -> PreparedDocument:
    """Return a document as it is stored; `file_name` is the title of last resort.

    Raises ValueError when it has regions and its text is not normalised.
    """
    body = normalise(document.text)
    if document.regions and body != document.text:
        raise ValueError("regions count in a text that is not normalised")
    metadata = {normalise(name): normalise(value) for name, value in document.metadata.items()}
    fields = {
        "locator": normalise(document.locator),
        "external_id": _storable(document.external_id),
        "title": _storable(document.title) or normalise(file_name) or "Untitled",
        "date": _storable(document.date),
        "origin": _storable(document.origin),
        "classification": _storable(document.classification),
        "sender": _storable(document.sender),
        "recipients": _storable(document.recipients),
        "author": _storable(document.author),
        "metadata": json.dumps(metadata, ensure_ascii=False),
        "char_count": len(body),
        "text_sha256": sha256_of(body),
        "thread": _storable(document.thread),
        "recognised": json.dumps(sorted(map(normalise, document.recognised)), ensure_ascii=False),
    }
    regions = [
        (region.start_cp, region.end_cp, region.kind.value, normalise(region.note))
        for region in document.regions
    ]
    remarks = [(remark.kind.value, normalise(remark.detail)) for remark in document.remarks]
    parent = None if document.parent is None else normalise(document.parent)
    return PreparedDocument(fields, body, parent, regions, remarks)


def _storable(value: str | None) -> str | None:
    return normalise(value) if value else None
