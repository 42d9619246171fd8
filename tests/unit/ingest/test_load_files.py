from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.formats import Format, checked_format, format_of
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument

HEADER = ("BEGDOC", "ENDDOC", "BEGATTACH", "CUSTODIAN", "DATESENT", "FROM", "TO", "SUBJECT")


def _dat(rows: list[tuple[str, ...]]) -> str:
    return "".join("\x14".join(f"þ{cell}þ" for cell in row) + "\r\n" for row in rows)


def _production(folder: Path, encoding: str = "cp1252") -> Path:
    (folder / "DATA").mkdir()
    (folder / "TEXT" / "001").mkdir(parents=True)
    (folder / "TEXT" / "001" / "A0001.TXT").write_bytes(b"Twelve crates.\x0cSigned.")
    (folder / "TEXT" / "001" / "a0003.txt").write_text("The list.")
    path = folder / "DATA" / "vol.dat"
    text = _dat(
        [
            (*HEADER, "TEXTPATH"),
            ("A0001", "A0002", "A0001", "Ambo", "2006-05-04", "Ilse Ambo", "Port", "Café",
             r"VOL01\TEXT\001\A0001.txt"),
            ("A0003", "A0003", "A0001", "Ambo", "", "", "", "List®two", r".\text\001\A0003.txt"),
            ("A0004", "A0004", "A0004", "Ott", "", "", "", "", r"TEXT\001\A0004.txt"),
            ("A0005", "A0005", "A0005", "Ott", "", "", "", "", r"..\..\secret.txt"),
        ]
    )  # fmt: skip
    path.write_bytes(text.encode(encoding))
    (folder / "DATA" / "vol.opt").write_text(
        "A0001,VOL01,IMAGES\\A0001.tif,Y,,,2\nA0002,VOL01,IMAGES\\A0002.tif,,,,\n"
        "A0003,VOL01,IMAGES\\A0003.tif,Y,,,1\n"
    )
    return path


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_each_row_is_a_document_with_the_text_beside_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("not handed over")
    path = _production(tmp_path / "in", encoding)
    assert format_of(path) is Format.DAT
    first, second, missing, outside = read(path)
    assert isinstance(first, ParsedDocument) and isinstance(second, ParsedDocument)
    assert (first.text, first.external_id, first.title) == (
        "Twelve crates.\nSigned.",
        "A0001",
        "Café",
    )
    assert (first.sender, first.recipients, first.date, first.origin) == (
        "Ilse Ambo",
        "Port",
        "2006-05-04",
        "Ambo",
    )
    assert first.metadata["Pages"] == "2"
    assert first.metadata["Text file"] == r"VOL01\TEXT\001\A0001.txt"
    assert (second.text, second.parent, second.metadata["Pages"]) == ("The list.", "row 1", "1")
    assert isinstance(missing, Unreadable) and isinstance(outside, Unreadable)
    assert (missing.locator, outside.locator) == ("row 3", "row 4")
    assert "not there" in missing.reason
    assert "outside" in outside.reason


def test_the_text_may_stand_in_the_row(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_bytes(_dat([("DOCID", "TEXT"), ("1", "One®Two þþ three")]).encode("cp1252"))
    (found,) = read(path)
    assert isinstance(found, ParsedDocument)
    assert (found.text, found.external_id) == ("One\nTwo þ three", "1")


@pytest.mark.parametrize(
    "named", ["/etc/hostname.txt", r"C:\a.txt", r"\\host\share\a.txt", "link.txt", "x/../../a.txt"]
)
def test_no_row_reaches_beyond_its_folder(tmp_path: Path, named: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "a.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "a.txt")
    (folder / "a.dat").write_bytes(_dat([("DOCID", "TEXTPATH"), ("1", named)]).encode("cp1252"))
    (found,) = read(folder / "a.dat")
    assert isinstance(found, Unreadable)


def test_a_page_list_by_itself_is_told_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "vol.opt"
    path.write_text("A0001,VOL01,IMAGES\\A0001.tif,Y,,,2\n")
    with pytest.raises(ReadError, match="lists the pictures"):
        checked_format(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_damage_gives_documents_or_a_reason(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "in"
    if not folder.exists():
        folder.mkdir()
        _production(folder)
        (folder / "DATA" / "whole").write_bytes((folder / "DATA" / "vol.dat").read_bytes())
    content = bytearray((folder / "DATA" / "whole").read_bytes())
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = folder / "DATA" / "vol.dat"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        locators = [found.locator for found in read(path)]
        assert len(locators) == len(set(locators))
    except ReadError as error:
        assert str(error)
