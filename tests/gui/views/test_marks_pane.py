from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.review.entities import mention_new_entity
from reviewer.review.highlights import add_highlight
from reviewer.review.term_lists import add_term_list
from reviewer.ui.finding import Finding
from reviewer.ui.views.marks_pane import MarksPane
from reviewer.ui.workspace import Workspace
from tests.gui.views.panels import command


@pytest.fixture
def workspace(corpus: Corpus) -> Iterator[Workspace]:
    add_highlight(corpus, 1, 0, 11, new_tag="Arms")
    mention_new_entity(corpus, 1, 15, 25, "Port Lisse", 3)
    add_term_list(corpus, "Ships", "Lisse")
    workspace = Workspace(corpus)
    workspace.open_document(1)
    yield workspace
    workspace.close()


@pytest.fixture
def window(workspace: Workspace, qtbot: QtBot) -> QMainWindow:
    """Give a window that has a Del key of its own, with the pane in it."""
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(MarksPane(workspace, Finding(workspace, workspace)))
    remove = QAction("Remove mark", window)
    remove.setShortcut("Del")
    window.addAction(remove)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_each_panel_can_be_given_the_keyboard(window: QMainWindow) -> None:
    pane = _pane(window)
    for focus, name in (
        (pane.focus_tags, "Tags"),
        (pane.focus_entities, "Entities"),
        (pane.focus_terms, "Term lists"),
        (pane.focus_annotations, "Annotations of this document"),
    ):
        focus()
        focused = window.focusWidget()
        assert isinstance(focused, QWidget)
        assert focused.accessibleName() == name
        assert focused.isVisible()


def test_the_pane_tells_what_its_panels_tell(
    window: QMainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    pane = _pane(window)
    pane.focus_tags()
    QTest.keyClick(pane.tags.view, Qt.Key.Key_Down)
    with qtbot.waitSignals([pane.tag_chosen, pane.documents_wanted]):
        command(pane.tags, "Apply to the selection")
        command(pane.tags, "Show documents with this tag")
    pane.focus_entities()
    QTest.keyClick(pane.entities.view, Qt.Key.Key_Down)
    QTest.keyClick(pane.entities.view, Qt.Key.Key_Down)
    with qtbot.waitSignals([pane.mention_wanted, pane.entity_documents_wanted]):
        command(pane.entities, "Mark selection as mention")
        command(pane.entities, "Show documents")
    pane.focus_annotations()
    with qtbot.waitSignal(pane.mark_picked):
        QTest.keyClick(pane.annotations.view, Qt.Key.Key_Down)


def test_del_in_a_list_is_not_the_windows_del(
    window: QMainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    pane = _pane(window)
    remove = next(a for a in window.actions() if a.text() == "Remove mark")
    pane.focus_annotations()
    pane.show_picked("highlight", workspace.marks.highlights[0].id)
    handle = window.windowHandle()
    assert handle is not None
    with qtbot.assertNotEmitted(remove.triggered):
        QTest.keyClick(handle, Qt.Key.Key_Delete)
    assert workspace.marks.highlights == ()
    assert len(workspace.marks.mentions) == 1


def _pane(window: QMainWindow) -> MarksPane:
    pane = window.centralWidget()
    assert isinstance(pane, MarksPane)
    return pane
