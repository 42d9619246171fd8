"""An e-mail and all that is attached to it: its body as it was sent, its header in the fields."""

from __future__ import annotations

import email
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.composing import Composer, hidden_remarks
from reviewer.ingest.contents import contents
from reviewer.ingest.dates import iso_date
from reviewer.ingest.mail_header import BoundedPolicy, Header
from reviewer.ingest.mail_parts import Attached, Passage, parts_of
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.titles import shortened, title_of
from reviewer.model import ParsedDocument, RegionKind
from reviewer.text import normalise

_KEPT = (
    "Cc", "Bcc", "Reply-To", "In-Reply-To", "References", "Organization", "X-Mailer",
    "Snapshot-Content-Location",
)  # fmt: skip
_SAVED_PAGE = "<Saved by "  # what browsers write as the sender of a page
_BETWEEN = "\n\n"
_EMLX = re.compile(rb"\s*(\d{1,10})\s*\n")
# What is repeated of an earlier message: quoted lines, or all behind a programme's separator.
_QUOTED = re.compile(
    r"(?:^[>|][^\n]*(?:\n|\Z))+"
    r"|^-{2,}\s?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine"
    r"|Mensaje original|Исходное сообщение)\s?-{2,}[\s\S]*\Z",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as a document, and what is attached to it."""

    document: ParsedDocument
    attached: tuple[Attached, ...]


def read_email(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield an e-mail file's message, then what is attached to it.

    Raises ReadError when it is empty, or nested too deep.
    """
    data = contents(path)
    # Apple Mail writes the length of the message on a line before it.
    if length := _EMLX.match(data):
        data = data[length.end() : length.end() + int(length[1])]
    if not data.strip():
        raise ReadError(f"“{path.name}” is empty.")
    yield from read_mail(parse_email(data, path), nested)


def read_mail(mail: Mail, nested: Nested) -> Iterator[Found]:
    """Yield a message and the documents attached to it, as its children."""
    yield mail.document
    place = mail.document.locator
    for each in mail.attached:
        locator = f"{place}/{each.name}" if place else each.name
        yield from nested.read(each.name, io.BytesIO(each.data), locator, place)


def parse_email(data: bytes, path: Path, locator: str = "") -> Mail:
    """Return the message in the bytes.

    The text is the plain part, or the HTML part as text where there is no plain one or it lacks
    much; several parts to be read one after the other are joined. Raises ReadError when parts are
    nested too deep to follow.
    """
    try:
        message = email.message_from_bytes(data, policy=BoundedPolicy())
        parts = parts_of(message)
    except RecursionError as error:
        raise ReadError("The parts of this message are nested too deep to be read.") from error
    header = Header(message)
    composer = compose_body([*parts.passages, *parts.hidden])
    raw_date = header.first("Date")
    date = iso_date(raw_date) if raw_date else None
    metadata = {name: value for name in _KEPT if (value := header.all(name))}
    if raw_date and date is None:
        metadata["Date as written"] = raw_date
    if parts.attached:
        told = (f"{each.name} ({each.content_type})" for each in parts.attached)
        metadata["Attachments"] = "; ".join(told)
    subject = header.first("Subject")
    sender = header.first("From") or header.first("Sender")
    document = ParsedDocument(
        composer.text,
        locator=locator,
        title=shortened(subject) if subject else title_of(composer.text, path),
        date=date,
        sender=None if sender and sender.startswith(_SAVED_PAGE) else sender,
        recipients=header.all("To"),
        external_id=header.first("Message-ID"),
        metadata=metadata,
        regions=composer.regions,
        remarks=(*dict.fromkeys(parts.remarks), *hidden_remarks(composer.regions)),
        thread=header.thread,
    )
    return Mail(document, tuple(parts.attached))


def compose_body(passages: Sequence[Passage]) -> Composer:
    """Return a message's text with what it hides, and repeats of an earlier one, as regions."""
    composer = Composer()
    texts = [normalise(each.text) for each in passages]
    start = 0
    for passage, text in zip(passages, texts, strict=True):
        composer.place(passage.regions, start)
        start += len(text) + len(_BETWEEN)
    text = _BETWEEN.join(texts)
    place = 0
    for match in _QUOTED.finditer(text):
        composer.add(text[place : match.start()])
        composer.add(match.group(), RegionKind.QUOTED)
        place = match.end()
    composer.add(text[place:])
    return composer
