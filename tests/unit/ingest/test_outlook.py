"""Outlook's messages and winmail.dat: what is in them, attached to them, and wrong with them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.formats import Format, format_of
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument
from tests.unit.ingest.compound import Tree, compound
from tests.unit.ingest.packed import is_told

Value = str | bytes | int | datetime
SUBJECT, BODY, HTML, RTF, CLASS, HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x001A, 0x007D
NAME, ADDRESS, SENT, DATA, FILE, METHOD = 0x3001, 0x3003, 0x0039, 0x3701, 0x3707, 0x3705
SENDER, SENDER_ADDRESS, GIVEN_NAME, BEGINS = 0x0C1A, 0x0C1F, 0x3A06, 0x0060


def _storage(values: Mapping[int, Value], head: int, inside: Tree | None = None) -> Tree:
    """Return properties as [MS-OXMSG] 2.4 stores them: fixed ones in a list, others as streams."""
    entries = bytes(head) + struct.pack("<HHIQ", 3, 0x340D, 6, 0x40000)
    streams: dict[str, bytes | Tree] = dict(inside or {})
    for number, value in values.items():
        if isinstance(value, int):
            entries += struct.pack("<HHIQ", 3, number, 6, value)
        elif isinstance(value, datetime):
            since = value - datetime(1601, 1, 1, tzinfo=UTC)
            entries += struct.pack("<HHIQ", 0x40, number, 6, int(since.total_seconds()) * 10**7)
        else:
            kind = 0x1F if isinstance(value, str) else 0x102
            data = value.encode("utf-16-le") if isinstance(value, str) else value
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
            size = len(data) + 2 * (kind == 0x1F)
            entries += struct.pack("<HHIQ", kind, number, 6, size)
    return {"__properties_version1.0": entries, **streams}


def _message(
    values: Mapping[int, Value], attached: Mapping[str, Tree] | None = None, head: int = 32
) -> Tree:
    recipient = _storage({NAME: "Jon Pell", ADDRESS: "jon@port.example"}, 8)
    inside: dict[str, bytes | Tree] = {"__recip_version1.0_#00000000": recipient}
    for number, content in enumerate((attached or {}).values()):
        inside[f"__attach_version1.0_#{number:08X}"] = content
    return _storage(values, head, inside)


def _file(name: str, data: bytes) -> Tree:
    return _storage({FILE: name, METHOD: 1, DATA: data}, 8)


def _msg(path: Path, values: Mapping[int, Value], **attached: Tree) -> Path:
    path.write_bytes(compound(_message(values, attached)))
    return path


LETTER: dict[int, Value] = {
    SUBJECT: "Crates 🙂",
    BODY: "Twelve of them.\r\n> and before",
    CLASS: "IPM.Note",
    SENDER: "Ilse Ambo",
    SENDER_ADDRESS: "ilse@port.example",
    SENT: datetime(2005, 6, 30, 10, 32, tzinfo=UTC),
}


def _documents(path: Path) -> list[ParsedDocument]:
    found = list(read(path))
    documents = [each for each in found if isinstance(each, ParsedDocument)]
    assert documents == found
    return documents


def test_a_message_tells_who_wrote_what_to_whom(tmp_path: Path) -> None:
    path = _msg(tmp_path / "a.msg", LETTER)
    assert format_of(path) is Format.MSG
    (document,) = _documents(path)
    assert document.text == "Twelve of them.\n> and before"
    assert (document.title, document.date) == ("Crates 🙂", "2005-06-30T10:32:00Z")
    assert document.sender is not None and "Ilse Ambo" in document.sender
    assert document.recipients == "Jon Pell <jon@port.example>"


def test_files_and_messages_attached_are_documents_below_it(tmp_path: Path) -> None:
    inner = _message({SUBJECT: "Before", BODY: "Ten."}, {"x": _file("in.txt", b"inmost")}, 24)
    held = _storage({FILE: "Before.msg", METHOD: 5}, 8, {"__substg1.0_3701000D": inner})
    path = _msg(tmp_path / "a.msg", LETTER, a=_file("note.txt", b"a note"), b=held)
    documents = _documents(path)
    assert [(each.locator, each.parent, each.text) for each in documents[1:]] == [
        ("note.txt", "", "a note"),
        ("Before.msg", "", "Ten."),
        ("Before.msg/in.txt", "Before.msg", "inmost"),
    ]
    assert documents[0].metadata["Attachments"] == "note.txt; Before.msg"
    assert documents[2].title == "Before"


def test_headers_that_came_with_it_count_more(tmp_path: Path) -> None:
    headers = (
        "From: i@x.example\r\nTo: a@x.example\r\nCc: c@x.example\r\n"
        "Date: Thu, 30 Jun 2005 10:32:00 +0200\r\nMessage-ID: <1@x.example>\r\n\r\n"
    )
    (document,) = _documents(_msg(tmp_path / "a.msg", LETTER | {HEADERS: headers}))
    assert (document.sender, document.recipients) == ("i@x.example", "a@x.example")
    assert document.date == "2005-06-30T10:32:00+02:00"
    assert document.external_id is not None and "1@x.example" in document.external_id
    assert document.metadata["Cc"] == "c@x.example"


def test_a_message_in_html_or_rich_text_alone_is_read(tmp_path: Path) -> None:
    (html,) = _documents(_msg(tmp_path / "a.msg", {SUBJECT: "x", HTML: b"<p>One <b>two</b></p>"}))
    assert html.text == "One two"
    words = rb"{\rtf1\ansi One two}"
    # [MS-OXRTFCP] 2.1.3.1: stored as it is, behind its sizes and "MELA".
    stored = struct.pack("<IIII", len(words) + 12, len(words), 0x414C454D, 0) + words
    (rich,) = _documents(_msg(tmp_path / "b.msg", {SUBJECT: "x", RTF: stored}))
    assert rich.text.strip() == "One two"


def test_appointments_and_contacts_tell_their_own(tmp_path: Path) -> None:
    begins = datetime(2005, 6, 30, 9, tzinfo=UTC)
    values: dict[int, Value] = {
        SUBJECT: "Meeting", CLASS: "IPM.Appointment", BEGINS: begins, GIVEN_NAME: "Ilse",
        BODY: "At the pier",
    }  # fmt: skip
    (document,) = _documents(_msg(tmp_path / "a.msg", values))
    assert document.metadata == {
        "Kind of item": "IPM.Appointment",
        "Given name": "Ilse",
        "Begins": "2005-06-30T09:00:00Z",
    }


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    checksum = sum(data) & 0xFFFF
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", checksum)


def _tnef(*attributes: bytes) -> bytes:
    head = struct.pack("<IH", 0x223E9F78, 1)
    version = _attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    page = _attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    return head + version + page + b"".join(attributes)


WINMAIL = _tnef(
    _attribute(1, 0x800C, 2, b"Twelve crates.\0"),
    _attribute(2, 0x9002, 6, bytes(14)),
    _attribute(2, 0x8010, 1, b"note.txt\0"),
    _attribute(2, 0x800F, 6, b"a note"),
)


def test_a_winmail_dat_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "winmail.dat"
    path.write_bytes(WINMAIL)
    body, note = _documents(path)
    assert body.text == "Twelve crates."
    assert (note.locator, note.parent, note.text) == ("note.txt", "", "a note")


def test_a_winmail_dat_of_nothing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "winmail.dat"
    path.write_bytes(_tnef())
    with pytest.raises(ReadError, match="neither"):
        _documents(path)


def test_counts_beyond_all_measure_are_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "winmail.dat"
    endless = b"\xff\xff\xff\xff\0\0\0\0"
    hostile = (_attribute(1, name, 6, endless) for name in (0x9003, 0x9004))
    path.write_bytes(_tnef(*hostile, _attribute(1, 0x800C, 2, b"Twelve crates.\0")))
    (document,) = _documents(path)
    assert document.text == "Twelve crates."


def test_messages_nested_too_deep_are_told(tmp_path: Path) -> None:
    inner = _message({SUBJECT: "x", BODY: "x"}, head=24)
    for _depth in range(30):
        held = _storage({FILE: "m", METHOD: 5}, 8, {"__substg1.0_3701000D": inner})
        inner = _message({SUBJECT: "x", BODY: "x"}, {"m": held}, 24)
    path = _msg(tmp_path / "a.msg", LETTER, m=held)
    *messages, last = read(path)
    assert len(messages) == 21
    assert all(isinstance(each, ParsedDocument) for each in messages)
    assert isinstance(last, Unreadable) and "deep" in last.reason


def test_a_damaged_message_in_a_message_leaves_the_others(tmp_path: Path) -> None:
    damaged = _storage({FILE: "bad", METHOD: 5}, 8, {"__substg1.0_3701000D": {"x": b"x"}})
    inner = _message({SUBJECT: "x", BODY: "good"}, head=24)
    held = _storage({FILE: "good", METHOD: 5}, 8, {"__substg1.0_3701000D": inner})
    whole, bad, good = read(_msg(tmp_path / "a.msg", LETTER, a=damaged, b=held))
    assert isinstance(whole, ParsedDocument)
    assert isinstance(bad, Unreadable) and bad.locator == "bad"
    assert isinstance(good, ParsedDocument) and good.text == "good"


SEEDS = {
    "a.msg": compound(_message(LETTER, {"a": _file("note.txt", b"a note")})),
    "winmail.dat": WINMAIL,
}


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 20_000), st.binary(max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, name: str, place: int, put: bytes, is_cut: bool
) -> None:
    seed = SEEDS[name]
    assert is_told(tmp_path / name, seed, place % len(seed), put, is_cut)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_whatever_is_written_is_read(tmp_path: Path, words: str) -> None:
    (document,) = _documents(_msg(tmp_path / "a.msg", {SUBJECT: "x", BODY: f"-{words}-"}))
    assert document.text == f"-{words}-"
