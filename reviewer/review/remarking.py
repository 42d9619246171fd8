"""What there is to know about how a document was read, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from reviewer.corpus import structure
from reviewer.model import RegionKind, Remark, RemarkKind

# What is missing comes first.
_SENTENCES: Mapping[RemarkKind, tuple[str, str]] = {
    RemarkKind.PARTLY_READ: ("Only partly read: {}.", "Only partly read."),
    RemarkKind.NO_TEXT: ("Without text that could be read: {}.", "Without text."),
    RemarkKind.ENCRYPTED: ("Encrypted: {}.", "A part is encrypted and was not read."),
    RemarkKind.GUESSED: ("{}.", "Its encoding was guessed."),
    RemarkKind.RECOGNISED: (
        "Read from pictures, so letters may be wrong: {}.",
        "Read from pictures, so letters may be wrong.",
    ),
    RemarkKind.SIGNED: (
        "Signed ({}); the signature was not checked.",
        "Signed; the signature was not checked.",
    ),
    RemarkKind.HIDDEN: (
        "Holds what a reader of the source would not see: {}.",
        "Holds what a reader of the source would not see.",
    ),
}

# One and several of what is flagged in a text.
FLAGGED: Mapping[RegionKind, tuple[str, str]] = {
    RegionKind.HIDDEN: ("hidden passage", "hidden passages"),
    RegionKind.COMMENT: ("comment", "comments"),
    RegionKind.DELETED: ("deleted passage", "deleted passages"),
    RegionKind.FORM: ("form value", "form values"),
    RegionKind.RECOGNISED: ("recognised passage", "recognised passages"),
}
_UNSEEN = (RegionKind.HIDDEN, RegionKind.COMMENT, RegionKind.DELETED)


def remarks_to_tell(connection: Connection, document_id: int) -> list[Remark]:
    """Return what to tell of a document, but for what its flagged passages tell by themselves."""
    found = structure.remarks(connection, document_id)
    kinds = {each.kind for each in found}
    if RemarkKind.HIDDEN in kinds and structure.holds_any(connection, document_id, _UNSEEN):
        found = [each for each in found if each.kind is not RemarkKind.HIDDEN]
    if RemarkKind.RECOGNISED in kinds:
        found += _confidence(structure.notes_of(connection, document_id, RegionKind.RECOGNISED))
    return found


def told_count(kind: RegionKind, count: int) -> str:
    """Return how many passages of a flagged kind there are, in words."""
    return f"{count:,} {FLAGGED[kind][count != 1]}"


def told_unseen(counts: Mapping[RegionKind, int], remark: str) -> str:
    """Return what a reader of the source would not see, counted as above the text itself.

    A remark that only counts was made by rules of its own at the import; one that tells more,
    such as pages, is told behind.
    """
    kinds = (kind for kind in FLAGGED if kind is not RegionKind.RECOGNISED and counts.get(kind))
    told = ", ".join(told_count(kind, counts[kind]) for kind in kinds)
    more = "" if remark[:1].isdigit() and told else remark
    return "; ".join(part for part in (told, more) if part)


def _confidence(notes: Iterable[str]) -> list[Remark]:
    """Return the remark with what confidence text recognition read, where that is known."""
    shares = sorted(int(note) for note in notes if note.isdecimal())
    if not shares:
        return []
    least, most = shares[0], shares[-1]
    told = f"{least} %" if least == most else f"{least} to {most} %"
    return [Remark(RemarkKind.RECOGNISED, f"confidence {told}")]


def sentences(remarks: Iterable[Remark]) -> list[str]:
    """Return a sentence for each kind of remark, in the order of their weight."""
    details: dict[RemarkKind, list[str]] = {}
    for remark in remarks:
        detail = " ".join(remark.detail.split()).rstrip(".")
        details.setdefault(remark.kind, []).extend([detail] if detail else [])
    told = []
    for kind, (with_detail, without) in _SENTENCES.items():
        if kind in details:
            joined = "; ".join(dict.fromkeys(details[kind]))
            told.append(_sentence(kind, joined, with_detail) if joined else without)
    return told


def _sentence(kind: RemarkKind, detail: str, frame: str) -> str:
    says_all = detail.startswith("encrypted;") or (
        kind is RemarkKind.NO_TEXT and detail[0].isupper()
    )
    return f"{detail[0].upper()}{detail[1:]}." if says_all else frame.format(detail)
