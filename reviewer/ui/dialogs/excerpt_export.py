"""The dialog that asks what excerpts to export, how and where to, with the first rows shown."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from reviewer.export.excerpts import UNREDACTED, ExcerptFormat
from reviewer.export.rows import Excerpt, Scope, rows_of
from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs.form import Form, plain_label
from reviewer.ui.dialogs.labels import strong_label
from reviewer.ui.dialogs.target_field import TargetField, default_target
from reviewer.ui.dialogs.text_table import TextTable
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace

PREVIEW_ROWS = 20
_FORMATS = (
    (ExcerptFormat.CSV, "CSV, for spreadsheets"),
    (ExcerptFormat.JSONL, "JSON Lines, for programs"),
    (ExcerptFormat.TAGUETTE, "Taguette (CSV, highlights only)"),
    (ExcerptFormat.QUALCODER, "QualCoder (CSV, highlights only)"),
)
_HIGHLIGHTS_ONLY = frozenset({ExcerptFormat.TAGUETTE, ExcerptFormat.QUALCODER})
_COLUMNS = ("Document", "Kind", "Tag or entity", "Excerpt", "Note", "Reasons")
_GROUP = "export preview"


class ExcerptExport(Form):
    """Asks for scope, format, redaction and file; `spec` is the job that was chosen."""

    def __init__(
        self,
        parent: QWidget | None,
        workspace: Workspace,
        finding: Finding,
        selected_ids: Sequence[int],
    ) -> None:
        super().__init__(parent, "Export excerpts", "&Export")
        self._workspace = workspace
        self._scopes: list[Scope] = []
        self.scope_group = QButtonGroup(self)
        self.format = QComboBox()
        self.redacted = QRadioButton("&Redacted: what is redacted is not in the file")
        self.unredacted = QRadioButton("Unre&dacted: everything is in the file")
        self.warning = strong_label(
            "The file will hold every name and passage that you marked for redaction, in plain "
            "text. Do not hand it on. Its name and the review log will say that it is unredacted."
        )
        self.confirmed = QCheckBox("I wa&nt a file that holds what is redacted")
        target = default_target(f"{workspace.corpus.name} excerpts.csv")
        self.target = TargetField(target, self._final)
        self.preview = TextTable("First rows of the export")
        self.preview_note = plain_label("")
        self._build(finding, selected_ids)
        self.check()
        self._show_preview()

    @property
    def spec(self) -> dict[str, Any]:
        """The job for the worker."""
        corpus = self._workspace.corpus
        scope = self._scope()
        return {
            "job": "export_excerpts",
            "corpus": str(corpus.paths.folder),
            "reviewer": corpus.reviewer,
            "target": str(self.target.target),
            "document_ids": None if scope is None else list(scope),
            "redacted": self.redacted.isChecked(),
            "format": self._format().value,
        }

    def problem(self) -> str:
        """Return what keeps the export from being made, or nothing."""
        if self.unredacted.isChecked() and not self.confirmed.isChecked():
            return "Confirm that the file may hold what is redacted, or export it redacted."
        return self.target.problem()

    def remark(self) -> str:
        """Return what will happen to the file."""
        return self.target.remark()

    def done(self, result: int) -> None:
        """Close the dialog and drop a preview that is still being read."""
        self._workspace.background.cancel(_GROUP)
        super().done(result)

    def _build(self, finding: Finding, selected_ids: Sequence[int]) -> None:
        document = self._workspace.document
        scopes = QVBoxLayout()
        found = tuple(finding.results.ids.tolist())
        choices: tuple[tuple[str, Scope], ...] = (
            ("The &whole corpus", None),
            (f"The c&urrent results ({len(found):,})", found),
            (f"The &selected documents ({len(selected_ids):,})", tuple(selected_ids)),
            ("&This document", (document.id,) if document is not None else ()),
        )
        for text, scope in choices:
            button = QRadioButton(text)
            button.setEnabled(scope is None or bool(scope))
            self.scope_group.addButton(button, len(self._scopes))
            self._scopes.append(scope)
            scopes.addWidget(button)
        self.scope_group.button(0).setChecked(True)
        for kind, name in _FORMATS:
            self.format.addItem(name, kind.value)
        self.format.setAccessibleName("Format")
        redaction = QVBoxLayout()
        for widget in (self.redacted, self.unredacted, self.warning, self.confirmed):
            redaction.addWidget(widget)
        self.redacted.setChecked(True)
        self.preview.setMinimumHeight(self.fontMetrics().lineSpacing() * 9)
        self.rows.addRow("Documents:", scopes)
        self.rows.addRow("&Format:", self.format)
        self.rows.addRow("Redaction:", redaction)
        self.rows.addRow("F&ile:", self.target)
        self.rows.addRow("First r&ows:", self.preview)
        self.rows.addRow("", self.preview_note)
        self._show_warning()
        self.scope_group.idToggled.connect(self._on_content_changed)
        self.format.currentIndexChanged.connect(self._on_format_changed)
        self.unredacted.toggled.connect(self._on_redaction_changed)
        self.confirmed.toggled.connect(self.check)
        self.target.changed.connect(self.check)
        self.resize(self.fontMetrics().averageCharWidth() * 110, self.sizeHint().height())

    def _scope(self) -> Scope:
        return self._scopes[self.scope_group.checkedId()]

    def _format(self) -> ExcerptFormat:
        return ExcerptFormat(self.format.currentData())

    def _final(self, target: Path) -> Path:
        """Return the path as the export itself will name it."""
        if self.redacted.isChecked() or target.stem.upper().endswith(UNREDACTED):
            return target
        return target.with_name(f"{target.stem}{UNREDACTED}{target.suffix}")

    def _show_warning(self) -> None:
        self.warning.setVisible(self.unredacted.isChecked())
        self.confirmed.setVisible(self.unredacted.isChecked())

    def _on_redaction_changed(self) -> None:
        # What was confirmed once is asked again, or a slip of the mouse would be enough.
        self.confirmed.setChecked(False)
        self._show_warning()
        self.check()
        self._show_preview()

    def _on_format_changed(self) -> None:
        self.target.set_suffix(".jsonl" if self._format() is ExcerptFormat.JSONL else ".csv")
        self._show_preview()

    def _on_content_changed(self, _button: int, checked: bool) -> None:
        if checked:
            self._show_preview()

    def _show_preview(self) -> None:
        corpus, scope = self._workspace.corpus, self._scope()
        redacted = self.redacted.isChecked()
        highlights_only = self._format() in _HIGHLIGHTS_ONLY

        def work(cancelled: Cancelled) -> list[Excerpt]:
            with closing(rows_of(corpus, scope, redacted, cancelled=cancelled)) as rows:
                wanted = (
                    excerpt
                    for excerpt, _names_hidden in rows
                    if excerpt.kind == "highlight" or not highlights_only
                )
                return list(islice(wanted, PREVIEW_ROWS))

        self.preview_note.setText("Reading the first rows…")
        self._workspace.background.run(_GROUP, work, self._on_preview, self._on_no_preview)

    def _on_preview(self, excerpts: list[Excerpt]) -> None:
        self.preview.show_rows(_COLUMNS, [_cells(excerpt) for excerpt in excerpts])
        if not excerpts:
            note = (
                "Nothing is marked in these documents, so the file would hold no rows. "
                "Choose other documents, or highlight passages first."
            )
        elif len(excerpts) < PREVIEW_ROWS:
            note = "These are all the rows that there are."
        else:
            note = f"These are the first {PREVIEW_ROWS} rows."
        self.preview_note.setText(note)

    def _on_no_preview(self, error: Exception) -> None:
        self.preview.show_rows(_COLUMNS, [])
        self.preview_note.setText(f"The first rows cannot be shown. {error}")


def _cells(excerpt: Excerpt) -> tuple[str, ...]:
    return (
        excerpt.document_title,
        excerpt.kind,
        excerpt.tag_path or excerpt.entity,
        excerpt.excerpt,
        excerpt.note,
        excerpt.redaction_reasons,
    )
