"""Asks for the reasons of a redaction and its justification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QWidget

from reviewer.model import Reason
from reviewer.ui.dialogs.form import Form, outline_boxes, plain_label
from reviewer.ui.dialogs.matching import Match, best_match, match_key
from reviewer.ui.tooltips import plain_tip

_REASON_ID = Qt.ItemDataRole.UserRole
_CHECKED = Qt.CheckState.Checked


class ReasonsPicker(Form):
    """A check list of reasons by their sets, narrowed by a filter, with a note.

    In the filter Enter ticks the current reason and clears the filter; when the filter is empty
    and something is ticked, it accepts. What is ticked stays ticked while the filter hides it.
    """

    def __init__(
        self,
        parent: QWidget | None,
        reasons: Mapping[int, Reason],
        chosen: Sequence[int] = (),
        note: str = "",
        explanation: str = "",
    ) -> None:
        super().__init__(parent, "Redaction reasons")
        self._reasons = reasons
        self._keys = {one.id: _keys(one) for one in reasons.values()}
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText("Part of a code or of its meaning; Enter ticks")
        self.filter.setAccessibleName("Filter reasons")
        self.filter.installEventFilter(self)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        outline_boxes(self.tree)
        self.tree.setAccessibleName("Reasons")
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setUniformRowHeights(True)
        self._groups: list[QTreeWidgetItem] = []
        self._items: list[QTreeWidgetItem] = []  # in the order of the list
        self._fill(set(chosen))
        self.note = QPlainTextEdit(note)
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText("Why this must not be released (for the log)")
        self.note.setMaximumHeight(self.fontMetrics().lineSpacing() * 5)
        if explanation:
            self.rows.addRow(plain_label(explanation))
        self.rows.addRow("&Filter", self.filter)
        self.rows.addRow(self.tree)
        self.rows.addRow("&Justification", self.note)
        self.filter.textChanged.connect(self._on_filtered)
        self.tree.itemChanged.connect(self.check)
        self.check()
        self.resize(self.width(), self.fontMetrics().lineSpacing() * 30)
        self._go_to_first(bool(chosen))
        self.filter.setFocus()

    def problem(self) -> str:
        """Tell what is missing."""
        if not self._reasons:
            return "There are no redaction reasons. Make one first: Mark > Redaction reasons."
        return "" if self.reason_ids() else "A redaction needs at least one reason: tick it."

    def remark(self) -> str:
        """Tell which codes will stand where the text was."""
        codes = [self._reasons[reason_id].code for reason_id in self.reason_ids()]
        return f"Ticked: {', '.join(codes)}"

    def reason_ids(self) -> list[int]:
        """Return the ids of the ticked reasons, in the order of the list."""
        return [item.data(0, _REASON_ID) for item in self._items if item.checkState(0) == _CHECKED]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the filter's keys move in the list and tick."""
        if watched is self.filter and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._on_filter_key(event)
        return super().eventFilter(watched, event)

    def _on_filter_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
            return True
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain
        if enter and (self.filter.text() or not self.reason_ids()):
            self._tick_current()
            return True
        return False

    def _tick_current(self) -> None:
        item = self.tree.currentItem()
        if item is not None and item.parent() is not None and not item.isHidden():
            ticked = item.checkState(0) == _CHECKED
            item.setCheckState(0, Qt.CheckState.Unchecked if ticked else _CHECKED)
            self.filter.clear()
            self.tree.setCurrentItem(item)

    def _step(self, step: int) -> None:
        shown = [item for item in self._items if not item.isHidden()]
        if shown:
            current = self.tree.currentItem()
            at = shown.index(current) + step if current in shown else 0
            self.tree.setCurrentItem(shown[min(max(at, 0), len(shown) - 1)])

    def _go_to_first(self, ticked: bool) -> None:
        for item in self._items:
            if not item.isHidden() and (not ticked or item.checkState(0) == _CHECKED):
                self.tree.setCurrentItem(item)
                return
        self.tree.setCurrentIndex(QModelIndex())

    def _on_filtered(self, typed: str) -> None:
        key = match_key(typed)
        matches: dict[int, Match | None] = {
            reason_id: best_match(key, keys) for reason_id, keys in self._keys.items()
        }
        for item in self._items:
            how = matches[item.data(0, _REASON_ID)]
            item.setHidden(bool(key) and how in (None, Match.WEAK))
        for group in self._groups:
            group.setHidden(all(item.isHidden() for item in self._items if item.parent() is group))
        self._go_to_first(False)

    def _fill(self, chosen: set[int]) -> None:
        by_set: dict[str, list[Reason]] = {}
        for reason in sorted(self._reasons.values(), key=lambda one: (one.position, one.id)):
            by_set.setdefault(reason.set_name, []).append(reason)
        for set_name, reasons in by_set.items():
            group = QTreeWidgetItem(self.tree, [" ".join(set_name.split())])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._groups.append(group)
            self._items += [self._item(group, reason, reason.id in chosen) for reason in reasons]
        self.tree.expandAll()

    def _item(self, group: QTreeWidgetItem, reason: Reason, ticked: bool) -> QTreeWidgetItem:
        label = reason.code if reason.label == reason.code else f"{reason.code}  {reason.label}"
        item = QTreeWidgetItem(group, [" ".join(label.split())])
        item.setToolTip(0, plain_tip(label))
        item.setData(0, _REASON_ID, reason.id)
        item.setCheckState(0, _CHECKED if ticked else Qt.CheckState.Unchecked)
        return item


def pick_reasons(
    parent: QWidget | None,
    reasons: Mapping[int, Reason],
    chosen: Sequence[int] = (),
    note: str = "",
    explanation: str = "",
) -> tuple[list[int], str] | None:
    """Ask for one or more reasons and a justification; None when she left."""
    picker = ReasonsPicker(parent, reasons, chosen, note, explanation)
    accepted = bool(picker.exec())
    picked = (picker.reason_ids(), picker.note.toPlainText().strip())
    picker.deleteLater()
    return picked if accepted else None


def _keys(reason: Reason) -> tuple[str, ...]:
    return tuple(match_key(name) for name in (reason.code, reason.label, reason.set_name))
