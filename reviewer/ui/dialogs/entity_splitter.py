"""Splits an entity: some of its mentions go to a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from reviewer.model import Entity, EntityType, Mention
from reviewer.review.passages import shortened
from reviewer.ui.dialogs.entity_editor import type_combo
from reviewer.ui.dialogs.form import Form, outline_boxes, plain_label
from reviewer.ui.tooltips import plain_tip

_MENTION_ID = Qt.ItemDataRole.UserRole
_QUOTE = Qt.ItemDataRole.UserRole + 1


class EntitySplitter(Form):
    """A check list of mentions, and the name and type of the new entity."""

    def __init__(
        self,
        parent: QWidget | None,
        entity: Entity,
        mentions: Sequence[tuple[Mention, str]],
        types: Mapping[int, EntityType],
    ) -> None:
        super().__init__(parent, "Split entity", "&Split")
        self._entity = entity
        self._name_is_hers = False
        self.rows.addRow(
            plain_label(
                f"Tick the mentions of “{shortened(entity.name, 80)}” that mean somebody or "
                "something else."
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName("Mentions")
        outline_boxes(self.list)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for mention, title in mentions:
            item = QListWidgetItem(f"{shortened(mention.quote, 60)} – {shortened(title, 80)}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(_MENTION_ID, mention.id)
            item.setData(_QUOTE, " ".join(mention.quote.split()))
            item.setToolTip(plain_tip(f"{mention.quote}\n{title}"))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.name = QLineEdit()
        self.kind = type_combo(types, entity.type_id)
        self.rows.addRow(self.list)
        self.rows.addRow("&Name of the new entity", self.name)
        self.rows.addRow("&Type", self.kind)
        self.list.itemChanged.connect(self._on_ticked)
        self.name.textEdited.connect(self._on_named)
        self.kind.currentIndexChanged.connect(self.check)
        self.check()
        self.resize(self.width(), self.fontMetrics().lineSpacing() * 26)
        self.list.setFocus()

    def problem(self) -> str:
        """Tell what is missing."""
        if not self.list.count():
            return "This entity has no mentions, so there is nothing to split."
        if not self.mention_ids():
            return "Tick at least one mention."
        name = self.new_name()
        if not name:
            return "The new entity needs a name."
        is_same_type = self.kind.currentData() == self._entity.type_id
        if is_same_type and name.casefold() == self._entity.name.casefold():
            return "The new entity needs another name or type than the one it is split from."
        return ""

    def remark(self) -> str:
        """Tell how many mentions move and stay."""
        moved = len(self.mention_ids())
        return f"{moved:,} of {self.list.count():,} mentions move to the new entity."

    def mention_ids(self) -> list[int]:
        """Return the ids of the ticked mentions, in the order of the list."""
        return [item.data(_MENTION_ID) for item in self._ticked()]

    def new_name(self) -> str:
        """Return the name of the new entity."""
        return " ".join(self.name.text().split())

    def _ticked(self) -> list[QListWidgetItem]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item for item in items if item.checkState() == Qt.CheckState.Checked]

    def _on_ticked(self) -> None:
        # Until she names it, the new entity is called as its first mention calls it.
        if not self._name_is_hers:
            ticked = self._ticked()
            self.name.setText(ticked[0].data(_QUOTE) if ticked else "")
        self.check()

    def _on_named(self, name: str) -> None:
        self._name_is_hers = bool(name)
        self.check()


def split_entity(
    parent: QWidget | None,
    entity: Entity,
    mentions: Sequence[tuple[Mention, str]],
    types: Mapping[int, EntityType],
) -> tuple[list[int], str, int] | None:
    """Ask which mentions, each given with its document's title, become a new entity.

    Returns the mentions' ids and the new entity's name and type, or None when she left.
    """
    splitter = EntitySplitter(parent, entity, mentions, types)
    accepted = bool(splitter.exec())
    chosen = (splitter.mention_ids(), splitter.new_name(), splitter.kind.currentData())
    splitter.deleteLater()
    return chosen if accepted else None
