"""Searching from the window: results, counts, hits, wrong queries, a missing index."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.errors import IndexUnavailable, QueryError
from reviewer.model import Facet, Filters, Sort, Status
from reviewer.review.documents import set_status
from reviewer.review.entities import create_entity
from reviewer.review.highlights import add_highlight
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace
from tests.corpora import add_documents
from tests.indexes import index_corpus


@pytest.fixture
def finding(corpus: Corpus, qtbot: QtBot) -> Iterator[Finding]:
    index_corpus(corpus)
    space = Workspace(corpus)
    found = Finding(space)
    yield found
    space.background.close()
    found.close_index()


def found_by(
    finding: Finding, qtbot: QtBot, query: str | None = None, **asked: object
) -> list[int]:
    with qtbot.waitSignal(finding.results_changed):
        finding.search(query, **asked)  # type: ignore[arg-type]
    ids: list[int] = finding.results.ids.tolist()
    return ids


def test_a_query_finds_its_documents_and_an_empty_one_all(finding: Finding, qtbot: QtBot) -> None:
    assert sorted(found_by(finding, qtbot, "nobody")) == [2, 3]
    assert found_by(finding, qtbot, "") == [1, 2, 3]


def test_a_filter_is_true_the_moment_after_a_mark(finding: Finding, qtbot: QtBot) -> None:
    space = finding._workspace
    space.perform(add_highlight, 3, 0, 5, new_tag="Igla")
    (tag_id,) = space.tags
    tagged = Filters().including(Facet.TAG, {tag_id})
    assert found_by(finding, qtbot, "nobody", filters=tagged, sort=Sort.TITLE) == [3]
    with qtbot.waitSignal(space.changed):
        space.undo()
    assert found_by(finding, qtbot) == []


def test_counts_come_after_the_results_and_follow_her_work(finding: Finding, qtbot: QtBot) -> None:
    def statuses() -> dict[object, int]:
        return {each.value: each.count for each in finding.facets.counts[Facet.STATUS]}

    with qtbot.waitSignals([finding.results_changed, finding.facets_changed], order="strict"):
        finding.search("nobody")
    assert statuses() == {"unreviewed": 2}
    with qtbot.waitSignal(finding.facets_changed):
        finding._workspace.perform(set_status, [2], Status.REVIEWED)
    assert statuses() == {"unreviewed": 1, "reviewed": 1}


def test_first_rows_come_with_the_results_until_one_of_them_may_be_another(
    finding: Finding, qtbot: QtBot
) -> None:
    assert found_by(finding, qtbot, "") == [1, 2, 3]
    assert [row.id for row in finding.first_rows] == [1, 2, 3]
    space = finding._workspace
    space.perform(set_status, [2], Status.REVIEWED)
    assert not finding.first_rows
    finding.search("nobody")
    space.perform(set_status, [3], Status.REVIEWED)  # before or after the rows are read
    with qtbot.waitSignal(finding.results_changed):
        pass
    assert all(row.status is Status.REVIEWED for row in finding.first_rows)


def test_duplicates_are_folded_until_they_are_wanted_again(
    finding: Finding, corpus: Corpus, qtbot: QtBot
) -> None:
    add_documents(corpus, ["A document that nobody has marked."])
    assert found_by(finding, qtbot, "", fold_duplicates=True) == [1, 2, 3]
    assert finding.results.folded == 1
    assert found_by(finding, qtbot, sort=Sort.LENGTH) == [1, 2, 3]
    assert found_by(finding, qtbot, fold_duplicates=False, sort=Sort.IMPORT) == [1, 2, 3, 4]


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


def test_an_entity_is_marked_by_its_names(finding: Finding, qtbot: QtBot) -> None:
    space = finding._workspace
    space.perform(create_entity, "The Consul", 1, ["Ruđer Mwangi", "the consul"])
    space.open_document(2)
    with qtbot.waitSignal(finding.hits_changed, check_params_cb=lambda: bool(finding.hits)):
        finding.search('entity:"ruđer mwangi"')
    assert [space.text[h.start_cp : h.end_cp] for h in finding.hits] == [
        "Ruđer 😀 Mwangi",
        "the consul",
    ]
    assert finding.results.ids.tolist() == [2]


@pytest.mark.parametrize("wrong", ['missiles AND "open', "tag:nothing", "/(/"])
def test_a_wrong_query_keeps_the_results_before_it(
    finding: Finding, qtbot: QtBot, wrong: str
) -> None:
    assert found_by(finding, qtbot, "missiles") == [1]
    with qtbot.waitSignal(finding.query_failed) as told:
        finding.search(wrong)
    assert isinstance(told.args[0], QueryError)
    assert finding.results.ids.tolist() == [1]
    assert finding.query_text == "missiles"
    assert not finding.is_running


def test_an_expression_tells_how_far_it_is(finding: Finding, qtbot: QtBot) -> None:
    told: list[tuple[object, object]] = []
    finding.progressed.connect(lambda done, total: told.append((done, total)))
    assert found_by(finding, qtbot, r"/Port \w+/") == [1]
    assert told == [(0, 3), (3, 3)]


def test_a_search_is_cancelled_and_the_results_before_it_stay(
    finding: Finding, qtbot: QtBot
) -> None:
    assert found_by(finding, qtbot, "missiles") == [1]
    with qtbot.waitSignal(finding.stopped):
        finding.search(r"/nobody/")
        finding.cancel()
    qtbot.waitUntil(lambda: finding._workspace.is_idle)
    assert finding.results.ids.tolist() == [1]
    assert (finding.query_text, finding.is_running) == ("missiles", False)


def test_a_missing_index_is_told_and_the_rest_goes_on(
    finding: Finding, corpus: Corpus, qtbot: QtBot
) -> None:
    shutil.rmtree(corpus.paths.index)
    with qtbot.waitSignal(finding.index_missing) as told:
        finding.search("missiles")
    assert isinstance(told.args[0], IndexUnavailable)
    assert found_by(finding, qtbot, "is:unreviewed -has:redaction") == [1, 2, 3]
    index_corpus(corpus)
    assert found_by(finding, qtbot, "missiles") == [1]


def test_next_and_previous_walk_the_results(finding: Finding, qtbot: QtBot) -> None:
    assert found_by(finding, qtbot, "nobody", sort=Sort.IMPORT) == [2, 3]
    space = finding._workspace
    assert finding.document_after(1) == 2
    space.open_document(2)
    assert finding.document_after(1) == 3
    assert finding.document_after(-1) is None
