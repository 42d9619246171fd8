"""Whatever is marked, undone and asked for, the finder answers as reading every document would."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.errors import IndexUnavailable, ReviewError
from reviewer.model import Document, Facet, FacetValue, Filters, Sort, Status
from reviewer.review import changes, entities, highlights, redactions, tags
from reviewer.review.documents import set_status
from reviewer.review.finding import Finder, Request, Results
from reviewer.search.index import SearchIndex
from reviewer.search.query import parse_query
from tests.corpora import add_documents, make_corpus

TEXTS = [
    "the missiles lie in port",
    "a port and a pier",
    "missiles, missiles and more missiles",
    "a port and a pier",
    "nothing of interest",
    "a port and a pier",
    "MISSILES of the port",
]
FIELDS = {
    "date": ["2005-06-30", None, "2005", "2004-02", "2005-06-30T10:00:00+00:00", "2006-01-02", ""],
    "origin": ["Lisse", "Arden", None, "Lisse", "", "Ålst", "Lisse"],
    "classification": ["SECRET", None, "SECRET", "OPEN", "OPEN", None, None],
    "title": ["b", "A", "c", "a", "É", "B", "d"],
}
ORDER = (Status.UNREVIEWED, Status.IN_REVIEW, Status.SECOND_LOOK, Status.REVIEWED)


@dataclass(frozen=True)
class Known:
    """What reading a document tells of it."""

    document: Document
    text: str
    values: dict[Facet, frozenset[FacetValue]]
    redacted: bool


def known(corpus: Corpus) -> list[Known]:
    with corpus.read() as connection:
        above = {tag.id: tag.parent_id for tag in annotations.tags(connection)}
        found = []
        for document_id in [
            row[0] for row in connection.exec_driver_sql("SELECT id FROM document")
        ]:
            document = documents.document(connection, document_id)
            assert document is not None
            marks = annotations.marks_of(connection, document_id)
            values: dict[Facet, frozenset[FacetValue]] = {
                Facet.STATUS: frozenset({document.status.value}),
                Facet.TAG: frozenset(
                    each
                    for mark in marks.highlights
                    for tag in mark.tag_ids
                    for each in (tag, above[tag])
                    if each is not None
                ),
                Facet.ENTITY: frozenset(mark.entity_id for mark in marks.mentions),
                Facet.ORIGIN: frozenset({document.origin or ""}),
                Facet.CLASSIFICATION: frozenset({document.classification or ""}),
                Facet.YEAR: frozenset({(document.date or "")[:4]}),
                Facet.TYPE: frozenset({document.format}),
            }
            text = documents.document_text(connection, document_id)
            found.append(Known(document, text, values, bool(marks.redactions)))
    return sorted(found, key=lambda each: each.document.id)


def is_dated(each: Known, filters: Filters) -> bool:
    date = each.document.date or ""
    if not filters.date_from and not filters.date_to:
        return True
    after = not filters.date_from or date >= filters.date_from
    return bool(date) and after and date[: len(filters.date_to or "")] <= (filters.date_to or "")


def has_wanted(each: Known, filters: Filters, but: Facet | None = None) -> bool:
    return all(
        not filters.values(facet) or filters.values(facet) & each.values[facet]
        for facet in Facet
        if facet is not but
    )


def is_allowed(each: Known, filters: Filters) -> bool:
    if any(filters.excluded_values(facet) & each.values[facet] for facet in Facet):
        return False
    return filters.redacted is None or filters.redacted == each.redacted


def answers(each: Known, query: str) -> bool:
    return all(word in each.text.casefold().replace(",", "").split() for word in query.split())


def in_order(found: list[Known], sort: Sort, score: Callable[[int], float]) -> list[int]:
    def undated_last(each: Known) -> tuple[bool, str]:
        return not each.document.date, each.document.date or ""

    keys: dict[Sort, Callable[[Known], object]] = {
        Sort.RELEVANCE: lambda each: -score(each.document.id),
        Sort.IMPORT: lambda each: 0,
        Sort.DATE: undated_last,
        Sort.TITLE: lambda each: "".join(
            letter.lower() if letter.isascii() else letter for letter in each.document.title
        ),
        Sort.ORIGIN: lambda each: (
            not each.document.origin, each.document.origin or "", undated_last(each)
        ),
        Sort.LENGTH: lambda each: -each.document.char_count,
        Sort.REVIEW_ORDER: lambda each: ORDER.index(each.document.status),
    }  # fmt: skip
    if sort is Sort.DATE_DESCENDING:
        dated = sorted(
            (each for each in found if each.document.date),
            key=lambda each: (each.document.date, -each.document.id),
            reverse=True,
        )
        return [each.document.id for each in [*dated, *(e for e in found if not e.document.date)]]
    return [each.document.id for each in sorted(found, key=keys[sort])]  # type: ignore[arg-type]


def check(corpus: Corpus, finder: Finder, query: str, request: Request) -> None:
    everything = known(corpus)
    filters = request.filters
    results = finder.find(replace(request, fold_duplicates=False))
    matching = [each for each in everything if answers(each, query)]
    found = [
        each
        for each in matching
        if is_allowed(each, filters) and is_dated(each, filters) and has_wanted(each, filters)
    ]
    wanted = in_order(found, request.sort, results.score_of)
    assert results.ids.tolist() == wanted
    assert (results.scores > 0).all() == (bool(query) or not wanted)
    assert_counts(finder, results, matching)
    if request.fold_duplicates:
        first: dict[str, int] = {}
        text_of = {each.document.id: each.text for each in everything}
        for document_id in wanted:
            first.setdefault(text_of[document_id], document_id)
        folded = finder.find(request)
        assert folded.ids.tolist() == list(first.values())
        assert folded.folded == len(wanted) - len(first)
        assert [folded.score_of(i) for i in first.values()] == [
            results.score_of(i) for i in first.values()
        ]


def assert_counts(finder: Finder, results: Results, matching: list[Known]) -> None:
    filters, facets = results.filters, finder.facets(results)
    for facet in Facet:
        among = [
            each
            for each in matching
            if is_allowed(each, filters)
            and is_dated(each, filters)
            and has_wanted(each, filters, facet)
        ]
        counts = Counter(value for each in among for value in each.values[facet])
        listed = [(each.value, each.count) for each in facets.counts[facet]]
        assert dict(listed) == counts, facet
        assert [count for _, count in listed] == sorted(counts.values(), reverse=True)
    undated = [each for each in matching if is_allowed(each, filters) and has_wanted(each, filters)]
    months = Counter((each.document.date or "")[:7] for each in undated)
    assert facets.undated == sum(months.pop(month) for month in list(months) if len(month) < 7)
    assert facets.months == tuple(sorted(months.items()))


VALUES: dict[Facet, list[FacetValue]] = {
    Facet.STATUS: [status.value for status in Status],
    Facet.TAG: [1, 2, 99],
    Facet.ENTITY: [1, 2],
    Facet.ORIGIN: ["Lisse", "Arden", "", "Ålst", "nowhere"],
    Facet.CLASSIFICATION: ["SECRET", "OPEN", ""],
    Facet.YEAR: ["2004", "2005", ""],
    Facet.TYPE: ["json", "pdf"],
}
PAIRS = st.sampled_from([(facet, value) for facet, values in VALUES.items() for value in values])
DATES = st.sampled_from([None, "2004", "2005", "2005-06", "2005-06-30", "2006-02"])
# Most combinations let nothing through, so that each kind of filter is tried alone as well.
FILTERS = (
    st.just(Filters())
    | st.builds(Filters, excluded=st.frozensets(PAIRS, max_size=1))
    | st.builds(
        Filters,
        included=st.frozensets(PAIRS, max_size=3),
        excluded=st.frozensets(PAIRS, max_size=2),
        date_from=DATES,
        date_to=DATES,
        redacted=st.sampled_from([None, None, True, False]),
    )
)
QUERIES = st.sampled_from(["", "", "missiles", "port", "port missiles", "absent"])
PLACES = st.integers(1, len(TEXTS))
ONE_OR_TWO = st.integers(1, 2)

Step = Callable[[Corpus], object]
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda i, t: lambda c: highlights.add_highlight(c, i, 0, 3, [t]), PLACES, ONE_OR_TWO),
    st.builds(lambda i: lambda c: highlights.add_highlight(c, i, 1, 4), PLACES),
    st.builds(lambda i, e: lambda c: entities.add_mention(c, i, 0, 3, e), PLACES, ONE_OR_TWO),
    st.builds(lambda i: lambda c: redactions.redact_passage(c, i, 0, 2, [1]), PLACES),
    st.builds(lambda i: lambda c: redactions.redact_document(c, i, [1]), PLACES),
    st.builds(
        lambda ids, s: lambda c: set_status(c, sorted(ids), s),
        st.sets(PLACES, min_size=1),
        st.sampled_from(Status),
    ),
    st.builds(lambda i: lambda c: highlights.remove_highlights(c, [i]), st.integers(1, 3)),
    st.builds(lambda i: lambda c: redactions.remove_redactions(c, [i]), st.integers(1, 3)),
    st.just(lambda c: tags.merge_tags(c, [1], 2)),
    st.just(lambda c: tags.move_tag(c, 2, 1, 0)),
    st.just(lambda c: tags.move_tag(c, 2, None, 0)),
    st.just(lambda c: tags.delete_tag(c, 2, tags.Fate.KEEP)),
    st.just(lambda c: entities.merge_entities(c, [1], 2)),
    st.just(changes.undo),
    st.just(changes.undo),
    st.just(changes.redo),
)  # fmt: skip


@pytest.fixture
def pattern(tmp_path: Path) -> Path:
    """Give a corpus with its index, to be copied."""
    with make_corpus(tmp_path / "Pattern", TEXTS, **FIELDS) as corpus:
        for name in ("Arms", "Ships"):
            tags.create_tag(corpus, name)
        for name in ("Ana", "Bo"):
            entities.create_entity(corpus, name, 1)
        index = SearchIndex.create(corpus.paths.index)
        with corpus.read() as connection:
            ids = documents.document_ids(connection)
            index.add(list(documents.searchable_documents(connection, ids)))
        index.close()
    return tmp_path / "Pattern"


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(STEPS, QUERIES, FILTERS, st.sampled_from(Sort), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_every_answer_is_that_of_reading_each_document(
    pattern: Path, steps: list[tuple[Step, str, Filters, Sort, bool]]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "Cables"
        shutil.copytree(pattern, folder)
        with open_corpus(folder, Access.WRITE) as corpus:
            finder = Finder(corpus)
            for step, query, filters, sort, fold in steps:
                with suppress(ReviewError):  # where there is nothing to be removed or undone
                    step(corpus)
                typed = " ".join(f"body:={word}" for word in query.split())
                check(corpus, finder, query, Request(parse_query(typed), filters, sort, fold))
            finder.close()


def test_of_the_same_text_the_first_in_the_list_is_shown(tmp_path: Path) -> None:
    dates = ["2007", "2005", "2006", "2004"]
    with make_corpus(tmp_path / "Cables", ["a", "b", "a", "b"], date=dates) as corpus:
        finder = Finder(corpus)
        for sort, wanted in {Sort.IMPORT: [1, 2], Sort.DATE: [4, 3]}.items():
            request = Request(parse_query(""), sort=sort, fold_duplicates=True)
            results = finder.find(request)
            assert (results.ids.tolist(), results.folded) == (wanted, 2)
        later = Request(parse_query("date:2006..2007"), fold_duplicates=True)
        assert finder.find(later).ids.tolist() == [1]


def test_a_redaction_counts_until_it_is_undone(corpus: Corpus) -> None:
    finder = Finder(corpus)
    request = Request(parse_query(""), Filters(redacted=True))
    assert finder.find(request).total == 0
    redactions.redact_passage(corpus, 2, 0, 3, [1])
    assert finder.find(request).ids.tolist() == [2]
    changes.undo(corpus)
    assert finder.find(request).total == 0
    changes.redo(corpus)
    assert finder.find(request).ids.tolist() == [2]


def test_documents_are_found_the_moment_they_are_imported(corpus: Corpus) -> None:
    finder = Finder(corpus)
    request = Request(parse_query("date:2005"))
    assert finder.find(request).total == 0
    [new] = add_documents(corpus, ["new"], date="2005-06", origin="Aa")
    results = finder.find(request)
    assert results.ids.tolist() == [new]
    assert finder.facets(results).months == (("2005-06", 1),)


def test_counts_follow_marks_set_after_the_search(corpus: Corpus) -> None:
    finder = Finder(corpus)
    results = finder.find(Request(parse_query("")))
    assert finder.facets(results).counts[Facet.TAG] == ()
    highlights.add_highlight(corpus, 2, 0, 3, new_tag="Igla")
    [counted] = finder.facets(results).counts[Facet.TAG]
    assert counted.count == 1
    add_documents(corpus, ["new"])
    assert sum(each.count for each in finder.facets(results).counts[Facet.STATUS]) == 3


def test_another_window_s_work_counts_at_once(corpus: Corpus) -> None:
    with open_corpus(corpus.paths.folder, Access.READ) as theirs:
        finder = Finder(theirs)
        request = Request(parse_query("is:reviewed"))
        assert finder.find(request).total == 0
        set_status(corpus, [1, 3], Status.REVIEWED)
        assert finder.find(request).ids.tolist() == [1, 3]


def test_what_needs_no_words_is_answered_without_an_index(corpus: Corpus) -> None:
    finder = Finder(corpus)
    set_status(corpus, [2], Status.REVIEWED)
    for query, wanted in {
        "": [1, 2, 3],
        "is:reviewed": [2],
        "-is:reviewed": [1, 3],
        "is:reviewed OR date:2005": [2],
    }.items():
        assert finder.find(Request(parse_query(query))).ids.tolist() == wanted, query
    with pytest.raises(IndexUnavailable):
        finder.find(Request(parse_query("missiles AND is:reviewed")))


def test_it_tells_how_many_documents_no_word_was_looked_for_in(corpus: Corpus) -> None:
    index = SearchIndex.create(corpus.paths.index)
    with corpus.read() as connection:
        index.add(documents.searchable_documents(connection, [1]))
    index.close()
    finder = Finder(corpus)
    assert finder.find(Request(parse_query("nowhere"))).unsearched == 2
    assert finder.find(Request(parse_query("-is:reviewed"))).unsearched == 0
    finder.close()


def test_a_place_in_the_list_is_told_or_none(corpus: Corpus) -> None:
    results = Finder(corpus).find(Request(parse_query("-is:reviewed"), sort=Sort.LENGTH))
    assert [results.place_of(i) for i in results.ids.tolist()] == [0, 1, 2]
    assert results.place_of(99) is None
    assert results.score_of(99) == 0
