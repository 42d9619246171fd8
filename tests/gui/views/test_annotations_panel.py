from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QListView, QMenu
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.review.entities import mention_new_entity
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.review.tags import create_tag
from reviewer.ui.dialogs import note_editor, reasons_picker, tag_picker
from reviewer.ui.views.annotations_panel import EMPTY, NO_DOCUMENT, NONE_OF_KIND, AnnotationsPanel
from reviewer.ui.workspace import Workspace
from tests.gui.views.panels import command, possible


@pytest.fixture
def ids(corpus: Corpus) -> dict[str, int]:
    """Mark the first document in every way, not in the order of its text."""
    made = {
        "Arms": create_tag(corpus, "Arms"),
        "Proof": create_tag(corpus, "Proof"),
    }
    tags = {name: change.new_id or 0 for name, change in made.items()}
    redact = redact_passage(corpus, 1, 51, 59, [2], note="ask legal")
    late = add_highlight(corpus, 1, 40, 58, [tags["Arms"], tags["Proof"]], note="Which?")
    early = add_highlight(corpus, 1, 0, 11)
    mention = mention_new_entity(corpus, 1, 15, 25, "Port <b>Lisse</b>", 3)
    assert late.new_id and early.new_id and redact.new_id
    rows = [o for o in mention.operations if o.table == "mention"]
    marks = {"late": late.new_id, "early": early.new_id, "redaction": redact.new_id}
    return tags | marks | {"mention": rows[0].key["id"]}


@pytest.fixture
def workspace(corpus: Corpus, ids: dict[str, int]) -> Iterator[Workspace]:
    workspace = Workspace(corpus)
    workspace.open_document(1)
    yield workspace
    workspace.close()


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> AnnotationsPanel:
    panel = AnnotationsPanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(280, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_marks_stand_in_the_order_of_the_text(panel: AnnotationsPanel) -> None:
    assert _shown(panel) == [
        "Highlight: No tag · The embassy",
        "Mention: Port <b>Lisse</b> · Place · Port Lisse",
        "Highlight: Arms, Proof · missiles. The mis",
        "Redaction: Personal data · The miss",
    ]


def test_the_redaction_of_the_whole_document_stands_on_top(
    panel: AnnotationsPanel, workspace: Workspace
) -> None:
    workspace.perform(redact_document, 1, [1])
    assert _kinds(panel)[0] == "Redaction"
    assert "The whole document" in _shown(panel)[0]


def test_tool_tips_show_markup_as_it_is_written(panel: AnnotationsPanel) -> None:
    tip = _list(panel).model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Port &lt;b&gt;Lisse&lt;/b&gt;" in tip


def test_every_row_is_painted_at_any_width(panel: AnnotationsPanel, workspace: Workspace) -> None:
    workspace.perform(redact_document, 1, [1])
    for width in (60, 280, 600):
        panel.resize(width, 400)
        for row in range(len(_shown(panel))):
            _select(panel, row)
            image = panel.grab(QRect(0, 0, width, 400)).toImage()
            assert not image.isNull()


def test_empty_lists_say_what_to_do(panel: AnnotationsPanel, workspace: Workspace) -> None:
    workspace.open_document(3)
    assert _sentence(panel) == EMPTY
    workspace.open_document(None)
    assert _sentence(panel) == NO_DOCUMENT
    workspace.open_document(1)
    assert _sentence(panel) == ""


def test_one_kind_can_be_shown(panel: AnnotationsPanel, workspace: Workspace) -> None:
    box = _box(panel)
    assert [box.itemText(i) for i in range(box.count())] == [
        "All marks (4)",
        "Highlights (2)",
        "Mentions (1)",
        "Redactions (1)",
    ]
    box.setCurrentIndex(1)
    assert _kinds(panel) == ["Highlight", "Highlight"]
    box.setCurrentIndex(3)
    _select(panel, 0)
    command(panel, "Remove")
    assert _sentence(panel) == NONE_OF_KIND


def test_arrows_pick_marks(panel: AnnotationsPanel, ids: dict[str, int], qtbot: QtBot) -> None:
    _select(panel, 0)
    with qtbot.waitSignal(panel.mark_picked) as picked:
        QTest.keyClick(_list(panel), Qt.Key.Key_Down)
    assert picked.args == ["mention", ids["mention"]]


def test_a_click_picks_the_mark_again(
    panel: AnnotationsPanel, ids: dict[str, int], qtbot: QtBot
) -> None:
    view = _list(panel)
    _select(panel, 3)
    place = view.visualRect(view.model().index(3, 0)).center()
    with qtbot.waitSignal(panel.mark_picked) as picked:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert picked.args == ["redaction", ids["redaction"]]


def test_what_is_picked_in_the_text_is_selected_without_telling_it_back(
    panel: AnnotationsPanel, ids: dict[str, int], qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(panel.mark_picked):
        panel.show_picked("highlight", ids["late"])
        assert _selected(panel) == [2]
        panel.show_picked("highlight", None)
        assert _selected(panel) == []


def test_a_mark_stays_selected_when_others_come(
    panel: AnnotationsPanel, workspace: Workspace, ids: dict[str, int], qtbot: QtBot
) -> None:
    panel.show_picked("highlight", ids["late"])
    with qtbot.assertNotEmitted(panel.mark_picked):
        workspace.perform(add_highlight, 1, 4, 8)
    assert _selected(panel) == [3]


def test_another_document_begins_at_its_top_with_nothing_to_do(
    panel: AnnotationsPanel, workspace: Workspace, ids: dict[str, int]
) -> None:
    panel.show_picked("highlight", ids["late"])
    workspace.open_document(3)
    assert possible(panel) == set()
    workspace.perform(add_highlight, 3, 2, 10)
    workspace.perform(add_highlight, 3, 12, 20)
    assert _list(panel).currentIndex().row() == -1


def test_enter_edits_the_note(
    panel: AnnotationsPanel, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_editor, "edit_note", lambda _p, _t, text: text + " Igla-S")
    _select(panel, 2)
    QTest.keyClick(_list(panel), Qt.Key.Key_Return)
    assert workspace.marks.highlights[1].note == "Which? Igla-S"
    assert _selected(panel) == [2]


def test_enter_on_a_redaction_edits_its_reasons(
    panel: AnnotationsPanel, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    def pick(_parent: Any, _reasons: Any, chosen: Any, note: str) -> tuple[list[int], str]:
        asked.append((tuple(chosen), note))
        return [3, 4], "asked"

    monkeypatch.setattr(reasons_picker, "pick_reasons", pick)
    _select(panel, 3)
    QTest.keyClick(_list(panel), Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert asked == [((2,), "ask legal")]
    redaction = workspace.marks.redactions[0]
    assert (redaction.reason_ids, redaction.note) == ((3, 4), "asked")


def test_del_removes_each_kind_and_the_keyboard_stays(
    panel: AnnotationsPanel, workspace: Workspace
) -> None:
    for place in (3, 1, 0):
        _select(panel, place)
        QTest.keyClick(_list(panel), Qt.Key.Key_Delete)
    assert _kinds(panel) == ["Highlight"]
    assert workspace.marks.mentions == ()
    assert workspace.marks.redactions == ()
    assert _list(panel).currentIndex().row() == 0
    assert _selected(panel) == []


def test_del_with_nothing_selected_removes_nothing(
    panel: AnnotationsPanel, workspace: Workspace
) -> None:
    before = workspace.undo_label
    QTest.keyClick(_list(panel), Qt.Key.Key_Delete)
    assert workspace.undo_label == before


def test_a_known_and_a_new_tag_are_added(
    panel: AnnotationsPanel,
    workspace: Workspace,
    ids: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: list[int | str] = [ids["Proof"], "Brand new"]
    monkeypatch.setattr(tag_picker, "pick_tag", lambda *_, **__: answers.pop(0))
    _select(panel, 0)
    command(panel, "Add tag…")
    command(panel, "Add tag…")
    tags = [workspace.tags[i].name for i in workspace.marks.highlights[0].tag_ids]
    assert tags == ["Proof", "Brand new"]
    assert len(workspace.marks.highlights) == 2


def test_one_of_two_tags_is_removed(panel: AnnotationsPanel, workspace: Workspace) -> None:
    _select(panel, 2)
    menu = next(m for m in panel.findChildren(QMenu) if m.title() == "Remove a &tag")
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text() == "Arms").trigger()
    tags = [workspace.tags[i].name for i in workspace.marks.highlights[1].tag_ids]
    assert tags == ["Proof"]


def test_only_what_fits_the_mark_can_be_done(panel: AnnotationsPanel) -> None:
    assert possible(panel) == set()
    _select(panel, 0)
    assert possible(panel) == {"Edit note…", "Add tag…", "Remove"}
    _select(panel, 1)
    assert possible(panel) == {"Remove"}
    _select(panel, 2)
    assert possible(panel) == {"Edit note…", "Add tag…", "Remove a tag", "Remove"}
    _select(panel, 3)
    assert possible(panel) == {"Edit reasons…", "Remove"}


def test_a_reader_sees_everything_and_changes_nothing(
    corpus: Corpus, ids: dict[str, int], qtbot: QtBot
) -> None:
    with open_corpus(corpus.paths.folder, Access.READ) as reading:
        workspace = Workspace(reading)
        workspace.open_document(1)
        panel = AnnotationsPanel(workspace)
        qtbot.addWidget(panel)
        panel.show()
        assert len(_shown(panel)) == 4
        for row in range(4):
            _select(panel, row)
            assert possible(panel) == set()
        workspace.background.close()


def _list(panel: AnnotationsPanel) -> QListView:
    view = next(v for v in panel.findChildren(QListView) if v.accessibleName())
    return view


def _box(panel: AnnotationsPanel) -> QComboBox:
    box = panel.findChild(QComboBox)
    assert box is not None
    return box


def _select(panel: AnnotationsPanel, row: int) -> None:
    _list(panel).setFocus()
    _list(panel).setCurrentIndex(_list(panel).model().index(row, 0))


def _selected(panel: AnnotationsPanel) -> list[int]:
    return [index.row() for index in _list(panel).selectedIndexes()]


def _shown(panel: AnnotationsPanel) -> list[str]:
    model = _list(panel).model()
    texts = (model.index(row, 0).data() for row in range(model.rowCount()))
    return [" · ".join(text.split("\n\n")[:2]) for text in texts]


def _kinds(panel: AnnotationsPanel) -> list[str]:
    return [row.split(":")[0] for row in _shown(panel)]


def _sentence(panel: AnnotationsPanel) -> str:
    visible = (label for label in panel.findChildren(QLabel) if label.isVisible())
    return next((label.text() for label in visible), "")
