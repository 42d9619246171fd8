"""What is like the open document, what differs, and what was decided applied to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, open_corpus
from reviewer.model import Status
from reviewer.review.documents import set_status
from reviewer.review.duplicates import Duplicates, exact_similarities
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_passage
from reviewer.review.tags import create_tag
from reviewer.ui.dialogs import copying
from reviewer.ui.dialogs.copying import CopyingDialog
from reviewer.ui.dialogs.duplicates import DuplicatesDialog
from reviewer.ui.models.relatives_model import Kin
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus
from tests.unit.review.test_copying import NAME, ORIGINAL, RENAMED, SECOND

TEXTS = [ORIGINAL, RENAMED, ORIGINAL, "Nothing of the kind."]
TITLES = ["First", "<b>Renamed</b>", "Copy", "Alone"]


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    corpus = make_corpus(tmp_path / "Group", TEXTS, title=TITLES)
    create_tag(corpus, "Source")
    add_highlight(corpus, 1, *NAME, [1])
    redact_passage(corpus, 1, *SECOND, [1])
    set_status(corpus, [1], Status.REVIEWED)
    opened = Workspace(corpus)
    opened.open_document(1)
    yield opened
    opened.close()


@pytest.fixture
def dialog(workspace: Workspace, window: QWidget, qtbot: QtBot) -> Iterator[DuplicatesDialog]:
    shown = opened_dialog(workspace, window, qtbot)
    yield shown
    shown.reject()


def opened_dialog(workspace: Workspace, window: QWidget, qtbot: QtBot) -> DuplicatesDialog:
    relatives = Duplicates(workspace.corpus).now().relatives(1)
    dialog = DuplicatesDialog(window, workspace, relatives, 70)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.waitUntil(lambda: len(dialog.model.kin) == 2 and workspace.background.is_idle)
    return dialog


def said(dialog: DuplicatesDialog, column: int) -> list[str]:
    rows = range(dialog.model.rowCount())
    return [dialog.model.index(row, column).data() for row in rows]


def test_copies_and_similar_documents_are_listed(dialog: DuplicatesDialog) -> None:
    assert said(dialog, 1) == ["Copy", "<b>Renamed</b>"]
    alike = said(dialog, 0)
    assert alike[0] == "Exact copy"
    exact = exact_similarities(dialog._workspace.corpus, 1, [2], lambda: False)[2]
    assert alike[1] == f"{round(100 * exact)} %", "not what was estimated"
    assert "about 70 %" in dialog.sentence.text()
    assert said(dialog, 3) == ["Unreviewed", "Unreviewed"]
    assert dialog.sentence.textFormat() is Qt.TextFormat.PlainText
    assert "1 exact copy and 1 similar document" in dialog.sentence.text()


def test_what_differs_is_shown_in_both_and_gone_through_by_key(
    dialog: DuplicatesDialog, qtbot: QtBot
) -> None:
    beside = dialog.beside
    assert beside.told.text() == "The same text."
    with qtbot.waitSignal(beside.compared):
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    assert beside.told.text() == "Difference 1 of 1"
    boxed = [
        [view.text[span.start_cp : span.end_cp] for span in side.boxed]
        for view, side in zip(beside.views, beside._sides, strict=True)
    ]
    assert boxed == [["Anatoly"], ["Anatoli"]]
    QTest.keyClick(dialog, Qt.Key.Key_F3)
    assert beside.told.text() == "Difference 1 of 1", "round at the end"


def test_enter_opens_the_document(dialog: DuplicatesDialog, qtbot: QtBot) -> None:
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog._workspace.document is not None
    assert dialog._workspace.document.id == 2


def test_a_reader_sees_them_and_may_not_apply(
    workspace: Workspace, window: QWidget, qtbot: QtBot
) -> None:
    reading = Workspace(open_corpus(workspace.corpus.paths.folder, Access.READ))
    reading.open_document(1)
    dialog = opened_dialog(reading, window, qtbot)
    assert said(dialog, 1) == ["Copy", "<b>Renamed</b>"]
    assert not dialog.apply_button.isEnabled()
    dialog.reject()
    reading.close()


def planned(dialog: CopyingDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2)


def cells(dialog: CopyingDialog, row: int) -> list[str]:
    found = [dialog.table.item(row, column) for column in range(dialog.table.columnCount())]
    return [item.text() if item else "" for item in found]


Answered = Callable[[Callable[[], Any], Callable[[Any], None]], Any]


def test_what_was_decided_goes_to_the_copies_that_are_ticked(
    dialog: DuplicatesDialog, workspace: Workspace, qtbot: QtBot, answered: Answered
) -> None:
    def act(asking: CopyingDialog) -> None:
        planned(asking, qtbot)
        assert cells(asking, 0)[3:] == ["Reviewed, 1 highlight, 1 redaction", ""]
        assert cells(asking, 1)[3:] == ["Reviewed, 1 redaction", "1 mark"]
        ticks = [asking.table.item(row, 0) for row in (0, 1)]
        assert [item.checkState() for item in ticks if item] == [
            Qt.CheckState.Checked,
            Qt.CheckState.Unchecked,
        ]
        asking.table.setCurrentCell(1, 0)
        assert "Anatoly Petrov" in asking.detail.toPlainText()
        assert "1 document" in asking.message.text()
        asking.accept()

    with qtbot.waitSignal(workspace.changed) as told:
        answered(lambda: copying.ask_and_apply(dialog, workspace, dialog.model.kin), act)
    assert told.args is not None
    assert told.args[0].label == "apply status, highlights, redactions to 1 copy"
    qtbot.waitUntil(lambda: said(dialog, 3)[0] == "Reviewed")
    assert said(dialog, 4) == ["1 highlight, 1 redaction", ""]
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    qtbot.waitUntil(lambda: said(dialog, 3)[0] == "Unreviewed")


def test_nothing_can_be_applied_while_nothing_is_ticked(
    dialog: DuplicatesDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    kin: list[Kin] = dialog.model.kin
    asking = CopyingDialog(dialog, workspace, kin)
    planned(asking, qtbot)
    asking.tick_all.click()
    assert len(asking.choice().plans) == 2
    assert "1 mark without a place is left out" in asking.message.text()
    for box in (asking.status, asking.highlights, asking.redactions):
        box.setChecked(False)
    assert not asking.accept_button.isEnabled()
    asking.redactions.setChecked(True)
    assert asking.accept_button.isEnabled()
    assert cells(asking, 1)[3:] == ["1 redaction", ""], "the highlight is not asked for"
    asking.reject()
