from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTreeWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.ui.dialogs.quick_open import OpenedDocuments, QuickOpen, pick_document
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus

TITLES = ["Arms for <b>Vesth</b>", "Harbour log", "Ärger in Lisse", "Crane 100%", "Log of Vesth"]


@pytest.fixture
def named(tmp_path: Path) -> Corpus:
    return make_corpus(
        tmp_path / "Named", ["x"] * 5, title=TITLES, external_id=["A1", "A10", None, None, "A2"]
    )


@pytest.fixture
def workspace(qtbot: QtBot, named: Corpus) -> Iterator[Workspace]:
    workspace = Workspace(named)
    yield workspace
    workspace.close()


def shown(dialog: QuickOpen) -> list[str]:
    rows = dialog.findChild(QTreeWidget)
    assert rows is not None
    items = [rows.topLevelItem(place) for place in range(rows.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None]


def open_dialog(qtbot: QtBot, workspace: Workspace) -> tuple[QuickOpen, QLineEdit]:
    dialog = QuickOpen(workspace, Finding(workspace))
    qtbot.addWidget(dialog)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    return dialog, line


def test_what_was_opened_last_comes_first_but_not_what_is_open(
    qtbot: QtBot, workspace: Workspace
) -> None:
    opened = OpenedDocuments(workspace)
    for document_id in (1, 2, 4, 2, 3):
        workspace.open_document(document_id)
    assert opened.ids == [3, 2, 4, 1]
    dialog, _line = open_dialog(qtbot, workspace)
    qtbot.waitUntil(lambda: shown(dialog) == [TITLES[1], TITLES[3], TITLES[0]])


def test_what_was_opened_is_remembered_from_the_first_use_on(
    qtbot: QtBot, workspace: Workspace
) -> None:
    open_dialog(qtbot, workspace)
    for document_id in (1, 4, 2):
        workspace.open_document(document_id)
    dialog, _line = open_dialog(qtbot, workspace)
    qtbot.waitUntil(lambda: shown(dialog) == [TITLES[3], TITLES[0]])


def test_the_results_of_the_search_follow(qtbot: QtBot, workspace: Workspace) -> None:
    finding = Finding(workspace)
    with qtbot.waitSignal(finding.results_changed):
        finding.search("")
    dialog = QuickOpen(workspace, finding)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: shown(dialog) == TITLES)


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("a1", [TITLES[0], TITLES[1]]),
        ("LOG", [TITLES[4], TITLES[1]]),
        ("ärger", [TITLES[2]]),
        ("ÄRGER lisse", [TITLES[2]]),
        ("100%", [TITLES[3]]),
        ("%", [TITLES[3]]),
        ("_", []),
        ("vesth log", [TITLES[4]]),
        ("'; drop table document", []),
        ("DOCUMENTS.json lisse", [TITLES[2]]),
    ],
)
def test_documents_are_found_by_title_and_id(
    qtbot: QtBot, workspace: Workspace, typed: str, titles: list[str]
) -> None:
    workspace.open_document(1)
    OpenedDocuments(workspace)
    workspace.open_document(2)
    dialog, line = open_dialog(qtbot, workspace)
    qtbot.waitUntil(lambda: shown(dialog) == [TITLES[0]])
    line.setText("no such document")
    qtbot.waitUntil(lambda: shown(dialog) == [])
    line.setText("  ")
    qtbot.waitUntil(lambda: shown(dialog) == [TITLES[0]])
    line.setText(typed)
    qtbot.waitUntil(lambda: shown(dialog) == titles)


def test_the_file_is_told_beside_the_title(qtbot: QtBot, workspace: Workspace) -> None:
    dialog, line = open_dialog(qtbot, workspace)
    line.setText("A10")
    qtbot.waitUntil(lambda: shown(dialog) == [TITLES[1]])
    rows = dialog.findChild(QTreeWidget)
    assert rows is not None
    item = rows.topLevelItem(0)
    assert item is not None
    assert item.text(1) == "documents.json · row 2"


def test_enter_gives_the_document_and_escape_none(qtbot: QtBot, workspace: Workspace) -> None:
    finding = Finding(workspace)

    def press(key: Qt.Key) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QuickOpen)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText("A2")
        qtbot.waitUntil(lambda: shown(dialog) == [TITLES[4]])
        QTest.keyClick(line, key)

    QTimer.singleShot(0, lambda: press(Qt.Key.Key_Return))
    assert pick_document(None, workspace, finding) == 5
    QTimer.singleShot(0, lambda: press(Qt.Key.Key_Escape))
    assert pick_document(None, workspace, finding) is None
