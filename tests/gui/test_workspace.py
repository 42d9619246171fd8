"""The workspace tells every pane of every change, done, undone or redone."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus import annotations
from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.errors import CorpusReadOnly, ReviewError
from reviewer.model import Span, Status
from reviewer.review.changes import Change
from reviewer.review.documents import set_status
from reviewer.review.highlights import add_highlight, set_highlight_span
from reviewer.review.tags import create_tag
from reviewer.ui.workspace import Workspace


@pytest.fixture
def workspace(corpus: Corpus, qtbot: QtBot) -> Iterator[Workspace]:
    space = Workspace(corpus)
    yield space
    space.background.close()


def quotes(workspace: Workspace) -> list[str]:
    """Return what is highlighted in the open document."""
    return [mark.quote for mark in workspace.marks.highlights]


def test_a_change_is_read_again_before_it_is_told(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.open_document(1)
    with qtbot.waitSignal(workspace.marks_changed):
        workspace.perform(add_highlight, 1, 4, 11, new_tag="Embassies")
    assert quotes(workspace) == ["embassy"]
    assert [tag.name for tag in workspace.tags.values()] == ["Embassies"]
    assert workspace.undo_label == "highlight “Embassies”"


def test_a_change_elsewhere_leaves_the_document_alone(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.open_document(1)
    with qtbot.assertNotEmitted(workspace.marks_changed):
        workspace.perform(add_highlight, 2, 0, 5)
    assert workspace.marks.highlights == ()


def test_undo_goes_to_the_document_it_undoes_something_in(
    workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.perform(add_highlight, 2, 0, 5)
    workspace.open_document(1)
    with qtbot.waitSignal(workspace.document_opened):
        workspace.undo()
    assert workspace.document is not None
    assert workspace.document.id == 2
    assert workspace.marks.highlights == ()
    with qtbot.waitSignal(workspace.marks_changed):
        workspace.redo()
    assert quotes(workspace) == ["Ruđer"]


def test_undo_shows_the_passage_it_changed(workspace: Workspace, qtbot: QtBot) -> None:
    change = workspace.perform(add_highlight, 2, 0, 5)
    assert change is not None
    workspace.perform(set_highlight_span, change.new_id, 1, 5)
    workspace.open_document(1)
    with qtbot.waitSignal(workspace.reveal_wanted) as edges:
        workspace.undo()
    assert edges.args == [Span(0, 5)]
    with qtbot.waitSignal(workspace.reveal_wanted) as removed:
        workspace.undo()
    assert removed.args == [Span(0, 5)]


def test_pressing_undo_twice_undoes_twice(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.open_document(1)
    workspace.perform(add_highlight, 1, 0, 3)
    workspace.perform(add_highlight, 1, 4, 11)
    workspace.undo()
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.is_idle)
    assert workspace.marks.highlights == ()
    assert workspace.undo_label is None


def test_what_is_being_taken_back_is_told_before_it_is_done(
    workspace: Workspace, qtbot: QtBot
) -> None:
    told: list[str] = []
    workspace.told.connect(told.append)
    workspace.perform(add_highlight, 1, 0, 3, new_tag="Arms")
    workspace.undo()
    assert told == ["Undoing: highlight “Arms”…"]
    qtbot.waitUntil(lambda: workspace.is_idle)
    assert told[1:] == ["Undone: highlight “Arms”"]
    workspace.redo()
    assert told[2:] == ["Redoing: highlight “Arms”…"]
    qtbot.waitUntil(lambda: workspace.is_idle)


def test_a_bulk_change_that_changes_nothing_says_so(workspace: Workspace, qtbot: QtBot) -> None:
    told: list[str] = []
    workspace.told.connect(told.append)
    workspace.perform_in_background(set_status, [1], Status.UNREVIEWED)
    qtbot.waitUntil(lambda: workspace.is_idle)
    assert told == ["Working…", "There was nothing to change."]


def test_undo_at_the_beginning_is_told_as_a_sentence(workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(workspace.trouble) as told:
        workspace.undo()
    assert str(told.args[0]) == "There is nothing to undo."


def test_a_refused_change_is_told_and_nothing_changes(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.perform(create_tag, "Igla")
    with qtbot.waitSignal(workspace.trouble) as told:
        assert workspace.perform(create_tag, "igla") is None
    assert isinstance(told.args[0], ReviewError)
    assert len(workspace.tags) == 1


def test_status_changes_are_told_for_the_open_document(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.open_document(3)
    with qtbot.waitSignal(workspace.document_changed):
        workspace.perform(set_status, [3], Status.SECOND_LOOK)
    assert workspace.document is not None
    assert workspace.document.status is Status.SECOND_LOOK


def test_opening_can_reveal_a_passage(workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(workspace.reveal_wanted) as told:
        workspace.open_document(2, Span(6, 7))
    assert told.args[0] == Span(6, 7)
    assert workspace.text[6] == "😀"


def test_a_reader_cannot_change_anything(tmp_path: Path, corpus: Corpus, qtbot: QtBot) -> None:
    space = Workspace(open_corpus(corpus.paths.folder, Access.READ))
    with qtbot.waitSignal(space.trouble) as told:
        space.perform(create_tag, "Igla")
    assert isinstance(told.args[0], CorpusReadOnly)
    space.close()


def test_a_mark_during_a_bulk_change_waits_behind_it_and_not_in_the_window(
    workspace: Workspace, qtbot: QtBot
) -> None:
    go_on = Event()

    def long_change(corpus: Corpus, ids: list[int], status: Status) -> Change:
        assert go_on.wait(10)
        return set_status(corpus, ids, status)

    workspace.open_document(1)
    workspace.perform_in_background(long_change, [1, 2], Status.REVIEWED)
    before = time.monotonic()
    assert workspace.perform(add_highlight, 1, 4, 11) is None
    assert time.monotonic() - before < 1
    assert workspace.marks.highlights == ()
    go_on.set()
    qtbot.waitUntil(lambda: workspace.is_idle)
    assert quotes(workspace) == ["embassy"]
    assert workspace.document is not None
    assert workspace.document.status is Status.REVIEWED
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.is_idle)
    assert (quotes(workspace), workspace.document.status) == ([], Status.REVIEWED)


def test_a_change_that_was_asked_for_is_done_even_if_the_window_closes(
    corpus: Corpus, qtbot: QtBot
) -> None:
    space = Workspace(corpus)
    folder = corpus.paths.folder
    for number in range(20):
        space.perform_in_background(add_highlight, 1, number, number + 3)
    space.close()
    with open_corpus(folder, Access.READ) as again, again.read() as connection:
        assert len(annotations.marks_of(connection, 1).highlights) == 20
