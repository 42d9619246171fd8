from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QTextCharFormat
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.model import Span
from reviewer.review.finding import Finder
from reviewer.review.term_lists import add_term_list, edit_term_list, show_term_list
from reviewer.ui.decorations import Ranges, TermHit
from reviewer.ui.term_marking import TermMarking
from reviewer.ui.views.text_view import TextView
from reviewer.ui.workspace import Workspace
from tests.gui.searching import until

RED, GREEN = "#ff6666", "#5fb236"


@pytest.fixture
def workspace(corpus: Corpus) -> Iterator[Workspace]:
    add_term_list(corpus, "Names", "Port Lisse\nmissile*\n/ignored/", colour=RED)
    add_term_list(corpus, "Posts", "embassy\nconsul", colour=GREEN)
    workspace = Workspace(corpus)
    yield workspace
    workspace.close()


@pytest.fixture
def view(workspace: Workspace, qtbot: QtBot) -> TextView:
    """Give a view in step with the workspace, as the window has it."""
    view = TextView()
    qtbot.addWidget(view)
    view.resize(700, 300)
    workspace.document_opened.connect(lambda: view.show_document(workspace.text))
    with qtbot.waitExposed(view):
        view.show()
    marking = TermMarking(workspace, Finder(workspace.corpus), view)
    assert marking.parent() is view
    return view


def test_terms_are_tinted_in_the_open_document(
    view: TextView, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_document(1)
    wanted = ["embassy", "Port Lisse", "missiles", "missiles"]
    until(qtbot, workspace, lambda: _tinted(view) == wanted)
    workspace.open_document(2)
    until(qtbot, workspace, lambda: _tinted(view) == ["consul"])
    assert "Posts: consul" in [term.label for term in view.shown_terms(Span(0, 100))]


def test_a_list_is_hidden_shown_and_changed_at_once(
    view: TextView, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_document(1)
    until(qtbot, workspace, lambda: len(_tinted(view)) == 4)
    workspace.perform(show_term_list, 1, False)
    until(qtbot, workspace, lambda: _tinted(view) == ["embassy"])
    workspace.perform(edit_term_list, 2, text="reports")
    until(qtbot, workspace, lambda: _tinted(view) == ["reports"])
    workspace.perform(show_term_list, 2, False)
    until(qtbot, workspace, lambda: _tinted(view) == [])


def test_terms_come_back_after_another_text_was_shown(
    view: TextView, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.open_document(1)
    until(qtbot, workspace, lambda: len(_tinted(view)) == 4)
    view.show_document("The embassy in [redacted] reports.")
    assert _tinted(view) == []
    view.show_document(workspace.text)
    assert len(_tinted(view)) == 4
    view.set_markable(False)
    assert _tinted(view) == []


def test_only_what_is_seen_is_decorated(view: TextView) -> None:
    text = "word\n" * 50_000
    view.show_document(text)
    spans = (Span(place * 5, place * 5 + 4) for place in range(50_000))
    view.show_terms(text, Ranges(TermHit(span, RED, "Names: word") for span in spans))
    assert 0 < len(view.extraSelections()) < 100
    view.reveal(Span(200_000, 200_004))
    starts = [selection.cursor.selectionStart() for selection in view.extraSelections()]
    assert min(starts) <= 200_000 <= max(starts)
    assert len(starts) < 100


def _tinted(view: TextView) -> list[str]:
    """Return the words that have the look of a term, as they stand in the widget."""
    dotted = QTextCharFormat.UnderlineStyle.DotLine
    selections = sorted(view.extraSelections(), key=lambda each: each.cursor.selectionStart())
    return [
        each.cursor.selectedText() for each in selections if each.format.underlineStyle() == dotted
    ]
