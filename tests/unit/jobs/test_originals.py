"""Copies of imported files: whole or not at all, read-only, and once however often they come."""

import hashlib
from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.jobs.originals import Originals
from reviewer.paths import CorpusPaths

SMALL, LARGE = b"The crates. ", b"The crates. " * 20_000


@pytest.fixture
def paths(tmp_path: Path) -> CorpusPaths:
    return CorpusPaths(tmp_path / "Cables")


def write(path: Path, content: bytes) -> tuple[Path, str]:
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def files_of(paths: CorpusPaths) -> list[Path]:
    return [path for path in paths.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [SMALL, LARGE])
def test_a_copy_is_there_when_it_is_settled(
    content: bytes, paths: CorpusPaths, tmp_path: Path
) -> None:
    file, sha256 = write(tmp_path / "a.txt", content)
    with Originals(paths) as originals:
        for _ in range(3):  # in one transaction, then in another
            originals.keep(file, sha256)
            originals.keep(file, sha256)
            originals.settle()
    assert files_of(paths) == [paths.original(sha256)]
    assert paths.original(sha256).read_bytes() == content
    assert paths.original(sha256).stat().st_mode & 0o777 == 0o444


@pytest.mark.parametrize("content", [SMALL, LARGE])
def test_what_a_kill_left_is_written_over(
    content: bytes, paths: CorpusPaths, tmp_path: Path
) -> None:
    file, sha256 = write(tmp_path / "a.txt", content)
    target = paths.original(sha256)
    target.parent.mkdir(parents=True)
    (target.parent / f".{sha256}.part").write_bytes(b"x" * 300_000)
    with Originals(paths) as originals:
        originals.keep(file, sha256)
        originals.settle()
    assert files_of(paths) == [target]
    assert target.read_bytes() == content


@pytest.mark.parametrize("content", [SMALL, LARGE])
def test_a_file_that_changed_since_it_was_read_is_not_kept(
    content: bytes, paths: CorpusPaths, tmp_path: Path
) -> None:
    file, sha256 = write(tmp_path / "a.txt", content)
    file.write_bytes(content + b"More.")
    with Originals(paths) as originals:
        with pytest.raises(ReadError, match="changed while"):
            originals.keep(file, sha256)
        originals.settle()
    assert files_of(paths) == []
