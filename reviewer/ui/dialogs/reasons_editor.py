"""Edits the reasons for redaction."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from reviewer.model import Reason
from reviewer.review import redactions
from reviewer.review.passages import shortened
from reviewer.ui.dialogs.form import Form, modest_combo
from reviewer.ui.dialogs.list_editor import ListEditor
from reviewer.ui.workspace import Workspace

OWN_SET = "Own"


class ReasonsDialog(ListEditor):
    """The list of reasons with their codes, meanings and sets."""

    def __init__(self, parent: QWidget | None, workspace: Workspace) -> None:
        super().__init__(
            parent,
            workspace,
            "Redaction reasons",
            "The code stands where redacted text was. A reason that a redaction gives cannot be "
            "deleted.",
            ["Code", "Meaning", "Set"],
        )
        width = self.fontMetrics().averageCharWidth()
        self.list.setColumnWidth(0, width * 20)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        workspace.reasons_changed.connect(self._refill)
        self._refill()

    def add(self) -> None:
        """Ask for a new reason and make it."""
        values = edit_reason(self, self.workspace.reasons, None)
        if values is not None:
            self.workspace.perform(redactions.create_reason, **values)

    def edit(self, row_id: int) -> None:
        """Let her change a reason."""
        reasons = self.workspace.reasons
        values = edit_reason(self, reasons, reasons[row_id])
        if values is not None:
            self.workspace.perform(redactions.edit_reason, row_id, **values)

    def delete(self, row_id: int) -> None:
        """Delete a reason that no redaction gives."""
        self.workspace.perform(redactions.delete_reason, row_id)

    def _refill(self) -> None:
        reasons = self.workspace.reasons.values()
        self.show_rows(
            (one.id, [one.code, one.label, one.set_name], None)
            for one in sorted(reasons, key=lambda one: (one.position, one.id))
        )


class ReasonForm(Form):
    """The code, meaning and set of one reason."""

    def __init__(
        self, parent: QWidget | None, reasons: Mapping[int, Reason], reason: Reason | None
    ) -> None:
        super().__init__(
            parent,
            "New redaction reason" if reason is None else "Edit redaction reason",
            "&Create" if reason is None else "&Save",
        )
        self._others = [one for one in reasons.values() if one != reason]
        self.code = QLineEdit(reason.code if reason else "")
        self.code.setPlaceholderText("What stands where the text was, such as (b)(6)")
        self.label = QLineEdit(reason.label if reason else "")
        self.set_name = modest_combo()
        self.set_name.setEditable(True)
        self.set_name.addItems(list(dict.fromkeys(one.set_name for one in reasons.values())))
        self.set_name.setCurrentText(reason.set_name if reason else OWN_SET)
        self.rows.addRow("Co&de", self.code)
        self.rows.addRow("&Meaning", self.label)
        self.rows.addRow("S&et", self.set_name)
        self.code.textChanged.connect(self.check)
        self.check()
        self.code.selectAll()
        self.code.setFocus()

    def problem(self) -> str:
        """Tell why the code cannot be taken."""
        code = " ".join(self.code.text().split())
        if not code:
            return "A redaction reason needs a code: it stands where the text was."
        if any(one.code.casefold() == code.casefold() for one in self._others):
            return f"There is a redaction reason “{shortened(code, 60)}” already."
        return ""

    def values(self) -> dict[str, str]:
        """Return what was entered, as the verbs on reasons take it."""
        code = " ".join(self.code.text().split())
        return {
            "code": code,
            "label": self.label.text().strip() or code,
            "set_name": self.set_name.currentText().strip() or OWN_SET,
        }


def edit_reason(
    parent: QWidget | None, reasons: Mapping[int, Reason], reason: Reason | None
) -> dict[str, str] | None:
    """Let her make a reason (None) or edit one; return its `code`, `label` and `set_name`."""
    form = ReasonForm(parent, reasons, reason)
    accepted = bool(form.exec())
    values = form.values()
    form.deleteLater()
    return values if accepted else None


def edit_reasons(parent: QWidget | None, workspace: Workspace) -> None:
    """Let her add, edit and delete redaction reasons; every change is done at once."""
    dialog = ReasonsDialog(parent, workspace)
    dialog.exec()
    dialog.deleteLater()
