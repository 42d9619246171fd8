import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.errors import IndexUnavailable
from reviewer.model import SearchableDocument
from reviewer.search import seal
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from reviewer.search.searching import search
from tests.unit.search.documents import document
from tests.unit.search.killing import kill_writers
from tests.unit.search.stepping import kill_at_each_step


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def found(index: SearchIndex, query: str) -> list[int]:
    return sorted(search(index, parse_query(query)).ids)


def test_what_was_added_is_found_after_opening_again(folder: Path) -> None:
    index = SearchIndex.create(folder)
    assert index.document_count == 0
    assert index.add([document(7, "arms sale"), document(2**40, "arms")]) == 2
    index.close()
    index = SearchIndex.open(folder)
    assert index.document_ids() == {7, 2**40}
    assert found(index, "arms") == [7, 2**40]


def test_a_document_is_indexed_once(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms")])
    assert index.add([document(1, "arms"), document(2, "arms"), document(2, "arms")]) == 1
    assert index.add([document(1, "arms")]) == 0
    assert found(index, "arms") == [1, 2]


def test_many_commits_are_merged_and_lose_nothing(folder: Path) -> None:
    index = SearchIndex.create(folder)
    for id_ in range(40):
        index.add([document(id_, f"common word{id_}", date=f"20{id_:02}-01-02", title="Cable")])
    assert len(list(folder.glob("*.seg"))) < 8
    assert found(index, "common") == list(range(40))
    assert found(index, '"common word7"') == [7]
    assert found(index, "date:2003..2005") == [3, 4, 5]
    assert found(index, "title:cable") == list(range(40))


def test_creating_wipes_what_was_there(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms")])
    (folder / "stray").mkdir()
    (folder / "stray" / "file").touch()
    assert SearchIndex.create(folder).document_count == 0
    index.refresh()
    assert found(index, "arms") == []


def test_creating_does_not_follow_a_planted_link(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    folder.symlink_to(elsewhere)
    SearchIndex.create(folder)
    assert [path.name for path in elsewhere.iterdir()] == ["precious"]


def test_a_failing_source_of_documents_changes_nothing(folder: Path) -> None:
    def documents() -> Iterator[SearchableDocument]:
        yield document(1, "arms")
        raise OSError("the disk is gone")

    index = SearchIndex.create(folder)
    with pytest.raises(OSError, match="disk is gone"):
        index.add(documents())
    assert index.document_count == 0
    assert index.add([document(2, "arms")]) == 1


def test_a_reader_goes_on_while_segments_are_merged_away(folder: Path) -> None:
    writer = SearchIndex.create(folder)
    writer.add([document(0, "arms")])
    reader = SearchIndex.open(folder)
    for id_ in range(1, 40):
        writer.add([document(id_, "arms")])
        assert found(reader, "arms")
        if id_ % 5 == 0:
            reader.refresh()
            assert found(reader, "arms") == list(range(id_ + 1))


def test_a_second_writer_is_refused_with_a_sentence(folder: Path) -> None:
    index = SearchIndex.create(folder)

    def documents() -> Iterator[SearchableDocument]:
        with pytest.raises(IndexUnavailable, match="Another Reviewer"):
            SearchIndex.open(folder).add([document(2)])
        with pytest.raises(IndexUnavailable, match="Another Reviewer"):
            SearchIndex.create(folder)
        yield document(1, "arms")

    assert index.add(documents()) == 1


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-40] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [_flip, _cut, Path.unlink], ids=["flip", "cut", "unlink"])
@pytest.mark.parametrize("pattern", ["seal", "*.seg"])
def test_damage_to_any_file_is_noticed(folder: Path, pattern: str, damage: object) -> None:
    assert callable(damage)
    SearchIndex.create(folder).add([document(1, "arms")])
    damage(next(folder.glob(pattern)))
    with pytest.raises(IndexUnavailable, match="built again"):
        SearchIndex.open(folder)


def test_a_changed_posting_is_noticed_when_everything_is_read(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms sale")])
    assert index.is_whole()
    segment = next(folder.glob("*.seg"))
    segment.write_bytes(segment.read_bytes().replace(b"armssale", b"armssole"))
    assert not SearchIndex.open(folder).is_whole()


def test_a_search_over_damaged_postings_answers_or_says_so(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add(document(id_, "arms sale arms " * id_) for id_ in range(1, 9))
    segment = next(folder.glob("*.seg"))
    whole = segment.read_bytes()
    told = 0
    for place in range(0, whole.rindex(b'{"ids"'), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        segment.unlink()
        segment.write_bytes(damaged)
        try:
            broken = SearchIndex.open(folder)
            found(broken, "arms")
            found(broken, '"arms sale"')
            found(broken, "ar*")
        except IndexUnavailable as error:
            assert "built again" in str(error)
            told += 1
    assert told


def test_files_that_another_process_holds_open_are_removed_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".seg":
            raise PermissionError(13, "in use", str(path))
        unlink(path, missing_ok)

    with monkeypatch.context() as held:
        held.setattr(Path, "unlink", refuse)
        index = SearchIndex.create(folder)
        for id_ in range(9):
            index.add([document(id_, "arms")])
        assert len(list(folder.glob("*.seg"))) > len(index.snapshot.segments)
        SearchIndex.create(folder).add(document(id_, "sale") for id_ in range(3))
    index.add([document(9, "sale")])
    assert len(list(folder.glob("*.seg"))) == len(index.snapshot.segments) == 2
    assert found(index, "sale") == [0, 1, 2, 9]


def test_removed_documents_are_not_found_and_leave_with_the_next_merge(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms"), document(2, "arms sale"), document(3, "sale")])
    reader = SearchIndex.open(folder)
    assert index.remove([2, 2, 99]) == 1
    assert index.remove([2]) == 0
    assert found(index, "arms") == [1]
    assert found(reader, "arms") == [1, 2]
    reader.refresh()
    assert found(reader, "arms") == [1]
    assert reader.document_ids() == {1, 3}
    assert index.add([document(2, "arms")]) == 1
    assert found(index, "arms") == [1, 2]
    assert index.remove([1, 3]) == 2
    assert [segment.size for segment in index.snapshot.segments] == [1]


def test_a_damaged_index_can_be_made_anew_where_it_was_noticed(folder: Path) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms")])
    index.close()
    _flip(next(folder.glob("*.seg")))
    try:
        SearchIndex.open(folder)
    except IndexUnavailable:
        assert SearchIndex.create(folder).add([document(1, "arms")]) == 1


def test_a_lost_folder_is_told_as_a_sentence(folder: Path) -> None:
    index = SearchIndex.create(folder)
    shutil.rmtree(folder)
    with pytest.raises(IndexUnavailable, match="cannot be written"):
        index.add([document(1, "arms")])
    (folder.parent / "file").touch()
    with pytest.raises(IndexUnavailable, match="could not be written"):
        SearchIndex.create(folder.parent / "file" / "index")


def test_a_missing_index_is_noticed(folder: Path) -> None:
    with pytest.raises(IndexUnavailable, match="missing"):
        SearchIndex.open(folder)


def test_another_format_is_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SearchIndex.create(folder)
    monkeypatch.setattr(seal, "FORMAT_VERSION", 99)
    with pytest.raises(IndexUnavailable, match="another version"):
        SearchIndex.open(folder)


def test_an_index_of_another_installation_is_not_opened(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SearchIndex.create(folder).add([document(1, "arms")])
    monkeypatch.setenv("REVIEWER_CONFIG_DIR", str(tmp_path / "somebody else"))
    with pytest.raises(IndexUnavailable, match="not written by this installation"):
        SearchIndex.open(folder)


def test_the_key_is_the_users_own(folder: Path, config_folder: Path) -> None:
    SearchIndex.create(folder)
    key = config_folder / "index.key"
    assert len(key.read_bytes()) == 32
    if os.name == "posix":
        assert key.stat().st_mode & 0o777 == 0o600


class _Hostile:
    def __init__(self, evidence: Path) -> None:
        self.evidence = str(evidence)

    def __reduce__(self) -> tuple[object, tuple[str, int]]:
        return os.mkdir, (self.evidence, 0o700)


@pytest.mark.parametrize("how", ["cut", "of the same size and time", "beside"])
def test_a_planted_pickle_does_not_run(folder: Path, tmp_path: Path, how: str) -> None:
    index = SearchIndex.create(folder)
    index.add([document(1, "arms")])
    index.close()
    evidence = tmp_path / "ran"
    hostile = pickle.dumps(_Hostile(evidence))
    segment = next(folder.glob("*.seg"))
    match how:
        case "cut":
            segment.write_bytes(hostile)
        case "of the same size and time":
            before = segment.stat()
            segment.write_bytes(hostile + bytes(before.st_size - len(hostile)))
            os.utime(segment, ns=(before.st_atime_ns, before.st_mtime_ns))
        case "beside":
            for name in ("toc", "pst", "trm", "id.col", "_body_len.col", "vps", "run"):
                (folder / f"{segment.stem}.{name}").write_bytes(hostile)
            (folder / "_MAIN_9.toc").write_bytes(hostile)
    try:
        index = SearchIndex.open(folder)
        index.add([document(2, "arms")])
        assert found(index, "arms") == [1, 2]
    except IndexUnavailable:
        assert how != "beside"
    assert not evidence.exists()
    pickle.loads(hostile)
    assert evidence.exists()  # the bait is live


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a writer for each step is forked off")
def test_a_writer_killed_at_a_step_leaves_the_commit_before_it_or_its_own(tmp_path: Path) -> None:
    assert kill_at_each_step(tmp_path, every=7) > 30


def test_a_killed_writer_leaves_its_last_commit_and_no_lock(folder: Path) -> None:
    assert kill_writers(folder, 30) == 30
    (folder / "0123456789abcdef.seg").touch()  # as a writer leaves it that dies before the seal
    (folder / "building").mkdir(exist_ok=True)
    (folder / "building" / "0123456789abcdef.seg").touch()
    assert SearchIndex.open(folder).add([document(10**6, "arms")]) == 1
    sealed = [segment.name for segment in seal.read_seal(folder).segments]
    assert {path.name for path in folder.iterdir()} == {"seal", "MAIN_WRITELOCK", *sealed}
