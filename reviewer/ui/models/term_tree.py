"""Term lists with their terms below them, and how often each term stands in how many documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon

from reviewer.corpus.searches import TermList
from reviewer.review.term_lists import ListedTerm, TermCount
from reviewer.ui.tooltips import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
NAME, COUNTS = 0, 1
_LIST_ROW = 0  # the internal id of a list's index; a term's is one more than its list's place
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_UNTOLD = "–"
_HEADERS = ("Term", "Hits / documents")


@dataclass(frozen=True, slots=True)
class ReadList:
    """A term list with the terms that stand in its text."""

    list: TermList
    terms: tuple[ListedTerm, ...]
    problem: str = ""


class TermTree(QAbstractItemModel):
    """Serves thousands of terms to a tree view without an item for each."""

    shown_toggled = Signal(object, bool)  # list id, whether its terms are to be marked

    def __init__(self, read_only: bool) -> None:
        super().__init__()
        self._read_only = read_only
        self._lists: list[ReadList] = []
        self._terms: list[list[ListedTerm]] = []  # those that pass the filter
        self._counts: Mapping[str, TermCount] = {}
        self._icons: Mapping[str, QIcon] = {}
        self._faint: QColor | None = None

    def show(self, lists: Sequence[ReadList], wanted: str) -> None:
        """Show the terms with `wanted` in them; lists without one are left out."""
        needle = wanted.strip().casefold()
        self.beginResetModel()
        self._lists, self._terms = [], []
        for each in lists:
            terms = [term for term in each.terms if needle in term.text.casefold()]
            if terms or not needle:
                self._lists.append(each)
                self._terms.append(terms)
        self.endResetModel()

    def show_counts(self, counts: Mapping[str, TermCount]) -> None:
        """Show how often each term was found, by its text."""
        self._counts = counts
        self._redraw(COUNTS)

    def set_look(self, icons: Mapping[str, QIcon], faint: QColor) -> None:
        """Set the icon of each colour, and the colour of the counts."""
        self._icons, self._faint = icons, faint
        self._redraw(NAME)

    def list_at(self, index: AnyIndex) -> TermList | None:
        """Return the list of a row, its own or that of its term."""
        if not index.isValid():
            return None
        place = index.internalId()
        return self._lists[index.row() if place == _LIST_ROW else place - 1].list

    def term_at(self, index: AnyIndex) -> ListedTerm | None:
        """Return the term of a row, None for a list's."""
        if not index.isValid() or index.internalId() == _LIST_ROW:
            return None
        return self._terms[index.internalId() - 1][index.row()]

    def index_of(self, list_id: int) -> QModelIndex:
        """Return where a list stands; an invalid index when it is not shown."""
        ids = [each.list.id for each in self._lists]
        return self.index(ids.index(list_id), NAME) if list_id in ids else QModelIndex()

    def index(self, row: int, column: int, parent: AnyIndex | None = None) -> QModelIndex:
        """Return the index of a list, or of a term below its list."""
        if parent is None or not parent.isValid():
            return self.createIndex(row, column, _LIST_ROW)
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: AnyIndex | None = None) -> Any:
        """Return the index of the list of a term."""
        if index is None:
            return super().parent()
        if not index.isValid() or index.internalId() == _LIST_ROW:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, NAME, _LIST_ROW)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Return the number of rows."""
        if parent is None or not parent.isValid():
            return len(self._lists)
        is_list = parent.internalId() == _LIST_ROW and parent.column() == NAME
        return len(self._terms[parent.row()]) if is_list else 0

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Return the columns: name and counts."""
        return 2

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return what the two numbers beside a term are."""
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == COUNTS:
            return _RIGHT
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Let lists be ticked, which marks their terms in the text."""
        flags = super().flags(index)
        if self.term_at(index) is None and index.column() == NAME and not self._read_only:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell that a list was ticked; it shows so when the corpus has it."""
        each = self.list_at(index)
        if role != Qt.ItemDataRole.CheckStateRole or each is None or self._read_only:
            return False
        self.shown_toggled.emit(each.id, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        term = self.term_at(index)
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == COUNTS:
                return self._found_text(index.row()) if term is None else self._count_text(term)
            return self._lists[index.row()].list.name if term is None else term.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._list_tip(index.row()) if term is None else self._tip(term))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == COUNTS:
            return _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and (
            index.column() == COUNTS or self._idle(term)
        ):
            return self._faint
        if term is None and index.column() == NAME:
            each = self._lists[index.row()].list
            if role == Qt.ItemDataRole.DecorationRole:
                return self._icons.get(each.colour)
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if each.shown else Qt.CheckState.Unchecked
        return None

    def _redraw(self, column: int) -> None:
        for place, terms in enumerate(self._terms):
            if terms:
                first = self.createIndex(0, column, place + 1)
                self.dataChanged.emit(first, self.createIndex(len(terms) - 1, column, place + 1))
        if self._lists:
            self.dataChanged.emit(self.index(0, column), self.index(len(self._lists) - 1, column))

    def _idle(self, term: ListedTerm | None) -> bool:
        """Tell whether a term stands nowhere."""
        count = None if term is None else self._counts.get(term.text)
        return count is not None and not count.documents

    def _found_text(self, place: int) -> str:
        terms = self._lists[place].terms
        counts = [self._counts[term.text] for term in terms if term.text in self._counts]
        found = sum(1 for count in counts if count.documents)
        if not counts:
            return f"{len(terms):,}"
        told = f"{found:,} of {len(terms):,}"
        return told if len(counts) == len(terms) else f"{told} …"

    def _count_text(self, term: ListedTerm) -> str:
        count = self._counts.get(term.text)
        if count is None:
            return "!" if term.problem else ""
        if count.problem:
            return "!"
        if not count.documents:
            return _UNTOLD
        hits = _UNTOLD if count.hits is None else f"{count.hits:,}"
        return f"{hits} / {count.documents:,}"

    def _list_tip(self, place: int) -> str:
        read = self._lists[place]
        many = "1 term" if len(read.terms) == 1 else f"{len(read.terms):,} terms"
        shown = "marked in the text" if read.list.shown else "not marked in the text"
        return "\n".join(
            part for part in (read.list.name, f"{many}, {shown}", read.problem) if part
        )

    def _tip(self, term: ListedTerm) -> str:
        count = self._counts.get(term.text)
        if count is None:
            return f"{term.text}\n{term.problem or 'Not counted yet'}"
        return f"{term.text}\n{count.problem or counted(count)}"


def counted(count: TermCount) -> str:
    """Return a count in words."""
    if not count.documents:
        return "Found nowhere"
    documents = "1 document" if count.documents == 1 else f"{count.documents:,} documents"
    if count.hits is None:
        return f"In {documents}"
    return ("1 hit" if count.hits == 1 else f"{count.hits:,} hits") + f" in {documents}"
