"""Old Office files: read where LibreOffice is installed, and told of where it is not."""

from pathlib import Path

import pytest

from reviewer.errors import Locked, ReadError, Unsupported
from reviewer.ingest import legacy_office
from reviewer.ingest.formats import Format, format_of
from reviewer.ingest.reading import read
from tests.unit.ingest.compound import compound
from tests.unit.ingest.packed import packed


def test_without_libreoffice_the_reason_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": bytes(512)}))
    assert format_of(path) is Format.DOC
    with pytest.raises(Unsupported, match="Install LibreOffice"):
        list(read(path))


@pytest.mark.parametrize(
    ("name", "streams"),
    [
        ("a.docx", {"EncryptedPackage": bytes(64), "EncryptionInfo": bytes(64)}),
        ("a.doc", {"WordDocument": bytes(11) + b"\x01" + bytes(500)}),
        ("a.xls", {"Workbook": b"\x09\x08\x02\x00\x00\x06\x2f\x00\x02\x00\x00\x00"}),
    ],
)
def test_a_password_is_told(tmp_path: Path, name: str, streams: dict[str, bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(compound(streams))
    with pytest.raises(Locked, match="password"):
        list(read(path))


def test_what_is_no_office_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"Something": b"x"}))
    assert format_of(path) is None


def test_a_package_of_binary_sheets_needs_libreoffice_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.xlsb"
    path.write_bytes(packed({"xl/workbook.bin": b"x"}))
    with pytest.raises(Unsupported):
        list(read(path))


def test_a_program_that_converts_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": bytes(512)}))
    with pytest.raises(ReadError, match="could not be converted"):
        list(read(path))


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(legacy_office, "CONVERSION_S", 0.2)
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": bytes(512)}))
    with pytest.raises(ReadError, match="seconds"):
        list(read(path))
