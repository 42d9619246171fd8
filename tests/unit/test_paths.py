from pathlib import Path

import pytest

from reviewer.paths import config_folder, corpus_paths, replaced_file, resources_folder


def test_folder_and_database_name_the_same_corpus(tmp_path: Path) -> None:
    by_folder = corpus_paths(tmp_path / "Cables")
    assert corpus_paths(tmp_path / "Cables" / "corpus.db") == by_folder
    assert by_folder.database == tmp_path / "Cables" / "corpus.db"
    assert by_folder.original("abcdef") == tmp_path / "Cables" / "originals/ab/cd/abcdef"


def test_a_relative_path_holds_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert corpus_paths(Path("Cables")).folder == tmp_path / "Cables"


def test_resources_are_found() -> None:
    assert resources_folder().is_dir()


def test_a_file_is_replaced_when_the_block_succeeds(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with replaced_file(target) as temporary:
        temporary.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.glob(".*")) == []


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replaced_file(target) as temporary:
        temporary.write_text("half")
        _ = 1 / 0
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_the_users_folder_can_be_moved(tmp_path: Path) -> None:
    assert config_folder() == tmp_path / "config"
