from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer.model import DocumentRow, Snippet, Status
from reviewer.review.documents import set_status
from reviewer.review.redactions import redact_document
from reviewer.search.query import parse_query
from reviewer.ui.models.documents_model import (
    PAGE_ROWS,
    PAGES_KEPT,
    ROW_ROLE,
    SNIPPET_ROLE,
    DocumentsModel,
    first_rows,
)
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus

DOCUMENTS = 600


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    texts = [f"Report {number} on the missiles 😀 of Karsk." for number in range(DOCUMENTS)]
    held = Workspace(make_corpus(tmp_path / "Many", texts))
    yield held
    held.close()


@pytest.fixture
def model(workspace: Workspace) -> DocumentsModel:
    made = DocumentsModel(workspace)
    made.show(np.arange(DOCUMENTS, 0, -1, dtype=np.int64), parse_query("missiles"))
    return made


def row(model: DocumentsModel, place: int) -> Any:
    return model.data(model.index(place, 0), ROW_ROLE)


def test_rows_stand_in_the_order_of_the_results(model: DocumentsModel) -> None:
    assert model.rowCount() == DOCUMENTS
    found = row(model, 0)
    assert isinstance(found, DocumentRow)
    assert found.id == DOCUMENTS
    assert row(model, DOCUMENTS - 1).id == 1
    assert model.row_of(1) == DOCUMENTS - 1
    assert model.row_of(99_999) is None


def test_rows_that_are_given_are_the_same_as_those_read(
    model: DocumentsModel, workspace: Workspace
) -> None:
    read = [row(model, place) for place in range(PAGE_ROWS + 1)]
    given = first_rows(workspace.corpus, model.ids)
    assert given == read[:PAGE_ROWS]
    model.show(model.ids, parse_query("missiles"), given)
    workspace.perform(set_status, [DOCUMENTS], Status.REVIEWED)
    assert row(model, 0).status is Status.REVIEWED
    assert [row(model, place) for place in range(1, PAGE_ROWS + 1)] == read[1:]


def test_a_screen_reader_hears_what_the_signs_say(
    model: DocumentsModel, workspace: Workspace
) -> None:
    workspace.perform(redact_document, DOCUMENTS, [1])
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Unreviewed" in spoken
    assert "1 redaction" in spoken
    assert "withheld" in spoken


def test_a_row_knows_the_file_it_came_from(model: DocumentsModel) -> None:
    assert row(model, 0).file_name == f"documents.json · row {DOCUMENTS}"
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert f"/from/documents.json · row {DOCUMENTS}" in tip


def test_snippets_come_later_with_their_hits(model: DocumentsModel, qtbot: QtBot) -> None:
    index = model.index(3, 0)
    with qtbot.waitSignal(model.dataChanged):
        assert model.data(index, SNIPPET_ROLE) is None
    snippet = model.data(index, SNIPPET_ROLE)
    assert isinstance(snippet, Snippet)
    hit = snippet.hits[0]
    assert snippet.text[hit.start_cp : hit.end_cp] == "missiles"


def test_all_rows_of_a_screen_get_their_snippets(model: DocumentsModel, qtbot: QtBot) -> None:
    places = range(12)
    for place in places:
        model.data(model.index(place, 0), SNIPPET_ROLE)
    qtbot.waitUntil(
        lambda: all(model.data(model.index(place, 0), SNIPPET_ROLE) for place in places)
    )


def test_snippets_asked_for_while_others_are_read_come_too(
    model: DocumentsModel, qtbot: QtBot
) -> None:
    model.data(model.index(0, 0), SNIPPET_ROLE)
    model._soon.stop()
    model._read_snippets()
    model.data(model.index(500, 0), SNIPPET_ROLE)
    with qtbot.waitSignals([model.dataChanged, model.dataChanged]):
        pass
    assert model.data(model.index(0, 0), SNIPPET_ROLE) is not None
    assert model.data(model.index(500, 0), SNIPPET_ROLE) is not None


def test_another_query_shows_other_snippets(model: DocumentsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.dataChanged):
        model.data(model.index(0, 0), SNIPPET_ROLE)
    model.show(model.ids, parse_query("Karsk"))
    with qtbot.waitSignal(model.dataChanged):
        assert model.data(model.index(0, 0), SNIPPET_ROLE) is None
    snippet = model.data(model.index(0, 0), SNIPPET_ROLE)
    hit = snippet.hits[0]
    assert snippet.text[hit.start_cp : hit.end_cp] == "Karsk"


def test_a_change_shows_at_once_in_the_rows_that_it_touched(
    model: DocumentsModel, workspace: Workspace, qtbot: QtBot
) -> None:
    assert row(model, 0).status is Status.UNREVIEWED
    assert row(model, PAGE_ROWS).status is Status.UNREVIEWED
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: changed.append((first.row(), last.row())))
    workspace.perform(set_status, [int(model.ids[1])], Status.REVIEWED)
    assert row(model, 1).status is Status.REVIEWED
    assert changed == [(1, 1)]
    workspace.perform(set_status, model.ids[[0, 2]].tolist(), Status.REVIEWED)
    assert [row(model, place).status for place in (0, 2)] == [Status.REVIEWED] * 2
    assert changed[1:] == [(0, PAGE_ROWS - 1)]


def test_a_quarter_of_a_million_documents_are_as_quick_as_ten(
    model: DocumentsModel, workspace: Workspace
) -> None:
    ids = np.tile(np.arange(1, DOCUMENTS + 1, dtype=np.int64), 417)
    started = time.perf_counter()
    model.show(ids, parse_query(""))
    assert model.rowCount() > 250_000
    for place in (0, 125_000, 250_000):
        assert row(model, place).id == ids[place]
    assert time.perf_counter() - started < 0.3


def test_only_some_pages_are_kept(model: DocumentsModel) -> None:
    model.show(np.tile(np.arange(1, DOCUMENTS + 1, dtype=np.int64), 40), parse_query(""))
    for place in range(0, model.rowCount(), PAGE_ROWS):
        row(model, place)
    assert len(model._pages) == PAGES_KEPT


def test_nothing_is_read_for_roles_that_are_not_served(model: DocumentsModel) -> None:
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
    assert not model._pages
