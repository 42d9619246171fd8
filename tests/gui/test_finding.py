"""Searching from the window: results, hits, wrong queries, a missing index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.errors import IndexUnavailable, QueryError
from reviewer.model import Facet, Filters, Sort
from reviewer.review.highlights import add_highlight
from reviewer.search.index import SearchIndex
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace


@pytest.fixture
def finding(corpus: Corpus, qtbot: QtBot) -> Iterator[Finding]:
    index = SearchIndex.create(corpus.paths.index)
    with corpus.read() as connection:
        index.add(list(searchable_documents(connection, document_ids(connection))))
    index.close()
    space = Workspace(corpus)
    found = Finding(space)
    yield found
    space.background.close()
    found.close_index()


def test_a_query_finds_its_documents_and_an_empty_one_all(finding: Finding, qtbot: QtBot) -> None:
    with qtbot.waitSignal(finding.results_changed):
        finding.search("nobody")
    assert sorted(finding.results.ids) == [2, 3]
    with qtbot.waitSignal(finding.results_changed):
        finding.search("")
    assert finding.results.ids.tolist() == [1, 2, 3]


def test_a_filter_is_true_the_moment_after_a_mark(finding: Finding, qtbot: QtBot) -> None:
    space = finding._workspace
    space.perform(add_highlight, 3, 0, 5, new_tag="Igla")
    (tag_id,) = space.tags
    with qtbot.waitSignal(finding.results_changed):
        finding.search("nobody", Filters().including(Facet.TAG, {tag_id}), Sort.TITLE)
    assert finding.results.ids.tolist() == [3]


def test_hits_of_the_open_document_are_what_the_query_matched(
    finding: Finding, qtbot: QtBot
) -> None:
    space = finding._workspace
    space.open_document(1)
    with qtbot.waitSignal(finding.hits_changed, check_params_cb=lambda: bool(finding.hits)):
        finding.search('"the missiles"')
    assert [space.text[h.start_cp : h.end_cp] for h in finding.hits] == [
        "the missiles",
        "The missiles",
    ]


def test_a_wrong_query_keeps_the_results_before_it(finding: Finding, qtbot: QtBot) -> None:
    with qtbot.waitSignal(finding.results_changed):
        finding.search("missiles")
    with qtbot.waitSignal(finding.query_failed) as told:
        finding.search('missiles AND "open')
    assert isinstance(told.args[0], QueryError)
    assert finding.results.ids.tolist() == [1]
    assert finding.query_text == "missiles"


def test_a_missing_index_is_told(corpus: Corpus, qtbot: QtBot) -> None:
    space = Workspace(corpus)
    found = Finding(space)
    with qtbot.waitSignal(found.index_missing) as told:
        found.search("missiles")
    assert isinstance(told.args[0], IndexUnavailable)
    space.background.close()


def test_next_and_previous_walk_the_results(finding: Finding, qtbot: QtBot) -> None:
    with qtbot.waitSignal(finding.results_changed):
        finding.search("nobody", sort=Sort.IMPORT)
    space = finding._workspace
    assert finding.document_after(1) == 2
    space.open_document(2)
    assert finding.document_after(1) == 3
    assert finding.document_after(-1) is None
