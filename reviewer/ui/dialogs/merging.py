"""Picks what other things are merged into."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from reviewer.ui.dialogs.name_picker import NamePicker, Offer


class TargetPicker(NamePicker):
    """The type-ahead list of what is left after a merge."""

    def __init__(
        self, parent: QWidget | None, title: str, explanation: str, names: Mapping[int, str]
    ) -> None:
        super().__init__(
            parent,
            title,
            [
                Offer(target_id, name)
                for target_id, name in sorted(names.items(), key=lambda pair: pair[1].casefold())
            ],
            explanation=explanation,
            placeholder="Type a part of the name",
            emptiness=lambda typed: (
                "No name matches. Type less of it."
                if typed
                else "There is nothing else to merge into."
            ),
        )


def pick_target(
    parent: QWidget | None, title: str, explanation: str, names: Mapping[int, str]
) -> int | None:
    """Ask what to merge into and return its id, or None when she left."""
    picker = TargetPicker(parent, title, explanation, names)
    picker.exec()
    taken = picker.taken
    picker.deleteLater()
    return taken if isinstance(taken, int) else None
