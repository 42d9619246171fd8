"""Locked files: read with their password, told as locked without, and never a password told."""

import email.message
import zipfile
from pathlib import Path

import pytest

from reviewer.errors import Locked, ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument
from tests.unit.ingest import locking
from tests.unit.ingest.packed import ODF, packed

PASSWORD = "Zwölf Kisten"
TEXT = "Twelve crates for Tarsin."
MEMBERS = {"a.txt": TEXT.encode()}
OLD_ZIP = locking.old_zip_of(MEMBERS, PASSWORD.encode("cp437"))
LOCKED = {
    "a.pdf": locking.pdf_of(TEXT, "twelve"),
    "aes.zip": locking.aes_zip_of(MEMBERS, PASSWORD),
    "old.zip": OLD_ZIP,
    "a.7z": locking.seven_of(MEMBERS, PASSWORD),
    "names.7z": locking.seven_of(MEMBERS, PASSWORD, with_names=True),
    "a.docx": locking.docx_of(TEXT, PASSWORD),
    "a.odt": locking.odt_of(TEXT, PASSWORD),
}


def reasons(path: Path, *passwords: str) -> list[tuple[str, str]]:
    """Return under what a file or its parts count as unread, and why."""
    try:
        found = list(read(path, passwords=passwords))
    except ReadError as error:
        return [(error.outcome, str(error))]
    return [(each.outcome, each.reason) for each in found if isinstance(each, Unreadable)]


def texts(path: Path, *passwords: str) -> list[str]:
    found = list(read(path, passwords=passwords))
    assert all(isinstance(each, ParsedDocument) for each in found), found
    return [each.text for each in found if isinstance(each, ParsedDocument)]


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_file_is_read_with_one_of_the_passwords(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(LOCKED[name])
    assert texts(path, "something else", "", "twelve", PASSWORD) == [TEXT]


@pytest.mark.parametrize("name", LOCKED)
def test_without_its_password_a_file_is_locked_and_says_what_to_do(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(LOCKED[name])
    [(outcome, reason)] = reasons(path)
    assert (outcome, "Enter password" in reason) == ("locked", True)
    [(outcome, reason)] = reasons(path, "sesame-1")
    assert (outcome, "None of the passwords" in reason) == ("locked", True)
    assert "sesame" not in reason


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_file_that_is_damaged_is_told_and_nothing_else(name: str, tmp_path: Path) -> None:
    path, whole = tmp_path / name, LOCKED[name]
    for cut in range(16, len(whole), max(1, len(whole) // 3)):
        for damaged in (whole[:cut], whole[:cut] + b"\xff" * 16 + whole[cut + 16 :]):
            path.write_bytes(damaged)
            for outcome, reason in reasons(path, PASSWORD, "twelve"):
                assert outcome in ("failed", "locked", "unsupported", "no_text")
                assert PASSWORD not in reason


def test_what_is_attached_and_packed_opens_with_the_same_passwords(tmp_path: Path) -> None:
    message = email.message.EmailMessage()
    message["Subject"], message["From"] = "Crates", "ilse@example.org"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("See below.")
    for name in ("a.pdf", "old.zip"):
        message.add_attachment(
            LOCKED[name], maintype="application", subtype="octet-stream", filename=name
        )
    path = tmp_path / "all.zip"
    path.write_bytes(packed({"a.eml": message.as_bytes(), "deep/a.docx": LOCKED["a.docx"]}))
    assert [outcome for outcome, _ in reasons(path)] == ["locked"] * 3
    assert texts(path, PASSWORD, "twelve")[1:] == [TEXT] * 3


def test_members_of_an_archive_may_have_passwords_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(locking.old_zip_of({"a.txt": b"One.", "b.txt": b"Two."}, b"x"))
    assert texts(path, "x") == ["One.", "Two."]


def test_places_of_members_are_the_same_whether_they_open_or_not(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "One.")
        archive.writestr("a.txt", "Two.")
    whole = bytearray(path.read_bytes())
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(header) + at] |= 1  # the first is locked, and no password fits
    path.write_bytes(whole)
    assert [each.locator for each in read(path)] == ["a.txt", "a.txt (2)"]


def test_an_unknown_way_of_locking_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    manifest = f"""<manifest:manifest {ODF}>
      <manifest:file-entry manifest:full-path="encrypted-package"><manifest:encryption-data>
        <manifest:algorithm manifest:algorithm-name="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>
      </manifest:encryption-data></manifest:file-entry></manifest:manifest>"""
    kind = "application/vnd.oasis.opendocument.text"
    path.write_bytes(packed({"mimetype": kind, "META-INF/manifest.xml": manifest}))
    with pytest.raises(Locked, match="not known here"):
        list(read(path, passwords=["x"]))


def test_nothing_unlocked_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    for name, data in LOCKED.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert texts(path, "wrong", "twelve", PASSWORD) == [TEXT]
        reasons(path, "wrong")
    assert list(scratch.iterdir()) == []
