"""The line at the bottom: how far the review is, what runs, and what was just done."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from reviewer.corpus import documents
from reviewer.review.changes import Change
from reviewer.ui.background import Cancelled
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.workspace import Workspace

TOLD_FOR_MS = 6_000
RECOUNT_AFTER_MS = 200
BAR_STEPS = 1_000  # a share of the whole, because Qt counts in 32 bits


class StatusLine(QStatusBar):
    """Shows the progress of the review and of one job; the job's buttons only ask."""

    pause_wanted = Signal()
    resume_wanted = Signal()
    cancel_wanted = Signal()
    report_wanted = Signal()  # of the import

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.reviewed = _label("Progress of the review")
        self.read_only = _label("Read only")
        self.place = _label("Place among the hits")
        self.job = _JobPanel()
        self.report = LinkButton("Import")
        self.report.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.report.clicked.connect(self.report_wanted)
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(RECOUNT_AFTER_MS)
        gap = self.fontMetrics().averageCharWidth()
        for label in (self.place, self.read_only, self.reviewed):
            label.setContentsMargins(gap, 0, gap, 0)
        self.addPermanentWidget(self.report)
        self.addPermanentWidget(self.job)
        self.addPermanentWidget(self.place)
        self.addPermanentWidget(self.read_only)
        self.addPermanentWidget(self.reviewed)
        self.read_only.setText("Read only: open in another window")
        self.read_only.setToolTip(
            "Another window or command is working on this corpus. You can read, search and "
            "export here; to make changes, close the other one and open the corpus again."
        )
        self.read_only.setVisible(workspace.read_only)
        font = self.read_only.font()
        font.setBold(True)
        self.read_only.setFont(font)
        self.job.hide()
        self.job.pause_wanted.connect(self.pause_wanted)
        self.job.resume_wanted.connect(self.resume_wanted)
        self.job.cancel_wanted.connect(self.cancel_wanted)
        self._recount.timeout.connect(self.refresh)
        workspace.told.connect(self._tell)
        workspace.trouble.connect(lambda _error: self.clearMessage())
        workspace.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Count the reviewed documents again, in the background."""
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> tuple[int, int]:
            with corpus.read() as connection:
                return documents.reviewed_count(connection), documents.document_count(connection)

        self._workspace.background.run(
            "progress of review", work, self._on_counted, self._workspace.trouble.emit
        )

    def show_place(self, text: str) -> None:
        """Show where among the hits she is; an empty text shows nothing."""
        self.place.setText(text)
        self.place.setVisible(bool(text))

    def show_job(self, text: str, done: int, total: int | None) -> None:
        """Show how far a job is; `total` None when that is not known yet."""
        self.job.tell(text, done, total)
        self.job.show()

    def offer_report(self) -> None:
        """Offer the report of an import, until it is seen."""
        self.report.set_text("Show the import report…", "What became of every file of the import")

    def withdraw_report(self) -> None:
        """Take back what `offer_report` offered."""
        self.report.set_text("")

    def hide_job(self) -> None:
        """Show that no job runs any more."""
        self.job.reset()
        self.job.hide()

    def _tell(self, text: str) -> None:
        """Say what was done for a while, and what is being done, which ends in …, until it is."""
        self.showMessage(text, 0 if text.endswith("…") else TOLD_FOR_MS)

    def _on_changed(self, change: Change) -> None:
        if "document" in change.tables:
            self._recount.start()

    def _on_counted(self, counts: tuple[int, int]) -> None:
        reviewed, total = counts
        self.reviewed.setText(f"{reviewed:,} of {total:,} reviewed" if total else "No documents")


class _JobPanel(QWidget):
    """A job's name and progress, with buttons to pause, go on and cancel."""

    pause_wanted = Signal()
    resume_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = _label("Running job")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the job")
        self.bar.setMaximumWidth(self.fontMetrics().averageCharWidth() * 24)
        self.pause = _button("Pause")
        self.cancel = _button("Cancel")
        self._paused = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        for widget in (self.text, self.bar, self.pause, self.cancel):
            row.addWidget(widget)
        self.pause.clicked.connect(self._on_pause_clicked)
        self.cancel.clicked.connect(self._on_cancel_clicked)

    def tell(self, text: str, done: int, total: int | None) -> None:
        self.text.setText(text)
        if total:
            self.bar.setRange(0, BAR_STEPS)
            self.bar.setValue(min(BAR_STEPS, done * BAR_STEPS // total))
        else:
            self.bar.setRange(0, 0)

    def reset(self) -> None:
        """Be ready for the next job."""
        self._set_paused(False)
        self.pause.setEnabled(True)
        self.cancel.setEnabled(True)

    def _on_pause_clicked(self) -> None:
        self._set_paused(not self._paused)
        (self.pause_wanted if self._paused else self.resume_wanted).emit()

    def _on_cancel_clicked(self) -> None:
        """Ask once: the job ends when it has put away what it holds."""
        self.pause.setEnabled(False)
        self.cancel.setEnabled(False)
        self.cancel_wanted.emit()

    def _set_paused(self, paused: bool) -> None:
        self._paused = paused
        self.pause.setText("Resume" if paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(name)
    return label


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
