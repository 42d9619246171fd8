"""Small corpora for tests, written through the tables without an import."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from reviewer.corpus.database import Corpus, create_corpus, now_utc
from reviewer.corpus.schema import DocumentRecord, DocumentText, SourceFile
from reviewer.text import normalise, sha256_of


def make_corpus(folder: Path, texts: Sequence[str], **fields: Any) -> Corpus:
    """Make a corpus of the given texts, with ids from 1, and return it open for writing.

    A field (`title`, `date`, `origin`, `metadata`, `status` …) holds for every document, or, as a
    list, for one after the other. Close the corpus, or use it in a `with` statement.
    """
    corpus = create_corpus(folder)
    add_documents(corpus, texts, **fields)
    return corpus


def add_documents(corpus: Corpus, texts: Sequence[str], **fields: Any) -> list[int]:
    """Store texts as the documents of one imported file and return their ids."""
    if not texts:
        return []
    content = json.dumps([*texts, str(sorted(fields.items()))]).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    original = corpus.paths.original(sha256)
    original.parent.mkdir(parents=True, exist_ok=True)
    original.write_bytes(content)
    with corpus.write() as connection:
        source = connection.execute(
            insert(SourceFile).values(
                sha256=sha256,
                path="/from/documents.json",
                format="json",
                size_bytes=len(content),
                documents_done=len(texts),
                complete=True,
                imported_at=now_utc(),
            )
        )
        assert source.inserted_primary_key is not None
        source_id = source.inserted_primary_key[0]
        last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM document").scalar_one()
        ids = list(range(last + 1, last + 1 + len(texts)))
        records, bodies = [], []
        for place, (document_id, raw) in enumerate(zip(ids, texts, strict=True)):
            body = normalise(raw)
            own = {
                name: value[place] if isinstance(value, list) else value
                for name, value in fields.items()
            }
            metadata = json.dumps(own.pop("metadata", {}), ensure_ascii=False)
            records.append(
                {
                    "id": document_id,
                    "source_file_id": source_id,
                    "locator": f"row {place + 1}",
                    "title": f"Document {document_id}",
                    "metadata": metadata,
                    "char_count": len(body),
                    "text_sha256": sha256_of(body),
                    "imported_at": now_utc(),
                }
                | own
            )
            bodies.append({"document_id": document_id, "body": body})
        connection.execute(insert(DocumentRecord), records)
        connection.execute(insert(DocumentText), bodies)
    return ids
