"""Term lists: what stands in them, how often each term is found, and which are marked."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QIcon, QPalette, QShowEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeView, QWidget

from reviewer.corpus.searches import TermList
from reviewer.errors import ReviewError
from reviewer.model import Filters
from reviewer.review import term_lists as verbs
from reviewer.review.changes import Change
from reviewer.review.term_lists import ListedTerm, read_terms
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import confirming, term_list_editor
from reviewer.ui.dialogs.form import outline_boxes
from reviewer.ui.dialogs.swatches import swatch
from reviewer.ui.finding import Finding
from reviewer.ui.models.term_tree import COUNTS, NAME, ReadList, TermTree
from reviewer.ui.term_counting import TermCounting
from reviewer.ui.views.panel import Panel
from reviewer.ui.workspace import Workspace

EMPTY = "No term lists yet. Press Ins to paste names, one a line, and see how often each is found."
NO_MATCH = "No term has this in it. Clear the filter to see all."


class TermListsPanel(Panel):
    """Counts the terms of the lists that are unfolded; a click on a term searches for it."""

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        self._tree = QTreeView()
        self._filter = QLineEdit()
        super().__init__(self._tree, self._filter, workspace.read_only)
        self._workspace = workspace
        self._finding = finding
        self._read: list[ReadList] = []
        self._counting = TermCounting(workspace, finding, self)
        self._model = TermTree(workspace.read_only)
        self._model.setParent(self)
        self._filter.setPlaceholderText("Filter terms")
        self._filter.setAccessibleName("Filter terms")
        self._filter.setClearButtonEnabled(True)
        self._set_up_tree()
        self._add_commands()
        self._filter.textChanged.connect(self._show)
        self._model.shown_toggled.connect(self._set_shown)
        self._counting.counted.connect(self._show_counts)
        workspace.term_lists_changed.connect(self._read_lists)
        workspace.changed.connect(self._on_changed)
        self._show()
        self._read_lists()

    def recount(self) -> None:
        """Count again, because documents were added."""
        self._counting.forget()
        self._read_lists()  # the documents may be written in other languages than before

    def showEvent(self, event: QShowEvent) -> None:
        """Count what is unfolded once somebody sees it."""
        super().showEvent(event)
        self._count_unfolded()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the swatches for the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_model"):
            self._show_look()

    def _set_up_tree(self) -> None:
        tree = self._tree
        tree.setModel(self._model)
        tree.setAccessibleName("Term lists")
        outline_boxes(tree)
        tree.setUniformRowHeights(True)
        tree.setIndentation(14)
        tree.setAllColumnsShowFocus(True)
        tree.setExpandsOnDoubleClick(False)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNTS, QHeaderView.ResizeMode.ResizeToContents)
        # Measuring every one of 5,000 counts would hold the window up.
        header.setResizeContentsPrecision(50)
        tree.selectionModel().currentChanged.connect(self._enable)
        tree.clicked.connect(self._on_clicked)
        tree.expanded.connect(self._count_unfolded)
        tree.collapsed.connect(self._count_unfolded)

    def _add_commands(self) -> None:
        add = self.commands.add
        add("&Search for this term", self._search, "Return", changes=False)
        self.commands.add_separator()
        add("&New list…", self._create, "Ins", needs_choice=False)
        add("&Edit…", self._edit, "F2")
        add("Move &up", lambda: self._move_by(-1), "Ctrl+Shift+Up")
        add("Move &down", lambda: self._move_by(1), "Ctrl+Shift+Down")
        add("De&lete…", self._delete, "Del")
        self.commands.add_separator()
        stop = self._counting.stop
        self._stop = add("S&top counting", stop, "Esc", needs_choice=False, changes=False)

    @property
    def _list(self) -> TermList | None:
        return self._model.list_at(self._tree.currentIndex())

    @property
    def _term(self) -> ListedTerm | None:
        return self._model.term_at(self._tree.currentIndex())

    def _read_lists(self) -> None:
        lists, finder = list(self._workspace.term_lists.values()), self._finding.finder

        def work(_cancelled: Cancelled) -> list[ReadList]:
            languages = finder.look_up_languages() if lists else frozenset()
            return [_read(each, languages) for each in lists]

        self._workspace.background.run(
            "term lists", work, self._on_read, self._workspace.trouble.emit
        )

    def _on_read(self, read: list[ReadList]) -> None:
        fresh = {each.list.id for each in read} - {each.list.id for each in self._read}
        self._read = read
        self._show()
        if len(fresh) == 1:  # the one that she just made
            self._tree.setExpanded(self._model.index_of(fresh.pop()), True)

    def _show(self) -> None:
        chosen, unfolded = self._list, self._unfolded()
        wanted = self._filter.text()
        self._model.show(self._read, wanted)
        self._show_look()
        for each in self._lists_shown():
            index = self._model.index_of(each.id)
            self._tree.setExpanded(index, bool(wanted.strip()) or each.id in unfolded)
        if chosen is not None:
            self._tree.setCurrentIndex(self._model.index_of(chosen.id))
        if not self._workspace.term_lists:
            self.say_empty(EMPTY)
        else:
            self.say_empty(NO_MATCH if self._read and not self._model.rowCount() else "")
        self._enable()
        self._count_unfolded()

    def _lists_shown(self) -> Iterable[TermList]:
        for row in range(self._model.rowCount()):
            each = self._model.list_at(self._model.index(row, NAME))
            if each is not None:
                yield each

    def _unfolded(self) -> set[int]:
        shown = self._lists_shown()
        return {each.id for each in shown if self._tree.isExpanded(self._model.index_of(each.id))}

    def _show_look(self) -> None:
        palette = self.palette()
        icons = {}
        for colour in {each.list.colour for each in self._read}:
            icons[colour] = QIcon(swatch(colour, palette))
            icons[colour].addPixmap(swatch(colour, palette), QIcon.Mode.Selected)
        self._model.set_look(icons, palette.color(QPalette.ColorRole.PlaceholderText))

    def _show_counts(self) -> None:
        self._model.show_counts(self._counting.counts)
        self._enable()

    def _count_unfolded(self) -> None:
        if self.isVisible():
            unfolded = self._unfolded()
            lists = [each for each in self._read if each.list.id in unfolded]
            self._counting.want({term.text: term for each in lists for term in each.terms})

    def _on_changed(self, change: Change) -> None:
        # Only a query such as tag:arms counts otherwise after a mark; it is cheap to ask again.
        if not change.tables & {"saved_search", "term_list"}:
            for text in self._counting_marks():
                self._counting.counts.pop(text, None)
            self._count_unfolded()

    def _counting_marks(self) -> list[str]:
        terms = (term for each in self._read for term in each.terms)
        return [term.text for term in terms if term.asks_for_marks]

    def _enable(self) -> None:
        self.commands.enable(self._list is not None)
        self._stop.setEnabled(self._counting.is_running)

    def _on_clicked(self, index: QModelIndex) -> None:
        if self._model.term_at(index) is not None:
            self._search()

    def _search(self) -> None:
        term = self._term
        if term is not None:
            # Counts are of the whole corpus, and so is what she gets to see.
            self._finding.search(term.query_text, Filters())
        elif self._list is not None:
            index = self._model.index_of(self._list.id)
            self._tree.setExpanded(index, not self._tree.isExpanded(index))

    def _create(self) -> None:
        new_term_list(self, self._workspace)

    def _edit(self) -> None:
        edited = self._list
        if edited is None:
            return
        values = term_list_editor.edit_term_list(self, self._workspace.term_lists, edited)
        if values is not None:
            self._workspace.perform(
                verbs.edit_term_list,
                edited.id,
                name=values.name,
                text=values.text,
                colour=values.colour,
            )

    def _set_shown(self, list_id: int, shown: bool) -> None:
        self._workspace.perform(verbs.show_term_list, list_id, shown)

    def _move_by(self, step: int) -> None:
        ids = list(self._workspace.term_lists)
        moved = self._list
        if moved is not None and 0 <= ids.index(moved.id) + step < len(ids):
            place = ids.index(moved.id) + step
            self._workspace.perform(verbs.move_term_list, moved.id, place)

    def _delete(self) -> None:
        doomed = self._list
        if doomed is not None and confirming.confirm(
            self,
            f"Delete term list “{doomed.name}”?",
            "No document is touched. You can undo this.",
            "&Delete",
        ):
            self._workspace.perform(verbs.remove_term_list, doomed.id)


def new_term_list(parent: QWidget, workspace: Workspace) -> None:
    """Let her paste a new term list."""
    values = term_list_editor.edit_term_list(parent, workspace.term_lists, None)
    if values is not None:
        workspace.perform(verbs.add_term_list, values.name, values.text, colour=values.colour)


def _read(each: TermList, languages: frozenset[str]) -> ReadList:
    try:
        return ReadList(each, read_terms(each.text, languages))
    except ReviewError as error:  # only a list that another program wrote is too long
        return ReadList(each, (), str(error))
