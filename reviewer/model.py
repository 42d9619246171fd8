"""The plain data that all layers speak: frozen dataclasses and enums, no behaviour to surprise.

Every `start_cp`/`end_cp` is a half-open range of Unicode code points into the document's stored
text. Every time is ISO 8601 in UTC with a final `Z`. Every id is the row's id in the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a reader found in a file: one document, not yet normalised or stored.

    `locator` says where in the file it stands ("" for the whole file, "row 12", "message 3");
    with the file it is unique. `date` is ISO 8601, as precise as the source. `metadata` holds
    whatever else the source told, as text.
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


@dataclass(frozen=True, slots=True)
class Document:
    """One stored document without its text."""

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
    """The order of a result list; `RELEVANCE` falls back to `IMPORT` where there is no query."""

    RELEVANCE = "relevance"
    IMPORT = "import"
    DATE = "date"
    DATE_DESCENDING = "date_descending"
    TITLE = "title"
    ORIGIN = "origin"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be to stay in the list; an empty field asks nothing.

    Values within a field are alternatives, fields add up. A document matches `tag_ids` when a
    highlight in it carries one of them. An empty string in `origins` or `classifications` stands
    for documents without one. Dates are ISO prefixes (`2005`, `2005-06`, `2005-06-30`), both ends
    included.
    """

    statuses: frozenset[Status] = frozenset()
    tag_ids: frozenset[int] = frozenset()
    entity_ids: frozenset[int] = frozenset()
    origins: frozenset[str] = frozenset()
    classifications: frozenset[str] = frozenset()
    date_from: str | None = None
    date_to: str | None = None
    redacted: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether every document matches."""
        return self == Filters()


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
