"""The lines of a concordance as Qt sees them: they stream in, and are accepted or rejected."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from enum import IntEnum
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
    Signal,
)

from reviewer.errors import Cancelled as WasCancelled
from reviewer.errors import ReviewerError
from reviewer.model import Span
from reviewer.review.concordance import Heading, Line, headings
from reviewer.review.lines import LineOrder, Lines, Rows, matching, ordered
from reviewer.search.query import ParsedQuery
from reviewer.text import reads_from_the_right
from reviewer.ui.background import Cancelled
from reviewer.ui.models.concordance_stream import LineStream
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.workspace import Workspace

HEADINGS_KEPT = 8_000
_ROWS_AT_ONCE = 128  # more than a screen shows
_DRAIN_MS = 20
_GROWTH = 0.15  # rows are added when so many more have come

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_CHECKED = Qt.CheckState.Checked


class Column(IntEnum):
    """What stands where."""

    DOCUMENT = 0
    DATE = 1
    LEFT = 2
    HIT = 3
    RIGHT = 4


_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_ALIGNMENTS = (_LEFT, _LEFT, _RIGHT, Qt.AlignmentFlag.AlignHCenter, _LEFT)
_HEADERS = ("Document", "Date", "Before", "Hit", "After")


class ConcordanceModel(QAbstractTableModel):
    """Shows the lines that hold what she filters by, in the order she wants. GUI thread only.

    Lines are numbered as they came; a row is a place in the view. Every line is accepted until she
    rejects it. While lines still come in, those after the last sort stand at the end.
    """

    progressed = Signal()  # lines, documents or the state of the stream changed
    accepted_changed = Signal()
    arranged = Signal()  # rows stand for other lines than before

    def __init__(
        self,
        workspace: Workspace,
        ids: Sequence[int] | NDArray[np.int64],
        query: ParsedQuery,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.lines = Lines()
        self.is_running = False
        self.was_stopped = False
        self.order, self.descending, self.typed = LineOrder.RESULTS, False, ""
        self.documents_wanted = len(ids)
        self.documents = 0  # those with lines
        self._workspace = workspace
        self._ids = ids
        self._query = query
        self._stream = LineStream()
        self._last_document = 0
        self._last_line: tuple[int, Line] | None = None
        self._rows: Rows = np.empty(0, dtype=np.int64)
        self._coming: list[Rows] = []  # that will stand behind those
        self._accepted = bytearray()
        self._accepted_count: int | None = 0  # None: to be counted
        self._headings: OrderedDict[int, Heading | None] = OrderedDict()
        self._group = f"concordance {id(self)}"
        self._drain = QTimer(self)
        self._drain.timeout.connect(self._take_in)

    @property
    def documents_read(self) -> int:
        """How many documents have been looked through."""
        return self._stream.documents_read

    @property
    def hidden_count(self) -> int:
        """How many lines do not hold what she filters by."""
        return len(self.lines) - len(self._rows) - self._coming_count

    @property
    def is_full(self) -> bool:
        """Tell whether there are more lines than can be shown."""
        return self._stream.is_full

    def start(self) -> None:
        """Begin to look for lines."""
        corpus, ids, query, stream = self._workspace.corpus, self._ids, self._query, self._stream
        self.is_running = True
        self._drain.start(_DRAIN_MS)
        self._workspace.background.run(
            self._group,
            lambda cancelled: stream.run(corpus, ids, query, cancelled),
            lambda _done: self._on_ended(),
            self._on_failed,
        )
        self.progressed.emit()

    def stop(self) -> None:
        """Look for no more lines; those that came stay."""
        if self.is_running:
            self._workspace.background.cancel(self._group)
            self.was_stopped = True
            self._on_ended()

    def close(self) -> None:
        """Stop whatever runs; nothing is told any more."""
        self._drain.stop()
        self._workspace.background.cancel(self._group)
        self._workspace.background.cancel(f"{self._group} order")

    def arrange(self, order: LineOrder, descending: bool, typed: str) -> None:
        """Show the lines that hold what was typed, in an order; `arranged` tells when."""
        self.order, self.descending, self.typed = order, descending, typed
        self._show_coming()
        lines, count, after = self.lines, len(self.lines), len(self._rows)
        corpus = self._workspace.corpus

        def work(cancelled: Cancelled) -> Rows:
            found = matching(lines, typed, count, cancelled)
            needed = order in (LineOrder.TITLE, LineOrder.DATE)
            told = headings(corpus, lines.documents_of(found)) if needed else {}
            rows = ordered(lines, found, order, told, cancelled)
            return rows[::-1] if descending else rows

        def done(rows: Rows) -> None:
            self.beginResetModel()
            # What came in meanwhile was filtered as it came.
            self._rows = np.concatenate([rows, self._rows[after:]])
            self._accepted_count = None
            self.endResetModel()
            self.arranged.emit()
            self.accepted_changed.emit()

        self._workspace.background.run(f"{self._group} order", work, done, self._on_failed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of lines shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return a column's name."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return _ALIGNMENTS[section] | Qt.AlignmentFlag.AlignVCenter
        return _HEADERS[section] if role == _Role.DisplayRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell says, whether its line is accepted, or the line in words."""
        row, column = index.row(), index.column()
        if role == _Role.DisplayRole:
            if column <= Column.DATE:
                heading = self._heading(row)
                told = (heading.title, heading.date or "") if heading else ("", "")
                return told[column][:300]
            return self.part(row, column)[0]
        if role == _Role.CheckStateRole and column == Column.DOCUMENT:
            return _CHECKED if self.is_accepted(row) else Qt.CheckState.Unchecked
        if role == _Role.ToolTipRole:
            return plain_tip(self._told(row))
        if role == _Role.AccessibleTextRole:
            accepted = "accepted" if self.is_accepted(row) else "rejected"
            return f"{accepted}, {self._told(row)}" if column == Column.DOCUMENT else None
        return None

    def line(self, row: int) -> Line:
        """Return the line in a row."""
        number = int(self._rows[row])
        if self._last_line is None or self._last_line[0] != number:
            # All columns of a row ask one after the other.
            self._last_line = number, self.lines[number]
        return self._last_line[1]

    def place(self, row: int) -> tuple[int, Span]:
        """Return the document in a row and where in it the hit is."""
        return self.lines.place(int(self._rows[row]))

    def number(self, row: int) -> int:
        """Return the number of the line in a row."""
        return int(self._rows[row])

    def row_of(self, number: int) -> int | None:
        """Return the row in which a line stands now, or None when the filter hides it."""
        (rows,) = np.nonzero(self._rows == number)
        return int(rows[0]) if len(rows) else None

    def part(self, row: int, column: int) -> tuple[str, bool]:
        """Return what stands in a column, and whether it is read from the right.

        A hit in Arabic or Hebrew has what precedes it on its right, so the sides change places.
        """
        line = self.line(row)
        rightwards = reads_from_the_right(line.hit)
        if column == Column.HIT:
            return line.hit.strip(), rightwards
        before = (column == Column.LEFT) != rightwards
        return (line.left if before else line.right).strip(), rightwards

    def is_accepted(self, row: int) -> bool:
        """Tell whether the line in a row is accepted."""
        return bool(self._accepted[self._rows[row]])

    def any_accepted(self, rows: Rows) -> bool:
        """Tell whether one of the lines in some rows is accepted."""
        return bool(self._states()[self._rows[rows]].any())

    def set_accepted(self, rows: Rows, accepted: bool) -> None:
        """Accept or reject the lines in some rows."""
        if len(rows):
            self._states()[self._rows[rows]] = accepted
            self._tell_accepted(int(rows.min()), int(rows.max()))

    def accept_all(self, accepted: bool) -> None:
        """Accept or reject every line that is shown."""
        self._states()[self._rows] = accepted
        self._tell_accepted(0, len(self._rows) - 1)

    def invert(self) -> None:
        """Accept of the lines shown those that were rejected, and the other way round."""
        self._states()[self._rows] ^= 1
        self._tell_accepted(0, len(self._rows) - 1)

    @property
    def accepted_count(self) -> int:
        """How many of the lines that are shown are accepted."""
        if self._accepted_count is None:
            self._accepted_count = int(np.count_nonzero(self._states()[self._rows]))
        return self._accepted_count

    def accepted(self) -> Rows:
        """Return the numbers of the lines that are shown and accepted, in their order."""
        accepted: Rows = self._rows[self._states()[self._rows] == 1]
        return accepted

    def _states(self) -> NDArray[np.uint8]:
        # A view on the bytes, which cannot grow while it lives: it is never kept.
        return np.frombuffer(self._accepted, dtype=np.uint8)

    def _tell_accepted(self, first: int, last: int) -> None:
        self._accepted_count = None
        if last >= first:
            top, bottom = self.index(first, 0), self.index(last, Column.RIGHT)
            self.dataChanged.emit(top, bottom)
            self.accepted_changed.emit()

    def _take_in(self) -> None:
        """Take the next chunk: one in each turn of the event loop."""
        if self._stream.chunks:
            self._add(self._stream.chunks.popleft())
        self._drain.setInterval(0 if self._stream.chunks else _DRAIN_MS)
        if not self._stream.chunks and not self.is_running:
            self._drain.stop()
            self._show_coming()
            if self.order is not LineOrder.RESULTS:
                self.arrange(self.order, self.descending, self.typed)
        self.progressed.emit()

    def _add(self, chunk: Lines) -> None:
        first = len(self.lines)
        numbers = np.arange(first, first + len(chunk), dtype=np.int64)
        if self.typed:
            numbers = first + matching(chunk, self.typed, len(chunk), lambda: False)
        if len(chunk):
            document_ids = chunk.document_ids()
            self.documents += int(document_ids[0] != self._last_document)
            self.documents += int(np.count_nonzero(np.diff(document_ids)))
            self._last_document = int(document_ids[-1])
        self.lines.extend(chunk)
        self._accepted.extend(b"\1" * len(chunk))
        self._coming.append(numbers)
        # The view goes through all of its rows whenever some are added.
        if self._coming_count >= len(self._rows) * _GROWTH:
            self._show_coming()

    def _show_coming(self) -> None:
        """Add rows for the lines that came since the last ones."""
        count, shown = self._coming_count, len(self._rows)
        if count:
            self.beginInsertRows(QModelIndex(), shown, shown + count - 1)
            self._rows = np.concatenate([self._rows, *self._coming])
            if self._accepted_count is not None:
                self._accepted_count += count
            self._coming.clear()
            self.endInsertRows()
            self.accepted_changed.emit()

    @property
    def _coming_count(self) -> int:
        return sum(map(len, self._coming))

    def _on_ended(self) -> None:
        # What is on its way is still taken in.
        self.is_running = False
        self._drain.start(0)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, WasCancelled):
            self._on_ended()
            self._workspace.trouble.emit(error)

    def _heading(self, row: int) -> Heading | None:
        document_id = self.place(row)[0]
        if document_id not in self._headings:
            around = self._rows[max(0, row - _ROWS_AT_ONCE // 2) : row + _ROWS_AT_ONCE]
            wanted = self.lines.documents_of(around) - self._headings.keys()
            try:
                found = headings(self._workspace.corpus, wanted)
            except ReviewerError as error:
                self._workspace.trouble.emit(error)
                found = {}
            self._headings.update((one, found.get(one)) for one in wanted)
            while len(self._headings) > HEADINGS_KEPT:
                self._headings.popitem(last=False)
        return self._headings.get(document_id)

    def _told(self, row: int) -> str:
        line, heading = self.line(row), self._heading(row)
        where = (
            " · ".join(part for part in (heading.title, heading.date) if part) if heading else ""
        )
        return f"{line.left}{line.hit}{line.right}\n{where}"
