"""The mentions of one entity over the corpus, each in its context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Corpus
from reviewer.model import Mention
from reviewer.ui.background import Cancelled
from reviewer.ui.models.annotation_list import shortened
from reviewer.ui.tooltips import plain_tip

CONTEXT_CP = 60
ROW = Qt.ItemDataRole.UserRole

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention with the title of its document and the words around it."""

    mention: Mention
    title: str
    before: str
    after: str

    @property
    def tip(self) -> str:
        """Everything that the row had to cut."""
        return f"{self.title}\n\n…{self.before}{shortened(self.mention.quote)}{self.after}…"


def read_mentions(corpus: Corpus, entity_id: int, cancelled: Cancelled) -> list[MentionRow]:
    """Return the mentions of an entity in the order of documents and text. For any thread."""
    with corpus.read() as connection:
        mentions = annotations.mentions_of_entity(connection, entity_id)
        titles = annotations.titles(connection, {mention.document_id for mention in mentions})
        rows: list[MentionRow] = []
        # One text at a time: a corpus may hold thousands of mentioning documents of 5 MB.
        for document_id, theirs in groupby(mentions, lambda mention: mention.document_id):
            if cancelled():
                break
            text = documents.document_text(connection, document_id)
            rows += _in_context(theirs, titles.get(document_id, ""), text)
    return rows


class MentionList(QAbstractListModel):
    """Serves mentions to a list view."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[MentionRow] = ()

    def show(self, rows: Sequence[MentionRow]) -> None:
        """Show other mentions."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows."""
        if role == ROW:
            return self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].tip
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.rows[index.row()].tip)
        return None


def _in_context(theirs: Iterator[Mention], title: str, text: str) -> Iterator[MentionRow]:
    for mention in theirs:
        before = text[max(0, mention.start_cp - CONTEXT_CP) : mention.start_cp]
        after = text[mention.end_cp : mention.end_cp + CONTEXT_CP]
        yield MentionRow(mention, title, _one_line(before), _one_line(after))


def _one_line(text: str) -> str:
    return "".join(" " if letter.isspace() else letter for letter in text)
