"""The commands, as a shell or a script meets them."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from click import Group

from reviewer import __version__, cli
from reviewer.corpus.database import Corpus, open_corpus
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_passage
from reviewer.review.tags import create_tag
from tests.unit.ingest.locking import pdf_of

ROOT = Path(__file__).parents[2]


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def ask(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    code, out, _ = run(capsys, *words, "--json")
    assert code == 0
    return json.loads(out)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "one.txt").write_text("The missiles are in Port Lisse.", encoding="utf-8")
    (folder / "two.txt").write_text("Ruđer 😀 saw no missiles there.", encoding="utf-8")
    (folder / "bad.pdf").write_text("no PDF", encoding="utf-8")
    return folder


@pytest.fixture
def imported(tmp_path: Path, documents: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "Imported"
    assert run(capsys, "new", folder)[0] == 0
    assert run(capsys, "import", folder, documents, "--reviewer", "Ann")[0] == 0
    return folder


def mark(folder: Path) -> None:
    from reviewer.corpus.database import Access

    with open_corpus(folder, Access.WRITE) as corpus:
        tag_id = create_tag(corpus, "Weapons").new_id or 0
        add_highlight(corpus, 1, 4, 12, [tag_id])
        redact_passage(corpus, 1, 20, 30, [1])


def test_import_counts_each_outcome_and_a_bad_file_is_no_failure(
    tmp_path: Path, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Mine"
    assert ask(capsys, "new", folder)["name"] == "Mine"
    code, out, err = run(capsys, "import", folder, documents, "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["imported"], answer["failed"], answer["documents"]) == (2, 1, 2)
    assert "bad.pdf" in err
    assert ask(capsys, "import", folder, documents)["seen_before"] == 2
    assert ask(capsys, "check", folder)["sound"]


def test_import_reads_text_in_the_encoding_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.txt").write_bytes("Порт закрыт до утра".encode("cp1251"))
    run(capsys, "new", tmp_path / "corpus")
    code, _, told = run(capsys, "import", tmp_path / "corpus", tmp_path / "old.txt", "--encoding=x")
    assert code == 2 and "no encoding" in told
    run(capsys, "import", tmp_path / "corpus", tmp_path / "old.txt", "--encoding=windows-1251")
    code, found, _ = run(capsys, "search", tmp_path / "corpus", "закрыт")
    assert code == 0 and "Порт закрыт до утра" in found


def test_import_tries_the_passwords_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, locked = tmp_path / "corpus", tmp_path / "a.pdf"
    locked.write_bytes(pdf_of("Twelve crates.", "sesame 7"))
    run(capsys, "new", corpus)
    assert ask(capsys, "import", corpus, locked)["locked"] == 1
    words = tmp_path / "words.txt"
    words.write_bytes(b"\xef\xbb\xbfother\r\nsesame 7\r\n")
    assert ask(capsys, "import", corpus, locked, "--password-file", words)["imported"] == 1
    words.write_bytes(b"\xff\xfe")
    code, _, told = run(capsys, "import", corpus, locked, "--password-file", words)
    assert code == 2 and "UTF-8" in told


def test_search_answers_as_agreed(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "search", imported, "missiles AND Port")
    assert answer["total"] == 1
    [result] = answer["results"]
    assert list(result) == ["document_id", "title", "date", "origin", "score", "snippet"]
    assert "missiles" in result["snippet"]
    assert result["score"] > 0
    assert ask(capsys, "search", imported, "missiles", "--limit", 1)["total"] == 2
    assert len(ask(capsys, "search", imported, "missiles", "--limit", 0)["results"]) == 2
    assert ask(capsys, "search", imported)["total"] == 2
    assert "1 document matches." in run(capsys, "search", imported, "Ruđer")[1]


def test_search_filters(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark(imported)
    for words, ids in {
        ("--tag", "weapons"): [1],
        ("--redacted",): [1],
        ("--not-redacted",): [2],
        ("--status", "reviewed"): [],
        ("--origin", "(none)"): [2, 1],
        ("--from", "3000"): [],
    }.items():
        results = ask(capsys, "search", imported, "missiles", *words)["results"]
        assert [result["document_id"] for result in results] == ids, words
    for words, told in {
        ("--tag", "nothing"): "no tag “nothing”",
        ("--origin", "nowhere"): "No document has the origin “nowhere”",
        ("--from", "2006-13"): "is no date",
        ("--from", "2007", "--to", "2006"): "ends before it begins",
    }.items():
        code, out, err = run(capsys, "search", imported, "missiles", *words)
        assert (code, out, told in err) == (cli.FAILED, "", True), words


def test_what_was_meant_is_told_without_a_window_too(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(capsys, "search", imported, "misiles")["did_you_mean"] == "missiles"
    assert "Did you mean: missiles" in run(capsys, "search", imported, "misiles")[2]


def test_counts_and_hits_in_context_come_together(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "search", imported, "missiles", "--facets", "--kwic", "--json")
    counts, *hits = [json.loads(line) for line in out.splitlines()]
    assert (counts["total"], len(hits)) == (2, 2)
    assert counts["facets"]["type"] == [{"value": "text", "count": 2}]
    _, out, err = run(capsys, "search", imported, "missiles", "--facets", "--kwic")
    assert len(out.splitlines()) == 3
    assert "Type:" in err


def test_search_excludes_counts_and_folds(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark(imported)
    answer = ask(capsys, "search", imported, "missiles", "--exclude-tag", "weapons", "--facets")
    assert [result["document_id"] for result in answer["results"]] == [2]
    assert answer["facets"]["status"] == [{"value": "unreviewed", "count": 1}]
    assert answer["facets"]["tag"] == []
    assert (answer["months"], answer["undated"]) == ({}, 1)
    [tag] = ask(capsys, "search", imported, "tag:weapons", "--facets")["facets"]["tag"]
    assert (tag["value"], tag["count"]) == ("Weapons", 1)
    assert ask(capsys, "search", imported, "--exclude-type", "text")["total"] == 0
    assert ask(capsys, "search", imported, "--year", "", "--fold-duplicates")["folded"] == 0
    out = run(capsys, "search", imported, "missiles", "--facets")[1]
    assert "Status:\n          2  unreviewed" in out
    code, _, err = run(capsys, "search", imported, "missiles tag:weapon")
    assert (code, "no tag “weapon”" in err) == (cli.FAILED, True)
    assert "Did you mean: missiles tag:Weapons" in err


def test_search_reads_texts_for_an_expression(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = ask(capsys, "search", imported, "missiles /Port L\\w+/")["results"]
    assert [result["document_id"] for result in results] == [1]


def test_every_hit_is_written_in_its_context(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "search", imported, "missiles", "--kwic", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, [row["document_id"] for row in rows]) == (0, [2, 1])
    assert rows[1]["left"] + rows[1]["hit"] + rows[1]["right"] == "The missiles are in Port Lisse."
    table = [*csv.DictReader(run(capsys, "search", imported, "missiles", "--kwic")[1].splitlines())]
    assert [row["hit"] for row in table] == [row["hit"] for row in rows]


def test_search_builds_a_missing_index_and_says_so(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(imported / "index")
    code, out, err = run(capsys, "search", imported, "missiles", "--json")
    assert (code, json.loads(out)["total"]) == (0, 2)
    assert "building it" in err


def test_search_builds_an_index_anew_whose_damage_shows_only_where_it_is_read(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (segment,) = (imported / "index").glob("*.seg")
    whole = segment.read_bytes()
    for place in range(0, whole.rindex(b'{"ids"'), 7):  # until it is where a query reads
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        segment.unlink()
        segment.write_bytes(damaged)
        code, out, err = run(capsys, "search", imported, '"the missiles"', "--json")
        if "damaged" in err:
            break
    assert "building it" in err
    assert (code, json.loads(out)["total"]) == (0, 1)
    assert "building it" not in run(capsys, "search", imported, '"the missiles"')[2]


def test_search_beside_a_window_says_what_it_lacks(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "search", corpus.paths.folder, "missiles")
    assert code == cli.FAILED
    assert "open in another Reviewer" in err
    assert "Traceback" not in err


def test_a_query_that_cannot_be_read_is_a_sentence(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "search", imported, '"missiles AND (')
    assert (code, out) == (cli.FAILED, "")
    assert err
    assert "Traceback" not in err


def test_excerpts_are_redacted_unless_asked(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark(imported)
    target = tmp_path / "out.csv"
    summary = ask(capsys, "export", "excerpts", imported, target)
    assert (summary["rows"], summary["path"]) == (2, str(target))
    assert "Port Lisse" not in target.read_text("utf-8-sig")
    summary = ask(capsys, "export", "excerpts", imported, target, "--unredacted")
    with Path(summary["path"]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["excerpt"] for row in rows] == ["missiles", "Port Lisse"]
    summary = ask(capsys, "export", "excerpts", imported, target, "--query", "Ruđer")
    assert summary["rows"] == 0
    assert ask(capsys, "export", "excerpts", imported, target, "--document", 1)["rows"] == 2
    code, _, err = run(capsys, "export", "excerpts", imported, tmp_path / "no" / "out.csv")
    assert (code, "There is no folder" in err) == (cli.FAILED, True)


def test_the_log_is_exported_with_its_reviewer_and_verified(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "log.csv"
    assert run(capsys, "export", "log", imported, target)[0] == 0
    assert ',"Ann",' in target.read_text("utf-8-sig")
    assert run(capsys, "log", "verify", imported)[0] == 0
    assert run(capsys, "log", "verify", target)[0] == 0
    target.write_text(target.read_text("utf-8-sig").replace("Ann", "Eve"), "utf-8-sig")
    code, out, _ = run(capsys, "log", "verify", target, "--json")
    assert (code, json.loads(out)["sound"]) == (cli.PROBLEMS, False)


def test_check_tells_what_is_wrong(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "All is well." in run(capsys, "check", imported)[1]
    original = next(path for path in (imported / "originals").rglob("*") if path.is_file())
    original.chmod(0o600)
    original.unlink()
    code, out, _ = run(capsys, "check", imported)
    assert code == cli.PROBLEMS
    assert "is missing" in out


def test_exit_codes_and_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", tmp_path)
    assert (code, "There is no corpus" in err) == (cli.FAILED, True)
    assert run(capsys, "import", tmp_path, tmp_path / "gone")[0] == 2
    assert run(capsys, "nonsense")[0] == 2
    (tmp_path / "hers.txt").write_text("hers")
    assert run(capsys, "new", tmp_path)[0] == cli.FAILED
    assert run(capsys, "sample", tmp_path)[0] == cli.FAILED
    assert __version__ in run(capsys, "--version")[1]


def test_the_sample_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "sample", tmp_path / "Sample")["made"]
    assert not ask(capsys, "sample", tmp_path / "Sample")["made"]


def test_the_entrance_knows_every_verb() -> None:
    assert isinstance(cli.reviewer, Group)
    assert set(cli.reviewer.commands) == set(cli.VERBS)


def test_help_answers_at_once_and_without_the_window() -> None:
    program = "import sys; sys.modules['PySide6'] = None; sys.argv[1:] = ['--help']\n"
    program += "from reviewer.__main__ import main; code = main()\n"
    program += "assert not {'sqlalchemy', 'whoosh', 'lxml'} & set(sys.modules); sys.exit(code)"
    began = perf_counter()
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: reviewer")
    assert perf_counter() - began < 5


def test_what_a_document_holds_is_told_on_any_terminal(imported: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reviewer", "search", str(imported), "Ruđer"],
        cwd=ROOT,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert "Ruđer 😀" in done.stdout.decode("utf-8")


def test_coverage_tells_what_could_not_be_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "note.txt").write_text("The consul wrote.")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(30))
    corpus = tmp_path / "Cables"
    run(capsys, "new", corpus)
    run(capsys, "import", corpus, folder)
    code, out, _err = run(capsys, "coverage", corpus)
    assert code == 0
    assert out.startswith("Covers 1 of 2; 1 could not be read.")
    facts = json.loads(run(capsys, "coverage", corpus, "--json", "--list", "failed")[1])
    assert (facts["documents"], facts["indexed"], facts["unread"]) == (1, 1, 1)
    assert facts["counts"]["imported"] == 1
    (failed,) = facts["list"]
    assert (failed["path"], bool(failed["detail"])) == (str(folder / "broken.zip"), True)
    listed = run(capsys, "coverage", corpus, "--list", "failed")[1]
    assert listed.startswith(str(folder / "broken.zip"))
    code, _out, err = run(capsys, "coverage", corpus, "--list", "nonsense")
    assert (code, "There is no list “nonsense”" in err) == (2, True)


def test_coverage_tells_of_an_import_that_was_stopped(
    capsys: pytest.CaptureFixture[str], imported: Path, tmp_path: Path
) -> None:
    from reviewer.corpus import import_runs
    from reviewer.corpus.database import Access, open_corpus

    with open_corpus(imported, Access.WRITE) as corpus, corpus.write() as connection:
        import_runs.begin(connection, "stopped", [tmp_path / "box"])
        import_runs.set_files(connection, "stopped", 435)
    out = run(capsys, "coverage", imported)[1]
    assert out.startswith("An import stopped after 0 of 435 files; covers")
    assert f"An import stopped after 0 of 435 files: {tmp_path / 'box'}" in out
    assert ask(capsys, "coverage", imported)["stopped_imports"] == [
        {"paths": [str(tmp_path / "box")], "files": 435, "reached": 0}
    ]


def test_a_list_of_terms_is_counted(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("# harbours\nPort Lisse\n\nmissile\nnobody\n(\n", encoding="utf-8")
    told = ask(capsys, "terms", imported, names)["terms"]
    assert [(each["term"], each["documents"], each["hits"]) for each in told[:3]] == [
        ("Port Lisse", 1, 1),
        ("missile", 2, 2),
        ("nobody", 0, 0),
    ]
    assert told[3]["problem"]
    code, out, _ = run(capsys, "terms", imported, names)
    assert code == 0
    assert "2 documents" in out.splitlines()[1]
    assert out.splitlines()[1].endswith("missile")


def test_fields_are_corrected_in_what_a_query_finds_and_put_back(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ask(
        capsys, "correct", imported, "lisse", "--set", "date=2005-06", "--set", "from=Holm",
        "--reviewer", "Ann",
    )  # fmt: skip
    assert told == {"found": 1, "corrected": 1}
    assert run(capsys, "check", imported)[0] == 0  # the index has taken it in
    assert ask(capsys, "search", imported, "from:holm date:2005")["total"] == 1
    assert ask(capsys, "check", imported)["sound"]
    told = ask(capsys, "correct", imported, "", "--put-back", "from", "--put-back", "date")
    assert told == {"found": 2, "corrected": 1}
    assert ask(capsys, "search", imported, "from:holm")["total"] == 0


def test_a_correction_that_cannot_be_made_is_explained(
    imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "correct", imported, "", "--set", "date=June")
    assert code == cli.FAILED and "2005-06-30" in err
    code, _, err = run(capsys, "correct", imported, "", "--set", "colour=red")
    assert code == 2 and "classification" in err
    assert run(capsys, "correct", imported, "")[0] == 2
