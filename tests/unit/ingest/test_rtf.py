"""Rich text: all that is written in it, in any code page, damaged or not."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.rtf import rtf_text
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind
from tests.unit.ingest.packed import documents_of, regions_of

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


def test_what_stands_beside_the_text_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(
        rb"{\rtf1\ansi{\*\revtbl{Unknown;}{Ilse Ambo;}}{\info{\title The quay}{\author Ott}"
        rb"{\creatim\yr2006\mo5\dy4\hr9\min5}{\company Port}}{\stylesheet{\s0 Normal;}}"
        rb"{\header Harbour office\par}Twelve {\v hidden }crates{\deleted\revauthdel1  gone}"
        rb"{\footnote\pard Ten, in fact.}.\par"
        rb"{\*\atrfstart 3}Nothing{\*\atrfend 3} was found."
        rb"{\*\atnid I}{\*\atnauthor Ilse}{\*\annotation{\*\atnref 3}Look again.}\par"
        rb"{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv A map}}{\shptxt In a box\par}}}"
        rb"{\header Harbour office\par}"
        rb'{\field{\*\fldinst{HYPERLINK "http://example.org/a b"}}{\fldrslt The list}}}'
    )
    [document] = documents_of(path)
    assert document.text == (
        "Harbour office\n\nTwelve hidden crates gone.\nNothing was found.\nThe list\n\n"
        "A map\n\nIn a box\n\nTen, in fact.\n\nComments\nIlse “Nothing”: Look again."
    )
    assert regions_of(document) == [
        (RegionKind.HEADER, "Harbour office", ""),
        (RegionKind.HIDDEN, "hidden ", ""),
        (RegionKind.DELETED, " gone", "Ilse Ambo"),
        (RegionKind.HIDDEN, "A map", "description of a picture"),
        (RegionKind.COMMENT, "Ilse “Nothing”: Look again.", "Ilse"),
    ]
    assert (document.title, document.author) == ("The quay", "Ott")
    assert document.metadata == {
        "Created": "2006-05-04T09:05", "Company": "Port", "Links": "http://example.org/a b",
    }  # fmt: skip


def test_rows_of_a_table_are_lines() -> None:
    row = rb"\trowd\cellx1 a\cell b\par c\cell\cell\row "
    assert rtf_text(rb"{\rtf1\ansi " + row + row + rb"end}") == "a\tb\nc\na\tb\nc\nend"


def test_each_font_has_its_characters() -> None:
    fonts = rb"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}"
    text = rb"{\rtf1\ansi\deff0" + fonts + rb"\'e9{\f1\'ef\'ee}{\f2\'8d\'60\'8dL}\f1\'e9}"
    assert rtf_text(text) == "éпо港広й"


def test_what_stands_in_for_unicode_is_not_written_twice() -> None:
    assert rtf_text(rb"{\rtf1\ansi\uc2 \u8364\'80\'80\uc0\u8364 x{\uc1\u8364?}y}") == "€€x€y"
    assert rtf_text(rb"{\rtf1{\upr{ansi}{\*\ud{unic\u246?de}}}}") == "unicöde"


def test_files_in_it_are_read(tmp_path: Path) -> None:
    text = b"Twelve crates."
    packed = (
        b"\x02\0list.txt\0C:\\list.txt\0\0\0\x03\0" + struct.pack("<I", 2) + b"x\0"
        + struct.pack("<I", len(text)) + text
    )  # fmt: skip
    data = struct.pack("<III8sII", 0x501, 2, 8, b"Package\0", 0, 0)
    data += struct.pack("<I", len(packed)) + packed
    link = struct.pack("<II", 0x501, 1)
    path = tmp_path / "a.rtf"
    path.write_bytes(
        rb"{\rtf1 a{\object\objemb{\*\objclass Package}{\*\objdata " + data.hex().encode()
        + rb"}{\result seen}}{\object{\*\objdata " + link.hex().encode()
        + rb"}}{\object{\*\objdata 00}}{\pict\pngblip\bin6 " + b"\x89PNG\r\n" + rb"}b}"
    )  # fmt: skip
    document, picture, file, damaged = read(path)
    assert isinstance(document, ParsedDocument) and document.text == "aseenb"
    assert isinstance(file, ParsedDocument) and (file.text, file.parent) == ("Twelve crates.", "")
    assert isinstance(damaged, Unreadable) and "object within the document" in damaged.reason
    assert isinstance(picture, Unreadable) and "picture" in picture.reason


@given(st.binary(max_size=300))
def test_any_bytes_give_text(data: bytes) -> None:
    assert isinstance(rtf_text(b"{\\rtf1" + data), str)


def test_a_command_without_its_number_and_braces_without_end_are_no_fault() -> None:
    assert rtf_text(rb"{\rtf1\ansi x\uc y\u z\bin") == "xyz"
    assert rtf_text(b"{\\rtf1 " + b"{" * 100_000 + b"deep") == "deep"
