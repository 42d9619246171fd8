"""What all annotations share: a checked range of a document's text and the quote it carries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from reviewer.corpus.schema import DocumentRecord, DocumentText
from reviewer.errors import ReviewError


def anchor(connection: Connection, document_id: int, start_cp: int, end_cp: int) -> dict[str, Any]:
    """Return the columns that tie an annotation to `[start_cp, end_cp)` of a document's text.

    Raises ReviewError when the document is not there or the range is empty or leaves the text.
    """
    document = connection.execute(
        select(DocumentRecord.char_count, DocumentRecord.text_sha256).where(
            DocumentRecord.id == document_id
        )
    ).first()
    if document is None:
        raise ReviewError(f"There is no document {document_id} in this corpus.")
    require_passage(start_cp, end_cp, document.char_count)
    quote = connection.scalar(
        select(func.substr(DocumentText.body, start_cp + 1, end_cp - start_cp)).where(
            DocumentText.document_id == document_id
        )
    )
    return {
        "document_id": document_id,
        "start_cp": start_cp,
        "end_cp": end_cp,
        "quote": quote,
        "text_sha256": document.text_sha256,
    }


def require_passage(start_cp: int, end_cp: int, char_count: int) -> None:
    """Raise ReviewError unless a range holds something and lies within a document's text."""
    if not 0 <= start_cp < end_cp <= char_count:
        raise ReviewError(
            f"The passage {start_cp}–{end_cp} is empty or not within the document, which has "
            f"{char_count} characters, so nothing was marked. Select some text first."
        )


def shortened(text: str, width: int = 40) -> str:
    """Return text on one line and short enough for a menu."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"
