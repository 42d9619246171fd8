"""The plain data that all layers speak: frozen dataclasses and enums, no behaviour to surprise.

Every `start_cp`/`end_cp` is a half-open range of Unicode code points into the document's stored
text. Every time is ISO 8601 in UTC with a final `Z`. Every id is the row's id in the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias


class Status(StrEnum):
    """How far a document has been reviewed."""

    UNREVIEWED = "unreviewed"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    SECOND_LOOK = "second_look"


STATUS_LABELS: Mapping[Status, str] = {
    Status.UNREVIEWED: "Unreviewed",
    Status.IN_REVIEW: "In review",
    Status.REVIEWED: "Reviewed",
    Status.SECOND_LOOK: "Needs a second look",
}

# Zotero's highlight colours, which most researchers know.
COLOURS: tuple[str, ...] = (
    "#ffd400",
    "#ff6666",
    "#5fb236",
    "#2ea8e5",
    "#a28ae5",
    "#e56eee",
    "#f19837",
    "#aaaaaa",
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start_cp: int
    end_cp: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share a code point."""
        return self.start_cp < other.end_cp and other.start_cp < self.end_cp


class RegionKind(StrEnum):
    """What a stretch of text is besides the plain body of its document."""

    PAGE = "page"  # `note` is the page's number
    HIDDEN = "hidden"  # a reader of the source would not see it
    COMMENT = "comment"  # `note` is its author
    DELETED = "deleted"  # struck out under tracked changes; `note` is by whom
    FORM = "form"  # the value of a field to fill in; `note` is the field's name
    BOILERPLATE = "boilerplate"  # menus, banners and footers of a page
    HEADER = "header"  # running headers and footers, printed e-mail headers
    QUOTED = "quoted"  # what an e-mail repeats of an earlier one
    RECOGNISED = "recognised"  # read from a picture; `note` is the confidence in per cent
    SUGGESTED = "suggested"  # an entity that the source names; `note` is such as "person:NAME"


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a document's text of one kind, as its reader found it; never edited."""

    start_cp: int
    end_cp: int
    kind: RegionKind
    note: str = ""

    @property
    def span(self) -> Span:
        """The stretch."""
        return Span(self.start_cp, self.end_cp)


class RemarkKind(StrEnum):
    """What the coverage of a corpus has to tell of a document that was imported."""

    PARTLY_READ = "partly_read"
    NO_TEXT = "no_text"  # pages or pictures without text, for want of text recognition
    RECOGNISED = "recognised"  # text recognition read some of it
    ENCRYPTED = "encrypted"  # a part is locked
    SIGNED = "signed"
    HIDDEN = "hidden"  # it holds what a reader of the source would not see
    GUESSED = "guessed"  # its encoding was guessed and may be another


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know about how a document was read; `detail` is a sentence or a list."""

    kind: RemarkKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a reader found in a file: one document, not yet normalised or stored.

    `locator` says where in the file it stands ("" for the whole file, "row 12", "message 3");
    with the file it is unique. `date` is ISO 8601, as precise as the source. `metadata` holds
    whatever else the source told, as text. `regions` count in `text`, which must be normalised
    already when there are any. `parent` is the locator of the document in the same file that this
    one is attached to, None when it is attached to none; the parent comes first. `thread` is the
    same for all messages of one conversation. `recognised` names the fields, and as
    "metadata:NAME" the metadata, that were read out of the text by rule.
    """

    text: str
    locator: str = ""
    title: str | None = None
    date: str | None = None
    origin: str | None = None
    classification: str | None = None
    sender: str | None = None
    recipients: str | None = None
    author: str | None = None
    external_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()
    remarks: tuple[Remark, ...] = ()
    parent: str | None = None
    thread: str | None = None
    recognised: frozenset[str] = frozenset()


# What stands before a name among the names of fields, such as "metadata:TAGS".
METADATA = "metadata:"
# The fields of a document that can be corrected, by their names for a person.
FIELD_LABELS: Mapping[str, str] = {
    "title": "Title",
    "date": "Date",
    "origin": "Origin",
    "classification": "Classification",
    "sender": "From",
    "recipients": "To",
    "author": "Author",
    "external_id": "Id in the source",
}


def field_label(name: str) -> str:
    """Return the name of a field, or of a piece of metadata, for a person."""
    return FIELD_LABELS.get(name) or name.removeprefix(METADATA)


@dataclass(frozen=True, slots=True)
class Document:
    """One stored document without its text.

    `recognised` names what was read out of the text by rule, as `ParsedDocument` does; None when
    the corpus was made before that was noted. `as_imported` holds the former values of the fields
    that were corrected.
    """

    id: int
    title: str
    date: str | None
    origin: str | None
    classification: str | None
    sender: str | None
    recipients: str | None
    author: str | None
    external_id: str | None
    locator: str
    source_path: str
    format: str
    metadata: Mapping[str, str]
    text_sha256: str
    char_count: int
    status: Status
    note: str
    imported_at: str
    parent_id: int | None
    thread: str | None
    recognised: frozenset[str] | None = None
    as_imported: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One line of the document list."""

    id: int
    title: str
    date: str | None
    origin: str | None
    classification: str | None
    status: Status
    char_count: int
    highlights: int
    mentions: int
    redactions: int
    withheld: bool  # the whole document is marked for redaction
    source_path: str
    locator: str

    @property
    def source(self) -> str:
        """The path of its file, and the place in that."""
        return " · ".join(part for part in (self.source_path, self.locator) if part)

    @property
    def file_name(self) -> str:
        """The name of its file, without folders, and of the place in that."""
        names = (re.split(r"[/\\]", part)[-1] for part in (self.source_path, self.locator))
        return " · ".join(name for name in names if name)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the code book; `shortcut` is the number key 1–9, `colour` is `#rrggbb`."""

    id: int
    name: str
    colour: str
    description: str
    shortcut: int | None
    parent_id: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Highlight:
    """A marked passage with any number of tags."""

    id: int
    document_id: int
    start_cp: int
    end_cp: int
    quote: str
    note: str
    tag_ids: tuple[int, ...]
    reviewer: str
    created_at: str
    modified_at: str

    @property
    def span(self) -> Span:
        """The marked range."""
        return Span(self.start_cp, self.end_cp)


@dataclass(frozen=True, slots=True)
class EntityType:
    """A kind of entity: person, organisation, weapon and so on."""

    id: int
    name: str
    colour: str
    position: int


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that the documents speak of."""

    id: int
    name: str
    type_id: int
    note: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage that names an entity."""

    id: int
    document_id: int
    start_cp: int
    end_cp: int
    quote: str
    entity_id: int
    reviewer: str
    created_at: str
    modified_at: str

    @property
    def span(self) -> Span:
        """The marked range."""
        return Span(self.start_cp, self.end_cp)


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground for redaction; `code` is what a token shows, such as `(b)(6)`."""

    id: int
    code: str
    label: str
    set_name: str
    position: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """A passage, or with `start_cp` None the whole document, that must not be released."""

    id: int
    document_id: int
    start_cp: int | None
    end_cp: int | None
    quote: str
    note: str
    reason_ids: tuple[int, ...]
    reviewer: str
    created_at: str
    modified_at: str

    @property
    def span(self) -> Span | None:
        """The marked range, or None for the whole document."""
        if self.start_cp is None or self.end_cp is None:
            return None
        return Span(self.start_cp, self.end_cp)


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that is marked in one document, each list in the order of the text."""

    highlights: tuple[Highlight, ...] = ()
    mentions: tuple[Mention, ...] = ()
    redactions: tuple[Redaction, ...] = ()


class Sort(StrEnum):
    """The order of a result list; `RELEVANCE` falls back to `IMPORT` where there is no query.

    `REVIEW_ORDER` puts what is still to be read first, and within a status goes by import.
    """

    RELEVANCE = "relevance"
    IMPORT = "import"
    DATE = "date"
    DATE_DESCENDING = "date_descending"
    TITLE = "title"
    ORIGIN = "origin"
    LENGTH = "length"
    REVIEW_ORDER = "review_order"


class Facet(StrEnum):
    """What documents can be told apart and counted by; `TYPE` is the source file's format."""

    STATUS = "status"
    TAG = "tag"
    ENTITY = "entity"
    ORIGIN = "origin"
    CLASSIFICATION = "classification"
    YEAR = "year"
    TYPE = "type"


FacetValue: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be to stay in the list; an empty field asks nothing.

    Values within a facet are alternatives, facets add up, and no excluded value may apply. The
    value of a tag or an entity is its id, and a document has it when a highlight carries the tag
    or a mention names the entity. Every other value is the text itself, "" where a document has
    none. Dates are ISO prefixes (`2005`, `2005-06`, `2005-06-30`), both ends included.
    """

    included: frozenset[tuple[Facet, FacetValue]] = frozenset()
    excluded: frozenset[tuple[Facet, FacetValue]] = frozenset()
    date_from: str | None = None
    date_to: str | None = None
    redacted: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether every document matches."""
        return self == Filters()

    def values(self, facet: Facet) -> frozenset[FacetValue]:
        """Return the values of a facet of which a document must have one; none asks nothing."""
        return frozenset(value for kind, value in self.included if kind is facet)

    def excluded_values(self, facet: Facet) -> frozenset[FacetValue]:
        """Return the values of a facet that a document must not have."""
        return frozenset(value for kind, value in self.excluded if kind is facet)

    def including(self, facet: Facet, values: Iterable[FacetValue]) -> Filters:
        """Return these filters with other alternatives for one facet."""
        return replace(self, included=_with_values(self.included, facet, values))

    def excluding(self, facet: Facet, values: Iterable[FacetValue]) -> Filters:
        """Return these filters with other excluded values of one facet."""
        return replace(self, excluded=_with_values(self.excluded, facet, values))


def _with_values(
    chosen: frozenset[tuple[Facet, FacetValue]], facet: Facet, values: Iterable[FacetValue]
) -> frozenset[tuple[Facet, FacetValue]]:
    others = frozenset(pair for pair in chosen if pair[0] is not facet)
    return others.union((facet, value) for value in values)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A short piece of a document with the hits in it, in code points of `text`."""

    text: str
    hits: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchableDocument:
    """What the search index takes in; `metadata` is plain text, one value a line."""

    id: int
    title: str
    body: str
    date: str | None
    origin: str | None
    classification: str | None
    sender: str | None
    recipients: str | None
    author: str | None
    metadata: str
