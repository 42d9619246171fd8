from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.errors import StorageError
from reviewer.search.signatures import RECORD, Records, add_signatures, read_signatures, records_of


def some_records(first: int, count: int) -> Records:
    return records_of(
        (number, f"text of number {number}") for number in range(first, first + count)
    )


def hashes(path: Path) -> list[int]:
    found: list[int] = read_signatures(path)["text"].tolist()
    return found


def test_records_are_read_as_they_were_added(tmp_path: Path) -> None:
    path = tmp_path / "signatures.bin"
    assert hashes(path) == []
    add_signatures(path, some_records(1, 3))
    add_signatures(path, some_records(4, 2))
    assert hashes(path) == [1, 2, 3, 4, 5]
    assert (read_signatures(path)["values"] == some_records(1, 5)["values"]).all()


def test_what_a_kill_left_is_passed_over_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "signatures.bin"
    add_signatures(path, some_records(1, 3))
    whole = path.read_bytes()
    for lost in range(1, RECORD.itemsize + 1, 37):
        path.write_bytes(whole[:-lost])
        assert hashes(path) == [1, 2]
        add_signatures(path, some_records(9, 1))
        assert hashes(path) == [1, 2, 9]


def test_what_a_power_loss_left_empty_or_changed_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "signatures.bin"
    add_signatures(path, some_records(1, 4))
    whole = bytearray(path.read_bytes())
    whole[-RECORD.itemsize :] = bytes(RECORD.itemsize)
    whole[-RECORD.itemsize - 7] ^= 1
    path.write_bytes(whole)
    assert hashes(path) == [1, 2]


@pytest.mark.parametrize("content", [b"", b"RV", b"RVWRALIKE:0\n" + bytes(999), b"\x80\x04pickle"])
def test_another_file_is_written_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "signatures.bin"
    path.write_bytes(content)
    assert hashes(path) == []
    add_signatures(path, some_records(1, 2))
    assert hashes(path) == [1, 2]


def test_a_file_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "signatures.bin").mkdir()
    with pytest.raises(StorageError, match="similar documents"):
        read_signatures(tmp_path / "signatures.bin")
    with pytest.raises(StorageError, match="similar documents"):
        add_signatures(tmp_path / "signatures.bin", some_records(1, 1))
