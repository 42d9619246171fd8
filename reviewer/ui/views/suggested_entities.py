"""The entities that the source suggests in the open document, below the entities of the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QTreeWidgetItem, QVBoxLayout, QWidget

from reviewer.review.suggestions import Suggested
from reviewer.ui.entity_suggestions import EntitySuggestions
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.panel import Commands
from reviewer.ui.views.short_list import COUNT, NAME, FoldButton, ShortList

_SUGGESTED = Qt.ItemDataRole.UserRole


class SuggestedEntities(QWidget):
    """A list of names that folds away, each with the times it is suggested; hidden without any."""

    def __init__(self, suggestions: EntitySuggestions, read_only: bool) -> None:
        super().__init__()
        self._suggestions = suggestions
        self._fold = FoldButton("Suggested")
        self._list = ShortList("Suggested entities")
        self._menu_button = QToolButton()
        self._commands = Commands(self._list, read_only)
        self._add_commands()
        self._lay_out()
        self._fold.folded.connect(self._on_folded)
        self._list.currentItemChanged.connect(self._enable)
        self._list.itemClicked.connect(self._go_to)
        suggestions.changed.connect(self._show_names)
        self._fold.fold(True)
        self._show_names()

    def focus_view(self) -> None:
        """Unfold the list and give it the keyboard."""
        self._fold.fold(False)
        self._list.setFocus()
        if not self._list.currentIndex().isValid():
            self._stand_on(0)

    def _lay_out(self) -> None:
        self._menu_button.setText("⋯")
        self._menu_button.setAutoRaise(True)
        self._menu_button.setToolTip("What can be done with suggested entities")
        self._menu_button.setAccessibleName("Menu of suggested entities")
        self._menu_button.clicked.connect(self._open_menu)
        head = QHBoxLayout()
        head.addWidget(self._fold)
        head.addStretch(1)
        head.addWidget(self._menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 4, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._list)

    def _add_commands(self) -> None:
        add, given = self._commands.add, self._suggestions
        add("&Go to it in the text", self._go_to, "Return", changes=False)
        self._commands.add_separator()
        add("&Accept in this document", lambda: self._give(given.accept_here), "E")
        add("Accept in the whole &corpus…", lambda: self._give(given.accept_everywhere), "Shift+E")
        add("Accept a&s…", lambda: self._give(given.accept_as))
        self._commands.add_separator()
        add("&Reject in this document", lambda: self._give(given.reject_here), "Del")
        add(
            "Reject in the &whole corpus…", lambda: self._give(given.reject_everywhere), "Shift+Del"
        )

    @property
    def _chosen(self) -> Suggested | None:
        item = self._list.currentItem()
        return None if item is None else item.data(NAME, _SUGGESTED)

    def _give(self, command: Callable[[Suggested], None]) -> None:
        chosen = self._chosen
        if chosen is not None:
            command(chosen)

    def _go_to(self) -> None:
        self._give(self._suggestions.go_to)

    def _show_names(self) -> None:
        counts = Counter(item.suggested for item in self._suggestions.items)
        place = self._list.currentIndex().row()
        had_focus = self._list.hasFocus()
        self._list.clear()
        for suggested, count in counts.items():
            item = QTreeWidgetItem(self._list)
            told = f"{suggested.name} · {suggested.type_name}"
            item.setText(NAME, told)
            item.setToolTip(NAME, plain_tip(told))
            item.setData(NAME, _SUGGESTED, suggested)
            item.setText(COUNT, f"{count:,}")
            item.setTextAlignment(
                COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        self._list.set_rows(len(counts))
        if place >= 0 and counts:
            # She goes on with the name behind the one that she settled.
            self._stand_on(min(place, len(counts) - 1))
        self._fold.setText(f"Suggested ({len(self._suggestions.items):,})")
        self.setVisible(bool(counts))
        if had_focus and counts:
            self._list.setFocus()
        self._enable()

    def _stand_on(self, row: int) -> None:
        self._list.setCurrentIndex(self._list.model().index(row, NAME))

    def _on_folded(self, folded: bool) -> None:
        self._list.setVisible(not folded)

    def _enable(self) -> None:
        self._commands.enable(self._chosen is not None)

    def _open_menu(self) -> None:
        button = self._menu_button
        self._commands.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
