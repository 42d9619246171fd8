"""Review once, apply to the group: a preview to tick document by document, then one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reviewer.errors import Cancelled as WasCancelled
from reviewer.model import STATUS_LABELS, Document, Highlight, Status
from reviewer.review.copying import Mark, Plan, apply_to_copies, plan_copies
from reviewer.review.passages import shortened
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs.form import Form, outline_boxes, plain_label
from reviewer.ui.dialogs.text_table import one_line
from reviewer.ui.models.relatives_model import Kin
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.workspace import Workspace

_COLUMNS = ("Alike", "Document", "Status now", "What would change", "Without a place")
_GROUP = "plan for copies"


@dataclass(frozen=True, slots=True)
class Choice:
    """What she ticked: the copies, and what of the open document goes to them."""

    plans: list[Plan]
    status: Status | None
    highlights: bool
    redactions: bool


def ask_and_apply(parent: QWidget, workspace: Workspace, kin: Sequence[Kin]) -> None:
    """Ask what is to be applied to which documents, and apply it as one change."""
    dialog = CopyingDialog(parent, workspace, kin)
    choice = dialog.choice() if dialog.exec() else None
    dialog.deleteLater()
    if choice is not None:
        workspace.perform_in_background(
            apply_to_copies,
            choice.plans,
            status=choice.status,
            highlights=choice.highlights,
            redactions=choice.redactions,
        )


class CopyingDialog(Form):
    """What to apply, where to, and for the chosen row what has no place there."""

    def __init__(self, parent: QWidget | None, workspace: Workspace, kin: Sequence[Kin]) -> None:
        super().__init__(parent, "Apply to the group", "&Apply")
        assert workspace.document is not None
        self._workspace = workspace
        self._document: Document = workspace.document
        self._kin = list(kin)
        self._plans: list[Plan] = []
        marks = workspace.marks
        self.status = QCheckBox(f"&Status: {STATUS_LABELS[self._document.status]}")
        self.highlights = QCheckBox(_counted("&Highlights with their tags", len(marks.highlights)))
        self.redactions = QCheckBox(_counted("&Redactions", len(marks.redactions)))
        self.tick_all = QPushButton("Tick a&ll")
        self.table = QTableWidget(0, len(_COLUMNS))
        self.detail = QPlainTextEdit()
        self._build()
        self.status.setChecked(self._document.status is not Status.UNREVIEWED)
        self.highlights.setChecked(bool(marks.highlights))
        self.highlights.setEnabled(bool(marks.highlights))
        self.redactions.setChecked(bool(marks.redactions))
        self.redactions.setEnabled(bool(marks.redactions))
        self._connect()
        self._plan()
        self.check()

    def done(self, result: int) -> None:
        """Close and stop looking for places."""
        self._workspace.background.cancel(_GROUP)
        super().done(result)

    def problem(self) -> str:
        """Return what keeps her from applying."""
        if not self._plans:
            return "Looking for the places…"
        if not (self.status.isChecked() or self._marks_wanted()):
            return "Tick what is to be applied."
        if not self._ticked():
            return "Tick the documents that it is to be applied to."
        return ""

    def remark(self) -> str:
        """Return what will be done."""
        plans = self._ticked()
        unplaced = sum(len(self._unplaced(plan)) for plan in plans)
        where = _counted("document", len(plans), plural=True)
        told = f"It goes to {where}, and Undo takes all of it back at once."
        if unplaced:
            marks = _counted("mark", unplaced, plural=True)
            told += f" {marks} without a place {'is' if unplaced == 1 else 'are'} left out."
        return told

    def choice(self) -> Choice:
        """Return what she ticked."""
        return Choice(
            self._ticked(),
            self._document.status if self.status.isChecked() else None,
            self.highlights.isChecked(),
            self.redactions.isChecked(),
        )

    def _build(self) -> None:
        explanation = plain_label(
            "Apply what was decided on the open document to its copies. Marks go where the same "
            "words stand in the same surroundings. Similar documents are not ticked until you do."
        )
        what = QHBoxLayout()
        for box in (self.status, self.highlights, self.redactions):
            what.addWidget(box)
        what.addStretch(1)
        self.tick_all.setAutoDefault(False)
        what.addWidget(self.tick_all)
        self.table.setHorizontalHeaderLabels(_COLUMNS)
        self.table.setAccessibleName("Documents to apply it to")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        outline_boxes(self.table)
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        self.table.verticalHeader().setDefaultSectionSize(line * 3 // 2)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, letters in enumerate((18, 44, 20, 36, 18)):
            header.resizeSection(column, letters * letter)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("What has no place in the chosen document")
        self.detail.setFixedHeight(line * 6)
        all_of_it = QVBoxLayout()
        all_of_it.addWidget(explanation)
        all_of_it.addLayout(what)
        all_of_it.addWidget(self.table, 1)
        all_of_it.addWidget(self.detail)
        self.rows.addRow(all_of_it)
        self.resize(letter * 145, line * 32)

    def _connect(self) -> None:
        for box in (self.status, self.highlights, self.redactions):
            box.toggled.connect(self._on_what_changed)
        self.tick_all.clicked.connect(self._tick_all)
        self.table.itemChanged.connect(lambda _item: self.check())
        self.table.currentCellChanged.connect(lambda *_cells: self._show_detail())

    def _plan(self) -> None:
        corpus, document_id = self._workspace.corpus, self._document.id
        ids = [each.row.id for each in self._kin]

        def work(cancelled: Cancelled) -> list[Plan]:
            return plan_copies(corpus, document_id, ids, cancelled)

        self._workspace.background.run(_GROUP, work, self._on_planned, self._on_failed)

    def _on_planned(self, plans: list[Plan]) -> None:
        by_id = {plan.document_id: plan for plan in plans}
        self._kin = [each for each in self._kin if each.row.id in by_id]
        self._plans = [by_id[each.row.id] for each in self._kin]
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._kin))
        for row, each in enumerate(self._kin):
            first = QTableWidgetItem(each.relative.told)
            first.setFlags(first.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if each.relative.is_copy else Qt.CheckState.Unchecked
            first.setCheckState(ticked)
            self.table.setItem(row, 0, first)
        self.table.blockSignals(False)
        self._tell_rows()
        self.table.setCurrentCell(0, 0)
        self.table.setFocus()
        self.check()

    def _tell_rows(self) -> None:
        self.table.blockSignals(True)
        for row, (each, plan) in enumerate(zip(self._kin, self._plans, strict=True)):
            missing = len(self._unplaced(plan))
            cells = (
                each.row.title.strip() or "Untitled",
                STATUS_LABELS[each.row.status],
                self._told(each, plan),
                _counted("mark", missing, plural=True) if missing else "",
            )
            for column, text in enumerate(cells, start=1):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)
        self._show_detail()

    def _told(self, each: Kin, plan: Plan) -> str:
        parts = []
        if self.status.isChecked() and each.row.status is not self._document.status:
            parts.append(STATUS_LABELS[self._document.status])
        counts = (
            (self.highlights, "highlight", len(plan.highlights) - plan.standing_highlights),
            (self.redactions, "redaction", len(plan.redactions) - plan.standing_redactions),
        )
        for box, name, count in counts:
            if box.isChecked() and count:
                parts.append(_counted(name, count, plural=True))
        return ", ".join(parts) or "Nothing"

    def _show_detail(self) -> None:
        row = self.table.currentRow()
        if not 0 <= row < len(self._plans):
            self.detail.clear()
            return
        unplaced = self._unplaced(self._plans[row])
        if not unplaced:
            told = "Every mark has its place in this document."
            self.detail.setPlainText(told if self._marks_wanted() else "")
            return
        lines = [
            f"{'Highlight' if isinstance(mark, Highlight) else 'Redaction'}: "
            f"“{shortened(mark.quote, 160)}”"
            for mark in unplaced
        ]
        head = (
            "These words do not stand in this document in the same surroundings. Open it, and mark "
            "there by hand what has to be marked:"
        )
        self.detail.setPlainText("\n".join([head, *lines]))

    def _unplaced(self, plan: Plan) -> list[Mark]:
        return [
            mark
            for mark in plan.unplaced
            if (self.highlights if isinstance(mark, Highlight) else self.redactions).isChecked()
        ]

    def _marks_wanted(self) -> bool:
        return self.highlights.isChecked() or self.redactions.isChecked()

    def _ticked(self) -> list[Plan]:
        boxes = [self.table.item(row, 0) for row in range(len(self._plans))]
        return [
            plan
            for plan, box in zip(self._plans, boxes, strict=True)
            if box is not None and box.checkState() is Qt.CheckState.Checked
        ]

    def _tick_all(self) -> None:
        for row in range(len(self._plans)):
            box = self.table.item(row, 0)
            if box is not None:
                box.setCheckState(Qt.CheckState.Checked)

    def _on_what_changed(self) -> None:
        self._tell_rows()
        self.check()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, WasCancelled):
            self._workspace.trouble.emit(error)
            self.reject()


def _counted(what: str, count: int, *, plural: bool = False) -> str:
    """Return "3 marks" in the plural's form, else "Redactions (3)"."""
    if not plural:
        return f"{what} ({count:,})"
    return f"{count:,} {what}{'' if count == 1 else 's'}"
