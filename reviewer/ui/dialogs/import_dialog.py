"""What is about to be imported, and what the columns of its tables mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from reviewer.settings import Settings
from reviewer.ui.background import Background, Cancelled
from reviewer.ui.dialogs import password_entry
from reviewer.ui.dialogs.encoding_choice import EncodingChoice
from reviewer.ui.dialogs.form import breakable, plain_label
from reviewer.ui.dialogs.labels import strong_label
from reviewer.ui.dialogs.table_mapping import MappingPage, tab_title
from reviewer.ui.import_survey import FORMAT_LABELS, Survey
from reviewer.ui.tooltips import plain_tip

_GROUP = "import survey"
_TOLD_EVERY_MS = 200
_FRAME = 48  # about what a title bar and borders take


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import: files and folders, and for tables by path their mapping as JSON.

    `encoding` is for texts that prove none, `passwords` are tried on what is locked.
    """

    paths: list[Path]
    mappings: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    passwords: list[str] = field(default_factory=list, repr=False)


def ask_import(
    parent: QWidget | None,
    paths: Sequence[Path],
    settings: Settings,
    passwords: Sequence[str] = (),
) -> ImportRequest | None:
    """Show what would be imported and ask what the columns of tables mean.

    What she chose is remembered in `settings.mappings`; the caller keeps the settings, and the
    passwords nowhere but in memory.
    """
    dialog = ImportDialog(parent, paths, settings, passwords)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    request = dialog.request if accepted else None
    dialog.deleteLater()
    return request


class ImportDialog(QDialog):
    """Looks through the chosen files in the background and shows what there is.

    A look through a large folder can be cut short; tables that were not seen until then have
    their columns guessed.
    """

    def __init__(
        self,
        parent: QWidget | None,
        paths: Sequence[Path],
        settings: Settings,
        passwords: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self._paths = list(paths)
        self._settings = settings
        self._background = Background(self)
        self._survey = Survey()
        self._cut_short = False
        self.pages: list[MappingPage] = []
        self.heading = strong_label("Looking through the files…")
        self.formats = plain_label("")
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setAccessibleName("Looking through the files")
        self.tabs = QTabWidget()
        self.tabs.setUsesScrollButtons(True)
        self.tabs.hide()
        self.encoding = EncodingChoice(self._background)
        self.encoding.hide()
        self.message = plain_label("")
        self.accept_button = QPushButton("Im&port")
        self.enough = QPushButton("&Skip this")
        self.passwords: list[str] = list(passwords)
        self.passwords_button = QPushButton()
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_TOLD_EVERY_MS)
        self._timer.timeout.connect(self._show_counts)
        self._timer.start()
        self._look()

    @property
    def request(self) -> ImportRequest:
        """What was chosen."""
        mappings = {
            str(path): page.mapping.to_json() for page in self.pages for path in page.group.paths
        }
        return ImportRequest(self._paths, mappings, self.encoding.encoding, self.passwords)

    def accept(self) -> None:
        """Close and remember the columns, unless one is missing."""
        if not self.accept_button.isEnabled():
            return
        for page in self.pages:
            remembered: dict[str, Any] = json.loads(page.mapping.to_json())
            remembered.pop("table", None)
            self._settings.mappings[page.key] = remembered
        super().accept()

    def done(self, result: int) -> None:
        """Close and wait for the background."""
        self._timer.stop()
        self._background.close()
        super().done(result)

    def _build(self) -> None:
        buttons = QDialogButtonBox()
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel: QPushButton = buttons.addButton("&Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        # Else it becomes the default while there is nothing to import yet.
        cancel.setAutoDefault(False)
        buttons.addButton(self.passwords_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.passwords_button.setAutoDefault(False)
        self.passwords_button.setToolTip("Passwords to try on locked files")
        self.passwords_button.clicked.connect(self._on_passwords_wanted)
        self._count_passwords()
        buttons.addButton(self.enough, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.enough.setAutoDefault(False)
        self.enough.setToolTip("Import without looking through the rest first.")
        self.enough.clicked.connect(self._on_enough)
        self.accept_button.setDefault(True)
        self.accept_button.setEnabled(False)
        layout = QVBoxLayout(self)
        for widget in (self.heading, self.formats, self.busy):
            layout.addWidget(widget)
        layout.addWidget(self.tabs, 2)
        layout.addWidget(self.encoding, 1)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 85, self.sizeHint().height())

    def _look(self) -> None:
        survey, paths = self._survey, self._paths

        def work(cancelled: Cancelled) -> None:
            survey.look(paths, lambda: self._cut_short or cancelled())

        self._background.run(_GROUP, work, self._on_looked, self._on_failed)

    def _on_passwords_wanted(self) -> None:
        entered = password_entry.ask_passwords(self, self.passwords)
        if entered is not None:
            self.passwords = entered
            self._count_passwords()

    def _count_passwords(self) -> None:
        count = f" ({len(self.passwords):,})" if self.passwords else ""
        self.passwords_button.setText(f"&Passwords{count}…")

    def _on_enough(self) -> None:
        self._cut_short = True
        self.enough.setEnabled(False)

    def _on_looked(self, _nothing: None) -> None:
        self._timer.stop()
        self.busy.hide()
        self.enough.hide()
        self._show_counts()
        self.heading.setText(self._verdict())
        for group in self._survey.groups:
            page = MappingPage(group, self._settings.mappings, self._background)
            page.changed.connect(self._check)
            self.pages.append(page)
            place = self.tabs.addTab(page, tab_title(group.paths[0]))
            told = "\n".join(str(path) for path in group.paths[:10])
            self.tabs.setTabToolTip(place, plain_tip(told))
        if self._survey.doubtful:
            self.encoding.offer(self._survey.doubtful)
            self.encoding.show()
        if self.pages:
            self.tabs.show()
        self._check()
        self._fit()
        (self.pages[0].roles["text"] if self.pages else self.accept_button).setFocus()

    def _fit(self) -> None:
        """Take the room that what is shown now needs, but none beyond the screen."""
        metrics, layout = self.fontMetrics(), self.layout()
        assert layout is not None
        letters, lines = (120, 34) if self.pages else (85, 0)
        width = max(self.width(), metrics.averageCharWidth() * letters)
        needed = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        free = self.screen().availableGeometry()
        height = max(self.height(), metrics.lineSpacing() * lines, needed)
        width, height = min(width, free.width() - _FRAME), min(height, free.height() - _FRAME)
        self.resize(width, height)
        # It grows downwards from where it was small.
        self.move(
            max(free.left(), min(self.x(), free.left() + free.width() - _FRAME - width)),
            max(free.top(), min(self.y(), free.top() + free.height() - _FRAME - height)),
        )

    def _on_failed(self, error: Exception) -> None:
        self._timer.stop()
        self.busy.hide()
        self.enough.hide()
        self.heading.setText("The files could not be looked through.")
        self.message.setText(breakable(f"{error} Cancel, and choose the files again."))

    def _verdict(self) -> str:
        total = self._survey.files
        if self._cut_short:
            return f"Files to import: {total:,}, and those that were not looked at"
        if not total:
            return "There is nothing to import here. Choose other files or another folder."
        files = "1 file" if total == 1 else f"{total:,} files"
        return f"{files} to import"

    def _show_counts(self) -> None:
        counts = self._survey.counts.copy()
        if self._timer.isActive():
            self.heading.setText(f"Looking through the files… {self._survey.files:,} so far")
        told = [f"{FORMAT_LABELS[kind]}: {count:,}" for kind, count in counts.most_common()]
        unread = self._survey.unread
        if unread:
            told.append(f"Of a kind that is not read: {unread:,} (the report will say why)")
        # Only between the kinds may a line end.
        self.formats.setText(" · ".join(each.replace(" ", "\N{NO-BREAK SPACE}") for each in told))

    def _check(self) -> None:
        problem = next((told for page in self.pages if (told := page.problem())), "")
        possible = bool(self._survey.files) or self._cut_short
        self.accept_button.setEnabled(possible and not problem)
        self.accept_button.setDefault(True)
        note = ""
        if self.pages:
            note = "Each row becomes a document. The columns are remembered for such tables."
        self.message.setText(breakable(problem or note))
