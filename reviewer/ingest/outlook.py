"""Outlook's own formats: messages saved as `.msg`, and `winmail.dat` within e-mail (TNEF).

Both are turned into the parts of an ordinary message, so that they read like any other.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from reviewer.errors import ReadError
from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.contents import contents
from reviewer.ingest.dates import iso_date
from reviewer.ingest.email import Mail, compose_body, read_mail
from reviewer.ingest.encodings import decode
from reviewer.ingest.html import decode_html
from reviewer.ingest.lines import one_line
from reviewer.ingest.mail_header import Header
from reviewer.ingest.mail_parts import Attached, Passage
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.office_formats import compound_kind
from reviewer.ingest.rtf import rtf_text
from reviewer.ingest.titles import shortened, title_of
from reviewer.ingest.unreadable import Unreadable
from reviewer.ingest.web_page import Page, parse_html
from reviewer.model import ParsedDocument

_DEEPEST = 20
_EMBEDDED = "__substg1.0_3701000D"  # [MS-OXMSG] 2.2.2.2: an attached message or object
_EMBEDDED_HEADER_BYTES = 24  # [MS-OXMSG] 2.4.1.2
_TNEF_HEAD_BYTES = 6  # [MS-OXTNEF] 2.1.3
_TNEF_PROPERTIES, _TNEF_RECIPIENTS, _TNEF_ATTACHMENT = 0x9003, 0x9004, 0x9005
_LABELS = {"cc": "Cc", "bcc": "Bcc"}
# [MS-OXPROPS]: what appointments and contacts tell apart from their text.
_WORDS = {
    0x3A06: "Given name", 0x3A11: "Surname", 0x3A16: "Company", 0x3A17: "Job title",
    0x3A18: "Department", 0x3A08: "Business telephone", 0x3A09: "Home telephone",
    0x3A1C: "Mobile telephone", 0x3A15: "Postal address", 0x3A27: "City", 0x3A26: "Country",
}  # fmt: skip
_TIMES = {0x0060: "Begins", 0x0061: "Ends"}


def read_msg(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield a message that Outlook saved, then what is attached to it. Raises ReadError."""
    from oxmsg import Message

    try:
        if compound_kind(path) != "msg":
            raise ValueError
        message = Message.load(str(path))
        mails = list(_mails(message, path, "", 0))
    except ReadError:
        raise
    except Exception as error:  # the library tells damage by whatever happened to fail
        raise ReadError(
            f"“{path.name}” is damaged and cannot be opened as an Outlook message. Get it again."
        ) from error
    for mail in mails:
        if isinstance(mail, Unreadable):
            yield mail
        else:
            yield from read_mail(mail, nested)


def read_tnef(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the text of a `winmail.dat`, then what is packed in it. Raises ReadError."""
    from tnefparse import TNEF

    try:
        tnef = TNEF(_bounded(contents(path)), do_checksum=False)
        html = tnef.htmlbody
        body = _page(html).text if html else _plain(tnef.body) or rtf_text(_bytes(tnef.rtfbody))
        attached = tuple(
            Attached(one_line(each.long_filename()) or "without a name", "", bytes(each.data))
            for each in tnef.attachments
        )
    except ReadError:
        raise
    except Exception as error:  # as above
        raise ReadError(
            f"“{path.name}” is damaged and cannot be unpacked. Get it again."
        ) from error
    if not body.strip() and not attached:
        raise ReadError(f"“{path.name}” holds neither text nor files.")
    if body.strip():
        composer = compose_body([Passage(body)])
        document = ParsedDocument(
            composer.text, title=title_of(composer.text, path), regions=composer.regions
        )
        yield from read_mail(Mail(document, attached), nested)
    else:
        for each in attached:
            yield from nested.read(each.name, io.BytesIO(each.data), each.name)


def _bounded(data: bytes) -> bytes:
    """Return a `winmail.dat` without what would keep the library counting to four thousand million.

    That is the table of recipients, which nothing here reads, and lists of properties that claim
    to be longer than their bytes.
    """
    kept = [data[:_TNEF_HEAD_BYTES]]
    place = _TNEF_HEAD_BYTES
    while place + 9 <= len(data):
        _level, name, _kind, size = struct.unpack_from("<BHHI", data, place)
        attribute = data[place : place + size + 11]
        place += size + 11
        counted = int.from_bytes(attribute[9:13], "little")
        is_list = name in (_TNEF_PROPERTIES, _TNEF_ATTACHMENT)
        if name != _TNEF_RECIPIENTS and not (is_list and counted > size // 4):
            kept.append(attribute)
    return b"".join(kept)


def _mails(message: Any, path: Path, locator: str, depth: int) -> Iterator[Mail | Unreadable]:
    """Yield a message and the messages attached to it, each with its own files."""
    attached: list[Attached] = []
    inner: dict[str, Any] = {}
    for number, each in enumerate(message.attachments, 1):
        name = one_line(each.file_name or "") or f"attachment {number}"
        embedded = next((s for s in each._storage.storages if s.name == _EMBEDDED), None)
        if embedded is not None:
            inner[name if name not in inner else f"{name} ({number})"] = embedded
        elif each.file_bytes is not None:
            attached.append(Attached(name, each.mime_type or "", each.file_bytes))
    yield Mail(_document(message, path, locator, attached, list(inner)), tuple(attached))
    for name, storage in inner.items():
        place = f"{locator}/{name}" if locator else name
        if depth >= _DEEPEST:
            yield Unreadable(path, f"This stands {_DEEPEST} messages deep and was not read.", place)
            continue
        try:
            mails = list(_mails(_embedded_message(storage), path, place, depth + 1))
        except Exception:  # as above
            reason = "This attached message is damaged and cannot be read. Get the message again."
            yield Unreadable(path, reason, place)
            continue
        for mail in mails:
            yield mail if isinstance(mail, Unreadable) else _below(mail, place, locator)


def _below(mail: Mail, place: str, parent: str) -> Mail:
    if mail.document.locator != place:
        return mail
    return Mail(replace(mail.document, parent=parent), mail.attached)


def _embedded_message(storage: Any) -> Any:
    from oxmsg import Message
    from oxmsg.properties import Properties

    message = Message(storage)
    # A message within a message has a shorter head before its properties.
    message.__dict__["_properties"] = Properties(storage, _EMBEDDED_HEADER_BYTES)
    return message


def _document(
    message: Any,
    path: Path,
    locator: str,
    attached: list[Attached],
    inner: list[str],
) -> ParsedDocument:
    header = Header(message._message_headers)
    composer = compose_body([_body(message)])
    sent = _moment(lambda: message.sent_date)
    raw_date = header.first("Date")
    date = (iso_date(raw_date) if raw_date else None) or sent
    metadata = {label: value for name, label in _LABELS.items() if (value := header.all(name))} | {
        name: value for name in ("In-Reply-To", "References") if (value := header.all(name))
    }
    names = [each.name for each in attached] + inner
    if names:
        metadata["Attachments"] = "; ".join(names)
    if (kind := message.message_class) and kind != "IPM.Note":
        metadata["Kind of item"] = one_line(kind) or ""
        metadata |= _item(message)
    subject = one_line(message.subject.rstrip("\0"))
    recipients = "; ".join(
        one_line(" ".join(filter(None, (each.name, f"<{each.email_address}>")))) or ""
        for each in message.recipients
    )
    return ParsedDocument(
        composer.text,
        locator=locator,
        title=shortened(subject) if subject else title_of(composer.text, path),
        date=date,
        sender=header.first("From") or one_line(message.sender or ""),
        recipients=header.all("To") or one_line(recipients),
        external_id=header.first("Message-ID"),
        metadata=metadata,
        regions=composer.regions,
        remarks=hidden_remarks(composer.regions),
        thread=header.thread,
    )


def _body(message: Any) -> Passage:
    """Return the plain text, else the HTML's, else that of the compressed rich text."""
    from oxmsg.domain.constants import PID_HTML, PID_RTF_COMPRESSED

    try:
        plain = _plain(message.body)
        if plain.strip():
            return Passage(plain)
        html = message.properties.binary_prop_value(PID_HTML) or message.html_body
    except (UnicodeError, LookupError):
        html = message.properties.binary_prop_value(PID_HTML)
    if html:
        page = _page(html)
        return Passage(page.text, page.regions)
    packed = message.properties.binary_prop_value(PID_RTF_COMPRESSED)
    if packed:
        from compressed_rtf import decompress

        return Passage(rtf_text(decompress(packed)))
    return Passage("")


def _item(message: Any) -> dict[str, str]:
    """Return what an appointment or a contact tells in properties of its own."""
    told = {
        label: value
        for number, label in _WORDS.items()
        if (value := one_line(message.properties.str_prop_value(number)))
    }
    for number, label in _TIMES.items():
        if moment := _moment(partial(message.properties.date_prop_value, number)):
            told[label] = moment
    return told


def _moment(ask: Callable[[], Any]) -> str | None:
    try:
        moment = ask()
    except (OverflowError, ValueError, struct.error):
        return None
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _plain(body: Any) -> str:
    text = decode(body) if isinstance(body, bytes) else str(body or "")
    return text.rstrip("\0").replace("\f", "\n")


def _page(html: Any) -> Page:
    return parse_html(decode_html(html) if isinstance(html, bytes) else str(html))


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value or "").encode("cp1252", "replace")
