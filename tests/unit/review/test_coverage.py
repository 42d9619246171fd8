from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from reviewer.corpus import documents, structure
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.imports import NOT_READ, Item, Outcome, add_items
from reviewer.corpus.schema import ImportItem, RegionRecord, RemarkRecord
from reviewer.errors import IndexUnavailable
from reviewer.review.coverage import Coverage, Listing, Statement, entries, entries_with
from reviewer.search.index import SearchIndex
from reviewer.ui.regions import sorted_out, told_kinds
from tests.corpora import add_documents, make_corpus


def _opener(corpus: Corpus) -> Callable[[], SearchIndex]:
    return lambda: SearchIndex.open(corpus.paths.index)


def _statement(corpus: Corpus) -> Statement:
    return Coverage(corpus, _opener(corpus)).now()


def _note(corpus: Corpus, import_id: str, *items: Item) -> None:
    with corpus.write() as connection:
        add_items(connection, import_id, items)


def _told(corpus: Corpus, statement: Statement, listing: Listing) -> list[tuple[str, str]]:
    found = entries(corpus, listing, statement.ids(listing).tolist())
    return [(entry.path, entry.part) for entry in found]


def _index(corpus: Corpus) -> None:
    with corpus.read() as connection:
        ids = documents.document_ids(connection)
        index = SearchIndex.create(corpus.paths.index)
        index.add(documents.searchable_documents(connection, ids))
    index.close()


def test_a_file_that_failed_and_was_imported_later_is_imported(corpus: Corpus) -> None:
    _note(corpus, "1", Item("/a.pdf", Outcome.FAILED, "Damaged."), Item("/b.pdf", Outcome.LOCKED))
    _note(corpus, "2", Item("/a.pdf", Outcome.IMPORTED, documents=1))
    statement = _statement(corpus)
    assert _told(corpus, statement, Listing.IMPORTED) == [("/a.pdf", "")]
    assert _told(corpus, statement, Listing.LOCKED) == [("/b.pdf", "")]
    assert (statement.unread, statement.count(Listing.FAILED)) == (1, 0)


def test_what_was_imported_and_is_seen_again_stays_what_it_was(corpus: Corpus) -> None:
    _note(
        corpus,
        "1",
        Item("/a.zip", Outcome.FAILED, "Damaged.", locator="one.pdf"),
        Item("/a.zip", Outcome.PARTLY, "one.pdf: Damaged.", 2),
        Item("/c.txt", Outcome.FAILED, "Damaged."),
    )
    seen = [Item(path, Outcome.SEEN_BEFORE) for path in ("/a.zip", "/b.zip", "/c.txt")]
    _note(corpus, "2", *seen)
    statement = _statement(corpus)
    assert _told(corpus, statement, Listing.PARTLY) == [("/a.zip", "")]
    assert _told(corpus, statement, Listing.FAILED) == [("/a.zip", "one.pdf")]
    # The bytes that stand at /c.txt now are in the corpus.
    assert _told(corpus, statement, Listing.SEEN_BEFORE) == [("/b.zip", ""), ("/c.txt", "")]
    assert (statement.unread, statement.in_part) == (1, 0)


def test_parts_count_once_and_as_the_last_reading_told(corpus: Corpus) -> None:
    both = [
        Item("/a.zip", Outcome.LOCKED, "Locked.", locator=name) for name in ("one.doc", "two.doc")
    ]
    _note(corpus, "1", *both, Item("/a.zip", Outcome.LOCKED, "one.doc: Locked."))
    assert _statement(corpus).unread == 2  # not three: the parts stand for their file
    _note(corpus, "2", both[1], Item("/a.zip", Outcome.PARTLY, "two.doc: Locked.", 1))
    statement = _statement(corpus)
    assert _told(corpus, statement, Listing.LOCKED) == [("/a.zip", "two.doc")]


def test_a_file_that_broke_off_without_naming_parts_is_read_in_part(corpus: Corpus) -> None:
    _note(corpus, "1", Item("/a.mbox", Outcome.PARTLY, "It ends in the midst.", 7))
    statement = _statement(corpus)
    assert (statement.in_part, statement.unread) == (1, 0)


def test_documents_are_listed_by_what_is_remarked(corpus: Corpus) -> None:
    with corpus.write() as connection:
        remarks = [(1, "no_text", "Page 3."), (1, "no_text", "Page 7."), (2, "hidden", "A note.")]
        names = ("document_id", "kind", "detail")
        rows = [dict(zip(names, remark, strict=True)) for remark in remarks]
        connection.execute(insert(RemarkRecord), rows)
    statement = _statement(corpus)
    (page,) = entries(corpus, Listing.WITHOUT_TEXT, statement.ids(Listing.WITHOUT_TEXT).tolist())
    assert (page.document_id, page.title, page.detail) == (1, "Document 1", "Page 3.\nPage 7.")
    assert statement.ids(Listing.HIDDEN).tolist() == [2]
    assert statement.in_part == 1  # what is hidden was read


def test_what_is_hidden_is_counted_as_it_is_above_the_text(corpus: Corpus) -> None:
    kinds = ["hidden"] * 3 + ["comment", "form", "form", "deleted", "recognised", "page"]
    regions = [
        {"document_id": each, "start_cp": at, "end_cp": at + 1, "kind": kind, "note": ""}
        for each in (1, 2)
        for at, kind in enumerate(kinds)
    ]
    remarks = {
        1: "2 hidden passages, 1 comment",
        2: "text that is not seen on page 3",
        3: "2 links",
    }
    with corpus.write() as connection:
        connection.execute(insert(RegionRecord), regions)
        connection.execute(
            insert(RemarkRecord),
            [{"document_id": n, "kind": "hidden", "detail": told} for n, told in remarks.items()],
        )
        found = structure.regions(connection, 1)
    entry, of_pdf, without = entries(corpus, Listing.HIDDEN, [1, 2, 3])
    counted = "3 hidden passages, 1 comment, 1 deleted passage, 2 form values"
    assert entry.detail == counted
    assert of_pdf.detail == f"{counted}; {remarks[2]}"
    assert without.detail == "2 links"
    with corpus.read() as connection:
        text = documents.document_text(connection, 1)
    above = [each.split("  ")[1] for each in told_kinds(sorted_out(found, text).counts())]
    assert ", ".join(above) == f"{counted}, 1 recognised passage"


def test_duplicates_and_what_the_index_lacks(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["The same.", "Another.", "The same."]) as corpus:
        statement = _statement(corpus)
        assert statement.ids(Listing.DUPLICATE).tolist() == [1, 3]
        assert statement.indexed is None
        assert statement.sentence() == "No search index: words are not searched"
        _index(corpus)
        assert _statement(corpus).sentence() == "Covers all 3 documents"
        add_documents(corpus, ["Later."])
        statement = _statement(corpus)
        assert statement.ids(Listing.NOT_INDEXED).tolist() == [4]
        assert statement.sentence() == "Covers 3 of 4; 1 not yet in the index"


def test_the_sentence_tells_what_could_not_be_read(corpus: Corpus) -> None:
    _index(corpus)
    _note(
        corpus,
        "1",
        Item("/a.pdf", Outcome.FAILED, "Damaged."),
        Item("/b.mbox", Outcome.PARTLY, "Broken off.", 1),
    )
    expected = "Covers 3 of 4; 1 could not be read; 1 read in part"
    assert _statement(corpus).sentence() == expected


def test_an_empty_corpus_covers_nothing(tmp_path: Path) -> None:
    with create_corpus(tmp_path / "Empty") as corpus:
        assert _statement(corpus).sentence() == "Nothing was imported yet"


def test_what_is_imported_or_indexed_meanwhile_counts(corpus: Corpus) -> None:
    coverage = Coverage(corpus, _opener(corpus))
    assert coverage.now().indexed is None
    _index(corpus)
    assert coverage.now().indexed == 3
    _note(corpus, "1", Item("/a.pdf", Outcome.FAILED, "Damaged."))
    assert coverage.now().unread == 1
    add_documents(corpus, ["Later."])
    assert (coverage.now().documents, coverage.now().indexed) == (4, 3)


def test_an_index_that_cannot_be_read_is_none(corpus: Corpus) -> None:
    def damaged() -> SearchIndex:
        raise IndexUnavailable("It is cut.")

    assert Coverage(corpus, damaged).now().indexed is None


@pytest.mark.parametrize(
    ("text", "found"), [("", 3), ("B.PDF", 1), ("page", 1), ("100%", 1), ("%", 1), ("_", 0)]
)
def test_a_list_is_narrowed_by_path_part_and_reason(corpus: Corpus, text: str, found: int) -> None:
    _note(
        corpus,
        "1",
        Item("/a.pdf", Outcome.FAILED, "100% damaged."),
        Item("/b.pdf", Outcome.FAILED, "Damaged."),
        Item("/c.zip", Outcome.FAILED, "Damaged.", locator="Page 7"),
    )
    ids = _statement(corpus).ids(Listing.FAILED)
    assert len(entries_with(corpus, Listing.FAILED, ids, text)) == found


def test_a_list_of_documents_is_narrowed_by_title(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["a", "a", "a"], title=["One", "Two", "Three"]) as corpus:
        ids = np.array([1, 2], np.int64)
        assert entries_with(corpus, Listing.DUPLICATE, ids, "DOCUMENTS.json").tolist() == [1, 2]
        assert entries_with(corpus, Listing.DUPLICATE, ids, "tWo").tolist() == [2]


_paths = st.sampled_from(["/a", "/b", "/c"])
_not_read = st.sampled_from(NOT_READ)


@st.composite
def _imports(draw: st.DrawFn) -> list[Item]:
    told: list[Item] = []
    for path in draw(st.lists(_paths, unique=True)):
        if draw(st.booleans()):
            told.append(Item(path, Outcome.SEEN_BEFORE))
            continue
        parts = draw(st.lists(st.sampled_from(["1", "2", "3"]), unique=True))
        told += [Item(path, draw(_not_read), locator=part) for part in parts]
        told.append(Item(path, draw(st.sampled_from([*Outcome][:2] + [*Outcome][3:]))))
    return told


def _expected(imports: list[list[Item]]) -> dict[str, list[tuple[str, str]]]:
    """Return what the last words are, by walking through the imports one by one."""
    files: dict[str, Outcome] = {}
    parts: dict[str, dict[str, Outcome]] = {}
    for one in imports:
        for path in {item.path for item in one}:
            lines = [item for item in one if item.path == path]
            outcome = lines[-1].outcome
            kept = files.get(path) in (Outcome.IMPORTED, Outcome.PARTLY)
            if outcome is not Outcome.SEEN_BEFORE or not kept:
                files[path] = outcome
                parts[path] = {item.locator: item.outcome for item in lines if item.locator}
    lists: dict[str, list[tuple[str, str]]] = {}
    for path, outcome in files.items():
        if outcome not in NOT_READ or not parts[path]:
            lists.setdefault(outcome.value, []).append((path, ""))
        for part, why in parts[path].items():
            lists.setdefault(why.value, []).append((path, part))
    return {name: sorted(told) for name, told in lists.items()}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return create_corpus(tmp_path_factory.mktemp("coverage") / "Cables")


@given(imports=st.lists(_imports(), max_size=4))
def test_any_run_of_imports_ends_in_its_last_words(
    shared: Corpus, imports: list[list[Item]]
) -> None:
    with shared.write() as connection:
        connection.execute(ImportItem.__table__.delete())  # type: ignore[attr-defined]
    for number, one in enumerate(imports):
        _note(shared, str(number), *one)
    statement = _statement(shared)
    told = {
        listing.value: sorted(_told(shared, statement, listing))
        for listing in Listing
        if not listing.of_documents and statement.count(listing)
    }
    assert told == _expected(imports)
