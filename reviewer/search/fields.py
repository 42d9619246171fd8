"""The names that may stand before a colon in a query, and the values that are known beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from reviewer.search.schema import TEXT_FIELDS

# What only the review knows of a document; the index does not.
ATTRIBUTES: Mapping[str, str] = {
    "tag": "documents with a highlight under this tag, or one under it",
    "entity": "documents with a mention of this entity, or with its name or an alias",
    "has": "documents that have something",
    "is": "documents in this state",
    "reviewer": "documents on which this person worked",
    "type": "documents from this kind of file",
    "file": "documents from files of this name, or in this folder",
}
HAS = (
    "redaction",
    "highlight",
    "entity",
    "tag",
    "note",
    "duplicates",
    "date",
    "origin",
    "classification",
)
IS = (
    "unreviewed",
    "in-review",
    "reviewed",
    "second-look",
    "redacted",
    "withheld",
    "duplicate",
    "corrected",
)
VALUES: Mapping[str, tuple[str, ...]] = {"has": HAS, "is": IS}
SYNONYMS: Mapping[str, str] = {"mention": "entity"}

LANGUAGE = "language"
INDEXED = tuple(dict.fromkeys((*TEXT_FIELDS, LANGUAGE)))
NAMES = (*INDEXED, "date", *ATTRIBUTES, "near")
ALIASES: Mapping[str, str] = {
    "metadata": "meta",
    "sender": "from",
    "recipients": "to",
    "text": "body",
    "lang": LANGUAGE,
    "path": "file",
    "filename": "file",
    "folder": "file",
}
LANGUAGES: Mapping[str, str] = {  # as people say it -> as it is indexed
    "arabic": "ar",
    "bulgarian": "bg",
    "chinese": "zh",
    "czech": "cs",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "greek": "el",
    "hebrew": "he",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "persian": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "romanian": "ro",
    "russian": "ru",
    "serbian": "sr",
    "spanish": "es",
    "swedish": "sv",
    "turkish": "tr",
    "ukrainian": "uk",
}
