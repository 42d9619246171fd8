"""The result list as Qt sees it: ids, and rows and snippets read only for what is on the screen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from reviewer.corpus import documents
from reviewer.corpus.database import Corpus
from reviewer.errors import ReviewerError
from reviewer.model import STATUS_LABELS, DocumentRow, Snippet
from reviewer.review.changes import Change
from reviewer.review.duplicates import Alike
from reviewer.search.query import ParsedQuery, parse_query
from reviewer.search.snippets import Snippets
from reviewer.ui.background import Cancelled
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.workspace import Workspace

ROW_ROLE = Qt.ItemDataRole.UserRole
SNIPPET_ROLE = Qt.ItemDataRole.UserRole + 1
ALIKE_ROLE = Qt.ItemDataRole.UserRole + 2  # (copies, similar documents) of the row's document
PAGE_ROWS = 64  # a few screens: 256 rows of a relevance list take longer than a frame to read
PAGES_KEPT = 128
SNIPPETS_KEPT = 2_000
SNIPPETS_AT_ONCE = 40  # more than one screen shows
_GROUP = "snippets"

Index = QModelIndex | QPersistentModelIndex


class DocumentsModel(QAbstractTableModel):
    """One column of documents, 250,000 of them as quickly as ten.

    Rows come from the database by pages of `PAGE_ROWS`, at once, because they are short; those of
    the first page may be given with the ids. Snippets need whole texts: they are asked for by
    whoever paints, read in the background, and told by `dataChanged`.
    """

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._alike: Alike | None = None
        self._workspace = workspace
        self._query: ParsedQuery = parse_query("")
        self._pages: OrderedDict[int, dict[int, DocumentRow]] = OrderedDict()
        self._maker = Snippets(self._query)
        self._snippets: OrderedDict[int, Snippet] = OrderedDict()
        self._wanted: dict[int, int] = {}  # id -> row of snippets that were asked for
        self._reading = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._read_snippets)
        workspace.changed.connect(self._on_changed)

    def show(
        self,
        ids: NDArray[np.int64] | Sequence[int],
        query: ParsedQuery,
        first_rows: Sequence[DocumentRow] = (),
    ) -> None:
        """Show other documents, with snippets for another query; an array is not copied.

        `first_rows` are those of the first page, as `first_rows` reads them.
        """
        self.beginResetModel()
        self._workspace.background.cancel(_GROUP)
        self._soon.stop()
        self._reading = False
        self._wanted.clear()
        self._pages.clear()
        if query != self._query:
            self._snippets.clear()
        self.ids, self._query = np.asarray(ids, dtype=np.int64), query
        if first_rows:
            self._pages[0] = {row.id: row for row in first_rows}
        self._maker = Snippets(query)  # what was asked for before may still use the one before
        self.endResetModel()

    def show_alike(self, alike: Alike) -> None:
        """Tell of each document how many are like it."""
        self._alike = alike
        if len(self.ids):
            last = self.index(len(self.ids) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last, [ALIKE_ROLE])

    def row_of(self, document_id: int) -> int | None:
        """Return the row of a document, or None when it is not in the list."""
        rows = np.flatnonzero(self.ids == document_id)
        return int(rows[0]) if rows.size else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of documents."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the one column."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row, its snippet, or what it says in words."""
        if role == SNIPPET_ROLE:
            return self._snippet(index.row())
        if role == ALIKE_ROLE:
            return self._alike_of(index.row())
        if role not in _SERVED:
            return None
        row = self._row(index.row())
        if role == ROW_ROLE or row is None:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([spoken(row), *told_alike(*self._alike_of(index.row()))])
        if role == Qt.ItemDataRole.ToolTipRole:
            alike = told_alike(*self._alike_of(index.row()))
            return plain_tip("\n".join([row.title, *_facts(row), *alike, row.source]))
        return row.title

    def _alike_of(self, row: int) -> tuple[int, int]:
        if self._alike is None or not 0 <= row < len(self.ids):
            return 0, 0
        return self._alike.counts_of(int(self.ids[row]))

    def _row(self, row: int) -> DocumentRow | None:
        if not 0 <= row < len(self.ids):
            return None
        number = row // PAGE_ROWS
        page = self._pages.get(number)
        if page is None:
            ids = self.ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
            page = self._pages[number] = self._read_rows(ids.tolist())
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page.get(int(self.ids[row]))

    def _read_rows(self, ids: Sequence[int]) -> dict[int, DocumentRow]:
        try:
            with self._workspace.corpus.read() as connection:
                return {row.id: row for row in documents.document_rows(connection, ids)}
        except ReviewerError as error:
            self._workspace.trouble.emit(error)
            return {}

    def _snippet(self, row: int) -> Snippet | None:
        if not 0 <= row < len(self.ids):
            return None
        document_id = int(self.ids[row])
        snippet = self._snippets.get(document_id)
        if snippet is not None:
            self._snippets.move_to_end(document_id)
            return snippet
        self._wanted.pop(document_id, None)
        self._wanted[document_id] = row
        if not self._reading:
            # All rows of one paint ask before the first is read.
            self._reading = True
            self._soon.start()
        return None

    def _read_snippets(self) -> None:
        """Read what was asked for last; what scrolled by will be asked for when it is back."""
        maker, corpus = self._maker, self._workspace.corpus
        wanted = dict(list(self._wanted.items())[-SNIPPETS_AT_ONCE:])
        self._wanted.clear()

        def work(cancelled: Cancelled) -> dict[int, Snippet]:
            made: dict[int, Snippet] = {}
            for document_id in wanted:
                if cancelled():
                    break
                with corpus.read() as connection:
                    text = documents.document_text(connection, document_id)
                made[document_id] = maker.make(text)
            return made

        def done(made: dict[int, Snippet]) -> None:
            self._take_in(made)
            rows = wanted.values()
            first, last = self.index(min(rows), 0), self.index(max(rows), 0)
            self.dataChanged.emit(first, last, [SNIPPET_ROLE])

        self._workspace.background.run(_GROUP, work, done, self._on_failed, quick=True)

    def _take_in(self, made: dict[int, Snippet]) -> None:
        self._reading = False
        self._snippets.update(made)
        while len(self._snippets) > SNIPPETS_KEPT:
            self._snippets.popitem(last=False)
        if self._wanted:
            self._reading = True
            self._soon.start()

    def _on_failed(self, error: Exception) -> None:
        self._reading = False
        self._wanted.clear()
        self._workspace.trouble.emit(error)

    def _on_changed(self, change: Change) -> None:
        """Read again what was touched: one document at once, of more when they are shown."""
        for number, page in list(self._pages.items()):
            touched = change.document_ids.intersection(page)  # goes through the page alone
            if not touched:
                continue
            first = number * PAGE_ROWS
            last = min(first + PAGE_ROWS, len(self.ids)) - 1
            if len(touched) == 1:
                # A whole page takes longer than all the rest of a key that tags.
                (document_id,) = touched
                page.update(self._read_rows((document_id,)))
                first += int(np.flatnonzero(self.ids[first : last + 1] == document_id)[0])
                last = first
            else:
                del self._pages[number]
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0), [ROW_ROLE])


def first_rows(corpus: Corpus, ids: NDArray[np.int64]) -> list[DocumentRow]:
    """Return the rows of the first page of a list. Any thread."""
    with corpus.read() as connection:
        return documents.document_rows(connection, ids[:PAGE_ROWS].tolist())


_SERVED: Iterable[int] = frozenset(
    {
        ROW_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)


def spoken(row: DocumentRow) -> str:
    """Return a row as a screen reader says it."""
    return ", ".join([row.title, *_facts(row)])


def told_alike(copies: int, similar: int) -> list[str]:
    """Return in words how many copies and similar documents there are, nothing of none."""
    told = [f"{copies:,} exact cop{'y' if copies == 1 else 'ies'}"] if copies else []
    if similar:
        told.append(f"{similar:,} similar document{'' if similar == 1 else 's'}")
    return told


def _facts(row: DocumentRow) -> list[str]:
    counts = (
        (row.highlights, "highlight"),
        (row.mentions, "mention"),
        (row.redactions, "redaction"),
    )
    told = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in counts if count]
    known = [value for value in (row.date, row.origin, row.classification) if value]
    withheld = ["withheld as a whole"] if row.withheld else []
    return [*known, STATUS_LABELS[row.status], *told, *withheld]
