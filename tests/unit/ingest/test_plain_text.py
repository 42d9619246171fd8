from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.plain_text import decode, read_plain_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# A text without a mark must not begin with one, nor look like two bytes a letter.
UNMARKED = TEXT.filter(lambda text: not text.startswith("\ufeff") and "\0" not in text)


@given(UNMARKED)
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text


@given(TEXT, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_decides_and_is_taken_off(text: str, encoding: str) -> None:
    # UTF-16 that begins with NUL has the same first bytes as UTF-32.
    assume(not (encoding == "utf-16" and text.startswith("\0")))
    assert decode(text.encode(encoding)) == text


@given(st.binary())
def test_any_bytes_become_characters(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_what_is_not_utf8_is_windows_1252() -> None:
    assert decode("Café “Möwe” – 5 €".encode("cp1252")) == "Café “Möwe” – 5 €"


def test_bytes_that_windows_1252_does_not_know_become_the_replacement_character() -> None:
    assert decode(b"a\x81b\xe9") == "a\ufffdbé"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen_by_its_zeros(encoding: str) -> None:
    assert decode("Port of Velmara — 42".encode(encoding)) == "Port of Velmara — 42"


def test_a_zero_byte_here_and_there_does_not_make_it_utf16() -> None:
    assert decode(b"a\0b\0c and so on and on") == "a\0b\0c and so on and on"


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
