"""Every action of the window, once: its name, menu and default key.

Menus, the command palette and the shortcut list are all made from this table, so nothing can be
done with the mouse only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action; `key` is its default shortcut in Qt's portable form, or empty.

    `changes` marks what a read-only corpus refuses, `needs` what must be open for it to make
    sense: "" nothing, "corpus", "document", "selection" or "highlight".
    """

    id: str
    text: str
    menu: str
    key: str = ""
    needs: str = ""
    changes: bool = False
    checkable: bool = False


SPECS: tuple[ActionSpec, ...] = (
    ActionSpec("new_corpus", "&New corpus…", "File", "Ctrl+N"),
    ActionSpec("open_corpus", "&Open corpus…", "File", "Ctrl+O"),
    ActionSpec("open_sample", "Open the &sample corpus", "File"),
    ActionSpec("close_corpus", "&Close corpus", "File", "Ctrl+W", "corpus"),
    ActionSpec("import_files", "&Import files…", "File", "Ctrl+I", "corpus", True),
    ActionSpec("import_folder", "Import &folder…", "File", "Ctrl+Shift+I", "corpus", True),
    ActionSpec("import_report", "Import &report…", "File", "", "corpus"),
    ActionSpec("export_excerpts", "&Export excerpts…", "File", "Ctrl+Shift+E", "corpus"),
    ActionSpec("export_log", "Export review &log…", "File", "", "corpus"),
    ActionSpec("check_corpus", "Chec&k corpus…", "File", "", "corpus"),
    ActionSpec("rebuild_index", "Rebuild search inde&x", "File", "", "corpus", True),
    ActionSpec("preferences", "&Preferences…", "File", "Ctrl+,"),
    ActionSpec("quit", "&Quit", "File", "Ctrl+Q"),
    ActionSpec("undo", "&Undo", "Edit", "Ctrl+Z", "corpus", True),
    ActionSpec("redo", "&Redo", "Edit", "Ctrl+Shift+Z", "corpus", True),
    ActionSpec("copy", "&Copy", "Edit", "Ctrl+C", "selection"),
    ActionSpec("find_in_document", "&Find in document", "Edit", "Ctrl+F", "document"),
    ActionSpec("find_next", "Find &next in document", "Edit", "Ctrl+G", "document"),
    ActionSpec("find_previous", "Find &previous in document", "Edit", "Ctrl+Shift+G", "document"),
    ActionSpec("focus_search", "&Search the corpus", "Search", "Ctrl+K", "corpus"),
    ActionSpec("clear_search", "&Clear query and filters", "Search", "Ctrl+Shift+X", "corpus"),
    ActionSpec("concordance", "Every hit in conte&xt…", "Search", "Ctrl+Shift+K", "corpus"),
    ActionSpec("save_search", "Sa&ve this search…", "Search", "Ctrl+S", "corpus", True),
    ActionSpec("focus_saved", "&Go to the saved searches", "Search", "Ctrl+7", "corpus"),
    ActionSpec("coverage", "C&overage of the search…", "Search", "", "corpus"),
    ActionSpec("new_term_list", "New &term list…", "Search", "", "corpus", True),
    ActionSpec("more_like_document", "More &like this document", "Search", "", "document"),
    ActionSpec("more_like_selection", "More like this &passage", "Search", "", "selection"),
    ActionSpec("next_document", "&Next document", "Go", "Shift+PgDown", "corpus"),
    ActionSpec("previous_document", "&Previous document", "Go", "Shift+PgUp", "corpus"),
    ActionSpec("next_hit", "Next &hit", "Go", "F3", "corpus"),
    ActionSpec("previous_hit", "Previous h&it", "Go", "Shift+F3", "corpus"),
    ActionSpec("next_highlight", "Next &mark", "Go", "Alt+Down", "document"),
    ActionSpec("previous_highlight", "Previous m&ark", "Go", "Alt+Up", "document"),
    ActionSpec("next_region", "Next hidden te&xt, comment …", "Go", "F4", "document"),
    ActionSpec("previous_region", "Previous hi&dden text, comment …", "Go", "Shift+F4", "document"),
    ActionSpec("next_suggestion", "Next s&uggested entity", "Go", "S", "document"),
    ActionSpec("follow_link", "Open what is referred to at the &cursor", "Go", "L", "document"),
    ActionSpec("back", "&Back", "Go", "Alt+Left", "corpus"),
    ActionSpec("forward", "&Forward", "Go", "Alt+Right", "corpus"),
    ActionSpec("quick_open", "&Quick open document…", "Go", "Ctrl+P", "corpus"),
    ActionSpec("focus_results", "Go to the &results", "Go", "Ctrl+1", "corpus"),
    ActionSpec("focus_text", "Go to the &text", "Go", "Ctrl+2", "corpus"),
    ActionSpec("focus_tags", "Go to the ta&gs", "Go", "Ctrl+3", "corpus"),
    ActionSpec("focus_annotations", "Go to the annotati&ons", "Go", "Ctrl+4", "corpus"),
    ActionSpec("focus_entities", "Go to the &entities", "Go", "Ctrl+5", "corpus"),
    ActionSpec("focus_suggested", "Go to the &suggested entities", "Go", "Ctrl+9", "document"),
    ActionSpec("focus_terms", "Go to the term &lists", "Go", "Ctrl+6", "corpus"),
    ActionSpec("focus_related", "Go to &what belongs to it", "Go", "Ctrl+8", "document"),
    ActionSpec("status_unreviewed", "Mark &unreviewed", "Document", "Ctrl+Alt+U", "document", True),
    ActionSpec("status_in_review", "Mark &in review", "Document", "Ctrl+Alt+I", "document", True),
    ActionSpec("status_reviewed", "Mark &reviewed", "Document", "Ctrl+Alt+R", "document", True),
    ActionSpec(
        "status_second_look", "Needs a &second look", "Document", "Ctrl+Alt+S", "document", True
    ),
    ActionSpec(
        "reviewed_and_next", "Mark reviewed and &next", "Document", "Ctrl+Return", "document", True
    ),
    ActionSpec("correct_fields", "Correct &fields…", "Document", "F2", "document", True),
    ActionSpec("read_in_encoding", "Read in another &encoding…", "Document", "", "document", True),
    ActionSpec("show_duplicates", "Copies and simi&lar documents…", "Document", "F6", "document"),
    ActionSpec("open_original", "Open the ori&ginal…", "Document", "", "document"),
    ActionSpec("document_note", "Edit document n&ote", "Document", "Ctrl+M", "document", True),
    ActionSpec("redact_document", "Redact &whole document…", "Document", "", "document", True),
    ActionSpec("tag_selection", "&Tag…", "Mark", "Q", "document", True),
    ActionSpec("highlight_plain", "&Highlight without a tag", "Mark", "H", "selection", True),
    ActionSpec("highlight_note", "Edit &note of highlight", "Mark", "M", "highlight", True),
    ActionSpec("mark_entity", "&Mention of an entity…", "Mark", "E", "selection", True),
    ActionSpec("accept_suggestion", "A&ccept suggestion", "Mark", "Shift+E", "document", True),
    ActionSpec("reject_suggestion", "Re&ject suggestion", "Mark", "X", "document", True),
    ActionSpec("redact_selection", "&Redact", "Mark", "R", "selection", True),
    ActionSpec("redact_with", "Redact with rea&sons…", "Mark", "Shift+R", "selection", True),
    ActionSpec("remove_mark", "Remo&ve mark", "Mark", "Del", "document", True),
    ActionSpec("cycle_overlap", "Next &overlapping mark", "Mark", "O", "document"),
    ActionSpec(
        "start_earlier", "Start a word &earlier", "Mark", "Ctrl+Alt+Left", "highlight", True
    ),
    ActionSpec("start_later", "Start a word &later", "Mark", "Ctrl+Alt+Right", "highlight", True),
    ActionSpec(
        "end_earlier", "End a word earl&ier", "Mark", "Ctrl+Shift+Alt+Left", "highlight", True
    ),
    ActionSpec("end_later", "End a word l&ater", "Mark", "Ctrl+Shift+Alt+Right", "highlight", True),
    ActionSpec("new_tag", "New ta&g…", "Mark", "Ctrl+T", "corpus", True),
    ActionSpec("new_entity", "New entit&y…", "Mark", "", "corpus", True),
    ActionSpec("edit_entity_types", "Entity ty&pes…", "Mark", "", "corpus", True),
    ActionSpec("edit_reasons", "Re&daction reasons…", "Mark", "", "corpus", True),
    ActionSpec(
        "show_released", "Show as &released", "View", "Ctrl+Shift+R", "document", False, True
    ),
    ActionSpec("show_page", "Show the &page", "View", "F9", "document", False, True),
    ActionSpec("toggle_fold", "&Fold or unfold", "View", "F", "document"),
    ActionSpec("toggle_all_folds", "Fold or u&nfold all", "View", "Shift+F", "document"),
    ActionSpec("zoom_in", "Zoom &in", "View", "Ctrl++"),
    ActionSpec("zoom_out", "Zoom &out", "View", "Ctrl+-"),
    ActionSpec("zoom_reset", "&Actual size", "View", "Ctrl+0"),
    ActionSpec("toggle_left", "&Documents pane", "View", "F7", "corpus", False, True),
    ActionSpec("toggle_right", "&Marks pane", "View", "F8", "corpus", False, True),
    ActionSpec("theme_light", "&Light", "View"),
    ActionSpec("theme_dark", "Dar&k", "View"),
    ActionSpec("theme_system", "As the s&ystem", "View"),
    ActionSpec("palette", "&Command palette…", "Help", "Ctrl+Shift+P"),
    ActionSpec("shortcuts", "&Keyboard shortcuts…", "Help", "Ctrl+/"),
    ActionSpec("query_help", "&Query language", "Help", "F1"),
    ActionSpec("about", "&About Reviewer", "Help"),
)

MENUS: tuple[str, ...] = ("File", "Edit", "Search", "Go", "Document", "Mark", "View", "Help")


class Actions:
    """The window's QActions by id, with the user's own shortcuts in place of the defaults."""

    def __init__(self, window: QWidget, shortcuts: Mapping[str, str]) -> None:
        self._actions: dict[str, QAction] = {}
        self._handlers: dict[str, Callable[[], Any]] = {}
        for spec in SPECS:
            action = QAction(spec.text, window)
            action.setObjectName(spec.id)
            action.setCheckable(spec.checkable)
            action.triggered.connect(lambda _checked=False, wanted=spec.id: self._call(wanted))
            window.addAction(action)
            self._actions[spec.id] = action
        self.set_shortcuts(shortcuts)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def handle(self, handlers: Mapping[str, Callable[[], Any]]) -> None:
        """Call a handler, without arguments, when its action is triggered."""
        self._handlers.update(handlers)

    def forget(self, handlers: Mapping[str, Callable[[], Any]]) -> None:
        """Let go of handlers, when the corpus that they work on is closed."""
        for action_id in handlers:
            self._handlers.pop(action_id, None)

    def set_shortcuts(self, shortcuts: Mapping[str, str]) -> None:
        """Set every shortcut to the user's or else to the default; an empty one has no key."""
        for spec in SPECS:
            key = shortcuts.get(spec.id, spec.key)
            self._actions[spec.id].setShortcut(QKeySequence.fromString(key))

    def enable(self, have: frozenset[str], read_only: bool) -> None:
        """Enable what makes sense with what is open, and nothing that a reader may not do."""
        for spec in SPECS:
            possible = not spec.needs or spec.needs in have
            self._actions[spec.id].setEnabled(possible and not (spec.changes and read_only))

    def _call(self, action_id: str) -> None:
        handler = self._handlers.get(action_id)
        if handler is not None:
            handler()
