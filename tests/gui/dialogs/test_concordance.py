"""The concordance window: lines stream in, are sorted, filtered, accepted, marked and exported."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer.corpus import annotations
from reviewer.corpus.documents import document_text
from reviewer.model import Span
from reviewer.review.finding import Results
from reviewer.review.highlights import add_highlight
from reviewer.review.lines import LineOrder
from reviewer.review.tags import create_tag
from reviewer.search.query import parse_query
from reviewer.ui.dialogs import (
    concordance_export,
    confirming,
    entity_picker,
    export_dialog,
    reasons_picker,
    tag_picker,
)
from reviewer.ui.dialogs.concordance import (
    NO_LINES,
    NOTHING_ASKED,
    NOTHING_LEFT,
    ConcordanceWindow,
    show_concordance,
)
from reviewer.ui.dialogs.concordance_export import ConcordanceExport, LinesExport
from reviewer.ui.dialogs.entity_picker import EntityChoice
from reviewer.ui.finding import Finding
from reviewer.ui.models.concordance_model import Column
from reviewer.ui.models.concordance_stream import CHUNK_LINES
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus

TEXTS = [
    "The old igla was sold. A new Igla came.",
    "Nobody saw the igla here.",
    "No weapon at all.",
    "An igla, again an igla.",
]
_CHECKED = Qt.CheckState.Checked


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    made = make_corpus(
        tmp_path / "c",
        TEXTS,
        title=["Zoo", "Apple", "Nothing", "<b>Mango</b>"],
        date=["2006", None, "2001", "2005"],
    )
    held = Workspace(made)
    yield held
    held.close()


def searched(workspace: Workspace, typed: str, ids: list[int]) -> Finding:
    finding = Finding(workspace)
    found = np.array(ids, dtype=np.int64)
    finding.results = Results(parse_query(typed), found, np.zeros(len(ids), dtype=np.float32))
    return finding


def opened(
    workspace: Workspace, qtbot: QtBot, typed: str = "igla", ids: tuple[int, ...] = (4, 3, 2, 1)
) -> ConcordanceWindow:
    window = show_concordance(None, workspace, searched(workspace, typed, list(ids)))
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: not window.stop.isVisible() and not window.model._drain.isActive())
    return window


@pytest.fixture
def window(workspace: Workspace, qtbot: QtBot) -> ConcordanceWindow:
    return opened(workspace, qtbot)


def cells(window: ConcordanceWindow, column: Column) -> list[Any]:
    model = window.model
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def arranged(window: ConcordanceWindow, qtbot: QtBot, order: LineOrder) -> None:
    with qtbot.waitSignal(window.model.arranged):
        window.view.order_wanted.emit(order)


def filtered(window: ConcordanceWindow, qtbot: QtBot, typed: str) -> None:
    window.activateWindow()
    window.filter.setFocus()
    qtbot.waitUntil(window.filter.hasFocus)
    with qtbot.waitSignal(window.model.arranged):
        QTest.keyClicks(window.filter, typed)


def test_lines_stand_in_the_order_of_the_results_with_their_documents(
    window: ConcordanceWindow,
) -> None:
    assert cells(window, Column.DOCUMENT) == ["<b>Mango</b>"] * 2 + ["Apple"] + ["Zoo"] * 2
    assert cells(window, Column.DATE) == ["2005", "2005", "", "2006", "2006"]
    assert cells(window, Column.LEFT)[2] == "Nobody saw the"
    assert cells(window, Column.HIT) == ["igla", "igla", "igla", "igla", "Igla"]
    assert cells(window, Column.RIGHT)[3] == "was sold. A new Igla came."
    assert window.count.text() == "5 hits in 3 documents"
    assert window.accepted.text() == "5 of 5 lines accepted"
    tip = window.model.data(window.model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Mango" in tip


def test_a_click_on_a_column_sorts_by_it_and_a_second_one_turns_it_round(
    window: ConcordanceWindow, qtbot: QtBot
) -> None:
    arranged(window, qtbot, LineOrder.LEFT)
    ascending = cells(window, Column.LEFT)
    assert ascending == [
        "An",
        "An igla, again an",
        "The old igla was sold. A new",
        "The old",
        "Nobody saw the",
    ]
    assert window.order.currentText() == "Words before the hit"
    arranged(window, qtbot, LineOrder.LEFT)
    assert cells(window, Column.LEFT) == ascending[::-1]
    arranged(window, qtbot, LineOrder.TITLE)
    assert cells(window, Column.DOCUMENT)[:3] == ["<b>Mango</b>", "<b>Mango</b>", "Apple"]
    arranged(window, qtbot, LineOrder.DATE)
    assert cells(window, Column.DATE) == ["2005", "2005", "2006", "2006", ""]


def test_escape_empties_the_filter_and_then_closes(window: ConcordanceWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.filter.setFocus()
    filtered(window, qtbot, "old")
    with qtbot.waitSignal(window.model.arranged):
        QTest.keyClick(window.filter, Qt.Key.Key_Escape)
    assert window.filter.text() == ""
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    QTest.keyClick(window.filter, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_search_box_is_one_key_away_and_what_keys_do_stays_told(
    window: ConcordanceWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(window.search_wanted):
        QTest.keyClick(window.view, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    workspace.told.emit("Undone.")
    assert window.message.isVisible()
    assert "Space" in window.hint.text()
    assert window.hint.isVisible()


def test_the_export_dialog_takes_a_path_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ConcordanceExport(None, "Cables", "2 lines")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    focused = QApplication.focusWidget()
    assert focused is dialog.target.line
    QTest.keyClicks(focused, str(tmp_path / "lines.csv"))
    assert dialog.target.target == tmp_path / "lines.csv"


def test_sorting_keeps_her_at_her_line(window: ConcordanceWindow, qtbot: QtBot) -> None:
    window.view.selectRow(2)
    arranged(window, qtbot, LineOrder.LEFT)
    row = window.view.currentIndex().row()
    assert window.model.line(row).document_id == 2


def test_space_rejects_and_accepts_the_selected_lines(
    window: ConcordanceWindow, qtbot: QtBot
) -> None:
    window.view.selectRow(1)
    QTest.keyClick(window.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window.view, Qt.Key.Key_Space)
    assert [window.model.is_accepted(row) for row in range(5)] == [True, False, False, True, True]
    assert window.accepted.text() == "3 of 5 lines accepted"
    QTest.keyClick(window.view, Qt.Key.Key_Space)
    assert window.accepted.text() == "5 of 5 lines accepted"


def test_a_click_on_the_box_rejects_and_the_box_tells(window: ConcordanceWindow) -> None:
    model, view = window.model, window.view
    index = model.index(2, Column.DOCUMENT)
    cell = view.visualRect(index)
    beside_the_title = QPoint(cell.left() + 10, cell.center().y())
    role = Qt.ItemDataRole.CheckStateRole
    assert model.data(index, role) == _CHECKED
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=beside_the_title)
    assert model.data(index, role) == Qt.CheckState.Unchecked
    assert "rejected" in model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert not model.is_accepted(2)


def test_all_none_and_invert_act_on_the_lines_that_are_shown(
    window: ConcordanceWindow, qtbot: QtBot
) -> None:
    filtered(window, qtbot, "AGAIN")
    assert window.model.rowCount() == 2
    window.accept_none.click()
    window.model.set_accepted(np.array([1]), True)
    window.invert.click()
    assert [window.model.is_accepted(row) for row in range(2)] == [True, False]
    assert "3 more do not hold what you filter by" in window.accepted.text()
    with qtbot.waitSignal(window.model.arranged):
        QTest.keyClick(window.filter, Qt.Key.Key_Escape)
    assert window.accepted.text() == "4 of 5 lines accepted"


def test_a_filter_that_nothing_passes_is_told(window: ConcordanceWindow, qtbot: QtBot) -> None:
    filtered(window, qtbot, "zzz")
    assert window.sentence.text() == NOTHING_LEFT
    assert not window.tag.isEnabled()


def test_enter_and_double_click_open_the_document_at_the_hit(
    window: ConcordanceWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    window.view.selectRow(2)
    with (
        qtbot.waitSignal(workspace.reveal_wanted) as revealed,
        qtbot.waitSignal(window.place_wanted),
    ):
        QTest.keyClick(window.view, Qt.Key.Key_Return)
    assert workspace.document is not None
    assert workspace.document.id == 2
    assert revealed.args == [Span(15, 19)]


def test_without_words_to_look_for_it_says_what_to_do(workspace: Workspace, qtbot: QtBot) -> None:
    window = opened(workspace, qtbot, "")
    assert window.sentence.text() == NOTHING_ASKED
    assert opened(workspace, qtbot, "title:zoo").sentence.text() == NOTHING_ASKED
    assert opened(workspace, qtbot, "zeppelin").sentence.text() == NO_LINES


def test_where_there_is_no_document_it_says_that_nothing_was_found(
    tmp_path: Path, qtbot: QtBot
) -> None:
    empty = Workspace(make_corpus(tmp_path / "empty", []))
    finding = Finding(empty)
    with qtbot.waitSignal(finding.index_missing):
        finding.search("igla")
    window = show_concordance(None, empty, finding)
    qtbot.waitUntil(lambda: window.sentence.text() == NO_LINES)
    window.close()
    empty.close()


def test_no_button_moves_when_something_is_told(
    window: ConcordanceWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    def places() -> list[QPoint]:
        return [button.pos() for button in (window.accept_all, window.tag, window.leave)]

    before = places()
    workspace.told.emit("Done: " + "a long sentence " * 30)
    qtbot.waitUntil(lambda: window.message.isVisible() and window.message.height() > 20)
    assert window.message.geometry().bottom() < window.accept_all.y()
    assert places() == before


def marks(workspace: Workspace) -> tuple[list[Span], list[Span], list[Span | None]]:
    with workspace.corpus.read() as connection:
        return (
            [one.span for one in annotations.highlights(connection)],
            [one.span for one in annotations.mentions(connection)],
            [one.span for one in annotations.redactions(connection)],
        )


class Asked:
    """Answers the question whether to go on, and keeps what was asked."""

    def __init__(self, answer: bool = True) -> None:
        self.answer = answer
        self.questions: list[tuple[str, str]] = []

    def __call__(self, _parent: object, question: str, explanation: str, _accept: str) -> bool:
        self.questions.append((question, explanation))
        return self.answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made = Asked()
    monkeypatch.setattr(confirming, "confirm", made)
    return made


def test_a_tag_goes_on_the_accepted_hits_as_one_step(
    window: ConcordanceWindow,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    asked: Asked,
) -> None:
    change = workspace.perform(create_tag, "{Arms}")
    assert change is not None
    tag_id = change.new_id
    workspace.perform(add_highlight, 2, 15, 19, [tag_id])
    monkeypatch.setattr(tag_picker, "pick_tag", lambda *_args: tag_id)
    window.model.set_accepted(np.array([0]), False)
    with qtbot.waitSignal(workspace.changed):
        window.tag.click()
    ((question, explanation),) = asked.questions
    assert question == "Tag 4 hits in 3 documents with “{Arms}”?"
    assert explanation.startswith("1 of them is marked so already and will be left as it is.")
    assert len(marks(workspace)[0]) == 4
    with workspace.corpus.read() as connection:
        for mark in annotations.highlights(connection):
            assert mark.quote.lower() == "igla"
            text = document_text(connection, mark.document_id)
            assert text[mark.start_cp : mark.end_cp] == mark.quote
    with qtbot.waitSignal(workspace.changed):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert marks(workspace)[0] == [Span(15, 19)]


def test_a_new_tag_is_made_with_its_highlights(
    window: ConcordanceWindow,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    asked: Asked,
) -> None:
    monkeypatch.setattr(tag_picker, "pick_tag", lambda *_args: "Arms")
    with qtbot.waitSignal(workspace.changed):
        window.tag.click()
    assert asked.questions[0][0] == "Make the tag “Arms” and tag 5 hits in 3 documents with it?"
    assert [tag.name for tag in workspace.tags.values()] == ["Arms"]


def test_hits_become_mentions(
    window: ConcordanceWindow,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    asked: Asked,
) -> None:
    monkeypatch.setattr(entity_picker, "pick_entity", lambda *_args: EntityChoice(None, "Igla", 1))
    with qtbot.waitSignal(workspace.changed):
        window.entity.click()
    assert len(marks(workspace)[1]) == 5
    (entity,) = workspace.entities.values()
    choice = EntityChoice(entity.id, "Igla", 1)
    monkeypatch.setattr(entity_picker, "pick_entity", lambda *_args: choice)
    asked.answer = False
    window.entity.click()
    qtbot.waitUntil(lambda: len(asked.questions) == 2)
    assert "All of them are marked so already" in asked.questions[1][1]


def test_hits_are_redacted_and_nothing_else(
    window: ConcordanceWindow,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    asked: Asked,
) -> None:
    monkeypatch.setattr(reasons_picker, "pick_reasons", lambda *_args, **_values: ([1], "why"))
    filtered(window, qtbot, "nobody")
    with qtbot.waitSignal(workspace.changed):
        window.redact.click()
    assert asked.questions[0][0] == "Redact 1 hit in 1 document for “Source protection”?"
    assert marks(workspace)[2] == [Span(15, 19)]
    assert workspace.last_reasons == [1]


def test_when_she_declines_nothing_is_marked(
    window: ConcordanceWindow,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    asked: Asked,
) -> None:
    asked.answer = False
    monkeypatch.setattr(reasons_picker, "pick_reasons", lambda *_args, **_values: ([1], ""))
    window.redact.click()
    qtbot.waitUntil(lambda: bool(asked.questions))
    qtbot.waitUntil(lambda: workspace.is_idle)
    assert marks(workspace) == ([], [], [])


def test_the_lines_shown_and_accepted_are_exported_in_their_order(
    window: ConcordanceWindow,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "k.csv"
    told: list[Any] = []
    chosen = LinesExport(target, True)
    monkeypatch.setattr(concordance_export, "ask_lines_export", lambda *_args: chosen)
    monkeypatch.setattr(export_dialog, "show_export_summary", lambda _parent, r: told.append(r))
    arranged(window, qtbot, LineOrder.LEFT)
    window.model.set_accepted(np.array([0]), False)
    window.export.click()
    qtbot.waitUntil(lambda: bool(told))
    written = target.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split('","')[0].strip('"') for line in written] == ["4", "1", "1", "2"]
    assert (told[0]["rows"], told[0]["path"]) == (4, str(target))


def test_the_unredacted_export_has_to_be_confirmed(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ConcordanceExport(None, "c", "5 lines")
    qtbot.addWidget(dialog)
    dialog.target.line.setText(str(tmp_path / "k.csv"))
    assert not dialog.problem()
    dialog.unredacted.setChecked(True)
    assert "Confirm" in dialog.problem()
    dialog.confirmed.setChecked(True)
    assert "k-UNREDACTED.csv" in dialog.remark()


@pytest.fixture
def many(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    held = Workspace(make_corpus(tmp_path / "Many", ["the igla was sold. " * 100] * 300))
    yield held
    held.close()


def test_lines_stream_in_by_chunks_and_can_be_stopped(many: Workspace, qtbot: QtBot) -> None:
    window = show_concordance(None, many, searched(many, "igla", list(range(1, 301))))
    qtbot.addWidget(window)
    inserted: list[int] = []
    window.model.rowsInserted.connect(
        lambda _parent, first, last: inserted.append(last - first + 1)
    )
    with qtbot.waitSignal(window.model.rowsInserted):
        pass
    assert "documents read" in window.count.text()
    window.stop.click()
    qtbot.waitUntil(lambda: not window.model._drain.isActive())
    qtbot.waitUntil(lambda: many.is_idle)
    shown = window.model.rowCount()
    assert 0 < shown < 30_000
    assert inserted[0] <= CHUNK_LINES  # the first are seen at once
    assert "then stopped" in window.count.text()
    assert not window.stop.isVisible()
    QApplication.processEvents()
    assert window.model.rowCount() == shown


def test_what_streams_in_behind_a_filter_and_an_order_takes_its_place(
    many: Workspace, qtbot: QtBot
) -> None:
    window = show_concordance(None, many, searched(many, "igla", list(range(300, 0, -1))))
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window.model.rowCount() > 0)
    window.model.arrange(LineOrder.TITLE, False, "sold")
    qtbot.waitUntil(lambda: not window.model.is_running and many.is_idle, timeout=30_000)
    qtbot.waitUntil(lambda: not window.model._drain.isActive() and many.is_idle)
    assert window.model.rowCount() == 30_000
    titles = [window.model.line(row).document_id for row in range(0, 30_000, 100)]
    assert titles == sorted(range(1, 301), key=lambda number: f"document {number}")


def test_closing_it_ends_the_work(many: Workspace, qtbot: QtBot) -> None:
    window = show_concordance(None, many, searched(many, "igla", list(range(1, 301))))
    window.close()
    begun = time.monotonic()
    qtbot.waitUntil(lambda: many.is_idle)
    assert time.monotonic() - begun < 3


def test_matches_of_an_expression_and_words_near_each_other_are_hits(
    workspace: Workspace, qtbot: QtBot
) -> None:
    window = opened(workspace, qtbot, "/[Ii]gla c/", (1, 2))
    assert cells(window, Column.HIT) == ["Igla c"]
    assert cells(window, Column.RIGHT) == ["ame."]
    assert cells(opened(workspace, qtbot, "near:(nobody igla)~5"), Column.HIT) == [
        "Nobody saw the igla"
    ]
