"""A review at the assembled page: what keys do to the selection, the marks and the view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QMainWindow,
    QPlainTextEdit,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.model import Span, Status
from reviewer.review.documents import set_note
from reviewer.review.entities import create_entity
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_passage
from reviewer.review.tags import create_tag
from reviewer.search.index import SearchIndex
from reviewer.settings import Settings
from reviewer.ui.actions import MENUS, Actions
from reviewer.ui.dialogs import confirming, reasons_picker, tag_picker
from reviewer.ui.dialogs.concordance import show_concordance
from reviewer.ui.dialogs.entity_picker import EntityChoice
from reviewer.ui.review_page import ReviewPage
from reviewer.ui.views.link_button import LinkButton
from tests.corpora import make_corpus

TEXTS = [
    "The embassy in Port Lisse reports on the missiles. The missiles were not found.",
    "Ruđer 😀 Mwangi met\nthe consul; nobody else was there.",
    "Missiles, said the consul. The missiles again.",
]
EMBASSY = Span(4, 11)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "Cables"
    with make_corpus(place, TEXTS) as corpus:
        create_tag(corpus, "Embassies", shortcut=1)
        create_tag(corpus, "Weapons", shortcut=2)
        create_entity(corpus, "Ruđer Mwangi", 1)
        index = SearchIndex.create(corpus.paths.index)
        with corpus.read() as connection:
            index.add(list(searchable_documents(connection, document_ids(connection))))
        index.close()
    return place


class Desk:
    """A window with one corpus open."""

    def __init__(self, qtbot: QtBot, corpus: Corpus, settings: Settings | None = None) -> None:
        self.qtbot = qtbot
        self.settings = settings or Settings()
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.actions = Actions(self.window, {})
        self.page = ReviewPage(corpus, self.actions, self.settings)
        self.window.setCentralWidget(self.page)
        self.window.resize(1200, 700)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        qtbot.waitUntil(lambda: self.page.workspace.document is not None)
        self.settle()
        self.view = self.page.document.text_view
        self.view.setFocus()

    @property
    def marks(self) -> Any:
        return self.page.workspace.marks

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.page.workspace.is_idle)

    def select(self, span: Span) -> None:
        self.view.reveal(span, select=True)
        assert self.view.selection_cp() == span

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QTest.keyClick(self.view, key, held)
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    made = Desk(qtbot, open_corpus(folder, Access.WRITE))
    yield made
    made.page.close_corpus()


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_number_keys_put_tags_on_the_selection_and_take_them_off(desk: Desk) -> None:
    desk.select(EMBASSY)
    desk.press(Qt.Key.Key_1)
    desk.press(Qt.Key.Key_2)
    (highlight,) = desk.marks.highlights
    assert (highlight.quote, highlight.tag_ids) == ("embassy", (1, 2))
    desk.view.reveal(Span(0, 1))
    desk.page.marking.pick("highlight", highlight.id)
    desk.view.moveCursor(desk.view.textCursor().MoveOperation.Start)
    desk.press(Qt.Key.Key_2)
    assert desk.marks.highlights[0].tag_ids == (1,)


def test_the_status_keys_mark_what_is_selected_in_the_list(desk: Desk) -> None:
    desk.actions["focus_results"].trigger()
    desk.page.documents.results.view.selectAll()
    desk.actions["status_reviewed"].trigger()
    desk.settle()
    assert desk.page.workspace.undo_label == "mark 3 documents “Reviewed”"
    desk.view.setFocus()
    desk.actions["status_second_look"].trigger()
    desk.settle()
    assert "3 documents" not in (desk.page.workspace.undo_label or "")


def test_white_space_at_the_ends_of_a_selection_is_not_marked(desk: Desk) -> None:
    desk.select(Span(3, 12))
    desk.press(Qt.Key.Key_H)
    assert desk.marks.highlights[0].span == EMBASSY


def test_a_new_tag_from_the_picker_is_one_step_to_undo(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_picker, "pick_tag", lambda *_a, **_k: "Ports & harbours")
    desk.select(Span(15, 25))
    desk.press(Qt.Key.Key_Q)
    assert desk.marks.highlights[0].quote == "Port Lisse"
    assert desk.actions["undo"].text() == "&Undo highlight “Ports && harbours”"
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.marks.highlights == ()
    assert "Ports & harbours" not in [tag.name for tag in desk.page.workspace.tags.values()]
    desk.press(Qt.Key.Key_Z, CTRL, SHIFT)
    assert desk.marks.highlights[0].quote == "Port Lisse"


def test_a_mention_of_a_known_entity(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from reviewer.ui.dialogs import entity_picker

    monkeypatch.setattr(entity_picker, "pick_entity", lambda *_a: EntityChoice(1, "", 1))
    desk.page.workspace.open_document(2)
    desk.select(Span(0, 14))
    desk.press(Qt.Key.Key_E)
    assert [(m.quote, m.entity_id) for m in desk.marks.mentions] == [("Ruđer 😀 Mwangi", 1)]


def test_reasons_are_asked_for_once_and_then_given_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def pick(*_arguments: Any, **_named: Any) -> tuple[list[int], str]:
        asked.append(1)
        return [2], "she asked for it"

    monkeypatch.setattr(reasons_picker, "pick_reasons", pick)
    desk.select(Span(15, 25))
    desk.press(Qt.Key.Key_R)
    desk.select(EMBASSY)
    desk.press(Qt.Key.Key_R)
    assert [r.reason_ids for r in desk.marks.redactions] == [(2,), (2,)]
    assert len(asked) == 1


def test_the_reasons_of_a_redaction_in_the_concordance_are_given_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reasons_picker, "pick_reasons", lambda *_a, **_k: ([2], ""))
    monkeypatch.setattr(confirming, "confirm", lambda *_a, **_k: True)
    desk.page.finding.search("nobody")
    desk.settle()
    window = show_concordance(desk.page, desk.page.workspace, desk.page.finding)
    desk.qtbot.waitUntil(lambda: len(window.model.accepted()) == 1)
    window.redact.click()
    desk.qtbot.waitUntil(lambda: desk.page.workspace.last_reasons == [2])
    window.close()
    monkeypatch.setattr(reasons_picker, "pick_reasons", lambda *_a, **_k: None)
    desk.page.workspace.open_document(1)
    desk.select(EMBASSY)
    desk.actions["redact_selection"].trigger()
    assert [each.reason_ids for each in desk.marks.redactions] == [(2,)]


def test_the_released_view_hides_what_is_redacted_and_takes_no_marks(desk: Desk) -> None:
    desk.page.workspace.perform(redact_passage, 1, 15, 25, [1])
    desk.press(Qt.Key.Key_R, CTRL, SHIFT)
    assert "Port Lisse" not in desk.view.text
    assert "[REDACTED: Source protection]" in desk.view.text
    desk.view.reveal(Span(0, 11), select=True)
    desk.press(Qt.Key.Key_1)
    assert desk.marks.highlights == ()
    desk.press(Qt.Key.Key_R, CTRL, SHIFT)
    assert desk.view.text == TEXTS[0]


def test_the_released_view_tells_of_the_document_what_would_be_released(
    qtbot: QtBot, tmp_path: Path
) -> None:
    text = "Ana Varga called. Later ANA VARGA wrote, and Ana Varga again."
    make_corpus(
        tmp_path / "Letters",
        [text],
        title="Call of Ana Varga",
        sender="Ana Varga",
        metadata={"Subject": "ANA VARGA, by telephone"},
        note="Ana Varga is the source",
    ).close()
    desk = Desk(qtbot, open_corpus(tmp_path / "Letters", Access.WRITE))
    space, header = desk.page.workspace, desk.page.document.header
    space.perform(redact_passage, 1, 0, 9, [1])
    assert "Call of Ana Varga" in _words_in(header)
    desk.press(Qt.Key.Key_R, CTRL, SHIFT)
    shown = _words_in(header)
    assert "Call of [REDACTED: Source protection]" in shown
    assert "Still stands in this text: “ANA VARGA” 2 more times" in shown
    assert "is the source" not in shown
    assert shown.casefold().count("varga") == 1  # where she is told that it still stands
    link = next(each for each in header.findChildren(LinkButton) if each.isVisible())
    for words in ("ANA VARGA", "Ana Varga", "ANA VARGA"):
        link.click()
        assert desk.view.textCursor().selectedText() == words
    desk.press(Qt.Key.Key_R, CTRL, SHIFT)
    assert "Call of Ana Varga" in _words_in(header)
    assert "Ana Varga is the source" in _words_in(header)
    assert "Still stands" not in _words_in(header)
    desk.page.close_corpus()


def test_what_is_typed_into_the_note_is_kept_when_the_released_view_comes(desk: Desk) -> None:
    field = _note_field(desk)
    QTest.keyClicks(field, "ask again")
    desk.actions["show_released"].trigger()
    desk.settle()
    assert not field.isVisible()
    desk.actions["show_released"].trigger()
    desk.settle()
    assert field.isVisible() and field.toPlainText() == "ask again"


def _words_in(header: QWidget) -> str:
    """Return what can be read in a header."""
    labels = [each.text() for each in header.findChildren(QLabel) if each.isVisible()]
    links = [each.whole_text for each in header.findChildren(LinkButton) if each.isVisible()]
    notes = [each.toPlainText() for each in header.findChildren(QPlainTextEdit) if each.isVisible()]
    (table,) = header.findChildren(QTableWidget)
    items = [table.item(row, column) for row in range(table.rowCount()) for column in range(3)]
    return "\n".join([*labels, *links, *notes, *(item.text() for item in items if item)])


def test_the_edges_of_a_picked_highlight_move_by_words(desk: Desk) -> None:
    desk.select(EMBASSY)
    desk.press(Qt.Key.Key_1)
    desk.press(Qt.Key.Key_Right, CTRL, ALT, SHIFT)
    assert desk.marks.highlights[0].quote == "embassy in"
    desk.press(Qt.Key.Key_Left, CTRL, ALT)
    assert desk.marks.highlights[0].quote == "The embassy in"
    desk.press(Qt.Key.Key_Delete)
    assert desk.marks.highlights == ()


def test_hits_are_walked_within_and_across_documents(desk: Desk) -> None:
    desk.page.finding.search("missiles")
    desk.settle()
    first = desk.page.workspace.document
    desk.page.workspace.open_document(int(desk.page.finding.results.ids[0]))
    desk.settle()
    places = []
    for _ in range(4):
        document = desk.page.workspace.document
        assert document is not None
        places.append((document.id, desk.page.status.place.text()))
        desk.press(Qt.Key.Key_F3)
        desk.settle()
    assert first is not None
    assert sorted(places) == [
        (1, "Hit 1 of 2"),
        (1, "Hit 2 of 2"),
        (3, "Hit 1 of 2"),
        (3, "Hit 2 of 2"),
    ]


def test_a_key_that_is_held_down_passes_over_no_hit(desk: Desk) -> None:
    desk.page.workspace.open_document(2)
    desk.page.finding.search("missiles")
    desk.settle()
    document = desk.page.workspace.document
    assert document is not None
    assert document.id == 2  # which has no hit
    for _ in range(3):  # faster than the hits of what it opens are found
        desk.actions["next_hit"].trigger()
    desk.settle()
    document = desk.page.workspace.document
    assert document is not None
    assert document.id == desk.page.finding.results.ids[0]
    assert desk.page.status.place.text() == "Hit 1 of 2"


def test_a_wide_window_gives_room_to_the_lists_as_well_as_to_the_text(desk: Desk) -> None:
    panes = (desk.page.documents, desk.page.document, desk.page.marks)
    before = [pane.width() for pane in panes]
    desk.window.resize(desk.window.width() + 1_200, 700)
    desk.qtbot.waitUntil(lambda: sum(pane.width() for pane in panes) > sum(before) + 1_100)
    assert all(pane.width() > was + 200 for pane, was in zip(panes, before, strict=True))


def test_no_button_of_the_page_has_the_key_of_a_menu(desk: Desk) -> None:
    menus = {QKeySequence.mnemonic(f"&{name}") for name in MENUS}
    desk.page.documents.search.problem.tell("Wrong.", "right")
    buttons = desk.page.findChildren(QAbstractButton)
    assert len(buttons) > 10
    taken = [each.text() for each in buttons if QKeySequence.mnemonic(each.text()) in menus]
    assert not taken


def test_reviewed_and_next(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return, CTRL)
    document = desk.page.workspace.document
    assert document is not None
    assert document.id == 2
    desk.press(Qt.Key.Key_PageUp, SHIFT)
    document = desk.page.workspace.document
    assert document is not None
    assert (document.id, document.status) == (1, Status.REVIEWED)
    desk.qtbot.waitUntil(lambda: "1 of 3 reviewed" in desk.page.status.reviewed.text())


def test_back_and_forward(desk: Desk) -> None:
    for document_id in (3, 2):
        desk.page.workspace.open_document(document_id)
    seen = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        desk.press(key, ALT)
        document = desk.page.workspace.document
        assert document is not None
        seen.append(document.id)
    assert seen == [3, 1, 3]


def test_the_documents_of_a_tag(desk: Desk) -> None:
    desk.page.workspace.perform(add_highlight, 3, 0, 8, [2])
    desk.page.marks.documents_wanted.emit(2)
    desk.settle()
    assert desk.page.finding.results.ids.tolist() == [3]


def test_a_note_is_saved_when_the_corpus_is_closed(qtbot: QtBot, folder: Path) -> None:
    desk = Desk(qtbot, open_corpus(folder, Access.WRITE))
    desk.page.document.header.edit_note()
    QTest.keyClicks(desk.page.document.header._note, "Ask again")
    desk.page.close_corpus()
    again = Desk(qtbot, open_corpus(folder, Access.WRITE), desk.settings)
    document = again.page.workspace.document
    assert document is not None
    assert document.note == "Ask again"
    again.page.close_corpus()


def test_a_reader_sees_all_and_changes_nothing(desk: Desk, qtbot: QtBot, folder: Path) -> None:
    reader = Desk(qtbot, open_corpus(folder, Access.READ))
    reader.select(EMBASSY)
    assert not reader.actions["highlight_plain"].isEnabled()
    assert not reader.actions["undo"].isEnabled()
    reader.press(Qt.Key.Key_1)
    assert reader.marks.highlights == ()
    assert reader.page.status.read_only.isVisible()
    reader.page.close_corpus()


def test_the_document_that_was_read_last_is_opened_again(qtbot: QtBot, folder: Path) -> None:
    desk = Desk(qtbot, open_corpus(folder, Access.WRITE))
    desk.page.workspace.open_document(2)
    desk.page.close_corpus()
    again = Desk(qtbot, open_corpus(folder, Access.WRITE), desk.settings)
    document = again.page.workspace.document
    assert document is not None
    assert document.id == 2
    again.page.close_corpus()


def _note_field(desk: Desk) -> QPlainTextEdit:
    desk.actions["document_note"].trigger()
    field = desk.page.document.header.findChild(QPlainTextEdit)
    assert field is not None and field.hasFocus()
    return field


def test_the_note_field_follows_undo_and_redo(desk: Desk) -> None:
    field = _note_field(desk)
    QTest.keyClicks(field, "ask again ")
    desk.view.setFocus()
    desk.settle()
    assert field.toPlainText() == "ask again "  # not cut under her hands, though stored without
    desk.press(Qt.Key.Key_Z, CTRL)
    assert field.toPlainText() == ""
    desk.press(Qt.Key.Key_Z, CTRL, SHIFT)
    assert field.toPlainText() == "ask again"
    desk.press(Qt.Key.Key_Z, CTRL)
    QTest.keyClicks(_note_field(desk), "x")
    desk.page.document.header.flush()
    assert desk.page.workspace.document is not None
    assert desk.page.workspace.document.note == "x"


def test_what_is_typed_into_the_note_outlives_a_change_from_elsewhere(desk: Desk) -> None:
    space = desk.page.workspace
    assert space.document is not None
    field = _note_field(desk)
    QTest.keyClicks(field, "mine")
    space.perform(set_note, space.document.id, "from elsewhere")
    assert field.toPlainText() == "mine"
    desk.view.setFocus()
    assert space.document.note == "mine"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_ctrl_enter_in_the_note_saves_it_and_goes_back_to_the_text(desk: Desk, key: Qt.Key) -> None:
    before = desk.page.workspace.document
    field = _note_field(desk)
    QTest.keyClicks(field, "ask again")
    QTest.keyClick(field, key, CTRL)
    desk.settle()
    after = desk.page.workspace.document
    assert before is not None and after is not None
    assert (after.id, after.status, after.note) == (before.id, Status.UNREVIEWED, "ask again")
    assert desk.view.hasFocus()
