"""Suggested entities at the assembled page: seen, gone through, accepted and rejected by key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from reviewer.corpus import annotations
from reviewer.corpus.database import Access, open_corpus
from reviewer.model import Span
from reviewer.settings import Settings
from reviewer.ui.actions import Actions
from reviewer.ui.dialogs import confirming, entity_picker
from reviewer.ui.dialogs.entity_picker import EntityChoice
from reviewer.ui.review_page import ReviewPage
from reviewer.ui.views.short_list import ShortList
from tests.editions import make_edition
from tests.indexes import index_corpus

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
HERE = ["Ilse Ambo · Person", "Harbour Office · Organisation", "Velmara · Place", "T. Ott · Person"]


class Desk:
    """A window with the edition open at its first document."""

    def __init__(self, qtbot: QtBot, folder: Path, access: Access = Access.WRITE) -> None:
        self.qtbot = qtbot
        self.told: list[str] = []
        self.window = window = QMainWindow()
        qtbot.addWidget(window)
        self.page = ReviewPage(open_corpus(folder, access), Actions(window, {}), Settings())
        window.setCentralWidget(self.page)
        window.resize(1200, 700)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        self.space = self.page.workspace
        self.space.told.connect(self.told.append)
        qtbot.waitUntil(lambda: self.space.document is not None)
        self.settle()
        self.view = self.page.document.text_view
        found = self.page.suggested.findChild(ShortList)
        assert found is not None
        self.list = found

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.space.is_idle)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        self.view.setFocus()
        QTest.keyClick(self.view, key, modifiers)
        self.settle()

    @property
    def names(self) -> list[str]:
        items = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        return [item.text(0) for item in items if item is not None]

    @property
    def underlined(self) -> list[str]:
        text = self.view.text
        shown = self.view.shown_suggestions(Span(0, len(text)))
        return [text[each.span.start_cp : each.span.end_cp] for each in shown]

    @property
    def undo_label(self) -> str:
        return self.space.undo_label or ""

    @property
    def mentioned(self) -> list[str]:
        return [each.quote for each in self.space.marks.mentions]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "Edition"
    with make_edition(place) as corpus:
        index_corpus(corpus)
    return place


@pytest.fixture
def desk(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    made = Desk(qtbot, folder)
    yield made
    made.page.close_corpus()


NONE = Qt.KeyboardModifier.NoModifier


def test_suggestions_are_shown_in_the_text_and_folded_below_the_entities(desk: Desk) -> None:
    assert desk.underlined == ["Ilse Ambo", "Harbour Office", "Ilse Ambo", "Velmara", "T. Ott"]
    assert desk.names == HERE
    heading = desk.page.suggested.findChild(QToolButton)
    assert heading is not None and heading.text() == "Suggested (5)"
    assert desk.list.isHidden()
    QTest.keyClick(desk.view, Qt.Key.Key_9, CTRL)
    assert desk.list.hasFocus()


def test_by_key_she_goes_through_them_and_accepts_or_rejects(desk: Desk) -> None:
    desk.press(Qt.Key.Key_S, NONE)
    desk.press(Qt.Key.Key_S, NONE)
    assert desk.view.selection_cp() == desk.page.suggestions.items[1].span
    desk.press(Qt.Key.Key_E, SHIFT)
    assert desk.mentioned == ["Harbour Office"]
    desk.press(Qt.Key.Key_X, NONE)
    assert desk.underlined == ["Ilse Ambo", "Velmara", "T. Ott"]
    assert desk.mentioned == ["Harbour Office"]
    selected = desk.view.selection_cp()
    assert selected is not None
    assert desk.view.text[selected.start_cp : selected.end_cp] == "Velmara"
    desk.space.undo()
    desk.settle()
    assert desk.underlined == ["Ilse Ambo", "Ilse Ambo", "Velmara", "T. Ott"]


def test_without_a_suggestion_at_hand_nothing_is_done(desk: Desk) -> None:
    desk.view.reveal(Span(0, 0))
    desk.press(Qt.Key.Key_X, NONE)
    assert desk.undo_label == ""
    assert "Go to a suggestion first" in desk.told[-1]


def test_a_name_is_settled_in_the_list_for_the_whole_document(desk: Desk) -> None:
    QTest.keyClick(desk.view, Qt.Key.Key_9, CTRL)
    QTest.keyClick(desk.list, Qt.Key.Key_E)
    desk.settle()
    assert desk.mentioned == ["Ilse Ambo", "Ilse Ambo"]
    assert desk.names == HERE[1:]
    QTest.keyClick(desk.list, Qt.Key.Key_Delete)
    desk.settle()
    assert desk.names == HERE[2:]
    assert desk.list.hasFocus()
    QTest.keyClick(desk.list, Qt.Key.Key_Return)
    selected = desk.view.selection_cp()
    assert selected is not None
    assert desk.view.text[selected.start_cp : selected.end_cp] == "Velmara"


def test_the_whole_corpus_is_asked_about_by_number(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([False, True])

    def answer(_parent: object, question: str, explanation: str, accept_text: str) -> bool:
        asked.append(f"{question} {explanation} {accept_text}")
        return next(answers)

    monkeypatch.setattr(confirming, "confirm", answer)
    QTest.keyClick(desk.view, Qt.Key.Key_9, CTRL)
    QTest.keyClick(desk.list, Qt.Key.Key_E, SHIFT)
    desk.settle()
    assert desk.undo_label == ""
    assert "3 passages in 2 documents" in asked[0]
    QTest.keyClick(desk.list, Qt.Key.Key_E, SHIFT)
    desk.qtbot.waitUntil(lambda: desk.undo_label != "")
    desk.settle()
    assert desk.undo_label == "mention of new entity “Ilse Ambo” in 3 passages"
    desk.space.open_document(2)
    desk.settle()
    assert desk.mentioned == ["Ilse Ambo"]
    assert desk.names == ["Velmara · Place"]


def test_a_name_is_accepted_as_somebody_who_has_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = EntityChoice(None, "Consul Ambo", 1)
    monkeypatch.setattr(entity_picker, "pick_entity", lambda *_given: choice)
    desk.page.suggestions.accept_as(desk.page.suggestions.items[0].suggested)
    desk.settle()
    with desk.space.corpus.read() as connection:
        assert [each.name for each in annotations.entities(connection)] == ["Consul Ambo"]
    assert desk.mentioned == ["Ilse Ambo", "Ilse Ambo"]


def test_the_released_view_suggests_nothing(desk: Desk) -> None:
    desk.page.reading.show_released(True)
    assert desk.underlined == []
    desk.press(Qt.Key.Key_S, NONE)
    assert desk.told[-1] == "Nothing is suggested in this document."


def test_a_window_that_only_reads_shows_suggestions_and_takes_none(
    qtbot: QtBot, folder: Path
) -> None:
    desk = Desk(qtbot, folder, Access.READ)
    assert desk.names == HERE
    QTest.keyClick(desk.view, Qt.Key.Key_9, CTRL)
    QTest.keyClick(desk.list, Qt.Key.Key_E)
    desk.press(Qt.Key.Key_S, NONE)
    desk.press(Qt.Key.Key_E, SHIFT)
    assert desk.mentioned == []
    desk.page.close_corpus()
