"""The lists of entity types and of redaction reasons."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer.review import entities
from reviewer.ui.dialogs import entity_types, reasons_editor
from reviewer.ui.dialogs.entity_types import (
    EntityTypeForm,
    EntityTypesDialog,
    edit_entity_type,
    edit_entity_types,
)
from reviewer.ui.dialogs.list_editor import ListEditor
from reviewer.ui.dialogs.reasons_editor import ReasonForm, ReasonsDialog, edit_reason, edit_reasons
from reviewer.ui.workspace import Workspace


def rows(dialog: ListEditor) -> list[str]:
    model = dialog.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def choose(dialog: ListEditor, row: int) -> None:
    dialog.list.setCurrentIndex(dialog.list.model().index(row, 0))


def test_an_entity_type_is_added_renamed_and_deleted(
    window: QWidget, workspace: Workspace, answered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [kind.name for kind in workspace.entity_types.values()]
    answers = iter([("<b>Ship</b>", "#123456"), ("Vessel", "#ffd400")])
    monkeypatch.setattr(entity_types, "edit_entity_type", lambda *_asked: next(answers))

    def act(dialog: EntityTypesDialog) -> None:
        dialog.add_button.click()
        assert rows(dialog) == [*before, "<b>Ship</b>"]
        choose(dialog, len(before))
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
        assert rows(dialog) == [*before, "Vessel"]
        kind = list(workspace.entity_types.values())[-1]
        assert (kind.name, kind.colour) == ("Vessel", "#ffd400")
        dialog.delete_button.click()
        assert rows(dialog) == before
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    answered(lambda: edit_entity_types(window, workspace), act)


def test_a_type_in_use_stays_and_the_trouble_is_told(
    window: QWidget, workspace: Workspace, answered: Any, qtbot: QtBot
) -> None:
    kind = min(workspace.entity_types.values(), key=lambda one: one.position)
    workspace.perform(entities.create_entity, "Ruđer", kind.id)

    def act(dialog: EntityTypesDialog) -> None:
        choose(dialog, 0)
        with qtbot.waitSignal(workspace.trouble) as told:
            dialog.delete_button.click()
        assert told.args is not None
        assert "Give them another type first" in str(told.args[0])
        assert rows(dialog)[0] == kind.name
        dialog.reject()

    answered(lambda: edit_entity_types(window, workspace), act)


def test_a_type_needs_a_name_of_its_own(
    window: QWidget, workspace: Workspace, answered: Any
) -> None:
    taken = next(iter(workspace.entity_types.values())).name

    def act(form: EntityTypeForm) -> None:
        assert "needs a name" in form.message.text()
        QTest.keyClicks(form.name, taken.upper())
        assert "already" in form.message.text()
        QTest.keyClicks(form.name, " two")
        QTest.mouseClick(form.colour.buttons[7], Qt.MouseButton.LeftButton)
        QTest.keyClick(form.name, Qt.Key.Key_Return)

    values = answered(lambda: edit_entity_type(window, workspace.entity_types, None), act)
    assert values == (f"{taken.upper()} two", "#aaaaaa")


def test_a_reason_is_added_edited_and_deleted(
    window: QWidget, workspace: Workspace, answered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [reason.code for reason in workspace.reasons.values()]
    answers = iter(
        [
            {"code": "<i>", "label": "Meaning", "set_name": "Own"},
            {"code": "Z9", "label": "Meaning", "set_name": "Court"},
        ]
    )
    monkeypatch.setattr(reasons_editor, "edit_reason", lambda *_asked: next(answers))

    def act(dialog: ReasonsDialog) -> None:
        dialog.add_button.click()
        assert rows(dialog) == [*before, "<i>"]
        choose(dialog, len(before))
        dialog.edit_button.click()
        reason = list(workspace.reasons.values())[-1]
        assert (reason.code, reason.label, reason.set_name) == ("Z9", "Meaning", "Court")
        dialog.delete_button.click()
        assert rows(dialog) == before
        dialog.reject()

    answered(lambda: edit_reasons(window, workspace), act)


def test_a_reason_needs_a_code_of_its_own(
    window: QWidget, workspace: Workspace, answered: Any
) -> None:
    def act(form: ReasonForm) -> None:
        assert "needs a code" in form.message.text()
        form.code.setText("(B)(6)")
        assert "already" in form.message.text()
        form.code.setText(" K1 ")
        QTest.keyClick(form.code, Qt.Key.Key_Return)

    values = answered(lambda: edit_reason(window, workspace.reasons, None), act)
    assert values == {"code": "K1", "label": "K1", "set_name": "Own"}


def test_undo_is_seen_in_the_open_list(window: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.perform(entities.create_entity_type, "Ship")
    dialog = EntityTypesDialog(window, workspace)
    qtbot.addWidget(dialog)
    assert "Ship" in rows(dialog)
    with qtbot.waitSignal(workspace.entities_changed):
        workspace.undo()
    assert "Ship" not in rows(dialog)


def test_a_reader_may_look_but_not_change(
    window: QWidget, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "read_only", True)
    dialog = ReasonsDialog(window, workspace)
    qtbot.addWidget(dialog)
    assert rows(dialog)
    buttons = (dialog.add_button, dialog.edit_button, dialog.delete_button)
    assert not any(button.isEnabled() for button in buttons)
