"""The tables of `corpus.db`.

Annotation rows are inserted, updated and deleted one by one through `reviewer.review.changes`, so
that each step can be undone; no table relies on cascades.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

APPLICATION_ID = 0x52565752  # "RVWR"
SCHEMA_VERSION = 6  # a table or column more needs a step in `migrations`


# Ids of annotations are never used twice, so that the log and old exports stay unambiguous.
_IDS_USED_ONCE = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """Parent of all tables."""


class CorpusInfo(Base):
    """Facts about the corpus itself: its id, name, time of making."""

    __tablename__ = "corpus_info"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class SourceFile(Base):
    """An imported file, told apart by the SHA-256 of its bytes.

    `documents_done` counts the documents stored so far, in the reader's order, so that an import
    that was killed goes on behind the last one; `complete` is set with the last. `mapping` is the
    table mapping it was read with, as JSON, or empty.
    """

    __tablename__ = "source_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    path: Mapped[str]
    format: Mapped[str]
    size_bytes: Mapped[int]
    mapping: Mapped[str] = mapped_column(default="")
    documents_done: Mapped[int] = mapped_column(default=0)
    complete: Mapped[bool] = mapped_column(default=False)
    imported_at: Mapped[str]
    __table_args__ = (UniqueConstraint("sha256", "mapping"),)


class ImportItem(Base):
    """What became of one file of one import, or of the part of it that `locator` names."""

    __tablename__ = "import_item"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(index=True)
    path: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    documents: Mapped[int] = mapped_column(default=0)
    locator: Mapped[str] = mapped_column(default="")
    at: Mapped[str]


class ImportRun(Base):
    """One import: what it was asked for, and whether it came to its end.

    `paths` is a JSON list of whole paths. `files` counts what was found there, NULL until it is
    known. `complete` stays false where an import was killed, cancelled or failed.
    """

    __tablename__ = "import_run"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(index=True)
    paths: Mapped[str]
    files: Mapped[int | None]
    complete: Mapped[bool] = mapped_column(default=False)
    at: Mapped[str]


class DocumentRecord(Base):
    """One document without its text; ids count up in the order of import.

    `recognised` is a JSON list of what was read out of the text by rule, NULL where that was not
    noted. `as_imported` is a JSON object of the fields that were corrected with their former
    values, NULL when none was; `corrected_at` changes with every correction, also one taken back.
    """

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
    locator: Mapped[str]
    external_id: Mapped[str | None]
    title: Mapped[str]
    date: Mapped[str | None]
    origin: Mapped[str | None]
    classification: Mapped[str | None]
    sender: Mapped[str | None]
    recipients: Mapped[str | None]
    author: Mapped[str | None]
    # `metadata` is taken by SQLAlchemy.
    metadata_json: Mapped[str] = mapped_column("metadata", default="{}")
    char_count: Mapped[int]
    text_sha256: Mapped[str]
    status: Mapped[str] = mapped_column(default="unreviewed", server_default="unreviewed")
    note: Mapped[str] = mapped_column(default="", server_default="")
    imported_at: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    thread: Mapped[str | None]
    # What was read from the same place since, in another encoding; then it is not counted.
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    recognised: Mapped[str | None]
    as_imported: Mapped[str | None]
    corrected_at: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("source_file_id", "locator"),
        Index("document_parent", "parent_id"),
        Index("document_replaced", "replaced_by", sqlite_where=text("replaced_by IS NOT NULL")),
        Index("document_thread", "thread"),
        Index("document_date", "date"),
        Index("document_status", "status"),
        Index("document_origin", "origin"),
        Index("document_classification", "classification"),
        Index("document_external_id", "external_id"),
        _IDS_USED_ONCE,
    )


class DocumentText(Base):
    """The frozen text of a document, apart from its row so that lists stay quick to scan."""

    __tablename__ = "document_text"
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class RegionRecord(Base):
    """A stretch of a document's text that is more than plain body, as its reader found it."""

    __tablename__ = "region"
    __table_args__ = (
        Index("region_suggested", "note", sqlite_where=text("kind = 'suggested'")),
        _IDS_USED_ONCE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    start_cp: Mapped[int]
    end_cp: Mapped[int]
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class RemarkRecord(Base):
    """What there is to know about how a document was read."""

    __tablename__ = "remark"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(default="")


class TagRecord(Base):
    """A tag of the code book."""

    __tablename__ = "tag"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    colour: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    shortcut: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[str]


class HighlightRecord(Base):
    """A marked passage."""

    __tablename__ = "highlight"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    start_cp: Mapped[int]
    end_cp: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    reviewer: Mapped[str]
    created_at: Mapped[str]
    modified_at: Mapped[str]
    __table_args__ = (CheckConstraint("0 <= start_cp AND start_cp < end_cp"), _IDS_USED_ONCE)


class HighlightTag(Base):
    """A tag on a highlight."""

    __tablename__ = "highlight_tag"
    highlight_id: Mapped[int] = mapped_column(ForeignKey("highlight.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)


class EntityTypeRecord(Base):
    """A kind of entity."""

    __tablename__ = "entity_type"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    colour: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class EntityRecord(Base):
    """Somebody or something that the documents speak of."""

    __tablename__ = "entity"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    type_id: Mapped[int] = mapped_column(ForeignKey("entity_type.id"))
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[str]


class EntityAlias(Base):
    """Another name of an entity."""

    __tablename__ = "entity_alias"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id"), index=True)
    name: Mapped[str]


class MentionRecord(Base):
    """A passage that names an entity."""

    __tablename__ = "mention"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    start_cp: Mapped[int]
    end_cp: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str]
    entity_id: Mapped[int] = mapped_column(ForeignKey("entity.id"), index=True)
    reviewer: Mapped[str]
    created_at: Mapped[str]
    modified_at: Mapped[str]
    __table_args__ = (CheckConstraint("0 <= start_cp AND start_cp < end_cp"), _IDS_USED_ONCE)


class RejectedSuggestion(Base):
    """A passage that the source marks as an entity's name and she does not take as one."""

    __tablename__ = "rejected_suggestion"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    start_cp: Mapped[int]
    end_cp: Mapped[int]


class ReasonRecord(Base):
    """A ground for redaction."""

    __tablename__ = "redaction_reason"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    label: Mapped[str]
    set_name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class RedactionRecord(Base):
    """A passage, or without a range the whole document, that must not be released."""

    __tablename__ = "redaction"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    start_cp: Mapped[int | None]
    end_cp: Mapped[int | None]
    quote: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    reviewer: Mapped[str]
    created_at: Mapped[str]
    modified_at: Mapped[str]
    __table_args__ = (
        CheckConstraint("(start_cp IS NULL) = (end_cp IS NULL)"),
        CheckConstraint("start_cp IS NULL OR (0 <= start_cp AND start_cp < end_cp)"),
        # A document is withheld once or not at all.
        Index(
            "redaction_whole_document",
            "document_id",
            unique=True,
            sqlite_where=text("start_cp IS NULL"),
        ),
        _IDS_USED_ONCE,
    )


class RedactionReasonLink(Base):
    """A reason given for a redaction."""

    __tablename__ = "redaction_reason_link"
    redaction_id: Mapped[int] = mapped_column(ForeignKey("redaction.id"), primary_key=True)
    reason_id: Mapped[int] = mapped_column(
        ForeignKey("redaction_reason.id"), primary_key=True, index=True
    )


class SavedSearchRecord(Base):
    """A search under a name; `filters` as `reviewer.corpus.searches` writes them."""

    __tablename__ = "saved_search"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    query: Mapped[str]
    filters: Mapped[str] = mapped_column(default="{}")
    sort: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[str]


class TermListRecord(Base):
    """Terms to look for, one a line, marked in the text in their own tint while shown."""

    __tablename__ = "term_list"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    colour: Mapped[str]
    terms: Mapped[str] = mapped_column(Text)
    shown: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[str]


class ChangeRecord(Base):
    """One undoable change: the row operations that made it, as JSON, and whether it stands."""

    __tablename__ = "change"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    label: Mapped[str]
    undone: Mapped[bool] = mapped_column(default=False)
    operations: Mapped[str] = mapped_column(Text)  # last, so that the history skips its pages


class LogLine(Base):
    """One line of the review log; `hash` covers the line and the hash of the line before it.

    Lines hold no quoted text: the log is handed to others, and a quote may be what is redacted.
    """

    __tablename__ = "log"
    __table_args__ = _IDS_USED_ONCE
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    reviewer: Mapped[str]
    action: Mapped[str]
    direction: Mapped[str]  # do, undo or redo
    subject: Mapped[str]
    subject_id: Mapped[str]
    document_id: Mapped[int | None]
    start_cp: Mapped[int | None]
    end_cp: Mapped[int | None]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str]
    hash: Mapped[str]
