"""What a process that reads strangers' files may start and write."""

import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import subprocess, sys
from pathlib import Path
from reviewer.jobs.confinement import confine
confine(Path(sys.argv[1]), [sys.executable])
quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
command = sys.argv[2]
if command == "write":
    Path(sys.argv[3]).write_text("x")
elif command == "nameless":
    import tempfile
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
else:
    subprocess.run([command, "-c", "pass"], executable=command, check=True, **quiet)
"""


def _run(scratch: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(scratch), *arguments], capture_output=True, text=True
    )
    return done.stderr.strip().rpartition("\n")[2]


def test_a_named_program_may_start_and_no_other(tmp_path: Path) -> None:
    assert _run(tmp_path, sys.executable) == ""
    assert "PermissionError" in _run(tmp_path, f"{sys.executable}-other")


def test_a_file_without_a_name_may_be_written(tmp_path: Path) -> None:
    assert _run(tmp_path, "nameless") == ""


@pytest.mark.parametrize(("folder", "may"), [("scratch", True), ("beside", False)])
def test_only_the_scratch_folder_is_written_to(tmp_path: Path, folder: str, may: bool) -> None:
    for name in ("scratch", "beside"):
        (tmp_path / name).mkdir()
    target = tmp_path / folder / "x.txt"
    told = _run(tmp_path / "scratch", "write", str(target))
    assert target.exists() is may
    assert ("PermissionError" in told) is not may
