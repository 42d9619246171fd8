"""Look at excerpts and at what was written of them."""

import csv
from pathlib import Path
from typing import Any

from reviewer.corpus import documents
from reviewer.corpus.database import Corpus
from reviewer.export.excerpts import (
    excerpt_rows,
)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def text_of(corpus: Corpus, document_id: int) -> str:
    with corpus.read() as connection:
        return documents.document_text(connection, document_id)


def place(corpus: Corpus, document_id: int, quote: str, occurrence: int = 0) -> tuple[int, int]:
    """Return where a quote stands in a document."""
    text, start = text_of(corpus, document_id), -1
    for _ in range(occurrence + 1):
        start = text.index(quote, start + 1)
    return start, start + len(quote)


def rows(corpus: Corpus, **how: Any) -> list[Any]:
    return list(excerpt_rows(corpus, None, **how))
