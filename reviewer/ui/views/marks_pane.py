"""The right pane: the code book above; annotations, entities and term lists below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from reviewer.ui.finding import Finding
from reviewer.ui.views.annotations_panel import AnnotationsPanel
from reviewer.ui.views.entities_panel import EntitiesPanel
from reviewer.ui.views.tags_panel import TagsPanel
from reviewer.ui.views.term_lists_panel import TermListsPanel
from reviewer.ui.workspace import Workspace


class MarksPane(QWidget):
    """Holds the four panels and tells what is asked for in any of them."""

    tag_chosen = Signal(object)  # tag id
    mark_picked = Signal(str, object)  # kind, id
    mention_wanted = Signal(object)  # entity id: mark the selection as a mention of it
    documents_wanted = Signal(object)  # tag id
    entity_documents_wanted = Signal(object)  # entity id

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self.tags = TagsPanel(workspace)
        self.annotations = AnnotationsPanel(workspace)
        self.entities = EntitiesPanel(workspace)
        self.terms = TermListsPanel(workspace, finding)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self.annotations, "Annotations")
        self._tabs.addTab(self.entities, "Entities")
        self._tabs.addTab(self.terms, "Terms")
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.tags)
        splitter.addWidget(self._tabs)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.tags.tag_chosen.connect(self.tag_chosen)
        self.tags.documents_wanted.connect(self.documents_wanted)
        self.annotations.mark_picked.connect(self.mark_picked)
        self.entities.mention_wanted.connect(self.mention_wanted)
        self.entities.entity_documents_wanted.connect(self.entity_documents_wanted)

    def focus_tags(self) -> None:
        """Give the tags the keyboard."""
        self.tags.focus_view()

    def focus_annotations(self) -> None:
        """Show the annotations and give them the keyboard."""
        self._tabs.setCurrentWidget(self.annotations)
        self.annotations.focus_view()

    def focus_entities(self) -> None:
        """Show the entities and give them the keyboard."""
        self._tabs.setCurrentWidget(self.entities)
        self.entities.focus_view()

    def focus_terms(self) -> None:
        """Show the term lists and give them the keyboard."""
        self._tabs.setCurrentWidget(self.terms)
        self.terms.focus_view()

    def show_picked(self, kind: str, mark_id: int | None) -> None:
        """Select the mark that is picked in the text, or none, without telling it again."""
        self.annotations.show_picked(kind, mark_id)
