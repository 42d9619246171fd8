import csv
import sys
from pathlib import Path

import environment
import pytest
import start


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a display, whose environment is the one that runs the tests."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("REVIEWER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(environment, "prepare", lambda *names: Path(sys.executable))
    monkeypatch.setattr(start, "FOLDER", tmp_path)
    monkeypatch.setattr(start, "SAMPLE", tmp_path / "Sample")
    return tmp_path


def test_without_a_display_the_sample_is_made_searched_and_exported(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert start.main() == 0
    told = capfd.readouterr().out
    assert "There is no display" in told
    for name in ("Sample excerpts.csv", "Sample log.csv"):
        assert str(home / name) in told
        with (home / name).open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) > 1
    made = (home / "Sample/corpus.db").stat().st_ino
    assert start.main() == 0
    assert "Making the sample corpus" not in capfd.readouterr().out
    assert (home / "Sample/corpus.db").stat().st_ino == made


def test_failed_command_ends_the_start_with_its_exit_code(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (home / "Sample").mkdir()
    (home / "Sample/corpus.db").write_text("This is no corpus.")
    with pytest.raises(SystemExit) as stopped:
        start.main()
    assert stopped.value.code not in (0, None)
    assert "Traceback" not in capfd.readouterr().err
