"""Archives as folders: what is in them, how deep, and what hostile ones may not do."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import py7zr
import pytest

from reviewer.errors import Locked, ReadError
from reviewer.ingest import nested
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument
from tests.unit.ingest import locking
from tests.unit.ingest.packed import is_told

CABLE = b"Nothing was found in the hold."
MEMBERS = {
    "a.txt": CABLE,
    "deep/b.md": b"# Crates\n\nOn the quay.",
    "no.bin": bytes(range(256)) * 4,
}


def zip_of(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_of(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def seven_of(members: Mapping[str, bytes], password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def found(path: Path) -> dict[str, str]:
    """Return text or reason by place."""
    return {
        each.locator: each.text if isinstance(each, ParsedDocument) else f"! {each.reason}"
        for each in read(path)
    }


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zip_of(MEMBERS)),
        ("a.tar", tar_of(MEMBERS)),
        ("a.tar.gz", tar_of(MEMBERS, "w:gz")),
        ("a.tgz", tar_of(MEMBERS, "w:gz")),
        ("a.tar.bz2", tar_of(MEMBERS, "w:bz2")),
        ("a.tar.xz", tar_of(MEMBERS, "w:xz")),
        ("a.7z", seven_of(MEMBERS)),
        ("under another name", zip_of(MEMBERS)),
    ],
)
def test_every_file_of_an_archive_is_read_or_told(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    answer = found(path)
    assert answer["a.txt"] == CABLE.decode()
    assert "On the quay." in answer["deep/b.md"]
    assert answer["no.bin"].startswith("! “no.bin” is of a kind that is not read")
    assert len(answer) == 3
    assert found(path) == answer


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_a_single_packed_file(suffix: str, pack: object, tmp_path: Path) -> None:
    path = tmp_path / f"cable.txt{suffix}"
    path.write_bytes(pack(CABLE))  # type: ignore[operator]
    assert found(path) == {"cable.txt": CABLE.decode()}


def test_archives_within_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({"in.tar": tar_of({"in.7z": seven_of(MEMBERS)})}))
    assert found(path)["in.tar/in.7z/a.txt"] == CABLE.decode()


def test_an_archive_of_archives_without_end_ends(tmp_path: Path) -> None:
    data = CABLE
    for _ in range(20):
        data = zip_of({"again.zip": data}) if data != CABLE else zip_of({"a.txt": data})
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    [(place, reason)] = found(path).items()
    assert place.count("again.zip") == nested.MAX_DEPTH + 1
    assert "deep" in reason


@pytest.mark.parametrize("packed", [zip_of, seven_of, lambda m: tar_of(m, "w:gz")])
def test_what_unpacks_beyond_all_measure_is_stopped(
    packed: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nested, "FREE_BYTES", 1 << 20)
    bomb = {"a.txt": CABLE, "bomb.txt": b"0" * (4 << 20), "b.txt": CABLE}
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({"in.bin": packed(bomb), "after.txt": CABLE}))  # type: ignore[operator]
    with pytest.raises(ReadError, match=r"“a\.zip” unpacks to far more"):
        list(read(path))


def test_more_parts_than_anybody_has_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nested, "MAX_PARTS", 10)
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({f"{n}.txt": CABLE for n in range(12)}))
    reading = read(path)
    assert [next(reading).locator for _ in range(10)] == [f"{n}.txt" for n in range(10)]
    with pytest.raises(ReadError, match="more than 10 parts"):
        next(reading)


@pytest.mark.parametrize(
    "name",
    ["../../planted.txt", "/etc/planted.txt", "C:\\planted.txt", "a\nb.txt", "‮txt.exe", "..",
     "x" * 255 + ".txt", "CON", "a/../../b.txt"],
)  # fmt: skip
def test_names_write_nowhere(name: str, tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    path.write_bytes(zip_of({name: CABLE}))
    before = sorted(tmp_path.rglob("*"))
    assert list(found(path).values()) == [CABLE.decode()]
    assert sorted(tmp_path.rglob("*")) == before


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    first, second = tar_of({"a.txt": b"One."}), tar_of({"a.txt": b"Two."})
    path.write_bytes(first[:1024] + second)
    assert found(path) == {"a.txt": "One.", "a.txt (2)": "Two."}


def test_links_in_an_archive_are_told_and_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        link = tarfile.TarInfo("passwords.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    [told] = read(path)
    assert isinstance(told, Unreadable)
    assert "link" in told.reason


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.7z"
    path.write_bytes(seven_of(MEMBERS, "secret"))
    with pytest.raises(Locked, match="password"):
        list(read(path))
    data = bytearray(zip_of({"a.txt": CABLE}))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    [told] = read(tmp_path / "a.zip")
    assert isinstance(told, Unreadable)
    assert told.outcome == "locked"


@pytest.mark.parametrize("make", [zip_of, tar_of, seven_of, lambda m: tar_of(m, "w:xz")])
def test_a_damaged_archive_is_told_whatever_is_cut(make: object, tmp_path: Path) -> None:
    data: bytes = make(MEMBERS)  # type: ignore[operator]
    for cut in range(20, len(data), max(1, len(data) // 23)):
        path = tmp_path / "a.zip"
        for damaged in (data[:cut], data[:cut] + os.urandom(8) + data[cut + 8 :]):
            path.write_bytes(damaged)
            try:
                list(read(path))
            except ReadError as error:
                assert "a.zip" in str(error)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({"in.7z": seven_of(MEMBERS), **MEMBERS}))
    reading = read(path)
    next(reading)
    assert list(scratch.iterdir())
    assert len(list(reading)) == 5
    assert list(scratch.iterdir()) == []


def test_the_list_of_an_archive_is_read_once_however_long_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({f"{number}.txt": CABLE for number in range(20)}))
    opened = []

    class Watched(zipfile.ZipFile):
        def __init__(self, file: Path) -> None:
            opened.append(file)
            super().__init__(file)

    monkeypatch.setattr(zipfile, "ZipFile", Watched)
    assert len(found(path)) == 20
    assert opened.count(path) == 1 + 1  # and once to see that it is no document


def test_a_locked_7z_archive_with_any_damage_is_told(tmp_path: Path) -> None:
    data = locking.seven_of({"a.txt": CABLE}, "twelve")
    for place in range(len(data)):
        assert is_told(tmp_path / "a.7z", data, place, b"\0", False)
