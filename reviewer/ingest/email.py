"""One e-mail as one document: its body as it was sent, its header in the document's fields.

The header is decoded here and not by the standard library's modern policy, whose header parser
raises on much of what real mail contains.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.contents import contents
from reviewer.ingest.dates import iso_date
from reviewer.ingest.html import decode_as, decode_html, parse_html
from reviewer.ingest.lines import one_line
from reviewer.ingest.plain_text import decode
from reviewer.ingest.titles import shortened, title_of
from reviewer.model import ParsedDocument

_KEPT = ("Cc", "Bcc", "Reply-To", "In-Reply-To", "References", "Organization", "X-Mailer")
# Real headers are folded; in a line of megabytes the search for encoded words takes minutes.
_MAX_LINE_CP = 10_000


def read_email(path: Path) -> ParsedDocument:
    """Return an e-mail file as one document.

    Raises ReadError when it is empty, or nested too deep.
    """
    data = contents(path)
    if not data.strip():
        raise ReadError(f"“{path.name}” is empty.")
    return parse_email(data, path)


def parse_email(data: bytes, path: Path, locator: str = "") -> ParsedDocument:
    """Return the document for the bytes of one message.

    The text is the plain part, or the HTML part as text where there is no plain one; several
    parts to be read one after the other are joined. Attachments are named in `metadata`. Raises
    ReadError when parts are nested too deep to follow.
    """
    try:
        message = email.message_from_bytes(data)
        texts, attachments = _parts(message)
    except RecursionError as error:
        raise ReadError("The parts of this message are nested too deep to be read.") from error
    header = _Header(message)
    text = "\n\n".join(texts)
    raw_date = header.first("Date")
    date = iso_date(raw_date) if raw_date else None
    metadata = {name: value for name in _KEPT if (value := header.all(name))}
    if raw_date and date is None:
        metadata["Date as written"] = raw_date
    if attachments:
        metadata["Attachments"] = "; ".join(attachments)
    subject = header.first("Subject")
    return ParsedDocument(
        text,
        locator=locator,
        title=shortened(subject) if subject else title_of(text, path),
        date=date,
        sender=header.first("From") or header.first("Sender"),
        recipients=header.all("To"),
        external_id=header.first("Message-ID"),
        metadata=metadata,
    )


class _Header:
    """The header lines of a message, decoded; the first of a name counts where one may stand."""

    def __init__(self, message: Message) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in message.raw_items():
            if decoded := one_line(_decoded(str(value))):
                self._values.setdefault(name.lower(), []).append(decoded)

    def first(self, name: str) -> str | None:
        values = self._values.get(name.lower())
        return values[0] if values else None

    def all(self, name: str) -> str | None:
        return "; ".join(self._values.get(name.lower(), ())) or None


def _decoded(raw: str) -> str:
    """Return a header value with its encoded words and its bare 8-bit bytes as characters."""
    value = decode(raw.encode("utf-8", "surrogateescape"))
    if "=?" not in value or max(map(len, value.splitlines())) > _MAX_LINE_CP:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(
        piece
        if isinstance(piece, str)
        else ((decode_as(piece, charset) if charset else None) or decode(piece))
        for piece, charset in pieces
    )


def _parts(message: Message) -> tuple[list[str], list[str]]:
    """Return the texts to read, in order, and the names of what is attached."""
    texts: list[str] = []
    attachments: list[str] = []
    for part in _shown(message):
        kind = part.get_content_type()
        name = _file_name(part)
        is_text = part.get_content_maintype() == "text" and not _is_attached(part, name)
        # A message without a type, or with an impossible one, is text by the standard.
        if is_text or (part is message and not part.is_multipart() and name is None):
            text = _text(part, kind)
            if text.strip():
                texts.append(text)
        elif kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            subject = _Header(inner).first("Subject") if isinstance(inner, Message) else None
            attachments.append(f"{name or subject or 'message'} ({kind})")
        else:
            attachments.append(f"{name or 'without a name'} ({kind})")
    return texts, attachments


def _shown(message: Message) -> Iterator[Message]:
    """Yield the leaves of a message in order, of alternatives only the one to be read."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        children = part.get_payload() if part.is_multipart() else None
        if not isinstance(children, list) or part.get_content_maintype() != "multipart":
            yield part
            continue
        inner = [child for child in children if isinstance(child, Message)]
        if part.get_content_subtype() == "alternative":
            inner = _alternative(inner)
        waiting.extend(reversed(inner))


def _alternative(parts: list[Message]) -> list[Message]:
    """Return the plain one of several forms with anything to read in it, else all others."""
    plain = [
        part
        for part in parts
        if part.get_content_type() == "text/plain" and _text(part, "text/plain").strip()
    ]
    others = [part for part in parts if part.get_content_maintype() != "text"]
    if plain:
        # Calendars and pictures among the forms are still named as attachments.
        return plain[:1] + [part for part in others if part.get_content_maintype() != "multipart"]
    return [part for part in parts if part.get_content_type() != "text/plain"] or parts


def _is_attached(part: Message, name: str | None) -> bool:
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("attachment") or (
        name is not None and not disposition.startswith("inline")
    )


def _file_name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (LookupError, ValueError, TypeError, AttributeError):
        return "unreadable name"
    return one_line(_decoded(name)) if name else None


def _text(part: Message, kind: str) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError, TypeError, AttributeError):
        charset = None
    text = decode_as(payload, charset) if charset else None
    if kind == "text/html":
        return parse_html(text if text is not None else decode_html(payload)).text
    return (text if text is not None else decode(payload)).replace("\f", "\n")
