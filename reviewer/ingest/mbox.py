"""A mailbox file: one document for each message, one message in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.contents import MAX_DOCUMENT_BYTES
from reviewer.ingest.email import parse_email, read_mail
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.unreadable import Unreadable

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_QUOTED_FROM = re.compile(rb"^>(>*From )")
_MAX_LINE_BYTES = 1 << 20


def read_mbox(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the messages of a mailbox and what is attached, as "message 1", "message 1/a.pdf".

    Raises ReadError when there is none. A message that cannot be read comes as `Unreadable`.
    """
    number = 0
    for number, data in enumerate(_messages(path), 1):
        locator = f"message {number}"
        if data is None:
            yield Unreadable(path, "This message is too large to be read as one document.", locator)
            continue
        try:
            mail = parse_email(data, path, locator)
        except ReadError as error:
            yield Unreadable(path, str(error), locator)
        else:
            yield from read_mail(mail, nested)
    if number == 0:
        raise ReadError(f"“{path.name}” holds no message.")


def _messages(path: Path) -> Iterator[bytes | None]:
    """Yield the bytes of each message, None for one that is too large.

    A message begins at a "From " line after an empty line (or at the top) with a header field
    below it; a sentence that begins with "From" does not part a message in two.
    """
    lines: list[bytes] = []
    size = 0
    is_open = False
    held: bytes | None = None  # a "From " line of which the next line decides
    after_empty = True
    with path.open("rb") as file:
        while line := file.readline(_MAX_LINE_BYTES):
            if held is not None:
                if _FIELD.match(line):
                    if is_open:
                        yield b"".join(lines) if size <= MAX_DOCUMENT_BYTES else None
                    lines, size, is_open = [], 0, True
                else:
                    lines.append(held)
                    is_open = True
                held = None
            if after_empty and line.startswith(b"From "):
                held = line
                continue
            after_empty = not line.strip()
            is_open = is_open or not after_empty
            size += len(line)
            if size <= MAX_DOCUMENT_BYTES:
                lines.append(_QUOTED_FROM.sub(rb"\1", line))
            else:
                lines.clear()
    if held is not None:
        lines.append(held)
    if is_open or b"".join(lines).strip():
        yield b"".join(lines) if size <= MAX_DOCUMENT_BYTES else None
