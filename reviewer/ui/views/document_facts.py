"""What the header tells of a document in words: one line of facts, and all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.model import FIELD_LABELS, METADATA, Document, field_label

RECOGNISED, TOLD = "recognised in the text", "told by the file"
_NOTHING = "(none)"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its name, and how it is known; `field` is the name of one to be corrected."""

    name: str
    value: str
    known_by: str = ""
    field: str = ""


def facts_line(document: Document) -> str:
    """Return the one line of facts: date · origin · classification · from → to."""
    sender, recipients = document.sender, document.recipients
    way = " → ".join(part for part in (sender or ("?" if recipients else ""), recipients) if part)
    facts = (_told_date(document.date), document.origin, document.classification, way)
    return " · ".join(" ".join(fact.split()) for fact in facts if fact)


def facts_of(document: Document) -> list[Fact]:
    """Return everything known of a document, ours first, then the source's own.

    The title is among them where it has something to tell of itself.
    """
    fields = [
        fact
        for name in FIELD_LABELS
        for fact in _field_facts(document, name, getattr(document, name) or "")
        if name != "title" or name in document.as_imported or fact.known_by == RECOGNISED
    ]
    ours = {
        "Source": document.source_path,
        "Place in the source": document.locator,
        "Format": document.format,
        "Imported": document.imported_at,
        "Length": f"{document.char_count:,} characters",
        "SHA-256 of the text": document.text_sha256,
    }
    return [
        *fields,
        *(Fact(name, value) for name, value in ours.items() if value),
        *(
            fact
            for name, value in document.metadata.items()
            for fact in _field_facts(document, METADATA + name, value)
        ),
    ]


def how_known(document: Document) -> str:
    """Return which fields were recognised in the text and which corrected, a line for each."""
    corrected = document.as_imported.keys()
    recognised = (document.recognised or frozenset()) - corrected
    return "\n".join(
        f"{told}: {', '.join(labels)}"
        for told, names in (("Recognised in the text", recognised), ("Corrected", corrected))
        if (labels := [label.lower() for name, label in FIELD_LABELS.items() if name in names])
    )


def _field_facts(document: Document, name: str, value: str) -> list[Fact]:
    """Return a field as a row, and what was imported as another one when that was corrected.

    Only cable marks, which were recognised in the text, can be corrected among the metadata.
    """
    recognised, label = document.recognised, field_label(name)
    known_by = "" if recognised is None else RECOGNISED if name in recognised else TOLD
    if name in document.as_imported:
        before = document.as_imported[name] or _NOTHING
        return [
            Fact(label, value or _NOTHING, "corrected", name),
            Fact(f"{label}, as imported", before, known_by, name),
        ]
    can_be_corrected = name in FIELD_LABELS or known_by == RECOGNISED
    return [Fact(label, value, known_by, name if can_be_corrected else "")] if value else []


def _told_date(date: str | None) -> str | None:
    """Return an ISO date as a person writes it: to the minute, UTC by its name."""
    if date is None or date[10:11] != "T":
        return date  # also what stands for a redacted one
    day, time = date.split("T", 1)
    zone = next((part for part in ("+00:00", "Z") if time.endswith(part)), "")
    offset = "" if zone else time[8:]
    return f"{day} {time[:5]} {'UTC' if zone else offset}".rstrip()
