import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.corpus import documents
from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.review.check import check
from reviewer.review.entities import mention_new_entity
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.review.tags import create_tag
from reviewer.search.index import SearchIndex
from tests.corpora import add_documents, make_corpus


@pytest.fixture
def marked(corpus: Corpus) -> Corpus:
    """A corpus with marks of every kind, two tags in a line among them."""
    parent = create_tag(corpus, "Weapons").new_id
    child = create_tag(corpus, "Missiles", parent_id=parent).new_id
    assert child
    add_highlight(corpus, 1, 4, 11, [child])
    add_highlight(corpus, 2, 0, 7)
    mention_new_entity(corpus, 2, 8, 14, "Mwangi", 1)
    redact_passage(corpus, 2, 19, 29, [1])
    redact_document(corpus, 3, [1])
    return corpus


@pytest.fixture
def index(marked: Corpus) -> Iterator[SearchIndex]:
    """An index of the whole corpus."""
    made = SearchIndex.create(marked.paths.index)
    with marked.read() as connection:
        made.add(documents.searchable_documents(connection, [1, 2, 3]))
    yield made
    made.close()


def damage(corpus: Corpus, *statements: str) -> None:
    """Change the database behind the program's back."""
    with corpus.write() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_sound_corpus_has_no_problems_and_all_of_it_was_looked_at(
    marked: Corpus, index: SearchIndex
) -> None:
    seen: list[tuple[int, int]] = []
    report = check(marked, index, lambda done, total: seen.append((done, total)))

    assert report.problems == []
    assert report.is_sound
    checked = dict(report.checked)
    assert checked.pop("log lines") > 0
    assert checked == {
        "database file": 1,
        "documents": 3,
        "highlights": 2,
        "mentions": 1,
        "redactions": 2,
        "tags": 2,
        "indexed documents": 3,
        "original files": 1,
    }
    assert seen[-1] == (3, 3)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE document_text SET body = 'x' || body WHERE document_id = 1",
            ["The text of document 1 is not", "Highlight 1 of document 1 does not stand"],
        ),
        ("UPDATE document SET char_count = 5 WHERE id = 3", ["The text of document 3 is not"]),
        ("DELETE FROM document_text WHERE document_id = 3", ["Document 3 has lost its text"]),
        ("UPDATE highlight SET start_cp = 5 WHERE id = 1", ["Highlight 1 of document 1 does not"]),
        ("UPDATE mention SET quote = 'mwangi'", ["Mention 1 of document 2 does not stand"]),
        ("UPDATE redaction SET end_cp = 9999 WHERE id = 1", ["Redaction 1 of document 2 does not"]),
        (
            "UPDATE redaction SET text_sha256 = 'x' WHERE id = 2",
            ["Redaction 2 of document 3 was made on another"],
        ),
        ("UPDATE tag SET parent_id = 2 WHERE id = 1", ["Tag 1 stands below", "Tag 2 stands below"]),
        ("UPDATE log SET before = 'x' WHERE id = 2", ["from line 2 on"]),
        ("DELETE FROM log WHERE id = 3", ["from line 4 on"]),
        ("PRAGMA application_id = 7", ["of program 7"]),
        ("PRAGMA user_version = 9", ["format 9"]),
    ],
)
def test_what_was_changed_behind_the_programs_back_is_told(
    marked: Corpus, index: SearchIndex, statement: str, told: list[str]
) -> None:
    damage(marked, statement)

    problems = check(marked, index).problems

    for words in told:
        assert any(words in problem for problem in problems), problems


def test_only_what_is_wrong_is_told(marked: Corpus, index: SearchIndex) -> None:
    damage(marked, "UPDATE mention SET quote = 'x'")

    assert len(check(marked, index).problems) == 1


def test_a_row_that_refers_to_nothing_is_told(marked: Corpus, index: SearchIndex) -> None:
    marked.close()
    connection = sqlite3.connect(marked.paths.database)
    connection.execute("DELETE FROM tag WHERE id = 1")
    connection.execute("DELETE FROM entity")
    connection.commit()
    connection.close()

    with open_corpus(marked.paths.folder) as corpus:
        problems = check(corpus, index).problems

    assert "Tag 2 has lost its parent." in problems
    assert any("of table mention refers to a row of entity" in problem for problem in problems)


def test_an_original_that_is_changed_or_gone_is_told(marked: Corpus, index: SearchIndex) -> None:
    [original] = [path for path in marked.paths.originals.rglob("*") if path.is_file()]
    original.write_bytes(b"other")
    [changed] = check(marked, index).problems
    original.unlink()
    [missing] = check(marked, index).problems

    assert changed.startswith("The original of /from/documents.json is not the file")
    assert missing.startswith("The original of /from/documents.json is missing")


def test_an_index_that_is_missing_or_behind_is_told_as_no_loss(
    marked: Corpus, index: SearchIndex
) -> None:
    add_documents(marked, ["A fourth."], title="new")

    [behind] = check(marked, index).problems
    [missing] = check(marked, None).problems

    assert "it lacks 1 documents and holds 0" in behind and "No work is in it" in behind
    assert "missing or cannot be used. No work is in it" in missing


def test_a_page_of_rubbish_in_the_database_is_told_and_not_raised(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["text " * 2_000] * 40) as corpus:
        folder, database = corpus.paths.folder, corpus.paths.database
    content = bytearray(database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = b"\xa5" * 8192
    database.write_bytes(content)

    with open_corpus(folder, Access.READ) as corpus:
        problems = check(corpus, None).problems

    assert any("damaged" in problem for problem in problems)


def test_many_problems_of_one_kind_are_counted(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", [f"text {n}" for n in range(30)]) as corpus:
        damage(corpus, "UPDATE document SET text_sha256 = 'x'")
        problems = check(corpus, None).problems

    assert "10 more changed texts." in problems
    assert sum("is not the one that was imported" in problem for problem in problems) == 20


def test_an_index_that_is_damaged_is_told_as_no_loss(marked: Corpus, index: SearchIndex) -> None:
    segment = next(marked.paths.index.glob("*.seg"))
    content = bytearray(segment.read_bytes())
    content[24] ^= 1  # behind the ids of three documents
    segment.write_bytes(content)

    [damaged] = check(marked, index).problems

    assert "not as it was written" in damaged and "No work is in it" in damaged
