"""The window tells what is like the open document and like those in the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer.review.duplicates import Alike
from reviewer.review.redactions import redact_passage
from reviewer.settings import Settings
from reviewer.ui.comparing import NOTHING_ALIKE, Comparing
from reviewer.ui.finding import Finding
from reviewer.ui.models.documents_model import ALIKE_ROLE, DocumentsModel
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.workspace import Workspace
from tests.corpora import add_documents, make_corpus
from tests.unit.review.test_duplicates import ONE, TEXTS, changed


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    held = Workspace(make_corpus(tmp_path / "Alike", TEXTS))
    yield held
    held.close()


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def comparing(workspace: Workspace, settings: Settings, qtbot: QtBot) -> Iterator[Comparing]:
    window = QWidget()
    qtbot.addWidget(window)
    strip = DocumentStrip(window)
    finding = Finding(workspace)
    held = Comparing(workspace, finding, strip, settings)
    yield held
    workspace.background.close()
    finding.close_index()


def compared(comparing: Comparing, qtbot: QtBot) -> Alike:
    with qtbot.waitSignal(comparing.alike_changed) as told:
        comparing.refresh()
    assert told.args is not None
    alike: Alike = told.args[0]
    return alike


def test_the_line_of_a_document_tells_what_is_like_it(
    comparing: Comparing, workspace: Workspace, qtbot: QtBot
) -> None:
    compared(comparing, qtbot)
    workspace.open_document(1)
    qtbot.waitUntil(lambda: comparing.link.whole_text == "1 exact copy, 1 similar document")
    workspace.open_document(5)
    assert comparing.link.isHidden()
    qtbot.waitUntil(lambda: workspace.is_idle)
    with qtbot.waitSignal(workspace.told) as told:
        comparing.show()
    assert told.args == [NOTHING_ALIKE]


def test_a_group_that_is_redacted_in_part_is_told(
    comparing: Comparing, workspace: Workspace, qtbot: QtBot
) -> None:
    compared(comparing, qtbot)
    workspace.open_document(1)
    alike = "1 exact copy, 1 similar document"
    qtbot.waitUntil(lambda: comparing.link.whole_text == alike)
    workspace.perform(redact_passage, 1, 0, 5, [1])
    qtbot.waitUntil(lambda: comparing.link.whole_text == f"{alike}, 2 without a redaction")
    workspace.open_document(3)
    qtbot.waitUntil(lambda: comparing.link.whole_text == f"{alike}, 1 of them redacted")
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.is_idle)
    workspace.open_document(1)
    qtbot.waitUntil(lambda: comparing.link.whole_text == alike)


def test_rows_tell_how_many_are_like_them(
    comparing: Comparing, workspace: Workspace, qtbot: QtBot
) -> None:
    model = DocumentsModel(workspace)
    model.show([1, 4, 5], comparing._finding.query)
    comparing.alike_changed.connect(model.show_alike)
    compared(comparing, qtbot)
    assert [model.index(row, 0).data(ALIKE_ROLE) for row in range(3)] == [(1, 1), (0, 2), (0, 0)]
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("1 exact copy, 1 similar document")


def test_another_threshold_and_another_import_change_what_is_told(
    comparing: Comparing, workspace: Workspace, settings: Settings, qtbot: QtBot
) -> None:
    compared(comparing, qtbot)
    workspace.open_document(1)
    qtbot.waitUntil(lambda: comparing.link.whole_text == "1 exact copy, 1 similar document")
    settings.similarity_percent = 99
    with qtbot.waitSignal(comparing.alike_changed):
        comparing.take_settings()
    qtbot.waitUntil(lambda: comparing.link.whole_text == "1 exact copy")
    add_documents(workspace.corpus, [changed(ONE)])
    compared(comparing, qtbot)
    qtbot.waitUntil(lambda: comparing.link.whole_text == "2 exact copies")


def test_a_worker_is_asked_once_to_compare_many(
    comparing: Comparing, workspace: Workspace, qtbot: QtBot
) -> None:
    asked = QSignalSpy(comparing.unfinished)
    add_documents(workspace.corpus, [f"Text of number {number}." for number in range(450)])
    assert compared(comparing, qtbot).missing
    assert compared(comparing, qtbot).missing
    assert asked.count() == 1, "what she stops is not begun again"
