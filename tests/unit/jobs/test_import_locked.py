"""Importing what is locked: with passwords, without, again, and killed half-way."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.imports import Item
from reviewer.errors import IndexUnavailable
from reviewer.jobs.import_job import ImportResult, run_import
from reviewer.jobs.protocol import Control
from reviewer.review.coverage import Coverage, Listing, Statement
from reviewer.search.index import SearchIndex
from tests.unit.ingest import locking
from tests.unit.ingest.packed import packed
from tests.unit.jobs.reporting import Listener

SECRET = "quay-7-sesame"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Corpus]:
    with create_corpus(tmp_path / "Cables") as corpus:
        yield corpus


def take(
    corpus: Corpus, path: Path, *passwords: str, control: Control | None = None
) -> ImportResult:
    return run_import(corpus, [path], {}, Listener(), control or Control(), passwords=passwords)


def texts(corpus: Corpus) -> list[str]:
    with corpus.read() as connection:
        ids = documents.document_ids(connection)
        found = documents.texts(connection, ids)
    return [found[document_id] for document_id in sorted(ids)]


def places(corpus: Corpus) -> dict[str, int | None]:
    """Return the place of each document in its file, and the id of what it is attached to."""
    with corpus.read() as connection:
        rows = connection.exec_driver_sql("SELECT locator, parent_id FROM document")
        return {row.locator: row.parent_id for row in rows}


def items(corpus: Corpus) -> list[Item]:
    with corpus.read() as connection:
        last = imports.last_import_id(connection)
        assert last is not None
        return imports.import_items(connection, last)


def covered(corpus: Corpus) -> Statement:
    def opened() -> SearchIndex:
        raise IndexUnavailable

    return Coverage(corpus, opened).now()


def archive(*passwords: str) -> bytes:
    """Return an archive of open and of locked files, each locked with another password."""
    parts: dict[str, str | bytes] = {"a.txt": "First."}
    for password in passwords:
        parts[f"locked with {len(password)}.pdf"] = locking.pdf_of(f"By {password}.", password)
    return packed({**parts, "z.txt": "Last."})


def test_a_locked_file_moves_to_imported_once_its_password_is_given(
    empty: Corpus, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(locking.pdf_of("Twelve crates.", SECRET))
    assert take(empty, path).locked == 1
    assert covered(empty).count(Listing.LOCKED) == 1
    assert take(empty, path, "wrong").locked == 1
    assert "None of the passwords" in items(empty)[0].reason
    assert take(empty, path, "wrong", SECRET).imported == 1
    assert texts(empty) == ["Twelve crates."]
    statement = covered(empty)
    assert (statement.unread, statement.in_part, statement.documents) == (0, 0, 1)
    assert take(empty, path).seen_before == 1
    assert covered(empty).count(Listing.IMPORTED) == 1


def test_every_kind_opens_in_a_confined_reader(empty: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    members = {"a.txt": b"Crates."}
    for name, data in {
        "a.pdf": locking.pdf_of("Crates.", SECRET),
        "aes.zip": locking.aes_zip_of(members, SECRET),
        "old.zip": locking.old_zip_of(members, SECRET.encode()),
        "a.7z": locking.seven_of(members, SECRET),
        "a.docx": locking.docx_of("Crates.", SECRET),
        "a.odt": locking.odt_of("Crates.", SECRET),
    }.items():
        (folder / name).write_bytes(data)
    assert take(empty, folder, "wrong", SECRET).imported == 6
    assert texts(empty) == ["Crates."] * 6


def test_locked_parts_of_a_file_that_was_imported_are_added_to_it(
    empty: Corpus, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive("x", SECRET))
    assert take(empty, path).partly == 1
    assert covered(empty).count(Listing.LOCKED) == 2
    before = places(empty)
    assert take(empty, path, "x").documents == 1
    assert covered(empty).count(Listing.LOCKED) == 1
    result = take(empty, path, SECRET, "x")
    assert (result.imported, result.documents) == (1, 1)
    assert texts(empty) == ["First.", "Last.", "By x.", f"By {SECRET}."]
    assert set(places(empty)) > set(before)
    assert covered(empty).unread == 0
    assert take(empty, path, SECRET, "x").seen_before == 1


def test_locked_parts_are_added_to_an_archive_that_was_read_in_a_chosen_encoding(
    empty: Corpus, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive(SECRET))
    run_import(empty, [path], {}, Listener(), Control(), "cp1251")
    assert take(empty, path, SECRET).documents == 1
    assert sorted(texts(empty)) == sorted(["First.", f"By {SECRET}.", "Last."])


def test_an_attachment_that_opens_later_hangs_on_its_message(empty: Corpus, tmp_path: Path) -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"], message["From"] = "Crates", "ilse@example.org"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("See below.")
    message.add_attachment(
        locking.pdf_of("Twelve crates.", SECRET),
        maintype="application", subtype="pdf", filename="a.pdf",
    )  # fmt: skip
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    take(empty, path)
    take(empty, path, SECRET)
    [parent, child] = sorted(places(empty).items(), key=lambda each: each[1] or 0)
    assert (parent[1], child[1]) == (None, 1)


class _StopsAfter(Control):
    """Cancels at the n-th question, as a kill does between two documents."""

    def __init__(self, questions: int) -> None:
        super().__init__()
        self._left = questions

    def check(self) -> None:
        self._left -= 1
        if self._left < 0:
            self.cancel()
        super().check()


@pytest.mark.parametrize(
    "ways", [((), (SECRET,), ()), ((SECRET,), (), (SECRET,)), ((), ("x",), (SECRET, "x"))]
)
@pytest.mark.parametrize("questions", [2, 4])
def test_broken_off_with_and_without_passwords_nothing_is_lost_or_doubled(
    empty: Corpus, tmp_path: Path, ways: Sequence[tuple[str, ...]], questions: int
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive("x", SECRET))
    for passwords in ways:
        take(empty, path, *passwords, control=_StopsAfter(questions))
    take(empty, path)
    take(empty, path, "x", SECRET)
    assert sorted(texts(empty)) == sorted(["First.", "By x.", f"By {SECRET}.", "Last."])
    assert covered(empty).unread == 0


def test_no_password_is_written_anywhere(empty: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive(SECRET[::-1]))
    take(empty, path, SECRET)
    listener = Listener()
    run_import(empty, [path], {}, listener, Control(), passwords=[SECRET])
    assert listener.warnings and SECRET not in str(listener.warnings)
    empty.close()
    for file in empty.paths.folder.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file
