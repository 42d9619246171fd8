"""Asks for the name of a saved search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from reviewer.review.passages import shortened
from reviewer.ui.dialogs.form import Form, plain_label


@dataclass(frozen=True, slots=True)
class Naming:
    """What was entered."""

    name: str
    pinned: bool


class SearchSaver(Form):
    """A name, and whether the search is pinned; `about` says in words what is saved."""

    def __init__(
        self, parent: QWidget | None, title: str, about: str, naming: Naming, taken: Collection[str]
    ) -> None:
        super().__init__(parent, title, "&Save")
        self._taken = {name.casefold() for name in taken}
        self.name = QLineEdit(naming.name)
        self.pinned = QCheckBox("&Pinned: it stands above the others, with a live count")
        self.pinned.setChecked(naming.pinned)
        self.rows.addRow(plain_label(about))
        self.rows.addRow("&Name", self.name)
        self.rows.addRow(self.pinned)
        self.name.textChanged.connect(self.check)
        self.check()
        self.name.selectAll()
        self.name.setFocus()

    def problem(self) -> str:
        """Tell why the name cannot be taken."""
        name = self.naming().name
        if not name:
            return "A saved search needs a name."
        if name.casefold() in self._taken:
            return f"There is a saved search “{shortened(name, 60)}” already. Choose another name."
        return ""

    def naming(self) -> Naming:
        """Return what was entered."""
        return Naming(" ".join(self.name.text().split()), self.pinned.isChecked())


def name_search(
    parent: QWidget | None, title: str, about: str, naming: Naming, taken: Collection[str]
) -> Naming | None:
    """Let her name a search; `taken` are names of others. Return None when she left."""
    dialog = SearchSaver(parent, title, about, naming, taken)
    accepted = bool(dialog.exec())
    entered = dialog.naming()
    dialog.deleteLater()
    return entered if accepted else None
