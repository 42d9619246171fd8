import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.corpus.schema import LogLine
from reviewer.errors import Cancelled, ExportError
from reviewer.export.log import COLUMNS, LogFormat, verify_log_file, write_log
from reviewer.export.tables import unguarded
from reviewer.review.changes import undo
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_passage
from tests.corpora import make_corpus

CONVENTION = (
    '"log_id","at","reviewer","action","direction","subject","subject_id","document_id",'
    '"start_char","end_char","before","after","previous_hash","hash"'
)


def work(corpus: Corpus) -> None:
    """Do what a log tells: marks, an undo, and a reviewer whose name looks like a formula."""
    corpus.reviewer = "=ana\t'"
    add_highlight(corpus, 1, 0, 5, new_tag="Weapons", note='line\n"two" \u2028 😀')
    corpus.reviewer = "'=ana"
    redact_passage(corpus, 2, 3, 6, [1])
    undo(corpus)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("format", LogFormat)
def test_an_exported_log_holds_what_the_corpus_holds(
    corpus: Corpus, tmp_path: Path, format: LogFormat
) -> None:
    work(corpus)
    summary = write_log(corpus, tmp_path / "log", format)

    with corpus.read() as connection:
        stored = connection.execute(select(*LogLine.__table__.columns).order_by(LogLine.id))
        expected = [
            {name: line[column] for name, column in COLUMNS.items()} for line in stored.mappings()
        ]
    if format is LogFormat.JSONL:
        with summary.path.open(encoding="utf-8", newline="\n") as file:
            assert [json.loads(line) for line in file] == expected
    else:
        assert summary.path.read_text(encoding="utf-8-sig").splitlines()[0] == CONVENTION
        assert [
            {name: unguarded(cell) for name, cell in row.items()} for row in read_csv(summary.path)
        ] == [
            {name: "" if cell is None else str(cell) for name, cell in line.items()}
            for line in expected
        ]
    assert [summary.rows, summary.documents, summary.warnings] == [len(expected), 2, ()]


@pytest.mark.parametrize("format", LogFormat)
def test_a_log_as_it_was_written_is_verified(
    corpus: Corpus, tmp_path: Path, format: LogFormat
) -> None:
    work(corpus)
    summary = write_log(corpus, tmp_path / "log", format)
    verdict = verify_log_file(summary.path)

    assert [verdict.problem, verdict.broken_line, verdict.lines] == [None, None, summary.rows]
    with corpus.read() as connection:
        newest = connection.scalar(select(LogLine.hash).order_by(LogLine.id.desc()).limit(1))
    assert verdict.last_hash == newest


def test_the_last_line_notes_the_export_itself(corpus: Corpus, tmp_path: Path) -> None:
    work(corpus)
    last = read_csv(write_log(corpus, tmp_path / "log.csv").path)[-1]

    assert [last["action"], last["subject"]] == ["export log", "export"]
    assert json.loads(last["after"])["lines"] == int(last["log_id"])


def test_a_log_of_a_corpus_open_for_reading_cannot_prove_its_end(
    corpus: Corpus, tmp_path: Path
) -> None:
    work(corpus)
    with open_corpus(corpus.paths.folder, Access.READ) as reading:
        summary = write_log(reading, tmp_path / "log.csv")
    verdict = verify_log_file(summary.path)

    assert "lacks the closing line" in summary.warnings[0]
    assert verdict.broken_line == summary.rows + 1


def test_a_cancelled_log_leaves_nothing(corpus: Corpus, tmp_path: Path) -> None:
    work(corpus)
    with pytest.raises(Cancelled):
        write_log(corpus, tmp_path / "log.csv", cancelled=lambda: True)

    assert [path.name for path in tmp_path.glob("*log*")] == []


def verdict_on(lines: list[str]) -> int | None:
    """Return the first bad line of a log made of these lines."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "log"
        path.write_bytes("".join(lines).encode())
        return verify_log_file(path).broken_line


def exported(format: LogFormat) -> tuple[list[str], list[str]]:
    """Return the header of an exported log, if any, and its lines, each with its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with make_corpus(folder / "Cables", ["The first.", "The second."]) as corpus:
            work(corpus)
            raw = write_log(corpus, folder / "log", format).path.read_bytes()
    text = raw.decode("utf-8-sig")
    if format is LogFormat.JSONL:
        return [], [line + "\n" for line in text.split("\n")[:-1]]
    lines = [line + "\r\n" for line in text.split("\r\n")[:-1]]
    return lines[:1], lines[1:]


PARTS = {format: exported(format) for format in LogFormat}


@pytest.mark.parametrize("format", LogFormat)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_line_removed_doubled_or_moved_shows(format: LogFormat, data: st.DataObject) -> None:
    head, lines = PARTS[format]
    at = data.draw(st.integers(0, len(lines) - 1))
    to = data.draw(st.integers(0, len(lines) - 1))
    removed = lines[:at] + lines[at + 1 :]
    doubled = [*lines[:to], lines[at], *lines[to:]]
    moved = list(removed)
    moved.insert(to, lines[at])

    assert verdict_on([*head, *lines]) is None
    assert verdict_on([*head, *removed]) == at + 1
    assert verdict_on([*head, *doubled]) is not None
    assert (verdict_on([*head, *moved]) is None) == (at == to)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_cell_that_was_changed_shows(data: st.DataObject) -> None:
    head, lines = PARTS[LogFormat.CSV]
    at = data.draw(st.integers(0, len(lines) - 1))
    cells = next(csv.reader(io.StringIO(lines[at], newline="")))
    column = data.draw(st.integers(0, len(cells) - 1))
    changed = data.draw(
        st.one_of(st.text(st.characters(blacklist_categories=["Cs"])), st.integers().map(str))
    )
    differs = unguarded(changed) != unguarded(cells[column])
    cells[column] = changed
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(cells)

    verdict = verdict_on([*head, *lines[:at], file.getvalue(), *lines[at + 1 :]])

    assert (verdict == at + 1) == differs


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_field_that_was_changed_shows_in_json_lines(data: st.DataObject) -> None:
    _, lines = PARTS[LogFormat.JSONL]
    at = data.draw(st.integers(0, len(lines) - 1))
    line = json.loads(lines[at])
    name = data.draw(st.sampled_from(list(line)))
    before = line[name]
    line[name] = data.draw(st.one_of(st.none(), st.booleans(), st.integers(), st.text("ab0")))
    differs = (type(before), before) != (type(line[name]), line[name])
    changed = json.dumps(line) + "\n"

    verdict = verdict_on([*lines[:at], changed, *lines[at + 1 :]])

    assert (verdict == at + 1) == differs


@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: [],
        lambda lines: ["something else\r\n"],
        lambda lines: ["{" * 100_000],
        lambda lines: ['{"log_id":1}\n'],
        lambda lines: [lines[0].replace('"at":', '"at":"","at":'), *lines[1:]],
        lambda lines: [*lines[:-1], lines[-1][: len(lines[-1]) // 2]],
    ],
)
def test_a_file_that_is_no_log_or_is_cut_is_told(damage: Callable[[list[str]], list[str]]) -> None:
    _, lines = PARTS[LogFormat.JSONL]

    assert verdict_on(damage(lines)) is not None


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be read"):
        verify_log_file(tmp_path / "none.csv")
