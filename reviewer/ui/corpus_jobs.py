"""The long jobs of an open corpus, as the window asks for them: import, index, export, check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from reviewer.corpus.imports import NOT_READ
from reviewer.errors import ReviewerError
from reviewer.review.changes import Change
from reviewer.review.fields import corrects
from reviewer.settings import Settings
from reviewer.ui.dialogs import export_dialog, import_dialog, import_report
from reviewer.ui.finding import Finding
from reviewer.ui.jobs import JobRunner
from reviewer.ui.pace import Pace
from reviewer.ui.views.status_line import StatusLine
from reviewer.ui.workspace import Workspace

_TITLES = {
    "import": "Importing",
    "index": "Indexing",
    "reread": "Reading again",
    "export_excerpts": "Exporting",
    "export_log": "Exporting the log",
    "check": "Checking",
}


_INDEXING = frozenset({"import", "index", "reread"})
INDEX_AFTER_MS = 500  # corrections may follow each other


class CorpusJobs(QObject):
    """Starts jobs in the worker process and shows how they go and end."""

    trouble = Signal(object)
    index_told = Signal(bool, object)  # whether it is being built, and how many documents are left
    import_begun = Signal()  # so that an import which was stopped is gone on with
    documents_added = Signal()  # documents were stored or indexed
    file_read_again = Signal(object)  # the result of a job that read a file in another encoding
    corrections_indexed = Signal()  # words of corrected fields can be searched for

    def __init__(
        self,
        workspace: Workspace,
        finding: Finding,
        status: StatusLine,
        settings: Settings,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._workspace = workspace
        self._finding = finding
        self._status = status
        self._settings = settings
        self._runner = JobRunner(self)
        self._pace = Pace()
        self._stage = ""
        self._corrected = QTimer(self)
        self._corrected.setSingleShot(True)
        self._corrected.setInterval(INDEX_AFTER_MS)
        self._corrected.timeout.connect(self._index_corrections)
        workspace.changed.connect(self._on_changed)
        self._runner.started.connect(self._on_started)
        self._runner.progressed.connect(self._on_progressed)
        self._runner.finished.connect(self._on_finished)
        workspace.unlocking_wanted.connect(self._unlock)
        workspace.import_wanted.connect(self.import_paths)
        status.pause_wanted.connect(self._runner.pause)
        status.resume_wanted.connect(self._runner.resume)
        status.cancel_wanted.connect(self._runner.cancel)
        status.report_wanted.connect(self._show_report)

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {
            "import_files": self._import_files,
            "import_folder": self._import_folder,
            "import_report": self._show_report,
            "export_log": self._export_log,
            "check_corpus": lambda: self._start({"job": "check"}),
            "rebuild_index": self.rebuild_index,
        }

    @property
    def is_running(self) -> bool:
        """Tell whether a job runs."""
        return self._runner.is_running

    def import_paths(self, paths: list[Path]) -> None:
        """Ask how files and folders are to be read, then import them."""
        if self._workspace.read_only:
            self._workspace.told.emit("This corpus is open for reading only; nothing is imported.")
            return
        known = self._workspace.passwords
        request = import_dialog.ask_import(self._window, paths, self._settings, known.all)
        if request is not None:
            known.add(request.passwords)
            self._start(
                {
                    "job": "import",
                    "paths": [str(path) for path in request.paths],
                    "mappings": request.mappings,
                    "encoding": request.encoding,
                    "passwords": request.passwords,
                }
            )

    def export_excerpts(self, selected_ids: list[int]) -> None:
        """Ask what excerpts to export and where to, then export them."""
        self._start(
            export_dialog.ask_excerpt_export(
                self._window, self._workspace, self._finding, selected_ids
            )
        )

    def rebuild_index(self) -> None:
        """Make the search index anew from the corpus."""
        if "index" in (self._runner.job, *self._runner.waiting) and self._runner.is_running:
            return
        self._finding.close_index()
        self._start({"job": "index", "rebuild": True})

    def complete_index(self) -> None:
        """Take into the index what it lacks."""
        self._start({"job": "index", "rebuild": False})

    def close(self) -> None:
        """Stop the worker and wait for it."""
        self._runner.close()

    def _start(self, spec: dict[str, Any] | None) -> None:
        if spec is None:
            return
        corpus = self._workspace.corpus
        if corpus.read_only and spec["job"] == "index":
            self._workspace.told.emit("The search index is not up to date in this window.")
            return
        shared = {"corpus": str(corpus.paths.folder), "reviewer": corpus.reviewer}
        self._runner.start({**shared, **spec})

    def _on_changed(self, change: Change) -> None:
        if corrects(change):
            self._corrected.start()

    def _index_corrections(self) -> None:
        if "index" not in self._runner.waiting:
            self._start({"job": "index", "rebuild": False, "corrections": True})

    def start(self, spec: dict[str, Any]) -> None:
        """Have the worker do a job of this corpus, after those that wait."""
        self._start(spec)

    def _unlock(self, paths: list[str]) -> None:
        passwords = self._workspace.passwords.all
        self._start({"job": "import", "paths": paths, "passwords": passwords, "unlocks": True})

    def _import_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self._window, "Import files")
        if names:
            self.import_paths([Path(name) for name in names])

    def _import_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, "Import a folder")
        if name:
            self.import_paths([Path(name)])

    def _export_log(self) -> None:
        self._start(export_dialog.ask_log_export(self._window, self._workspace))

    def _on_started(self, job: str) -> None:
        self._pace = Pace()
        self._stage = ""
        self._status.show_job(f"{_TITLES.get(job, job)}…", 0, None)
        if job in _INDEXING:
            self.index_told.emit(True, None)

    def _on_progressed(self, event: dict[str, Any]) -> None:
        stage = str(event.get("stage", ""))
        done, total = int(event.get("done") or 0), event.get("total")
        told = self._pace.told(stage, int(event.get("documents") or 0), done, total, monotonic())
        self._status.show_job(told, done, total)
        if stage == "indexing" and total is not None:
            self.index_told.emit(True, int(total) - done)
        if self._stage == "reading" and stage != "reading":
            self.documents_added.emit()  # to be read at once, while they are still being indexed
        if not self._stage and self._runner.job == "import":
            self.import_begun.emit()
        self._stage = stage

    def _on_finished(self, event: dict[str, Any]) -> None:
        self._status.hide_job()
        job = str(event["spec"]["job"])
        if job in _INDEXING:
            self.index_told.emit(False, None)
        if event["event"] == "failed":
            self.trouble.emit(_failure(event))
        result = event.get("result") or {}
        if event["spec"].get("corrections"):
            self.corrections_indexed.emit()
        elif job in ("import", "index"):
            self.documents_added.emit()
        if event["event"] == "cancelled":
            self._workspace.told.emit("Stopped. What was done until then is kept.")
            if job == "import":
                self.complete_index()
                QTimer.singleShot(0, self, self._offer_report)
        elif event["event"] == "done":
            # Later: a dialog opened here would hold up the next job.
            unlocks = bool(event["spec"].get("unlocks"))
            QTimer.singleShot(0, self, lambda: self._tell_done(job, result, unlocks))

    def _offer_report(self) -> None:
        """Show the report, or where she is typing only that there is one."""
        if _is_typing():
            self._status.offer_report()
        else:
            self._show_report()

    def _show_report(self) -> None:
        self._status.withdraw_report()
        import_report.show_import_report(self._window, self._workspace)

    def _tell_done(self, job: str, result: dict[str, Any], unlocks: bool) -> None:
        if job == "import":
            parts = [f"{result.get('documents', 0):,} documents imported"]
            if result.get("seen_before"):
                parts.append(f"{result['seen_before']:,} files seen before")
            unread = sum(result.get(outcome, 0) for outcome in NOT_READ)
            if unread:
                parts.append(f"{unread:,} files could not be read")
            self._workspace.told.emit(", ".join(parts))
            if unread or unlocks:
                self._offer_report()
        elif job in ("export_excerpts", "export_log"):
            export_dialog.show_export_summary(self._window, result)
        elif job == "reread":
            self.file_read_again.emit(result)
        elif job == "check":
            export_dialog.show_check_report(self._window, result)


def _is_typing() -> bool:
    """Tell whether a dialog that opened now would take keys that are meant for a text."""
    if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
        return True
    return isinstance(QApplication.focusWidget(), (QLineEdit, QPlainTextEdit, QTextEdit))


def _failure(event: dict[str, Any]) -> Exception:
    """Return a sentence for her, or for a bug in the worker an error with its traceback."""
    message, details = event.get("message", "The job failed."), event.get("details")
    if not details:
        return ReviewerError(message)
    error = RuntimeError(message)
    error.add_note(details)
    return error
