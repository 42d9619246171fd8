"""The code book of the corpus: choosing a tag for a passage, and keeping the tags in order."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QTreeWidgetItem

from reviewer.corpus import annotations
from reviewer.model import Tag
from reviewer.review import tags as tag_verbs
from reviewer.review.changes import Change
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import merging, tag_editor, tag_removal
from reviewer.ui.views.panel import Panel
from reviewer.ui.views.tag_tree import TagTree
from reviewer.ui.workspace import Workspace

_COUNTED_TABLES = frozenset({"tag", "highlight", "highlight_tag"})
EMPTY = "No tags yet. Select a passage and press Q to make the first."


class TagsPanel(Panel):
    """Shows the tags with their counts, and edits them."""

    tag_chosen = Signal(object)  # tag id
    documents_wanted = Signal(object)  # tag id

    def __init__(self, workspace: Workspace) -> None:
        self._tree = TagTree(workspace.read_only)
        self._filter = QLineEdit()
        super().__init__(self._tree, self._filter, workspace.read_only)
        self._workspace = workspace
        self._counts: dict[int, int] = {}
        self._filter.setPlaceholderText("Filter tags")
        self._filter.setAccessibleName("Filter tags")
        self._filter.setClearButtonEnabled(True)
        self._add_commands()
        self._filter.textChanged.connect(self._on_filter_changed)
        self._filter.returnPressed.connect(self._on_filter_entered)
        self._tree.itemClicked.connect(self._on_clicked)
        self._tree.currentItemChanged.connect(self._enable)
        # The tree is built anew by the move, which must not happen within Qt's own drop.
        self._tree.tag_moved.connect(self._move_to, Qt.ConnectionType.QueuedConnection)
        workspace.tags_changed.connect(self._show_tags)
        workspace.changed.connect(self._on_changed)
        self._show_tags()
        self._count()

    def _add_commands(self) -> None:
        add = self.commands.add
        add("&Apply to the selection", self._choose, "Return")
        self.commands.add_separator()
        add("&New tag…", self._create, "Ins", needs_choice=False)
        add("New tag &below…", self._create_below, "Shift+Ins")
        add("&Edit…", self._edit, "F2")
        self.commands.add_menu("Number &key", self._fill_number_keys)
        add("Move &up", lambda: self._move_by(-1), "Ctrl+Shift+Up")
        add("Move &down", lambda: self._move_by(1), "Ctrl+Shift+Down")
        add("&Merge into…", self._merge, "Ctrl+Shift+M")
        add("De&lete…", self._delete, "Del")
        self.commands.add_separator()
        add("&Show documents with this tag", self._show_documents, "Shift+Return", changes=False)

    @property
    def _tag(self) -> Tag | None:
        chosen = self._tree.chosen_id
        return None if chosen is None else self._workspace.tags.get(chosen)

    def _show_tags(self) -> None:
        self._tree.show_tags(self._workspace.tags)
        self._say_when_empty()
        self._enable()

    def _say_when_empty(self) -> None:
        if not self._workspace.tags:
            self.say_empty(EMPTY)
        elif self._tree.first_match() is None:
            self.say_empty("No tag has this in its name. Clear the filter to see all.")
        else:
            self.say_empty("")

    def _enable(self) -> None:
        self.commands.enable(self._tag is not None)

    def _on_changed(self, change: Change) -> None:
        if change.tables & _COUNTED_TABLES:
            self._count()

    def _count(self) -> None:
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> dict[int, int]:
            with corpus.read() as connection:
                return annotations.tag_counts(connection)

        self._workspace.background.run(
            "tag counts", work, self._on_counted, self._workspace.trouble.emit
        )

    def _on_counted(self, counts: dict[int, int]) -> None:
        self._counts = counts
        self._tree.show_counts(counts)

    def _on_filter_changed(self, text: str) -> None:
        self._tree.filter(text)
        self._say_when_empty()
        self._enable()

    def _on_filter_entered(self) -> None:
        first = self._tree.first_match()
        if first is not None and self._filter.text().strip():
            self._tree.choose(first)
            self._choose()

    def _on_clicked(self, _item: QTreeWidgetItem) -> None:
        self._choose()

    def _choose(self) -> None:
        if self._tag is not None and not self._workspace.read_only:
            self.tag_chosen.emit(self._tag.id)

    def _show_documents(self) -> None:
        if self._tag is not None:
            self.documents_wanted.emit(self._tag.id)

    def _create(self) -> None:
        self._create_under(self._tag.parent_id if self._tag else None)

    def _create_below(self) -> None:
        if self._tag is not None:
            self._create_under(self._tag.id)

    def _create_under(self, parent_id: int | None) -> None:
        values = tag_editor.edit_tag(self, self._workspace.tags, None, parent_id)
        if values is None:
            return
        change = self._workspace.perform(tag_verbs.create_tag, **values)
        if change is not None and change.new_id is not None:
            self._tree.choose(change.new_id)

    def _edit(self) -> None:
        if self._tag is None:
            return
        tag_id = self._tag.id
        values = tag_editor.edit_tag(self, self._workspace.tags, self._tag)
        if values is not None:
            self._change(tag_id, **values)

    def _change(self, tag_id: int, **values: Any) -> None:
        self._workspace.perform(tag_verbs.edit_tag, tag_id, **values)

    def _fill_number_keys(self, menu: QMenu) -> None:
        tag = self._tag
        if tag is None:
            return
        holders = {other.shortcut: other.name for other in self._workspace.tags.values()}
        for key in range(1, 10):
            holder = holders.get(key)
            name = f"&{key}" + (f"   {_plain_name(holder)}" if holder else "")
            self._add_number_key(menu, tag, name, key)
        menu.addSeparator()
        self._add_number_key(menu, tag, "&None", None)

    def _add_number_key(self, menu: QMenu, tag: Tag, name: str, key: int | None) -> None:
        action = QAction(name, menu)
        action.setCheckable(True)
        action.setChecked(tag.shortcut == key)
        action.triggered.connect(lambda _checked=False: self._change(tag.id, shortcut=key))
        menu.addAction(action)

    def _move_by(self, step: int) -> None:
        tag = self._tag
        if tag is None:
            return
        tags = self._workspace.tags.values()
        siblings = [other.id for other in tags if other.parent_id == tag.parent_id]
        place = siblings.index(tag.id) + step
        if 0 <= place < len(siblings):
            self._move_to(tag.id, tag.parent_id, place)

    def _move_to(self, tag_id: int, parent_id: int | None, place: int) -> None:
        self._workspace.perform(tag_verbs.move_tag, tag_id, parent_id, place)

    def _merge(self) -> None:
        tag = self._tag
        if tag is None:
            return
        tags = self._workspace.tags
        names = {
            other.id: annotations.tag_path(other, tags)
            for other in tags.values()
            if other.id != tag.id
        }
        target = merging.pick_target(
            self,
            f"Merge tag “{tag.name}”",
            f"Its {_highlights(self._counts.get(tag.id, 0))} and the tags below it move to the "
            f"tag that you choose, and “{tag.name}” goes.",
            names,
        )
        if target is not None:
            self._workspace.perform_in_background(tag_verbs.merge_tags, [tag.id], target)

    def _delete(self) -> None:
        tag = self._tag
        if tag is None:
            return
        fate = tag_removal.ask_fate(self, tag, self._counts.get(tag.id, 0))
        if fate is not None:
            self._workspace.perform_in_background(tag_verbs.delete_tag, tag.id, fate)


def _highlights(count: int) -> str:
    return "1 highlight" if count == 1 else f"{count:,} highlights"


def _plain_name(name: str) -> str:
    """Return a name for a menu, where an ampersand would underline the next letter."""
    return name.replace("&", "&&")
