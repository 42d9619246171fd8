"""Marks the terms of the shown lists in the document that is open."""

from __future__ import annotations

from threading import Lock

from PySide6.QtCore import QObject

from reviewer.corpus.searches import TermList
from reviewer.errors import ReviewError
from reviewer.review.finding import Finder
from reviewer.review.passages import shortened
from reviewer.review.term_lists import ListedTerm, read_terms
from reviewer.search.many_hits import ManyHits
from reviewer.ui.background import Cancelled
from reviewer.ui.decorations import Ranges, TermHit
from reviewer.ui.views.marked_text import MarkedText
from reviewer.ui.workspace import Workspace


class TermMarking(QObject):
    """Finds the terms beside the GUI thread whenever the lists or the document are others."""

    def __init__(self, workspace: Workspace, finder: Finder, view: MarkedText) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._finder = finder
        self._view = view
        self._terms = _ShownTerms([], finder)
        workspace.document_opened.connect(self._find)
        workspace.term_lists_changed.connect(self._take_lists)
        self._take_lists()

    def _take_lists(self) -> None:
        lists = [each for each in self._workspace.term_lists.values() if each.shown]
        if lists != self._terms.lists:
            self._terms = _ShownTerms(lists, self._finder)
            self._find()

    def _find(self) -> None:
        terms, text = self._terms, self._workspace.text
        if not terms.lists or not text:
            self._workspace.background.cancel("terms")
            self._view.show_terms("", Ranges())
            return

        def work(cancelled: Cancelled) -> Ranges[TermHit]:
            return terms.found(text, cancelled)

        def done(found: Ranges[TermHit]) -> None:
            self._view.show_terms(text, found)

        self._workspace.background.run("terms", work, done, self._workspace.trouble.emit)


class _ShownTerms:
    """The terms of some lists, made ready once for all documents. Any thread, in turns."""

    def __init__(self, lists: list[TermList], finder: Finder) -> None:
        self.lists = lists
        self._known = finder
        self._lock = Lock()
        self._looks: list[tuple[str, str]] = []  # by query: colour and label
        self._finder: ManyHits | None = None

    def found(self, text: str, cancelled: Cancelled) -> Ranges[TermHit]:
        with self._lock:
            if cancelled():
                return Ranges()
            if self._finder is None:
                self._finder = self._made_ready()
            return Ranges(
                TermHit(span, *self._looks[place]) for place, span in self._finder.find(text)
            )

    def _made_ready(self) -> ManyHits:
        queries = []
        languages = self._known.look_up_languages()
        for each in self.lists:
            for term in _terms_of(each, languages):
                if term.query is not None:
                    queries.append(term.query)
                    label = f"{shortened(each.name)}: {shortened(term.text)}"
                    self._looks.append((each.colour, label))
        return ManyHits(queries)


def _terms_of(each: TermList, languages: frozenset[str]) -> tuple[ListedTerm, ...]:
    try:
        return read_terms(each.text, languages)
    except ReviewError:  # only a list that another program wrote is too long
        return ()
