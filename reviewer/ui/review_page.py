"""The page of one open corpus: documents left, text in the middle, marks right, status below.

It puts the panes together and connects their signals; what they do is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from reviewer.corpus.database import Corpus
from reviewer.jobs.index_job import is_complete
from reviewer.model import Facet, Filters, Status
from reviewer.settings import Settings
from reviewer.ui.actions import Actions
from reviewer.ui.background import Cancelled
from reviewer.ui.comparing import Comparing
from reviewer.ui.corpus_jobs import CorpusJobs
from reviewer.ui.correcting import Correcting
from reviewer.ui.dialogs import query_help, quick_open
from reviewer.ui.dialogs.concordance import show_concordance
from reviewer.ui.dialogs.coverage import show_coverage
from reviewer.ui.entity_suggestions import EntitySuggestions
from reviewer.ui.finding import Finding
from reviewer.ui.marking import Marking
from reviewer.ui.opening import Opening
from reviewer.ui.reading import Reading
from reviewer.ui.referring import Referring
from reviewer.ui.region_marking import RegionMarking
from reviewer.ui.relating import Relating
from reviewer.ui.rereading import Rereading
from reviewer.ui.suggesting import more_like_document, more_like_selection
from reviewer.ui.term_marking import TermMarking
from reviewer.ui.views.did_you_mean import DidYouMean
from reviewer.ui.views.document_pane import DocumentPane
from reviewer.ui.views.documents_pane import DocumentsPane
from reviewer.ui.views.marks_pane import MarksPane
from reviewer.ui.views.page_pane import PagePane
from reviewer.ui.views.saved_searches import SavedSearches
from reviewer.ui.views.status_line import StatusLine
from reviewer.ui.views.suggested_entities import SuggestedEntities
from reviewer.ui.views.term_lists_panel import new_term_list
from reviewer.ui.workspace import Workspace

_PAGE_WITHHELD = (
    "The page is put away while you look at what would be released: nothing is hidden on it."
)
_SHARES = (300, 640, 320)  # how the panes share the width until she moves them


class ReviewPage(QWidget):
    """One open corpus. `close_corpus` must be called before the page goes."""

    trouble = Signal(object)  # an Exception to tell her about

    def __init__(
        self, corpus: Corpus, actions: Actions, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._settings = settings
        self.workspace = Workspace(corpus, self)
        self.finding = Finding(self.workspace, self)
        self._opened = quick_open.OpenedDocuments(self.workspace)
        self.documents = DocumentsPane(self.workspace, self.finding, settings)
        self.saved_searches = SavedSearches(self.workspace, self.finding)
        folded = settings.layout.get("saved_searches", "")
        self.saved_searches.set_folded(
            folded == "folded" if folded else not self.workspace.saved_searches
        )
        self.documents.add_sidebar_widget(DidYouMean(self.workspace, self.finding))
        self.documents.add_sidebar_widget(self.saved_searches)
        self.document = DocumentPane()
        self.relating = Relating(self.workspace, self.finding, self.document.strip)
        self.regions = RegionMarking(self.workspace, self.document.text_view, self.document.strip)
        self.referring = Referring(
            self.workspace, self.finding, self.document.text_view, self.document.strip
        )
        self.comparing = Comparing(self.workspace, self.finding, self.document.strip, settings)
        self.page = PagePane(self.workspace, self.document)
        self.marks = MarksPane(self.workspace, self.finding)
        self.status = StatusLine(self.workspace)
        self.reading = Reading(self.workspace, self.finding, self.document, settings)
        self.marking = Marking(self.workspace, self.document, actions)
        self.rereading = Rereading(self.workspace, self.document.strip, self)
        self.opening = Opening(self.workspace, self)
        self.correcting = Correcting(
            self.workspace, self.document.header, self.documents.results, self
        )
        self.suggestions = EntitySuggestions(self.workspace, self.document.text_view)
        self.suggested = SuggestedEntities(self.suggestions, corpus.read_only)
        self.marks.entities.add_below(self.suggested)
        self.terms = TermMarking(self.workspace, self.finding.finder, self.document.text_view)
        self.jobs = CorpusJobs(self.workspace, self.finding, self.status, settings, self)
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._middle = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._handlers = self._all_handlers()
        actions.handle(self._handlers)
        self._connect()
        self._restore_layout()
        self._show_history()
        self.document.clear()
        self.take_settings()
        self.finding.search("")
        self._complete_index()
        self.comparing.refresh()

    def close_corpus(self) -> None:
        """Save what is typed, stop what runs, and close the corpus."""
        self.document.header.flush()
        self._settings.layout["panes"] = bytes(self._panes.saveState().toBase64().data()).decode()
        is_folded = self.saved_searches.is_folded
        self._settings.layout["saved_searches"] = "folded" if is_folded else "open"
        if self.workspace.document is not None:
            self._settings.last_read[self.workspace.corpus.id] = self.workspace.document.id
        self._actions.forget(self._handlers)
        self.jobs.close()
        self.page.close_images()
        self.opening.close()
        self.workspace.close()
        self.finding.close_index()

    def take_settings(self) -> None:
        """Work with the reviewer's name and the text size as they are set now."""
        if self._settings.reviewer:
            self.workspace.corpus.reviewer = self._settings.reviewer
        self.document.text_view.set_zoom(self._settings.zoom_percent)
        self.comparing.take_settings()

    def import_paths(self, paths: list[Path]) -> None:
        """Ask how to import files and folders, and begin."""
        self.jobs.import_paths(paths)

    def _lay_out(self) -> None:
        self._middle.setChildrenCollapsible(False)
        self._middle.addWidget(self.document)
        self._middle.addWidget(self.page)
        for pane, share in zip((self.documents, self._middle, self.marks), _SHARES, strict=True):
            self._panes.addWidget(pane)
            # On a wide screen the lists grow too: the lines of a text stay readably short.
            self._panes.setStretchFactor(self._panes.count() - 1, 2 if pane is self._middle else 1)
            pane.setMinimumWidth(share * 2 // 3)
        self._panes.setSizes(list(_SHARES))
        self._panes.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._panes, 1)
        column.addWidget(self.status)

    def _all_handlers(self) -> dict[str, Callable[[], Any]]:
        handlers = self.reading.handlers()
        return {
            **handlers,
            **self.marking.handlers(),
            **self.jobs.handlers(),
            **self.correcting.handlers(),
            **self.suggestions.handlers(),
            **self.referring.handlers(),
            **self.rereading.handlers(),
            **self.opening.handlers(),
            **self.regions.handlers(),
            **self.comparing.handlers(),
            **{
                f"status_{status}": partial(self._mark, status, handlers[f"status_{status}"])
                for status in Status
            },
            "export_excerpts": lambda: self.jobs.export_excerpts(
                self.documents.selected_ids().tolist()
            ),
            "undo": self.workspace.undo,
            "redo": self.workspace.redo,
            "show_released": self._toggle_released,
            "show_page": self._toggle_page,
            "focus_search": self.documents.focus_search,
            "focus_results": self.documents.focus_results,
            "focus_text": self.document.text_view.setFocus,
            "focus_tags": self.marks.focus_tags,
            "focus_annotations": self.marks.focus_annotations,
            "focus_entities": self.marks.focus_entities,
            "focus_terms": self.marks.focus_terms,
            "focus_suggested": self._focus_suggested,
            "focus_saved": self.saved_searches.focus_view,
            "focus_related": self._focus_related,
            "clear_search": lambda: self.finding.search("", Filters()),
            "concordance": self._show_concordance,
            "coverage": lambda: show_coverage(self, self.workspace, self.finding),
            "save_search": self.saved_searches.save,
            "new_term_list": lambda: new_term_list(self, self.workspace),
            "more_like_document": lambda: more_like_document(self.workspace, self.finding),
            "more_like_selection": self._more_like_selection,
            "quick_open": self._quick_open,
            "toggle_left": lambda: self._toggle("toggle_left", self.documents),
            "toggle_right": lambda: self._toggle("toggle_right", self.marks),
        }

    def _connect(self) -> None:
        space = self.workspace
        space.trouble.connect(self.trouble)
        space.changed.connect(lambda _change: self._show_history())
        space.document_opened.connect(self._enable_actions)
        self.document.text_view.selection_changed.connect(self._enable_actions)
        self.marking.picked_changed.connect(self._on_picked_changed)
        self.marks.tag_chosen.connect(self._on_tag_chosen)
        self.marks.mark_picked.connect(self._on_mark_chosen)
        self.marks.mention_wanted.connect(self.marking.mention)
        self.marks.documents_wanted.connect(
            lambda tag_id: self._show_only(Filters().including(Facet.TAG, {tag_id}))
        )
        self.marks.entity_documents_wanted.connect(
            lambda entity_id: self._show_only(Filters().including(Facet.ENTITY, {entity_id}))
        )
        self.documents.text_wanted.connect(self.document.text_view.setFocus)
        self.documents.help_wanted.connect(lambda: query_help.show_query_help(self))
        self.reading.place_told.connect(self.status.show_place)
        self.finding.results_changed.connect(self._open_where_she_was)
        self.finding.index_missing.connect(lambda _error: self.jobs.rebuild_index())
        self.comparing.alike_changed.connect(self.documents.results.model.show_alike)
        self.comparing.unfinished.connect(self.jobs.complete_index)
        self.jobs.index_told.connect(self.documents.results.show_index)
        self.jobs.import_begun.connect(self.documents.coverage.count_soon)
        self.jobs.trouble.connect(self.trouble)
        self.jobs.documents_added.connect(self._on_documents_added)
        self.jobs.file_read_again.connect(self.rereading.take)
        self.rereading.job_wanted.connect(self.jobs.start)
        self.rereading.documents_replaced.connect(self._on_documents_added)
        self.jobs.corrections_indexed.connect(self._on_corrections_indexed)
        for number in range(1, 10):
            key = QShortcut(QKeySequence(str(number)), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(lambda n=number: self.marking.apply_numbered_tag(n))
            key.setEnabled(not space.read_only)
        for action_id in ("toggle_left", "toggle_right"):
            self._actions[action_id].setChecked(True)
        self._actions["show_released"].setChecked(False)
        self._actions["show_page"].setChecked(False)

    def _enable_actions(self) -> None:
        have = {"", "corpus"}
        if self.workspace.document is not None:
            have.add("document")
        if self.document.text_view.selection_cp() is not None:
            have.add("selection")
        if self.marking.picked is not None and self.marking.picked[0] == "highlight":
            have.add("highlight")
        self._actions.enable(frozenset(have), self.workspace.read_only)
        undo, redo = self.workspace.undo_label, self.workspace.redo_label
        self._actions["undo"].setEnabled(undo is not None and not self.workspace.read_only)
        self._actions["redo"].setEnabled(redo is not None and not self.workspace.read_only)

    def _show_history(self) -> None:
        for action_id, verb, label in (
            ("undo", "&Undo", self.workspace.undo_label),
            ("redo", "&Redo", self.workspace.redo_label),
        ):
            told = (label or "").replace("&", "&&")
            self._actions[action_id].setText(f"{verb} {told}".rstrip())
        self._enable_actions()

    def _on_picked_changed(self, kind: str, mark_id: int | None) -> None:
        self.marks.show_picked(kind, mark_id)
        self._enable_actions()

    def _on_tag_chosen(self, tag_id: int) -> None:
        self.marking.apply_tag(tag_id)
        self.document.text_view.setFocus()  # so that she goes on marking by key

    def _on_mark_chosen(self, kind: str, mark_id: int) -> None:
        mark = self.document.text_view.decorations.find(kind, mark_id)
        if mark is not None:
            self.document.text_view.reveal(mark.span)
        self.marking.pick(kind, mark_id)

    def _open_where_she_was(self) -> None:
        """Open the document that she read last, once, or else the first one."""
        results = self.finding.results
        if self.workspace.document is None and results.total:
            last = self._settings.last_read.get(self.workspace.corpus.id)
            known = last is not None and results.place_of(last) is not None
            self.workspace.open_document(last if known else int(results.ids[0]))

    def _focus_suggested(self) -> None:
        self.marks.focus_entities()
        if self.suggestions.items:
            self.suggested.focus_view()
        else:
            self.workspace.told.emit("Nothing is suggested in this document.")

    def _show_only(self, filters: Filters) -> None:
        """Show every document that a tag or an entity stands in, whatever was searched before."""
        self.finding.search("", filters)

    def _focus_related(self) -> None:
        if not self.document.strip.is_wanted:
            self.workspace.told.emit("What belongs to a document is not shown with the released.")
        elif not self.document.strip.focus_first():
            self.workspace.told.emit("Nothing in the corpus is known to belong to this document.")

    def _toggle_released(self) -> None:
        released = self._actions["show_released"].isChecked()
        self.reading.show_released(released)
        self.page.set_withheld(released)
        if released and self._actions["show_page"].isChecked():
            self.workspace.told.emit(_PAGE_WITHHELD)
        self._enable_actions()

    def _toggle_page(self) -> None:
        wanted = self._actions["show_page"].isChecked()
        self.page.set_wanted(wanted)
        if wanted and self._actions["show_released"].isChecked():
            self.workspace.told.emit(_PAGE_WITHHELD)
            return
        self._middle.setSizes([self._middle.width() // 2] * 2)
        if wanted and not self.page.available:
            document = self.workspace.document
            self.workspace.told.emit(
                "The pages of a PDF that came within another file are not shown."
                if document is not None and document.format == "pdf" and document.locator
                else "Pages are shown for documents that were read from a PDF."
            )

    def _toggle(self, action_id: str, pane: QWidget) -> None:
        pane.setVisible(self._actions[action_id].isChecked())

    def _quick_open(self) -> None:
        chosen = quick_open.pick_document(self, self.workspace, self.finding)
        if chosen is not None:
            self.workspace.open_document(chosen)

    def _mark(self, status: Status, mark_open: Callable[[], Any]) -> None:
        """Mark what is selected in the list while she works there, else the open document."""
        if not self.documents.results.mark_selected(status):
            mark_open()

    def _show_concordance(self) -> None:
        window = show_concordance(self, self.workspace, self.finding)
        window.search_wanted.connect(self._come_to_search)

    def _come_to_search(self) -> None:
        self.window().raise_()
        self.activateWindow()
        self.documents.focus_search()

    def _more_like_selection(self) -> None:
        selection = self.document.text_view.selection_cp()
        more_like_selection(self.workspace, self.finding, selection)

    def _restore_layout(self) -> None:
        stored = self._settings.layout.get("panes")
        if stored:
            self._panes.restoreState(QByteArray.fromBase64(stored.encode()))

    def _on_documents_added(self) -> None:
        self.documents.reload_filters()
        self.saved_searches.recount()
        self.marks.terms.recount()
        self.status.refresh()
        self.relating.refresh()
        self.referring.refresh()
        self.comparing.refresh()
        self.finding.search()

    def _on_corrections_indexed(self) -> None:
        self.documents.reload_names()
        self.documents.again.look_soon()
        self.saved_searches.recount()
        self.marks.terms.recount()
        self.relating.refresh()
        self.referring.refresh()

    def _complete_index(self) -> None:
        """Have the index brought up to date when it does not hold every document as it is."""
        corpus = self.workspace.corpus

        def work(_cancelled: Cancelled) -> bool:
            return is_complete(corpus)

        def done(complete: bool) -> None:
            if not complete:
                self.jobs.complete_index()

        self.workspace.background.run("index state", work, done, self.workspace.trouble.emit)
