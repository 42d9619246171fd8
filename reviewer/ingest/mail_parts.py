"""The parts of a message: what is read as its text, what is attached, what is signed or locked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from reviewer.ingest.composing import TOOL_TIP
from reviewer.ingest.encodings import decode
from reviewer.ingest.html import decode_as, decode_html
from reviewer.ingest.lines import one_line
from reviewer.ingest.mail_header import Header, decoded_words
from reviewer.ingest.signed import remark_on
from reviewer.ingest.web_page import parse_html
from reviewer.model import Region, RegionKind, Remark, RemarkKind

_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_CONTAINERS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
# What the pages of a saved web page bring along for the browser.
_UNWRITTEN = frozenset(
    {"text/css", "text/javascript", "text/ecmascript", "text/x-javascript", "text/x-amp-html"}
)
_PGP_LOCKED = "-----BEGIN PGP MESSAGE-----"
_PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_WORD = re.compile(r"\w+")
# A plain part that lacks more of the HTML part's words than this does not stand for it.
_MISSING_WORDS = 5
_MISSING_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Attached:
    """Something attached to a message: its name where it was sent from, type and bytes."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a message's text; `regions` count in it, which is normalised if it has any."""

    text: str
    regions: tuple[Region, ...] = ()


@dataclass(slots=True)
class Parts:
    """What a message consists of; `passages` are to be read one after the other.

    `hidden` is what forms of the message that are not read hide in themselves.
    """

    passages: list[Passage] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    hidden: list[Passage] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def parts_of(message: Message) -> Parts:
    """Return the parts of a message in their order."""
    parts = Parts()
    for part in _leaves(message, parts):
        kind = part.get_content_type()
        name = _file_name(part)
        is_text = part.get_content_maintype() == "text" and not _is_attached(part, name)
        # A message without a type, or with an impossible one, is text by the standard.
        if is_text or (part is message and not part.is_multipart() and name is None):
            if kind in _UNWRITTEN:
                continue
            passage = _passage(part, kind)
            text = passage.text
            if _PGP_LOCKED in text:
                parts.remarks.append(Remark(RemarkKind.ENCRYPTED, "PGP within the text"))
            elif _PGP_SIGNED in text:
                parts.remarks.append(Remark(RemarkKind.SIGNED, "PGP within the text"))
            if text.strip():
                parts.passages.append(passage)
        elif kind in _SIGNATURES:
            parts.remarks.append(Remark(RemarkKind.SIGNED, kind))
        else:
            attached = _attached(part, name, kind)
            parts.attached.append(attached)
            if kind in _CONTAINERS:
                # What it calls itself may be left out; what it is stands in its bytes.
                encrypted = Remark(RemarkKind.ENCRYPTED, kind)
                parts.remarks.append(remark_on(attached.data) or encrypted)
    return parts


def _leaves(message: Message, parts: Parts) -> Iterator[Message]:
    """Yield the leaves of a message in order, of alternatives only those to be read."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        children = part.get_payload() if part.is_multipart() else None
        if not isinstance(children, list) or part.get_content_maintype() != "multipart":
            yield part
            continue
        inner = [child for child in children if isinstance(child, Message)]
        kind = part.get_content_subtype()
        if kind == "alternative":
            inner = _alternative(inner, parts)
        elif kind == "encrypted":
            protocol = str(part.get_param("protocol") or "multipart/encrypted")
            parts.remarks.append(Remark(RemarkKind.ENCRYPTED, one_line(protocol) or kind))
        waiting.extend(reversed(inner))


def _alternative(forms: list[Message], parts: Parts) -> list[Message]:
    """Return of several forms the plain one, and the HTML one where that says more.

    Calendars and pictures among the forms are attachments. What only the HTML form holds, and
    hides, is not lost with it.
    """
    plain = [form for form in forms if form.get_content_type() == "text/plain"]
    read = [form for form in plain if _text(form, "text/plain").strip()][:1]
    if not read:
        return [form for form in forms if form not in plain] or forms
    words = set(_WORD.findall(_text(read[0], "text/plain").casefold()))
    for form in forms:
        if form in plain:
            continue
        if form.get_content_maintype() == "text":
            passage = _passage(form, form.get_content_type())
            more = set(_WORD.findall(passage.text.casefold()))
            missing = len(more - words)
            if missing <= _MISSING_WORDS or missing <= _MISSING_SHARE * len(more):
                parts.hidden += _hidden_beyond(passage, words)
                continue
        elif form.is_multipart() and form.get_content_subtype() == "related":
            # Its HTML is the other form of the plain text; what that shows is attached.
            read += [
                child
                for child in form.get_payload()
                if isinstance(child, Message) and child.get_content_maintype() != "text"
            ]
            continue
        read.append(form)
    return read


def _hidden_beyond(passage: Passage, words: set[str]) -> list[Passage]:
    """Return the hidden stretches of a passage that hold other words than those."""
    found: list[Passage] = []
    for each in passage.regions:
        text = passage.text[each.start_cp : each.end_cp]
        unseen = each.kind is RegionKind.HIDDEN and each.note != TOOL_TIP
        if unseen and not words.issuperset(_WORD.findall(text.casefold())):
            found.append(Passage(text, (Region(0, len(text), each.kind, each.note),)))
    return found


def _attached(part: Message, name: str | None, kind: str) -> Attached:
    if part.is_multipart():  # message/rfc822, and what is built like it
        inner = part.get_payload(0)
        data = inner.as_bytes() if isinstance(inner, Message) else b""
        subject = Header(inner).first("Subject") if isinstance(inner, Message) else None
        return Attached(_with_suffix(name or subject or "message", ".eml"), kind, data)
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if name is None:
        subtype = part.get_content_subtype()
        suffix = {"plain": ".txt", "calendar": ".ics", "html": ".html"}.get(subtype, "")
        name = f"without a name{suffix}"
    return Attached(name, kind, data)


def _with_suffix(name: str, suffix: str) -> str:
    return name if name.lower().endswith(suffix) else f"{name}{suffix}"


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
    return one_line(decoded_words(name)) if name else None


def _text(part: Message, kind: str) -> str:
    return _passage(part, kind).text


def _passage(part: Message, kind: str) -> Passage:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return Passage("")
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError, TypeError, AttributeError):
        charset = None
    text = decode_as(payload, charset) if charset else None
    if kind == "text/html":
        page = parse_html(text if text is not None else decode_html(payload))
        return Passage(page.text, page.regions)
    return Passage((text if text is not None else decode(payload)).replace("\f", "\n"))
