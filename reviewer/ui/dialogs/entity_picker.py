"""Picks the entity that a passage names, by name or alias, or makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from reviewer.model import Entity, EntityType
from reviewer.ui.dialogs.name_picker import NamePicker, Offer


@dataclass(frozen=True, slots=True)
class EntityChoice:
    """An entity, or with `entity_id` None the name and type of one to be made."""

    entity_id: int | None
    name: str
    type_id: int


class EntityPicker(NamePicker):
    """The type-ahead list of entities, filled with the marked passage to begin with."""

    def __init__(
        self,
        parent: QWidget | None,
        quote: str,
        entities: Mapping[int, Entity],
        types: Mapping[int, EntityType],
    ) -> None:
        self._types = sorted(types.values(), key=lambda kind: (kind.position, kind.id))
        self._taken = {(one.type_id, one.name.casefold()) for one in entities.values()}
        super().__init__(
            parent,
            "Mention of an entity",
            [
                Offer(
                    EntityChoice(entity.id, entity.name, entity.type_id),
                    entity.name,
                    aside=types[entity.type_id].name if entity.type_id in types else "",
                    colour=types[entity.type_id].colour if entity.type_id in types else None,
                    also=entity.aliases,
                )
                for entity in sorted(entities.values(), key=lambda one: one.name.casefold())
            ],
            placeholder="Type a name or an alias",
            typed=quote,
            make_new=self._new_entities,
            emptiness=lambda _typed: "There are no entities yet. Type a name to make the first.",
        )

    def _new_entities(self, typed: str) -> list[Offer]:
        return [
            Offer(
                EntityChoice(None, typed, kind.id),
                f"New {_in_sentence(kind.name)} “{typed}”",
                colour=kind.colour,
                is_new=True,
            )
            for kind in self._types
            if (kind.id, typed.casefold()) not in self._taken
        ]


def pick_entity(
    parent: QWidget | None,
    quote: str,
    entities: Mapping[int, Entity],
    types: Mapping[int, EntityType],
) -> EntityChoice | None:
    """Ask which entity a passage names; None when she left."""
    picker = EntityPicker(parent, quote, entities, types)
    picker.exec()
    taken = picker.taken
    picker.deleteLater()
    return taken if isinstance(taken, EntityChoice) else None


def _in_sentence(type_name: str) -> str:
    # “Person” becomes “person”; “NGO” stays as it is.
    return type_name[:1].lower() + type_name[1:] if type_name[1:].islower() else type_name
