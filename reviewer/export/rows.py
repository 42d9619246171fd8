"""The rows of the excerpt table, document by document, as they are or as they may be released."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Corpus
from reviewer.errors import Cancelled
from reviewer.export.hiding import Hiding
from reviewer.export.summary import Progress
from reviewer.model import Document, Entity, Highlight, Marks, Mention, Reason, Redaction, Tag
from reviewer.review.release import codes_of
from reviewer.text import context

# Ids of documents, or None for all that carry a mark.
Scope = Sequence[int] | None

REASON_SEPARATOR = "; "
_DOCUMENTS_PER_READ = 500


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One row; the fields are the columns, in their order."""

    excerpt_id: str
    document_id: int
    document_title: str
    document_date: str | None
    document_origin: str | None
    classification: str | None
    source_path: str
    tag: str
    tag_path: str
    entity: str
    entity_type: str
    kind: str
    excerpt: str
    start_char: int | None
    end_char: int | None
    start_line: int | None
    context_before: str
    context_after: str
    note: str
    redaction_reasons: str
    reviewer: str
    created_at: str
    modified_at: str
    text_sha256: str


class Row(NamedTuple):
    """An excerpt, and what its export has to count."""

    excerpt: Excerpt
    names_hidden: bool  # it holds, unmarked, what is redacted elsewhere in its document


class _Book:
    """The tags, entities and reasons that rows name."""

    def __init__(self, connection: Connection) -> None:
        tags = {tag.id: tag for tag in annotations.tags(connection)}
        self.tags: Mapping[int, Tag] = tags
        self.tag_paths = {tag.id: annotations.tag_path(tag, tags) for tag in tags.values()}
        self.entities: Mapping[int, Entity] = {e.id: e for e in annotations.entities(connection)}
        self.entity_types = {t.id: t.name for t in annotations.entity_types(connection)}
        self.reasons: Mapping[int, Reason] = {r.id: r for r in annotations.reasons(connection)}


def rows_of(
    corpus: Corpus,
    scope: Scope,
    redacted: bool,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Generator[Row, None, None]:
    """Yield the rows of a scope in their order, from one steady view of the corpus.

    Marks are read for some hundreds of documents at once, texts one by one. Raises Cancelled when
    `cancelled` says so.
    """
    with corpus.read() as connection:
        marked = annotations.annotated_document_ids(connection)
        wanted = None if scope is None else set(scope)
        ids = [i for i in marked if wanted is None or i in wanted]
        book = _Book(connection)
        for first in range(0, len(ids), _DOCUMENTS_PER_READ):
            some = ids[first : first + _DOCUMENTS_PER_READ]
            marks = _marks_by_document(connection, some)
            for done, document_id in enumerate(some, start=first):
                if cancelled is not None and cancelled():
                    raise Cancelled("The export was stopped. Nothing was written.")
                if progress is not None:
                    progress(done, len(ids))
                yield from _rows_of_document(
                    connection, document_id, marks[document_id], book, redacted
                )
        if progress is not None:
            progress(len(ids), len(ids))


def _marks_by_document(connection: Connection, ids: Sequence[int]) -> dict[int, Marks]:
    highlights: dict[int, list[Highlight]] = {i: [] for i in ids}
    mentions: dict[int, list[Mention]] = {i: [] for i in ids}
    redactions: dict[int, list[Redaction]] = {i: [] for i in ids}
    for highlight in annotations.highlights(connection, ids):
        highlights[highlight.document_id].append(highlight)
    for mention in annotations.mentions(connection, ids):
        mentions[mention.document_id].append(mention)
    for redaction in annotations.redactions(connection, ids):
        redactions[redaction.document_id].append(redaction)
    return {i: Marks(tuple(highlights[i]), tuple(mentions[i]), tuple(redactions[i])) for i in ids}


def _rows_of_document(
    connection: Connection, document_id: int, marks: Marks, book: _Book, redacted: bool
) -> Iterator[Row]:
    document = documents.document(connection, document_id)
    if document is None:
        return
    text = documents.document_text(connection, document_id)
    hiding = None
    if redacted and marks.redactions:
        hiding = Hiding(text, marks, book.entities, book.reasons)
    line, line_cp = 1, 0
    for excerpt in sorted(_plain_rows(document, text, marks, book), key=_order):
        start_cp, end_cp = excerpt.start_char, excerpt.end_char
        if start_cp is None or end_cp is None:
            yield Row(excerpt if hiding is None else _released(excerpt, hiding), False)
            continue
        line += text.count("\n", line_cp, start_cp)
        line_cp = start_cp
        before, after = context(text, start_cp, end_cp)
        excerpt = replace(excerpt, start_line=line, context_before=before, context_after=after)
        if hiding is None:
            yield Row(excerpt, False)
            continue
        names_hidden = excerpt.kind != "redaction" and hiding.names_unmarked(start_cp, end_cp)
        yield Row(_released(excerpt, hiding), names_hidden)


def _plain_rows(document: Document, text: str, marks: Marks, book: _Book) -> Iterator[Excerpt]:
    for highlight in marks.highlights:
        row = _plain_row(document, text, marks, book, highlight)
        row = replace(row, excerpt_id=f"H{highlight.id}", kind="highlight", note=highlight.note)
        for tag_id in highlight.tag_ids:
            yield replace(
                row,
                excerpt_id=f"H{highlight.id}-T{tag_id}",
                tag=book.tags[tag_id].name,
                tag_path=book.tag_paths[tag_id],
            )
        if not highlight.tag_ids:
            yield row
    for mention in marks.mentions:
        entity = book.entities[mention.entity_id]
        yield replace(
            _plain_row(document, text, marks, book, mention),
            excerpt_id=f"M{mention.id}",
            kind="mention",
            entity=entity.name,
            entity_type=book.entity_types[entity.type_id],
        )
    for redaction in marks.redactions:
        yield replace(
            _plain_row(document, text, marks, book, redaction),
            excerpt_id=f"R{redaction.id}",
            kind="redaction",
            note=redaction.note,
            redaction_reasons=REASON_SEPARATOR.join(codes_of([redaction], book.reasons)),
        )


def _plain_row(
    document: Document,
    text: str,
    marks: Marks,
    book: _Book,
    mark: Highlight | Mention | Redaction,
) -> Excerpt:
    """Return a row with what all kinds share; line and context come when rows are in order."""
    span = mark.span
    over = [r for r in marks.redactions if r.span is None or (span and r.span.overlaps(span))]
    return Excerpt(
        excerpt_id="",
        document_id=document.id,
        document_title=document.title,
        document_date=document.date,
        document_origin=document.origin,
        classification=document.classification,
        source_path=document.source_path,
        tag="",
        tag_path="",
        entity="",
        entity_type="",
        kind="",
        excerpt=text[span.start_cp : span.end_cp] if span else "",
        start_char=span.start_cp if span else None,
        end_char=span.end_cp if span else None,
        start_line=None,
        context_before="",
        context_after="",
        note="",
        redaction_reasons=REASON_SEPARATOR.join(codes_of(over, book.reasons)),
        reviewer=mark.reviewer,
        created_at=mark.created_at,
        modified_at=mark.modified_at,
        text_sha256=document.text_sha256,
    )


def _order(row: Excerpt) -> tuple[int, int, str, str, str]:
    # Whole documents have no start and come first; ids settle what is left.
    start, end = row.start_char, row.end_char
    return (
        -1 if start is None else start,
        -1 if end is None else end,
        row.kind,
        row.tag_path,
        row.excerpt_id,
    )


def _released(row: Excerpt, hiding: Hiding) -> Excerpt:
    """Return a row as it may be handed over."""
    told = replace(
        row,
        document_title=hiding.value(row.document_title),
        # A date that is hidden in part tells the rest.
        document_date=hiding.token_in(row.document_date or "") or row.document_date,
        document_origin=_optional(row.document_origin, hiding),
        classification=_optional(row.classification, hiding),
        source_path=hiding.value(row.source_path),
        tag=hiding.value(row.tag),
        tag_path=hiding.value(row.tag_path),
        entity=hiding.value(row.entity),
        entity_type=hiding.value(row.entity_type),
        note=hiding.value(row.note),
        reviewer=hiding.value(row.reviewer),
    )
    withheld = hiding.withheld_as
    if withheld is not None:
        # Date, origin and classification stay: an index of what is withheld has to tell them.
        return replace(
            told,
            document_title=withheld,
            source_path=withheld,
            entity=withheld if row.entity else "",
            note=withheld if row.note else "",
            excerpt=withheld,
            context_before="",
            context_after="",
        )
    start_cp, end_cp = row.start_char, row.end_char
    assert start_cp is not None and end_cp is not None  # only whole documents have none
    entity_token = hiding.token_over(start_cp, end_cp) if row.entity else None
    return replace(
        told,
        entity=entity_token or told.entity,
        excerpt=hiding.piece(start_cp, end_cp),
        context_before=hiding.piece(start_cp - len(row.context_before), start_cp),
        context_after=hiding.piece(end_cp, end_cp + len(row.context_after)),
    )


def _optional(value: str | None, hiding: Hiding) -> str | None:
    return None if value is None else hiding.value(value)
