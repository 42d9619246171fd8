"""The header of a message, decoded as far as anything can be made of it.

Decoded here and not by the standard library's modern policy, whose parser of header fields raises
on much of what real mail contains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32

from reviewer.ingest.encodings import decode
from reviewer.ingest.html import decode_as
from reviewer.ingest.lines import one_line

# Real headers are folded; in a line of megabytes the search for encoded words takes minutes.
_MAX_LINE_CP = 10_000
_MAX_FIELD_CP = 200_000
_MAX_PARAMETERS_CP = 16_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")


class BoundedPolicy(Compat32):
    """How the standard library reads a message, but that no header takes it minutes.

    It looks for the parameters of a part's type again and again, each time in what is left of the
    line, so that a megabyte of semicolons takes the square of its length.
    """

    def header_source_parse(self, sourcelines: Iterable[str]) -> tuple[str, str]:
        """Return the name and the value of a header line."""
        name, value = super().header_source_parse(list(sourcelines))
        is_long = name.lower().startswith("content-") and len(value) > _MAX_PARAMETERS_CP
        return name, value[:_MAX_PARAMETERS_CP] if is_long else value


class Header:
    """The header lines of a message, decoded; the first of a name counts where one may stand."""

    def __init__(self, message: Message) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in message.raw_items():
            if decoded := one_line(decoded_words(str(value)[:_MAX_FIELD_CP])):
                self._values.setdefault(name.lower(), []).append(decoded)

    def first(self, name: str) -> str | None:
        """Return the first line of a name, or None."""
        values = self._values.get(name.lower())
        return values[0] if values else None

    def all(self, name: str) -> str | None:
        """Return all lines of a name, joined, or None."""
        return "; ".join(self._values.get(name.lower(), ())) or None

    @property
    def thread(self) -> str | None:
        """The id of the message that began the conversation, as far as this one tells."""
        for name in ("References", "In-Reply-To", "Message-ID"):
            if found := _MESSAGE_ID.search(self.all(name) or ""):
                return found.group()
        return None


def decoded_words(raw: str) -> str:
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
