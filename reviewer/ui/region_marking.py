"""What the reader of the open document found in its text: flagged, counted, stepped through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from reviewer.corpus import structure
from reviewer.model import Region, RegionKind
from reviewer.ui.background import Cancelled
from reviewer.ui.regions import (
    FLAGGED,
    FOLDABLE,
    NO_REGIONS,
    Regions,
    label_of,
    sorted_out,
    told_kinds,
)
from reviewer.ui.views.document_strip import DocumentStrip
from reviewer.ui.views.link_button import LinkButton
from reviewer.ui.views.region_text import RegionText
from reviewer.ui.workspace import Workspace

_MOST_SELECTED_CP = 2_000  # a longer stretch is shown by its beginning


class RegionMarking(QObject):
    """Reads the regions beside the GUI thread whenever another document is opened."""

    def __init__(self, workspace: Workspace, view: RegionText, strip: DocumentStrip) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self._last: Region | None = None  # that she was led to
        self.links = {kind: LinkButton("In this document") for kind in FLAGGED}
        for kind, link in self.links.items():
            strip.add_link(link)
            link.clicked.connect(lambda _checked=False, kind=kind: self.step(1, kind))
        workspace.document_opened.connect(self._on_document_opened)

    def handlers(self) -> dict[str, Callable[[], Any]]:
        """Return what answers which action."""
        return {
            "next_region": lambda: self.step(1),
            "previous_region": lambda: self.step(-1),
            "toggle_fold": self._toggle_fold,
            "toggle_all_folds": self._toggle_all_folds,
        }

    def step(self, way: int, kind: RegionKind | None = None) -> None:
        """Select the next flagged stretch, or the one before, of any kind or of one."""
        view = self._view
        items = [
            region for region in view.regions.flagged.items if kind is None or region.kind is kind
        ]
        if not items:
            self._workspace.told.emit("Nothing is flagged in this document.")
            return
        here = self._here()
        if way > 0:
            place = next((n for n, each in enumerate(items) if _order(each) > here), 0)
        else:
            before = [n for n, each in enumerate(items) if _order(each) < here]
            place = before[-1] if before else len(items) - 1
        region = items[place]
        self._last = region
        length = region.end_cp - region.start_cp
        view.reveal(region.span, select=length <= _MOST_SELECTED_CP)
        view.setFocus()
        told = f"{label_of(region)} · {place + 1:,} of {len(items):,}"
        self._workspace.told.emit(told)

    def _here(self) -> tuple[int, int]:
        """Return her place in the order of the stretches: on one, or before all that begin here."""
        view, last = self._view, self._last
        selected, position = view.selection_cp(), view.position_cp()
        if selected is not None:
            return selected.start_cp, -selected.end_cp
        if last is not None and last.start_cp == position:
            return _order(last)
        return position, -len(view.text) - 1

    def _on_document_opened(self) -> None:
        self._show("", NO_REGIONS)
        document, corpus, text = (
            self._workspace.document,
            self._workspace.corpus,
            self._workspace.text,
        )
        if document is None:
            self._workspace.background.cancel("regions")
            return

        def work(_cancelled: Cancelled) -> Regions:
            with corpus.read() as connection:
                found = structure.regions(connection, document.id, (*FLAGGED, *FOLDABLE))
                return sorted_out(found, text)

        self._workspace.background.run(
            "regions",
            work,
            lambda found: self._show(text, found),
            self._workspace.trouble.emit,
            quick=True,
        )

    def _show(self, text: str, regions: Regions) -> None:
        self._last = None
        self._view.show_regions(text, regions)
        counts = regions.counts()
        told = dict(zip((kind for kind, _ in counts), told_kinds(counts), strict=True))
        for kind, link in self.links.items():
            tip = "Click to go to the next one."
            link.set_text(told.get(kind, ""), tip if kind in told else "")

    def _toggle_fold(self) -> None:
        if not self._view.toggle_fold():
            self._workspace.told.emit("Nothing can be folded where the text cursor stands.")

    def _toggle_all_folds(self) -> None:
        folds = self._view.folds
        if not folds:
            self._workspace.told.emit("Nothing can be folded in this document.")
        self._view.set_all_folded(not any(fold.is_folded for fold in folds))


def _order(region: Region) -> tuple[int, int]:
    return region.start_cp, -region.end_cp
