from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.corpus import import_runs
from reviewer.corpus.database import Corpus
from reviewer.corpus.imports import Item, Outcome, add_items, imports_made


def _run(
    corpus: Corpus, name: str, *paths: str, files: int | None, reached: int, complete: bool = False
) -> None:
    with corpus.write() as connection:
        import_runs.begin(connection, name, [Path(path) for path in paths])
        if files is not None:
            import_runs.set_files(connection, name, files)
        items = [Item(f"{paths[0]}/{number}", Outcome.IMPORTED) for number in range(reached)]
        parts = [Item(f"{paths[0]}/0", Outcome.FAILED, locator="a part")] if reached else []
        add_items(connection, name, items + parts)
        if complete:
            import_runs.end(connection, name)


def _stopped(corpus: Corpus) -> list[str]:
    with corpus.read() as connection:
        return [f"{each.sentence()}: {each.place}" for each in import_runs.stopped(connection)]


def test_an_import_that_did_not_end_tells_how_far_it_came(corpus: Corpus) -> None:
    _run(corpus, "1", "/from", "/other", files=435, reached=180)
    assert _stopped(corpus) == ["An import stopped after 180 of 435 files: /from and 1 more"]


def test_one_that_ended_or_reached_all_of_its_files_is_not_told(corpus: Corpus) -> None:
    _run(corpus, "1", "/a", files=3, reached=3)  # killed while its documents were indexed
    _run(corpus, "2", "/b", files=3, reached=2, complete=True)  # a file was gone by then
    assert _stopped(corpus) == []


def test_one_that_had_not_found_its_files_says_so(corpus: Corpus) -> None:
    _run(corpus, "1", "/from", files=None, reached=0)
    assert _stopped(corpus) == ["An import stopped while it was looking for files: /from"]


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["/from"], 0),
        (["/"], 0),
        (["/from/a.txt", "/from/b"], 1),
        (["/fro"], 1),
        (["/elsewhere"], 1),
    ],
)
def test_a_later_import_over_the_same_paths_stands_for_it(
    corpus: Corpus, paths: list[str], told: int
) -> None:
    _run(corpus, "1", "/from", files=3, reached=1)
    _run(corpus, "2", *paths, files=3, reached=3, complete=True)
    assert len(_stopped(corpus)) == told


def test_of_two_that_were_stopped_over_the_same_paths_what_both_reached_is_told(
    corpus: Corpus,
) -> None:
    _run(corpus, "1", "/from", files=9, reached=4)
    _run(corpus, "2", "/from", files=9, reached=1)
    _run(corpus, "3", "/else", files=1, reached=0)
    assert _stopped(corpus) == [
        "An import stopped after 0 of 1 file: /else",
        "An import stopped after 4 of 9 files: /from",
    ]
    with corpus.read() as connection:
        together = import_runs.told_together(import_runs.stopped(connection))
    assert together == "2 imports stopped after 4 of 10 files"


def test_one_that_was_stopped_after_all_had_been_imported_before_is_not_told(
    corpus: Corpus,
) -> None:
    _run(corpus, "1", "/from", files=9, reached=9, complete=True)
    _run(corpus, "2", "/from", files=9, reached=1)
    assert _stopped(corpus) == []


def test_a_path_that_is_no_text_comes_back_as_it_was(corpus: Corpus) -> None:
    _run(corpus, "1", "/from/\udcff", files=3, reached=0)
    with corpus.read() as connection:
        (stopped,) = import_runs.stopped(connection)
    assert stopped.paths == (Path("/from/\udcff"),)


def test_an_import_that_told_of_no_file_is_among_those_made(corpus: Corpus) -> None:
    _run(corpus, "1", "/from", files=3, reached=1)
    _run(corpus, "2", "/from", files=None, reached=0)
    with corpus.read() as connection:
        assert {(each.id, each.files) for each in imports_made(connection)} == {("1", 1), ("2", 0)}


def test_others_see_that_an_import_runs(corpus: Corpus) -> None:
    assert not import_runs.is_under_way(corpus.paths)
    with import_runs.under_way(corpus.paths):
        assert import_runs.is_under_way(corpus.paths)
    assert not import_runs.is_under_way(corpus.paths)
