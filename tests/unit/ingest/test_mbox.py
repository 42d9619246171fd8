from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.ingest.reading import read
from reviewer.model import ParsedDocument

MAILBOX = b"""From a@example.org Thu May  4 10:11:12 2006
Subject: first
Message-ID: <1@example.org>

Dear all,

From the port nothing new.
>From here neither.

From b@example.org Fri May  5 10:11:12 2006
Subject: second

Bye

"""


def _read(path: Path, data: bytes) -> list[ParsedDocument]:
    path.write_bytes(data)
    found = list(read(path))
    return [item for item in found if isinstance(item, ParsedDocument)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_each_message_is_a_document(tmp_path: Path, end: bytes) -> None:
    first, second = _read(tmp_path / "a.mbox", MAILBOX.replace(b"\n", end))
    assert (first.locator, first.title) == ("message 1", "first")
    assert (second.locator, second.title) == ("message 2", "second")
    assert "From the port nothing new." in first.text
    assert "\nFrom here neither." in first.text.replace("\r\n", "\n")


def test_the_last_line_is_not_lost_when_it_looks_like_a_separator(tmp_path: Path) -> None:
    (only,) = _read(tmp_path / "a.mbox", b"From a Thu\nSubject: x\n\nText\n\nFrom now on")
    assert only.text == "Text\n\nFrom now on"


def test_a_mailbox_without_a_message_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no message"):
        _read(tmp_path / "a.mbox", b"\n\n")


def test_what_is_attached_stands_below_its_message(tmp_path: Path) -> None:
    attached = (
        b"From a@example.org Thu May  4 10:11:12 2006\nSubject: third\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\n"
        b"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nCrates.\n"
        b"--b--\n\n"
    )
    documents = _read(tmp_path / "a.mbox", MAILBOX + attached)
    assert [(each.locator, each.parent) for each in documents] == [
        ("message 1", None),
        ("message 2", None),
        ("message 3", None),
        ("message 3/a.txt", "message 3"),
    ]
