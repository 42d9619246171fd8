"""Edits the kinds of entity."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QWidget

from reviewer.model import EntityType
from reviewer.review import entities
from reviewer.review.passages import shortened
from reviewer.ui.dialogs.form import Form
from reviewer.ui.dialogs.list_editor import ListEditor
from reviewer.ui.dialogs.swatches import ColourField, least_used, swatch_icon
from reviewer.ui.workspace import Workspace


class EntityTypesDialog(ListEditor):
    """The list of entity types."""

    def __init__(self, parent: QWidget | None, workspace: Workspace) -> None:
        super().__init__(
            parent,
            workspace,
            "Entity types",
            "What kinds of entity you mark. A type that an entity has cannot be deleted.",
            ["Type"],
        )
        workspace.entities_changed.connect(self._refill)
        self._refill()

    def add(self) -> None:
        """Ask for a new type and make it."""
        values = edit_entity_type(self, self.workspace.entity_types, None)
        if values is not None:
            self.workspace.perform(entities.create_entity_type, *values)

    def edit(self, row_id: int) -> None:
        """Let her rename and colour a type."""
        kinds = self.workspace.entity_types
        values = edit_entity_type(self, kinds, kinds[row_id])
        if values is not None:
            name, colour = values
            self.workspace.perform(entities.edit_entity_type, row_id, name=name, colour=colour)

    def delete(self, row_id: int) -> None:
        """Delete a type that no entity has."""
        self.workspace.perform(entities.delete_entity_type, row_id)

    def _refill(self) -> None:
        kinds = self.workspace.entity_types.values()
        self.show_rows(
            (kind.id, [kind.name], swatch_icon(kind.colour, self.palette()))
            for kind in sorted(kinds, key=lambda one: (one.position, one.id))
        )


class EntityTypeForm(Form):
    """The name and colour of one type."""

    def __init__(
        self, parent: QWidget | None, types: Mapping[int, EntityType], kind: EntityType | None
    ) -> None:
        super().__init__(
            parent,
            "New entity type" if kind is None else "Edit entity type",
            "&Create" if kind is None else "&Save",
        )
        self._others = [one for one in types.values() if one != kind]
        self.name = QLineEdit(kind.name if kind else "")
        colours = [one.colour for one in types.values()]
        self.colour = ColourField(kind.colour if kind else least_used(colours))
        self.rows.addRow("&Name", self.name)
        self.rows.addRow("C&olour", self.colour)
        self.name.textChanged.connect(self.check)
        self.check()
        self.name.selectAll()
        self.name.setFocus()

    def problem(self) -> str:
        """Tell why the name cannot be taken."""
        name = self.written_name()
        if not name:
            return "An entity type needs a name."
        if any(one.name.casefold() == name.casefold() for one in self._others):
            return f"There is an entity type “{shortened(name, 60)}” already."
        return ""

    def written_name(self) -> str:
        """Return the name without surplus spaces."""
        return " ".join(self.name.text().split())


def edit_entity_type(
    parent: QWidget | None, types: Mapping[int, EntityType], kind: EntityType | None
) -> tuple[str, str] | None:
    """Let her make a type (None) or edit one; return its name and colour."""
    form = EntityTypeForm(parent, types, kind)
    accepted = bool(form.exec())
    values = (form.written_name(), form.colour.colour)
    form.deleteLater()
    return values if accepted else None


def edit_entity_types(parent: QWidget | None, workspace: Workspace) -> None:
    """Let her add, edit and delete entity types; every change is done at once."""
    dialog = EntityTypesDialog(parent, workspace)
    dialog.exec()
    dialog.deleteLater()
