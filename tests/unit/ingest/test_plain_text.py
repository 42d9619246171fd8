from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.ingest.markdown import read_markdown
from reviewer.ingest.plain_text import read_plain_text
from reviewer.model import RemarkKind


def test_a_file_is_titled_by_its_first_words_and_form_feeds_break_lines(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"\r\n---\r\nShipping   list\r\nOne\x0cTwo\r\n")
    document = read_plain_text(path)
    assert document.title == "Shipping list"
    assert document.text == "\r\n---\r\nShipping   list\r\nOne\nTwo\r\n"


def test_a_long_first_line_is_cut_at_a_word(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("word " * 100)
    title = read_plain_text(path).title
    assert title is not None
    assert title.endswith("word…") and 110 < len(title) <= 121


def test_a_text_without_words_is_titled_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "marks.txt"
    path.write_text("***\n---\n")
    assert read_plain_text(path).title == "marks.txt"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text(" \n\n")
    with pytest.raises(ReadError, match="no text"):
        read_plain_text(path)


def test_a_printed_mail_gives_its_header(tmp_path: Path) -> None:
    path = tmp_path / "mail.txt"
    path.write_text(
        "From: Ilse Ambo\nSent: 4 May 2006 10:11\nTo: Port\nSubject: Crates\n\nAll here."
    )
    document = read_plain_text(path)
    assert (document.title, document.sender, document.recipients, document.date) == (
        "Crates",
        "Ilse Ambo",
        "Port",
        "2006-05-04T10:11:00",
    )
    assert document.recognised == {"title", "date", "sender", "recipients"}


def test_what_was_read_out_of_the_text_by_rule_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "cable.txt"
    path.write_text("SECRET\nR 140830Z JUN 05\nFM AMEMBASSY VELMORA\nTAGS: MARR\n\nWe met.")
    document = read_plain_text(path)
    assert document.recognised == {
        "date", "origin", "classification", "sender",
        "metadata:TAGS", "metadata:Date-time group", "metadata:Precedence",
    }  # fmt: skip
    assert document.title is not None and "title" not in document.recognised


def test_what_a_file_tells_itself_is_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("---\ndate: 2001-02-03\n---\nR 140830Z JUN 05\nFM AMEMBASSY VELMORA\n\nWe met.")
    document = read_markdown(path)
    assert document.date == "2001-02-03"
    assert {"date", "origin"} & document.recognised == {"origin"}


def test_a_chosen_encoding_is_heeded_and_a_wrong_one_told(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("Совершенно секретно".encode("cp1251"))
    assert [each.kind for each in read_plain_text(path).remarks] == [RemarkKind.GUESSED]
    document = read_plain_text(path, "cp1251")
    assert (document.text, document.remarks) == ("Совершенно секретно", ())
