from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QTableWidget
from pytestqt.qtbot import QtBot

from reviewer.model import Status
from reviewer.ui.views.document_facts import facts_line, how_known
from reviewer.ui.views.document_header import DocumentHeader
from tests.gui.views.marking import document


@pytest.fixture
def header(qtbot: QtBot) -> Iterator[DocumentHeader]:
    header = DocumentHeader()
    qtbot.addWidget(header)
    header.resize(700, 300)
    header.show_document(document())
    with qtbot.waitExposed(header):
        header.show()
    yield header


def test_markup_in_titles_is_shown_as_it_is_written(header: DocumentHeader) -> None:
    labels = header.findChildren(QLabel)
    assert "Depot at <b>Karsk</b>" in [label.text() for label in labels]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_the_facts_stand_in_one_line() -> None:
    assert facts_line(document()) == "2005-06-14 · Embassy Velmora · SECRET · Velmora → Tervin"


def test_what_was_recognised_or_corrected_is_told_by_the_tip_of_the_facts() -> None:
    known = replace(
        document(), recognised=frozenset({"date", "origin"}), as_imported={"origin": "Legation"}
    )
    assert how_known(known) == "Recognised in the text: date\nCorrected: origin"
    assert how_known(document()) == ""


def test_choosing_a_status_tells_it(header: DocumentHeader, qtbot: QtBot) -> None:
    box = header.findChild(QComboBox)
    assert box is not None
    box.setFocus()
    with qtbot.waitSignal(header.status_chosen) as chosen:
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert chosen.args == [Status.IN_REVIEW]


def test_showing_a_status_tells_nothing(header: DocumentHeader, qtbot: QtBot) -> None:
    box = header.findChild(QComboBox)
    assert box is not None
    with qtbot.assertNotEmitted(header.status_chosen):
        header.show_status(Status.SECOND_LOOK)
    assert box.currentText() == "Needs a second look"


def test_a_note_is_told_after_a_pause(header: DocumentHeader, qtbot: QtBot) -> None:
    with qtbot.waitSignal(header.note_edited) as edited:
        _write(header, "ask again")
    assert edited.args == [1, "ask again"]


def test_a_note_is_told_before_another_document_is_shown(
    header: DocumentHeader, qtbot: QtBot
) -> None:
    _write(header, "first")
    with qtbot.waitSignal(header.note_edited) as edited:
        header.show_document(document("Another", note="its own", document_id=2))
    assert edited.args == [1, "first"]
    with qtbot.assertNotEmitted(header.note_edited):
        header.flush()


@pytest.mark.parametrize("note", ["plain", "with\nlines", "NBSP\u00a0and\u2028line"])
def test_a_note_that_nobody_touched_is_never_told(
    header: DocumentHeader, qtbot: QtBot, note: str
) -> None:
    with qtbot.assertNotEmitted(header.note_edited):
        header.show_document(document(note=note))
        header.clear()


def test_a_read_only_corpus_takes_no_changes(header: DocumentHeader) -> None:
    header.set_read_only(True)
    box, note = header.findChild(QComboBox), header.findChild(QPlainTextEdit)
    assert box is not None and not box.isEnabled()
    assert note is not None and note.isReadOnly()


def test_more_shows_the_source_s_own_data(header: DocumentHeader) -> None:
    table = header.findChild(QTableWidget)
    assert table is not None and not table.isVisible()
    rows = {}
    for row in range(table.rowCount()):
        name, value = table.item(row, 0), table.item(row, 1)
        assert name is not None and value is not None
        rows[name.text()] = value.text()
    assert rows["TAGS"] == "MARR <i>PARM</i>"
    assert rows["Origin"] == "Embassy Velmora"


def _write(header: DocumentHeader, words: str) -> None:
    header.edit_note()
    note = header.findChild(QPlainTextEdit)
    assert note is not None and note.isVisible()
    QTest.keyClicks(note, words)
