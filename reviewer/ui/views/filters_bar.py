"""What documents must be to stay in the list: a row of buttons, each with values to choose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Corpus
from reviewer.model import STATUS_LABELS, Facet, Filters, Status
from reviewer.review.changes import Change
from reviewer.ui.background import Cancelled
from reviewer.ui.finding import Finding
from reviewer.ui.views.choice_button import Choice, ChoiceButton
from reviewer.ui.views.date_button import DateButton
from reviewer.ui.workspace import Workspace

COLUMNS = 4
RECOUNT_AFTER_MS = 400
_UNKNOWN = "(none)"
_COUNTED = frozenset({"document", "highlight", "highlight_tag", "mention", "tag", "entity"})


@dataclass(frozen=True, slots=True)
class _Imported:
    """What only an import can change."""

    origins: list[tuple[str, int]]
    classifications: list[tuple[str, int]]
    dates: tuple[str, str] | None
    documents: int


@dataclass(frozen=True, slots=True)
class _Reviewed:
    """What her own work changes."""

    statuses: dict[Status, int]
    tags: dict[int, int]
    entities: dict[int, int]


class FiltersBar(QWidget):
    """Searches anew the moment that a filter is changed; holds no filters itself."""

    total_known = Signal(int)  # how many documents the corpus holds

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self._workspace = workspace
        self._finding = finding
        self._counts = _Reviewed({}, {}, {})
        self.status = ChoiceButton("Status")
        self.tag = ChoiceButton("Tag", nothing="There are no tags yet. Make one with Ctrl+T.")
        self.entity = ChoiceButton(
            "Entity", nothing="No entity is marked yet. Select a name in the text and press E."
        )
        self.origin = ChoiceButton("Origin", nothing="No document tells its origin.")
        self.classification = ChoiceButton("Class", nothing="No document is classified.")
        self.date = DateButton()
        self.redaction = ChoiceButton("Redaction", exclusive=True)
        self.clear = QPushButton("C&lear filters")
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(RECOUNT_AFTER_MS)
        self._lay_out()
        self.redaction.set_choices(
            [Choice(True, "With redactions"), Choice(False, "Without redactions")]
        )
        self._connect()
        self._show_reviewed()
        self.show_filters()
        self.reload()

    def _lay_out(self) -> None:
        self.classification.setAccessibleName("Classification")
        buttons: Sequence[QPushButton] = (
            self.status,
            self.tag,
            self.entity,
            self.origin,
            self.classification,
            self.date,
            self.redaction,
            self.clear,
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        for place, button in enumerate(buttons):
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        for former, latter in pairwise(buttons):
            self.setTabOrder(former, latter)
        self.clear.setAutoDefault(False)

    def _connect(self) -> None:
        for facet, button in self._buttons().items():
            button.chosen_changed.connect(
                lambda values, facet=facet: self._finding.search(
                    filters=self._finding.filters.including(facet, values)
                )
            )
        self.redaction.chosen_changed.connect(
            lambda values: self._set(redacted=next(iter(values), None))
        )
        self.date.dates_changed.connect(
            lambda first, last: self._set(date_from=first, date_to=last)
        )
        self.clear.clicked.connect(self.clear_all)
        self._recount.timeout.connect(self._read_counts)
        self._finding.started.connect(self.show_filters)
        self._workspace.tags_changed.connect(self._show_reviewed)
        self._workspace.entities_changed.connect(self._show_reviewed)
        self._workspace.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Read the values of the corpus again, in the background."""
        corpus = self._workspace.corpus
        self._workspace.background.run(
            "filter values",
            lambda _cancelled: _read_imported(corpus),
            self._show_imported,
            self._workspace.trouble.emit,
        )
        self._read_counts()

    def clear_all(self) -> None:
        """Let every document stay in the list that the query finds."""
        self._finding.search(filters=Filters())

    def show_filters(self) -> None:
        """Show the filters of the current search."""
        filters = self._finding.filters
        for facet, button in self._buttons().items():
            button.set_chosen(filters.values(facet))
        self.date.set_dates(filters.date_from, filters.date_to)
        redacted = filters.redacted
        self.redaction.set_chosen(frozenset() if redacted is None else frozenset({redacted}))
        self.clear.setEnabled(not filters.is_empty)

    def _buttons(self) -> dict[Facet, ChoiceButton]:
        return {
            Facet.STATUS: self.status,
            Facet.TAG: self.tag,
            Facet.ENTITY: self.entity,
            Facet.ORIGIN: self.origin,
            Facet.CLASSIFICATION: self.classification,
        }

    def _set(self, **values: Any) -> None:
        self._finding.search(filters=replace(self._finding.filters, **values))

    def _on_changed(self, change: Change) -> None:
        if change.tables & _COUNTED:
            self._recount.start()

    def _read_counts(self) -> None:
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> _Reviewed:
            return _read_reviewed(corpus)

        self._workspace.background.run(
            "filter counts", work, self._on_counted, self._workspace.trouble.emit
        )

    def _on_counted(self, counts: _Reviewed) -> None:
        self._counts = counts
        self._show_reviewed()

    def _show_imported(self, values: _Imported) -> None:
        self.origin.set_choices(_value_choices(values.origins))
        self.classification.set_choices(_value_choices(values.classifications))
        self.date.set_range(values.dates)
        self.total_known.emit(values.documents)

    def _show_reviewed(self) -> None:
        counts, workspace = self._counts, self._workspace
        self.status.set_choices(
            [
                Choice(status, label, counts.statuses.get(status))
                for status, label in STATUS_LABELS.items()
            ]
        )
        tags = [(annotations.tag_path(tag, workspace.tags), tag) for tag in workspace.tags.values()]
        self.tag.set_choices(
            [Choice(tag.id, path, counts.tags.get(tag.id, 0), tag.colour) for path, tag in tags]
        )
        entities = sorted(
            workspace.entities.values(),
            key=lambda entity: (-counts.entities.get(entity.id, 0), entity.name.casefold()),
        )
        self.entity.set_choices(
            [
                Choice(
                    entity.id,
                    entity.name,
                    counts.entities.get(entity.id, 0),
                    workspace.entity_types[entity.type_id].colour,
                )
                for entity in entities
            ]
        )


def _read_imported(corpus: Corpus) -> _Imported:
    with corpus.read() as connection:
        return _Imported(
            documents.origins(connection),
            documents.classifications(connection),
            documents.date_range(connection),
            documents.document_count(connection),
        )


def _read_reviewed(corpus: Corpus) -> _Reviewed:
    with corpus.read() as connection:
        mentions = annotations.mention_counts(connection)
        return _Reviewed(
            documents.status_counts(connection),
            annotations.tag_counts(connection),
            {entity_id: in_documents for entity_id, (_all, in_documents) in mentions.items()},
        )


def _value_choices(values: Sequence[tuple[str, int]]) -> list[Choice]:
    if [value for value, _count in values] == [""]:
        return []
    return [Choice(value, value or _UNKNOWN, count) for value, count in values]
