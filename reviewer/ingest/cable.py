"""What a text says about itself at its top: a diplomatic cable's lines, or a printed e-mail's.

Only what stands there is returned, as it stands there; a line that is not surely a header line
is left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from reviewer.ingest.dates import iso_date
from reviewer.ingest.lines import one_line
from reviewer.ingest.portions import portion_marks

_MAX_LINES = 120
_MAX_CP = 20_000
_MAX_CONTINUATION = 12
_MAX_CLASSIFICATION_CP = 200


@dataclass(frozen=True, slots=True)
class Recognised:
    """The header fields that a text shows; `metadata` holds TAGS, REF, INFO, E.O. and so on."""

    title: str | None = None
    date: str | None = None
    origin: str | None = None
    classification: str | None = None
    sender: str | None = None
    recipients: str | None = None
    external_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


_DATE_TIME_GROUP = re.compile(
    r"(?<!\S)((?:[ZOPR]\s+)?\d{6}Z\s*(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\s*"
    r"(?:\d{4}|\d\d))\b"
)
_FROM_POST = re.compile(r"^\s*FM\s+(\S.*)$")
_ADDRESSED = re.compile(r"^\s*(TO|INFO)\s+(\S.*)$")
_ADDRESS = re.compile(
    r"^\s*R[A-Z]{3,7}\s?/\s?\S.*$|^\s{2,}[A-Z][A-Z0-9 /.-]+$|^[A-Z]+ COLLECTIVE\b.*$"
)
_SUBJECT = re.compile(r"^\s*(?:SUBJECT|SUBJ|Subject)\s*:\s*(.*)$")
_NOTED = re.compile(
    r"^\s*(TAGS?|REFS?(?:TELS?)?(?:\s?\(?[A-Z]\)?)?|E\.?\s?O\.?|CLASSIFIED BY|DERIVED FROM|REASONS?"
    r"|DECL(?:ASSIFY)?(?:\s?ON)?)\s*(?::|(?=\d{5}\b))\s*(.*)$",
    re.IGNORECASE,
)
_NAMES = {
    "TAG": "TAGS", "EO": "E.O.", "E.O": "E.O.", "CLASSIFIEDBY": "Classified by",
    "DERIVEDFROM": "Derived from", "REASON": "Reason", "REASONS": "Reason",
    "DECL": "Declassify on", "DECLON": "Declassify on", "DECLASSIFY": "Declassify on",
    "DECLASSIFYON": "Declassify on",
}  # fmt: skip
_REFERENCE_ID = re.compile(r"^\s*Ref(?:erence)?\s?ID\s*:\s*(\S{3,60})\s*$", re.IGNORECASE)
_LETTERED = re.compile(r"^\s*[B-Z][.)]\s+\S")
_CAPTION = re.compile(r"(?:SIPDIS|NODIS|EXDIS|LIMDIS|STADIS|NOFORN|ROGER CHANNEL|TERREP|EYES ONLY)")
_PRECEDENCE = {"Z": "Flash", "O": "Immediate", "P": "Priority", "R": "Routine"}
_NUMBER = re.compile(r"\s([A-Z][A-Z -]*?)\s0*([1-9]\d{0,5})$")
_CLASSIFICATION_FIELD = re.compile(r"^\s*(?:Original )?Classification\s*:\s*(\S.*)$", re.IGNORECASE)
_HEADER_LINE = re.compile(r"^\s*[A-Z][A-Za-z./ ]{0,24}\d{0,5}\s?:")
_PARAGRAPH = re.compile(r"^\s*(?:\d{1,2}\.|\([A-Z/]{1,6}\)|-{3,}|={3,}|SUMMARY\b)")

_LEVEL = (
    r"TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|UNCLAS|SENSITIVE BUT UNCLASSIFIED"
    r"|LIMITED OFFICIAL USE|FOR OFFICIAL USE ONLY|OFFICIAL USE ONLY"
)
_CAVEAT = (
    r"(?:NOFORN|NODIS|EXDIS|LIMDIS|STADIS|ORCON|PROPIN|FOUO|SBU|LOU|NF|SI|TK|ENTIRE TEXT"
    r"|EYES ONLY|REL TO [A-Z, ]+|SENSITIVE|FOR OFFICIAL USE ONLY)"
)
_CLASSIFICATION = re.compile(
    rf"^((?:{_LEVEL})(?:\s?//?\s?{_CAVEAT})*(?:\s{_CAVEAT})*)"
    r"(?:\s+(?:SECTION|SECT)\s+\d+\s+OF\s+\d+)?(?:\s+[A-Z][A-Z -]*\s\d{3,6})?$"
)
_SPACED_WORD = re.compile(r"\b[A-Z](?: [A-Z])+\b")

_MAIL_FIELD = re.compile(
    r"^[ \t*>]*(From|Sent|Date|To|Cc|Bcc|Subject|Importance|Attachments?|Reply-To)\s?:\**\s*(.*)$",
    re.IGNORECASE,
)


def recognise(text: str) -> Recognised:
    """Return what the top of a text tells about its title, date, sender and so on."""
    lines = text[:_MAX_CP].splitlines()[:_MAX_LINES]
    cable = _cable(lines)
    found = cable if cable is not None else _printed_mail(lines)
    marks = portion_marks(text) if cable is not None or found.classification else None
    return replace(found, metadata={**found.metadata, "Portion marks": marks}) if marks else found


def classification_of(line: str) -> str | None:
    """Return the classification that a whole line is, its letters closed up, or None."""
    if len(line) > _MAX_CLASSIFICATION_CP:
        return None
    closed = " ".join(line.strip().split())
    closed = _SPACED_WORD.sub(lambda match: match[0].replace(" ", ""), closed)
    if closed.title() == closed and " // " not in closed and not any(map(str.isdigit, closed)):
        closed = closed.upper()
    # "T O P  S E C R E T" loses the gap between its words with the gaps between its letters.
    closed = re.sub(r"^TOPSECRET", "TOP SECRET", closed)
    match = _CLASSIFICATION.match(closed)
    return re.sub(r"\s?(//?)\s?", r"\1", match[1]) if match else None


def _cable(lines: list[str]) -> Recognised | None:
    raw_date = next((m[1] for line in lines if (m := _DATE_TIME_GROUP.search(line))), None)
    post = next((m[1] for line in lines if (m := _FROM_POST.match(line))), None)
    noted = dict(_noted(lines))
    level = next((found for line in lines if (found := _classification_line(line))), None)
    is_cable = raw_date is not None or post is not None or "TAGS" in noted
    if not is_cable:
        return None
    addressed = dict(_addressed(lines))
    metadata = noted
    if raw_date:
        metadata["Date-time group"] = " ".join(raw_date.split())
        if precedence := _PRECEDENCE.get(raw_date.split()[0]):
            metadata["Precedence"] = precedence
    captions = dict.fromkeys(
        line.strip() for line in lines if len(line) < 60 and _CAPTION.fullmatch(line.strip())
    )
    if captions:
        metadata["Captions"] = ", ".join(captions)
    date = iso_date(raw_date) if raw_date else None
    if reference_id := next((m[1] for line in lines if (m := _REFERENCE_ID.match(line))), None):
        metadata["Reference ID"] = reference_id
    if "INFO" in addressed:
        metadata["INFO"] = addressed["INFO"]
    origin = one_line(post)
    return Recognised(
        title=_subject(lines),
        date=date,
        external_id=_number(lines, date),
        origin=origin,
        classification=level,
        sender=origin,
        recipients=addressed.get("TO"),
        metadata=metadata,
    )


def _number(lines: list[str], date: str | None) -> str | None:
    """Return a cable's number as others refer to it: year, post and number, such as 06PARIS12."""
    for line in lines:
        level = classification_of(line)
        if level is None or date is None:
            continue
        closed = _SPACED_WORD.sub(lambda match: match[0].replace(" ", ""), " ".join(line.split()))
        match = _NUMBER.search(closed)
        if match is None:
            return None
        post = re.sub(rf"^(?:(?:{_LEVEL}|{_CAVEAT})\s)+", "", match[1])
        post = post.replace(" ", "").replace("-", "")
        return f"{date[2:4]}{post}{match[2]}" if post else None
    return None


def _classification_line(line: str) -> str | None:
    if match := _CLASSIFICATION_FIELD.match(line):
        return classification_of(match[1])
    return classification_of(line)


def _subject(lines: list[str]) -> str | None:
    for number, line in enumerate(lines):
        if match := _SUBJECT.match(line):
            parts = [match[1]]
            parts += _continuation(lines[number + 1 :], is_upper=match[1].isupper())
            return one_line(" ".join(parts))
    return None


def _continuation(lines: list[str], is_upper: bool) -> Iterator[str]:
    """Yield the lines that go on with a header: indented, or in capitals as the header was."""
    for line in lines[:_MAX_CONTINUATION]:
        goes_on = line[:1] in (" ", "\t") or (is_upper and line.isupper())
        if not line.strip() or not goes_on:
            return
        if _HEADER_LINE.match(line) or _PARAGRAPH.match(line) or _classification_line(line):
            return
        yield line


def _noted(lines: list[str]) -> Iterator[tuple[str, str]]:
    values: dict[str, str] = {}
    for number, line in enumerate(lines):
        match = _NOTED.match(line)
        if match is None:
            continue
        plain = match[1].upper().replace(" ", "")
        name = "REF" if plain.startswith("REF") else _NAMES.get(plain, plain)
        following = lines[number + 1 :]
        rest = list(_continuation(following, is_upper=False))
        if name == "REF":
            rest += takewhile(_LETTERED.match, following[len(rest) :])
        value = one_line(" ".join([match[2], *rest]))
        if not value:
            continue
        if name == "REF" and name in values:
            values[name] += f"; {value}"  # each on a line of its own: REF A:, REF B:
        else:
            values.setdefault(name, value)
    yield from values.items()


def _addressed(lines: list[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, line in enumerate(lines):
        match = _ADDRESSED.match(line)
        if match is None or match[1] in seen:
            continue
        seen.add(match[1])
        addresses = [match[2]]
        for following in lines[number + 1 :]:
            if _ADDRESSED.match(following) or not _ADDRESS.match(following):
                break
            addresses.append(following)
        yield match[1], "; ".join(filter(None, map(one_line, addresses)))


def _printed_mail(lines: list[str]) -> Recognised:
    """Read a From/Sent/To/Subject block among the first lines, as mail programs print it."""
    level = next((found for line in lines[:12] if (found := _classification_line(line))), None)
    start = next((n for n, line in enumerate(lines[:20]) if _MAIL_FIELD.match(line)), None)
    fields: dict[str, str] = {}
    last = ""
    for line in lines[start:] if start is not None else ():
        match = _MAIL_FIELD.match(line)
        if match and match[1].lower() not in fields:
            last = match[1].lower()
            fields[last] = match[2]
        elif last and line.strip() and line[:1] in (" ", "\t"):
            fields[last] += " " + line
        elif line.strip() or match:
            break
        elif not fields[last]:
            continue  # an empty field is often followed by an empty line
        else:
            break
    if len(fields) < 2 or not fields.keys() & {"from", "to", "subject"}:
        return Recognised(classification=level, title=None)
    raw_date = fields.get("sent") or fields.get("date") or ""
    date = iso_date(raw_date)
    metadata = {
        name.title(): value
        for name in ("cc", "bcc", "importance", "attachment", "attachments", "reply-to")
        if (value := one_line(fields.get(name)))
    }
    if raw_date.strip() and date is None:
        metadata["Date as written"] = one_line(raw_date) or ""
    return Recognised(
        title=one_line(fields.get("subject")),
        date=date,
        classification=level,
        sender=one_line(fields.get("from")),
        recipients=one_line(fields.get("to")),
        metadata=metadata,
    )
