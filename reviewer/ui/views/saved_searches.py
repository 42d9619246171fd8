"""The saved searches in the left pane: pinned ones above with how many documents each finds."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QToolButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reviewer.corpus.searches import SavedSearch
from reviewer.errors import ReviewerError
from reviewer.model import Filters
from reviewer.review import saved_searches as verbs
from reviewer.review.changes import Change
from reviewer.review.finding import Finder
from reviewer.review.passages import shortened
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import search_saver
from reviewer.ui.dialogs.form import plain_label
from reviewer.ui.dialogs.search_saver import Naming
from reviewer.ui.finding import Finding
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.panel import Commands
from reviewer.ui.views.short_list import COUNT, NAME, FoldButton, ShortList
from reviewer.ui.workspace import Workspace

EMPTY = "None yet. The menu ⋯ saves the search that you see."
OTHER_DRAFT = "What is written in the search box now was not searched, and is not saved."
RECOUNT_AFTER_MS = 600
_ID = Qt.ItemDataRole.UserRole
_UNCOUNTED = "–"

Counts = dict[int, int | str]  # by search: how many documents, or why they were not counted


class SavedSearches(QWidget):
    """A list that folds away; a click or Enter runs a search.

    Pinned searches are counted again in the background a moment after any change, and when
    `recount` is called because documents were added.
    """

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self._workspace = workspace
        self._finding = finding
        self._counts: Counts = {}
        self._list = ShortList("Saved searches")
        self._commands = Commands(self._list, workspace.read_only)
        self._fold = FoldButton("Saved searches")
        self._empty = plain_label(EMPTY)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RECOUNT_AFTER_MS)
        self._lay_out()
        self._add_commands()
        self._fold.folded.connect(self._show_searches)
        self._timer.timeout.connect(self._count)
        self._list.itemClicked.connect(self._run)
        self._list.currentItemChanged.connect(self._enable)
        workspace.saved_searches_changed.connect(self._show_searches)
        workspace.changed.connect(self.recount)
        self._show_searches()

    @property
    def is_folded(self) -> bool:
        """Tell whether only the heading is shown."""
        return self._fold.is_folded

    def set_folded(self, folded: bool) -> None:
        """Show only the heading, or the list under it."""
        self._fold.fold(folded)

    def focus_view(self) -> None:
        """Unfold the list and give it the keyboard."""
        self.set_folded(False)
        (self._list if self._workspace.saved_searches else self._fold).setFocus()

    def save(self) -> None:
        """Ask for a name, keep the search that she sees under it and show it in the list."""
        change = save_search(self, self._workspace, self._finding)
        if change is not None and change.new_id is not None:
            self.set_folded(False)
            self._select(change.new_id)

    def recount(self) -> None:
        """Count the pinned searches again, soon."""
        if self.isVisible() and not self.is_folded:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Count what was not counted while nobody saw it."""
        super().showEvent(event)
        self.recount()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_timer"):
            self._show_counts()

    def _lay_out(self) -> None:
        menu = QToolButton()
        menu.setText("⋯")
        menu.setAutoRaise(True)
        menu.setToolTip("What can be done with saved searches")
        menu.setAccessibleName("Menu of saved searches")
        menu.clicked.connect(
            lambda: self._commands.menu.popup(menu.mapToGlobal(menu.rect().bottomLeft()))
        )
        head = QHBoxLayout()
        head.addWidget(self._fold)
        head.addStretch(1)
        head.addWidget(menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(self._list)

    def _add_commands(self) -> None:
        add = self._commands.add
        add("&Search", self._run, "Return", changes=False)
        self._commands.add_separator()
        add("Save &this search…", self.save, "Ins", needs_choice=False)
        add("&Rename…", self._rename, "F2")
        add("&Update to the search that you see", self._update, "Ctrl+Return")
        self._pin = add("&Pin", self._toggle_pin, "Space")
        add("Move &up", lambda: self._move_by(-1), "Ctrl+Shift+Up")
        add("Move &down", lambda: self._move_by(1), "Ctrl+Shift+Down")
        add("&Delete", self._delete, "Del")

    @property
    def _search(self) -> SavedSearch | None:
        item = self._list.currentItem()
        return None if item is None else self._workspace.saved_searches.get(item.data(NAME, _ID))

    def _in_order(self) -> list[SavedSearch]:
        """Return the searches as they are listed: pinned ones first."""
        return sorted(self._workspace.saved_searches.values(), key=lambda each: not each.pinned)

    def _show_searches(self) -> None:
        chosen = self._search
        searches = self._in_order()
        self._list.clear()
        for search in searches:
            item = QTreeWidgetItem(self._list)
            item.setData(NAME, _ID, search.id)
            item.setText(NAME, search.name)
            item.setToolTip(NAME, plain_tip(f"{search.name}\n{about(search.query, search)}"))
            item.setTextAlignment(
                COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            if chosen is not None and chosen.id == search.id:
                self._list.setCurrentItem(item)
        folded = self.is_folded
        self._empty.setVisible(not folded and not searches)
        self._list.setVisible(not folded and bool(searches))
        self._list.set_rows(len(searches))
        self._show_counts()
        self._enable()
        self.recount()

    def _show_counts(self) -> None:
        palette = self.palette()
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        plain = palette.color(QPalette.ColorRole.Text)
        for place in range(self._list.topLevelItemCount()):
            item = self._list.topLevelItem(place)
            assert item is not None
            search = self._workspace.saved_searches[item.data(NAME, _ID)]
            count = self._counts.get(search.id) if search.pinned else None
            item.setForeground(NAME, plain if search.pinned else faint)
            item.setForeground(COUNT, faint)
            if isinstance(count, int):
                item.setText(COUNT, f"{count:,}")
                item.setToolTip(COUNT, "1 document" if count == 1 else f"{count:,} documents")
            else:
                item.setText(COUNT, _UNCOUNTED if count else "")
                item.setToolTip(COUNT, plain_tip(count or ""))

    def _enable(self) -> None:
        search = self._search
        self._commands.enable(search is not None)
        self._pin.setText("Un&pin" if search is not None and search.pinned else "&Pin")

    def _count(self) -> None:
        pinned = [each for each in self._workspace.saved_searches.values() if each.pinned]
        finder = self._finding.finder

        def work(cancelled: Cancelled) -> Counts:
            return {each.id: _counted(finder, each, cancelled) for each in pinned}

        self._workspace.background.run(
            "saved searches", work, self._on_counted, self._workspace.trouble.emit
        )

    def _on_counted(self, counts: Counts) -> None:
        self._counts = counts
        self._show_counts()

    def _select(self, search_id: int) -> None:
        for place in range(self._list.topLevelItemCount()):
            item = self._list.topLevelItem(place)
            if item is not None and item.data(NAME, _ID) == search_id:
                self._list.setCurrentItem(item)
                self._list.scrollToItem(item)

    def _run(self) -> None:
        search = self._search
        if search is None:
            return
        try:
            self._finding.search(search.query, search.filters, search.sort)
        except ReviewerError as error:
            self._workspace.trouble.emit(error)

    def _rename(self) -> None:
        search = self._search
        if search is None:
            return
        entered = search_saver.name_search(
            self,
            "Rename saved search",
            about(search.query, search),
            Naming(search.name, search.pinned),
            _names(self._workspace, but=search.id),
        )
        if entered is not None:
            self._perform(verbs.rename_search, search.id, entered.name)
            self._perform(verbs.pin_search, search.id, entered.pinned)

    def _update(self) -> None:
        search, finding = self._search, self._finding
        if search is not None:
            asked = (finding.written_query, finding.filters, finding.sort)
            self._perform(verbs.change_search, search.id, *asked)
            query = shortened(finding.answered_text, 60) or "every document"
            self._workspace.told.emit(f"“{shortened(search.name)}” is now the search for: {query}")

    def _toggle_pin(self) -> None:
        search = self._search
        if search is not None:
            self._perform(verbs.pin_search, search.id, not search.pinned)

    def _move_by(self, step: int) -> None:
        search = self._search
        if search is None:
            return
        # Among those beside it: pinned and other searches are listed apart.
        alike = [each.id for each in self._in_order() if each.pinned == search.pinned]
        place = alike.index(search.id) + step
        if 0 <= place < len(alike):
            everyone = list(self._workspace.saved_searches)
            self._perform(verbs.move_search, search.id, everyone.index(alike[place]))

    def _delete(self) -> None:
        if self._search is not None:
            self._perform(verbs.remove_search, self._search.id)

    def _perform(self, verb: Any, *values: Any) -> None:
        self._workspace.perform(verb, *values)


def save_search(parent: QWidget, workspace: Workspace, finding: Finding) -> Change | None:
    """Ask for a name and keep the current search under it; None when it is not kept yet."""
    query = finding.written_query
    entered = search_saver.name_search(
        parent,
        "Save this search",
        f"{about(query, finding)}\n{OTHER_DRAFT}" if finding.is_stale else about(query, finding),
        Naming(shortened(query, 60), True),
        _names(workspace),
    )
    if entered is None:
        return None
    asked = (query, finding.filters, finding.sort)
    return workspace.perform(verbs.add_search, entered.name, *asked, pinned=entered.pinned)


def about(query: str, search: SavedSearch | Finding) -> str:
    """Return in words what a search asks for."""
    asked = f"Query: {query}" if query else "Every document"
    try:
        filtered = search.filters != Filters()
    except ReviewerError as error:
        return f"{asked}\n{error}"
    return f"{asked}\nWith filters" if filtered else asked


def _names(workspace: Workspace, but: int | None = None) -> list[str]:
    return [each.name for each in workspace.saved_searches.values() if each.id != but]


def _counted(finder: Finder, search: SavedSearch, cancelled: Cancelled) -> int | str:
    try:
        request = verbs.request_of(search, finder.languages)
        if request.query.patterns:
            return "Not counted by itself: its expression is tried on the texts. Click to search."
        return finder.find(request, cancelled).total
    except ReviewerError as error:
        return str(error)
