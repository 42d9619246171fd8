from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewer.cli import main
from reviewer.corpus.database import Access, open_corpus
from reviewer.review.duplicates import Relative, exact_similarities
from reviewer.settings import Settings, save_settings
from tests.corpora import make_corpus
from tests.unit.review.test_duplicates import TEXTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_corpus(tmp_path / "Alike", TEXTS, date="2006-03-01").close()
    return tmp_path / "Alike"


def test_groups_are_told_to_a_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duplicates", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    ids = [[document["document_id"] for document in group] for group in told["groups"]]
    assert ids == [[1, 3, 4], [2, 10]]
    assert (told["percent"], told["documents"], told["not_compared"]) == (70, 5, 0)
    copies = [document["copy"] for document in told["groups"][0]]
    assert copies == [True, True, False]
    assert told["groups"][0][1]["similarity"] == 1
    assert told["groups"][0][2]["similarity"] == round(112 / 124, 3)
    assert [document["alike"] for document in told["groups"][0][1:]] == ["Exact copy", "90 %"]
    assert (folder / "signatures.bin").exists()


def test_a_pair_is_as_similar_on_the_command_line_as_in_the_window(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["duplicates", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["groups"][1]
    with open_corpus(folder, Access.READ) as corpus:
        shares = exact_similarities(corpus, 2, [10], lambda: False)
    assert Relative(10, False, shares[10], is_exact=True).told == told[1]["alike"] == "95 %"


def test_groups_are_told_to_a_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duplicates", str(folder), "--exact"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 documents",
        "              1  2006-03-01  Document 1",
        "  Exact copy  3  2006-03-01  Document 3",
    ]


def test_the_threshold_is_that_of_the_settings_or_the_option(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_settings(Settings(similarity_percent=98))
    for words, groups in (([], 1), (["--percent", "60"], 2)):
        assert main(["duplicates", str(folder), *words, "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["groups"]) == groups
    assert main(["duplicates", str(folder), "--percent", "20"]) == 2


def test_while_a_window_writes_it_is_told_all_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_corpus(folder, Access.WRITE):
        assert main(["duplicates", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("3 documents\n")
    assert "open in another" in told.err
    assert "The list is whole all the same" in told.err


def test_while_a_window_writes_it_is_told_what_the_list_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [f"Text of number {number}." for number in range(450)]  # too many for now
    with make_corpus(tmp_path / "Many", texts):
        assert main(["duplicates", str(tmp_path / "Many")]) == 0
    assert "450 documents were not compared" in capsys.readouterr().err


def test_nothing_alike_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_corpus(tmp_path / "One", ["A text by itself."]).close()
    assert main(["duplicates", str(tmp_path / "One")]) == 0
    assert capsys.readouterr().out == "No two documents are alike.\n"
