from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer.model import Filters, Span
from reviewer.ui.finding import Finding
from reviewer.ui.suggesting import Suggestions, more_like_document, more_like_selection
from reviewer.ui.views.did_you_mean import DidYouMean
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus
from tests.gui.searching import search, until
from tests.indexes import index_corpus

TEXTS = [
    "The trader sold the Strela launchers in Ankara.",
    "In Ankara the trader said that the Strela launchers were old.",
    "The trader was paid.",
    *["The weather was fine."] * 12,
]


@pytest.fixture
def finding(tmp_path: Path) -> Iterator[Finding]:
    corpus = make_corpus(tmp_path / "Cables", TEXTS)
    index_corpus(corpus)
    workspace = Workspace(corpus)
    finding = Finding(workspace, workspace)
    yield finding
    workspace.close()
    finding.close_index()


@pytest.fixture
def workspace(finding: Finding) -> Workspace:
    parent = finding.parent()
    assert isinstance(parent, Workspace)
    return parent


@pytest.fixture
def offered(workspace: Workspace, finding: Finding) -> list[str]:
    """Give what is offered, one after the other."""
    told: list[str] = []
    Suggestions(workspace, finding, workspace).suggested.connect(told.append)
    return told


def test_a_query_that_finds_nothing_is_corrected(
    finding: Finding, workspace: Workspace, offered: list[str], qtbot: QtBot
) -> None:
    search(qtbot, finding, "weather wehther")
    until(qtbot, workspace, lambda: offered[-1:] == ["weather weather"])
    search(qtbot, finding, "weather")
    until(qtbot, workspace, lambda: offered[-1:] == [""])  # taken back by the next search


def test_what_would_find_no_more_is_not_offered(
    finding: Finding, workspace: Workspace, offered: list[str], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.results_changed):
        finding.search("strella", Filters(date_from="1990"))
    until(qtbot, workspace, lambda: True)
    search(qtbot, finding, "zzzzzz")
    until(qtbot, workspace, lambda: True)
    assert set(offered) == {""}


def test_the_better_query_is_one_click_away(
    finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    button = DidYouMean(workspace, finding)
    qtbot.addWidget(button)
    assert button.isHidden()
    search(qtbot, finding, "weather & wehther")
    qtbot.waitUntil(lambda: not button.isHidden())
    assert button.text() == "Did &you mean  weather && weather"
    with qtbot.waitSignal(finding.results_changed):
        button.click()
    assert finding.results.total == 12
    assert button.isHidden()


def test_what_was_meant_is_not_offered_any_more_when_she_writes_on(
    finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    button = DidYouMean(workspace, finding)
    qtbot.addWidget(button)
    search(qtbot, finding, "weather & wehther")
    qtbot.waitUntil(lambda: not button.isHidden())
    finding.draft("weather & wehthers")
    assert button.isHidden()


def test_documents_like_the_open_one_are_found_without_it(
    finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_document(1)
    with qtbot.waitSignal(finding.results_changed):
        more_like_document(workspace, finding)
    assert finding.results.ids.tolist() == [2, 3]
    assert finding.query_text.startswith("Like: ")
    assert "=strela" in finding.written_query
    with qtbot.waitSignal(finding.results_changed):
        finding.search(filters=Filters())  # another filter keeps the question as it is
    assert finding.results.ids.tolist() == [2, 3]


def test_documents_like_a_passage_are_found(
    finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_document(2)
    with qtbot.waitSignal(finding.results_changed):
        more_like_selection(workspace, finding, Span(10, 25))
    assert finding.query_text == f"Like: “{workspace.text[10:25].strip()}”"
    assert finding.written_query == "=trader"
    assert set(finding.results.ids) == {1, 3}


def test_a_text_that_is_like_no_other_is_told(
    finding: Finding, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_document(1)
    with qtbot.waitSignal(workspace.told) as told, qtbot.assertNotEmitted(finding.started):
        more_like_selection(workspace, finding, Span(0, 3))
    assert "No word" in str(told.args)
