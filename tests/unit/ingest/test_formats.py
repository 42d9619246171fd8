from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from reviewer.ingest.formats import Format, format_of, why_unread

MAIL = b"Received: from a\n by b\nSubject: x\n\ntext"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.TXT", b"x", Format.TEXT),
        ("a.log", b"", Format.TEXT),
        ("a.md", b"x", Format.MARKDOWN),
        ("a.htm", b"x", Format.HTML),
        ("a.eml", b"x", Format.EMAIL),
        ("a.mbox", b"x", Format.MBOX),
        ("a.csv", b"x", Format.CSV),
        ("a.tsv", b"x", Format.TSV),
        ("a.jsonl.xz", b"x", Format.JSONL),
        ("a.csv.gz", b"x", Format.CSV),
        ("a.json", b'\n{"a": 1}\n{"a": 2}\n', Format.JSONL),
        ("a.txt", b"%PDF-1.4", Format.PDF),
        ("a.pdf", b"%PDF1.4 as some write it", Format.PDF),
        ("a.dat", b"SQLite format 3\x00", Format.SQLITE),
        ("note", b"plain words", Format.TEXT),
        ("note", "Порт".encode("utf-16"), Format.TEXT),
        ("letter", MAIL, Format.EMAIL),
        ("printed", b"From: a\nSent: b\nTo: c\n\ntext", Format.TEXT),
        ("box", b"From a Thu\n" + MAIL, Format.MBOX),
        ("page", b"<!DOCTYPE html><p>", Format.HTML),
        ("a.txt", b"PK\x03\x04", Format.ZIP),
        ("a.txt.gz", b"\x1f\x8b", Format.PACKED),
        ("a.tgz", b"\x1f\x8b", Format.TAR),
        ("a.doc", b"{\\rtf1 x}", Format.RTF),
        ("a", b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
        ("page", b'<?xml version="1.0"?><html>', Format.HTML),
        ("a.xml", b'<?xml version="1.0"?><a/>', Format.XML),
        ("a", b'\xef\xbb\xbf<?xml version="1.0"?><!-- <a> -->\n<t:TEI xmlns:t="">', Format.TEI),
    ],
)
def test_what_a_file_is_read_as(tmp_path: Path, name: str, data: bytes, expected: Format) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert format_of(path) is expected


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"no package", "Word document but is none"),
        ("a.docx", b"", "is empty"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        ("a.db", b"no database", "SQLite"),
        ("a.rar", b"Rar!\x1a\x07", "(RAR), which is not read. Unpack it"),
        ("a.pst", b"!BDN", "Export its messages from a mail program"),
        ("a.wav", b"RIFF\x24\n\0\0WAVEfmt ", "a recording"),
        ("a.mov", b"\0\0\0\x14ftypqt  ", "a recording"),
        (
            "a.heic",
            b"\0\0\0\x18ftypheic",
            "a photograph (HEIC), which is not read. Save it as JPEG",
        ),
        ("a.exe", b"MZ\x90\0", "is a program, which is not read. There is no text"),
        ("a.json", b'[\n{"a": 1}]', "one record a line"),
        ("a.bin", bytes(range(256)) * 4, "of a kind"),
    ],
)
def test_why_a_file_is_not_read(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert format_of(path) is None
    assert reason in why_unread(path)
    assert name in why_unread(path)


def test_a_word_document_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "letter.doc"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert format_of(path) is Format.DOCX
