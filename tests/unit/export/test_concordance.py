"""The concordance as CSV, and that what is redacted is not in it."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.corpus.schema import LogLine
from reviewer.errors import Cancelled, ExportError
from reviewer.export.concordance import COLUMNS, write_concordance
from reviewer.model import Span
from reviewer.review.concordance import Line, concordance
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.search.query import parse_query
from tests.corpora import make_corpus

TOKEN = "[REDACTED: Source protection]"
TEXTS = [
    "=SUM(1) the igla\nwas sold by Viktor Petrov in Karsk. Igla again; Petrov denied it.",
    "Nobody but Petrov saw the igla 😀 there.",
    "An igla.",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return make_corpus(
        tmp_path / "c",
        TEXTS,
        title=["Petrov, a report", "=Sold", "Third"],
        date=["2005-06-30", None, None],
        origin=["Karsk", None, None],
    )


def lines_of(corpus: Corpus, typed: str = "igla") -> list[Line]:
    return list(concordance(corpus, [1, 2, 3], parse_query(typed)))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_tells_hit_context_and_document(corpus: Corpus, tmp_path: Path) -> None:
    with corpus:
        found = lines_of(corpus)
        summary = write_concordance(corpus, tmp_path / "k.csv", found)
    first = rows(summary.path)[0]
    assert tuple(first) == COLUMNS
    assert first == {
        "document_id": "1",
        "document_title": "Petrov, a report",
        "document_date": "2005-06-30",
        "document_origin": "Karsk",
        "start_cp": "12",
        "end_cp": "16",
        "left": "'=SUM(1) the ",
        "hit": "igla",
        "right": " was sold by Viktor Petrov in Karsk. Igla again; Petrov denied it.",
    }
    assert rows(summary.path)[2]["document_title"] == "'=Sold"
    assert (summary.rows, summary.documents, summary.warnings) == (4, 3, ())
    assert summary.path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in summary.path.read_bytes()


def test_rows_stand_in_the_order_of_the_lines(corpus: Corpus, tmp_path: Path) -> None:
    with corpus:
        found = list(reversed(lines_of(corpus)))
        summary = write_concordance(corpus, tmp_path / "k.csv", iter(found))
    assert [row["document_id"] for row in rows(summary.path)] == ["3", "2", "1", "1"]


def test_what_is_redacted_is_in_no_context_and_no_title(corpus: Corpus, tmp_path: Path) -> None:
    with corpus:
        start = TEXTS[0].index("Viktor")
        redact_passage(corpus, 1, start, start + len("Viktor Petrov"), [1])
        redact_passage(corpus, 1, start + 7, start + 13, [1])
        found = lines_of(corpus)
        summary = write_concordance(corpus, tmp_path / "k.csv", found)
    of_first = [row for row in rows(summary.path) if row["document_id"] == "1"]
    assert len(of_first) == 2
    assert not any(
        "Petrov" in cell or "Viktor" in cell for row in of_first for cell in row.values()
    )
    assert of_first[0]["right"] == f" was sold by {TOKEN} in Karsk. Igla again; {TOKEN} denied it."
    (warning,) = summary.warnings
    assert "names what is redacted in another document" in warning


def test_a_line_whose_hit_is_redacted_is_left_out(corpus: Corpus, tmp_path: Path) -> None:
    with corpus:
        start = TEXTS[1].index("Petrov")
        redact_passage(corpus, 2, start, start + 6, [1])
        found = lines_of(corpus, "petrov")
        summary = write_concordance(corpus, tmp_path / "k.csv", found)
    assert [row["document_id"] for row in rows(summary.path)] == ["1", "1"]
    assert "1 line was left out" in summary.warnings[0]


def test_nothing_is_told_of_a_document_withheld(corpus: Corpus, tmp_path: Path) -> None:
    with corpus:
        redact_document(corpus, 1, [1])
        found = lines_of(corpus)
        summary = write_concordance(corpus, tmp_path / "k.csv", found)
    assert [row["document_id"] for row in rows(summary.path)] == ["2", "3"]
    assert "Karsk" not in summary.path.read_text(encoding="utf-8")


def test_the_unredacted_file_says_so_in_its_name_and_in_the_log(
    corpus: Corpus, tmp_path: Path
) -> None:
    with corpus:
        redact_document(corpus, 1, [1])
        found = lines_of(corpus)
        summary = write_concordance(corpus, tmp_path / "k.csv", found, redacted=False)
        with corpus.read() as connection:
            last = connection.execute(select(LogLine).order_by(LogLine.id.desc())).first()
    assert summary.path.name == "k-UNREDACTED.csv"
    assert len(rows(summary.path)) == 4
    assert last is not None
    assert last.action == "export concordance unredacted"
    assert "igla" not in last.after


def test_stopping_leaves_what_was_there(corpus: Corpus, tmp_path: Path) -> None:
    target = tmp_path / "k.csv"
    target.write_text("before")
    with corpus:
        found = lines_of(corpus)
        with pytest.raises(Cancelled):
            write_concordance(corpus, target, found, cancelled=lambda: True)
        assert target.read_text() == "before"
        assert sorted(tmp_path.glob("k*")) == [target]
        with pytest.raises(ExportError, match="no folder"):
            write_concordance(corpus, tmp_path / "no" / "k.csv", found)


def test_a_corpus_open_for_reading_says_that_nothing_is_logged(
    corpus: Corpus, tmp_path: Path
) -> None:
    folder = corpus.paths.folder
    corpus.close()
    with open_corpus(folder, Access.READ) as reading:
        found = [Line(1, Span(12, 16), "a", "igla", "b")]
        (warning,) = write_concordance(reading, tmp_path / "k.csv", found).warnings
    assert "reading only" in warning
