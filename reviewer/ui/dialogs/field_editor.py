"""Corrects what is known of one document or of many."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QToolButton, QWidget

from reviewer.corpus.database import Corpus
from reviewer.errors import ReviewError
from reviewer.model import METADATA, Document, field_label
from reviewer.review.fields import (
    MAX_FIELD_CP,
    checked_field,
    common_fields,
    corrected_fields,
    known_values,
    listed_fields,
)
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs.form import Form
from reviewer.ui.workspace import Workspace

_LABELS: Mapping[str, str] = {
    "title": "&Title",
    "date": "&Date",
    "origin": "Ori&gin",
    "classification": "C&lassification",
    "sender": "&From",
    "recipients": "T&o",
    "author": "A&uthor",
    "external_id": "&Id in the source",
}
_COMPLETED = ("origin", "classification", "sender", "recipients", "author")
_KNOWN_VALUES = 5_000
_COMPLETIONS_SHOWN = 8
_GROUP = "fields to correct"


@dataclass(frozen=True, slots=True)
class Correction:
    """What she wants of fields: other values, and to have back what was imported."""

    values: Mapping[str, str | None]
    put_back: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is to be done."""
        return not self.values and not self.put_back


@dataclass(frozen=True, slots=True)
class _Known:
    common: Mapping[str, str | None]
    corrected: Collection[str]
    values: Mapping[str, Sequence[str]]


class FieldEditor(Form):
    """A line for each field; one that is not touched is left as it is in every document.

    `marks` are the pieces of metadata that can be corrected too, by their names as fields.
    """

    def __init__(
        self, parent: QWidget | None, count: int, first: str = "", marks: Sequence[str] = ()
    ) -> None:
        self._what = "the document" if count == 1 else f"{count:,} documents"
        title = "Correct fields" if count == 1 else f"Correct fields of {self._what}"
        super().__init__(parent, title, "&Correct")
        self._before: Mapping[str, str | None] = {}
        self._touched: set[str] = set()
        self._put_back: set[str] = set()
        self.lines: dict[str, QLineEdit] = {}
        self.backs: dict[str, QToolButton] = {}
        labels = {**_LABELS, **{name: field_label(name).replace("&", "&&") for name in marks}}
        for name, label in labels.items():
            line, back = QLineEdit(), QToolButton()
            line.setAccessibleName(field_label(name))
            line.setMaxLength(MAX_FIELD_CP)
            line.setEnabled(False)
            # Also what is taken from the completions, which is not counted as edited.
            line.textChanged.connect(lambda _text, field=name: self._on_changed(field))
            back.setText("Put back")
            back.setAccessibleName(f"Put back {field_label(name)}")
            back.setToolTip("Put back what was imported")
            back.setVisible(False)
            back.clicked.connect(lambda _checked=False, field=name: self._on_put_back(field))
            row = QHBoxLayout()
            row.addWidget(line, 1)
            row.addWidget(back)
            self.rows.addRow(label, row)
            buddy = self.rows.labelForField(row)
            buddy.setBuddy(line)  # type: ignore[attr-defined]
            self.lines[name], self.backs[name] = line, back
        self.lines["date"].setPlaceholderText("2005, 2005-06 or 2005-06-30")
        self._first = first if first in self.lines else "title"
        self.check()

    def show_known(self, known: _Known) -> None:
        """Take in what the documents have in common and what may be written."""
        self._before = known.common
        for name, line in self.lines.items():
            line.setEnabled(True)
            self._show(name, known.common.get(name) or "")
            if name not in known.common:
                line.setPlaceholderText("Several values, left as they are")
            self.backs[name].setVisible(name in known.corrected)
            if known.values.get(name):
                line.setCompleter(_completer(known.values[name], self))
        self.lines[self._first].setFocus()
        self.lines[self._first].selectAll()
        self.check()

    def correction(self) -> Correction:
        """Return what was entered."""
        written = {name: " ".join(self.lines[name].text().split()) for name in self._touched}
        values = {
            name: value or None
            for name, value in written.items()
            if name not in self._before or value != (self._before[name] or "")
        }
        return Correction(values, frozenset(self._put_back))

    def problem(self) -> str:
        """Tell what cannot be stored."""
        try:
            for name, value in self.correction().values.items():
                checked_field(name, value)
        except ReviewError as error:
            return str(error)
        return ""

    def remark(self) -> str:
        """Tell what will be done."""
        correction = self.correction()
        emptied = [name for name, value in correction.values.items() if value is None]
        changed = [name for name in correction.values if name not in emptied]
        parts = [
            f"{verb} {listed_fields(names)}"
            for verb, names in (
                ("changes", changed),
                ("empties", emptied),
                ("puts back", correction.put_back),
            )
            if names
        ]
        if not parts:
            return ""
        told = f"{', '.join(parts)} of {self._what}."
        return f"{told[0].upper()}{told[1:]} What was imported stays known."

    def _show(self, name: str, value: str) -> None:
        line = self.lines[name]
        with QSignalBlocker(line):
            line.setText(value)
        line.setCursorPosition(0)

    def _on_changed(self, name: str) -> None:
        self._put_back.discard(name)
        self._touched.add(name)
        self.check()

    def _on_put_back(self, name: str) -> None:
        self._touched.discard(name)
        self._put_back.add(name)
        self._show(name, "")
        self.lines[name].setPlaceholderText("As it was imported")
        self.lines[name].setFocus()
        self.check()


def correct(
    parent: QWidget | None, workspace: Workspace, document_ids: Sequence[int], first: str = ""
) -> Correction | None:
    """Ask what is to be corrected in documents; None when she left or there is nothing to do.

    `first` is the field to begin with.
    """
    corpus, document = workspace.corpus, workspace.document
    is_open_one = document is not None and [document.id] == list(document_ids)
    marks = _marks_of(document) if document is not None and is_open_one else {}
    editor = FieldEditor(parent, len(document_ids), first, list(marks))

    def work(_cancelled: Cancelled) -> _Known:
        return _read(corpus, document_ids, marks)

    workspace.background.run(_GROUP, work, editor.show_known, workspace.trouble.emit)
    accepted = bool(editor.exec())
    workspace.background.cancel(_GROUP)
    correction = editor.correction()
    editor.deleteLater()
    return correction if accepted and not correction.is_empty else None


def _marks_of(document: Document) -> dict[str, str | None]:
    """Return the metadata that was recognised in the text, or corrected, by its names as fields."""
    named = {METADATA + name: value for name, value in document.metadata.items()}
    can_be_corrected = (document.recognised or frozenset()) | document.as_imported.keys()
    return {name: value for name, value in named.items() if name in can_be_corrected}


def _read(corpus: Corpus, document_ids: Sequence[int], marks: Mapping[str, str | None]) -> _Known:
    with corpus.read() as connection:
        return _Known(
            {**common_fields(connection, document_ids), **marks},
            corrected_fields(connection, document_ids),
            {name: known_values(connection, name, _KNOWN_VALUES) for name in _COMPLETED},
        )


def _completer(values: Sequence[str], parent: QWidget) -> QCompleter:
    completer = QCompleter(QStringListModel(list(values), parent), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setMaxVisibleItems(_COMPLETIONS_SHOWN)
    return completer
