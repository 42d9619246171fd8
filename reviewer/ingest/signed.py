"""Containers for signed or encrypted contents (PKCS #7, S/MIME): what is signed is read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reviewer.errors import Locked, NoText, ReadError, Unsupported
from reviewer.ingest.contents import contents
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import Remark, RemarkKind

# The object identifiers of RFC 5652 up to their last number, which tells the kind.
_KIND = re.compile(rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x01-\x06])")
_WITHIN_BYTES = 24
_SIGNED, _LOCKED = (b"\x02",), (b"\x03", b"\x04", b"\x06")
_MIME = re.compile(rb"\s*(content-[\w-]+|mime-version|from|received)[ \t]*:", re.IGNORECASE)


def remark_on(data: bytes) -> Remark | None:
    """Return what to know of a container from its first bytes, None for anything else."""
    kind = _kind(data)
    if kind in _SIGNED:
        return Remark(RemarkKind.SIGNED, "PKCS #7")
    return Remark(RemarkKind.ENCRYPTED, "PKCS #7") if kind in _LOCKED else None


def is_container(head: bytes) -> bool:
    """Tell whether bytes begin a container of PKCS #7."""
    return _kind(head) is not None


def read_signed(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield what is signed in a container; the signature is not checked.

    Raises Locked for encrypted contents, NoText for a signature of something that stands
    elsewhere, ReadError for damage.
    """
    data = contents(path)
    kind = _kind(data)
    if kind in _LOCKED:
        raise Locked(
            f"“{path.name}” is encrypted for somebody who holds the key. Open it in the mail "
            "program of that person, save what is in it and import that."
        )
    if kind not in _SIGNED:
        raise Unsupported(
            f"“{path.name}” is a container (PKCS #7) of a kind that is not read. "
            "Save what is in it with the program that made it, and import that."
        )
    content = _content(data, path)
    if not content:
        raise NoText(f"“{path.name}” is a signature without what it signs; there is no text in it.")
    name = "message.eml" if _MIME.match(content) else path.stem
    for found in nested.read(name, io.BytesIO(content), name):
        if isinstance(found, Unreadable):
            yield found
        else:
            yield replace(found, remarks=(*found.remarks, Remark(RemarkKind.SIGNED, "PKCS #7")))


def _kind(data: bytes) -> bytes | None:
    match = _KIND.search(data[:_WITHIN_BYTES]) if data[:1] == b"\x30" else None
    return match[1] if match else None


def _content(data: bytes, path: Path) -> bytes:
    from asn1crypto.cms import ContentInfo

    try:
        encapsulated = ContentInfo.load(data)["content"]["encap_content_info"]["content"]
        content = encapsulated.native if encapsulated is not None else b""
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        # The library tells damage by whatever happened to fail.
        raise ReadError(f"“{path.name}” is damaged and cannot be opened. Get it again.") from error
    return content if isinstance(content, bytes) else b""
