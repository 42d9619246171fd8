"""Rich text: its words, in any code page, damaged or not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.rtf import rtf_text

PLAIN = st.text(st.characters(codec="cp1251", exclude_categories=["Cc", "Cs"]), min_size=1)


@given(PLAIN)
def test_bytes_count_in_the_code_page_that_the_file_names(text: str) -> None:
    hexed = "".join(f"\\'{byte:02x}" for byte in text.encode("cp1251"))
    assert rtf_text(f"{{\\rtf1\\ansi\\ansicpg1251 {hexed}}}".encode()) == text


def test_a_character_that_is_written_as_two_is_one() -> None:
    written = rb"{\rtf1\ansi crates \u-10179?\u-8703? here}"
    assert rtf_text(written) == "crates \U0001f601 here"


def test_paragraphs_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"  # by what it is, whatever its name
    path.write_bytes(rb"{\rtf1\ansi Nothing was found\par in the hold.}")
    [document] = read(path)
    assert getattr(document, "text", "") == "Nothing was found\nin the hold."


def test_rich_text_without_words_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi }")
    with pytest.raises(ReadError, match="no text"):
        list(read(path))


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        assert isinstance(rtf_text(b"{\\rtf1" + data), str)
    except ReadError as error:
        assert "damaged" in str(error)


def test_a_command_without_its_number_is_no_fault() -> None:
    with pytest.raises(ReadError, match="damaged"):
        rtf_text(rb"{\rtf1\ansi x\uc y}")
