"""Makes or edits an entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from reviewer.model import Entity, EntityType
from reviewer.ui.dialogs.form import Form, modest_combo
from reviewer.ui.dialogs.swatches import swatch_icon


class EntityEditor(Form):
    """The fields of one entity; a new one has no note yet, as its verb takes none."""

    def __init__(
        self, parent: QWidget | None, types: Mapping[int, EntityType], entity: Entity | None
    ) -> None:
        super().__init__(
            parent,
            "New entity" if entity is None else "Edit entity",
            "&Create" if entity is None else "&Save",
        )
        self.name = QLineEdit(entity.name if entity else "")
        self.kind = type_combo(types, entity.type_id if entity else None)
        self.aliases = QPlainTextEdit("\n".join(entity.aliases) if entity else "")
        self.aliases.setTabChangesFocus(True)
        self.aliases.setPlaceholderText("Other names, one a line")
        self.note: QPlainTextEdit | None = None
        self.rows.addRow("&Name", self.name)
        self.rows.addRow("&Type", self.kind)
        self.rows.addRow("&Aliases", self.aliases)
        if entity is not None:
            self.note = QPlainTextEdit(entity.note)
            self.note.setTabChangesFocus(True)
            self.rows.addRow("N&ote", self.note)
        self.name.textChanged.connect(self.check)
        self.check()
        self.name.selectAll()
        self.name.setFocus()

    def problem(self) -> str:
        """Tell what is missing."""
        if not self.name.text().strip():
            return "An entity needs a name."
        if self.kind.currentData() is None:
            return "There are no entity types. Make one first: Mark > Entity types."
        return ""

    def values(self) -> dict[str, Any]:
        """Return what was entered, as the verbs on entities take it."""
        lines = self.aliases.toPlainText().splitlines()
        values = {
            "name": " ".join(self.name.text().split()),
            "type_id": self.kind.currentData(),
            "aliases": [" ".join(line.split()) for line in lines if line.strip()],
        }
        return values if self.note is None else {**values, "note": self.note.toPlainText().strip()}


def type_combo(types: Mapping[int, EntityType], chosen_id: int | None) -> QComboBox:
    """Return a combo box of entity types, whose data are their ids."""
    combo = modest_combo()
    for kind in sorted(types.values(), key=lambda one: (one.position, one.id)):
        combo.addItem(swatch_icon(kind.colour, combo.palette()), kind.name, kind.id)
        if kind.id == chosen_id:
            combo.setCurrentIndex(combo.count() - 1)
    return combo


def edit_entity(
    parent: QWidget | None, types: Mapping[int, EntityType], entity: Entity | None
) -> dict[str, Any] | None:
    """Let her make an entity (None) or edit one; return its values, or None when she left.

    The values are `name`, `type_id`, `aliases` and, for one that exists, `note`: what the verbs
    `create_entity` and `edit_entity` take.
    """
    editor = EntityEditor(parent, types, entity)
    accepted = bool(editor.exec())
    values = editor.values()
    editor.deleteLater()
    return values if accepted else None
