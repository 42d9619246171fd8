"""Objects within documents: the file that is packed in them."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.formats import Format, format_of
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from tests.unit.ingest.compound import compound
from tests.unit.ingest.packed import documents_of, is_told

TEXT = b"Twelve crates."
NATIVE = (
    b"\x02\0note.txt\0C:\\port\\note.txt\0\0\0\x03\0"
    + struct.pack("<I", 4)
    + b"C:\\\0"
    + struct.pack("<I", len(TEXT))
    + TEXT
)
PACKED = compound({"\x01Ole10Native": struct.pack("<I", len(NATIVE)) + NATIVE})


@pytest.mark.parametrize(
    ("data", "locator"),
    [
        (PACKED, "note.txt"),
        (compound({"CONTENTS": TEXT}), "contents"),
        (compound({"\x01Ole10Native": struct.pack("<I", len(TEXT)) + TEXT}), "contents"),
    ],
)
def test_the_packed_file_is_read(tmp_path: Path, data: bytes, locator: str) -> None:
    path = tmp_path / "oleObject1.bin"
    path.write_bytes(data)
    assert format_of(path) is Format.OBJECT
    (document,) = documents_of(path)
    assert (document.text, document.locator) == ("Twelve crates.", locator)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(PACKED) - 1), st.binary(max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, place: int, put: bytes, is_cut: bool
) -> None:
    assert is_told(tmp_path / "a.bin", PACKED, place, put, is_cut)


@pytest.mark.parametrize("name", ["\x01Ole10Native", "__properties_version1.0", "WordDocument"])
def test_a_stream_that_claims_more_than_the_file_holds_is_damage(tmp_path: Path, name: str) -> None:
    data = compound({name: bytes(64)})
    entry = data.index(name.encode("utf-16-le"))
    path = tmp_path / "a.bin"
    path.write_bytes(data[: entry + 120] + struct.pack("<Q", 3 << 30) + data[entry + 128 :])
    with pytest.raises(ReadError, match="damaged"):
        list(read(path))


def test_an_equation_is_no_damaged_file(tmp_path: Path) -> None:
    native = b"\x02\0\x01\x01\0\x0a\x01" + bytes(range(1, 28)) + b"\0"
    path = tmp_path / "a.bin"
    path.write_bytes(compound({"\x01Ole10Native": struct.pack("<I", len(native)) + native}))
    [found] = read(path)
    assert isinstance(found, Unreadable) and "of a kind that is not read" in found.reason
