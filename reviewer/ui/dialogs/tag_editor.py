"""Makes or edits a tag of the code book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from reviewer.corpus.annotations import tag_path
from reviewer.model import Tag
from reviewer.review.passages import shortened
from reviewer.review.tags import NUMBER_KEYS, PATH_SEPARATOR, lowest_free_key
from reviewer.ui.dialogs.form import Form, modest_combo
from reviewer.ui.dialogs.swatches import ColourField, least_used, swatch_icon

_SIGN = PATH_SEPARATOR.strip()


class TagEditor(Form):
    """The fields of one tag; a name that cannot be taken is told while it is typed."""

    def __init__(
        self,
        parent: QWidget | None,
        tags: Mapping[int, Tag],
        tag: Tag | None,
        parent_id: int | None = None,
    ) -> None:
        super().__init__(
            parent,
            "New tag" if tag is None else "Edit tag",
            "&Create" if tag is None else "&Save",
        )
        self._tags = tags
        self._tag = tag
        self.name = QLineEdit(tag.name if tag else "")
        colours = [one.colour for one in tags.values()]
        self.colour = ColourField(tag.colour if tag else least_used(colours))
        self.description = QPlainTextEdit(tag.description if tag else "")
        self.description.setTabChangesFocus(True)
        self.description.setPlaceholderText("What belongs under this tag, and what does not")
        self.description.setMaximumHeight(self.fontMetrics().lineSpacing() * 5)
        self.shortcut = modest_combo()
        self._fill_shortcuts()
        self.parent_tag = modest_combo()
        self._fill_parents(tag.parent_id if tag else parent_id)
        self.rows.addRow("&Name", self.name)
        self.rows.addRow("C&olour", self.colour)
        self.rows.addRow("&Description", self.description)
        self.rows.addRow("&Number key", self.shortcut)
        self.rows.addRow("&Below", self.parent_tag)
        self.name.textChanged.connect(self.check)
        self.shortcut.currentIndexChanged.connect(self.check)
        self.check()
        self.name.selectAll()
        self.name.setFocus()

    def problem(self) -> str:
        """Tell why the name cannot be taken."""
        name = self._written_name()
        if not name:
            return "A tag needs a name."
        if _SIGN in name:
            return f"A tag’s name cannot hold “{_SIGN}”, which separates parent and child."
        own_id = self._tag.id if self._tag else None
        if any(
            one.name.casefold() == name.casefold() and one.id != own_id
            for one in self._tags.values()
        ):
            return f"There is a tag “{shortened(name, 60)}” already. Choose another name."
        return ""

    def remark(self) -> str:
        """Tell which tag loses its key to this one."""
        holder = self._holder(self.shortcut.currentData())
        if holder is None:
            return ""
        key = self.shortcut.currentData()
        return f"“{shortened(holder.name, 60)}” has the key {key} now and will lose it."

    def values(self) -> dict[str, Any]:
        """Return what was entered, as the verbs on tags take it."""
        return {
            "name": self._written_name(),
            "colour": self.colour.colour,
            "description": self.description.toPlainText().strip(),
            "shortcut": self.shortcut.currentData(),
            "parent_id": self.parent_tag.currentData(),
        }

    def _written_name(self) -> str:
        return " ".join(self.name.text().split())

    def _holder(self, key: int | None) -> Tag | None:
        own_id = self._tag.id if self._tag else None
        holders = (one for one in self._tags.values() if one.shortcut == key and one.id != own_id)
        return None if key is None else next(holders, None)

    def _fill_shortcuts(self) -> None:
        self.shortcut.addItem("None", None)
        for key in NUMBER_KEYS:
            holder = self._holder(key)
            held = f" – now “{shortened(holder.name, 40)}”" if holder else ""
            self.shortcut.addItem(f"{key}{held}", key)
        if self._tag is not None:
            chosen = self._tag.shortcut
        else:
            chosen = lowest_free_key(one.shortcut for one in self._tags.values())
        self.shortcut.setCurrentIndex(chosen or 0)

    def _fill_parents(self, parent_id: int | None) -> None:
        by_id = dict(self._tags)
        self.parent_tag.addItem("No other tag", None)
        possible = [one for one in by_id.values() if not self._is_own_branch(one)]
        for one in sorted(possible, key=lambda tag: tag_path(tag, by_id).casefold()):
            self.parent_tag.addItem(
                swatch_icon(one.colour, self.palette()), tag_path(one, by_id), one.id
            )
            if one.id == parent_id:
                self.parent_tag.setCurrentIndex(self.parent_tag.count() - 1)

    def _is_own_branch(self, tag: Tag) -> bool:
        above: Tag | None = tag
        while above is not None and self._tag is not None:
            if above.id == self._tag.id:
                return True
            above = self._tags.get(above.parent_id) if above.parent_id is not None else None
        return False


def edit_tag(
    parent: QWidget | None,
    tags: Mapping[int, Tag],
    tag: Tag | None,
    parent_id: int | None = None,
) -> dict[str, Any] | None:
    """Let her make a tag (None) or edit one; return its values, or None when she left.

    The values are `name`, `colour`, `description`, `shortcut` and `parent_id`, for the verbs
    `create_tag` and `edit_tag`.
    """
    editor = TagEditor(parent, tags, tag, parent_id)
    accepted = bool(editor.exec())
    values = editor.values()
    editor.deleteLater()
    return values if accepted else None
