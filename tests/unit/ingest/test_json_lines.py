from __future__ import annotations

import bz2
import gzip
import json
import lzma
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest import contents, json_lines
from reviewer.ingest.json_lines import json_rows
from reviewer.ingest.rows import Row
from reviewer.ingest.unreadable import Unreadable

VALUE = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
RECORD = st.dictionaries(st.text(), VALUE, min_size=1)


@given(st.lists(RECORD, max_size=5), st.booleans())
def test_records_come_back_as_they_were_written(records: list[object], ascii_only: bool) -> None:
    lines = "\n".join(json.dumps(record, ensure_ascii=True) for record in records)
    if not ascii_only:
        lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        lines = lines.encode("utf-8", "replace").decode()
        records = [json.loads(line) for line in lines.split("\n")] if lines else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(lines.encode())
        rows = list(json_rows(path))
    assert [row.values for row in rows if isinstance(row, Row)] == records
    assert [row.locator for row in rows] == [f"row {n}" for n in range(1, len(records) + 1)]


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_packed_files_are_read_and_damage_is_told(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    data = b"".join(b'{"body": "text %d"}\n' % number for number in range(1000))
    path.write_bytes(pack(data))
    assert len(list(json_rows(path))) == 1000
    path.write_bytes(pack(data)[:-20])
    with pytest.raises(ReadError, match="damaged"):
        list(json_rows(path))


def test_a_broken_line_does_not_lose_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"a": 1}\n\n{"a": \n[1]\n' + b"[" * 100_000 + b'\n{"a": "caf\xe9"}'
    )
    first, broken, no_record, deep, last = json_rows(path)
    assert first == Row("row 1", {"a": 1})
    assert isinstance(broken, Unreadable) and broken.locator == "row 3"
    assert isinstance(no_record, Unreadable) and "no record" in no_record.reason
    assert isinstance(deep, Unreadable) and "deep" in deep.reason
    assert last == Row("row 6", {"a": "café"})


def test_a_line_beyond_all_measure_is_told_and_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "MAX_ROW_BYTES", 100)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"a": "x" * 950}) + '\n{"a": 1}\n')
    large, after = json_rows(path)
    assert isinstance(large, Unreadable) and "too large" in large.reason
    assert after == Row("row 2", {"a": 1})


def test_a_bomb_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "FREE_BYTES", 1000)
    path = tmp_path / "a.jsonl.xz"
    path.write_bytes(lzma.compress(b"\n" * 10_000_000))
    with pytest.raises(ReadError, match="fill a disk"):
        list(json_rows(path))


def test_utf16_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"a": "é"}\n{"a": "中"}\n'.encode("utf-16"))
    assert [row.values for row in json_rows(path) if isinstance(row, Row)] == [
        {"a": "é"},
        {"a": "中"},
    ]
