from __future__ import annotations

import os
from pathlib import Path

from reviewer.ingest.discovery import find_files
from reviewer.ingest.unreadable import Unreadable


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_files_come_in_natural_order_from_all_folders(tmp_path: Path) -> None:
    _make(tmp_path, "file 10.txt", "file 9.txt", "b/2.txt", "b/10.txt", "A.txt", ".hidden.txt")
    found = [_path(item).relative_to(tmp_path).as_posix() for item in find_files([tmp_path])]
    assert found == [".hidden.txt", "A.txt", "b/2.txt", "b/10.txt", "file 9.txt", "file 10.txt"]


def test_litter_of_the_system_is_left_out(tmp_path: Path) -> None:
    _make(tmp_path, ".DS_Store", "Thumbs.db", "~$memo.docx", "__MACOSX/._a.txt", "._b", "c.txt")
    assert list(find_files([tmp_path])) == [tmp_path / "c.txt"]


def test_a_file_chosen_twice_comes_once(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "b.txt")
    paths = [tmp_path / "b.txt", tmp_path, tmp_path / "a.txt"]
    assert list(find_files(paths)) == [tmp_path / "b.txt", tmp_path / "a.txt"]


def test_a_file_that_is_linked_to_as_well_comes_once(tmp_path: Path) -> None:
    _make(tmp_path, "folder/a.txt", "folder/~$b.txt", "apart/c.txt")
    (tmp_path / "folder" / "link to a.txt").symlink_to(tmp_path / "folder" / "a.txt")
    (tmp_path / "folder" / "link to b.txt").symlink_to(tmp_path / "folder" / "~$b.txt")
    (tmp_path / "folder" / "link to c.txt").symlink_to(tmp_path / "apart" / "c.txt")
    found = [_path(item).name for item in find_files([tmp_path / "folder", tmp_path])]
    assert found == ["a.txt", "link to b.txt", "link to c.txt"]


def test_a_link_out_of_what_was_chosen_is_told_and_not_followed(tmp_path: Path) -> None:
    _make(tmp_path, "handed/a.txt", "home/key.txt", "home/more/b.txt")
    (tmp_path / "handed" / "key").symlink_to(tmp_path / "home" / "key.txt")
    (tmp_path / "handed" / "more").symlink_to(tmp_path / "home" / "more", target_is_directory=True)
    (tmp_path / "chosen").symlink_to(tmp_path / "home", target_is_directory=True)

    file, *links = find_files([tmp_path / "handed"])
    assert file == tmp_path / "handed" / "a.txt"
    for link, target in zip(links, ("home/key.txt", "home/more"), strict=True):
        assert isinstance(link, Unreadable)
        assert f"“{tmp_path / target}”, and was not followed" in link.reason

    # A link that she chose herself is followed.
    found = [_path(item).name for item in find_files([tmp_path / "chosen"])]
    assert found == ["key.txt", "b.txt"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    _make(tmp_path, "inner/a.txt")
    (tmp_path / "inner" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert list(find_files([tmp_path])) == [tmp_path / "inner" / "a.txt"]


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    os.mkfifo(tmp_path / "pipe")
    found = list(find_files([tmp_path, tmp_path / "gone"]))
    assert [item.path.name for item in found if isinstance(item, Unreadable)] == [
        "broken",
        "pipe",
        "round",
        "gone",
    ]
    assert len(found) == 4


def test_a_corpus_is_not_imported_into_itself(tmp_path: Path) -> None:
    _make(tmp_path, "corpus/corpus.db", "corpus/originals/a.txt", "b.txt")
    corpus, file = find_files([tmp_path / "corpus" / "corpus.db", tmp_path / "b.txt"])
    assert isinstance(corpus, Unreadable) and "corpus of Reviewer" in corpus.reason
    assert file == tmp_path / "b.txt"
    folder = next(iter(find_files([tmp_path / "corpus"])))
    assert isinstance(folder, Unreadable) and folder.path == tmp_path / "corpus"


def _path(found: Path | Unreadable) -> Path:
    assert isinstance(found, Path)
    return found
