"""The texts of many documents, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import texts
from reviewer.corpus.schema import DocumentRecord

_DOCUMENTS_AT_ONCE = 200
_CODE_POINTS_AT_ONCE = 4_000_000  # 16 MB at most, but for one document that is longer by itself


def texts_of(corpus: Corpus, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield documents with their texts in the order of the ids; those that are not there are not.

    Each batch is a read transaction of its own, over before its texts are given out: whoever takes
    his time keeps no old state of the file alive. Texts never change, so the batches agree.
    """
    wanted = iter(ids)
    while some := [int(document_id) for document_id in islice(wanted, _DOCUMENTS_AT_ONCE)]:
        with corpus.read() as connection:
            batches = _batches(connection, some)
        for batch in batches:
            with corpus.read() as connection:
                found = texts(connection, batch)
            for document_id in batch:
                if document_id in found:
                    yield document_id, found.pop(document_id)


def _batches(connection: Connection, ids: list[int]) -> list[list[int]]:
    query = select(DocumentRecord.id, DocumentRecord.char_count)
    rows = connection.execute(query.where(DocumentRecord.id.in_(ids)))
    lengths_cp = {row.id: row.char_count for row in rows}
    batches: list[list[int]] = [[]]
    length_cp = 0
    for document_id in ids:
        length_cp += lengths_cp.get(document_id, 0)
        if length_cp > _CODE_POINTS_AT_ONCE and batches[-1]:
            batches.append([])
            length_cp = lengths_cp.get(document_id, 0)
        batches[-1].append(document_id)
    return batches
