"""The main window: a welcome page or the page of an open corpus, under one menu bar.

It imports nothing that opens a corpus, so that it can be seen before SQLAlchemy and Whoosh are
loaded; those come with `review_page`, on a thread, while she reads the welcome page.
"""

from __future__ import annotations

import gc
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QStackedWidget

from reviewer.errors import CorpusInUse, ReviewerError
from reviewer.paths import DATABASE_NAME, sample_folder
from reviewer.settings import Settings, save_settings
from reviewer.ui import theme
from reviewer.ui.actions import MENUS, SPECS, Actions
from reviewer.ui.background import Background, Cancelled
from reviewer.ui.dialogs import about, palette, preferences, query_help, shortcuts, trouble
from reviewer.ui.garbage import GarbageCollection
from reviewer.ui.views.recent_menu import RecentMenu
from reviewer.ui.views.welcome import Welcome

if TYPE_CHECKING:
    from reviewer.ui.review_page import ReviewPage

_FIRST_WIDTH = 1280
_FIRST_HEIGHT = 800
_FRAME = 48  # about what a title bar and borders take


class MainWindow(QMainWindow):
    """Assembles the pages and owns no logic of the review."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.page: ReviewPage | None = None
        self.actions_ = Actions(self, settings.shortcuts)
        self._welcome = Welcome(settings)
        self._recent = RecentMenu(settings, self._open_folder, self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome)
        self._loaded = False
        self._wanted: Path | None = None
        self.setCentralWidget(self._pages)
        self.setAcceptDrops(True)
        self._make_menus()
        self._connect()
        self._show_title()
        self._take_first_size()
        geometry = settings.layout.get("window")
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self._background = Background(self)
        self._garbage = GarbageCollection(self)
        QTimer.singleShot(0, self._load)

    def open_path(self, path: Path) -> None:
        """Open the corpus at a path, at once or as soon as all is loaded."""
        if not self._loaded:
            self._wanted = path
            return
        self._open(path)

    def close_corpus(self) -> None:
        """Close the corpus and show the welcome page."""
        if self.page is None:
            return
        page, self.page = self.page, None
        page.close_corpus()
        self._pages.removeWidget(page)
        page.deleteLater()
        self._welcome.show_recent()
        self._show_title()
        self.actions_.enable(frozenset(), False)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save the window's place; everything else is saved already."""
        self.close_corpus()
        self._background.close()
        geometry = self.saveGeometry().toBase64().data()
        self.settings.layout["window"] = bytes(geometry).decode()
        self._save_settings()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders when there is a corpus to put them in."""
        if self.page is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what is dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if self.page is not None and paths:
            event.acceptProposedAction()
            page = self.page
            # The drop must end before a dialog opens, or the other program hangs.
            QTimer.singleShot(0, lambda: page.import_paths(paths))

    def _make_menus(self) -> None:
        for title in MENUS:
            menu = self.menuBar().addMenu(f"&{title}")
            for spec in SPECS:
                if spec.menu == title:
                    if spec.id in _FIRST_OF_GROUP:
                        menu.addSeparator()
                    menu.addAction(self.actions_[spec.id])
                if spec.id == "open_corpus" and title == spec.menu:
                    menu.addMenu(self._recent)

    def _connect(self) -> None:
        self.actions_.handle(
            {
                "new_corpus": self._new_corpus,
                "open_corpus": self._choose_corpus,
                "open_sample": self._open_sample,
                "close_corpus": self.close_corpus,
                "preferences": self._edit_preferences,
                "quit": self.close,
                "theme_light": lambda: self._set_theme(theme.Scheme.LIGHT),
                "theme_dark": lambda: self._set_theme(theme.Scheme.DARK),
                "theme_system": lambda: self._set_theme(theme.Scheme.SYSTEM),
                "palette": lambda: palette.show_palette(self, self.actions_),
                "shortcuts": self._edit_shortcuts,
                "query_help": lambda: query_help.show_query_help(self),
                "about": lambda: about.show_about(self),
            }
        )
        self.actions_.enable(frozenset(), False)
        self._welcome.new_wanted.connect(self._new_corpus)
        self._welcome.open_wanted.connect(self._choose_corpus)
        self._welcome.sample_wanted.connect(self._open_sample)
        for recent in (self._welcome.recent_chosen, self._recent.chosen):
            recent.connect(lambda name: self.open_path(Path(name)))
        self._welcome.recent_forgotten.connect(self._forget_recent)
        QApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self._apply_theme())

    def _load(self) -> None:
        def work(_cancelled: Cancelled) -> None:
            importlib.import_module("reviewer.ui.review_page")
            # The program itself never becomes garbage, and to look it through takes 50 ms.
            gc.freeze()

        self._background.run("load", work, self._on_loaded, lambda e: trouble.tell(self, e))

    def _on_loaded(self, _result: None) -> None:
        self._loaded = True
        if self._wanted is not None:
            path, self._wanted = self._wanted, None
            self._open(path)

    def _open(self, path: Path) -> None:
        from reviewer.corpus.database import Access, open_corpus

        try:
            corpus = open_corpus(path, Access.WRITE)
        except CorpusInUse as error:
            if not trouble.ask_open_read_only(self, error):
                return
            self._guarded(lambda: self._show(open_corpus(path, Access.READ)))
        except ReviewerError as error:
            trouble.tell(self, error)
        else:
            self._guarded(lambda: self._show(corpus))

    def _show(self, corpus: Any) -> None:
        from reviewer.ui.review_page import ReviewPage

        self.close_corpus()
        self.page = ReviewPage(corpus, self.actions_, self.settings)
        self.page.trouble.connect(lambda error: trouble.tell(self, error))
        self._pages.addWidget(self.page)
        self._pages.setCurrentWidget(self.page)
        self.page.documents.focus_results()
        self.settings.add_recent(corpus.paths.folder)
        self._save_settings()
        self._show_title()

    def _guarded(self, step: Any) -> None:
        try:
            step()
        except ReviewerError as error:
            trouble.tell(self, error)

    def _new_corpus(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, "New corpus: choose a name for its folder", str(Path.home() / "Corpus")
        )
        if name:
            from reviewer.corpus.database import create_corpus

            self._guarded(lambda: self._show(create_corpus(Path(name))))

    def _choose_corpus(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Open the folder of a corpus")
        if name:
            self.open_path(Path(name))

    def _open_sample(self) -> None:
        target = sample_folder()

        def work(_cancelled: Cancelled) -> None:
            from reviewer.jobs.protocol import Control, Silence
            from reviewer.sample import make_sample

            make_sample(target, Silence(), Control())

        def failed(error: Exception) -> None:
            self.statusBar().clearMessage()
            trouble.tell(self, error)

        def done(_made: None) -> None:
            self.statusBar().clearMessage()
            self.open_path(target)

        if (target / DATABASE_NAME).exists():
            self.open_path(target)
            return
        self.statusBar().showMessage("Making the sample corpus. This takes a few seconds.")
        self._background.run("sample", work, done, failed)

    def _open_folder(self) -> Path | None:
        """Return the folder of the corpus that is open."""
        return None if self.page is None else self.page.workspace.corpus.paths.folder

    def _forget_recent(self, name: str) -> None:
        self.settings.recent = [other for other in self.settings.recent if other != name]
        self._save_settings()
        self._welcome.show_recent()

    def _edit_preferences(self) -> None:
        if preferences.edit_preferences(self, self.settings):
            self._save_settings()
            self._apply_theme()
            if self.page is not None:
                self.page.take_settings()

    def _edit_shortcuts(self) -> None:
        if shortcuts.edit_shortcuts(self, self.actions_, self.settings):
            self._save_settings()

    def _set_theme(self, scheme: theme.Scheme) -> None:
        self.settings.theme = scheme.value
        self._save_settings()
        self._apply_theme()

    def _apply_theme(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, theme.Scheme(self.settings.theme))

    def _save_settings(self) -> None:
        try:
            save_settings(self.settings)
        except OSError as error:
            trouble.tell(
                self,
                ReviewerError(
                    f"Your settings could not be saved ({error.strerror or error}). "
                    "Your work is not touched by this. Check that the disk has room."
                ),
            )

    def _show_title(self) -> None:
        if self.page is None:
            self.setWindowTitle("Reviewer")
            return
        space = self.page.workspace
        only = " (read only)" if space.read_only else ""
        self.setWindowTitle(f"{space.corpus.name}{only} – Reviewer")

    def _take_first_size(self) -> None:
        """Leave room for the frame that the desktop adds, or the status line is off the screen."""
        free = self.screen().availableGeometry()
        if free.width() - _FRAME < _FIRST_WIDTH or free.height() - _FRAME < _FIRST_HEIGHT:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.resize(
            min(_FIRST_WIDTH, free.width() - _FRAME), min(_FIRST_HEIGHT, free.height() - _FRAME)
        )


_FIRST_OF_GROUP = frozenset(
    {
        "import_files", "export_excerpts", "check_corpus", "preferences", "quit", "copy",
        "find_in_document", "next_document", "next_hit", "next_highlight", "back", "quick_open",
        "focus_results", "concordance", "save_search", "new_term_list", "more_like_document",
        "reviewed_and_next", "document_note", "redact_document", "highlight_note",
        "mark_entity", "redact_selection", "remove_mark", "start_earlier", "new_tag", "zoom_in",
        "toggle_left", "theme_light", "shortcuts", "query_help", "about",
    }
)  # fmt: skip
